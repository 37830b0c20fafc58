"""Which language a text is in."""

from __future__ import annotations

import pytest

from monitor.extract import detect_language
from monitor.extract.language import choose_language
from tests.extract.pages import BODY


@pytest.mark.parametrize("lang", sorted(BODY))
def test_whole_texts(lang: str) -> None:
    assert detect_language("\n\n".join(BODY[lang])) == lang[:2]


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("김정은, 러시아 방문", "ko"),
        ("한미일 정상 KADIZ 논의", "ko"),
        ("北 미사일 발사 징후 포착", "ko"),
        ("ロシアの貨物列車が国境へ", "ja"),
        ("朝鲜向俄罗斯派兵", "zh"),
        ("В Україні фіксують нові ешелони", "uk"),
        ("Вагоны с боеприпасами вышли на рассвете", "ru"),
        ("Cargo trains cross the bridge at night without inspection", "en"),
        ("Güterzüge überqueren nachts die Brücke ohne jede Kontrolle", "de"),
    ],
)
def test_titles(title: str, lang: str) -> None:
    assert detect_language(title) == lang


@pytest.mark.parametrize("text", ["", "   ", "OK", "1234 5678 / 90 %", "—"])
def test_too_little_to_say(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("of", "declared", "chosen"),
    [
        ("en", ("en-US",), "en"),
        ("en", (None, "", "EN_gb"), "en"),
        ("ko", ("en",), "ko"),
        ("en", ("ko",), "en"),
        ("en", ("ru", "fr"), "fr"),
        ("ko", ("kr",), "ko"),
        ("uk", ("ru",), "uk"),
        ("ru", ("uk",), "ru"),
        ("zh", ("ja",), "zh"),
        ("ja", ("zh-CN",), "ja"),
        ("en", ("und",), "en"),
        ("en", ("?!",), "en"),
    ],
)
def test_what_is_declared_wins_unless_the_script_says_otherwise(
    of: str, declared: tuple[str | None, ...], chosen: str
) -> None:
    assert choose_language("\n\n".join(BODY[of]), *declared) == chosen
