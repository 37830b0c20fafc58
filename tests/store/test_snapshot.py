"""Asking the snapshot: read-only, shut off, and with errors a reader can use."""

from pathlib import Path

import pytest

from monitor.config import bundled
from monitor.errors import UsageError
from monitor.store.questions import questions
from monitor.store.snapshot import ask, last_good_run
from tests.store.desk import NOW, article, begun, harvest, match


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = begun(tmp_path_factory.mktemp("desk"))
    ledger.commit([harvest(article("a"), hits=[match("a")])], NOW)
    ledger.end(state="done", detail="", seconds=1)
    return ledger.warehouse.publish()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO article SELECT * FROM article",
        "UPDATE article SET url = ''",
        "DELETE FROM hit",
        "DROP VIEW articles",
        "CREATE TABLE mine AS SELECT 1 AS x",
        "ATTACH '{folder}/other.duckdb' AS other",
        "COPY articles TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "FROM read_csv('/etc/passwd')",
        "FROM read_text('{folder}/warehouse/run.json')",
        "FROM '{folder}/other.parquet'",
        "FROM read_parquet('http://127.0.0.1:9/x.parquet')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "RESET TimeZone",
        "PRAGMA threads = 64",
    ],
)
def test_what_is_no_question_is_refused(snapshot: Path, tmp_path: Path, sql: str) -> None:
    before = snapshot.read_bytes()
    with pytest.raises(UsageError):
        ask(snapshot, sql.format(folder=tmp_path))
    assert snapshot.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_in_utc(snapshot: Path) -> None:
    rows = ask(snapshot, "SELECT first_seen_at, CAST(first_seen_at AS VARCHAR) AS t FROM articles")
    assert rows.to_pylist() == [{"first_seen_at": NOW, "t": "2024-11-06 06:00:00+00"}]


def test_a_parameter_is_a_value_not_sql(snapshot: Path) -> None:
    rows = ask(snapshot, "SELECT $word AS word", {"word": "'; DROP TABLE article; --"})
    assert rows.to_pylist() == [{"word": "'; DROP TABLE article; --"}]


def test_a_mistake_says_what_is_near(snapshot: Path) -> None:
    with pytest.raises(UsageError, match="articles"):
        ask(snapshot, "FROM artikles")


def test_before_the_first_run_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="monitor run"):
        ask(tmp_path / "monitor.duckdb", "SELECT 1")
    assert last_good_run(tmp_path / "monitor.duckdb") is None


def test_the_last_good_run_is_known(snapshot: Path) -> None:
    assert last_good_run(snapshot) == NOW


@pytest.mark.parametrize("one", questions(bundled("warehouse/questions")), ids=lambda one: one.name)
def test_every_saved_question_has_an_answer(snapshot: Path, one) -> None:
    assert one.asks.endswith("?")
    assert ask(snapshot, one.sql, one.parameters).num_columns > 0
