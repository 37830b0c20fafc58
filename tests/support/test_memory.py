"""The measure of memory sees what is held for a moment, whatever was held before."""

from __future__ import annotations

from tests.support.memory import Memory


def held(kilobytes: int, memory: Memory) -> None:
    block = b"x" * (kilobytes * 1024)
    looks = memory.looks
    while memory.looks < looks + 2 and block:
        pass


def test_a_smaller_peak_after_a_larger_one_is_seen() -> None:
    with Memory() as first:
        held(80_000, first)
    with Memory() as second:
        held(40_000, second)
    with Memory() as third:
        pass
    assert first.grown > 75_000
    assert 35_000 < second.grown < 60_000
    assert third.grown < 5_000
