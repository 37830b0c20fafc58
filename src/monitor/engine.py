"""How the steps of a run are carried out: directly, or as tasks of an orchestrator."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Engine(Protocol):
    """How steps are carried out."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        """Carry out one step; ``retries`` is how often it is worth trying again."""
        ...


class Direct:
    """Steps are called, and that is all."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        log.debug("%s (worth %d retries)", name, retries)
        return await work()


def later(work: Callable[[], T]) -> Callable[[], Awaitable[T]]:
    """A step that works without waiting, in a thread: fetching goes on beside it."""

    async def call() -> T:
        return await asyncio.to_thread(work)

    return call
