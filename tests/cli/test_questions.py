"""SQL on the snapshot, and digests again."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import COMMAND, Cli
from tests.cli.elsewhere import database_open


def test_every_saved_question_has_an_answer(cli: Cli, desk: Path) -> None:
    listed = cli("sql", "--list", "--format", "json").json
    assert len(listed) >= 8
    for one in listed:
        ended = cli("sql", f"@{one['name']}")
        assert ended.code == 0, one["name"]
        assert one["asks"] in cli("sql").out


def test_parameters_of_a_question_and_of_free_sql(cli: Cli, desk: Path) -> None:
    assert cli("sql", "@search", "--set", "word=Rajin", "--format", "json").json
    assert cli("sql", "@search", "--set", "word=xyzzy", "--format", "json").json == []
    asked = cli("sql", "SELECT $x || 'y' AS z", "--set", "x=a=b", "--format", "json")
    assert asked.json == [{"z": "a=by"}]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["SELEC 1"], ["syntax error", "warehouse/README.md"]),
        (["SELECT * FROM articls"], ["article", "Did you mean", "articles"]),
        ([""], ["no statement"]),
        (["--", "-- nothing"], ["no statement"]),
        (["@weak"], ["no saved question 'weak'", "did you mean '@week'"]),
        (["@week", "--set", "day=3"], ["--set day", "parameters of @week: days"]),
        (["@week", "--set", "days"], ["--set days", "write it like"]),
        (["@week", "--set", "days=many"], ["many"]),
        (["SELECT $x"], ["x"]),
        (["DROP VIEW articles"], ["read-only"]),
        (["COPY (SELECT 1) TO 'x.csv'"], ["x.csv", "disabled"]),
        (["SELECT * FROM read_csv('/etc/hostname')"], ["disabled"]),
        (["SELECT 1", "--warehouse", "nowhere"], ["nowhere", "no snapshot", "monitor run"]),
    ],
)
def test_a_question_that_cannot_be_answered(
    cli: Cli, desk: Path, words: list[str], parts: list[str]
) -> None:
    ended = cli("sql", *words)
    assert ended.code == 2
    assert ended.out == ""
    for part in ("error: ", "→", *parts):
        assert part in ended.err


def test_formats(cli: Cli, desk: Path) -> None:
    query = (
        "SELECT '=1+1' AS formula, 1.50::DECIMAL(5, 2) AS number, NULL AS nothing, 'a\nb' AS two"
    )
    assert cli("sql", query, "--format", "json").json == [
        {"formula": "=1+1", "number": 1.5, "nothing": None, "two": "a\nb"}
    ]
    assert cli("sql", query, "--format", "csv").out == (
        'formula,number,nothing,two\n\'=1+1,1.50,,"a\nb"\n'
    )
    assert "\n=1+1," in cli("sql", query, "--format", "csv", "--raw").out
    table = cli("sql", query)
    assert table.out.splitlines()[1].split() == ["=1+1", "1.50", "a", "b"]
    assert table.err == "1 row\n"


def test_a_table_keeps_its_width_when_piped(cli: Cli, desk: Path) -> None:
    ended = cli("sql", f"SELECT '{'x' * 500}' AS wide, 'end' AS last")
    assert ended.out.splitlines()[1].endswith("x  end ")


def test_parquet_goes_to_a_pipe(desk: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "sql", "-", "--format", "parquet"],
        cwd=desk,
        input=b"SELECT article_id FROM articles",
        capture_output=True,
        check=True,
    )
    assert pq.read_table(io.BytesIO(done.stdout)).column_names == ["article_id"]
    assert done.stderr == b""


def test_a_snapshot_open_for_reading_elsewhere_does_not_matter(cli: Cli, desk: Path) -> None:
    with database_open(desk / "warehouse" / "monitor.duckdb", read_only=True):
        assert cli("sql", "SELECT 1").code == 0


def test_a_snapshot_open_for_writing_elsewhere_is_named(cli: Cli, desk: Path) -> None:
    with database_open(desk / "warehouse" / "monitor.duckdb", read_only=False) as holder:
        ended = cli("sql", "SELECT 1")
    assert ended.code == 2
    assert f"process {holder} has the snapshot open for writing" in ended.err
    assert "read-only" in ended.err


def test_a_snapshot_that_is_no_database(cli: Cli, here: Path) -> None:
    (here / "monitor.duckdb").write_text("not a database, only text that is long enough" * 100)
    ended = cli("sql", "SELECT 1", "--warehouse", here)
    assert ended.code == 2
    assert "monitor.duckdb: the snapshot cannot be opened" in ended.err


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("md", "---\ntitle:"),
        ("html", "<!doctype html>"),
        ("text", "MONITOR DIGEST"),
        ("json", "{"),
        ("atom", "<?xml"),
        ("jsonfeed", '{\n  "version": "https://jsonfeed.org/'),
        ("email", "<!DOCTYPE html>"),
    ],
)
def test_the_last_digest_in_every_form(cli: Cli, desk: Path, form: str, start: str) -> None:
    ended = cli("digest", "--format", form)
    assert ended.code == 0
    assert ended.out.startswith(start)
    assert ended.err == ""


def test_the_printed_digest_is_the_one_on_disk(cli: Cli, desk: Path) -> None:
    (file,) = (desk / "digests").glob("*.md")
    assert cli("digest").out == file.read_text("utf-8")
    assert cli("digest", "--id", file.stem).out == file.read_text("utf-8")


def test_a_window_and_one_theme(cli: Cli, desk: Path) -> None:
    words = ("--since", "2024-11-15", "--until", "2024-12-01", "--format", "json")
    every = cli("digest", *words).json
    assert len(every["themes"]) > 1
    told = every["themes"][0]["watchlist_id"]
    one = cli("digest", *words, "--watchlist", told).json
    assert [theme["watchlist_id"] for theme in one["themes"]] == [told]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--since", "yesterday"], ["--since: 'yesterday' is not a time", "2024-11-05T06:00:00Z"]),
        (["--until", "2024-13-01"], ["--until", "is not a time"]),
        (["--since", "2024-11-05", "--until", "2024-11-04"], ["ends before it begins", "--until"]),
        (["--id", "2001-01-01"], ["no digest '2001-01-01'", "the last ones: 2024-11-"]),
        (["--watchlist", "sanction"], ["no watchlist has the id", "did you mean 'sanctions'"]),
        (["--warehouse", "nowhere"], ["nowhere", "no snapshot", "monitor run"]),
        (["--watchlists", "nowhere", "--since", "2024-11-05"], ["nowhere", "no such folder"]),
        (["--config", "nowhere.toml"], ["nowhere.toml", "no such settings file"]),
    ],
)
def test_a_digest_that_cannot_be(cli: Cli, desk: Path, words: list[str], parts: list[str]) -> None:
    ended = cli("digest", *words)
    assert ended.code == 2
    assert ended.out == ""
    for part in ("error: ", "→", *parts):
        assert part in ended.err


def test_nothing_is_left_to_send(cli: Cli, desk: Path) -> None:
    ended = cli("digest", "--send")
    assert (ended.code, ended.out) == (0, "nothing is left to deliver\n")


def test_whole_numbers_are_written_without_a_fraction(cli: Cli, desk: Path) -> None:
    query = "SELECT 11::DOUBLE AS a, 0.5::DOUBLE AS b, 120000::DOUBLE AS c"
    assert cli("sql", query, "--format", "csv").out.splitlines()[1] == "11,0.5,120000"
