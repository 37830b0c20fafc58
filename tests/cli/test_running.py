"""Runs from the command line, and what keeps one from starting or ending well."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import bundled, load_settings
from monitor.readers import readers
from tests.cli.conftest import COMMAND, Cli, Ended, Site
from tests.cli.elsewhere import database_open, lock_held

PLAIN = ("--no-prefect", "--allow-network", "127.0.0.0/16", "--now", "2024-11-05T06:00:00Z")


@pytest.fixture
def working(here: Path, site: Site) -> Path:
    """A working folder whose sources are those of ``site``."""
    shutil.copytree(bundled("watchlists"), here / "watchlists")
    site.sources(here)
    return here


def test_a_run_reports_failing_sources_and_ends_well(cli: Cli, working: Path) -> None:
    ended = cli("run", *PLAIN)
    assert ended.code == 0
    assert ended.out.startswith("4 sources (2 failed), 1 new articles")
    assert "  page: this is an HTML page, not a feed" in ended.out
    assert "digest     digests/2024-11-05.md" in ended.out
    assert "private networks allowed: 127.0.0.0/16" in ended.err
    assert Path("digests/2024-11-05.md").exists()
    again = cli("run", *PLAIN)
    assert "0 new articles" in again.out
    assert "the digests made before stand" in again.out


def test_json_is_all_that_is_printed(cli: Cli, working: Path) -> None:
    ended = cli("run", *PLAIN, "--json", "--only", "good", "--only", "gone")
    assert ended.err == ""
    assert ended.json["new_articles"] == 1
    assert ended.json["outcomes"]["gone"]["outcome"] == "failed_hard"
    assert list(ended.json["outcomes"]) == ["good", "gone"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--only", "goood"], ["no source has the id 'goood'", "did you mean 'good'?"]),
        (["--only", "zzz"], ["monitor sources list"]),
        (["--now", "tomorrow"], ["--now: 'tomorrow' is not a time", "2024-11-05T06:00:00Z"]),
        (["--allow-network", "10.0.0.0/99"], ["--allow-network", "10.0.0.0/99", "10.0.0.0/8"]),
        (["--sources", "nowhere.yaml"], ["nowhere.yaml", "no source list", "monitor init DIR"]),
        (["--watchlists", "nowhere"], ["nowhere", "no watchlists", "--watchlists"]),
        (["--config", "nowhere.toml"], ["nowhere.toml", "no such settings file"]),
        (["--warehouse", "file"], ["file: the warehouse folder cannot be written", "--warehouse"]),
        (["--warehouse", "file/below"], ["below: the warehouse folder cannot be written"]),
    ],
)
def test_nothing_starts_on_wrong_usage(
    cli: Cli, working: Path, words: list[str], parts: list[str]
) -> None:
    Path("file").touch()
    ended = cli("run", "--no-prefect", *words)
    assert ended.code == 2
    assert ended.out == ""
    for part in ("error: ", "→", *parts):
        assert part in ended.err
    assert not Path("warehouse").exists()
    assert not Path("digests").exists()


@pytest.mark.parametrize(
    ("text", "place", "parts"),
    [
        ('[fetch]\n\ndeadline = "slow"\n', "monitor.toml:3", ["fetch.deadline", "valid number"]),
        ("[fetch]\npuase = 1\n", "monitor.toml:2", ["'fetch.puase'", "did you mean 'pause'?"]),
        ("[fetch]\npause = \n", "monitor.toml:2:9", ["not valid TOML", "quotes"]),
        ("[digest]\ntimezone = 'Moon'\n", "monitor.toml:2", ["no time zone", "Asia/Seoul"]),
        ("[schedule]\ncron = '0 25 * * *'\n", "monitor.toml:2", ["no cron line", "0 6 * * 1-5"]),
        ("[digest]\nchannels = ['fax']\n", "monitor.toml:2", ["channel 'fax'", "file, email"]),
    ],
)
def test_broken_settings_are_named(
    cli: Cli, working: Path, text: str, place: str, parts: list[str]
) -> None:
    Path("monitor.toml").write_text(text)
    ended = cli("run", "--no-prefect")
    assert ended.code == 2
    assert ended.err.startswith(f"error: {place}: ")
    for part in parts:
        assert part in ended.err


def test_the_lock_of_another_run(cli: Cli, working: Path) -> None:
    Path("warehouse").mkdir()
    with lock_held(working / "warehouse") as holder:
        ended = cli("run", *PLAIN)
    assert ended.code == 3
    assert f"process {holder} since 2024-11-05T06:00:00" in ended.err
    assert "wait for it to end" in ended.err
    assert cli("run", *PLAIN).code == 0


@pytest.mark.slow
def test_the_live_file_open_elsewhere_loses_nothing(cli: Cli, working: Path) -> None:
    assert cli("run", *PLAIN, "--only", "empty").code == 0
    with database_open(working / "warehouse" / "live.duckdb", read_only=True) as holder:
        ended = cli("run", *PLAIN, "--only", "good")
    assert ended.code == 4
    assert f"live.duckdb: process {holder} has the live warehouse open" in ended.err
    assert "monitor.duckdb" in ended.err
    assert list(Path("warehouse/spool/good").iterdir())
    assert cli("run", *PLAIN, "--only", "good", "--json").json["new_articles"] == 1


def test_a_snapshot_open_elsewhere_does_not_matter(cli: Cli, working: Path) -> None:
    assert cli("run", *PLAIN, "--only", "empty").code == 0
    with database_open(working / "warehouse" / "monitor.duckdb", read_only=True):
        assert cli("run", *PLAIN, "--only", "good").code == 0
        counted = cli("sql", "SELECT count(*) AS n FROM articles", "--format", "json")
    assert counted.json == [{"n": 1}]


def test_a_folder_for_digests_that_cannot_be(cli: Cli, working: Path) -> None:
    Path("taken").touch()
    ended = cli("run", *PLAIN, "--only", "good", "--digests", "taken")
    assert ended.code == 2
    assert "taken: the digests folder cannot be written" in ended.err
    assert not Path("warehouse/live.duckdb").exists()


def test_a_digest_that_cannot_be_written(cli: Cli, working: Path) -> None:
    day = "2024-11-05"
    Path(f"digests/{day}.md").mkdir(parents=True)
    ended = cli("run", *PLAIN, "--only", "good", "--now", f"{day}T06:00:00Z")
    assert ended.code == 5
    assert "1 new articles" in ended.out
    assert "digest  " not in ended.out
    assert "file to digests: cannot be written" in ended.err
    assert "monitor digest --send" in ended.err
    Path(f"digests/{day}.md").rmdir()
    assert cli("digest", "--send", "--now", f"{day}T07:00:00Z").code == 0
    assert Path(f"digests/{day}.md").is_file()


def test_init_makes_a_folder_that_checks(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = cli("init", "desk")
    assert ended.code == 0
    assert "cd desk" in ended.out
    again = cli("init", "desk")
    assert again.code == 2
    assert "desk: sources.yaml, watchlists" in again.err
    monkeypatch.chdir("desk")
    assert cli("sources", "list").code == 0
    assert "monitor.toml" in cli("doctor").out


def test_the_digests_that_init_shows_can_be_used(cli: Cli, here: Path) -> None:
    assert cli("init", "desk").code == 0
    text = Path("desk/monitor.toml").read_text("utf-8")
    used = re.sub(r"^# (?=\[digests|\w+ = )", "", text, flags=re.MULTILINE)
    assert used.count("\n[digests.") == 3
    Path("desk/monitor.toml").write_text(used, "utf-8")
    daily, desk = readers(load_settings(Path("desk/monitor.toml")))
    assert (daily.name, desk.title, desk.languages) == ("daily", "Sanctions desk", ("en", "ko"))


def test_init_where_nothing_can_be_written(cli: Cli, here: Path) -> None:
    Path("file").touch()
    for name in ("file", "file/below"):
        ended = cli("init", name)
        assert ended.code == 2
        assert f"{name}: cannot be written" in ended.err


def test_demo_leaves_a_folder_that_is_not_its_own_alone(cli: Cli, here: Path) -> None:
    Path("mine").mkdir()
    Path("mine/thesis.txt").touch()
    ended = cli("demo", "mine")
    assert ended.code == 2
    assert "mine: the folder holds something else" in ended.err
    assert Path("mine/thesis.txt").exists()


def test_the_demo_says_what_to_try_next_and_it_works(cli: Cli, desk: Path) -> None:
    assert (desk / "digests").is_dir()
    assert cli("sql", "@brief").code == 0
    assert cli("watchlist", "check").code == 0


@pytest.fixture
def serving(cli: Cli, working: Path) -> Iterator[subprocess.Popen[str]]:
    """A service that has nothing to catch up with: its next tick is years away."""
    Path("monitor.toml").write_text("[schedule]\ncron = '0 0 29 2 *'\n")
    ended: Ended = cli("run", "--no-prefect", "--only", "empty")
    assert ended.code == 0
    with subprocess.Popen(
        [*COMMAND, "serve"], cwd=working, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_serve_waits_for_the_next_tick_and_stops_on_ctrl_c(
    serving: subprocess.Popen[str],
) -> None:
    process = serving
    assert process.stderr
    assert "0 0 29 2 *" in process.stderr.readline()
    assert "next run " in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert process.stderr.read() == "stopped\n"
