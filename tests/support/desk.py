"""A working folder on the sample web, and what its warehouse holds, for tests of whole runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import duckdb

from monitor.config import FetchSettings, Folders, Settings, bundled
from monitor.demo import SampleWeb, in_thread, load_web, sources
from monitor.job import Job, prepare
from monitor.pipeline import Report, run
from monitor.sources.listing import to_yaml

FIRST = datetime(2024, 11, 6, 6, tzinfo=UTC)

# What a run leaves behind that does not depend on how often it had to begin.
LASTING = {
    "article": "* EXCLUDE (run_id)",
    "article_version": "* EXCLUDE (run_id)",
    "entry": "*",
    "hit": "* EXCLUDE (run_id)",
    "analysis": "* EXCLUDE (run_id)",
    "mention": "*",
    "attribution": "*",
    "figure": "*",
    "story_member": "* EXCLUDE (run_id)",
    "story_link": "* EXCLUDE (run_id)",
    "told": "*",
}


@dataclass(frozen=True)
class Desk:
    """A folder, and the web it reads."""

    folder: Path
    web: SampleWeb

    @property
    def folders(self) -> Folders:
        return Folders(
            self.folder / "sources.yaml",
            bundled("watchlists"),
            self.folder / "warehouse",
            self.folder / "digests",
        )

    def job(self, now: datetime, *, only: tuple[str, ...] = (), **more: Any) -> Job:
        """A job with these settings beside those of the sample web."""
        hosts = {name: f"{host}:{port}" for name, (host, port) in self.web.hosts.items()}
        settings = Settings(fetch=FetchSettings(pause=0.0, hosts=hosts), **more)
        allow = (ip_network("127.0.0.0/16"),)
        return prepare(self.folders, settings, now=now, only=only, allow=allow)

    def run(self, now: datetime, *, only: tuple[str, ...] = (), **more: Any) -> Report:
        self.web.now = now
        return run(self.job(now, only=only, **more))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.folder / "warehouse" / "monitor.duckdb", read_only=True) as it:
            return it.execute(sql).fetchall()

    def lasting(self) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table: self.query(f"SELECT {columns} FROM {table} ORDER BY ALL")
            for table, columns in LASTING.items()
        }


@contextmanager
def desk(folder: Path, now: datetime = FIRST) -> Iterator[Desk]:
    """A desk whose sample web is served while the block lasts."""
    web = load_web()
    folder.mkdir(parents=True, exist_ok=True)
    with in_thread(SampleWeb(web, now)) as server:
        (folder / "sources.yaml").write_text(to_yaml(sources(web)), "utf-8")
        yield Desk(folder, server)
