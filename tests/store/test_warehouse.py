"""The live file: made from nothing, held for moments, copied while others read."""

import contextlib
import subprocess
from pathlib import Path

import duckdb
import pytest

from monitor.config import bundled
from monitor.errors import NotCommitted, UsageError
from monitor.store.ledger import Ledger
from monitor.store.snapshot import ask
from monitor.store.warehouse import Warehouse
from tests.store.desk import NOW, article, begun, harvest, program, warehouse


def test_an_empty_folder_is_brought_to_the_newest_version(tmp_path: Path) -> None:
    found = warehouse(tmp_path)
    with found.session() as connection:
        versions = connection.execute("SELECT version FROM schema_version ORDER BY 1").fetchall()
    steps = sorted((bundled("warehouse") / "migrations").glob("*.sql"))
    assert versions == [(int(step.name[:4]),) for step in steps]
    assert found.folder.stat().st_mode & 0o777 == 0o700
    with warehouse(tmp_path).session() as connection:
        assert len(connection.execute("FROM schema_version").fetchall()) == len(steps)


def sql(folder: Path, **files: str) -> Path:
    """A folder of SQL: ``m_0001=…`` is a migration, ``v_x=…`` a view."""
    for name, text in files.items():
        kind, _, stem = name.partition("_")
        place = folder / {"m": "migrations", "v": "views"}[kind] / f"{stem}.sql"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    steps = sql(tmp_path / "sql", m_0001="CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);")
    with Warehouse(tmp_path, steps).session():
        pass
    sql(steps, m_0002="INSERT INTO a VALUES (2); CREATE TABLE b (x INTEGER); SELECT nothing;")
    with pytest.raises(duckdb.Error), Warehouse(tmp_path, steps).session():
        pass
    sql(steps, m_0002="CREATE TABLE b AS SELECT x + 1 AS x FROM a;")
    with Warehouse(tmp_path, steps).session() as connection:
        assert connection.execute("SELECT * FROM a, b").fetchall() == [(1, 2)]


def test_views_follow_their_text(tmp_path: Path) -> None:
    steps = sql(
        tmp_path / "sql",
        m_0001="CREATE TABLE a AS SELECT 1 AS x;",
        v_a="CREATE OR REPLACE VIEW seen AS SELECT x FROM a;",
    )
    for factor in (1, 5):
        text = f"CREATE OR REPLACE VIEW seen AS SELECT x * {factor} AS x FROM a;"
        sql(steps, v_a=text)
        with Warehouse(tmp_path, steps).session() as connection:
            assert connection.execute("FROM seen").fetchall() == [(factor,)]


def test_a_session_within_another_is_that_one(tmp_path: Path) -> None:
    found = warehouse(tmp_path)
    with found.session() as outer:
        with found.transaction() as inner:
            inner.execute("CREATE TABLE seen AS SELECT 1 AS x")
        assert inner is outer
        assert outer.execute("FROM seen").fetchall() == [(1,)]


def test_after_each_session_the_file_is_free_and_no_name_is_left(tmp_path: Path) -> None:
    found = warehouse(tmp_path)
    for fails in (False, True, False):
        with contextlib.suppress(ZeroDivisionError), found.session() as connection:
            connection.execute("CREATE TEMP TABLE asked AS SELECT 1 AS x")
            if fails:
                raise ZeroDivisionError
        with duckdb.connect(found.live) as other:
            assert other.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    found = warehouse(tmp_path)
    found.live.write_text("this is a diary, not a database, and it is longer than a header" * 80)
    with pytest.raises(Exception, match=r"live\.duckdb") as told, found.session():
        pass
    assert "doctor" in str(told.value)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "warehouse").write_text("")
    with pytest.raises(UsageError, match="--warehouse"):
        warehouse(tmp_path)


def test_the_snapshot_is_read_while_a_run_writes_and_stays_as_it_was(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.commit([harvest(article("a"))], NOW)
    snapshot = ledger.warehouse.publish()
    with (
        duckdb.connect(snapshot, read_only=True) as reader,
        ledger.warehouse.transaction() as writer,
    ):
        writer.execute("DELETE FROM article")
        assert reader.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_publishing_under_an_open_reader_leaves_it_its_copy(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    snapshot = ledger.warehouse.publish()
    code = (
        "import duckdb\n"
        "reader = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(reader.execute('SELECT count(*) FROM articles').fetchone()[0], flush=True)\n"
        "sys.stdin.readline()\n"
        "print(reader.execute('SELECT count(*) FROM articles').fetchone()[0], flush=True)\n"
    )
    with subprocess.Popen(
        program(code, snapshot), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "0\n"
        ledger.commit([harvest(article("a"))], NOW)
        ledger.warehouse.publish()
        assert reader.communicate("\n")[0] == "0\n"
    assert ask(snapshot, "SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 1}]
    assert [path.name for path in snapshot.parent.iterdir() if path.name.startswith(".")] == []
    assert snapshot.stat().st_mode & 0o777 == 0o600


def test_a_copy_holds_all_that_was_committed_and_stands_alone(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    for name in "abc":
        ledger.commit([harvest(article(name))], NOW)
    target = tmp_path / "backup.duckdb"
    ledger.warehouse.copy_to(target)
    assert ask(target, "SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 3}]


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    # A limit on the size of files fails a write like a full disk does.
    code = (
        "import random, resource, signal\n"
        "from monitor.errors import NotCommitted\n"
        "ledger = begun(Path(sys.argv[1]))\n"
        "ledger.commit([harvest(article('kept'))], NOW)\n"
        "ledger.warehouse.publish()\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "size = ledger.warehouse.live.stat().st_size + 100_000\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "noise = random.Random(1)\n"
        "many = [article(str(n), text=noise.randbytes(20_000).hex()) for n in range(500)]\n"
        "try:\n"
        "    ledger.commit([harvest(*many)], NOW)\n"
        "    ledger.warehouse.publish()\n"
        "except NotCommitted as error:\n"
        "    print(error)\n"
    )
    ended = subprocess.run(program(code, tmp_path), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "free some disk space" in ended.stdout
    ledger = begun(tmp_path)
    assert list(ledger.known(["kept", "0"]).articles) == ["kept"]
    ledger.commit([harvest(article("next"))], NOW)
    snapshot = ledger.warehouse.publish()
    assert ask(snapshot, "SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 2}]


def test_a_live_file_held_by_another_is_named_with_its_process(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    code = (
        "import duckdb\n"
        "held = duckdb.connect(sys.argv[1])\n"
        "print('open', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        program(code, ledger.warehouse.live),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(NotCommitted, match=f"process {holder.pid} has the live warehouse"):
            ledger.commit([harvest(article("a"))], NOW)
        holder.communicate("\n")
    ledger.commit([harvest(article("a"))], NOW)


def test_a_copy_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    with pytest.raises(NotCommitted, match="no such folder"):
        warehouse(tmp_path).copy_to(tmp_path / "no such folder" / "copy.duckdb")


def test_the_file_has_the_storage_version_that_two_generations_read(tmp_path: Path) -> None:
    found = Ledger(warehouse(tmp_path)).warehouse
    with found.session() as connection:
        row = connection.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'live'"
        ).fetchone()
    assert row == ("v1.2.0+",)
