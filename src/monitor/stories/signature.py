"""The signature of an article: what storage keeps of it so that later ones can be compared.

    byte 0      the version of this format
    byte 1      how many hashes the sketch has
    bytes 2-3   nothing yet
    bytes 4-7   a hash of the language
    then        the sketch, and the keys of the features with a bit for the head: 32-bit numbers

A signature of another version, or a broken one, resembles nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from monitor.stories.features import Features
from monitor.stories.sketch import Hashes

VERSION = 2
_HEADER = 8
_EMPTY = bytes([VERSION, 0, 0, 0, 0, 0, 0, 0])


def signature(language: str, sketch: Hashes, features: Features) -> bytes:
    """One article's signature."""
    keys = np.array([key << 1 | (key in features.heads) for key in features.labels], np.uint32)
    header = bytes([VERSION, len(sketch), 0, 0]) + crc32(language.encode()).to_bytes(4, "little")
    return header + sketch.astype("<u4").tobytes() + np.sort(keys).astype("<u4").tobytes()


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths in one array: row ``n`` is ``values[starts[n]:starts[n + 1]]``."""

    values: Hashes
    starts: NDArray[np.int64]

    def row(self, number: int) -> Hashes:
        """One row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the values of several rows stand, and which of ``rows`` each belongs to."""
        return spread(self.starts[rows], self.starts[rows + 1])

    def owners(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows that values at these places belong to."""
        return np.searchsorted(self.starts, places, "right") - 1

    def first_of_each(self, most: int) -> Ragged:
        """The rows cut to their first values."""
        starts = self.starts[:-1]
        ends = np.minimum(self.starts[1:], starts + most)
        places, _ = spread(starts, ends)
        cut = np.zeros(len(self.starts), np.int64)
        np.cumsum(ends - starts, out=cut[1:])
        return Ragged(self.values[places], cut)


@dataclass(frozen=True, slots=True)
class Signatures:
    """Many signatures as arrays, in the order given."""

    languages: Hashes
    sketches: Ragged
    keys: Ragged


def read_signatures(signatures: Iterable[bytes]) -> Signatures:
    """Take many signatures apart at once: nothing is done one by one that is more than a slice."""
    whole = [one if _is_whole(one) else _EMPTY for one in signatures]
    return Signatures(
        np.frombuffer(b"".join([one[4:8] for one in whole]), "<u4"),
        _ragged([one[_HEADER : _HEADER + 4 * one[1]] for one in whole]),
        _ragged([one[_HEADER + 4 * one[1] :] for one in whole]),
    )


def _is_whole(one: bytes) -> bool:
    size = len(one)
    return size >= _HEADER and one[0] == VERSION and not size & 3 and size >= _HEADER + 4 * one[1]


def _ragged(parts: Sequence[bytes]) -> Ragged:
    starts = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)) // 4, out=starts[1:])
    return Ragged(np.frombuffer(b"".join(parts), "<u4"), starts)


def slots(hashes: Hashes, bits: int) -> Hashes:
    """Where each hash stands in a table of ``2 ** bits``."""
    mixed: Hashes = (hashes * np.uint32(0x9E3779B1)) >> np.uint32(32 - bits)
    return mixed


def spread(
    starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places from each start to its end, in one array, and the number of the range of each."""
    lengths = ends - starts
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    first = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) + (starts - first)[numbers], numbers
