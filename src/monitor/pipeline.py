"""The product in order: collect → extract → match → store → stories → digest → deliver → publish.

Plain Python. An ``Engine`` decides how each step is carried out: directly, or as a task of an
orchestrator with its retries and its page in a browser. The order is written once, here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from monitor.analyse import analyse
from monitor.collect import GOOD, collect, keep_for_later, tools
from monitor.config import bundled
from monitor.engine import Direct, Engine, later
from monitor.errors import ConfigError, MonitorError
from monitor.folders import make_writable
from monitor.job import Job, kept
from monitor.lock import run_lock
from monitor.model import Delivery, Digest, Fetch, Source, SourceState
from monitor.poll import Poll, without_network
from monitor.progress import Progress, silent
from monitor.readers import DAILY
from monitor.spool import Spool
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse, WarehouseBusy
from monitor.tell import deliver, issue, refuse_the_past
from monitor.watch import Watchlists, keep

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, for whoever started it.

    ``digests`` are those that were due and had something to tell; ``failed`` names the readers for
    whom none could be made, with the reason.
    """

    run_id: str
    fetches: tuple[Fetch, ...]
    new_articles: int
    edited_articles: int
    hits: int
    not_due: int
    digests: tuple[Digest, ...]
    undelivered: tuple[Delivery, ...]
    seconds: float
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def summary(self) -> str:
        """One line about the run."""
        bad = sum(one.outcome not in GOOD for one in self.fetches)
        later = f", {self.not_due} not due yet" if self.not_due else ""
        return (
            f"{len(self.fetches)} sources ({bad} failed{later}), {self.new_articles} new articles,"
            f" {self.edited_articles} edited, {self.hits} hits"
        )


def run(job: Job, *, progress: Progress = silent) -> Report:
    """One run without an orchestrator. Raises ``MonitorError``."""
    return asyncio.run(run_async(job, Direct(), progress=progress))


async def run_async(job: Job, engine: Engine, *, progress: Progress = silent) -> Report:
    """One run, its steps carried out by ``engine``.

    Raises ``UsageError`` where the warehouse cannot be used, ``LockHeld`` where another run is at
    work, and ``NotCommitted`` where the warehouse was busy; what was read waits in the spool then.
    """
    started = time.monotonic()
    warehouse = Warehouse(job.folders.warehouse, bundled("warehouse"))
    warehouse.prepare()
    make_writable(job.folders.digests, "digests")
    with run_lock(job.folders.warehouse, job.now):
        ledger = Ledger(warehouse)
        try:
            refuse_the_past(ledger, job.now)
            begin(ledger, job.watchlists, job.sources, job.now)
        except WarehouseBusy:
            await keep_for_later(job, progress)
            raise
        try:
            keep(job.watchlists, kept(job.folders.warehouse))
        except OSError as error:  # a spare copy is not worth a run
            log.warning("the watchlists could not be kept for later runs: %s", error)
        try:
            tally = await collect(job, ledger, engine, progress)
            notice = await engine.step(
                "stories", later(lambda: find_stories(ledger, job, progress))
            )
            if notice:
                job = replace(job, notice=" ".join(filter(None, (job.notice, notice))))
            made, failed = await issue_all(ledger, job, engine)
            undelivered = await engine.step(
                "deliver",
                lambda: deliver(ledger, job.settings, job.folders, job.now),
                retries=3,
            )
        except BaseException as error:
            with contextlib.suppress(MonitorError):
                seconds = time.monotonic() - started
                ledger.end(
                    state="failed", detail=f"{type(error).__name__}: {error}", seconds=seconds
                )
            raise
        report = Report(
            run_id=ledger.run_id,
            # A source that a dead run had begun with was read twice: the last time counts.
            fetches=tuple({one.source_id: one for one in tally.fetches}.values()),
            new_articles=tally.new_articles,
            edited_articles=tally.edited_articles,
            hits=tally.hits,
            not_due=tally.not_due,
            digests=made,
            failed=failed,
            undelivered=tuple(undelivered),
            seconds=round(time.monotonic() - started, 1),
        )
        state = "done" if any(one.outcome in GOOD for one in report.fetches) else "nothing read"
        detail = " ".join(filter(None, (job.notice, report.summary)))
        ledger.end(state=state, detail=detail, seconds=report.seconds)
        await engine.step("publish", later(warehouse.publish), retries=3)
    return report


async def issue_all(
    ledger: Ledger, job: Job, engine: Engine
) -> tuple[tuple[Digest, ...], tuple[tuple[str, str], ...]]:
    """The digests that are due, each a step of its own: what ends one does not touch the others.

    Gives them, and the readers whose digest failed by a fault of ours. Raises ``MonitorError``,
    which is about the warehouse and so about all of them.
    """
    made: list[Digest] = []
    failed: list[tuple[str, str]] = []
    for reader in job.readers:
        step = "digest" if reader.name == DAILY else f"digest {reader.name}"
        work = later(partial(issue, ledger, job, reader))
        try:
            digest = await engine.step(step, work, retries=3)
        except MonitorError:
            raise
        except Exception as error:
            log.debug("the digest for %s", reader.name, exc_info=True)
            failed.append((reader.name, f"{type(error).__name__}: {error}"))
        else:
            made += [digest] if digest else []
    return tuple(made), tuple(failed)


async def probe(job: Job, progress: Progress = silent) -> list[Fetch]:
    """One attempt at every source, of which nothing is kept."""
    done = count(1)
    with tempfile.TemporaryDirectory() as folder:
        async with tools(job, Spool(Path(folder)), run_id="") as found:

            async def ask(source: Source) -> Poll:
                poll = await found.poller.poll(source, SourceState())
                progress("sources", next(done), len(job.sources))
                return poll

            polls = await asyncio.gather(*map(ask, job.sources))
    return [poll.fetch for poll in without_network(polls)]


def begin(ledger: Ledger, watchlists: Watchlists, sources: Sequence[Source], now: datetime) -> None:
    """Record the start of a run, with the watchlists and sources it works by."""
    version = watchlists.version
    ledger.begin(
        now=now,
        watchlists_version=version,
        watchlists=[
            {
                "watchlists_version": version,
                "watchlist_id": watchlist.id,
                "title": watchlist.title,
                "status": watchlist.status,
                "checksum": watchlists.checksum(watchlist.id),
            }
            for watchlist in watchlists.watchlists
        ],
        rules=[
            {
                "watchlists_version": version,
                "watchlist_id": watchlist.id,
                "rule": rule.id,
                "claim_id": claim.id,
                "claim": claim.text,
                "indicator": rule.indicator,
            }
            for watchlist in watchlists.watchlists
            for rule in watchlist.rules
            for claim in rule.claims
        ],
        sources=sources,
    )


def find_stories(ledger: Ledger, job: Job, progress: Progress) -> str:
    """Read what hit, and give each article its story; gives what a reader must know of it.

    Names that cannot be read are no reason to keep back a digest: the next run makes up for it.
    """
    try:
        analyse(ledger, job.watchlists.folder, job.now, progress=progress)
    except ConfigError as error:
        log.warning("new articles were not put into stories: %s", error)
        return f"New articles were not put into stories, because a file of names is wrong: {error}"
    return ""
