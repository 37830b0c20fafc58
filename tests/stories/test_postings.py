"""Which rows have a hash: of those that were wanted all, of the others none."""

from __future__ import annotations

import numpy as np

from monitor.stories.postings import Postings
from monitor.stories.signature import Ragged
from monitor.stories.sketch import distinct


def test_rows_are_found_by_what_was_wanted_and_by_nothing_else() -> None:
    drawn = np.random.default_rng(7)
    # So many that some share their place in the table that is asked first.
    pool = distinct(drawn.integers(0, 1 << 32, 60_000, dtype=np.uint32))
    wanted, others = pool[::2], pool[1::2]
    values = drawn.choice(pool, 200_000)
    rows = Ragged(values, np.arange(0, len(values) + 1, 100, dtype=np.int64))
    found = Postings(rows, wanted)
    assert len(found.of(others)[0]) == 0
    owners, numbers = found.of(wanted)
    expected = np.flatnonzero(np.isin(values, wanted))
    assert sorted(zip(owners.tolist(), wanted[numbers].tolist(), strict=True)) == sorted(
        zip((expected // 100).tolist(), values[expected].tolist(), strict=True)
    )
