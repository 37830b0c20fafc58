"""What is told to whom: the next digest is composed and committed, then delivered.

Which hits a digest tells is fixed by a committed row before anything is sent, so that a crash or a
retry can neither lose a hit nor tell it twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import channels, digest
from monitor.config import Folders, Settings
from monitor.errors import ConfigError, UsageError
from monitor.job import Job
from monitor.model import (
    Audience,
    Claim,
    Copy,
    Delivery,
    DeliveryState,
    Digest,
    Facts,
    Finding,
    SourceHealth,
)
from monitor.readers import Reader
from monitor.store.holdings import StoredDigest
from monitor.store.ledger import Ledger
from monitor.watch import Watchlists
from monitor.watch.gazetteer import Gazetteer, load_gazetteer

log = logging.getLogger(__name__)

# The concept of the vocabulary that names a denial.
DENIAL = "denial"
# How far back the first issue goes for a reader who joins where others were told before.
FIRST_REACH = timedelta(days=7)


def issue(ledger: Ledger, job: Job, reader: Reader) -> Digest | None:
    """Commit the next digest for one reader; None where it is not due, or where today's stands and
    there is nothing to add to it.

    The first of a day is made even when nothing was found: silence must not look like failure.
    """
    with ledger.warehouse.session():
        return _issue(ledger, job, reader)


def _issue(ledger: Ledger, job: Job, reader: Reader) -> Digest | None:
    audience = audience_of(reader)
    issues = ledger.issues(reader.name)
    last = ledger.digest(issues[-1].digest_id) if issues else None
    if not reader.due(last.until if last else None, job.now):
        return None
    since = last.until if last else _beginning(ledger, job.now)
    findings = ledger.untold(audience, since=since)
    previous = _counts(last)
    earlier = [one.digest_id for one in issues]
    zone = ZoneInfo(reader.timezone)
    day = f"{job.now.astimezone(zone):%Y-%m-%d}"
    if not findings and any(f"{one.until.astimezone(zone):%Y-%m-%d}" == day for one in issues):
        return None
    made = compose(
        job,
        reader,
        findings,
        facts=ledger.facts(findings, audience, until=job.now, timezone=reader.timezone),
        digest_id=reader.issue_id(day, earlier),
        since=since,
        until=job.now,
        previous=previous or {},
        health=ledger.health(job.sources),
        articles_read=ledger.articles_seen(since),
        already_told=ledger.told_count(reader.name),
        run_id=ledger.run_id,
    )
    # The issue before the first is none to compare it with, wherever its window begins, and nor is
    # one that cannot be read.
    made = replace(
        made,
        look_back=ledger.looked_back(since, audience),
        previous=None if previous is None else made.previous,
        begun_at=issues[0].created_at if issues else made.created_at,
    )
    ledger.reserve(
        StoredDigest(made.id, made.until, digest.to_json(made)),
        since=since,
        findings=findings,
        deliveries=[
            Delivery(made.id, channel, recipient, DeliveryState.RESERVED, job.now)
            for channel, recipient in channels.recipients(reader, job.settings, job.folders)
        ],
        now=job.now,
        reader=reader.name,
    )
    return made


def audience_of(reader: Reader) -> Audience:
    """What the store has to know of a reader."""
    return Audience(reader.name, reader.themes, reader.languages)


def _beginning(ledger: Ledger, now: datetime) -> datetime | None:
    """Where the first issue of a reader begins: who joins later is not told of years."""
    return now - FIRST_REACH if any(one.until < now for one in ledger.issues()) else None


def refuse_the_past(ledger: Ledger, now: datetime) -> None:
    """A run dated before the last digest would turn its window round. Raises ``UsageError``."""
    issues = ledger.issues()
    if issues and now < (until := issues[-1].until):
        raise UsageError(
            f"{now:%Y-%m-%d %H:%M} UTC lies before the end of the last digest,"
            f" {until:%Y-%m-%d %H:%M} UTC",
            mend="set the clock of this machine, or give a later --now",
        )


def compose(
    job: Job,
    reader: Reader,
    findings: Sequence[Finding],
    *,
    facts: Facts,
    digest_id: str,
    since: datetime | None,
    until: datetime,
    previous: Mapping[str, int],
    health: Sequence[SourceHealth],
    articles_read: int,
    already_told: int,
    run_id: str,
) -> Digest:
    """A digest of findings, with the titles and claims that the watchlists give them."""
    names = _names(job.watchlists.folder)
    active = [
        one
        for one in job.watchlists.watchlists
        if one.status == "active" and (not reader.themes or one.id in reader.themes)
    ]
    return digest.build(
        findings,
        facts=facts,
        labels=names.labels if names else {},
        denies=lambda title, lead: any(
            mention.concept == DENIAL for mention in (names.mentions(title, lead) if names else ())
        ),
        reader=reader.name,
        title=reader.title,
        digest_id=digest_id,
        watchlists=[(watchlist.id, watchlist.title) for watchlist in active],
        telling=lambda theme, rule: _telling(job.watchlists, theme, rule),
        health=health,
        since=since,
        until=until,
        now=job.now,
        timezone=reader.timezone,
        run_id=run_id,
        watchlists_version=job.watchlists.version,
        articles_read=articles_read,
        already_told=already_told,
        previous=previous,
        story_cap=reader.stories_per_theme,
        others_cap=reader.others_per_story,
        notice=job.notice,
    )


# Of those that are unknown, only what an option says is to be sent once more; the others are not read.
UNSETTLED = (
    DeliveryState.RESERVED,
    DeliveryState.WAITING,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
)


async def deliver(
    ledger: Ledger,
    settings: Settings,
    folders: Folders,
    now: datetime,
    *,
    chosen: Sequence[Copy] | None = None,
    at_once: bool = False,
) -> list[Delivery]:
    """Deliver ``chosen``, or every copy that is not settled, those of runs that died too.

    Gives those that did not go out, or wait for their turn. ``at_once`` is for a person who does not
    want to wait. One copy that fails stops no other.
    """
    failed: list[Delivery] = []
    told = {one.digest_id: one.reader for one in ledger.issues()}
    for copy in ledger.copies(*UNSETTLED) if chosen is None else chosen:
        digest_id = copy.last.digest_id
        ended = await asyncio.to_thread(
            channels.deliver,
            copy,
            channels.Content(
                told[digest_id], partial(_stored, ledger, digest_id), digest.render, digest.top
            ),
            settings,
            folders,
            now=now,
            record=ledger.record,
            at_once=at_once,
        )
        # What was unknown before and is left alone was told when that happened.
        left_alone = ended is copy.last and ended.state is DeliveryState.UNKNOWN
        if ended.state is not DeliveryState.SENT and not left_alone:
            failed.append(ended)
    return failed


def _names(watchlists: Path) -> Gazetteer | None:
    """The names of everything; None where a file of them is wrong, which the run has told by then."""
    try:
        return load_gazetteer(watchlists)
    except ConfigError:
        return None


def _telling(watchlists: Watchlists, theme: str, rule: str) -> tuple[str, tuple[Claim, ...]]:
    """The indicator of a rule and its claims, those first that the fewest watchlists share."""
    shared = Counter(claim.id for one in watchlists.watchlists for claim in one.claims)
    claims = watchlists.claims_of(theme, rule)
    ordered = tuple(sorted(claims, key=lambda claim: shared[claim.id]))
    return watchlists.indicator_of(theme, rule), ordered


def _stored(ledger: Ledger, digest_id: str) -> Digest:
    return digest.from_json(ledger.digest(digest_id).content)


def _counts(last: StoredDigest | None) -> dict[str, int] | None:
    """How many articles each theme had in a digest; None where there is none that can be read."""
    if last is None:
        return None
    try:
        themes = digest.from_json(last.content).themes
    except Exception as error:  # noqa: BLE001 - whatever was made of it, the next issue is made
        log.warning(
            "the digest '%s' cannot be read as it is kept (%s): the next is not compared with it",
            last.digest_id,
            type(error).__name__,
        )
        return None
    return {theme.watchlist_id: theme.articles for theme in themes}
