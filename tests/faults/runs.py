"""One run over many faulty sources at once, and what its warehouse holds of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import duckdb

from monitor.config import ExtractSettings, FetchSettings, Folders, Settings, bundled
from monitor.engine import Direct
from monitor.job import prepare
from monitor.model import Source
from monitor.pipeline import Report, run_async
from monitor.sources.listing import to_yaml
from tests.faults.documents import page
from tests.support.hostile import Exchange, Fault, Hostile, answer, hostile
from tests.support.memory import Memory

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
DEADLINE = 4.0
# What one run may add to the memory of its own process, in kB.
MEMORY = 250_000


@dataclass(frozen=True)
class Case:
    """A source, what its address answers, and further addresses of its host."""

    name: str
    fault: Fault
    kind: str = "feed"
    options: Mapping[str, object] = field(default_factory=dict)
    pages: Mapping[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """What is left of a run."""

    report: Report
    warehouse: Path
    memory: Memory
    paths: tuple[tuple[str, str], ...]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.warehouse / "monitor.duckdb", read_only=True) as connection:
            return connection.execute(sql).fetchall()


async def run_over(cases: Iterable[Case], folder: Path) -> Ran:
    """A run over these sources, each on a host of its own."""
    cases = list(cases)
    async with hostile() as server:
        _serve(server, cases)
        hosts = {f"{case.name}.example": f"{server.host}:{server.port}" for case in cases}
        sources = [
            Source(
                case.name,
                case.name,
                case.kind,
                f"http://{case.name}.example/start",
                options=case.options,
            )
            for case in cases
        ]
        (folder / "sources.yaml").write_text(to_yaml(sources), "utf-8")
        settings = Settings(
            fetch=FetchSettings(
                pause=0.0, deadline=DEADLINE, hosts=hosts, max_body=4_000_000, concurrency=200
            ),
            extract=ExtractSettings(timeout=8.0, memory_mb=700),
        )
        folders = Folders(
            folder / "sources.yaml", bundled("watchlists"), folder / "warehouse", folder / "digests"
        )
        job = prepare(folders, settings, now=NOW, allow=(ip_network("127.0.0.1/32"),))
        with Memory() as memory:
            report = await run_async(job, Direct())
        paths = tuple((one.headers.get("host", ""), one.path) for one in server.requests)
    return Ran(report, folder / "warehouse", memory, paths)


def _serve(server: Hostile, cases: Iterable[Case]) -> None:
    """Each host answers as its case says; articles are there, robots.txt is not."""
    by_host = {f"{case.name}.example": case for case in cases}
    article = answer(page(), content_type="text/html; charset=utf-8")
    missing = answer(b"", status=404)

    async def otherwise(exchange: Exchange) -> None:
        case = by_host.get(exchange.request.headers.get("host", ""))
        path = exchange.request.path
        fault = missing
        if case and path == "/start":
            fault = case.fault
        elif case and path in case.pages:
            fault = case.pages[path]
        elif path.startswith("/articles/"):
            fault = article
        await fault(exchange)

    server.otherwise = otherwise
