"""The search finds every name at its borders, whichever automaton carries it."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watch import automaton
from monitor.watch.scanner import Scanner
from monitor.watch.vocabulary import term

NAMES = [
    *("north", "North Korea", "Kim*", "UN", "un pacte", "*munition", "Северн* Коре*", "северн*"),
    *("북한", "평양", "朝鲜", "朝鲜族", "ミサイル", "Corée du Nord", "St. Petersburg", "north sea"),
]
TERMS = [term(name) for name in NAMES]
# One of the two has no wheel for Linux on ARM.
AUTOMATA = [
    build
    for name, build in (
        ("daachorse", automaton.daachorse),
        ("ahocorasick_rs", automaton.ahocorasick_rs),
    )
    if find_spec(name)
]


def found(scanner: Scanner, text: str) -> list[tuple[str, str]]:
    return sorted((NAMES[number], text[start:end]) for start, end, number in scanner.scan(text))


@pytest.mark.parametrize("build", AUTOMATA)
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("North Korea's", [("North Korea", "North Korea"), ("north", "North")]),
        ("northern", []),
        ("the UN and un pacte", [("UN", "UN"), ("un pacte", "un pacte")]),
        ("Artilleriemunition", [("*munition", "munition")]),
        ("в Северной Корее", [("Северн* Коре*", "Северной Корее"), ("северн*", "Северной")]),
        ("북한은 남북한이", [("북한", "북한")]),
        ("朝鲜族 ﾐｻｲﾙ", [("ミサイル", "ﾐｻｲﾙ"), ("朝鲜", "朝鲜"), ("朝鲜族", "朝鲜族")]),
        ("core\u0301e du  nord", [("Corée du Nord", "core\u0301e du  nord")]),
        ("Kim, Kimchi", [("Kim*", "Kim"), ("Kim*", "Kimchi")]),
        ("\u041dorth Korea", []),  # a Cyrillic letter that looks like an N
        ("", []),
    ],
)
def test_names_at_their_borders(build: object, text: str, names: list[tuple[str, str]]) -> None:
    assert found(Scanner(TERMS, build), text) == names  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from([*NAMES, " ", ".", "-", "a", "й", "한", "\u00ad", "\n\n"])).map(
        "".join
    )
)
def test_all_automata_find_the_same(text: str) -> None:
    one, other = (Scanner(TERMS, build) for build in AUTOMATA)
    assert found(one, text) == found(other, text)


def test_a_scanner_without_names_finds_nothing() -> None:
    assert Scanner([]).scan("North Korea") == []
