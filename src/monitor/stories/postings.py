"""Who else has a hash: an index of many rows, made only of what the new ones ask for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.stories.signature import Ragged, slots, spread
from monitor.stories.sketch import Hashes, begins

# Looking a hash up in a table of this many bits tells which of millions may be wanted at all.
_BITS = 22


class Postings:
    """The rows, from the ``first`` on, that have each of the ``wanted`` hashes.

    ``wanted`` is sorted; ``shift`` cuts off that many low bits of the values.
    """

    def __init__(self, rows: Ragged, wanted: Hashes, first: int = 0, *, shift: int = 0) -> None:
        marked = np.zeros(1 << _BITS, np.bool_)
        marked[slots(wanted, _BITS)] = True
        start = int(rows.starts[first])
        values = rows.values[start:]
        if shift:
            values = values >> np.uint32(shift)
        places = np.flatnonzero(marked[slots(values, _BITS)])
        found = values[places]
        order = np.argsort(found, kind="stable")
        found = found[order]
        self._owners = rows.owners(places + start)[order]
        starts = begins(found)
        ends = np.append(starts[1:], len(found))
        # The table may have taken one for another.
        sure = _found_in(wanted, found[starts])[1]
        self._hashes = found[starts[sure]]
        self._starts, self._ends = starts[sure], ends[sure]

    def of(self, hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows that have one of the hashes, and for each the number of that hash."""
        at, asked = _found_in(self._hashes, hashes)
        places, numbers = spread(self._starts[at], self._ends[at])
        return self._owners[places], asked[numbers]


def _found_in(sorted_hashes: Hashes, hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where those of ``hashes`` stand that are there, and which of them these are."""
    if not len(sorted_hashes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.searchsorted(sorted_hashes, hashes)
    at[at == len(sorted_hashes)] = 0
    asked = np.flatnonzero(sorted_hashes[at] == hashes)
    return at[asked], asked
