"""What the watchlists reach on the labelled articles of the gate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from monitor.config import bundled
from monitor.demo import labelled, load_web
from monitor.watch import Evaluation, Matcher, evaluate, load_watchlists
from tests.gate.stories import Row, story_figures

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"
EVENTS = ("events-1", "events-2")


def held_back() -> list[Row]:
    """Articles whose text nobody reads who writes rules or names."""
    return [*_lines("relevant"), *_lines("traps")]


def seen() -> list[Row]:
    """Articles that the rules were written with: those for it, and the sample web."""
    return [*_lines("seen"), *labelled(load_web())]


def articles() -> list[Row]:
    """All labelled articles."""
    return [*held_back(), *seen()]


def figures() -> dict[str, float]:
    """The figures that have floors, 0 to 1."""
    matcher = Matcher(load_watchlists(bundled("watchlists")))
    found: dict[str, float] = {}
    for name, rows in (("held back", held_back()), ("seen", seen())):
        result = evaluate(matcher, rows)
        found |= {f"{name}: {figure}": value for figure, value in _whole(result).items()}
    every = evaluate(matcher, articles())
    found |= {f"theme {name}": score.f1 for name, score in every.watchlists.items()}
    found |= {f"language {name}": score.f1 for name, score in every.languages.items()}
    found |= story_figures([*_lines("relevant"), *_lines("seen"), *_lines("traps")])
    for name in EVENTS:
        # One event can have two keys in two sets, so each is measured for itself.
        found |= {
            f"{name} {figure}": value for figure, value in story_figures(_lines(name)).items()
        }
    return {name: round(value, 4) for name, value in found.items()}


def _whole(result: Evaluation) -> dict[str, float]:
    return {
        "macro F1": result.macro_f1,
        "micro precision": result.micro.precision,
        "micro recall": result.micro.recall,
        "relevance precision": result.relevance.precision,
        "relevance recall": result.relevance.recall,
    }


def _lines(name: str) -> Sequence[Row]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
