"""Which stored articles are to be looked at again, and which of them first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Look, TextOrigin
from monitor.store.ledger import Ledger
from tests.store.desk import DAY, NOW, article, begun, harvest, match

HOUR = timedelta(hours=1)
STEPS = (6 * HOUR, DAY, 3 * DAY)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return begun(tmp_path)


def _hit(ledger: Ledger, name: str, hours: float, source: str = "gazette") -> None:
    one = replace(article(name, now=NOW + hours * HOUR), source_id=source)
    ledger.commit([harvest(one, hits=[match(name)])], one.first_seen_at)


def _failed(ledger: Ledger, *names: str, hours: float = 0, source: str = "gazette") -> None:
    now = NOW + hours * HOUR
    found = [
        replace(article(name, now=now), source_id=source, text_origin=TextOrigin.SUMMARY)
        for name in names
    ]
    looks = tuple(Look(name, "failed", "closed") for name in names)
    ledger.commit([replace(harvest(*found), looks=looks)], now)


def _due(ledger: Ledger, hours: float, *sources: str, limit: int = 100) -> list[str]:
    return ledger.due_looks(
        sources or ("gazette",), NOW + hours * HOUR, STEPS, retry_for=2 * DAY, limit=limit
    )


def test_articles_of_sources_that_left_the_list_starve_nobody(ledger: Ledger) -> None:
    _hit(ledger, "listed", 0)
    for number in range(5):
        _hit(ledger, f"old{number}", 0, "gone")
        _hit(ledger, f"young{number}", 1, "gone")
        _failed(ledger, f"failed{number}", source="gone")
    assert _due(ledger, 8, limit=1) == ["listed"]
    assert _due(ledger, 8) == ["listed"]
    assert ledger.due_looks([], NOW + 8 * HOUR, STEPS, 2 * DAY, 9) == []


def test_pages_that_failed_come_first_the_oldest_first(ledger: Ledger) -> None:
    _hit(ledger, "hit", 0)
    _failed(ledger, "later", hours=3)
    _failed(ledger, "sooner", hours=1)
    assert _due(ledger, 8) == ["sooner", "later", "hit"]


def test_hits_come_in_the_order_in_which_they_became_due(ledger: Ledger) -> None:
    # A day old at hour 24, six hours old at 23 and at 25.
    _hit(ledger, "b", 0)
    _hit(ledger, "c", 19)
    _hit(ledger, "a", 17)
    assert _due(ledger, 26) == ["a", "b", "c"]
    assert _due(ledger, 26, limit=2) == ["a", "b"]


def test_a_page_that_failed_is_due_in_each_run_for_two_days(ledger: Ledger) -> None:
    _failed(ledger, "a")
    assert [_due(ledger, hours) for hours in (0, 1, 2, 48, 49)] == [[], ["a"], ["a"], ["a"], []]


def test_of_pages_that_failed_together_none_is_left_out_for_ever(ledger: Ledger) -> None:
    _failed(ledger, "a", "b", "c")
    looked = []
    for hours in (1, 2, 3):
        (name,) = _due(ledger, hours, limit=1)
        looked.append(name)
        again = replace(harvest(), fetch=None, looks=(Look(name, "failed", "closed"),))
        ledger.commit([again], NOW + hours * HOUR)
    assert looked == ["a", "b", "c"]
