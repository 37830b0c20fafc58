"""Sketches of a text's content, which tell copies: cut, re-titled, with a paragraph of its own.

The bottom-k hashes of all windows of twelve bytes (Broder 1997; Cohen and Kaplan 2007), cut to the
smaller threshold of two, estimate containment, so a shortened copy is found too. Bytes, not words,
because not all scripts part them: twelve bytes are twelve Latin letters, six Cyrillic ones or four
Han characters or Hangul syllables. Only letters and digits count, and all windows are hashed at once.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

SKETCH = 128
# Below this many comparable windows an estimate is a guess.
ENOUGH = 16
_WINDOW = 12
_P = 0x9E3779B1
_P2, _P4 = (pow(_P, n, 1 << 32) for n in (2, 4))
_EVERY_CODE = 0x110000
_NOTHING = 1
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


class _Letters:
    """What a letter counts as: itself in lower case and without marks; filled as letters are met."""

    def __init__(self) -> None:
        self._table = np.zeros(_EVERY_CODE, np.uint32)

    def __call__(self, text: str) -> bytes:
        """The letters and digits of a text alone, in UTF-8."""
        if text.isascii():
            return text.encode().lower().translate(None, _NO_LETTERS)
        plain = unicodedata.normalize("NFKC", text)
        codes = np.frombuffer(plain.encode("utf-32-le", "replace"), np.uint32)
        found = self._table.take(codes)
        if not found.all():
            for code in np.unique(codes[found == 0]).tolist():
                self._table[code] = self._meet(chr(code))
            found = self._table.take(codes)
        letters: bytes = found[found != _NOTHING].tobytes()
        return letters.decode("utf-32-le").encode()

    @staticmethod
    def _meet(letter: str) -> int:
        if not letter.isalnum():
            return _NOTHING
        folded = letter.casefold()[0]
        # Hangul comes apart into its strokes, which belong together.
        return ord(folded if "가" <= folded <= "힣" else unicodedata.normalize("NFD", folded)[0])


_LETTERS = _Letters()


def sketch(text: str) -> Hashes:
    """The ``SKETCH`` smallest hashes of a text's windows, sorted; fewer of a text with fewer."""
    one = np.frombuffer(_LETTERS(text), np.uint8).astype(np.uint32)
    if len(one) < _WINDOW:
        return np.zeros(0, np.uint32)
    two = one[:-1] * np.uint32(_P) + one[1:]
    four = two[:-2] * np.uint32(_P2) + two[2:]
    eight = four[:-4] * np.uint32(_P4) + four[4:]
    whole = eight[:-4] * np.uint32(_P4) + four[8:]
    # Neighbours differ little in a rolling hash, and its smallest ones would be alike.
    whole ^= whole >> np.uint32(16)
    whole *= np.uint32(0x85EBCA6B)
    whole ^= whole >> np.uint32(13)
    whole *= np.uint32(0xC2B2AE35)
    whole ^= whole >> np.uint32(16)
    if len(whole) > 8 * SKETCH:
        low = whole[whole < np.uint32(2 * SKETCH * 2**32 // len(whole))]
        smallest = distinct(low)[:SKETCH]
        if len(smallest) == SKETCH:
            return smallest
    return distinct(whole)[:SKETCH]


def distinct(hashes: Hashes) -> Hashes:
    """Sorted, each once; ``numpy.unique`` takes several times as long."""
    found = np.sort(hashes)
    return found[begins(found)]


def begins(ordered: Hashes) -> NDArray[np.int64]:
    """Where each value of sorted ones stands first."""
    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)])


def containment(one: Hashes, other: Hashes) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1; 0 where it cannot be told."""
    limit = min(_complete_to(one), _complete_to(other))
    ours = one[: np.searchsorted(one, limit, "right")]
    theirs = other[: np.searchsorted(other, limit, "right")]
    shorter = min(len(ours), len(theirs))
    if shorter < ENOUGH:
        return 0.0
    at = np.searchsorted(ours, theirs).clip(max=len(ours) - 1)
    return int((ours[at] == theirs).sum()) / shorter


def _complete_to(hashes: Hashes) -> int:
    """Up to where a sketch is complete: everywhere, unless it was cut."""
    return int(hashes[-1]) if len(hashes) == SKETCH else 0xFFFFFFFF
