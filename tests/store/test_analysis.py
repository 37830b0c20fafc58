"""What is read out of articles: stored whole, shown of the newest version, in its sentence."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from monitor.config import bundled
from monitor.model import Analysis, Figure, Joined, Mention, StoryLink
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse
from tests.store.desk import (
    DAY,
    NOW,
    analysed,
    article,
    attribution,
    begun,
    count,
    harvest,
    match,
    member,
    rows,
    source,
    warehouse,
)

TABLES = ("analysis", "mention", "attribution", "figure", "story_member", "story_link")
FIGURE = Figure("soldier", "", 10, 12, "about", "nis", "text", 5, 7, "10", 0, 20)
RUSSIA = Mention("russia", "theme", "text", 0, 6)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Articles "a" and "b" that hit, and "c" that does not."""
    made = begun(tmp_path, sources=[source("gazette"), source("wire")])
    articles = [article("a"), article("b"), article("c")]
    made.commit([harvest(*articles, hits=[match("a"), match("b")])], NOW)
    return made


def due(ledger: Ledger) -> list[tuple[str, int]]:
    places = ledger.unanalysed()
    return [(one.id, one.version) for one in ledger.versions_at(places)] if places else []


def test_each_version_that_hit_is_due_once(ledger: Ledger) -> None:
    assert due(ledger) == [("a", 1), ("b", 1)]
    analysed(ledger, {"a": (), "b": ()}, [member("a"), member("b", "s-a", like="a")])
    assert due(ledger) == []
    assert ledger.in_stories("abc") == {"a", "b"}
    # An edit is read again, also one that took the match away.
    ledger.commit([harvest(article("a", version=2), hits=[match("a")])], NOW + DAY)
    ledger.commit([harvest(article("b", version=2))], NOW + DAY)
    assert due(ledger) == [("a", 2), ("b", 2)]


def test_the_articles_come_in_the_order_in_which_they_were_seen(ledger: Ledger) -> None:
    early = replace(article("z"), first_seen_at=NOW - DAY)
    dateless = replace(article("0"), published_at=None)
    ledger.commit([harvest(dateless, early, hits=[match("z"), match("0")])], NOW)
    assert [name for name, _ in due(ledger)] == ["z", "a", "b", "0"]


def test_an_analysis_that_fails_half_way_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(duckdb.Error):
        analysed(
            ledger,
            {"a": [attribution("nis")]},
            [member("a")],
            [StoryLink("s-a", None)],  # type: ignore[arg-type]
        )
    assert [count(ledger, table) for table in TABLES] == [0] * len(TABLES)
    assert due(ledger) == [("a", 1), ("b", 1)]


def test_a_repeat_adds_nothing(ledger: Ledger) -> None:
    for _ in range(2):
        analysis = Analysis("a", 1, (RUSSIA,), (attribution("nis"),), (FIGURE,))
        joined = Joined((member("a"),), (StoryLink("s-a", "s-0", ("Rajin",)),))
        ledger.analyse([(article("a"), analysis)], joined, NOW)
    assert [count(ledger, table) for table in TABLES] == [1] * len(TABLES)


def test_a_concept_is_one_row_that_says_how_often_it_is_named(ledger: Ledger) -> None:
    def named(concept: str, start: int, end: int) -> Mention:
        return Mention(concept, "person", "text", start, end)

    # The name "Orlov" inside "Pavel Orlov" is the same mention, and "Pavel" a person of its own.
    mentions = (
        *(named("orlov", 0, 11), named("orlov", 6, 11), named("pavel", 0, 5)),
        *(named("orlov", 20, 25), RUSSIA),
    )
    ledger.analyse([(article("a"), Analysis("a", 1, mentions))], Joined(()), NOW)
    assert rows(ledger, "SELECT concept, kind, times FROM mentions ORDER BY 1") == [
        ("orlov", "person", 2),
        ("pavel", "person", 1),
        ("russia", "theme", 1),
    ]


def test_the_views_show_the_newest_version_alone(ledger: Ledger) -> None:
    analysed(ledger, {"a": [attribution("nis")]}, [member("a")], figures=[FIGURE])
    views = ("analyses", "attributions", "claims")
    assert [count(ledger, view) for view in views] == [1, 1, 1]
    edit = article("a", version=2)
    ledger.commit([harvest(edit, hits=[match("a")])], NOW + DAY)
    assert [count(ledger, view) for view in views] == [0, 0, 0]
    analysis = Analysis("a", 2, (), (attribution("kremlin"),), ())
    ledger.analyse([(edit, analysis)], Joined(()), NOW + DAY)
    assert rows(ledger, "SELECT origin, article_version FROM attributions") == [("kremlin", 2)]
    assert count(ledger, "claims") == 0


def test_a_claim_stands_with_its_outlet_story_and_themes(ledger: Ledger) -> None:
    analysed(ledger, {"a": ()}, [member("a")], figures=[FIGURE])
    (row,) = rows(
        ledger,
        "SELECT article_id, outlet, language, story_id, watchlist_ids, thing, low, high, bound,"
        " origin, text, sentence, published_at = ? FROM claims",
        NOW,
    )
    assert row == (
        *("a", "Gazette", "en", "s-a", ["troops"], "soldier", 10, 12, "about", "nis", "10"),
        *("Text 1 of a.", True),
    )


def test_a_figure_is_quoted_with_its_sentence(ledger: Ledger) -> None:
    words = "one two " * 200
    text = f"Before. {words}some 1,500 men {words}came. After."
    start, end = text.index("1,500"), text.index("1,500") + 5
    short = Figure("soldier", "", 1, 1, "", "", "text", 0, 6, "Before", 0, 7)
    long = replace(short, start=start, end=end, text="1,500", sentence_start=8)
    long = replace(long, sentence_end=text.index(" After"))
    one = replace(article("a"), text=text)
    ledger.analyse([(one, Analysis("a", 1, figures=(short, long)))], Joined(()), NOW)
    first, second = rows(ledger, "SELECT sentence, mark_start, mark_end FROM claims ORDER BY place")
    assert first == ("Before.", 0, 6)
    sentence, left, right = second
    assert sentence[left:right] == "1,500"
    assert (sentence[0], sentence[-1]) == ("…", "…")
    assert len(sentence) == 422


def test_a_warehouse_of_before_is_taken_up(tmp_path: Path) -> None:
    """What an older version had told and joined stays, and is read for the first time."""
    old = tmp_path / "old"
    shutil.copytree(bundled("warehouse") / "migrations", old / "migrations")
    (old / "views").mkdir()
    for step in (old / "migrations").glob("*.sql"):
        if step.name > "0005":
            step.unlink()
    (tmp_path / "warehouse").mkdir()
    with Warehouse(tmp_path / "warehouse", old).transaction() as connection:
        connection.execute(
            """
            INSERT INTO article (article_id, source_id, url, first_seen_at, run_id)
                VALUES ('a', 'gazette', 'https://a.example/', now(), 'r');
            INSERT INTO article_version (article_id, version, title, text, summary, language,
                text_origin, note, seen_at, run_id)
                VALUES ('a', 1, 'A', 'Text.', '', 'en', 'page', '', now(), 'r');
            INSERT INTO hit VALUES ('h', 'a', 1, 'troops', 'v', 1, '[]', now(), 'r', false);
            INSERT INTO story_member
                VALUES ('s-a', 'a', 'en', now(), 'x', 'first', '', now(), 'r');
            INSERT INTO digest VALUES ('2024-11-05', now(), NULL, now(), 'r', '{}');
            INSERT INTO told VALUES ('2024-11-05', 'a', 'troops', 1, 's-a');
            """
        )
    ledger = Ledger(warehouse(tmp_path))
    assert rows(ledger, "SELECT digest_id, reader FROM digests") == [("2024-11-05", "daily")]
    assert rows(ledger, "SELECT reader, story_id FROM digest_articles") == [("daily", "s-a")]
    assert rows(ledger, "SELECT story_id, because, moved FROM story_articles") == [
        ("s-a", "[]", "")
    ]
    assert due(ledger) == [("a", 1)]
    assert ledger.told_count() == 1
