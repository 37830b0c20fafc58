"""The source list that ships: whole, wide and explained."""

from __future__ import annotations

from collections import Counter

from monitor.config import bundled, load_sources
from monitor.sources import KINDS

SOURCES = load_sources(bundled("sources.yaml"), KINDS)


def test_every_source_says_what_it_is_and_why_it_is_in() -> None:
    assert len(SOURCES) >= 100
    assert [one.id for one in SOURCES if not (one.note and one.folder)] == []
    assert [one.id for one in SOURCES if not one.language] == ["gdelt"]
    assert sum(one.country is None for one in SOURCES) < 8


def test_no_side_and_no_language_of_the_brief_is_left_out() -> None:
    countries = Counter(one.country for one in SOURCES)
    languages = Counter(one.language for one in SOURCES)
    stances = Counter(one.stance for one in SOURCES)
    assert all(countries[code] >= 2 for code in ("KP", "KR", "RU", "UA", "JP", "CN", "TW", "US"))
    assert all(languages[code] >= 4 for code in ("en", "ko", "ru", "uk", "ja", "zh"))
    assert all(
        stances[voice] >= 10
        for voice in ("agency", "state-media", "government", "think-tank", "independent")
    )
