"""What is told to whom: the next digest is composed and committed, then delivered.

Which hits a digest tells is fixed by a committed row before anything is sent, so that a crash or a
retry can neither lose a hit nor tell it twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import channels, digest
from monitor.config import Folders, Settings, bundled
from monitor.errors import UsageError
from monitor.job import Job
from monitor.lock import run_lock
from monitor.model import (
    Audience,
    Claim,
    Delivery,
    DeliveryState,
    Digest,
    Facts,
    Finding,
    SourceHealth,
)
from monitor.store.holdings import Holdings, StoredDigest
from monitor.store.ledger import Ledger
from monitor.store.snapshot import Snapshot
from monitor.store.warehouse import SNAPSHOT, Warehouse
from monitor.watch import Watchlists, load_watchlists
from monitor.watch.gazetteer import load_gazetteer

# The concept of the vocabulary that names a denial.
DENIAL = "denial"


def issue(ledger: Ledger, job: Job) -> Digest | None:
    """Commit the next digest; None where today's stands and there is nothing to add to it.

    The first of a day is made even when nothing was found: silence must not look like failure.
    """
    audience = Audience()
    findings = ledger.untold(audience)
    issues = ledger.digest_ids(audience.reader)
    day = f"{job.now.astimezone(ZoneInfo(job.settings.digest.timezone)):%Y-%m-%d}"
    today = [one for one in issues if one.startswith(day)]
    if today and not findings:
        return None
    last = ledger.digest(issues[-1]) if issues else None
    since = last.until if last else None
    made = compose(
        job,
        findings,
        facts=ledger.facts(
            findings, audience, until=job.now, timezone=job.settings.digest.timezone
        ),
        audience=audience,
        digest_id=f"{day}-{len(today) + 1}" if today else day,
        since=since,
        until=job.now,
        previous=_counts(last),
        health=ledger.health(job.sources),
        articles_read=ledger.articles_seen(since),
        already_told=ledger.told_count(audience.reader),
        run_id=ledger.run_id,
    )
    made = replace(made, look_back=ledger.looked_back(since, audience))
    ledger.reserve(
        StoredDigest(made.id, made.until, digest.to_json(made)),
        since=since,
        findings=findings,
        deliveries=[
            Delivery(made.id, channel, recipient, DeliveryState.RESERVED, job.now)
            for channel, recipient in channels.recipients(job.settings, job.folders)
        ],
        now=job.now,
        reader=audience.reader,
    )
    return made


def refuse_the_past(ledger: Ledger, now: datetime) -> None:
    """A run dated before the last digest would turn its window round. Raises ``UsageError``."""
    issues = ledger.digest_ids()
    if issues and now < (until := ledger.digest(issues[-1]).until):
        raise UsageError(
            f"{now:%Y-%m-%d %H:%M} UTC lies before the end of the last digest,"
            f" {until:%Y-%m-%d %H:%M} UTC",
            mend="set the clock of this machine, or give a later --now",
        )


def compose(
    job: Job,
    findings: Sequence[Finding],
    *,
    facts: Facts,
    audience: Audience,
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
    names = load_gazetteer(job.folders.watchlists)
    active = [
        one
        for one in job.watchlists.watchlists
        if one.status == "active" and (not audience.themes or one.id in audience.themes)
    ]
    return digest.build(
        findings,
        facts=facts,
        labels=names.labels,
        denies=lambda title, lead: any(
            mention.concept == DENIAL for mention in names.mentions(title, lead)
        ),
        reader=audience.reader,
        digest_id=digest_id,
        watchlists=[(watchlist.id, watchlist.title) for watchlist in active],
        telling=lambda theme, rule: _telling(job.watchlists, theme, rule),
        health=health,
        since=since,
        until=until,
        now=job.now,
        timezone=job.settings.digest.timezone,
        run_id=run_id,
        watchlists_version=job.watchlists.version,
        articles_read=articles_read,
        already_told=already_told,
        previous=previous,
        story_cap=job.settings.digest.stories_per_theme,
        others_cap=job.settings.digest.others_per_story,
        notice=job.notice,
    )


OPEN = (DeliveryState.RESERVED, DeliveryState.WAITING, DeliveryState.SENDING)


async def deliver(ledger: Ledger, job: Job) -> list[Delivery]:
    """Deliver every copy that is not settled, those of runs that died too; gives what did not go."""
    failed: list[Delivery] = []
    for copy in ledger.deliveries(*OPEN):
        ended = await asyncio.to_thread(
            channels.deliver,
            copy,
            digest.from_json(ledger.digest(copy.digest_id).content),
            job.settings,
            job.folders,
            render=digest.render,
            now=job.now,
            record=ledger.record,
        )
        if ended.state is not DeliveryState.SENT:
            failed.append(ended)
    return failed


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a digest outside of a run, and where it is all kept."""

    warehouse: Path
    watchlists: Path
    digests: Path
    settings: Settings
    now: datetime

    def job(self) -> Job:
        """A job without sources: enough to compose and to deliver."""
        return Job(
            sources=(),
            watchlists=load_watchlists(self.watchlists),
            folders=Folders(Path(), self.watchlists, self.warehouse, self.digests),
            settings=self.settings,
            now=self.now,
        )

    def holdings(self) -> Holdings:
        """What the snapshot holds; nobody has to wait for anybody to read it."""
        return Holdings(Snapshot(self.warehouse / SNAPSHOT))

    def ledger(self) -> Ledger:
        """The ledger of the warehouse. Raises ``UsageError`` where there is none."""
        warehouse = Warehouse(self.warehouse, bundled("warehouse"))
        if not warehouse.live.exists():
            raise UsageError(
                "there is no warehouse yet",
                where=self.warehouse,
                mend="run `monitor run` first, or name the folder with --warehouse",
            )
        return Ledger(warehouse)


def past(reader: Reader, digest_id: str | None) -> Digest:
    """A digest as it was told, the last one for None. Raises ``UsageError``."""
    holdings = reader.holdings()
    issues = holdings.digest_ids()
    if not issues:
        raise UsageError("there is no digest yet", mend="run `monitor run` first")
    if digest_id is not None and digest_id not in issues:
        last = ", ".join(issues[-5:])
        raise UsageError(f"there is no digest '{digest_id}'", mend=f"the last ones: {last}")
    return digest.from_json(holdings.digest(digest_id or issues[-1]).content)


def window(reader: Reader, *, since: datetime | None, until: datetime) -> Digest:
    """A digest of all that was first seen in a window, told before or not; nothing is recorded."""
    holdings, job = reader.holdings(), reader.job()
    audience, timezone = Audience(), job.settings.digest.timezone
    findings = holdings.found(since, until, audience)
    made = compose(
        job,
        findings,
        facts=holdings.facts(findings, audience, until=until, timezone=timezone, remember=False),
        audience=audience,
        digest_id=f"{since:%Y-%m-%d}..{until:%Y-%m-%d}" if since else f"..{until:%Y-%m-%d}",
        since=since,
        until=until,
        previous={},
        health=(),
        articles_read=holdings.articles_seen(since, until),
        already_told=0,
        run_id="",
    )
    # There is no issue before a window, and so nothing to compare it with.
    return replace(made, previous=None)


def only(made: Digest, watchlist_id: str) -> Digest:
    """The part of a digest that is about one watchlist."""
    themes = tuple(theme for theme in made.themes if theme.watchlist_id == watchlist_id)
    states = Counter(story.state for theme in themes for story in theme.stories)
    return replace(
        made,
        themes=themes,
        nothing_on=() if themes else (watchlist_id,),
        articles=sum(theme.articles for theme in themes),
        outlets=sum(theme.outlets for theme in themes),
        new_stories=states["new"],
        developed_stories=states["developed"],
        corrected_stories=states["corrected"],
        previous=None,
    )


def send_again(reader: Reader) -> list[Delivery]:
    """Deliver what no channel has settled. Raises ``LockHeld`` while a run is at work."""
    with run_lock(reader.warehouse, reader.now):
        return asyncio.run(deliver(reader.ledger(), reader.job()))


def _telling(watchlists: Watchlists, theme: str, rule: str) -> tuple[str, tuple[Claim, ...]]:
    """The indicator of a rule and its claims, those first that the fewest watchlists share."""
    shared = Counter(claim.id for one in watchlists.watchlists for claim in one.claims)
    claims = watchlists.claims_of(theme, rule)
    ordered = tuple(sorted(claims, key=lambda claim: shared[claim.id]))
    return watchlists.indicator_of(theme, rule), ordered


def _counts(last: StoredDigest | None) -> dict[str, int]:
    """How many articles each theme had in a digest."""
    if last is None:
        return {}
    return {theme.watchlist_id: theme.articles for theme in digest.from_json(last.content).themes}
