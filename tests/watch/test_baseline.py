"""What the same words give without structure."""

from __future__ import annotations

from monitor.watch import Boolean, Flat, Matcher, evaluate, load_watchlists
from tests.watch.conftest import WATCHLIST, Write

RULE = "all: [pact, {use: together}]"
ROWS = [
    ("one sentence", "North Korea and Russia sign a treaty.", ["ties"]),
    ("three", "North Korea has floods. Russia votes.\n\nA treaty on fish is signed.", []),
    ("word only", "The treaty on fish is signed.", []),
    ("countries only", "North Korea met Russia.", []),
    ("game", "North Korea and Russia sign a treaty.", []),
    ("nothing", "The weather stays fine.", []),
]


def found(finder: Matcher | Flat | Boolean) -> set[str]:
    return {
        title
        for title, text, _ in ROWS
        if finder.match(title, "A video game" if title == "game" else "", text)
    }


def test_each_step_of_structure_finds_less(write: Write) -> None:
    known = load_watchlists(write(ties=WATCHLIST.replace("use: together", RULE)))
    assert found(Matcher(known)) == {"one sentence"}
    assert found(Boolean(known)) == {"one sentence", "three", "game"}
    assert found(Flat(known)) == {"one sentence", "three", "word only", "game"}


def test_a_theme_of_shared_conditions_alone_goes_by_their_words(write: Write) -> None:
    assert "countries only" in found(Flat(load_watchlists(write())))


def test_short_names_and_exceptions_are_no_guard_in_a_flat_list(write: Write) -> None:
    known = load_watchlists(write(ties=WATCHLIST.replace("use: together", "all: [north]")))
    for text in ("The North is cold.", "朝鲜族的婚礼。"):
        assert not Matcher(known).match("a", "", text)
        assert Flat(known).match("a", "", text)


def test_a_paused_watchlist_finds_nothing_either(write: Write) -> None:
    paused = WATCHLIST.replace("status: active", "status: paused")
    known = load_watchlists(write(ties=paused))
    assert found(Boolean(known)) == set()


def test_they_are_measured_like_the_rules(write: Write) -> None:
    known = load_watchlists(write(ties=WATCHLIST.replace("use: together", RULE)))
    rows = [
        {"id": title, "title": "", "text": text, "lang": "en", "labels": labels}
        for title, text, labels in ROWS
        if title != "game"
    ]
    assert evaluate(Matcher(known), rows).macro_f1 == 1
    assert evaluate(Boolean(known), rows).micro.precision == 1 / 2
    flat = evaluate(Flat(known), rows)
    assert (flat.micro.precision, flat.micro.recall) == (1 / 3, 1)


def test_a_search_string_is_asked_of_a_list_as_a_whole(write: Write) -> None:
    known = load_watchlists(write(ties=WATCHLIST.replace("use: together", RULE)))
    listed = "1. North Korea has floods.\n\n2. Russia votes.\n\n3. A treaty on fish is signed."
    assert Boolean(known).match("a", "", listed)
    assert not Matcher(known).match("a", "", listed)
