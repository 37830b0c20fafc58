"""Which part of a sentence is marked."""

from __future__ import annotations

import pytest

from monitor.digest.marks import sentence_fragments
from tests.digest.issues import article, quoted


def marked(sentence: str, part: str) -> list[str]:
    one = article("formosa", "A headline", **quoted(sentence, part))
    return [text for text, is_marked in sentence_fragments(one) if is_marked]


@pytest.mark.parametrize("sum_", ["$70 million", "about $70 million", "2 500 €", "€5–6 million"])
def test_the_mark_of_a_sum_holds_its_currency_sign(sum_: str) -> None:
    assert marked(f"They paid {sum_}, it says.", sum_) == [sum_]


@pytest.mark.parametrize(
    ("sentence", "part", "expected"),
    [
        ("They said “70 shells” came.", "“70 shells”", "70 shells"),
        # After a letter, Markdown takes no mark that begins with a sign.
        ("约$70 million", "$70 million", "70 million"),
        ("70 €uro", "70 €", "70"),
    ],
)
def test_other_signs_stay_outside(sentence: str, part: str, expected: str) -> None:
    assert marked(sentence, part) == [expected]
