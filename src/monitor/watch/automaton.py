"""One automaton that finds thousands of strings in one pass, whatever their number (Aho–Corasick).

daachorse is the fastest of those measured in ``bench/`` from a thousand terms on, and the smallest.
It has no wheel for Linux on ARM; there ahocorasick-rs does the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec

Find = Callable[[str], Sequence[tuple[int, int, int]]]
"""Text to all occurrences, overlapping ones too: (start, end, number of the string)."""


def daachorse(strings: list[str]) -> Find:
    """A search for ``strings``, of which there must be one."""
    from daachorse import CharwiseDoubleArrayAhoCorasick  # noqa: PLC0415

    return CharwiseDoubleArrayAhoCorasick(strings).find_overlapping


def ahocorasick_rs(strings: list[str]) -> Find:
    """The same search by another library."""
    from ahocorasick_rs import AhoCorasick  # noqa: PLC0415

    find = AhoCorasick(strings).find_matches_as_indexes

    def in_our_order(text: str) -> list[tuple[int, int, int]]:
        return [(start, end, number) for number, start, end in find(text, overlapping=True)]

    return in_our_order


fastest = daachorse if find_spec("daachorse") else ahocorasick_rs
