"""The watchlists that ship with the project hold what they promise."""

from __future__ import annotations

from pathlib import Path

from monitor.watch import check, load_watchlists

WATCHLISTS = Path(__file__).parents[2] / "watchlists"


def test_all_examples_hold() -> None:
    assert [str(problem) for problem in check(WATCHLISTS)] == []


def test_every_claim_of_the_brief_is_answered_or_is_background() -> None:
    watchlists = load_watchlists(WATCHLISTS)
    answered = {claim.id for one in watchlists.watchlists for claim in one.claims}
    assert set(watchlists.claims) == answered
