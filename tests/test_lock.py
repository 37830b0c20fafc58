"""One run a warehouse, whoever starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import LockHeld
from monitor.lock import run_lock

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)

HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.lock import run_lock
with run_lock(Path(sys.argv[1]), datetime(2024, 11, 5, 6, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        with pytest.raises(LockHeld) as caught, run_lock(tmp_path, NOW):
            pytest.fail("two runs at once")
        assert f"process {first.pid} since 2024-11-05T06:00:00" in str(caught.value)
        assert caught.value.exit_code == 3
        # Asking must not have disturbed the holder.
        with pytest.raises(LockHeld, match=str(first.pid)), run_lock(tmp_path, NOW):
            pytest.fail("two runs at once")
        first.communicate("")
    with run_lock(tmp_path, NOW):
        assert (tmp_path / "run.json").exists()
    assert not (tmp_path / "run.json").exists()


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with run_lock(tmp_path, NOW):
            assert str(os.getpid()) in (tmp_path / "run.json").read_text()


def test_an_error_inside_frees_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), run_lock(tmp_path, NOW):
        raise RuntimeError
    with run_lock(tmp_path, NOW):
        pass


def test_two_warehouses_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with run_lock(tmp_path / "a", NOW), run_lock(tmp_path / "b", NOW):
        pass
