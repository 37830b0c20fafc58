"""What one run does, all of it read and checked before anything starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network

from monitor.channels import recipients
from monitor.config import Folders, Settings, choose, load_sources
from monitor.model import Source
from monitor.sources import KINDS
from monitor.watch import Watchlists, load_watchlists


@dataclass(frozen=True, slots=True)
class Job:
    """One run's input. ``now`` dates it; ``allow`` are private networks that may be reached."""

    sources: tuple[Source, ...]
    watchlists: Watchlists
    folders: Folders
    settings: Settings
    now: datetime
    allow: tuple[IPv4Network | IPv6Network, ...] = ()


def prepare(
    folders: Folders,
    settings: Settings,
    *,
    now: datetime,
    only: tuple[str, ...] = (),
    allow: tuple[IPv4Network | IPv6Network, ...] = (),
) -> Job:
    """Read the files that a run needs, once. Raises ``UsageError`` and ``ConfigError``."""
    recipients(settings, folders)  # a wrong channel stops here, not at the end of the run
    kinds = {name: kind.options for name, kind in KINDS.items()}
    return Job(
        sources=choose(load_sources(folders.sources, kinds), only),
        watchlists=load_watchlists(folders.watchlists),
        folders=folders,
        settings=settings,
        now=now,
        allow=allow,
    )
