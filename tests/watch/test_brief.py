"""The brief as a checklist: what answers a claim, and how much was found for it."""

from __future__ import annotations

from monitor.watch import Finding, Tally, checklist, load_watchlists
from tests.watch.conftest import WATCHLIST, Write

FOUND = [
    Finding("ties", "both-named", "a1", "north-times"),
    Finding("ties", "both-named", "a1", "north-times"),
    Finding("ties", "both-named", "a2", "south-times"),
    Finding("ties", "gone", "a3", "west-times"),
    Finding("gone", "both-named", "a4", "east-times"),
]


def test_each_claim_with_what_answers_it_and_what_was_found(write: Write) -> None:
    first, second = checklist(load_watchlists(write()), FOUND)
    assert (first.claim.id, first.answered, first.found) == ("1.1", True, Tally(2, 2, 2))
    (answer,) = first.answers
    assert (answer.watchlist_id, answer.indicator, answer.rules) == (
        "ties",
        "meet",
        ("both-named",),
    )
    assert answer.text == "They meet."
    assert (second.answered, second.answers, second.found) == (False, (), Tally(0, 0, 0))


def test_an_article_found_by_two_watchlists_is_two_hits(write: Write) -> None:
    folder = write()
    (folder / "more.yaml").write_text(WATCHLIST.replace("id: ties", "id: more"), "utf-8")
    found = [*FOUND, Finding("more", "both-named", "a1", "north-times")]
    first, _ = checklist(load_watchlists(folder), found)
    assert first.found == Tally(hits=3, articles=2, outlets=2)


def test_without_a_warehouse_nothing_is_counted(write: Write) -> None:
    first, _ = checklist(load_watchlists(write()), None)
    assert first.found is None
    assert first.answers[0].found is None


def test_a_paused_watchlist_or_an_indicator_without_rules_answers_nothing(write: Write) -> None:
    paused = WATCHLIST.replace("status: active", "status: paused")
    first, _ = checklist(load_watchlists(write(ties=paused)), None)
    assert first.answers[0].status == "paused"
    assert not first.answered
    trade = '  - id: trade\n    claims: ["1.2"]\n    text: They trade.\nrules:'
    more = WATCHLIST.replace('claims: ["1.1"]\nindicators', 'claims: ["1.1", "1.2"]\nindicators')
    _, second = checklist(load_watchlists(write(ties=more)), None)
    assert (second.answers[0].indicator, second.answered) == ("", False)
    _, second = checklist(load_watchlists(write(ties=more.replace("rules:", trade))), None)
    assert (second.answers[0].indicator, second.answered) == ("trade", False)
