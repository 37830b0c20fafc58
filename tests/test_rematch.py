"""The past is read again for the watchlists that changed, and for no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.pipeline import begin
from monitor.rematch import Rematched, rematch
from monitor.store.ledger import Ledger
from monitor.watch import Matcher, Watchlists, load_watchlists
from tests.store.desk import DAY, NOW, article, harvest, warehouse
from tests.watch.conftest import BRIEF, SHARED, VOCABULARY, WATCHLIST

TRADE = WATCHLIST.replace("id: ties", "id: trade").replace(
    "use: together", "all: [north, {words: [trade*]}]"
)
TEXTS = {
    "a": "North Korea met Russia in the spring.",
    "b": "North Korea traded with nobody at all.",
    "c": "Rain fell on the harbour of Busan.",
}


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "watchlists"
    (folder / "vocabulary").mkdir(parents=True)
    for name, text in (("brief", BRIEF), ("shared", SHARED), ("ties", WATCHLIST)):
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "vocabulary" / "words.yaml").write_text(VOCABULARY, "utf-8")
    return folder


@pytest.fixture
def past(tmp_path: Path, lists: Path) -> Ledger:
    """A warehouse in which a run has stored three articles."""
    run(tmp_path, load_watchlists(lists), 0)
    return Ledger(warehouse(tmp_path))


def run(folder: Path, watchlists: Watchlists, day: int) -> None:
    ledger = Ledger(warehouse(folder))
    now = NOW + day * DAY
    begin(ledger, watchlists, (), now)
    found = [
        replace(article(f"{name}{day}", text=text, now=now), title="News")
        for name, text in TEXTS.items()
    ]
    hits = [hit for one in found for hit in Matcher(watchlists).match(one.id, one.title, one.text)]
    ledger.commit([harvest(*found, hits=hits)], now)


def again(folder: Path, lists: Path, hours: int, *, everything: bool = False) -> Rematched:
    now = NOW + timedelta(hours=hours)
    return rematch(folder / "warehouse", load_watchlists(lists), now=now, everything=everything)


def hits(ledger: Ledger) -> list[tuple[str, str, bool]]:
    with ledger.warehouse.session() as connection:
        return connection.execute(
            "SELECT article_id, watchlist_id, look_back FROM hits ORDER BY ALL"
        ).fetchall()


def test_nothing_is_read_where_nothing_changed(tmp_path: Path, past: Ledger, lists: Path) -> None:
    assert again(tmp_path, lists, 1) == Rematched(())
    assert again(tmp_path, lists, 2, everything=True) == Rematched(("ties",), 3, 1)
    assert [one[:2] for one in hits(past)] == [("a0", "ties")]


def test_a_new_watchlist_is_the_only_one_read(tmp_path: Path, past: Ledger, lists: Path) -> None:
    (lists / "trade.yaml").write_text(TRADE, "utf-8")
    assert again(tmp_path, lists, 1) == Rematched(("trade",), 3, 1)
    assert [one[:2] for one in hits(past)] == [("a0", "ties"), ("b0", "trade")]
    assert again(tmp_path, lists, 2) == Rematched(())


def test_a_changed_rule_or_name_is_read_again(tmp_path: Path, past: Ledger, lists: Path) -> None:
    ties = lists / "ties.yaml"
    ties.write_text(WATCHLIST.replace("use: together", "words: [harbour]"), "utf-8")
    assert again(tmp_path, lists, 1) == Rematched(("ties",), 3, 1)
    assert [one[:2] for one in hits(past)] == [("c0", "ties")]
    ties.write_text(WATCHLIST, "utf-8")
    words = lists / "vocabulary" / "words.yaml"
    words.write_text(VOCABULARY.replace("Russia*", "Busan"), "utf-8")
    assert again(tmp_path, lists, 2) == Rematched(("ties",), 3, 0)
    assert hits(past) == []


@pytest.mark.usefixtures("past")
def test_examples_titles_and_other_names_change_nothing(tmp_path: Path, lists: Path) -> None:
    ties = WATCHLIST.replace("Nobody met anybody", "It rained").replace("title: Ties", "title: X")
    (lists / "ties.yaml").write_text(ties, "utf-8")
    words = VOCABULARY.replace("[pact, treaty]", "[pact, treaty, accord]")
    (lists / "vocabulary" / "words.yaml").write_text(words, "utf-8")
    assert again(tmp_path, lists, 1) == Rematched(())


def test_a_run_with_the_new_rules_leaves_the_past_to_be_read(
    tmp_path: Path, past: Ledger, lists: Path
) -> None:
    (lists / "trade.yaml").write_text(TRADE, "utf-8")
    run(tmp_path, load_watchlists(lists), 1)
    assert again(tmp_path, lists, 30) == Rematched(("trade",), 6, 2)
    assert ("b0", "trade", False) in hits(past)


def test_the_hits_of_a_watchlist_that_is_gone_no_longer_stand(
    tmp_path: Path, past: Ledger, lists: Path
) -> None:
    (lists / "ties.yaml").rename(lists / "trade.yaml")
    (lists / "trade.yaml").write_text(TRADE, "utf-8")
    assert again(tmp_path, lists, 1).watchlists == ("ties", "trade")
    assert [one[:2] for one in hits(past)] == [("b0", "trade")]


def test_an_edit_that_is_undone_brings_its_hits_back(
    tmp_path: Path, past: Ledger, lists: Path
) -> None:
    ties = lists / "ties.yaml"
    ties.write_text(WATCHLIST.replace("use: together", "words: [harbour]"), "utf-8")
    assert again(tmp_path, lists, 1).hits == 1
    ties.write_text(WATCHLIST, "utf-8")
    assert again(tmp_path, lists, 2) == Rematched(("ties",), 3, 1)
    assert [one[:2] for one in hits(past)] == [("a0", "ties")]
    assert again(tmp_path, lists, 3) == Rematched(())


def test_a_renamed_rule_is_read_again(tmp_path: Path, past: Ledger, lists: Path) -> None:
    (lists / "ties.yaml").write_text(WATCHLIST.replace("id: both-named", "id: pair"), "utf-8")
    assert again(tmp_path, lists, 1) == Rematched(("ties",), 3, 1)
    with past.warehouse.session() as connection:
        assert connection.execute("SELECT DISTINCT rule FROM evidences").fetchall() == [("pair",)]


def test_a_past_read_with_the_same_files_is_not_read_again(
    tmp_path: Path, past: Ledger, lists: Path
) -> None:
    with past.warehouse.session() as connection:  # as older programs wrote it
        connection.execute("UPDATE watchlist SET checksum = NULL")
    assert again(tmp_path, lists, 1) == Rematched(())


def test_what_a_later_run_finds_stands(tmp_path: Path, past: Ledger, lists: Path) -> None:
    (lists / "trade.yaml").write_text(TRADE, "utf-8")
    again(tmp_path, lists, 1)
    (lists / "trade.yaml").write_text(TRADE.replace("title: Ties", "title: Trade"), "utf-8")
    run(tmp_path, load_watchlists(lists), 1)
    assert {"a0", "a1", "b0", "b1"} == {one[0] for one in hits(past)}
