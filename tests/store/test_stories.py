"""What a story is made of: three numbers, its links, and what a person decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Analysis, Joined, Mention, MentionKind, Move, Source, StoryLink
from monitor.store.ledger import Ledger
from tests.store.desk import (
    DAY,
    NOW,
    analysed,
    article,
    attribution,
    begun,
    harvest,
    match,
    member,
    rows,
    source,
)
from tests.store.test_ledger import told

NIS, KCNA = attribution("nis", "NIS"), attribution("kcna", "KCNA")
OUTLETS: tuple[Source, ...] = (
    source("gazette"),
    replace(source("wire"), stance="agency"),
    replace(source("kcna-en"), name="KCNA (English)", stance="state-media"),
    replace(source("kcna-ru"), name="KCNA", language="ru", stance="state-media"),
    source("herald"),
    replace(source("ministry"), stance="government"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """One article of each outlet, "a" to "f", all of which hit."""
    made = begun(tmp_path, sources=OUTLETS)
    found = [article(name, source=one.id) for name, one in zip("abcdef", OUTLETS, strict=True)]
    made.commit([harvest(*found, hits=[match(one.id) for one in found])], NOW)
    return made


def numbers(ledger: Ledger) -> dict[str, tuple[int, ...]]:
    found = rows(
        ledger,
        "SELECT story_id, article_count, outlet_count, origin_count, copies FROM stories",
    )
    return {row[0]: row[1:] for row in found}


def origins(ledger: Ledger) -> list[tuple[str, str, int]]:
    return rows(  # type: ignore[return-value]
        ledger, "SELECT origin, name, article_count FROM story_origins ORDER BY origin"
    )


def test_copies_and_those_who_have_it_from_one_are_one_origin(ledger: Ledger) -> None:
    analysed(
        ledger,
        {"a": [NIS], "b": [NIS], "e": [NIS], "f": []},
        [
            member("a"),
            member("b", "s-a", like="a", copy=True),
            member("e", "s-a", like="a"),
            member("f", "s-a", like="a"),
        ],
    )
    assert numbers(ledger) == {"s-a": (4, 4, 2, 1)}
    assert origins(ledger) == [("ministry", "Ministry", 1), ("nis", "NIS", 2)]
    (row,) = rows(ledger, "SELECT headline, languages, voices, follows FROM stories")
    assert row == ("Title of a", ["en"], ["agency", "government", "independent"], None)


def test_a_copy_whose_original_has_a_copy_counts_with_the_first(ledger: Ledger) -> None:
    analysed(
        ledger,
        {"a": [], "b": [], "e": []},
        [
            member("a"),
            member("b", "s-a", like="a", copy=True),
            member("e", "s-a", like="b", copy=True),
        ],
    )
    assert numbers(ledger) == {"s-a": (3, 3, 1, 2)}


def test_an_outlet_that_is_named_beside_another_only_passed_it_on(ledger: Ledger) -> None:
    analysed(
        ledger,
        # KCNA's own report in two languages, one that has it from KCNA, one from Kim by KCNA.
        {"c": [], "d": [], "a": [KCNA], "e": [KCNA, attribution("kim", "Kim")]},
        [member("c"), *(member(name, "s-c", like="c") for name in "dae")],
    )
    assert origins(ledger) == [("kcna", "KCNA", 3), ("kim", "Kim", 1)]
    assert numbers(ledger)["s-c"] == (4, 4, 2, 0)


def test_a_ministry_that_is_named_beside_another_speaks_for_itself(ledger: Ledger) -> None:
    said = [attribution("ministry", "the ministry"), NIS]
    analysed(ledger, {"a": said}, [member("a")])
    assert [name for name, _, _ in origins(ledger)] == ["ministry", "nis"]
    assert numbers(ledger) == {"s-a": (1, 1, 2, 0)}


def test_whoever_cites_another_passed_it_on(ledger: Ledger) -> None:
    """ "A paper reported, citing the NIS. The Pentagon said …, and the UN said …" """
    said = [
        *(replace(NIS, start=30), replace(attribution("paper"), start=0)),
        *(replace(attribution("pentagon"), start=50), replace(attribution("un"), start=80)),
    ]
    analysed(ledger, {"a": said}, [member("a")])
    assert [name for name, _, _ in origins(ledger)] == ["nis", "pentagon", "un"]


@pytest.mark.parametrize(
    ("beside", "kind", "counted"),
    [
        ("nis", "organisation", ["nis"]),
        ("yoon", "person", ["yoon"]),
        # Another capital speaks for itself, and so may one that nobody knows.
        ("tokyo", "place", ["seoul", "tokyo"]),
        ("name:office", None, ["name:office", "seoul"]),
        # Who only passed it on says nothing either.
        ("wire", "organisation", ["seoul"]),
    ],
)
def test_a_capital_beside_who_speaks_for_it_is_no_other_origin(
    ledger: Ledger, beside: str, kind: MentionKind | None, counted: list[str]
) -> None:
    said = (attribution("seoul", "Seoul"), replace(attribution(beside), field="title"))
    mentions = [Mention("seoul", "place", "text", 0, 5)]
    if kind:
        mentions.append(Mention(beside, kind, "text", 10, 15))
    analysis = Analysis("a", 1, tuple(mentions), said)
    ledger.analyse([(article("a"), analysis)], Joined((member("a"),)), NOW)
    assert [name for name, _, _ in origins(ledger)] == counted


def test_what_others_call_an_outlet_is_the_outlet(tmp_path: Path) -> None:
    ledger = begun(
        tmp_path,
        sources=[source("wire"), replace(source("herald"), aliases=("第聶伯時報", "Bote"))],
    )
    found = [article("a", source="wire"), article("b", source="herald")]
    ledger.commit([harvest(*found, hits=[match("a"), match("b")])], NOW)
    called = attribution("name:第聶伯時報", "第聶伯時報")
    analysed(ledger, {"a": [called], "b": []}, [member("a"), member("b", "s-a", like="a")])
    assert origins(ledger) == [("herald", "Herald", 2)]


def test_a_source_without_a_name_is_the_outlets_own(ledger: Ledger) -> None:
    nobody = attribution("anonymous", "")
    analysed(
        ledger,
        {"a": [nobody], "b": [nobody], "e": [nobody, NIS]},
        [member("a"), member("b", "s-a", like="a"), member("e", "s-a", like="a")],
    )
    assert [name for name, _, _ in origins(ledger)] == ["gazette", "nis", "wire"]


def test_an_outlet_is_one_origin_in_all_its_languages(ledger: Ledger) -> None:
    analysed(ledger, {"c": [], "d": []}, [member("c"), member("d", "s-c", like="c")])
    assert [name for name, _, _ in origins(ledger)] == ["kcna"]
    assert numbers(ledger) == {"s-c": (2, 2, 1, 0)}


def test_an_article_that_was_never_analysed_counts_as_its_outlet(ledger: Ledger) -> None:
    analysed(ledger, {}, [member("a")])
    assert numbers(ledger) == {"s-a": (1, 1, 1, 0)}


def move(ledger: Ledger, name: str, story: str) -> None:
    ledger.move([Move(name, story, "split", NOW)])


def test_the_last_move_counts_everywhere(ledger: Ledger) -> None:
    copy = member("b", "s-a", like="a", copy=True)
    analysed(ledger, {}, [member("a"), copy, member("e", "s-a", like="a")])
    move(ledger, "b", "s-b")
    move(ledger, "b", "s-elsewhere")
    move(ledger, "b", "s-b")
    # Away from its original, the copy speaks for itself.
    assert numbers(ledger) == {"s-a": (2, 2, 2, 0), "s-b": (1, 1, 1, 0)}
    of_b = "SELECT story_id FROM {} WHERE article_id = 'b'"
    for view in ("hits", "story_articles", "story_membership"):
        assert rows(ledger, of_b.format(view)) == [("s-b",)], view
    assert {one.article_id: one.story_id for one in ledger.story_members([NOW], DAY)} == {
        "a": "s-a",
        "b": "s-b",
        "e": "s-a",
    }
    assert {one.article.id: one.story_id for one in ledger.untold()}["b"] == "s-b"
    assert list(ledger.articles_of_story("s-a")) == ["a", "e"]
    # What was found and why is still known.
    assert rows(
        ledger,
        "SELECT joined_by, resembles, because, moved, copy FROM story_articles"
        " WHERE article_id = 'b'",
    ) == [("copy", "a", '["92 %"]', "split", False)]


def test_what_was_told_is_counted_in_the_story_of_now(ledger: Ledger) -> None:
    analysed(ledger, {}, [member("a"), member("b", "s-a", like="a")])
    told(ledger, "one")
    assert ledger.told_count() == 5  # the two, and four without a story
    move(ledger, "b", "s-b")
    assert ledger.told_count() == 6
    assert rows(
        ledger, "SELECT story_id FROM digest_articles WHERE article_id IN ('a', 'b') ORDER BY 1"
    ) == [("s-a",), ("s-b",)]
    later = [article("x"), article("y")]
    ledger.commit([harvest(*later, hits=[match("x"), match("y")])], NOW + DAY)
    analysed(ledger, {}, [member("x", "s-a"), member("y", "s-c")])
    move(ledger, "y", "s-b")
    assert {one.article.id: one.story_told for one in ledger.untold()} == {"x": 1, "y": 1}
    move(ledger, "b", "s-a")
    assert {one.article.id: one.story_told for one in ledger.untold()} == {"x": 2, "y": 0}


def test_links_follow_a_story_into_the_one_it_was_joined_to(ledger: Ledger) -> None:
    links = [StoryLink("s-b", "s-a", ("Rajin",)), StoryLink("s-c", "s-b")]
    analysed(ledger, {}, [member(name) for name in "abcd"], links)
    shown = "SELECT story_id, follows, because FROM story_links ORDER BY 1"
    assert rows(ledger, shown) == [("s-b", "s-a", '["Rajin"]'), ("s-c", "s-b", "[]")]
    assert rows(ledger, "SELECT story_id, follows FROM stories ORDER BY 1")[1] == ("s-b", "s-a")
    move(ledger, "b", "s-d")
    assert rows(ledger, shown) == [("s-c", "s-d", "[]"), ("s-d", "s-a", '["Rajin"]')]
    # Joined to the story that it carried on, it carries on nothing.
    move(ledger, "b", "s-a")
    assert rows(ledger, shown) == [("s-c", "s-a", "[]")]
    assert rows(ledger, "SELECT story_id FROM story_aliases WHERE alias = 's-b'") == [("s-a",)]


def test_a_story_is_found_by_ids_of_before_and_by_its_articles(ledger: Ledger) -> None:
    analysed(ledger, {}, [member("a"), member("b"), member("c", "s-a", like="a")])
    move(ledger, "b", "s-a")
    for name in ("s-a", "s-b", "a", "b", "c", "s-"):
        assert ledger.stories_called(name) == ["s-a"], name
    assert ledger.stories_called("x") == []
    move(ledger, "c", "s-a-2")
    assert ledger.stories_called("s-") == ["s-a", "s-a-2"]
    assert ledger.stories_called("s-a") == ["s-a"]
