"""The view ``coverage``: each entry once a day, whatever runs counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from monitor.model import Covered
from tests.store.desk import DAY, NOW, begun, fetch, harvest

HOUR = DAY / 24
# What a run met, as (fate, reason) → entries.
Met = dict[tuple[str, str], int]


def _day(folder: Path, runs: Sequence[dict[str, Met]], days: float = 0) -> list[tuple[Any, ...]]:
    """Each run an hour after the one before, with what each source's entries met; gives the view."""
    for number, sources in enumerate(runs):
        now = NOW + days * DAY + number * HOUR
        ledger = begun(folder, now)
        ledger.commit(
            [
                replace(
                    harvest(made=fetch(run=ledger.run_id, now=now, name=name)),
                    covered=tuple(Covered(fate, why, n) for (fate, why), n in met.items() if n),  # type: ignore[arg-type]
                )
                for name, met in sources.items()
            ],
            now,
        )
    with ledger.warehouse.session() as connection:
        return connection.execute(
            "SELECT source_id, fate, reason, entries FROM coverage"
            " WHERE day = (SELECT max(day) FROM coverage) ORDER BY ALL"
        ).fetchall()


def _one(folder: Path, *runs: Met) -> Met:
    return {(fate, why): n for _, fate, why, n in _day(folder, [{"gazette": one} for one in runs])}


def _sum(met: Met) -> int:
    return sum(met.values())


def test_a_feed_that_stands_still_is_counted_once(tmp_path: Path) -> None:
    article, known = ("article", ""), ("known", "")
    assert _one(tmp_path, {article: 6}, {known: 6}, {known: 6}) == {article: 6}


def test_the_sum_of_a_day_is_what_was_offered(tmp_path: Path) -> None:
    """Every mix of fates at first, then the same entries again in the next runs of the day."""
    kinds = (
        ("article", ""),
        ("partial", "robots"),
        ("edited", ""),
        ("known", ""),
        ("known", "other-source"),
        ("dropped", "duplicate"),
        ("dropped", "too-old"),
        ("dropped", "no-identity"),
    )
    first: dict[str, Met] = {}
    for number, there in enumerate(product((False, True), repeat=len(kinds))):
        found = (n for n in range(1, len(kinds) + 1))
        first[f"s{number}"] = {
            kind: n for kind, n, is_ in zip(kinds, found, there, strict=True) if is_
        }
    later: dict[str, Met] = {}
    for name, met in first.items():
        lost = {k: n for k, n in met.items() if k[0] == "dropped" and k[1] != "duplicate"}
        later[name] = lost | {("known", ""): _sum(met) - _sum(lost)}
    wanted = sorted((name, *kind, n) for name, met in first.items() for kind, n in met.items())
    assert _day(tmp_path, [first]) == wanted
    assert _day(tmp_path, [later, later], days=0.1) == wanted


def test_another_day_counts_anew(tmp_path: Path) -> None:
    _day(tmp_path, [{"gazette": {("article", ""): 6}}])
    again: list[dict[str, Met]] = [{"gazette": {("known", ""): 6}}] * 2
    assert _day(tmp_path, again, days=1) == [("gazette", "known", "", 6)]


def test_a_feed_that_rolls_on_has_as_many_as_were_met(tmp_path: Path) -> None:
    """Six entries at a time: two leave and two come, three times."""
    article, known = ("article", ""), ("known", "")
    runs = ({article: 2, known: 4}, {article: 2, known: 4}, {article: 2, known: 4})
    assert _one(tmp_path, *runs) == {article: 6, known: 4}


def test_what_was_known_and_then_edited_is_edited(tmp_path: Path) -> None:
    edited, known = ("edited", ""), ("known", "")
    runs = ({known: 6}, {known: 5, edited: 1}, {known: 6}, {known: 5, edited: 1})
    assert _one(tmp_path, *runs) == {known: 4, edited: 2}


def test_more_edits_than_were_known_take_nothing_else_away(tmp_path: Path) -> None:
    article, edited, known = ("article", ""), ("edited", ""), ("known", "")
    assert _one(tmp_path, {article: 3}, {known: 1, edited: 2}, {edited: 3}) == {
        article: 3,
        edited: 5,
    }
