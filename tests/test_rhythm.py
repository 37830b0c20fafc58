"""How often a source is asked: never given up, asked again the sooner the more it brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Source, SourceState
from monitor.rhythm import DAILY, FULL_READ, LONGEST, SHORTEST, due_at, interval, is_full_read_due
from monitor.sources import source_key

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source("gazette", "Gazette", "feed", "https://gazette.example/feed")
SEEN = SourceState(asked=source_key(SOURCE), last_attempt_at=NOW)


@pytest.mark.parametrize(
    ("strikes", "new", "gap", "expected"),
    [
        (0.0, 0.0, HOUR, DAILY),
        (0.0, 0.3, HOUR, HOUR),
        (0.0, 0.6, 2 * HOUR, HOUR),
        (0.0, 1.0, timedelta(minutes=20), SHORTEST),
        (0.0, 0.01, HOUR, DAILY),
        (0.5, 1.0, HOUR, 2 * HOUR),
        (1.0, 1.0, HOUR, 4 * HOUR),
        (6.0, 1.0, HOUR, DAILY),
        (7.0, 1.0, HOUR, 2 * DAILY),
        (10.0, 1.0, HOUR, 5 * DAILY),
        (500.0, 1.0, HOUR, LONGEST),
    ],
)
def test_the_interval_follows_what_it_brought(
    strikes: float, new: float, gap: timedelta, expected: timedelta
) -> None:
    assert interval(SourceState(strikes=strikes, new=new, gap=gap)) == expected


@given(
    st.just(0.0) | st.floats(0.25, 1e6),
    st.floats(0, 1),
    st.timedeltas(min_value=timedelta(0), max_value=DAILY * 400),
)
def test_no_source_is_ever_given_up(strikes: float, new: float, gap: timedelta) -> None:
    found = interval(SourceState(strikes=strikes, new=new, gap=gap))
    assert timedelta(0) < found <= LONGEST
    if strikes == 0:
        assert SHORTEST <= found <= DAILY


def test_a_new_source_or_address_is_asked_at_once() -> None:
    assert due_at(SOURCE, None) is None
    assert due_at(SOURCE, SourceState(asked="something else", last_attempt_at=NOW)) is None


def test_a_daily_run_finds_every_daily_source_due() -> None:
    at = due_at(SOURCE, SourceState(asked=source_key(SOURCE), last_attempt_at=NOW, new=0.0))
    assert at is not None
    assert NOW + DAILY * 0.8 <= at <= NOW + DAILY * 0.95


def test_sources_are_not_all_due_at_once() -> None:
    others = [Source(f"s{n}", "S", "feed", SOURCE.url) for n in range(50)]
    assert len({due_at(one, SEEN) for one in others}) > 25


def test_a_feed_is_read_in_full_now_and_then() -> None:
    assert is_full_read_due(SourceState(), NOW)
    read = SourceState(last_read_at=NOW)
    assert not is_full_read_due(read, NOW + FULL_READ - HOUR)
    assert is_full_read_due(read, NOW + FULL_READ)
