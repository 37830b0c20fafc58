"""One run a warehouse: a lock that dies with its process, and a token that only grows.

The operating system frees the lock when its holder ends, however it ends, so there is no stale
lock to break. The token goes into the warehouse with the run; a commit by an older token is refused.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.errors import LockHeld


@contextlib.contextmanager
def run_lock(folder: Path, now: datetime) -> Iterator[None]:
    """Hold the lock of a warehouse folder. Raises ``LockHeld``, naming the holder."""
    holder = folder / "run.json"
    lock = FileLock(folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockHeld(_who(holder), where=folder, mend="wait for it to end, or end it") from None
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now.isoformat()}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        found = json.loads(holder.read_text())
    except (OSError, ValueError):
        return "another run is at work on this warehouse"
    return (
        f"another run is at work on this warehouse: process {found['pid']} since {found['since']}"
    )
