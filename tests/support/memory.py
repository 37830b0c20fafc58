"""How much more memory this process held at some moment of a block than when it began.

    with Memory() as memory:
        …
    assert memory.grown < 20_000  # kB

What the process held before does not matter, unlike in ``ru_maxrss``, which never falls.
"""

from __future__ import annotations

import resource
import threading
from pathlib import Path
from typing import Self

import pytest

INTERVAL = 0.002
_STATM = Path("/proc/self/statm")
_PAGE = resource.getpagesize() // 1024


class Memory:
    """A thread looks every two milliseconds; ``looks`` counts."""

    def __init__(self) -> None:
        self.looks = 0
        self._before = self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        if _STATM.exists():
            self._before = self._most = _resident()
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before:
            self._over.set()
            self._thread.join()

    @property
    def grown(self) -> int:
        """In kB. Skips the test where the system does not tell."""
        if not self._before:
            pytest.skip("needs /proc")
        return self._most - self._before

    def _watch(self) -> None:
        last = False
        while not last:
            last = self._over.wait(INTERVAL)
            self._most = max(self._most, _resident())
            self.looks += 1


def _resident() -> int:
    return int(_STATM.read_text().split()[1]) * _PAGE
