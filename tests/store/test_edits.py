"""What is stored of edits, and which of them a digest has yet to tell."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Article, Audience, Edit, Finding, Harvest, Match, Revision, TextOrigin
from monitor.store.holdings import Stored, StoredDigest
from monitor.store.ledger import Ledger
from monitor.store.telling import telling
from tests.store.desk import DAY, NOW, article, begun, count, harvest, match
from tests.store.test_ledger import told

NUMBER = Edit("text", "Some 10 came.", "Some 12 came.", ("number",))
HEADLINE = Edit("title", "Soldiers", "Soldiers, perhaps", ("headline",))
MATCHED = Edit("text", "Text of troops.", "", ("matched",))
WORD = Edit("text", "It rained.", "It snowed.")


def edited(one: Article, *edits: Edit, hits: Sequence[Match] = ()) -> Harvest:
    brought = harvest(one, hits=hits)
    return replace(brought, revisions=(Revision(one.id, one.version, edits),))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Articles "a" and "b", told under "troops"."""
    made = begun(tmp_path)
    made.commit([harvest(article("a"), article("b"), hits=[match("a"), match("b")])], NOW)
    told(made, "one")
    assert made.untold() == []
    return made


def only(ledger: Ledger) -> Finding:
    (found,) = ledger.untold()
    return found


def test_edits_are_stored_with_their_version(ledger: Ledger) -> None:
    ledger.commit([edited(article("a", version=2), HEADLINE, WORD)], NOW + DAY)
    with ledger.warehouse.session() as connection:
        rows = connection.execute(
            "SELECT article_id, version, place, field, before, after, touches, url, seen_at = ?"
            " FROM edits ORDER BY place",
            [NOW + DAY],
        ).fetchall()
    url = "https://gazette.example/a"
    assert rows == [
        ("a", 2, 0, "title", "Soldiers", "Soldiers, perhaps", "headline", url, True),
        ("a", 2, 1, "text", "It rained.", "It snowed.", "", url, True),
    ]


def test_a_repeat_stores_an_edit_once(ledger: Ledger) -> None:
    brought = edited(article("a", version=2), NUMBER)
    ledger.commit([brought], NOW + DAY)
    ledger.commit([brought], NOW + DAY)
    assert count(ledger, "article_edit") == 1


def test_what_was_told_is_told_again_when_an_edit_touches_it(ledger: Ledger) -> None:
    ledger.commit([edited(article("a", version=2), WORD, NUMBER, hits=[match("a")])], NOW + DAY)
    found = only(ledger)
    assert (found.article.id, found.article.text) == ("a", "Text 2 of a.")
    assert found.told
    assert found.edited
    assert not found.withdrawn
    assert found.edits == (NUMBER,)
    told(ledger, "two")
    assert ledger.untold() == []
    # As if nothing had been told, a window has no edits.
    assert [one.edits for one in ledger.found(None, NOW)] == [(), ()]


@pytest.mark.parametrize("edits", [(), (WORD,)])
def test_an_edit_that_touches_nothing_is_not_told(ledger: Ledger, edits: tuple[Edit, ...]) -> None:
    ledger.commit([edited(article("a", version=2), *edits, hits=[match("a")])], NOW + DAY)
    assert ledger.untold() == []


def test_a_version_without_a_record_of_its_edits_is_not_told(ledger: Ledger) -> None:
    ledger.commit([harvest(article("a", version=2), hits=[match("a")])], NOW + DAY)
    assert ledger.untold() == []


def test_edits_wait_for_the_next_digest_but_not_those_told(ledger: Ledger) -> None:
    ledger.commit([edited(article("a", version=2), NUMBER, hits=[match("a")])], NOW + DAY)
    ledger.commit([edited(article("a", version=3), WORD, hits=[match("a")])], NOW + 2 * DAY)
    assert only(ledger).edits == (NUMBER,)
    told(ledger, "two")
    ledger.commit([edited(article("a", version=4), HEADLINE, hits=[match("a")])], NOW + 3 * DAY)
    assert only(ledger).edits == (HEADLINE,)


def test_an_article_that_was_new_when_it_was_edited_is_new(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.commit([harvest(article("a"), hits=[match("a")])], NOW)
    ledger.commit([edited(article("a", version=2), NUMBER, hits=[match("a")])], NOW + DAY)
    found = only(ledger)
    assert (found.told, found.edited, found.edits) == (False, False, ())


def test_a_page_that_answered_at_last_is_no_edit(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    teaser = replace(article("a"), text_origin=TextOrigin.SUMMARY)
    ledger.commit([harvest(teaser, hits=[match("a")])], NOW)
    told(ledger, "one")
    ledger.commit([edited(article("a", version=2), hits=[match("a")])], NOW + DAY)
    assert ledger.untold() == []
    ledger.commit([edited(article("a", version=3), NUMBER, hits=[match("a")])], NOW + 2 * DAY)
    assert only(ledger).edits == (NUMBER,)


def test_what_an_edit_took_back_is_told_once(ledger: Ledger) -> None:
    ledger.commit([edited(article("a", version=2), NUMBER, MATCHED)], NOW + DAY)
    found = only(ledger)
    assert found.withdrawn
    assert found.edited
    assert found.article.version == 2
    assert found.match == match("a")
    assert found.edits == (MATCHED, NUMBER)
    assert len(ledger.found(None, NOW)) == 1
    told(ledger, "two")
    assert ledger.untold() == []


def test_what_was_never_told_is_not_taken_back(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.commit([harvest(article("a"), hits=[match("a")])], NOW)
    ledger.commit([edited(article("a", version=2), MATCHED)], NOW + DAY)
    assert ledger.untold() == []


def test_what_changed_rules_took_away_is_not_taken_back(ledger: Ledger) -> None:
    ledger.rematch([(article("a"), []), (article("b"), [])], NOW + DAY, told_until=NOW)
    ledger.finish_rematch("v2", {"troops": "c2"}, articles=2, hits=0, now=NOW + DAY)
    ledger.commit([edited(article("a", version=2), MATCHED)], NOW + 2 * DAY)
    assert ledger.untold() == []


def test_an_edit_of_something_else_takes_nothing_back(ledger: Ledger) -> None:
    # Here the rules changed without a re-match: they no longer match what only a number changed in.
    ledger.commit([edited(article("a", version=2), NUMBER)], NOW + DAY)
    assert ledger.untold() == []


def test_an_edit_that_is_undone_before_it_is_told_is_not_told(ledger: Ledger) -> None:
    ledger.commit([edited(article("a", version=2), MATCHED)], NOW + DAY)
    undone = Edit("text", "", MATCHED.before, ("matched",))
    ledger.commit([edited(article("a", version=3), undone, hits=[match("a")])], NOW + 2 * DAY)
    assert ledger.untold() == []


def _edit(before: str, after: str, *touches: str) -> Edit:
    return Edit("text", before, after, touches)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], []),
        ([WORD], []),
        ([MATCHED, NUMBER, HEADLINE], [HEADLINE, NUMBER, MATCHED]),
        ([_edit(f"{n}.", f"{n}0.", "number") for n in range(5)], ["0.", "1.", "2."]),
        ([_edit("1", "2", "number"), _edit("2", "3", "number")], [_edit("1", "3", "number")]),
        ([_edit("1", "2", "number"), _edit("2", "1", "number")], []),
        (
            [_edit("1", "2", "number"), _edit("2", "", "matched")],
            [_edit("1", "", "number", "matched")],
        ),
        ([_edit("", "2", "matched"), _edit("2", "", "matched")], []),
        ([_edit("1", "", "matched"), _edit("", "1", "matched")], []),
        ([_edit("1", "2"), _edit("2", "3", "number")], [_edit("1", "3", "number")]),
        ([Edit("title", "1", "2", ("headline",)), _edit("2", "3", "number")], ["1", "2"]),
    ],
)
def test_the_most_telling_edits_are_chosen(edits: list[Edit], expected: list[object]) -> None:
    chosen = telling(edits)
    texts = expected and isinstance(expected[0], str)
    assert ([one.before for one in chosen] if texts else list(chosen)) == expected


def test_the_newest_version_is_given_with_its_matches(ledger: Ledger) -> None:
    second = article("a", version=2)
    ledger.commit([edited(second, NUMBER, hits=[match("a", "trade"), match("a")])], NOW + DAY)
    ledger.commit([edited(article("b", version=2), MATCHED)], NOW + DAY)
    stored = ledger.stored(["a", "b", "never seen"])
    assert set(stored) == {"a", "b"}
    assert stored["a"].article == second
    assert sorted(one.watchlist_id for one in stored["a"].matches) == ["trade", "troops"]
    assert stored["b"] == Stored(article("b", version=2))
    assert ledger.stored([]) == {}


def test_who_joined_later_is_told_of_an_old_article_once_an_edit_makes_it_a_hit(
    tmp_path: Path,
) -> None:
    """Of articles "hit" and "plain" of long ago, only what the second says since is news."""
    made, joined = begun(tmp_path), NOW + 30 * DAY
    made.commit([harvest(article("hit"), article("plain"), hits=[match("hit")])], NOW)
    late = Audience("late")
    for name, since, now in (
        ("late-1", joined - 7 * DAY, joined),
        ("late-2", joined, joined + DAY),
    ):
        assert made.untold(late, since=since) == []
        made.reserve(
            StoredDigest(name, now, "{}"),
            since=since,
            findings=[],
            deliveries=[],
            now=now,
            reader=late.reader,
        )
    now = joined + 2 * DAY
    edits = [
        edited(article(name, version=2), NUMBER, hits=[match(name)]) for name in ("hit", "plain")
    ]
    made.commit(edits, now)
    assert [one.article.id for one in made.untold(late, since=joined + DAY)] == ["plain"]
    # Nor is it what a re-match finds in an edit.
    other = article("plain", version=2)
    made.rematch([(other, [match("plain", "trade")])], now, told_until=joined + DAY)
    assert [one.match.watchlist_id for one in made.untold(late)] == ["troops"]
    made.reserve(
        StoredDigest("late-3", now, "{}"),
        since=joined + DAY,
        findings=made.untold(late),
        deliveries=[],
        now=now,
        reader=late.reader,
    )
    assert made.untold(late) == []
