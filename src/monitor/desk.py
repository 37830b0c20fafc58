"""Who asks for digests outside of a run: an issue again, a window of time, a copy once more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor import channels, digest
from monitor.config import Folders, Settings, bundled
from monitor.errors import UsageError, did_you_mean
from monitor.job import Job
from monitor.lock import run_lock
from monitor.model import Copy, Delivery, DeliveryState, Digest
from monitor.readers import DAILY, Reader, readers
from monitor.store.holdings import Holdings, Issue
from monitor.store.ledger import Ledger
from monitor.store.snapshot import Snapshot
from monitor.store.warehouse import SNAPSHOT, Warehouse
from monitor.tell import audience_of, compose, deliver
from monitor.watch import load_watchlists

# What a person may decide to send again without being asked twice.
IN_DOUBT = (DeliveryState.UNKNOWN, DeliveryState.REFUSED)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is all kept, and what is set."""

    warehouse: Path
    watchlists: Path
    digests: Path
    settings: Settings
    now: datetime

    @property
    def folders(self) -> Folders:
        """Its folders; there is no source list."""
        return Folders(Path(), self.watchlists, self.warehouse, self.digests)

    def job(self) -> Job:
        """A job without sources: enough to compose."""
        return Job(
            sources=(),
            watchlists=load_watchlists(self.watchlists),
            folders=self.folders,
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

    def reader(self, name: str | None) -> Reader:
        """A reader of the settings; for None one that is told everything. Raises ``UsageError``."""
        named = {one.name: one for one in readers(self.settings)}
        if name is None:
            return named.get(DAILY) or readers(self.settings.model_copy(update={"digests": {}}))[0]
        return named[_known("reader", name, named)]


def issues(desk: Desk, reader: str | None) -> list[Issue]:
    """The issues for one reader or for all, the oldest first. Raises ``UsageError``."""
    found = desk.holdings().issues()
    if not found:
        raise UsageError("there is no digest yet", mend="run `monitor run` first")
    if reader is None:
        return found
    named = [*(one.name for one in readers(desk.settings)), *(one.reader for one in found)]
    _known("reader", reader, dict.fromkeys(named))
    return [one for one in found if one.reader == reader]


def past(desk: Desk, digest_id: str | None, reader: str | None = None) -> Digest:
    """An issue as it was told. For None it is the last one, of the daily digest if there is one.

    Raises ``UsageError``.
    """
    found = issues(desk, reader)
    if not found:
        raise UsageError(f"there is no digest for '{reader}' yet", mend="see: monitor digest list")
    if digest_id is None:
        daily = [one for one in found if one.reader == DAILY]
        digest_id = (daily or found)[-1].digest_id
    else:
        _known_issue(digest_id, found)
    return digest.from_json(desk.holdings().digest(digest_id).content)


def window(
    desk: Desk, *, since: datetime | None, until: datetime, reader: str | None = None
) -> Digest:
    """A digest of all that was first seen in a window, told before or not; nothing is recorded."""
    holdings, job, asking = desk.holdings(), desk.job(), desk.reader(reader)
    audience = audience_of(asking)
    findings = holdings.found(since, until, audience)
    made = compose(
        job,
        asking,
        findings,
        facts=holdings.facts(
            findings, audience, until=until, timezone=asking.timezone, remember=False
        ),
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


def only(made: Digest, watchlist_id: str, title: str) -> Digest:
    """The part of a digest that is about the watchlist ``watchlist_id``, called ``title``.

    What is known of all themes together only is left out.
    """
    themes = tuple(theme for theme in made.themes if theme.watchlist_id == watchlist_id)
    states = Counter(story.state for theme in themes for story in theme.stories)
    return replace(
        made,
        themes=themes,
        nothing_on=() if themes else (title,),
        articles=sum(theme.articles for theme in themes),
        outlets=sum(theme.outlets for theme in themes),
        new_stories=states["new"],
        developed_stories=states["developed"],
        corrected_stories=states["corrected"],
        previous=None,
        already_told=0,
        look_back=0,
        origins=0,
        quiet=(),
        quiet_left_out=0,
        silences=(),
        repeats=0,
    )


def send_again(desk: Desk) -> list[Delivery]:
    """Deliver what no channel has settled. Raises ``LockHeld`` while a run is at work."""
    with run_lock(desk.warehouse, desk.now):
        ledger = desk.ledger()
        _check_channels(desk)
        failed = _deliver(desk, ledger, at_once=True)
        ledger.warehouse.publish()
    return failed


def resend(
    desk: Desk,
    digest_id: str,
    *,
    to: str | None = None,
    channel: str | None = None,
    force: bool = False,
) -> list[Delivery]:
    """Send copies of an issue again, as a person decided: those refused or unknown.

    ``force`` is for those, too, that were sent. Gives how each ended. Raises ``UsageError`` where
    there is nothing to send, and ``LockHeld`` while a run is at work.
    """
    with run_lock(desk.warehouse, desk.now):
        ledger = desk.ledger()
        _check_channels(desk)
        issue = _known_issue(digest_id, ledger.issues())
        # What was being sent when a run died is unknown, and on record as that, before all else.
        dead = ledger.copies(DeliveryState.SENDING, digest_id=digest_id)
        _deliver(desk, ledger, chosen=dead)
        copies = _chosen(ledger.copies(digest_id=digest_id), to=to, channel=channel)
        wanted = (*IN_DOUBT, DeliveryState.SENT) if force else IN_DOUBT
        again = [one for one in copies if one.last.state in wanted]
        if not again:
            states = ", ".join(f"{name(one.last)} {one.last.state}" for one in copies)
            raise UsageError(
                f"no copy of '{digest_id}' was refused or is unknown: {states}",
                mend="--force sends again what was sent; `monitor digest --send` what waits",
            )
        _check_recipients(desk, issue.reader, again)
        keys = {(one.last.channel, one.last.recipient) for one in again}
        for one in again:
            detail = f"to be sent again by decision, after: {one.last.state} {one.last.detail}"
            ledger.record(
                replace(one.last, state=DeliveryState.RESERVED, at=desk.now, detail=detail)
            )
        decided = [
            one
            for one in ledger.copies(DeliveryState.RESERVED, digest_id=digest_id)
            if (one.last.channel, one.last.recipient) in keys
        ]
        _deliver(desk, ledger, chosen=decided)
        ledger.warehouse.publish()
        return [
            one.last
            for one in ledger.copies(digest_id=digest_id)
            if (one.last.channel, one.last.recipient) in keys
        ]


def name(delivery: Delivery) -> str:
    """A copy as a person calls it."""
    return f"{delivery.channel} to {delivery.recipient}"


def _known(what: str, given: str, known: Collection[str]) -> str:
    if given in known:
        return given
    mend = did_you_mean(given, known, f"known: {', '.join(known)}")
    raise UsageError(f"no {what} is called '{given}'", mend=mend)


def _known_issue(digest_id: str, found: list[Issue]) -> Issue:
    for one in found:
        if one.digest_id == digest_id:
            return one
    last = ", ".join(one.digest_id for one in found[-5:])
    raise UsageError(f"there is no digest '{digest_id}'", mend=f"the last ones: {last}")


def _chosen(copies: list[Copy], *, to: str | None, channel: str | None) -> list[Copy]:
    if channel is not None:
        _known("channel", channel, dict.fromkeys(one.last.channel for one in copies))
    found = [one for one in copies if channel in (None, one.last.channel)]
    if to is not None:
        _known("recipient", to, dict.fromkeys(one.last.recipient for one in found))
    return [one for one in found if to in (None, one.last.recipient)]


def _deliver(
    desk: Desk, ledger: Ledger, chosen: list[Copy] | None = None, *, at_once: bool = False
) -> list[Delivery]:
    return asyncio.run(
        deliver(ledger, desk.settings, desk.folders, desk.now, chosen=chosen, at_once=at_once)
    )


def _check_channels(desk: Desk) -> None:
    """Raises ``ConfigError`` before anything is sent, not between two copies."""
    for reader in readers(desk.settings):
        channels.recipients(reader, desk.settings, desk.folders)


def _check_recipients(desk: Desk, reader: str, copies: list[Copy]) -> None:
    asked = [one for one in readers(desk.settings) if one.name == reader]
    for copy in copies:
        if not any(channels.reaches(copy.last, one, desk.settings, desk.folders) for one in asked):
            raise UsageError(
                f"{name(copy.last)} is no longer among the recipients in the settings",
                mend="put it back into monitor.toml, or choose others with --to and --channel",
            )
