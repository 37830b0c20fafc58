"""The working life of a rule on the command line."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_brief_counts_what_was_found(desk: Path, cli: Cli) -> None:
    told = cli("brief")
    assert told.code == 0
    assert "27 claims, 27 answered; the 7 days to 2024-" in told.out
    assert "[x] 3.1" in told.out
    assert "troop-deployment/" in told.out
    data = cli("brief", "--json").json
    claim = next(one for one in data["claims"] if one["claim"]["id"] == "3.1")
    assert claim["answered"]
    assert claim["found"]["articles"] >= claim["found"]["outlets"] > 0
    assert claim["found"]["hits"] <= sum(one["found"]["hits"] for one in claim["answers"])


def test_brief_of_days_in_which_nothing_came(desk: Path, cli: Cli) -> None:
    data = cli("brief", "--now", "2023-01-01", "--json").json
    assert data["until"] == "2023-01-01T00:00:00Z"
    assert {one["found"]["hits"] for one in data["claims"]} == {0}
    assert "[x]" not in cli("brief", "--now", "2023-01-01").out


def test_brief_before_the_first_run(here: Path, cli: Cli) -> None:
    told = cli("brief")
    assert told.code == 0
    assert "nothing stored yet" in told.out
    assert "[x]" not in told.out
    assert cli("brief", "--json").json["claims"][0]["found"] is None


def test_brief_flags_a_claim_that_nothing_answers(here: Path, cli: Cli) -> None:
    cli("init", "desk")
    brief = Path("desk/watchlists/brief.yaml")
    brief.write_text(brief.read_text("utf-8") + '  - {id: "9.1", text: The sea rises.}\n', "utf-8")
    told = cli("brief", "--watchlists", "desk/watchlists")
    assert "28 claims, 27 answered" in told.out
    assert "[!] 9.1 The sea rises.\n        nothing answers this claim" in told.out


def test_schemas_are_printed_or_written(here: Path, cli: Cli) -> None:
    assert cli("watchlist", "schema", "brief").json["required"] == ["title", "claims"]
    cli("init", "desk")
    Path("desk/watchlists/schemas/brief.schema.json").write_text("{}")
    assert (
        "brief.schema.json written"
        in cli("watchlist", "schema", "--write", "--watchlists", "desk/watchlists").out
    )
    assert (
        "up to date" in cli("watchlist", "schema", "--write", "--watchlists", "desk/watchlists").out
    )
    told = cli("watchlist", "schema", "breef")
    assert told.code == 2
    assert "known: watchlist" in told.err


def test_check_shows_warnings_apart_and_strict_makes_them_errors(here: Path, cli: Cli) -> None:
    cli("init", "desk")
    words = Path("desk/watchlists/vocabulary/people.yaml")
    text = words.read_text("utf-8") + "  - id: idle\n    names: {en: [nothing much]}\n"
    words.write_text(text, "utf-8")
    folder = ("--watchlists", "desk/watchlists")
    told = cli("watchlist", "check", *folder)
    assert told.code == 0
    warnings, _, last = told.out.partition("Warnings, which stop nothing:\n")[2].rpartition("\n1")
    line = len(text.splitlines()) - 1
    assert f"people.yaml:{line}:5: no rule speaks of the concept 'idle'" in warnings
    assert "all examples behave" in last
    strict = cli("watchlist", "check", "--strict", *folder)
    assert strict.code == 2
    rows = cli("watchlist", "check", "--json", *folder).json
    assert {row["kind"] for row in rows} == {"warning"}
    words.write_text(text + "  - idd: idle\n", "utf-8")
    broken = cli("watchlist", "check", *folder)
    assert broken.code == 2
    assert "Warnings" not in broken.out


def test_check_reads_the_stored_past(desk: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    past = "articles of the last 30 days"
    assert past not in cli("watchlist", "check").out  # one morning proves nothing
    monkeypatch.setattr(import_module("monitor.watch.lint"), "ENOUGH_ARTICLES", 10)
    assert past in cli("watchlist", "check").out


def test_import_says_what_was_taken_and_left_out(here: Path, cli: Cli) -> None:
    cli("init", "desk")
    listed = Path("sdn.xml")
    entry = (
        "<sdnEntry><uid>9</uid><lastName>MILKY HERON</lastName><sdnType>Vessel</sdnType>"
        "<akaList><aka><category>strong</category><lastName>HERON</lastName></aka></akaList>"
        "</sdnEntry>"
    )
    listed.write_text(f"<sdnList>{entry}</sdnList>", "utf-8")
    words = ("watchlist", "import", listed, "--watchlists", "desk/watchlists", "--into")
    told = cli(*words, "vocabulary/ships.yaml")
    assert told.code == 0
    assert "1 entries, 1 names of the OFAC SDN list" in told.out
    assert "a single word: Heron [9]" in told.out
    assert (
        "no rule speaks of the concept 'ships'"
        in cli("watchlist", "check", "--watchlists", "desk/watchlists").out
    )
    assert cli(*words, "vocabulary/ships.yaml", "--json").json["dropped"][0]["name"] == "Heron"
    told = cli(*words, "ships.yaml")
    assert told.code == 2
    assert "--into vocabulary/" in told.err
