"""Stories on the command line: listed, explained, split and joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from monitor.lock import run_lock
from tests.cli.conftest import Cli
from tests.store.desk import NOW

SHOUT = "\x1b[31mnews\u202e"


@pytest.fixture
def story(cli: Cli, own: Path) -> dict[str, Any]:
    """A story of several articles."""
    listed = cli("story", "list", "--json").json
    largest: dict[str, Any] = max(listed, key=lambda one: one["article_count"])
    assert largest["article_count"] > 1
    return largest


def test_stories_are_listed_for_the_days_and_theme_asked_for(cli: Cli, desk: Path) -> None:
    listed = cli("story", "list", "--json").json
    assert listed
    assert listed == sorted(
        listed, key=lambda one: (one["last_seen_at"], one["article_count"]), reverse=True
    )
    table = cli("story", "list")
    assert len(table.out.splitlines()) == len(listed) + 1
    assert table.err == f"{len(listed)} rows\n"
    themed = cli("story", "list", "--watchlist", "troop-deployment", "--json").json
    assert 0 < len(themed) < len(listed)
    assert cli("story", "list", "--now", "2030-01-01", "--json").json == []


def test_a_story_says_why_each_article_is_in_it(cli: Cli, story: dict[str, Any]) -> None:
    shown = cli("story", "show", story["story_id"], "--json").json
    assert len(shown["articles"]) == shown["article_count"] == story["article_count"]
    reasons = {one["joined_by"] for one in shown["articles"]}
    assert "first" in reasons
    assert reasons & {"copy", "event"}
    page = cli("story", "show", story["story_id"][:9])
    assert page.code == 0
    assert page.out.startswith(story["headline"])
    for part in ("numbers", "independent origin", "languages", "voices", "why", "first"):
        assert part in page.out
    for one in shown["articles"]:
        assert one["outlet"] in page.out
        assert cli("story", "show", one["article_id"]).out == page.out


def test_a_story_is_split_and_joined_again(cli: Cli, story: dict[str, Any]) -> None:
    members = cli("story", "show", story["story_id"], "--json").json["articles"]
    last = members[-1]["article_id"]
    ended = cli("story", "split", story["story_id"], last[:8], "--json")
    assert ended.json["articles"] == [last]
    alone = cli("story", "show", ended.json["story_id"])
    assert "split off by hand" in alone.out
    assert f"found in {story['story_id']}" in alone.out
    assert last not in cli("story", "show", story["story_id"]).out
    ended = cli("story", "join", story["story_id"], ended.json["story_id"])
    assert ended.out == f"{story['story_id']}: 1 article more, from s-{last}\n"
    assert "put back by hand" in cli("story", "show", last).out


def test_a_claim_is_shown_with_who_gave_it(cli: Cli, own: Path, story: dict[str, Any]) -> None:
    article = cli("story", "show", story["story_id"], "--json").json["articles"][0]
    change(
        own,
        f"DELETE FROM figure; DELETE FROM attribution;"
        f" INSERT INTO attribution SELECT article_id, article_version, 0, 'x', 'The Ministry',"
        f" '', 'text', 0, 0 FROM analysis WHERE article_id = '{article['article_id']}';"
        f" INSERT INTO figure SELECT article_id, article_version, 0, 'soldier', '', 10900, 12000,"
        f" 'at-most', 'x', '', '', 0, 0 FROM analysis"
        f" WHERE article_id = '{article['article_id']}'",
    )
    page = cli("story", "show", story["story_id"]).out
    assert "up to 10,900–12,000 soldiers – The Ministry, in " in page
    assert "The Ministry (1)" in page


def test_nothing_from_outside_steers_a_terminal(cli: Cli, own: Path, story: dict[str, Any]) -> None:
    change(own, f"UPDATE article_version SET title = '{SHOUT}'")
    for words in (("list",), ("show", story["story_id"])):
        out = cli("story", *words).out
        assert "[31mnews" in out
        assert SHOUT[0] not in out
        assert SHOUT[-1] not in out


def change(folder: Path, sql: str) -> None:
    with duckdb.connect(folder / "warehouse" / "monitor.duckdb") as connection:
        connection.execute(sql)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["show", "s-nothing"], ["no story and no article has the id", "monitor story list"]),
        (["show", "s-"], ["begins the ids of", "write more of it"]),
        (["show", "s-1", "--warehouse", "nowhere"], ["no snapshot", "monitor run"]),
        (["list", "--watchlist", "sanction"], ["no watchlist has", "did you mean 'sanctions'"]),
        (["list", "--days", "0"], ["--days"]),
        (["list", "--days", "100000000"], ["--days"]),
        (["split", "s-nothing", "a"], ["no story and no article has the id"]),
        (["split", "s-nothing"], ["missing argument 'ARTICLE…"]),
        (["join", "s-1", "s-2", "--warehouse", "nowhere"], ["there is no warehouse yet"]),
    ],
)
def test_what_cannot_be_done_is_said(
    cli: Cli, own: Path, words: list[str], parts: list[str]
) -> None:
    ended = cli("story", *words)
    assert ended.code == 2
    assert ended.out == ""
    for part in ("error: ", "→", *parts):
        assert part in ended.err


def test_nothing_is_decided_while_a_run_is_at_work(cli: Cli, own: Path) -> None:
    with run_lock(own / "warehouse", NOW):
        ended = cli("story", "join", "s-1", "s-2")
    assert ended.code == 3
    assert "another run is at work" in ended.err
