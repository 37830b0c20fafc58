"""A pool of worker processes that may die alone.

What parses bytes from the network can crash an interpreter, eat the memory or never end, and no
``except`` catches that. So it runs here: each worker has a memory limit, each task a time limit,
a dead worker is replaced, and only the task that killed it fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import re
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Self, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

T = TypeVar("T")

SECRET_NAME = re.compile(r"^MONITOR_|PASSW|TOKEN|SECRET|CREDENTIAL|API_?KEY|AUTH", re.IGNORECASE)

OUT_OF_MEMORY = 86
"""Exit code of a worker that reached its memory limit."""

GRACE_SECONDS = 60.0
"""Above the time limit of a task: what starting a worker may take on a busy machine."""

BROKEN_POOL_ATTEMPTS = 3


class WorkerError(Exception):
    """A task that gave no result; the text says why, without a traceback."""


class WorkerDied(WorkerError):
    """The worker process ended in the middle of the task."""


class WorkerTimeout(WorkerError):
    """The task went over its time limit, and its worker was ended."""


class WorkerRaised(WorkerError):
    """The function raised; a note holds the traceback. Only ``map_each`` gives this."""


class Workers:
    """Worker processes behind ``async with``; none starts before the first task.

    ``processes`` run side by side. ``memory_mb`` bounds the writable memory of each (where the
    system can), counting what its imports take, some 150 MB. A worker is replaced after
    ``recycle_after`` tasks, because parsers' caches grow. ``preload`` names modules to import once,
    before workers are forked. Workers drop every environment variable that looks like a secret.
    """

    def __init__(
        self,
        processes: int = os.cpu_count() or 1,
        *,
        memory_mb: int = 1024,
        recycle_after: int = 100,
        preload: Iterable[str] = (),
    ) -> None:
        self._processes = processes
        self._memory_mb = memory_mb
        self._recycle_after = recycle_after
        self._preload = [__name__, *preload]
        self._pool: ProcessPool | None = None
        self._starting = asyncio.Lock()
        # A task is handed over only when a worker is free: so its time limit starts at once.
        self._free = asyncio.Semaphore(processes)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pool is not None:
            await self._discard(self._pool)

    async def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:  # noqa: ASYNC109 - the worker is ended by it, not only the wait
        """``function(*args)`` in a worker, within ``timeout`` seconds.

        ``function`` must be importable by name, its arguments and result picklable. What it raises
        is raised here. Raises ``WorkerDied`` and ``WorkerTimeout``.
        """
        async with self._free:
            for _ in range(BROKEN_POOL_ATTEMPTS):
                pool = await self._running()
                try:
                    outcome = await self._outcome(pool, function, args, timeout)
                except BrokenProcessPool:
                    # Says nothing about this task: the pool fell for another reason.
                    await self._discard(pool)
                else:
                    return cast(T, _unpacked(outcome))
        raise WorkerDied("the worker processes could not be kept running")

    async def map_each(
        self,
        function: Callable[..., T],
        inputs: Sequence[tuple[Any, ...]],
        *,
        timeout: float,  # noqa: ASYNC109
        chunk: int = 8,
    ) -> list[T | WorkerError]:
        """``function(*input)`` for each of ``inputs``, results in their order.

        Inputs travel in chunks, as a task of its own for each page costs a fifth of the throughput.
        A chunk that dies or takes longer than ``timeout`` seconds is taken apart and each of its
        inputs tried once alone, with ``timeout`` of its own: only the guilty one fails. An input
        without a result has a ``WorkerDied``, ``WorkerTimeout`` or ``WorkerRaised`` in its place;
        nothing is raised, so one bad page never costs the batch.
        """

        async def alone(arguments: tuple[Any, ...]) -> T | WorkerError:
            try:
                return await self.run(function, *arguments, timeout=timeout)
            except WorkerError as error:
                return error
            except Exception as error:  # noqa: BLE001 - the place of the result is the report
                return _raised(error)

        async def together(part: Sequence[tuple[Any, ...]]) -> list[T | WorkerError]:
            if len(part) > 1:
                with contextlib.suppress(WorkerDied, WorkerTimeout):
                    return await self.run(_each, function, part, timeout=timeout)
            return list(await asyncio.gather(*map(alone, part)))

        parts = [inputs[start : start + chunk] for start in range(0, len(inputs), chunk)]
        results = await asyncio.gather(*map(together, parts))
        return [result for part in results for result in part]

    async def _outcome(
        self, pool: ProcessPool, function: Callable[..., Any], args: tuple[Any, ...], limit: float
    ) -> bytes:
        try:
            future = pool.schedule(_packed, args=(function, args), timeout=limit)
        except RuntimeError as error:  # the pool noticed only now that it is broken
            raise BrokenProcessPool from error
        try:
            # The pool keeps the limit; the wait outlasts it in case the pool lost the task.
            outcome: bytes = await asyncio.wait_for(
                asyncio.wrap_future(future), limit + GRACE_SECONDS
            )
        except TimeoutError:
            raise WorkerTimeout(f"took longer than {limit:g} seconds") from None
        except ProcessExpired as death:
            if death.exitcode == OUT_OF_MEMORY:
                what = f"needed more than {self._memory_mb} MB of memory"
            elif death.exitcode is not None and death.exitcode < 0:
                what = f"crashed its process (signal {-death.exitcode})"
            else:
                what = f"ended its process (exit code {death.exitcode})"
            raise WorkerDied(what) from None
        return outcome

    async def _running(self) -> ProcessPool:
        async with self._starting:
            if self._pool is None:
                self._pool = self._new_pool()
                # Asking wakes it up, and that waits for the first workers.
                await asyncio.to_thread(lambda pool: pool.active, self._pool)
            return self._pool

    def _new_pool(self) -> ProcessPool:
        method = "forkserver"
        if method not in multiprocessing.get_all_start_methods():
            method = "spawn"
        context = multiprocessing.get_context(method)
        context.set_forkserver_preload(self._preload)
        return ProcessPool(
            max_workers=self._processes,
            max_tasks=self._recycle_after,
            initializer=_prepare_worker,
            initargs=(self._memory_mb,),
            context=context,
        )

    async def _discard(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]
            # Shielded: a second Ctrl-C must not leave processes behind.
            await asyncio.shield(asyncio.to_thread(pool.join))


def _prepare_worker(memory_mb: int) -> None:
    """Runs first in every worker: no secrets, bounded memory, no core files, no orphans."""
    for name in [name for name in os.environ if SECRET_NAME.search(name)]:
        del os.environ[name]
    if resource is not None:
        limit, hard = memory_mb * 1024 * 1024, resource.getrlimit(resource.RLIMIT_DATA)[1]
        # Not RLIMIT_AS: it also counts the read-only mappings of big libraries.
        if hard == resource.RLIM_INFINITY or limit <= hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker in the middle of a task would not notice that the program was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _packed(function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
    """The result or the exception, pickled here, where a failure to pickle can be reported."""
    try:
        return pickle.dumps((True, function(*args)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - it goes to whoever asked, in the other process
        return _packed_error(error)


def _packed_error(error: BaseException) -> bytes:
    plain = RuntimeError(f"{type(error).__name__}: {error}")
    plain.add_note(traceback.format_exc())
    if isinstance(error, Exception):
        error.add_note(traceback.format_exc())
        try:
            packed = pickle.dumps((False, error))
            pickle.loads(packed)  # noqa: S301 - our own bytes; some exceptions cannot be rebuilt
        except Exception:  # noqa: BLE001 - whatever it is, the plain one can travel
            return pickle.dumps((False, plain))
        return packed
    return pickle.dumps((False, plain))


def _unpacked(outcome: bytes) -> Any:
    done, value = pickle.loads(outcome)  # noqa: S301 - written by our own worker
    if not done:
        raise value
    return value


def _each(function: Callable[..., T], inputs: Sequence[tuple[Any, ...]]) -> list[T | WorkerRaised]:
    """A chunk, in the worker: what one input raises does not cost the others."""
    results: list[T | WorkerRaised] = []
    for arguments in inputs:
        try:
            results.append(function(*arguments))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001
            results.append(_raised(error))
    return results


def _raised(error: Exception) -> WorkerRaised:
    raised = WorkerRaised(f"{type(error).__name__}: {error}")
    raised.add_note("".join(traceback.format_exception(error)))
    return raised
