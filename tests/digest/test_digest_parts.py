"""A part of an issue: one watchlist, or a window of time."""

from dataclasses import replace
from datetime import datetime

import pytest

from monitor.desk import only
from monitor.digest import render
from monitor.digest.wording import headline
from tests.digest.issues import rich


def test_of_one_watchlist_nothing_is_said_of_the_others():
    part = only(rich(), "arms-munitions-transfer", "Arms and munitions")
    assert [theme.title for theme in part.themes] == ["Arms and munitions"]
    assert (part.articles, part.outlets, part.origins) == (4, 2, 0)
    assert (part.quiet, part.quiet_left_out, part.silences, part.repeats) == ((), 0, (), 0)
    text = " ".join(render(part, "text").split())
    assert "1 story (1 corrected) from 4 articles of 2 outlets, on 1 of 1 theme." in text
    for word in ("told before", "TOLD BEFORE", "silent", "repeats", "older", "origins, on"):
        assert word not in text, word


@pytest.mark.parametrize("format_", ["md", "html", "text", "email"])
def test_nothing_on_a_watchlist_names_it_by_its_title(format_):
    told = render(only(rich(), "china-role", "China’s role"), format_)
    assert "China’s role" in told
    assert "china-role" not in told


def days(since: str | None, until: str) -> str:
    window = replace(
        rich(),
        since=since and datetime.fromisoformat(since),
        until=datetime.fromisoformat(until),
        run_id="",
        title="",
        timezone="Asia/Seoul",
    )
    return headline(window)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2024-11-11T00:00+09:00", "2024-11-13T00:00+09:00", "11–12 November 2024"),
        ("2024-11-11T00:00+09:00", "2024-11-12T09:00+09:00", "11–12 November 2024"),
        ("2024-11-11T00:00+09:00", "2024-11-12T00:00+09:00", "11 November 2024"),
        ("2024-10-30T15:00+00:00", "2024-11-02T00:00+00:00", "31 October – 2 November 2024"),
        ("2023-12-30T00:00+00:00", "2024-01-02T00:00+00:00", "30 December 2023 – 2 January 2024"),
        (None, "2024-11-12T00:00+00:00", "up to 12 November 2024"),
    ],
)
def test_a_window_is_called_by_its_days(since, until, said):
    assert days(since, until) == f"Monitor digest, {said}"


@pytest.mark.parametrize("format_", ["md", "html", "text", "email"])
def test_a_window_says_nothing_of_runs_and_sources(format_):
    window = replace(rich(), run_id="", health=(), notice="", already_told=0, previous=None)
    told = render(window, format_)
    for word in ("sources", "0 stories", ", run", "run_id", "Last read"):
        assert word not in told.replace("edit sources.yaml", ""), word
    assert "Digest 2024-11-06, watchlists 3f9a1c." in told
