"""Every source once: polled in waves, sifted, read and committed, a wave's memory at a time.

Waves overlap, because each waits for its slowest host. Entries are sifted in the order of the source
list, so that it is always the same source to which an article belongs that several offer.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.config import host_table
from monitor.engine import Engine, later
from monitor.harvest import Harvester
from monitor.http import Client, NetworkPolicy
from monitor.job import Job
from monitor.model import Fetch, Harvest, Outcome, Source, SourceState
from monitor.poll import Poll, Poller, without_network
from monitor.progress import Progress
from monitor.revisit import look_again
from monitor.rhythm import due_at
from monitor.sift import Sifted, batches, identities, sift
from monitor.sources import KINDS
from monitor.spool import Spool
from monitor.store.ledger import Ledger
from monitor.watch import Matcher
from monitor.workers import Workers

GOOD = (Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED)
# What is in memory at once: the entries of so many sources, in so many waves.
SOURCES_PER_WAVE = 100
WAVES_AT_ONCE = 3
# A task of the orchestrator costs about 60 ms, an article 25 ms: 150 articles keep that under 2 %.
ARTICLES_PER_BATCH = 150
# Each poll is a step of its own up to here; longer lists are polled in groups of this size.
POLLS_PER_STEP = 40
# Batches wait for slow hosts, so a few are under way at once.
BATCHES_AT_ONCE = 4
# When the page of an article that hit is looked at again, after it was first seen.
LOOKS_AFTER = (timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
# For how long each run asks again for a page whose fault may pass.
TRY_AGAIN_FOR = timedelta(days=2)
MAX_LOOKS = 500
# Imported once, before the workers are forked from it.
PRELOAD = ("monitor.extract", "monitor.sources")


@dataclass
class Tally:
    """What a run has brought so far. ``not_due`` sources were not asked."""

    fetches: list[Fetch] = field(default_factory=list)
    new_articles: int = 0
    edited_articles: int = 0
    hits: int = 0
    not_due: int = 0

    def add(self, harvests: Sequence[Harvest]) -> None:
        for harvest in harvests:
            if harvest.fetch:
                self.fetches.append(harvest.fetch)
            self.new_articles += sum(article.version == 1 for article in harvest.articles)
            self.edited_articles += sum(article.version > 1 for article in harvest.articles)
            self.hits += len(harvest.matches)


async def collect(job: Job, ledger: Ledger, engine: Engine, progress: Progress) -> Tally:
    """Ask every source that is due, read what is new, and look again at what hit of late."""
    spool = Spool(job.folders.warehouse / "spool")
    states = ledger.source_states()
    due = [one for one in job.sources if not job.due_only or _is_due(one, states, job.now)]
    async with tools(job, spool, ledger.run_id, ledger.closed_hosts(job.now)) as found:
        gather = _Gathering(ledger, found, spool, engine, progress, job.now)
        waiting = set(spool.waiting())
        # What a run that died had already read comes first, before the sources are asked again.
        left_over = [source for source in job.sources if source.id in waiting]
        await gather.all_of(left_over, states)
        await gather.all_of(due, ledger.source_states() if left_over else states)
        if any(one.outcome in GOOD for one in gather.tally.fetches):
            await gather.look_again({source.id: source for source in job.sources})
    gather.tally.not_due = len(job.sources) - len(due)
    return gather.tally


async def keep_for_later(job: Job, progress: Progress) -> None:
    """The warehouse cannot be opened: read the sources all the same, into the spool."""
    progress("sources, for later", 0, len(job.sources))
    async with tools(job, Spool(job.folders.warehouse / "spool"), run_id="") as found:
        await asyncio.gather(*(found.poller.poll(one, SourceState()) for one in job.sources))


# A process that runs many mornings makes one for all of them, until the watchlists change.
_matcher = functools.lru_cache(maxsize=1)(Matcher)


@dataclass(frozen=True)
class Tools:
    """What a run reads with."""

    client: Client
    poller: Poller
    harvester: Harvester


@asynccontextmanager
async def tools(
    job: Job, spool: Spool, run_id: str, closed: dict[str, datetime] | None = None
) -> AsyncIterator[Tools]:
    """The client, the workers and what uses them, for one run."""
    fetch, extract = job.settings.fetch, job.settings.extract
    ports = {port for source in job.sources if (port := _port(source.url))}
    policy = NetworkPolicy(
        allow=job.allow,
        ports=NetworkPolicy.ports | ports,
        hosts=host_table(fetch.hosts),
        contact=fetch.contact,
        pause=fetch.pause,
        deadline=fetch.deadline,
        host_time=fetch.host_time,
        max_body=fetch.max_body,
        concurrency=fetch.concurrency,
    )
    async with (
        Client(policy, closed) as client,
        Workers(extract.processes, memory_mb=extract.memory_mb, preload=PRELOAD) as workers,
    ):
        yield Tools(
            client,
            Poller(client, workers, spool, run_id=run_id, now=job.now, timeout=extract.timeout),
            Harvester(
                client,
                workers,
                spool,
                lambda: _matcher(job.watchlists),
                now=job.now,
                timeout=extract.timeout,
            ),
        )


class _Gathering:
    """Waves of polls, then batches of articles: read, committed, and forgotten by the spool."""

    def __init__(
        self,
        ledger: Ledger,
        found: Tools,
        spool: Spool,
        engine: Engine,
        progress: Progress,
        now: datetime,
    ) -> None:
        self.tally = Tally()
        self._ledger = ledger
        self._client = found.client
        self._closed = found.client.closed
        self._poller = found.poller
        self._harvester = found.harvester
        self._spool = spool
        self._engine = engine
        self._progress = progress
        self._now = now
        self._met: set[str] = set()
        self._waves = asyncio.Semaphore(WAVES_AT_ONCE)
        self._batches = asyncio.Semaphore(BATCHES_AT_ONCE)

    async def all_of(self, sources: Sequence[Source], states: dict[str, SourceState]) -> None:
        """Poll these sources, and read and commit what is new in them."""
        self._met.clear()
        self._polled = 0
        before = asyncio.Event()
        before.set()
        waves: list[asyncio.Task[None]] = []
        for start in range(0, len(sources), SOURCES_PER_WAVE):
            sifted = asyncio.Event()
            wave = sources[start : start + SOURCES_PER_WAVE]
            waves.append(
                asyncio.create_task(self._wave(wave, states, len(sources), before, sifted))
            )
            before = sifted
        try:
            await asyncio.gather(*waves)
        finally:
            for task in waves:
                task.cancel()
            await asyncio.gather(*waves, return_exceptions=True)

    async def look_again(self, sources: dict[str, Source]) -> None:
        """Read the pages again that are due for it."""
        with_pages = [id_ for id_, source in sources.items() if KINDS[source.kind].pages]
        due = await asyncio.to_thread(
            self._ledger.due_looks, with_pages, self._now, LOOKS_AFTER, TRY_AGAIN_FOR, MAX_LOOKS
        )
        for start in range(0, len(due), ARTICLES_PER_BATCH):
            ids = due[start : start + ARTICLES_PER_BATCH]
            stored = list((await asyncio.to_thread(self._ledger.stored, ids)).values())
            harvests = await self._engine.step(
                f"look again at {len(stored)} articles",
                lambda stored=stored: look_again(self._harvester, stored, sources),  # type: ignore[misc]
            )
            await self._commit(harvests, "articles looked at again")

    async def _wave(
        self,
        sources: Sequence[Source],
        states: dict[str, SourceState],
        total: int,
        before: asyncio.Event,
        sifted: asyncio.Event,
    ) -> None:
        async with self._waves:
            polls = without_network(await self._polls(sources, states, total))
            known = await asyncio.to_thread(self._ledger.known, *identities(polls))
            await before.wait()
            parts = batches(sift(polls, known, self._met), ARTICLES_PER_BATCH)
            sifted.set()
            del polls, known
            of = f", from {sources[0].id}" if total > len(sources) else ""
            names = [f"{n} of {len(parts)}{of}" for n in range(1, len(parts) + 1)]
            await asyncio.gather(*map(self._batch, parts, names))

    async def _polls(
        self, sources: Sequence[Source], states: dict[str, SourceState], total: int
    ) -> list[Poll]:
        size = 1 if total <= POLLS_PER_STEP else POLLS_PER_STEP
        groups = [sources[start : start + size] for start in range(0, len(sources), size)]

        async def ask(group: Sequence[Source]) -> list[Poll]:
            return await asyncio.gather(
                *(self._poller.poll(one, states.get(one.id, SourceState())) for one in group)
            )

        async def poll(group: Sequence[Source]) -> list[Poll]:
            name = group[0].id if len(group) == 1 else f"{len(group)} sources"
            polls = await self._engine.step(f"poll {name}", lambda: ask(group))
            self._polled += len(polls)
            self._progress("sources", self._polled, total)
            return polls

        return [one for part in await asyncio.gather(*map(poll, groups)) for one in part]

    async def _batch(self, parts: Sequence[Sifted], name: str) -> None:
        wanted = sum(len(part.wanted) for part in parts)
        async with self._batches:
            self._progress(f"articles, batch {name}", 0, wanted)
            changed = [one.article_id for part in parts for one in part.wanted if one.known]
            stored = await asyncio.to_thread(self._ledger.stored, changed) if changed else {}
            harvests = await self._engine.step(
                f"read batch {name}", lambda: self._harvester.harvest(parts, stored)
            )
            await self._commit(harvests, f"batch {name}")
            self._progress(f"articles, batch {name}", wanted, wanted)

    async def _commit(self, harvests: Sequence[Harvest], name: str) -> None:
        # Looked up here, because the thread that commits would meet hosts being added.
        closed = {h: at for h, at in self._client.closed.items() if self._closed.get(h) != at}

        def commit() -> None:
            if closed:
                self._ledger.close_hosts(closed, self._now)
            self._ledger.commit(harvests, self._now)
            self._spool.discard(harvest.source.id for harvest in harvests)

        await self._engine.step(f"commit {name}", later(commit), retries=3)
        self._closed |= closed
        self.tally.add(harvests)


def _is_due(source: Source, states: dict[str, SourceState], now: datetime) -> bool:
    at = due_at(source, states.get(source.id))
    return at is None or at <= now


def _port(url: str) -> int | None:
    """The port that a source names; those of a list are open to it."""
    try:
        return urlsplit(url).port
    except ValueError:
        return None
