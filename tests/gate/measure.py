"""What the watchlists reach on the labelled articles of the gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.config import bundled
from monitor.demo import labelled, load_web
from monitor.watch import Matcher, evaluate, load_watchlists

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"


def articles() -> list[Mapping[str, Any]]:
    """All labelled articles: those written for the gate, then those of the sample web."""
    lines = [
        json.loads(line)
        for name in ("relevant.jsonl", "traps.jsonl")
        for line in (FOLDER / name).read_text("utf-8").splitlines()
    ]
    return [*lines, *labelled(load_web())]


def figures() -> dict[str, float]:
    """The figures that have floors, 0 to 1."""
    result = evaluate(Matcher(load_watchlists(bundled("watchlists"))), articles())
    themes = {f"theme {name}": score.f1 for name, score in result.watchlists.items()}
    languages = {f"language {name}": score.f1 for name, score in result.languages.items()}
    whole = {
        "macro F1": result.macro_f1,
        "micro precision": result.micro.precision,
        "relevance precision": result.relevance.precision,
        "relevance recall": result.relevance.recall,
    }
    return {name: round(value, 4) for name, value in (whole | themes | languages).items()}
