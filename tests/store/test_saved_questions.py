"""What saved questions answer about stories and claims, on a story in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config import bundled
from monitor.model import Analysis, Figure, Joined
from monitor.store.questions import question
from monitor.store.snapshot import ask
from tests.store.desk import DAY, NOW, article, attribution, begun, harvest, match, member, source

DEAD = Figure("soldier", "", 10, 12, "about", "nis", "text", 0, 4, "Text", 0, 4)
HOUR = timedelta(hours=1)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """ "a" of a state's agency, copied by "b"; "c" and "d" in Russian; "e" alone, of a ministry."""
    ledger = begun(
        tmp_path,
        sources=[
            replace(source("gazette"), stance="state-media"),
            source("herald"),
            replace(source("ministry"), stance="government"),
        ],
    )
    articles = [
        article("a"),
        article("b", source="herald"),
        replace(article("c", source="herald"), language="ru", published_at=NOW + 5 * HOUR),
        replace(article("d"), language="ru", published_at=None),
        article("e", source="ministry", now=NOW - 40 * DAY),
    ]
    # Seen late, so that what counts is when it was published.
    articles = [replace(one, first_seen_at=one.first_seen_at + 9 * HOUR) for one in articles]
    ledger.commit([harvest(*articles, hits=[match(one.id) for one in articles])], NOW)
    figures = {
        "a": (DEAD, replace(DEAD, low=30, high=30, origin="")),
        "b": (replace(DEAD, high=900),),
        "e": (replace(DEAD, low=1),),
    }
    members = (
        member("a"),
        member("b", "s-a", like="a", copy=True),
        *(member("c", "s-a", like="a"), member("d", "s-a", like="a"), member("e")),
    )
    read = [
        (one, Analysis(one.id, 1, (), (attribution("nis", "NIS"),), figures.get(one.id, ())))
        for one in articles
    ]
    ledger.analyse(read, Joined(members), NOW)
    return ledger.warehouse.publish()


def answers(snapshot: Path, name: str, **values: str) -> list[dict[str, Any]]:
    saved = question(bundled("warehouse") / "questions", name)
    found: list[dict[str, Any]] = ask(
        snapshot, saved.sql, {**saved.parameters, **values}
    ).to_pylist()
    return found


def test_the_range_of_a_month_leaves_copies_out(snapshot: Path) -> None:
    keys = ("thing", "month", "low", "high", "figures", "origins", "outlets")
    assert [tuple(one[key] for key in keys) for one in answers(snapshot, "claims")] == [
        ("soldier", "2024-11", 10, 30, 2, 1, ["Gazette"]),
        ("soldier", "2024-09", 1, 12, 1, 1, ["Ministry"]),
    ]
    assert answers(snapshot, "claims", watchlist="sanctions") == []
    assert len(answers(snapshot, "claims", watchlist="troops")) == 2


def test_who_really_says_it(snapshot: Path) -> None:
    (row,) = answers(snapshot, "origins")
    assert row["name"] == "NIS"
    assert (row["stories"], row["alone"], row["articles"]) == (2, 2, 4)


def test_an_echo_comes_hours_later_in_another_language(snapshot: Path) -> None:
    (row,) = answers(snapshot, "echo")
    assert (row["began_in"], row["language"], row["hours_later"]) == ("en", "ru", 5.0)
    assert (row["headline"], row["outlet"], row["articles"]) == ("Title of a", "Herald", 2)


def test_what_only_those_who_speak_for_a_state_tell(snapshot: Path) -> None:
    assert [one["headline"] for one in answers(snapshot, "state-media-only")] == ["Title of e"]
