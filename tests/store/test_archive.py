"""The archive as it is read from a warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import (
    Archive,
    ArchiveSource,
    Evidence,
    Joined,
    Match,
    Move,
    Outcome,
    StoryLink,
)
from monitor.store.holdings import StoredDigest
from monitor.store.ledger import Ledger
from tests.store.desk import (
    DAY,
    NOW,
    article,
    attribution,
    begun,
    fetch,
    harvest,
    member,
    source,
    warehouse,
)
from tests.store.newsroom import Piece, publish, tell

HOUR = timedelta(hours=1)
OUTLETS = (
    source(),
    replace(source("wire"), stance="agency", language="ko"),
    replace(source("idle"), country=None),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A story that a copy and another language take up, and one that nobody else has."""
    made = begun(tmp_path, sources=OUTLETS)
    publish(
        made,
        Piece("first", at=NOW, published=NOW - HOUR, origins=[attribution("nis", "NIS")]),
        Piece("alone", at=NOW, themes=("troops", "trade"), source="wire"),
    )
    publish(
        made,
        Piece(
            "echo", "first", at=NOW + DAY, source="wire", language="ko", figures=[("men", 10, 12)]
        ),
        Piece(
            "same",
            "first",
            copy_of="first",
            at=NOW + DAY,
            published=NOW + 9 * DAY,
            figures=[("men", 10, 12)],
        ),
    )
    return made


def read(ledger: Ledger, timezone: str = "UTC") -> Archive:
    return ledger.archive(NOW + DAY, timezone)


def test_stories_come_with_all_their_articles_the_newest_first(ledger: Ledger) -> None:
    one, other = read(ledger).stories
    assert (one.story_id, other.story_id) == ("s-first", "s-alone")
    assert [held.article_id for held in one.articles] == ["first", "echo", "same"]
    assert (one.headline, one.language, one.country) == ("Title of first", "en", "KR")
    assert (one.first_seen_at, one.last_seen_at) == (NOW, NOW + DAY)
    assert (one.outlets, one.copies, one.languages) == (2, 1, ("en", "ko"))
    assert one.voices == ("agency", "independent")
    assert one.origins[0] == "NIS"
    assert (one.themes, other.themes) == (("troops",), ("trade", "troops"))
    assert one.articles[0].outlet == "Gazette"
    assert one.articles[1].stance == "agency"


def test_an_article_is_of_when_it_was_published_or_first_seen_if_that_was_before(
    ledger: Ledger,
) -> None:
    story = read(ledger).stories[0]
    assert [held.at for held in story.articles] == [NOW - HOUR, NOW + DAY, NOW + DAY]
    assert [held.first_seen_at for held in story.articles] == [NOW, NOW + DAY, NOW + DAY]


def test_every_article_says_why_it_is_there(ledger: Ledger) -> None:
    assert [held.why for held in read(ledger).stories[0].articles] == [
        "opened the story",
        "the same event: Orlov; Rajin",
        "a copy: 92 %",
    ]
    ledger.move([Move("echo", "s-alone", "join", NOW)])
    one, other = sorted(read(ledger).stories, key=lambda story: story.story_id)
    assert [held.why for held in one.articles] == ["opened the story", "moved by hand"]
    assert [held.article_id for held in other.articles] == ["first", "same"]


def test_figures_are_those_that_are_no_copies(ledger: Ledger) -> None:
    story, other = read(ledger).stories
    (figure,) = story.figures
    assert (figure.thing, figure.low, figure.high, figure.outlet) == ("men", 10, 12, "Wire")
    assert other.figures == ()


def test_stories_know_which_carry_them_on_and_which_digests_told_them(ledger: Ledger) -> None:
    publish(ledger, Piece("next", at=NOW + 2 * DAY))
    ledger.analyse([], Joined((), (StoryLink("s-next", "s-first", ("Kursk",)),)), NOW + 2 * DAY)
    tell(ledger, NOW + 2 * DAY, name="2024-11-08")
    found = {story.story_id: story for story in read(ledger).stories}
    assert found["s-next"].follows == "s-first"
    assert found["s-first"].followed_by == ("s-next",)
    assert found["s-first"].told == found["s-next"].told == ("2024-11-08",)


def test_the_sentence_is_that_of_the_text_with_the_most_concepts(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    text = "Nothing here. Troops went. 북한군 went to Kursk by rail."
    one = replace(article("one", text=text), title="Troops and rails")

    def hit(field: str, word: str, sentence: str) -> Evidence:
        whole = one.title if field == "title" else text
        at, start = whole.index(word), whole.index(sentence)
        return Evidence("sent", field, at, at + len(word), word, start, start + len(sentence), word)

    last = "북한군 went to Kursk by rail."
    found = (
        hit("title", "Troops", one.title),
        hit("title", "rails", one.title),
        hit("title", "and", one.title),
        hit("text", "Troops", "Troops went."),
        hit("text", "Kursk", last),
        hit("text", "북한군", last),
        hit("text", "Kursk", last),
    )
    ledger.commit([harvest(one, hits=[Match("one", "troops", "v1", 1.0, found)])], NOW)
    ledger.analyse([], Joined((member("one"),), ()), NOW)
    held = read(ledger).stories[0].articles[0]
    assert held.sentence == last
    assert [held.sentence[start:end] for start, end in held.marks] == ["북한군", "Kursk"]


def test_themes_count_the_articles_of_each_day_in_the_time_of_the_settings(ledger: Ledger) -> None:
    (theme,) = read(ledger).themes
    assert (theme.watchlist_id, theme.title, len(theme.days)) == ("troops", "Troops", 28)
    assert theme.days[-1] == 2
    assert sum(theme.days) == 2, "what came after the last run began is not of its day"


def test_sources_say_what_came_of_them_also_those_that_brought_nothing(ledger: Ledger) -> None:
    ledger.commit([harvest(made=fetch(Outcome.FAILED_HARD, name="idle", detail="410 gone"))], NOW)
    found: dict[str, ArchiveSource] = {one.source_id: one for one in read(ledger).sources}
    assert (found["gazette"].articles, found["gazette"].hits) == (2, 2)
    idle = found["idle"]
    assert (idle.articles, idle.hits, idle.last_new_at, idle.country) == (0, 0, None, None)
    assert (idle.outcome, idle.detail) == ("failed_hard", "410 gone")


def test_issues_come_newest_first_and_are_of_the_day_in_the_time_of_the_settings(
    ledger: Ledger,
) -> None:
    for name, at in (("a", NOW), ("b", NOW + 16 * HOUR)):
        ledger.reserve(
            StoredDigest(name, at, "{}"), since=None, findings=[], deliveries=[], now=at, reader="x"
        )
    found = [(one.digest_id, one.reader, one.day.day) for one in read(ledger, "Asia/Seoul").issues]
    assert found == [("b", "x", 7), ("a", "x", 6)]


def test_a_warehouse_without_a_run_is_an_empty_archive(tmp_path: Path) -> None:
    empty = Ledger(warehouse(tmp_path)).archive(NOW, "UTC")
    assert empty == Archive(NOW, "UTC", (), (), (), ())
