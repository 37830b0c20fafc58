"""What the attempts at a source leave for the next: how much is usual, and how much of it is new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Outcome
from monitor.rhythm import DAILY, interval
from tests.store.desk import DAY, NOW, begun, fetch, harvest

OK, UNCHANGED, DEGRADED = Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED
# Outcome, entries, new ones; the last attempt comes last.
Attempt = tuple[Outcome, int, int]
QUIET: Attempt = (UNCHANGED, 0, 0)
FAILED: Attempt = (Outcome.FAILED_SOFT, 0, 0)


@pytest.mark.parametrize(
    ("attempts", "usual", "new"),
    [
        ([(OK, 20, 20)], 20, 1.0),
        ([(OK, 20, 20), *[QUIET] * 3], 20, 0.25),
        ([(OK, 20, 20), *[QUIET] * 12], 20, 0.0),
        ([(OK, 20, 10), (DEGRADED, 10, 5), (DEGRADED, 0, 0), QUIET], 15, 0.25),
        ([(OK, 90, 9), *[(OK, 20, 2)] * 10], 20, 0.1),
        ([(OK, 0, 0)], 0, 0.0),
        ([QUIET] * 3, 0, 0.0),
        ([FAILED] * 3, 0, 1.0),
        ([(OK, 20, 5), *[FAILED] * 12], 20, 0.25),
    ],
)
def test_what_is_usual_outlasts_answers_that_bring_nothing(
    tmp_path: Path, attempts: list[Attempt], usual: int, new: float
) -> None:
    ledger = begun(tmp_path)
    for number, (outcome, items, new_items) in enumerate(attempts):
        now = NOW + number * DAY
        made = replace(fetch(outcome, now=now), items=items, new_items=new_items)
        ledger.commit([harvest(made=made)], now)
    state = ledger.source_states()["gazette"]
    assert (state.usual, state.new) == (usual, pytest.approx(new))


def test_the_quietest_source_is_asked_once_a_day(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    for number in range(12):
        now = NOW + number * DAY / 24
        made = fetch(UNCHANGED if number else OK, now=now)
        made = replace(made, items=0 if number else 20, new_items=0 if number else 20)
        ledger.commit([harvest(made=made)], now)
    assert interval(ledger.source_states()["gazette"]) == DAILY
