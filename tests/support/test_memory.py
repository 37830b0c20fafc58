"""The measure of memory sees what is held for a moment, whatever was held before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.memory import Memory

ROOT = Path(__file__).parents[2]


def held(kilobytes: int, memory: Memory) -> None:
    block = b"x" * (kilobytes * 1024)
    looks = memory.looks
    while memory.looks < looks + 2 and block:
        pass


def measured() -> list[int]:
    with Memory() as first:
        held(80_000, first)
    with Memory() as second:
        held(40_000, second)
    with Memory() as third:
        pass
    return [first.grown, second.grown, third.grown]


# In a process of its own: what other tests left behind may go back to the system meanwhile.
def test_a_smaller_peak_after_a_larger_one_is_seen() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("needs /proc")
    told = subprocess.run(
        [sys.executable, "-m", __name__], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, second, third = json.loads(told.stdout)
    assert first > 75_000
    assert 35_000 < second < 60_000
    assert third < 5_000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()))
