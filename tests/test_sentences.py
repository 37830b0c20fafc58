"""Sentences are cut right in nine languages, and only those of an article's own prose."""

from __future__ import annotations

import re

import pytest

from monitor.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Lee met Gen. Kim on Jan. 5.", "They ate."],
        ["The U.S. Treasury spoke.", "Nobody listened."],
        ["It rose 2.5 per cent.", "It fell."],
        ["'Why?' he asked.", "She left."],
        ["Он родился в г. Курск в 1980 г. и жил там.", "Потом уехал."],
        ["Прибыло 10 тыс. солдат.", "Всё."],
        ["Прибуло 10 тис. солдатів.", "Усе."],
        ["В. Путин приехал.", "Ким ждал."],
        ["국정원이 밝혔다.", "확인은 없었다."],
        ["2024. 11. 5. 발표했다.", "끝이다."],
        ["Am 19. Juni kam er z. B. nach Wonsan.", "Er blieb."],
        ["M. Poutine est venu.", "Il est parti."],
        ["El Sr. Putin llegó a EE.UU. en 2024.", "Se fue."],
    ],
)
def test_sentences_with_spaces(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[one.start : one.end] for one in sentences(text)] == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["朝鲜派兵。", "俄方否认！", "真的吗？"],
        ["北朝鮮が発表した。", "「支持する。必ず勝つ。」と述べた。", "会談は終わった。"],
        ["他说：“不会。”", "会议结束。"],
    ],
)
def test_sentences_without_spaces(parts: list[str]) -> None:
    text = "".join(parts)
    assert [text[one.start : one.end] for one in sentences(text)] == parts


def test_paragraphs_and_wrapped_lines() -> None:
    wrapped = (
        "North Korea has sent more soldiers than was\nknown until now, and Russia pays them\nwell."
    )
    text = f"{wrapped}\n\nA second paragraph. It has two sentences."
    assert [one.paragraph for one in sentences(text)] == [0, 1, 1]
    lines = "One line is one paragraph.\nAnother line is another."
    assert [one.paragraph for one in sentences(lines)] == [0, 1]


def test_menus_and_labels_are_no_prose() -> None:
    text = (
        "Home | World | Russia\n\nIt rained in Seoul.\n\n"
        "North Korean troops in Russia: what we know\n\n"
        "Snow fell later. Most read: Kim in Kursk. Recipes of the week."
    )
    label = re.compile("most read:", re.IGNORECASE)
    kept = [text[one.start : one.end] for one in sentences(text, label)]
    assert kept == ["It rained in Seoul.", "Snow fell later."]


def test_a_text_without_full_stops_is_prose_when_it_is_all_there_is() -> None:
    assert len(sentences("North Korea and Russia sign a treaty")) == 1
    assert len(sentences("Солдаты КНДР в Курске\n\nподробности позже")) == 2
    assert sentences("") == sentences(" \n ") == ()
