"""The watchlists of the last run, kept so that a slip of the pen does not end a service.

Whoever starts a run by hand is told of the mistake and nothing starts. A run on a schedule goes on
with what it had, and says so where it is read.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from monitor.errors import ConfigError
from monitor.watch.load import VOCABULARY, checksum, load_watchlists, yaml_files
from monitor.watch.watchlist import Watchlists


def keep(watchlists: Watchlists, folder: Path) -> None:
    """Keep a copy of the files under ``folder``, named after their version; only the newest stays.

    Files that changed since they were read are not kept. Raises ``OSError``.
    """
    kept = folder / watchlists.version
    if not kept.exists():
        copy = folder / f"{watchlists.version}.part"
        shutil.rmtree(copy, ignore_errors=True)
        for path in yaml_files(watchlists.folder):
            _copy(path, copy / path.name)
        for path in yaml_files(watchlists.folder / VOCABULARY):
            _copy(path, copy / VOCABULARY / path.name)
        if checksum(copy) == watchlists.version:
            copy.rename(kept)
    for other in folder.iterdir() if kept.exists() else ():
        if other != kept and other.is_dir():
            shutil.rmtree(other)


def load_or_last_good(path: Path, folder: Path) -> tuple[Watchlists, str]:
    """The watchlists at ``path``, or the last good ones kept under ``folder`` and why.

    Raises the ``ConfigError`` of ``path`` where none was kept that can be read.
    """
    try:
        return load_watchlists(path), ""
    except ConfigError as error:
        kept = [one for one in folder.glob("*") if one.suffix != ".part"]
        for newest in sorted(kept, key=lambda one: one.stat().st_mtime, reverse=True):
            with contextlib.suppress(ConfigError):
                why = f"The watchlists cannot be read, so the last good ones were used. {error}"
                return load_watchlists(newest), why
        raise


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
