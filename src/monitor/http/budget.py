"""The time that one fetch may take."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Budget:
    """The seconds one fetch may spend on the network; waiting for its turn does not count.

    ``async with`` it around each request. Written out, as it is entered for every one of them.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    async def __aenter__(self) -> None:
        self._start = asyncio.get_running_loop().time()
        self._limit = asyncio.timeout(self._left)
        await self._limit.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left -= asyncio.get_running_loop().time() - self._start
        await self._limit.__aexit__(kind, error, trace)
