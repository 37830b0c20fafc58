"""What one run does, all of it read and checked before anything starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from monitor.channels import recipients
from monitor.config import Folders, Settings, choose, load_sources
from monitor.model import Source
from monitor.readers import Reader, check_themes, readers
from monitor.sources import KINDS
from monitor.watch import Watchlists, load_or_last_good, load_watchlists


@dataclass(frozen=True, slots=True)
class Job:
    """One run's input.

    ``now`` dates it; ``allow`` are private networks that may be reached; ``notice`` is what whoever
    reads the digest must know about this input. With ``due_only`` a source is asked only when its
    time has come.
    """

    sources: tuple[Source, ...]
    watchlists: Watchlists
    folders: Folders
    settings: Settings
    now: datetime
    allow: tuple[IPv4Network | IPv6Network, ...] = ()
    notice: str = ""
    due_only: bool = False

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Whom this run makes digests for."""
        return readers(self.settings)


def prepare(
    folders: Folders,
    settings: Settings,
    *,
    now: datetime,
    only: tuple[str, ...] = (),
    allow: tuple[IPv4Network | IPv6Network, ...] = (),
    last_good: bool = False,
    due_only: bool = False,
) -> Job:
    """Read the files that a run needs, once. Raises ``UsageError`` and ``ConfigError``.

    With ``last_good``, watchlists that cannot be read give way to those of the last run.
    """
    for reader in readers(settings):  # a wrong channel stops here, not at the end of the run
        recipients(reader, settings, folders)
    if last_good:
        watchlists, notice = load_or_last_good(folders.watchlists, kept(folders.warehouse))
    else:
        watchlists, notice = load_watchlists(folders.watchlists), ""
    check_themes(settings, watchlists.ids())
    return Job(
        sources=choose(load_sources(folders.sources, KINDS), only),
        watchlists=watchlists,
        folders=folders,
        settings=settings,
        now=now,
        allow=allow,
        notice=notice,
        due_only=due_only,
    )


def kept(warehouse: Path) -> Path:
    """Where the watchlists of the last run are kept."""
    return warehouse / "watchlists"
