"""When a run is due: in the desk's time zone, across summer time, and once after downtime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.schedule import Schedule, cron_line


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_ticks_are_local_times() -> None:
    seoul = Schedule("0 6 * * *", "Asia/Seoul")
    assert seoul.after(utc("2024-11-05 12:00")) == utc("2024-11-05 21:00")
    assert seoul.before(utc("2024-11-05 12:00")) == utc("2024-11-04 21:00")


def test_six_o_clock_stays_six_o_clock_across_summer_time() -> None:
    berlin = Schedule("0 6 * * *", "Europe/Berlin")
    moment, ticks = utc("2024-03-29 12:00"), []
    for _ in range(3):
        moment = berlin.after(moment)
        ticks.append(moment)
    assert ticks == [utc("2024-03-30 05:00"), utc("2024-03-31 04:00"), utc("2024-04-01 04:00")]
    autumn = berlin.after(utc("2024-10-26 12:00"))
    assert (autumn, berlin.after(autumn)) == (utc("2024-10-27 05:00"), utc("2024-10-28 05:00"))


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])
def test_the_hour_that_is_skipped_or_repeated_ticks_once(day: str) -> None:
    berlin = Schedule("30 2 * * *", "Europe/Berlin")
    midnight = utc(f"{day} 00:00") - timedelta(hours=2)
    moment, ticks = midnight, []
    while (moment := berlin.after(moment)) < midnight + timedelta(hours=24):
        ticks.append(moment)
    assert len(ticks) == 1


def test_working_days_only() -> None:
    assert Schedule("0 6 * * 1-5", "UTC").after(utc("2024-11-08 07:00")) == utc("2024-11-11 06:00")


def test_nothing_is_due_between_ticks() -> None:
    daily = Schedule("0 6 * * *", "UTC")
    assert daily.due(utc("2024-11-05 06:00:05"), utc("2024-11-05 20:00")) == utc("2024-11-06 06:00")


def test_the_first_run_is_due_at_once() -> None:
    now = utc("2024-11-05 20:00")
    assert Schedule("0 6 * * *", "UTC").due(None, now) == now


def test_days_of_downtime_are_caught_up_by_one_run() -> None:
    daily, back = Schedule("0 6 * * *", "UTC"), utc("2024-11-09 13:00")
    runs, last = [], utc("2024-11-05 06:00:05")
    moment = back
    while moment < back + timedelta(days=2):
        moment = max(daily.due(last, moment), moment)
        runs.append(moment)
        last = moment
    assert (
        runs
        == [back, utc("2024-11-10 06:00"), utc("2024-11-11 06:00"), utc("2024-11-12 06:00")][
            : len(runs)
        ]
    )
    assert len(runs) >= 3


def test_a_run_that_began_on_the_tick_is_not_repeated() -> None:
    daily = Schedule("0 6 * * *", "UTC")
    tick = utc("2024-11-05 06:00")
    assert daily.due(tick, tick + timedelta(minutes=3)) == tick + timedelta(days=1)


@pytest.mark.parametrize(
    "line", ["", "daily", "0 6 * *", "0 6 * * * *", "60 6 * * *", "0 6 * * 8-9"]
)
def test_what_is_no_cron_line(line: str) -> None:
    with pytest.raises(ValueError, match="is no cron line"):
        cron_line(line)
    with pytest.raises(ValueError, match="is no cron line"):
        Schedule(line, "UTC")
