"""Who else has a hash: an index of many rows, made only of what the new ones ask for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from monitor.stories.signature import Ragged, slots, spread
from monitor.stories.sketch import Hashes

# Looking a hash up in a table of this many bits tells which of millions may be wanted at all.
_BITS = 22


class Postings:
    """The rows, from the ``first`` on, that have each of the ``wanted`` hashes.

    ``wanted`` is sorted, without doubles; ``shift`` cuts off that many low bits of the values.
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
        self._wanted = wanted
        self._starts = np.searchsorted(found, wanted, "left")
        self._ends = np.searchsorted(found, wanted, "right")

    def of(self, hashes: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows that have one of the hashes, and for each the number of that hash."""
        if not len(self._wanted):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.searchsorted(self._wanted, hashes)
        at[at == len(self._wanted)] = 0
        asked = np.flatnonzero(self._wanted[at] == hashes)
        places, numbers = spread(self._starts[at[asked]], self._ends[at[asked]])
        return self._owners[places], asked[numbers]
