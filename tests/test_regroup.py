"""What a person decided stays: through later runs, a re-match, and the next decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import claims
from monitor.analyse import analyse
from monitor.config import bundled
from monitor.errors import LockHeld, UsageError
from monitor.lock import run_lock
from monitor.regroup import Regrouped, join, split
from monitor.rematch import rematch
from monitor.store.ledger import Ledger
from monitor.store.snapshot import ask
from monitor.watch import load_watchlists
from tests.store.desk import DAY, NOW, begun
from tests.test_analyse import REPORT, store, stories

WATCHLISTS = bundled("watchlists")
OTHER = "Rain fell all day on the harbour, and nobody was seen there before noon. " * 4


@pytest.fixture(autouse=True)
def _claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "read", lambda *_: ((), ()))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """The stories a, b, c and d, e."""
    made = begun(tmp_path)
    store(made, *"abc", text=REPORT)
    store(made, *"de", text=OTHER)
    analyse(made, WATCHLISTS, NOW)
    assert stories(made) == {"a": "s-a", "b": "s-a", "c": "s-a", "d": "s-d", "e": "s-d"}
    return made


@pytest.fixture
def folder(ledger: Ledger) -> Path:
    return ledger.warehouse.folder


def test_articles_leave_a_story(ledger: Ledger, folder: Path) -> None:
    assert split(folder, "a", ["c", "b"], NOW) == Regrouped("s-b", ("b", "c"), ("s-a",))
    assert {name: stories(ledger)[name] for name in "abc"} == {"a": "s-a", "b": "s-b", "c": "s-b"}
    shown = ask(folder / "monitor.duckdb", "SELECT count(*) AS n FROM stories").to_pylist()
    assert shown == [{"n": 3}]


def test_where_the_first_article_leaves_the_story_keeps_its_id(
    ledger: Ledger, folder: Path
) -> None:
    assert split(folder, "s-a", ["a"], NOW).story_id == "s-a-2"
    assert stories(ledger)["a"] == "s-a-2"
    join(folder, "s-a", ["s-a-2"], NOW)
    # It is free again.
    assert split(folder, "s-a", ["a", "b"], NOW).story_id == "s-a-2"
    assert split(folder, "s-a-2", ["a"], NOW).story_id == "s-a-3"


def test_stories_are_joined(ledger: Ledger, folder: Path) -> None:
    split(folder, "s-a", ["c"], NOW)
    done = join(folder, "s-a", ["e", "c", "s-d"], NOW)
    assert done == Regrouped("s-a", ("d", "e", "c"), ("s-d", "s-c"))
    assert set(stories(ledger).values()) == {"s-a"}


def test_moves_stay_through_later_runs(tmp_path: Path, ledger: Ledger, folder: Path) -> None:
    split(folder, "s-a", ["b", "c"], NOW)
    join(folder, "s-d", ["s-b"], NOW)
    join(folder, "s-d", ["s-a"], NOW)
    moved = stories(ledger)
    ledger = begun(tmp_path, NOW + DAY)
    # An edit of a moved article, and a copy, which joins what it resembles where that is now.
    store(ledger, "b", days=1, version=2, text=REPORT.replace("Monday", "Tuesday"))
    store(ledger, "f", days=1, text=REPORT)
    assert analyse(ledger, WATCHLISTS, NOW + DAY) == 2
    assert stories(ledger) == moved | {"f": "s-d"}


def test_moves_stay_through_a_rematch(ledger: Ledger, folder: Path) -> None:
    split(folder, "s-a", ["b"], NOW)
    moved = stories(ledger)
    done = rematch(folder, load_watchlists(WATCHLISTS), now=NOW + DAY, everything=True)
    assert done.hits
    assert stories(ledger) == moved


@pytest.mark.parametrize(
    ("articles", "what", "mend"),
    [
        (["a", "b", "c"], "nothing would be left of s-a", "name fewer"),
        (["d"], "s-a: no article 'd'", "its articles are a, b, c"),
        ([""], "no article ''", "its articles are"),
    ],
)
def test_what_cannot_be_split_is_left_as_it_was(
    ledger: Ledger, folder: Path, articles: list[str], what: str, mend: str
) -> None:
    before = stories(ledger)
    with pytest.raises(UsageError, match=what) as refused:
        split(folder, "s-a", articles, NOW)
    assert mend in refused.value.mend
    assert stories(ledger) == before
    assert not (folder / "monitor.duckdb").exists()


def test_a_name_must_mean_one_story(folder: Path) -> None:
    with pytest.raises(UsageError, match="begins the ids of 2 stories: s-a, s-d"):
        join(folder, "s-", ["s-d"], NOW)
    with pytest.raises(UsageError, match="no story and no article has the id 'x'"):
        join(folder, "s-a", ["x"], NOW)
    with pytest.raises(UsageError, match="joined to itself"):
        join(folder, "s-a", ["s-d", "b"], NOW)


def test_nothing_is_decided_while_a_run_is_at_work(ledger: Ledger, folder: Path) -> None:
    before = stories(ledger)
    with run_lock(folder, NOW), pytest.raises(LockHeld) as held:
        split(folder, "s-a", ["b"], NOW)
    assert held.value.exit_code == 3
    assert stories(ledger) == before
