"""What a newcomer meets first: help, version, and what is said of a wrong word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Cli, monitor

COMMANDS = [
    *("demo", "run", "serve", "init", "sql", "digest", "entries", "extract", "match", "cluster"),
    *("eval", "rematch", "brief", "status", "doctor", "backup"),
    *(f"digest {name}" for name in ("list", "resend")),
    *(f"watchlist {name}" for name in ("check", "explain", "try", "new")),
    *(f"story {name}" for name in ("list", "show", "split", "join")),
    *(f"sources {name}" for name in ("list", "check", "health", "import", "export")),
]
HEAVY = {"prefect", "trafilatura", "duckdb", "pyarrow", "aiohttp", "lxml", "feedparser", "rich"}


def test_help_names_every_command_and_every_exit_code(cli: Cli) -> None:
    ended = cli("--help")
    assert ended.code == 0
    for name in COMMANDS:
        assert f"  {name.split()[0]} " in ended.out
    for code in range(6):
        assert f"    {code}  " in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example_that_names_it(cli: Cli, command: str) -> None:
    ended = cli(*command.split(), "--help")
    assert ended.code == 0
    _, _, example = ended.out.partition("Example:\n")
    assert f"monitor {command}" in example.partition("\n\n")[0]
    assert "..." not in cli(*command.split()[:-1], "--help").out.partition("Commands:")[2]


def test_version(cli: Cli) -> None:
    ended = cli("--version")
    assert ended.code == 0
    assert ended.out.startswith("monitor 0.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digst"], "did you mean 'digest'"),
        (["run", "--onyl", "x"], "no such option: --onyl"),
        (["sql", "SELECT 1", "--format", "xml"], "'xml' is not one of 'table', 'json'"),
        (["entries"], "missing argument 'FILE...'"),
        (["backup", "a", "b"], "unexpected extra argument"),
        (["demo", "--days", "many"], "invalid value for '--days'"),
    ],
)
def test_wrong_words_end_with_two_and_say_where_to_look(
    cli: Cli, words: list[str], said: str
) -> None:
    ended = cli(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("error: ")
    assert said in ended.err.replace("Did", "did")
    assert "→ see: monitor" in ended.err


def test_no_words_at_all_print_the_help(cli: Cli) -> None:
    for words in ([], ["sources"], ["story"], ["watchlist"]):
        ended = cli(*words)
        assert ended.code == 2
        assert ended.err.startswith("Usage: monitor")


def test_a_traceback_only_with_debug(cli: Cli, here: Path) -> None:
    assert "Traceback" not in cli("status").err
    debugged = cli("--debug", "status")
    assert debugged.code == 2
    assert "Traceback" in debugged.err
    assert "error: " in debugged.err


@pytest.mark.parametrize(
    "words", [["--help"], ["sql", "--list"], ["sources", "list"], ["init", "d"]]
)
def test_light_commands_load_nothing_heavy(words: list[str], here: Path) -> None:
    (here / "sources.yaml").write_text(
        "sources:\n  - {id: a, name: A, kind: feed, url: http://a.example/}\n", "utf-8"
    )
    script = (
        "import sys, atexit\n"
        f"heavy = {HEAVY if words[0] != 'sources' else HEAVY - {'feedparser', 'lxml', 'aiohttp'}!r}\n"
        "atexit.register(lambda: print(*sorted(heavy & set(sys.modules)), file=sys.stderr))\n"
        f"sys.argv = ['monitor', *{words!r}]\n"
        "from monitor.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == []


def test_a_reader_that_goes_away_is_no_error(here: Path) -> None:
    (here / "many.jsonl").write_text(
        "".join(f'{{"id": {n}, "title": "{"x" * 5000}"}}\n' for n in range(200)), "utf-8"
    )
    with subprocess.Popen(
        [*COMMAND, "cluster", "many.jsonl"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.wait() == 0
        assert process.stderr.read() == ""


def test_the_module_is_the_command(here: Path) -> None:
    assert monitor("--version", cwd=here).code == 0
