"""Many runs over a web that rolls on and is never quite well: is anything lost, doubled or leaked?

Run from a checkout: ``python -m bench.soak`` (300 sources on 60 hosts, 50 runs that are an hour or more
apart; about ten minutes). One source in five is in trouble at each run, never the same. At the end

- every article that stood in a feed which answered is stored once, and nothing else is;
- every source that was well, on a host that had not asked for rest, was asked in every run;
- no host had two requests at once, or one before the time it had named;
- no run failed, and memory is where it was.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from bench.process import open_files, resident, watched
from bench.rolling import Scale, World
from bench.troubled import Record, RollingSite
from bench.web import LOOPBACK, Manners, Remote, served
from monitor.config import ExtractSettings, FetchSettings, Folders, Settings, bundled
from monitor.job import Job, prepare
from monitor.model import Source
from monitor.pipeline import Report, run
from monitor.sources.listing import to_yaml
from monitor.store.snapshot import Snapshot
from monitor.urls import article_id, canonical

FIRST = datetime(2024, 11, 5, 6, tzinfo=UTC)
PAUSE = 0.02
GOOD = ("ok", "unchanged", "degraded")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of this process after a run, and the most of all that it started during one."""

    own: float
    started: float
    files: int


@dataclass(frozen=True, slots=True)
class Soak:
    """What came of it; every list but ``memory`` should be empty."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    invented: tuple[str, ...]
    unasked: tuple[str, ...]
    misjudged: tuple[str, ...]
    failed_runs: tuple[str, ...]
    too_early: tuple[str, ...]
    left_in_spool: tuple[str, ...]
    must: int
    stored: int
    whole: int
    most_at_once: int
    closest: float
    requests: int
    conditional: int
    not_changed: int
    in_full: int
    faults: Counter[str]
    outcomes: Counter[str]
    memory: tuple[Memory, ...]
    seconds: float

    @property
    def wrong(self) -> list[str]:
        """What should not be, a line each."""
        named = {
            name: getattr(self, name)
            for name in (
                *("lost", "doubled", "invented", "unasked", "misjudged"),
                *("failed_runs", "too_early", "left_in_spool"),
            )
        }
        lines = [f"{name}: {len(it)}, like {it[0]}" for name, it in named.items() if it]
        if self.most_at_once > 1:
            lines.append(f"{self.most_at_once} requests at once to one host")
        if self.closest < PAUSE:
            lines.append(f"two requests to a host only {self.closest * 1e3:.1f} ms apart")
        return lines


def soak(
    scale: Scale,
    folder: Path,
    *,
    deadline: float = 3.0,
    tell: Callable[[int, Report, Memory], None] = lambda *_: None,
) -> Soak:
    """The runs, and what the oracle says of them. ``deadline`` in seconds, for one answer."""
    times = moments(scale)
    started = time.monotonic()
    reports: list[Report] = []
    memory = [Memory(resident(), 0.0, open_files())]
    with served(RollingSite, scale, times) as remote:
        job = _job(scale, folder, remote, deadline)
        for number, now in enumerate(times):
            remote.tell(number)
            with watched(but=remote.pid) as most:
                reports.append(run(replace(job, now=now)))
            memory.append(Memory(resident(), most[0], open_files()))
            tell(number, reports[-1], memory[-1])
        record: Record = remote.tell(None)
        manners = remote.manners()
    return _judged(
        World(scale, times),
        record,
        manners,
        reports,
        folder,
        memory,
        time.monotonic() - started,
    )


def moments(scale: Scale) -> list[datetime]:
    """The time of each run: an hour or more after the one before."""
    chosen = random.Random(f"{scale.seed} times")
    times = [FIRST]
    while len(times) < scale.runs:
        gap = timedelta(hours=chosen.choice((1, 1, 2, 6, 24)), minutes=chosen.randrange(60))
        times.append(times[-1] + gap)
    return times


def _job(scale: Scale, folder: Path, remote: Remote, deadline: float) -> Job:
    sources = [
        Source(f"s{number}", f"S{number}", "feed", f"http://{scale.host(number)}/s{number}/feed")
        for number in range(scale.sources)
    ]
    (folder / "sources.yaml").write_text(to_yaml(sources), "utf-8")
    settings = Settings(
        fetch=FetchSettings(
            pause=PAUSE,
            deadline=deadline,
            max_body=4_000_000,
            hosts=dict.fromkeys(scale.names, remote.place),
        ),
        extract=ExtractSettings(timeout=20.0),
    )
    folders = Folders(
        folder / "sources.yaml", bundled("watchlists"), folder / "warehouse", folder / "digests"
    )
    return prepare(folders, settings, now=FIRST, allow=(ip_network(f"{LOOPBACK}/32"),))


def _judged(
    world: World,
    record: Record,
    manners: dict[str, Manners],
    reports: Sequence[Report],
    folder: Path,
    memory: Sequence[Memory],
    seconds: float,
) -> Soak:
    must = {_id(one): one for key in record.answered for one in _offered(world, *key)}
    may = must | {_id(one): one for key in record.in_part for one in _offered(world, *key)}
    with Snapshot(folder / "warehouse" / "monitor.duckdb").session() as connection:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        stored = Counter(_id(url) for (url,) in ask("SELECT url FROM articles"))
        named = {_id(url): url for (url,) in ask("SELECT url FROM articles")}
        titles = ask("SELECT title, count(*) FROM articles GROUP BY title HAVING count(*) > 1")
        states = ask("SELECT run_id, state FROM runs WHERE state <> 'done'")
        ((whole,),) = ask("SELECT count(*) FROM articles WHERE text_origin = 'page'")
        attempts = ask("SELECT run_id, source_id, outcome, detail FROM fetches")
    numbers = {report.run_id: number for number, report in enumerate(reports)}
    misjudged = [
        f"run {numbers[run_id]}, {source}: answered, but {outcome}: {detail}"
        for run_id, source, outcome, detail in attempts
        if outcome not in GOOD and (int(source[1:]), numbers[run_id]) in record.answered
    ]
    return Soak(
        lost=tuple(sorted(must[id_] for id_ in must.keys() - stored.keys())),
        doubled=tuple(sorted(named[id_] for id_, n in stored.items() if n > 1))
        + tuple(sorted(title for title, _ in titles)),
        invented=tuple(sorted(named[id_] for id_ in stored.keys() - may.keys())),
        unasked=tuple(_unasked(world, record)),
        misjudged=tuple(misjudged),
        failed_runs=tuple(f"{run_id}: {state}" for run_id, state in states),
        too_early=tuple(record.too_early),
        left_in_spool=tuple(sorted(one.name for one in (folder / "warehouse/spool").glob("*"))),
        must=len(must),
        stored=stored.total(),
        whole=whole,
        most_at_once=max(one.most_at_once for one in manners.values()),
        closest=min(one.apart for one in manners.values()),
        requests=sum(one.requests for one in manners.values()),
        conditional=record.conditional,
        not_changed=record.not_changed,
        in_full=record.in_full,
        faults=record.faults,
        outcomes=Counter(outcome for _, _, outcome, _ in attempts),
        memory=tuple(memory),
        seconds=seconds,
    )


def _unasked(world: World, record: Record) -> Iterator[str]:
    """Sources that were well, on a host that neither asked for rest nor fell silent: why not they?"""
    for run_number in range(world.scale.runs):
        excused = record.closed[run_number] | record.silent[run_number]
        for source in range(world.scale.sources):
            key = (source, run_number)
            well = world.fault(*key) is None and world.scale.host(source) not in excused
            if well and key not in record.asked:
                yield f"run {run_number}: s{source}"


def _offered(world: World, source: int, run_number: int) -> list[str]:
    return [item.address for item in world.items(source, run_number)]


def _id(address: str) -> str:
    return article_id(canonical(address) or address)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep what the runs leave behind")
    asked = parser.parse_args()
    scale = Scale(asked.sources, asked.hosts, asked.runs, asked.seed)

    def tell(number: int, report: Report, memory: Memory) -> None:
        print(
            f"run {number:>3}: {report.seconds:>5.1f} s, {memory.own:.0f} + {memory.started:.0f} MB,"
            f" {memory.files} files; {report.summary}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        folder.mkdir(exist_ok=True, parents=True)
        found = soak(scale, folder, tell=tell)
    _print(found)
    if found.wrong:
        raise SystemExit(1)


def _print(found: Soak) -> None:
    settled, last = found.memory[min(5, len(found.memory) - 1)], found.memory[-1]
    print(
        f"\n{found.must:,} articles were offered by feeds that answered; {found.stored:,} stored,"
        f" {found.whole:,} with the text of their page; {len(found.lost)} lost, {len(found.doubled)}"
        f" doubled, {len(found.invented)} never offered\n"
        f"attempts: {dict(found.outcomes.most_common())}\n"
        f"faults served: {dict(found.faults.most_common())}\n"
        f"{found.requests:,} requests; at most {found.most_at_once} at once to a host; closest"
        f" {found.closest * 1e3:.1f} ms apart, of {PAUSE * 1e3:.0f} asked;"
        f" {len(found.too_early)} before the time a host had named\n"
        f"feeds that answered: {found.in_full:,} in full, {found.not_changed:,} not changed,"
        f" of {found.conditional:,} asked with a condition"
        f" ({found.not_changed / max(1, found.in_full + found.not_changed):.0%})\n"
        f"memory: {found.memory[0].own:.0f} MB at the start, {settled.own:.0f} MB after 5 runs,"
        f" {last.own:.0f} MB at the end; its processes up to {settled.started:.0f} and"
        f" {last.started:.0f} MB; files {found.memory[0].files}, {settled.files}, {last.files}\n"
        f"{found.seconds:.0f} seconds"
    )
    for line in found.wrong:
        print(f"WRONG {line}")


if __name__ == "__main__":
    main()
