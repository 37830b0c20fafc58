"""What stands behind an issue: the memory of its reader, and what has been usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.model import Audience, Following, Joined, Move, Outcome, StoryLink
from monitor.store.holdings import Holdings
from monitor.store.ledger import Ledger
from monitor.store.snapshot import Snapshot
from tests.store.desk import DAY, NOW, article, attribution, begun, fetch, harvest, match, source
from tests.store.newsroom import Piece, facts, publish, tell

HOUR = timedelta(hours=1)
NIS, TASS = attribution("nis", "the NIS"), attribution("tass", "TASS")
KCNA = attribution("kcna", "KCNA")
WEEKLY = Audience("weekly")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return begun(tmp_path, sources=[source("gazette"), source("wire")])


def test_nothing_is_known_of_an_empty_warehouse(ledger: Ledger) -> None:
    found = facts(ledger, NOW)
    assert (found.stories, found.said, found.attention, found.reach) == ({}, {}, {}, 0)
    assert (found.figures, found.recent, found.rhythms) == ({}, (), ())


def test_a_story_is_counted_whole(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece("a", origins=[NIS], themes=("troops", "trade")),
        # A copy says nothing of its own, whoever is named in what was added to it.
        Piece("b", "a", copy_of="a", source="wire", origins=[KCNA], at=NOW + HOUR),
        Piece("c", "a", source="wire", language="ru", origins=[TASS, NIS], at=NOW + 2 * HOUR),
    )
    story = facts(ledger, NOW + DAY).stories["s-a"]
    assert (story.articles, story.outlets, story.copies) == (3, 2, 1)
    assert story.origins == {"nis": "the NIS", "tass": "TASS"}
    assert (story.languages, story.voices) == (("en", "ru"), ("independent",))
    assert story.first_seen_at == NOW
    assert story.told.articles == frozenset()


def test_what_was_read_out_of_new_articles(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece("a", origins=[NIS], actors={"kim": 3, "lee": 1}, figures=[("shell", 10, 12)]),
        Piece("b", "a", copy_of="a"),
    )
    said = facts(ledger, NOW + DAY).said
    assert said["a"].origins == {"nis": "the NIS"}
    assert said["a"].actors == {"kim": 3, "lee": 1}
    (figure,) = said["a"].figures
    assert (figure.thing, figure.low, figure.high, figure.article_id) == ("shell", 10, 12, "a")
    assert figure.sentence[figure.start : figure.end] == "1 "
    assert (figure.origin, figure.name) == ("nis", "the NIS")
    assert not said["a"].own
    assert (said["b"].copy_of, said["b"].own, list(said["b"].origins)) == ("a", True, ["gazette"])


def test_what_was_not_read_is_left_out(ledger: Ledger) -> None:
    publish(ledger, Piece("a"))
    with ledger.warehouse.transaction() as connection:
        connection.execute("DELETE FROM analysis")
    assert facts(ledger, NOW + DAY).said == {}


def test_memory_is_of_one_reader(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece(
            "a", origins=[NIS], actors={"kim": 1}, figures=[("shell", 10, 12)], text="Text. " * 99
        ),
    )
    tell(ledger, NOW + HOUR)
    publish(ledger, Piece("b", "a", at=NOW + DAY, themes=("trade",)))
    told = facts(ledger, NOW + DAY).stories["s-a"].told
    assert (told.articles, told.themes, told.languages) == ({"a"}, {"troops"}, {"en"})
    assert (list(told.said.origins), list(told.said.actors)) == (["nis"], ["kim"])
    assert [(one.low, one.high) for one in told.said.figures] == [(10, 12)]
    ((title, opening),) = told.openings
    assert (title, len(opening)) == ("Title of a", 240)
    assert facts(ledger, NOW + DAY, WEEKLY).stories["s-a"].told.articles == frozenset()


def test_what_was_told_is_what_the_told_version_said(ledger: Ledger) -> None:
    publish(ledger, Piece("a", origins=[NIS], actors={"kim": 1}, figures=[("shell", 230, 230)]))
    tell(ledger, NOW + HOUR)
    edit = article("a", version=2)
    ledger.commit([harvest(edit, hits=[match("a")])], NOW + DAY)
    now = Piece("a", origins=[TASS], actors={"lee": 1}, figures=[("shell", 160, 160)]).analysis()
    ledger.analyse([(edit, replace(now, version=2))], Joined(()), NOW + DAY)
    publish(ledger, Piece("b", "a", figures=[("shell", 230, 230)], at=NOW + DAY))
    told = facts(ledger, NOW + DAY).stories["s-a"].told
    assert (list(told.said.origins), list(told.said.actors)) == (["nis"], ["kim"])
    assert [(one.low, one.article_id) for one in told.said.figures] == [(230, "a")]


def test_an_outlet_that_was_told_under_its_name_is_no_new_origin(ledger: Ledger) -> None:
    """Older readings have it as a name; newer ones know that it is the source "wire"."""
    by_name = attribution("name:wire", "Wire")
    publish(ledger, Piece("a", origins=[by_name], figures=[("shell", 230, 230)]))
    tell(ledger, NOW + HOUR)
    publish(ledger, Piece("b", "a", origins=[attribution("wire")], at=NOW + DAY))
    told = facts(ledger, NOW + DAY).stories["s-a"].told
    assert list(told.said.origins) == ["wire"]
    assert [one.origin for one in told.said.figures] == ["wire"]


def test_of_a_told_version_that_was_not_read_the_newest_counts(ledger: Ledger) -> None:
    publish(ledger, Piece("a", origins=[NIS], figures=[("shell", 10, 12)]))
    tell(ledger, NOW + HOUR)
    with ledger.warehouse.transaction() as connection:
        connection.execute("UPDATE told SET article_version = 7")
    publish(ledger, Piece("b", "a", at=NOW + DAY))
    told = facts(ledger, NOW + DAY).stories["s-a"].told
    assert list(told.said.origins) == ["nis"]
    assert [one.low for one in told.said.figures] == [10]


def test_a_window_remembers_nothing(ledger: Ledger) -> None:
    publish(ledger, Piece("a"))
    tell(ledger, NOW + HOUR)
    ledger.warehouse.publish()
    holdings = Holdings(Snapshot(ledger.warehouse.snapshot))
    found = holdings.found(None, NOW)
    assert [one.article.id for one in found] == ["a"]
    made = holdings.facts(found, Audience(), until=NOW, timezone="UTC", remember=False)
    assert made.stories["s-a"].told.articles == frozenset()
    assert made.stories["s-a"].articles == 1
    assert made.recent == ()
    assert sum(made.attention["troops"]) == 1


def test_a_window_counts_stories_as_they_were_at_its_end(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece("a", origins=[NIS]),
        Piece("b", "a", source="wire", language="ru", origins=[TASS], at=NOW + DAY),
        Piece("c", "a", copy_of="a", at=NOW + DAY),
    )
    found = ledger.untold()
    counted = []
    for until in (NOW + HOUR, NOW + DAY):
        made = ledger.facts(found, Audience(), until=until, timezone="UTC", remember=False)
        counted.append(made.stories["s-a"])
    told = ledger.facts(found, Audience(), until=NOW + DAY, timezone="UTC")
    assert counted[1] == told.stories["s-a"]
    first, both = counted
    assert (first.articles, first.outlets, first.copies, both.articles) == (1, 1, 0, 3)
    assert (list(first.origins), first.languages) == (["nis"], ("en",))


def test_a_story_is_known_by_where_its_articles_are_now(ledger: Ledger) -> None:
    publish(ledger, Piece("a"), Piece("x", at=NOW))
    tell(ledger, NOW + HOUR)
    ledger.move([Move("a", "s-x", "join", NOW + 2 * HOUR)])
    publish(ledger, Piece("b", "x", at=NOW + DAY), Piece("c", "a", at=NOW + DAY))
    found = facts(ledger, NOW + DAY).stories
    assert found["s-x"].told.articles == {"a", "x"}
    assert found["s-a"].told.articles == frozenset()


def test_what_a_story_follows_comes_with_it(ledger: Ledger) -> None:
    publish(ledger, Piece("a", language="ko"), Piece("a2", "a", at=NOW + HOUR))
    tell(ledger, NOW + HOUR)
    publish(ledger, Piece("b", at=NOW + DAY))
    ledger.analyse([], Joined((), (StoryLink("s-b", "s-a"),)), NOW + DAY)
    found = facts(ledger, NOW + DAY)
    assert [one.article.id for one in ledger.untold()] == ["b"]
    assert found.stories["s-b"].follows == Following("s-a", "Title of a", "ko", NOW + HOUR)
    assert found.stories["s-a"].told.articles == {"a", "a2"}


def test_stories_told_of_late_are_named_and_the_last_to_move_first(ledger: Ledger) -> None:
    publish(ledger, Piece("old"))
    tell(ledger, NOW)
    publish(ledger, Piece("a", at=NOW + DAY, language="ko"), Piece("b", at=NOW + 2 * DAY))
    tell(ledger, NOW + 2 * DAY)
    publish(ledger, Piece("a2", "a", at=NOW + 3 * DAY, source="wire"))
    now = NOW + 14 * DAY
    found = facts(ledger, now).recent
    assert [(one.story_id, one.articles) for one in found] == [("s-a", 2), ("s-b", 1)]
    first = found[0]
    # As the reader knows it, not as the latest article says it.
    assert (first.headline, first.language, first.outlet) == ("Title of a", "ko", "Gazette")
    assert (first.url, first.last_seen_at) == ("https://gazette.example/a", NOW + 3 * DAY)
    assert first.told_at == NOW + 2 * DAY
    assert facts(ledger, now, WEEKLY).recent == ()
    # One that was told long ago, and has more of the same today.
    publish(ledger, Piece("old2", "old", at=now))
    assert [one.story_id for one in facts(ledger, now).recent] == ["s-old", "s-a", "s-b"]


def test_articles_count_in_the_24_hours_of_their_own_time(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece("today"),
        # The day before in Seoul, and yet among the last 24 hours.
        Piece("late", published=NOW - 16 * HOUR),
        Piece("found late", published=NOW - 20 * DAY),
        Piece("dated ahead", published=NOW + 400 * DAY),
        Piece("too old", published=NOW - 29 * DAY),
        Piece("trade", themes=("trade",), language="ru"),
        Piece("no hit", themes=()),
    )
    audience = Audience()
    made = ledger.facts([], audience, until=NOW, timezone="Asia/Seoul").attention
    assert len(made["troops"]) == 29
    assert {28 - place: n for place, n in enumerate(made["troops"]) if n} == {0: 3, 20: 1}
    assert made["trade"][-1] == 1
    only = Audience("daily", ("trade",), ("ko",))
    assert ledger.facts([], only, until=NOW, timezone="UTC").attention == {}


@pytest.mark.parametrize(("days", "reach"), [(0, 0), (1, 1), (27, 27), (500, 28)])
def test_a_trend_reaches_back_to_the_first_run(ledger: Ledger, days: int, reach: int) -> None:
    assert facts(ledger, NOW + days * DAY).reach == reach


def test_the_figures_of_a_month_are_those_of_originals(ledger: Ledger) -> None:
    publish(
        ledger,
        Piece("old", at=NOW - 40 * DAY, figures=[("shell", 1, 1)]),
        Piece("b", figures=[("shell", 20, 30)], themes=("troops", "trade")),
        Piece("a", "b", figures=[("shell", 10, 12)], at=NOW - DAY),
        Piece("c", "b", copy_of="b", figures=[("shell", 21, 30)], at=NOW + HOUR),
    )
    found = facts(ledger, NOW + DAY).figures
    assert [(one.article_id, one.low) for one in found["troops"]] == [("a", 10), ("b", 20)]
    assert [one.article_id for one in found["trade"]] == ["b"]


def habit(ledger: Ledger, days: int) -> datetime:
    """A week with an article a day, and then ``days`` of others; gives the end."""
    for day in range(7):
        publish(ledger, Piece(f"a-{day}", at=NOW + day * DAY))
    for day in range(7, 7 + days):
        publish(ledger, Piece(f"b-{day}", at=NOW + day * DAY, themes=()))
    return NOW + (6 + days) * DAY


def test_an_outlet_has_a_rhythm_on_each_theme(ledger: Ledger) -> None:
    publish(ledger, Piece("again", at=NOW + HOUR), Piece("once", source="wire"))
    (one,) = facts(ledger, habit(ledger, 4)).rhythms
    assert (one.source_id, one.outlet, one.theme, one.stance) == (
        "gazette",
        "Gazette",
        "troops",
        "independent",
    )
    assert one.at == (NOW + HOUR, *(NOW + day * DAY for day in range(1, 7)))
    assert (one.good, one.bad, one.readable, one.others) == (4, 0, True, 4)


def test_what_could_not_be_read_is_told_from_silence(ledger: Ledger) -> None:
    now = habit(ledger, 3) + HOUR
    ledger.commit([harvest(made=fetch(Outcome.FAILED_SOFT, now=now))], now)
    (one,) = facts(ledger, now).rhythms
    assert (one.good, one.bad, one.readable) == (3, 1, False)


def test_an_outlet_that_is_no_longer_read_is_not_silent(tmp_path: Path, ledger: Ledger) -> None:
    now = habit(ledger, 3)
    assert len(facts(ledger, now).rhythms) == 1
    later = begun(tmp_path, now, sources=[source("wire")])
    assert facts(later, now).rhythms == ()
