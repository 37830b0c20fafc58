"""Folding makes one of what a reader takes for one, and leads back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.folding import Kind, fold, folded_text, kind


@pytest.mark.parametrize(
    ("original", "folded"),
    [
        ("North\u00a0Korea", "north korea"),
        ("North-Korea", "north korea"),
        ("North\u2011Korea", "north korea"),
        ("North  \n Korea", "north korea"),
        ("Sol\u00addaten", "soldaten"),
        ("sol\u200bdiers", "soldiers"),
        ("Ёлка", "елка"),
        ("Пу\u0301тин", "путин"),
        ("и\u0306", "й"),
        ("Кам’янське", "кам'янське"),
        ("Камʼянське", "кам'янське"),
        ("ＤＰＲＫ", "dprk"),
        ("ﾐｻｲﾙ", "ミサイル"),
        ("ﾎﾞｽﾄ", "ボスト"),
        ("Corée", "coree"),
        ("Core\u0301e", "coree"),
        ("북·러", "북 러"),
        ("キム・ジョンウン", "キム ジョンウン"),
        ("Straße", "straße"),
        ("ﬁre", "fire"),
        ("Kam｀s Nord﹘Korea x⁻y", "kam's nord korea x y"),
    ],
)
def test_folding_rule(original: str, folded: str) -> None:
    assert fold(original).text == folded


LETTERS = st.text(st.sampled_from("aéßЁйи\u0306\u0301\u00ad\u200b \u00a0\n-—·'’ﾎﾞＤ金북ﬁ가\ufeff.…"))


@given(LETTERS | st.text())
def test_every_folded_letter_leads_back(original: str) -> None:
    folded = fold(original)
    ends = 0
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start <= end <= len(original)
        assert end >= ends
        ends = end
    if folded.text:
        assert folded.span(0, len(folded.text))[1] <= len(original)


@given(LETTERS | st.text())
def test_a_text_folds_as_its_pieces_do(original: str) -> None:
    """What is looked up in one go is what each letter gives alone, wherever nothing joins."""
    parts = original.split(".")
    if any(unicodedata.category(part[0]) in {"Mn", "Lm"} for part in parts[1:] if part):
        return
    assert fold(original).text == ".".join(fold(part).text for part in parts)


@given(LETTERS | st.text())
def test_the_quicker_way_for_names_gives_the_same_text(original: str) -> None:
    assert folded_text(original) == fold(original).text


@given(LETTERS | st.text())
def test_every_letter_has_its_kind_beside_it(original: str) -> None:
    folded = fold(original)
    kinds = [bits & 0b11 for bits in folded.kinds]
    assert kinds == [Kind.NONE, *(kind(letter) for letter in folded.text), Kind.NONE]


@pytest.mark.parametrize(
    "original", ["", "\0", "\ud800", "a\ud800b", "\n\n", "ﬁ", "\u0301", "😀 ко"]
)
def test_odd_texts_fold(original: str) -> None:
    assert len(fold(original).kinds) == len(fold(original).text) + 2
