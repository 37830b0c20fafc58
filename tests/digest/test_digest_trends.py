"""Trends, bursts and silences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.digest.trends import silences, trend
from monitor.model import Facts, Rhythm
from tests.digest.samples import NOW, build, finding

DAY = timedelta(days=1)


def attention(*last: int, usual: int = 2) -> tuple[int, ...]:
    """``usual`` articles on each of 29 days, but for the ``last`` of them."""
    return (usual,) * (29 - len(last)) + last


@pytest.mark.parametrize(
    ("reach", "week", "month"),
    [(0, None, None), (6, None, None), (7, 4, None), (27, 4, None), (28, 4, 2.5)],
)
def test_a_mean_needs_days_that_were_sampled(reach, week, month):
    made = trend(attention(4, 4, 4, 4, 4, 4, 4, 9), reach)
    assert (made.week, made.month) == (week, month)
    # The last day is the one before the issue, and in no mean.
    assert (len(made.days), made.days[-1], made.days[-2]) == (28, 9, 4)


@pytest.mark.parametrize(
    ("usual", "latest", "reach", "burst"),
    [
        (2, 6, 28, True),
        (2, 5, 28, False),
        (1, 4, 28, False),
        (1, 5, 28, True),
        (0, 5, 28, True),
        (2, 6, 7, True),
        # Nothing is known of what is usual.
        (0, 99, 6, False),
    ],
)
def test_a_burst_is_much_and_far_more_than_usual(usual, latest, reach, burst):
    assert trend(attention(latest, usual=usual), reach).burst is burst


def test_the_month_decides_where_it_is_known():
    quiet_week = attention(*[0] * 7, 5, usual=3)
    assert trend(quiet_week, 7).burst
    assert not trend(quiet_week, 28).burst


def test_a_theme_has_its_trend():
    facts = Facts(attention={"troops": attention(3)}, reach=28)
    made = build(finding(1), finding(2, watchlist="china"), facts=facts)
    assert [theme.trend and theme.trend.days[-1] for theme in made.themes] == [3, None]


def rhythm(*days_ago: float, **changes) -> Rhythm:
    values = {"good": 10, "others": 20, "stance": "independent"} | changes
    at = tuple(NOW - days * DAY for days in days_ago)
    return Rhythm("gazette", "The Gazette", theme="troops", at=at, **values)


DAILY = (12, 11, 10, 9, 8)


@pytest.mark.parametrize(
    ("one", "silent"),
    [
        (rhythm(*DAILY), True),
        (rhythm(*DAILY[:4]), False),
        # Three days, and three times as long as usual.
        (rhythm(7, 6, 5, 4, 3), True),
        (rhythm(6.9, 5.9, 4.9, 3.9, 2.9), False),
        (rhythm(38, 32, 26, 20, 14), False),
        (rhythm(42, 36, 30, 24, 18), True),
        # It was silent for as long before.
        (rhythm(28, 27, 26, 25, 24, 12, 11, 10, 9), False),
        # It was not read, or brought nothing at all.
        (rhythm(*DAILY, good=0), False),
        (rhythm(*DAILY, readable=False), False),
        (rhythm(*DAILY, bad=3), False),
        (rhythm(*DAILY, bad=2), True),
        (rhythm(*DAILY, others=4), False),
        (replace(rhythm(*DAILY), theme="of no reader"), False),
    ],
)
def test_silent_is_who_spoke_regularly_and_has_stopped(one, silent):
    assert bool(silences([one], {"troops": "Troops"}, NOW)) is silent


def test_a_silence_says_since_when_and_what_was_usual():
    (found,) = build(facts=Facts(rhythms=(rhythm(*DAILY),))).silences
    assert (found.source_id, found.outlet, found.about) == (
        "gazette",
        "The Gazette",
        "Troop deployment",
    )
    assert (found.since, found.days, found.usual) == (NOW - 8 * DAY, 8, 1.0)


def test_state_media_and_agencies_come_first_then_the_latest_silences():
    many = [replace(rhythm(*(day + n for day in DAILY)), source_id=f"i-{n}") for n in range(5)]
    state = replace(rhythm(*(day + 9 for day in DAILY), stance="state-media"), source_id="kcna")
    found = silences([*many, state], {"troops": "Troops"}, NOW)
    assert [one.source_id for one in found] == ["kcna", "i-0", "i-1", "i-2", "i-3"]
