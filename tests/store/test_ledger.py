"""What a run writes: whole or not at all, once, and only by the newest run."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import LockHeld
from monitor.model import (
    Delivery,
    DeliveryState,
    Failure,
    Joined,
    Outcome,
    Reason,
    Validators,
)
from monitor.store.holdings import StoredDigest
from monitor.store.ledger import Ledger
from tests.store.desk import (
    DAY,
    NOW,
    article,
    begun,
    count,
    fetch,
    harvest,
    match,
    program,
    source,
    warehouse,
)

TABLES = ("article", "article_version", "entry", "hit", "fetch_attempt", "failure")


def test_a_harvest_is_stored_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    failure = Failure("extract", "https://gazette.example/2", Reason.NO_TEXT, "No text.")
    brought = harvest(article("a"), article("b"), hits=[match("a")])
    ledger.commit([replace(brought, failures=(failure,))], NOW)
    assert [count(ledger, table) for table in TABLES] == [2, 2, 2, 1, 1, 1]


def test_a_harvest_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    validators = Validators(etag='"2"')
    whole = harvest(article("a"), made=fetch(validators=validators))
    stray = harvest(article("b"), hits=[match("an article that did not come")])
    with pytest.raises(KeyError):
        ledger.commit([whole, stray], NOW)
    assert [count(ledger, table) for table in TABLES] == [0] * len(TABLES)
    assert ledger.source_states() == {}


def test_a_process_killed_before_its_commit_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal\n"
        "ledger = begun(Path(sys.argv[1]))\n"
        "ledger.commit([harvest(article('kept'))], NOW)\n"
        "def seen():\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "    yield\n"
        "one = harvest(article('lost'))\n"
        "ledger.commit([Harvest(one.source, one.fetch, one.articles, failures=seen())], NOW)\n"
    )
    ended = subprocess.run(program(code, tmp_path), capture_output=True, text=True, check=False)
    assert ended.returncode < 0, ended.stderr
    assert list(Ledger(warehouse(tmp_path)).known(["kept", "lost"]).articles) == ["kept"]


def test_a_repeat_adds_nothing_but_the_attempt(tmp_path: Path) -> None:
    brought = harvest(article("a"), hits=[match("a")])
    for number in range(3):
        ledger = begun(tmp_path, NOW)
        ledger.commit([brought], NOW + number * DAY)
    assert [count(ledger, table) for table in TABLES] == [1, 1, 1, 1, 3, 0]
    assert ledger.known(["a"]).articles["a"].first_seen_at == NOW


def test_what_is_known_is_the_newest_version_and_every_entry(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.commit([harvest(article("a"), article("b"))], NOW)
    ledger.commit([harvest(article("a", version=2, text="Edited."))], NOW + DAY)
    known = ledger.known(["a", "b", "never seen"]).articles
    assert set(known) == {"a", "b"}
    assert (known["a"].version, known["b"].version) == (2, 1)
    assert known["a"].entries == {"a-1", "a-2"}
    assert known["a"].title == "Title of a"
    assert known["a"].first_seen_at == NOW


@pytest.mark.parametrize("bad", [Outcome.FAILED_SOFT, Outcome.FAILED_HARD, Outcome.REFUSED])
def test_validators_come_from_the_last_attempt_that_was_answered(
    tmp_path: Path, bad: Outcome
) -> None:
    ledger = begun(tmp_path)
    first, second = Validators(etag='"1"'), Validators("2", "Wed, 06 Nov 2024", "ab")
    for made in (
        fetch(validators=first),
        fetch(Outcome.DEGRADED, validators=second),
        fetch(bad, validators=Validators(etag="never")),
    ):
        ledger.commit([harvest(made=made)], NOW)
    assert ledger.source_states()["gazette"].validators == second


def test_only_the_newest_run_may_write(tmp_path: Path) -> None:
    older, newer = begun(tmp_path), begun(tmp_path)
    brought = harvest(article("a"))
    for write in (
        lambda: older.commit([brought], NOW),
        lambda: older.analyse([], Joined(()), NOW),
        lambda: older.end(state="done", detail="", seconds=1.0),
        lambda: older.rematch([], NOW, told_until=None),
        lambda: older.reserve(
            StoredDigest("d", NOW, "{}"), since=None, findings=[], deliveries=[], now=NOW
        ),
    ):
        with pytest.raises(LockHeld, match="newer run"):
            write()
    newer.commit([brought], NOW)
    assert count(newer, "article") == 1
    assert count(newer, "digest") == 0


def test_runs_of_one_second_have_different_ids(tmp_path: Path) -> None:
    assert [begun(tmp_path).run_id for _ in range(3)] == [
        "20241106T060000Z",
        "20241106T060000Z-2",
        "20241106T060000Z-3",
    ]


def test_a_run_that_never_ended_is_unfinished(tmp_path: Path) -> None:
    begun(tmp_path)
    ledger = begun(tmp_path, NOW + DAY)
    ledger.end(state="done", detail="all well", seconds=90)
    with ledger.warehouse.session() as connection:
        rows = connection.execute(
            "SELECT state, detail, finished_at - started_at = INTERVAL 90 SECONDS FROM runs"
            " ORDER BY started_at"
        ).fetchall()
    assert rows == [("unfinished", "", None), ("done", "all well", True)]


def test_health_over_a_history(tmp_path: Path) -> None:
    sources = [source(name) for name in ("steady", "broken", "mended", "odd", "never", "unasked")]
    ledger = begun(tmp_path, sources=sources)
    ok, unchanged, degraded = Outcome.OK, Outcome.UNCHANGED, Outcome.DEGRADED
    soft, hard = Outcome.FAILED_SOFT, Outcome.FAILED_HARD
    history = {
        "steady": [ok, unchanged, unchanged, unchanged],
        "broken": [ok, ok, soft, hard],
        "mended": [soft, soft, soft, ok],
        "odd": [ok, degraded, unchanged, unchanged],
        "never": [hard, soft, hard, soft],
    }
    for name, outcomes in history.items():
        for day, outcome in enumerate(outcomes):
            now = NOW + day * DAY
            made = fetch(outcome, now=now, name=name, detail=f"{outcome} on {day}")
            ledger.commit([harvest(made=made)], now)
    health = {one.source_id: one for one in ledger.health(sources)}
    assert {
        name: (one.outcome, one.detail, one.last_ok_at, one.failing_since)
        for name, one in health.items()
    } == {
        "steady": (ok, "ok on 0", NOW + 3 * DAY, None),
        "broken": (hard, "failed_hard on 3", NOW + DAY, NOW + 2 * DAY),
        "mended": (ok, "ok on 3", NOW + 3 * DAY, None),
        "odd": (degraded, "degraded on 1", NOW + 3 * DAY, None),
        "never": (soft, "failed_soft on 3", None, NOW),
    }


def told(ledger: Ledger, name: str) -> None:
    ledger.reserve(
        StoredDigest(name, NOW, "{}"),
        since=None,
        findings=ledger.untold(),
        deliveries=[Delivery(name, "file", "x", DeliveryState.RESERVED, NOW)],
        now=NOW,
    )


def test_a_rematch_replaces_what_it_did_not_find_again(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    a, b = article("a"), article("b")
    ledger.commit([harvest(a, b, hits=[match("a"), match("b")])], NOW)
    ledger.rematch([(a, [match("a", version="v2")]), (b, [])], NOW + DAY, told_until=NOW)
    ledger.finish_rematch("v2", {"troops": "c2"}, articles=2, hits=1, now=NOW + DAY)
    with ledger.warehouse.session() as connection:
        rows = connection.execute("SELECT article_id, watchlist_version, look_back FROM hits")
        assert rows.fetchall() == [("a", "v2", True)]


def test_a_rematch_of_one_watchlist_leaves_the_others_alone(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    one = article("a")
    ledger.commit([harvest(one, hits=[match("a"), match("a", "trade")])], NOW)
    ledger.finish_rematch("v2", {"troops": "c2"}, articles=1, hits=0, now=NOW + DAY)
    assert [found.match.watchlist_id for found in ledger.untold()] == ["trade"]


def test_what_no_digest_could_tell_stays_news_after_a_rematch(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    one = article("a")
    ledger.commit([harvest(one, hits=[match("a")])], NOW)
    found = [(one, [match("a", version="v2")])]
    ledger.rematch(found, NOW + DAY, told_until=one.first_seen_at - DAY)
    ledger.finish_rematch("v2", {"troops": "c2"}, articles=1, hits=1, now=NOW + DAY)
    assert [finding.look_back for finding in ledger.untold()] == [False]


def test_a_hit_that_an_edit_took_away_no_longer_stands(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    one = article("a")
    ledger.commit([harvest(one, hits=[match("a")])], NOW)
    assert len(ledger.untold()) == 1
    ledger.commit([harvest(replace(one, version=2, text="About ferries."))], NOW + DAY)
    assert ledger.untold() == []


def test_the_state_of_a_copy_is_its_last_row(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    told(ledger, "one")
    for state in (DeliveryState.SENDING, DeliveryState.WAITING, DeliveryState.SENT):
        # All at one instant, as in a run whose clock stands still.
        ledger.record(Delivery("one", "file", "x", state, NOW))
    assert ledger.copies(DeliveryState.RESERVED, DeliveryState.WAITING) == []
    assert [one.last.state for one in ledger.copies(DeliveryState.SENT)] == [DeliveryState.SENT]


def test_every_article_comes_by_once(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    names = [f"{number:03}" for number in range(25)]
    # One by one: within one insert DuckDB stores rows in any order, and the batches go by storage.
    for name in names:
        ledger.commit([harvest(article(name))], NOW)
    ledger.commit([harvest(article("007", version=2))], NOW)
    batches = list(ledger.articles(batch=10))
    assert [len(batch) for batch in batches] == [9, 10, 6]
    assert sorted(one.id for batch in batches for one in batch) == names
    assert {one.version for batch in batches for one in batch if one.id == "007"} == {2}
