"""What would stop or harm a run, found before it starts: the operator's list."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from monitor.config import bundled, load_settings, load_sources
from monitor.errors import MonitorError
from monitor.sources import KINDS
from monitor.store.warehouse import Warehouse
from monitor.watch import check, load_watchlists

# Below this the disk is too full for a run: the database must never be what fills it.
RESERVE_BYTES = 500_000_000

# Lower bounds that close known holes, or that belong together; see docs/decisions.
LEAST = {"lxml": (6, 1), "jinja2": (3, 1, 4), "trafilatura": (2, 3), "duckdb": (1, 5, 5)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``detail`` says what is so, and where it is bad, how to mend it."""

    check: str
    ok: bool
    detail: str


def checkup(*, sources: Path, watchlists: Path, warehouse: Path, config: Path) -> list[Finding]:
    """Look at everything a run needs; never raises for what it finds."""
    return [
        _python(),
        *(_package(name, least) for name, least in LEAST.items()),
        _try("settings", lambda: _settings(config)),
        _try("sources", lambda: _sources(sources)),
        _try("watchlists", lambda: _watchlists(watchlists)),
        _try("warehouse", lambda: _warehouse(warehouse)),
        _disk(warehouse),
    ]


def _try(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, detail=look())
    except MonitorError as error:
        return Finding(name, ok=False, detail=str(error))


def _python() -> Finding:
    found = sys.version_info
    # Before 3.11.9 a header value could smuggle in a second header (CVE-2024-6923).
    text = f"{found.major}.{found.minor}.{found.micro}"
    if found < (3, 11):
        return Finding("python", ok=False, detail=f"{text}: 3.11 or later is needed")
    if found[:2] == (3, 11) and found.micro < 10:
        text += " (3.11.10 or later closes CVE-2024-6923; our own header text is cleaned anyway)"
    return Finding("python", ok=True, detail=text)


def _package(name: str, least: tuple[int, ...]) -> Finding:
    try:
        found = version(name)
    except PackageNotFoundError:
        return Finding(name, ok=False, detail="not installed: pip install -r requirements.lock")
    numbers = tuple(int(part) for part in found.split(".")[: len(least)] if part.isdigit())
    wanted = ".".join(map(str, least))
    if numbers < least:
        return Finding(name, ok=False, detail=f"{found}: {wanted} or later is needed")
    return Finding(name, ok=True, detail=found)


def _settings(config: Path) -> str:
    chosen = load_settings(config)
    contact = chosen.fetch.contact or "no contact address (sites cannot reach you)"
    return f"{config if config.exists() else 'defaults'}; {contact}"


def _sources(path: Path) -> str:
    found = load_sources(path, KINDS)
    return f"{len(found)} in {path}"


def _watchlists(folder: Path) -> str:
    folder = folder if folder.exists() else bundled("watchlists")
    found = load_watchlists(folder)
    problems = check(folder)
    if problems:
        raise MonitorError(
            f"{len(problems)} examples do not behave", where=folder, mend="monitor watchlist check"
        )
    return f"{len(found.watchlists)} in {folder}, version {found.version}"


def _warehouse(folder: Path) -> str:
    if not folder.exists():
        return f"{folder.absolute()} (new)"
    warehouse = Warehouse(folder, bundled("warehouse"), patience=0)
    warehouse.prepare()
    if not warehouse.live.exists():
        return f"{folder.absolute()} (new)"
    if folder.stat().st_mode & 0o077:
        raise MonitorError(
            "others on this machine can read it", where=folder, mend=f"chmod 700 {folder}"
        )
    with warehouse.session() as connection:
        connection.execute("SELECT count(*) FROM articles").fetchone()
    return f"{folder.absolute()}, {warehouse.live.stat().st_size:,} bytes"


def _disk(folder: Path) -> Finding:
    place = folder if folder.exists() else Path()
    usage = shutil.disk_usage(place)
    detail = f"{usage.free / 1e9:.1f} GB free"
    if usage.free < max(RESERVE_BYTES, usage.total // 20):
        return Finding("disk", ok=False, detail=f"{detail}: less than 5 %, free some space")
    return Finding("disk", ok=True, detail=detail)
