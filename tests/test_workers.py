"""Workers: results in order, and a task that kills its process fails alone."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.workers import WorkerDied, WorkerError, WorkerRaised, Workers, WorkerTimeout

PATIENCE = 30.0


def double(number: int) -> int:
    return number * 2


def abort() -> None:
    os.abort()


def leave(code: int) -> None:
    os._exit(code)


def read_address_zero() -> None:
    ctypes.string_at(0)


def fill_memory() -> int:
    return len(b"x" * 3_000_000_000)


def loop_for_ever() -> None:
    while True:
        pass


def behave(name: str) -> str:
    match name:
        case "abort":
            os.abort()
        case "loop":
            loop_for_ever()
        case "raise":
            raise LookupError("no such page")
        case "exit":
            sys.exit("enough")
    return name.upper()


def refuse_configuration() -> None:
    raise ConfigError("not a number", path="sources.yaml", line=3)


def unpicklable() -> object:
    return lambda: None


def process_id(_: int = 0) -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def meet(folder: str, me: str, other: str) -> str:
    """Ends only if another worker is in this function at the same time."""
    Path(folder, me).touch()
    while not Path(folder, other).exists():
        time.sleep(0.01)
    return me


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(2, memory_mb=600) as pool:
        yield pool


async def test_a_result_comes_back(workers: Workers) -> None:
    assert await workers.run(double, 21, timeout=PATIENCE) == 42


async def test_results_keep_the_order_of_the_inputs(workers: Workers) -> None:
    inputs = [(number,) for number in range(50)]
    assert await workers.map_each(double, inputs, timeout=PATIENCE) == list(range(0, 100, 2))


async def test_two_tasks_run_side_by_side(workers: Workers, tmp_path: Path) -> None:
    pair = [(str(tmp_path), "a", "b"), (str(tmp_path), "b", "a")]
    assert await workers.map_each(meet, pair, timeout=PATIENCE, chunk=1) == ["a", "b"]


@pytest.mark.parametrize(
    ("deadly", "arguments", "why"),
    [
        (abort, (), "signal 6"),
        (read_address_zero, (), "signal 11"),
        (leave, (3,), "exit code 3"),
        pytest.param(
            fill_memory,
            (),
            "more than 600 MB",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no such limit"),
        ),
    ],
)
async def test_a_death_is_reported_and_the_worker_replaced(
    workers: Workers, deadly: object, arguments: tuple[int, ...], why: str
) -> None:
    with pytest.raises(WorkerDied, match=why):
        await workers.run(deadly, *arguments, timeout=PATIENCE)
    assert await workers.run(double, 1, timeout=PATIENCE) == 2


async def test_an_endless_task_is_ended(workers: Workers) -> None:
    with pytest.raises(WorkerTimeout, match=r"0\.5 seconds"):
        await workers.run(loop_for_ever, timeout=0.5)
    assert await workers.run(double, 1, timeout=PATIENCE) == 2


async def test_only_the_guilty_inputs_of_a_chunk_fail(workers: Workers) -> None:
    names = ["a", "abort", "b", "c", "raise", "d", "e", "f", "g", "loop", "h", "exit"]
    results = await workers.map_each(behave, [(name,) for name in names], timeout=2)
    by_name = dict(zip(names, results, strict=True))
    assert {
        name: result for name, result in by_name.items() if not isinstance(result, WorkerError)
    } == {letter: letter.upper() for letter in "abcdefgh"}
    assert isinstance(by_name["abort"], WorkerDied)
    assert isinstance(by_name["loop"], WorkerTimeout)
    assert isinstance(by_name["raise"], WorkerRaised)
    assert str(by_name["raise"]) == "LookupError: no such page"
    assert isinstance(by_name["exit"], WorkerRaised)


async def test_what_the_function_raises_is_raised(workers: Workers) -> None:
    with pytest.raises(LookupError, match="no such page") as caught:
        await workers.run(behave, "raise", timeout=PATIENCE)
    assert "in behave" in "".join(caught.value.__notes__)


async def test_an_exception_that_cannot_travel_keeps_its_words(workers: Workers) -> None:
    with pytest.raises(RuntimeError, match=r"ConfigError: sources\.yaml:3: not a number"):
        await workers.run(refuse_configuration, timeout=PATIENCE)
    with pytest.raises((AttributeError, TypeError, RuntimeError), match="pickle"):
        await workers.run(unpicklable, timeout=PATIENCE)
    assert await workers.run(double, 1, timeout=PATIENCE) == 2


async def test_a_worker_killed_while_idle_costs_nothing(workers: Workers) -> None:
    os.kill(await workers.run(process_id, timeout=PATIENCE), signal.SIGKILL)
    results = await workers.map_each(double, [(n,) for n in range(20)], timeout=PATIENCE, chunk=1)
    assert results == [n * 2 for n in range(20)]


async def test_workers_are_recycled() -> None:
    async with Workers(1, recycle_after=2) as pool:
        seen = await pool.map_each(process_id, [(n,) for n in range(6)], timeout=PATIENCE, chunk=1)
    assert len(set(seen)) == 3


async def test_workers_do_not_know_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MONITOR_SMTP_PASSWORD", "GITHUB_TOKEN", "db_password", "APP_SECRET"):
        monkeypatch.setenv(name, "planted")
    async with Workers(1) as pool:
        seen = await pool.run(environment, timeout=PATIENCE)
    assert "PATH" in seen
    assert "planted" not in seen.values()
    assert not [name for name in seen if name.startswith("MONITOR_")]


async def test_nothing_starts_before_the_first_task() -> None:
    async with Workers(2) as pool:
        assert await pool.map_each(double, [], timeout=1) == []
        assert pool._pool is None


async def test_no_process_is_left_behind() -> None:
    async with Workers(2) as pool:
        ids = {await pool.run(process_id, timeout=PATIENCE) for _ in range(10)}
        waiting = asyncio.create_task(pool.run(loop_for_ever, timeout=PATIENCE))
        await pool.run(double, 1, timeout=PATIENCE)
        waiting.cancel()
    for process in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


SCRIPT = """
    import asyncio, os, sys, time
    from monitor.workers import Workers

    def report_and_loop(path):
        with open(path, "a") as file:
            file.write(f"{os.getpid()}\\n")
        while True:
            time.sleep(0.05)

    async def main():
        async with Workers(2) as pool:
            await pool.map_each(report_and_loop, [(sys.argv[1],)] * 2, timeout=60, chunk=1)

    if __name__ == "__main__":
        try:
            asyncio.run(main())
        except KeyboardInterrupt:
            sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent(tmp_path: Path, ending: signal.Signals) -> None:
    script, report = tmp_path / "script.py", tmp_path / "report"
    script.write_text(textwrap.dedent(SCRIPT), "utf-8")
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", script, report], stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: report.exists() and len(report.read_text().split()) == 2)
    workers = [int(line) for line in report.read_text().split()]
    parent.send_signal(ending)
    _, errors = parent.communicate(timeout=PATIENCE)
    if ending is signal.SIGINT:
        assert (parent.returncode, errors) == (130, "")
    wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def wait_until(condition: object) -> None:
    for _ in range(int(PATIENCE / 0.05)):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")
