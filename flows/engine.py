"""Steps of the pipeline as Prefect tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task, exponential_backoff

from monitor.errors import NotCommitted

T = TypeVar("T")


async def only_when_busy(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """A retry helps when another program held the warehouse; nothing else gets better by itself."""
    found = await state.aresult(raise_on_failure=False)
    return isinstance(found, NotCommitted)


class PrefectEngine:
    """Each step is one task run, named after it.

    Results stay in this process and are never stored by Prefect: they hold articles, and a result
    taken from a cache would be an old answer passed off as a new one.

    ``wait`` is how many seconds pass before the first retry; each later one waits twice as long.
    """

    def __init__(self, wait: float = 2.0) -> None:
        self._wait = wait

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        results: list[T] = []

        @task(
            name=name.partition(" ")[0],
            task_run_name=name,
            retries=retries,
            retry_delay_seconds=exponential_backoff(self._wait),
            retry_jitter_factor=0.5,
            retry_condition_fn=only_when_busy,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        async def carry_out() -> None:
            results.append(await work())

        await carry_out()
        return results[-1]
