"""Whose turn it is at one host: one request at a time, a pause between two, rest where it asks for it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.http.answer import Answer
from monitor.http.faults import Problem
from monitor.http.statuses import duration, retry_after
from monitor.model import Reason

# A host that does not answer costs a deadline a page; after so many it is left alone.
ENOUGH_SILENCES = 3


@dataclass
class Gate:
    """``pause`` and ``host_time`` in seconds; ``closed_until`` is when the host may be asked again."""

    pause: float
    host_time: float
    closed_until: datetime | None = None
    silences: int = 0
    _wanted: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _next_start: float = -math.inf
    _first_start: float = math.inf

    @asynccontextmanager
    async def turn(self, now: datetime, slots: asyncio.Semaphore) -> AsyncIterator[None]:
        """Wait for the host to be free. Raises ``Problem`` where it is not to be asked."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            self._refuse(now, clock())
            await asyncio.sleep(max(0.0, self._next_start - clock()))
            async with slots:
                self._first_start = min(self._first_start, clock())
                self._next_start = clock() + self.pause
                yield

    @contextmanager
    def wanted(self) -> Iterator[None]:
        """Somebody wants an answer of this host while the block lasts."""
        self._wanted += 1
        try:
            yield
        finally:
            self._wanted -= 1

    @property
    def is_last(self) -> bool:
        """Whether nobody waits for an answer of this host but the one whose turn it is."""
        return self._wanted <= 1

    def sent(self) -> None:
        """The request goes out only now; the pause counts from here."""
        self._next_start = asyncio.get_running_loop().time() + self.pause

    def slow_down(self, pause: float) -> None:
        """Keep at least ``pause`` seconds between two requests, counted from the last one."""
        if pause > self.pause:
            self._next_start += pause - self.pause
            self.pause = pause

    def heed(self, answer: Answer, now: datetime) -> None:
        """Leave the host alone for as long as it asks, from ``now`` on."""
        wait = retry_after(answer.status, answer.headers, now)
        if wait is not None:
            self.closed_until = now + timedelta(seconds=wait)

    def _refuse(self, now: datetime, moment: float) -> None:
        if self.closed_until and now < self.closed_until:
            wait = (self.closed_until - now).total_seconds()
            raise Problem(
                Reason.RATE_LIMITED,
                f"not asked: this site told us to wait {duration(wait)} more",
                retry_after=wait,
            )
        if self.silences >= ENOUGH_SILENCES:
            raise Problem(
                Reason.UNREACHABLE,
                f"not asked: this site failed to answer {self.silences} times in a row; it will"
                " be tried again next time",
            )
        if max(moment, self._next_start) - self._first_start > self.host_time:
            raise Problem(
                Reason.POSTPONED,
                f"not asked yet: this site has taken {duration(self.host_time)} of this run, one"
                f" request every {duration(self.pause)}; the rest follows next time",
            )
