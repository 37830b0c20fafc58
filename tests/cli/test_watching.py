"""The working life of a rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.config import bundled
from tests.cli.conftest import Cli


@pytest.fixture
def lists(here: Path) -> Path:
    """The bundled watchlists in ``watchlists/`` of the working directory."""
    return shutil.copytree(bundled("watchlists"), here / "watchlists")


def test_check_of_the_bundled_watchlists(cli: Cli, lists: Path) -> None:
    ended = cli("watchlist", "check")
    assert ended.code == 0
    assert "all examples behave" in ended.out
    assert cli("watchlist", "check", "--json").json == []


@pytest.mark.parametrize(
    ("text", "place", "parts"),
    [
        ("id: x\ntitle: [", ":", ["not valid YAML", "quote text"]),
        ("id: x\nid: y\n", ":2:1", ["the key 'id' stands twice, first on line 1"]),
        ("id: x\ntitel: X\n", ":2:1", ["unknown key 'titel'", "did you mean 'title'?"]),
        ("id: x\ntitle: !x X\n", ":2:8", ["the tag !x is not allowed"]),
        ("id: x\ntitle: *x\n", ":2:8", ["anchors and aliases"]),
    ],
)
def test_a_broken_watchlist_is_named_with_line_and_column(
    cli: Cli, lists: Path, text: str, place: str, parts: list[str]
) -> None:
    (lists / "x.yaml").write_text(text, "utf-8")
    ended = cli("watchlist", "check")
    assert ended.code == 2
    assert f"x.yaml{place}" in ended.out
    for part in parts:
        assert part in ended.out
    assert "1 problem" in ended.err
    (problem,) = cli("watchlist", "check", "--json").json
    assert problem["path"].endswith("x.yaml")
    # Whatever needs the watchlists stops with the same words.
    ended = cli("match", "-", stdin="")
    assert ended.code == 2
    assert parts[0] in ended.err


def test_new_starts_a_watchlist_that_checks(cli: Cli, lists: Path) -> None:
    ended = cli("watchlist", "new", "port-strikes")
    assert ended.code == 0
    assert 'title: "Port strikes"' in (lists / "port-strikes.yaml").read_text("utf-8")
    assert cli("watchlist", "check").code == 0
    again = cli("watchlist", "new", "port-strikes")
    assert again.code == 2
    assert "port-strikes.yaml: this file exists already" in again.err
    assert cli("watchlist", "new", "Port").code == 2


def test_explain_a_stored_article_and_a_saved_page(cli: Cli, desk: Path, tmp_path: Path) -> None:
    query = "SELECT watchlist_id, url FROM hits JOIN articles USING (article_id) LIMIT 1"
    (hit,) = cli("sql", query, "--format", "json").json
    words = ("watchlist", "explain", hit["watchlist_id"], hit["url"])
    assert f"{hit['watchlist_id']}: matches" in cli(*words).out
    explained = cli(*words, "--json").json
    assert explained["hit"]
    assert any(rule["fired"] for rule in explained["rules"])
    page = tmp_path / "page.html"
    page.write_text(
        "<html><title>Rain</title><body><article>" + "<p>Rain fell on the hills. </p>" * 30
    )
    assert "does not match" in cli("watchlist", "explain", "sanctions", page).out


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["explain", "sanction", "http://x.example/"], ["did you mean 'sanctions'?"]),
        (["explain", "sanctions", "http://x.example/"], ["x.example", "no stored article", "→"]),
        (["explain", "sanctions", "nowhere.html"], ["nowhere.html", "No such file"]),
        (["try", "nowhere"], ["nowhere: no such folder"]),
        (["try", "watchlists", "--since", "long"], ["--since: 'long'", "like 90d"]),
        (["check", "--watchlists", "nowhere"], ["nowhere: no such folder"]),
    ],
)
def test_what_cannot_be_asked(cli: Cli, desk: Path, words: list[str], parts: list[str]) -> None:
    ended = cli("watchlist", *words)
    assert ended.code == 2
    for part in parts:
        assert part in ended.err + ended.out


def test_try_tells_what_an_edit_would_change(cli: Cli, desk: Path, tmp_path: Path) -> None:
    edited = shutil.copytree(desk / "watchlists", tmp_path / "edited")
    same = cli("watchlist", "try", edited, "--since", "9000d")
    assert same.out.endswith("0 hits added, 0 lost\n")
    (edited / "sanctions.yaml").unlink()
    changes = cli("watchlist", "try", edited, "--since", "9000d", "--json").json
    assert changes
    assert {(one["change"], one["watchlist"]) for one in changes} == {("lost", "sanctions")}


def test_rematch_of_what_is_not_there_makes_nothing(cli: Cli, lists: Path) -> None:
    ended = cli("rematch")
    assert ended.code == 2
    assert "there is no warehouse yet" in ended.err
    assert not Path("warehouse").exists()


def test_rematch_reads_the_past_again(cli: Cli, ran: Path, here: Path) -> None:
    folder = shutil.copytree(ran, here / "copy")
    names = ("--watchlists", folder / "watchlists", "--warehouse", folder / "warehouse")
    stored = cli("sql", "SELECT count(*) AS n FROM articles", "--format", "json", *names[2:]).json
    ended = cli("rematch", *names, "--now", "2024-11-17", "--json")
    assert ended.code == 0
    assert ended.json["articles"] == stored[0]["n"]
    assert "articles read again" in cli("rematch", *names, "--now", "2024-11-18").out
