"""What this process and those it started cost: memory now, and CPU so far."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int | None = None) -> float:
    """Megabytes of memory that a process holds; 0 if it is gone."""
    try:
        held = Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1]
    except OSError:
        return 0.0
    return int(held) * PAGE / 1e6


def descendants(but: Collection[int] = ()) -> list[int]:
    """The processes that this one started, and those that they started, without ``but``."""
    parents: dict[int, list[int]] = {}
    for pid, parent in _parents():
        parents.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        children = [pid for pid in parents.get(waiting.pop(), []) if pid not in but]
        found += children
        waiting += children
    return found


@contextmanager
def watched(but: int) -> Iterator[list[float]]:
    """The most memory that all started processes hold together while the block lasts."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.3):
            most[0] = max(most[0], sum(map(resident, descendants({but}))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def open_files() -> int:
    """How many files and sockets this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            yield int(folder.name), int(stat.rpartition(")")[2].split()[1])
