"""Counting right and wrong decisions."""

from __future__ import annotations

import json

from monitor.watch import Matcher, evaluate, load_watchlists
from tests.watch.conftest import Write


def test_figures(write: Write) -> None:
    matcher = Matcher(load_watchlists(write()))
    hit, miss = "North Korea met Russia.", "It rained."
    rows = [
        {"id": "1", "lang": "en", "title": "", "text": hit, "labels": ["ties"], "also": []},
        {"id": "2", "lang": "en", "title": "", "text": hit, "labels": [], "also": []},
        {"id": "3", "lang": "ko", "title": "", "text": miss, "labels": ["ties"], "hard": "no"},
        {"id": "4", "lang": "ko", "title": "", "text": hit, "labels": [], "also": ["ties"]},
        {"id": "5", "lang": "ko", "title": "", "text": miss, "labels": [], "also": ["ties"]},
    ]
    result = evaluate(matcher, rows)
    score = result.watchlists["ties"]
    assert (score.tp, score.fp, score.fn) == (1, 1, 1)
    assert score.precision == score.recall == score.f1 == result.macro_f1 == 0.5
    assert result.micro == result.relevance == score
    assert result.languages["ko"].fn == 1
    assert [one.article_id for one in result.false_positives] == ["2"]
    assert [one.note for one in result.false_negatives] == ["no"]
    told = json.loads(result.to_json())
    assert told["articles"] == 5
    assert told["watchlists"]["ties"]["f1"] == 0.5


def test_nothing_to_count(write: Write) -> None:
    result = evaluate(Matcher(load_watchlists(write())), [])
    assert result.macro_f1 == result.micro.f1 == result.relevance.precision == 0.0
