"""Another program that works on the same files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path


@contextmanager
def _process(script: str) -> Iterator[int]:
    """A process that has run ``script`` and waits until the block ends; gives its number."""
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{script}\nprint('ready', flush=True)\nimport sys; sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate("")


def database_open(file: Path, *, read_only: bool) -> AbstractContextManager[int]:
    """A database is open in another process."""
    return _process(f"import duckdb\nheld = duckdb.connect({str(file)!r}, read_only={read_only})")


def lock_held(folder: Path) -> AbstractContextManager[int]:
    """Another process holds the lock of a run."""
    return _process(
        "from datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from monitor.lock import run_lock\n"
        f"held = run_lock(Path({str(folder)!r}), datetime(2024, 11, 5, 6, tzinfo=UTC))\n"
        "held.__enter__()"
    )
