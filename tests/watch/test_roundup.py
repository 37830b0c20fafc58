"""Live blogs and briefings are read item by item; articles are not taken apart."""

from __future__ import annotations

import pytest

from monitor.sentences import sentences
from monitor.watch.roundup import items
from tests.watch.conftest import Matching
from tests.watch.test_matching import found


def cut(text: str) -> list[str]:
    return [text[item[0].start : item[-1].end] for item in items(text, sentences(text))]


@pytest.mark.parametrize(
    "marks",
    [
        ["20:41 ", "19.58 – ", "[19:15] ", "18h30 "],
        ["1. ", "2. ", "3. ", "4. "],
        ["① ", "② ", "③ ", "④ "],
        ["■ ", "• ", "▲", "🔹 "],
        ["【国际】", "【军事】", "【体育】", "【天气】"],
        ["Storm watch. ", "Koreas. ", "Schools: ", "Pets. "],
        ["Погода: ", "Фронт: ", "Рубль: ", "Спорт: "],
    ],
)
def test_items_begin_at_their_marks(marks: list[str]) -> None:
    paragraphs = [f"{mark}Something of a certain length happened somewhere." for mark in marks]
    paragraphs[1] += "\n\nA second paragraph of the second item tells a little more of it."
    assert cut("\n\n".join(paragraphs)) == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "It rained. They met.\n\nNobody spoke. It was late.\n\nThe end came soon. It was over.",
        "HOST: Who came?\n\nGUEST: Nobody did.\n\nHOST: And why?\n\nGUEST: It rained.",
        "10:00 It began.\n\nThen it went on for long.\n\nIt rained.\n\nIt ended late.",
        "",
        "10.000 came.\n\n1.500 went.\n\n12.11.2024 was the day.\n\n19.000 stayed.",
        "金正恩指出：很好。\n\n普京强调：也好。\n\n会议认为：都好。\n\n专家表示：不好。",
        "Gen. Kim left.\n\nCol. Pak came.\n\nDr. Rhee slept.\n\nMr. Oh ate.",
    ],
    ids=["article", "conversation", "one mark", "nothing", "numbers", "sayings", "ranks"],
)
def test_other_texts_stay_whole(text: str) -> None:
    assert cut(text) == []


def test_two_items_of_a_page_are_not_one_subject(matching: Matching) -> None:
    matcher = matching("    same: paragraph\n    all: [{in: article, all: [north]}, russia]")
    apart = "1. North Korea held a parade.\n\n2. Rain fell.\n\n3. Russia raised its rates."
    together = "1. Rain fell.\n\n2. Snow fell.\n\n3. North Korea and Russia met."
    assert found(matcher, apart) == []
    assert found(matcher, together, title="The day in three points") == ["Russia"]
