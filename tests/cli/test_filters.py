"""The stages as filters: one JSON object a line in, one a line out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.support.hostile import FEED

HIT = "North Korean soldiers fight for Russia in Kursk, Ukraine's military intelligence said."
ARTICLE = f'{{"id": "a", "title": "Soldiers", "text": "{HIT}"}}\n'
PARAGRAPH = (
    "<p>The harbour master said on Tuesday that the ship had left at dawn with a cargo of timber and"
    " would be back within a fortnight, weather permitting, as it had every year since it was"
    " launched from the yard across the bay.</p>"
)
PAGE = f"<html><head><title>Ship leaves</title></head><body><article><h1>Ship leaves</h1>{PARAGRAPH * 4}</article></body></html>"


def test_entries_reads_files_and_goes_on_after_a_bad_one(cli: Cli, here: Path) -> None:
    (here / "feed.xml").write_bytes(FEED)
    (here / "page.xml").write_text(PAGE)
    ended = cli("entries", "missing.xml", "page.xml", "feed.xml")
    assert ended.code == 0
    missing, page, entry = ended.lines
    assert missing == {"file": "missing.xml", "error": "cannot be read: No such file or directory"}
    assert "not a feed" in page["error"]
    assert (entry["file"], entry["title"]) == ("feed.xml", "Ship leaves")


def test_entries_reads_a_page_with_the_options_of_its_kind(cli: Cli, here: Path) -> None:
    link = '<h2><a href="https://harbour.example/ship">Ship leaves</a></h2>'
    (here / "news.html").write_text(f"<html><body>{link}<a href='/'>Home</a></body></html>")
    ended = cli("entries", "--kind", "page", "--option", "selector=h2 a", "news.html")
    assert [row["url"] for row in ended.lines] == ["https://harbour.example/ship"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "pgae"], ["unknown kind 'pgae'", "did you mean 'page'?"]),
        (["--option", "selector=a"], ["belongs to a kind", "--kind page"]),
        (["--kind", "page"], ["selector or pattern", "like selector: h2 a"]),
        (["--kind", "page", "--option", "selector"], ["selector has no value"]),
        (
            ["--kind", "page", "--option", "pattern=("],
            ["option pattern: '('", "options of kind page"],
        ),
        (["--kind", "feed", "--option", "every=5"], ["unknown option 'every'", "kind feed: none"]),
    ],
)
def test_entries_refuses_wrong_options(cli: Cli, words: list[str], told: list[str]) -> None:
    ended = cli("entries", *words, "any.html")
    assert (ended.code, ended.out) == (2, "")
    assert all(part in ended.err for part in told), ended.err


def test_a_hyphen_is_standard_input(cli: Cli) -> None:
    (entry,) = cli("entries", "-", stdin=FEED).lines
    assert (entry["file"], entry["url"]) == ("-", "http://harbour.example/ship")
    (page,) = cli("extract", "-", stdin=PAGE).lines
    assert (page["file"], page["title"]) == ("-", "Ship leaves")
    assert "back within a fortnight" in page["text"]


def test_extract_goes_on_after_a_bad_file(cli: Cli, here: Path) -> None:
    (here / "empty.html").touch()
    (here / "noise.html").write_bytes(bytes(range(128, 256)))
    (here / "page.html").write_text(PAGE)
    ended = cli("extract", "empty.html", "noise.html", "nowhere.html", "page.html")
    assert ended.code == 0
    assert ["error" in row for row in ended.lines] == [True, True, True, False]


def test_match_quotes_the_words_at_their_offsets(cli: Cli) -> None:
    (hit,) = [
        row
        for row in cli("match", "-", stdin=ARTICLE).lines
        if row["watchlist"] == "troop-deployment"
    ]
    assert hit["article_id"] == "a"
    assert hit["evidence"]
    for evidence in hit["evidence"]:
        field = {"title": "Soldiers", "text": HIT}[evidence["field"]]
        assert field[evidence["start"] : evidence["end"]] == evidence["text"]


def test_half_a_character_is_printed_as_json_writes_it(cli: Cli) -> None:
    line = ARTICLE.replace("Kursk,", "Kursk \\ud83d,")
    ended = cli("match", "-", stdin=line)
    assert ended.code == 0
    assert ended.lines


def test_cluster_answers_for_every_article(cli: Cli, here: Path) -> None:
    other = '{"id": 7, "title": "Wheat harvest disappoints", "published": "never"}\n'
    (here / "articles.jsonl").write_text("\ufeff" + ARTICLE + "\n" + other, "utf-8")
    ended = cli("cluster", "articles.jsonl")
    assert {row["article_id"] for row in ended.lines} == {"a", "7"}
    assert len({row["story_id"] for row in ended.lines}) == 2


@pytest.mark.parametrize("command", ["match", "cluster", "eval"])
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (ARTICLE + '{"id": 1,', 2, "not JSON"),
        ("[1]\n", 1, 'no article with "id"'),
        ('{"title": "x", "labels": []}\n', 1, 'no article with "id"'),
        (ARTICLE.encode() + b"\xff\n", 2, "not UTF-8"),
        ("[" * 100_000, 1, "not JSON"),
    ],
    ids=["cut", "list", "no id", "bytes", "deep"],
)
def test_a_broken_line_is_named(
    cli: Cli, here: Path, command: str, text: Any, line: int, said: str
) -> None:
    body = text if isinstance(text, bytes) else text.encode()
    (here / "in.jsonl").write_bytes(body.replace(b'"id": "a"', b'"id": "a", "labels": []'))
    ended = cli(command, "in.jsonl")
    assert ended.code == 2
    assert ended.err.startswith(f"error: in.jsonl:{line}: ")
    assert said in ended.err
    assert "→" in ended.err


def test_a_missing_file_is_named(cli: Cli, here: Path) -> None:
    ended = cli("match", "nowhere.jsonl")
    assert ended.code == 2
    assert "nowhere.jsonl: cannot be read: No such file" in ended.err


def test_eval_measures_and_shows_mistakes(cli: Cli, here: Path) -> None:
    rows = ARTICLE.replace("{", '{"lang": "en", "labels": ["troop-deployment"], ', 1)
    rows += '{"id": "b", "title": "Wheat", "lang": "en", "labels": ["sanctions", "sanctons"]}\n'
    (here / "set.jsonl").write_text(rows)
    ended = cli("eval", "set.jsonl", "--show", "errors")
    assert ended.code == 0
    assert ended.out.startswith("2 articles, macro F1 0.")
    assert "missed sanctions                b [en] Wheat" in ended.out
    assert "sanctons" in ended.err
    measured = cli("eval", "set.jsonl", "--json").json
    assert measured["watchlists"]["sanctions"]["fn"] == 1
    assert measured["articles"] == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"id": 1}', 'no article with "labels"'),
        ('{"id": 1, "labels": "sanctions"}', '"labels" of article 1 is no list'),
        ('{"id": 1, "labels": [], "also": [3]}', '"also" of article 1 is no list'),
        ("", "no articles to measure on"),
    ],
)
def test_eval_wants_labels(cli: Cli, row: str, said: str) -> None:
    ended = cli("eval", "-", stdin=row)
    assert ended.code == 2
    assert said in ended.err
