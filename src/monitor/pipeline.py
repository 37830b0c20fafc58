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
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from monitor import stories
from monitor.collect import Collector
from monitor.config import bundled, host_table
from monitor.errors import MonitorError
from monitor.folders import make_writable
from monitor.http import Client, NetworkPolicy
from monitor.job import Job, kept
from monitor.lock import run_lock
from monitor.model import Delivery, Digest, Failure, Fetch, Harvest, Outcome, Source, Validators
from monitor.progress import Progress, silent
from monitor.sift import Poll, Sifted, batches, identities, sift
from monitor.spool import Spool
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse, WarehouseBusy
from monitor.tell import deliver, issue, refuse_the_past
from monitor.watch import Matcher, Watchlists, keep
from monitor.workers import Workers

log = logging.getLogger(__name__)

T = TypeVar("T")

# A task of the orchestrator costs about 60 ms, an article 25 ms: 150 articles keep that under 2 %.
ARTICLES_PER_BATCH = 150
# Each poll is a step of its own up to here; longer lists are polled in groups of this size.
POLLS_PER_STEP = 40
# Batches wait for slow hosts, so a few are under way at once.
BATCHES_AT_ONCE = 4
# How far back a new article looks for the story it belongs to.
STORY_WINDOW = timedelta(days=14)
# Imported once, before the workers are forked from it.
PRELOAD = ("monitor.extract", "monitor.sources")


GOOD = (Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, for whoever started it. ``digest`` is None where none was due."""

    run_id: str
    fetches: tuple[Fetch, ...]
    failures: tuple[Failure, ...]
    new_articles: int
    edited_articles: int
    hits: int
    digest: Digest | None
    undelivered: tuple[Delivery, ...]
    seconds: float

    @property
    def summary(self) -> str:
        """One line about the run."""
        bad = sum(one.outcome not in GOOD for one in self.fetches)
        return (
            f"{len(self.fetches)} sources ({bad} failed), {self.new_articles} new articles,"
            f" {self.edited_articles} edited, {self.hits} hits"
        )


class Engine(Protocol):
    """How steps are carried out."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        """Carry out one step; ``retries`` is how often it is worth trying again."""
        ...


class Direct:
    """Steps are called, and that is all."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        log.debug("%s (worth %d retries)", name, retries)
        return await work()


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
            await _keep_for_later(job, progress)
            raise
        try:
            keep(job.watchlists, kept(job.folders.warehouse))
        except OSError as error:  # a spare copy is not worth a run
            log.warning("the watchlists could not be kept for later runs: %s", error)
        try:
            harvests = await _collect(job, ledger, engine, progress)
            await engine.step("stories", _later(lambda: join_stories(ledger, job.now)))
            made = await engine.step("digest", _later(lambda: issue(ledger, job)), retries=3)
            undelivered = await engine.step("deliver", lambda: deliver(ledger, job), retries=3)
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
            fetches=tuple({one.source.id: one.fetch for one in harvests}.values()),
            failures=tuple(failure for harvest in harvests for failure in harvest.failures),
            new_articles=sum(a.version == 1 for h in harvests for a in h.articles),
            edited_articles=sum(a.version > 1 for h in harvests for a in h.articles),
            hits=sum(len(harvest.matches) for harvest in harvests),
            digest=made,
            undelivered=tuple(undelivered),
            seconds=round(time.monotonic() - started, 1),
        )
        state = "done" if any(one.outcome in GOOD for one in report.fetches) else "nothing read"
        detail = " ".join(filter(None, (job.notice, report.summary)))
        ledger.end(state=state, detail=detail, seconds=report.seconds)
        await engine.step("publish", _later(warehouse.publish), retries=3)
    return report


async def probe(job: Job) -> list[Fetch]:
    """One attempt at every source, of which nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        async with _collector(job, Spool(Path(folder)), run_id="") as collector:
            polls = await asyncio.gather(
                *(collector.poll(one, Validators()) for one in job.sources)
            )
    return [poll.fetch for poll in polls]


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


def join_stories(ledger: Ledger, now: datetime) -> None:
    """Give every article that hit, and has none, its story."""
    new = ledger.without_story()
    if new:
        ledger.join_stories(stories.join(new, ledger.story_members(now - STORY_WINDOW)), now)


async def _collect(job: Job, ledger: Ledger, engine: Engine, progress: Progress) -> list[Harvest]:
    """Every source once; before that, what a run that died had already read."""
    spool = Spool(job.folders.warehouse / "spool")
    async with _collector(job, spool, ledger.run_id) as collector:
        waiting = set(spool.waiting())
        left_over = [source for source in job.sources if source.id in waiting]
        gather = _Gathering(ledger, collector, spool, engine, progress, job.now)
        before = await gather.harvests(left_over) if left_over else []
        return before + await gather.harvests(job.sources)


async def _keep_for_later(job: Job, progress: Progress) -> None:
    """The warehouse cannot be opened: read the sources all the same, into the spool."""
    spool = Spool(job.folders.warehouse / "spool")
    progress("sources, for later", 0, len(job.sources))
    async with _collector(job, spool, run_id="") as collector:
        await asyncio.gather(*(collector.poll(one, Validators()) for one in job.sources))


@asynccontextmanager
async def _collector(job: Job, spool: Spool, run_id: str) -> AsyncIterator[Collector]:
    fetch, extract = job.settings.fetch, job.settings.extract
    ports = {urlsplit(source.url).port for source in job.sources}
    policy = NetworkPolicy(
        allow=job.allow,
        ports=NetworkPolicy.ports | {port for port in ports if port},
        hosts=host_table(fetch.hosts),
        contact=fetch.contact,
        pause=fetch.pause,
        deadline=fetch.deadline,
        max_body=fetch.max_body,
        concurrency=fetch.concurrency,
    )
    async with (
        Client(policy) as client,
        Workers(extract.processes, memory_mb=extract.memory_mb, preload=PRELOAD) as workers,
    ):
        yield Collector(
            client,
            workers,
            spool,
            Matcher(job.watchlists),
            run_id=run_id,
            now=job.now,
            timeout=extract.timeout,
        )


class _Gathering:
    """Polls, then batches of articles: read, committed, and forgotten by the spool."""

    def __init__(
        self,
        ledger: Ledger,
        collector: Collector,
        spool: Spool,
        engine: Engine,
        progress: Progress,
        now: datetime,
    ) -> None:
        self._ledger = ledger
        self._collector = collector
        self._spool = spool
        self._engine = engine
        self._progress = progress
        self._now = now
        self._slots = asyncio.Semaphore(BATCHES_AT_ONCE)

    async def harvests(self, sources: Sequence[Source]) -> list[Harvest]:
        polls = await self._polls(sources)
        known = self._ledger.known(identities(polls))
        parts = batches(sift(polls, known), ARTICLES_PER_BATCH)
        results = await asyncio.gather(
            *(self._batch(part, f"{i} of {len(parts)}") for i, part in enumerate(parts, 1))
        )
        return [harvest for result in results for harvest in result]

    async def _polls(self, sources: Sequence[Source]) -> list[Poll]:
        validators = self._ledger.validators()
        size = 1 if len(sources) <= POLLS_PER_STEP else POLLS_PER_STEP
        groups = [sources[start : start + size] for start in range(0, len(sources), size)]
        polls: list[Poll] = []

        async def ask(group: Sequence[Source]) -> list[Poll]:
            return await asyncio.gather(
                *(self._collector.poll(one, validators.get(one.id, Validators())) for one in group)
            )

        async def poll(group: Sequence[Source]) -> list[Poll]:
            name = group[0].id if len(group) == 1 else f"{len(group)} sources"
            return await self._engine.step(f"poll {name}", lambda: ask(group))

        for done in asyncio.as_completed([poll(group) for group in groups]):
            polls += await done
            self._progress("sources", len(polls), len(sources))
        order = {source.id: place for place, source in enumerate(sources)}
        return sorted(polls, key=lambda poll: order[poll.source.id])

    async def _batch(self, parts: Sequence[Sifted], name: str) -> list[Harvest]:
        wanted = sum(len(part.wanted) for part in parts)
        async with self._slots:
            self._progress(f"articles, batch {name}", 0, wanted)
            harvests = await self._engine.step(
                f"read batch {name}", lambda: self._collector.harvest(parts)
            )
            await self._engine.step(
                f"commit batch {name}", _later(lambda: self._commit(harvests)), retries=3
            )
            self._progress(f"articles, batch {name}", wanted, wanted)
        return harvests

    def _commit(self, harvests: Sequence[Harvest]) -> None:
        self._ledger.commit(harvests, self._now)
        self._spool.discard(harvest.source.id for harvest in harvests)


def _later(work: Callable[[], T]) -> Callable[[], Awaitable[T]]:
    """A step that works without waiting, in a thread: fetching goes on beside it."""

    async def call() -> T:
        return await asyncio.to_thread(work)

    return call
