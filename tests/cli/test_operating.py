"""What the operator asks: is it running, is the machine right, and a copy for safety."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Cli


def test_status_after_a_good_run_and_after_days_of_silence(cli: Cli, desk: Path) -> None:
    last = cli("sql", "SELECT max(started_at) AS at FROM runs", "--format", "json").json[0]["at"]
    good = cli("status", "--now", last)
    assert good.code == 0
    assert f"last good run    {last[:10]}" in good.out
    late = cli("status", "--now", "2025-01-01", "--json")
    assert late.code == 1
    assert late.json["stale"]
    assert late.json["failing_sources"] > 0
    assert "no run has succeeded for 26 hours" in late.err
    assert "monitor serve" in late.err


def test_status_before_the_first_run(cli: Cli, here: Path) -> None:
    ended = cli("status")
    assert ended.code == 2
    assert "warehouse/monitor.duckdb: there is no snapshot yet" in ended.err


def test_doctor_finds_a_working_folder_well(cli: Cli, desk: Path) -> None:
    ended = cli("doctor", "--json")
    assert ended.code == 0, ended.out
    assert all(finding["ok"] for finding in ended.json)
    assert {"settings", "sources", "watchlists", "warehouse", "disk"} <= {
        finding["check"] for finding in ended.json
    }


def test_doctor_names_everything_that_is_wrong_at_once(cli: Cli, here: Path) -> None:
    Path("sources.yaml").write_text("sources: [\n")
    Path("monitor.toml").write_text("[schedule]\ncron = 'daily'\n")
    Path("watchlists").mkdir()
    Path("warehouse").touch()
    ended = cli("doctor")
    assert ended.code == 1
    assert "BAD  sources" in ended.out
    assert "sources.yaml:2:1" in ended.out
    assert "BAD  settings     monitor.toml:2: schedule.cron: 'daily' is no cron line" in ended.out
    assert "BAD  watchlists" in ended.out
    assert "BAD  warehouse" in ended.out
    assert "4 of " in ended.err


def test_backup_is_a_whole_database(cli: Cli, desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.duckdb"
    ended = cli("backup", target)
    assert ended.code == 0
    assert f"{target.stat().st_size:,} bytes" in ended.out
    with duckdb.connect(target, read_only=True) as connection:
        counted = connection.execute("SELECT count(*) FROM articles").fetchall()
    asked = cli("sql", "SELECT count(*) AS n FROM articles", "--format", "json")
    assert json.loads(asked.out) == [{"n": counted[0][0]}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sources.yaml"], "sources.yaml: the file exists already"),
        (["nowhere/copy"], "nowhere: there is no such folder"),
        (["copy", "--warehouse", "nowhere"], "nowhere: there is no warehouse yet"),
    ],
)
def test_a_backup_that_cannot_be(cli: Cli, desk: Path, words: list[str], said: str) -> None:
    ended = cli("backup", *words)
    assert ended.code == 2
    assert said in ended.err
