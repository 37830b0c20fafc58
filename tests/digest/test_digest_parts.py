"""A part of an issue: one watchlist, or a window of time."""

import pytest

from monitor.desk import only
from monitor.digest import render
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
