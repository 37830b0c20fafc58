"""The working life of a rule on the command line."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Cli
from tests.watch.conftest import VOCABULARY, WATCHLIST, Write, write

__all__ = ["write"]  # a fixture of the tests of watchlists, used here too


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


def test_check_shows_warnings_apart_and_strict_makes_them_errors(write: Write, cli: Cli) -> None:
    text = VOCABULARY + "  - id: idle\n    names: {en: [nothing much]}\n"
    folder = ("--watchlists", write(words=text))
    told = cli("watchlist", "check", *folder)
    assert told.code == 0
    title, _, warnings = told.out.partition("\n")
    assert title == "Warnings, which stop nothing:"
    line = len(text.splitlines()) - 1
    assert f"words.yaml:{line}:5: no rule speaks of the concept 'idle'" in warnings
    assert "all examples behave, " in warnings.splitlines()[-1]
    assert cli("watchlist", "check", "--strict", *folder).code == 2
    rows = cli("watchlist", "check", "--json", *folder).json
    assert {row["kind"] for row in rows} == {"warning"}
    write(words=text + "  - idd: idle\n")
    broken = cli("watchlist", "check", *folder)
    assert broken.code == 2
    assert "Warnings" not in broken.out
    assert cli("watchlist", "check", "--json", *folder).json[0]["kind"] == "error"


def test_check_reads_the_stored_past(desk: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    past = "articles of the last 30 days"
    assert past not in cli("watchlist", "check").out  # one morning proves nothing
    monkeypatch.setattr(import_module("monitor.watch.lint"), "ENOUGH_ARTICLES", 10)
    assert past in cli("watchlist", "check").out


def test_import_says_what_was_taken_and_left_out(write: Write, cli: Cli) -> None:
    folder = write()
    entry = (
        "<sdnEntry><uid>9</uid><lastName>MILKY HERON</lastName><sdnType>Vessel</sdnType>"
        "<akaList><aka><category>strong</category><lastName>HERON</lastName></aka></akaList>"
        "</sdnEntry>"
    )
    listed = folder / "sdn.xml"
    listed.write_text(f"<sdnList>{entry}</sdnList>", "utf-8")
    words = ("watchlist", "import", listed, "--watchlists", folder, "--into")
    told = cli(*words, "vocabulary/ships.yaml")
    assert told.code == 0
    assert "1 entries, 1 names of the OFAC SDN list" in told.out
    assert "a single word: Heron [9]" in told.out
    warned = cli("watchlist", "check", "--watchlists", folder).out
    assert "no rule speaks of the concept 'ships'" in warned
    assert cli(*words, "vocabulary/ships.yaml", "--json").json["dropped"][0]["name"] == "Heron"
    told = cli(*words, "ships.yaml")
    assert told.code == 2
    assert "--into vocabulary/" in told.err


@pytest.fixture
def edited(write: Write, tmp_path: Path) -> Path:
    """The small folder, and beside it one in which the theme asks for a treaty too."""
    folder = shutil.copytree(write(), tmp_path / "before")
    after = shutil.copytree(folder, tmp_path / "after")
    ties = WATCHLIST.replace("use: together", "all: [pact, {use: together}]")
    (after / "ties.yaml").write_text(ties, "utf-8")
    return folder


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    articles = [
        ("a", "North Korea and Russia sign a treaty.", ["ties"]),
        ("b", "North Korea met Russia at chess.", []),
        ("c", "North Korea and Russia sealed a bond.", ["ties"]),
    ]
    file = tmp_path / "labelled.jsonl"
    lines = (
        json.dumps({"id": name, "title": "", "text": text, "lang": "en", "labels": labels})
        for name, text, labels in articles
    )
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_try_measures_an_edit_on_labelled_articles(
    edited: Path, labelled: Path, here: Path, cli: Cli
) -> None:
    words = ("watchlist", "try", edited.parent / "after", "--watchlists", edited)
    told = cli(*words, "--labelled", labelled)
    assert told.code == 0
    (row,) = [line for line in told.out.splitlines() if line.startswith("ties")]
    assert row.split()[1:] == ["0.667", "→", "1.000", "1.000", "→", "0.500", "0.800", "→", "0.667"]
    data = cli(*words, "--labelled", labelled, "--json").json
    assert data["labelled"]["watchlists"]["ties"]["after"]["fn"] == 1
    assert cli(*words).code == 2  # neither stored nor labelled articles


def test_one_edited_file_is_tried_in_its_place(
    edited: Path, labelled: Path, here: Path, tmp_path: Path, cli: Cli
) -> None:
    words = ("--watchlists", edited, "--labelled", labelled, "--json")
    ties = shutil.copy(edited.parent / "after" / "ties.yaml", tmp_path / "ties.yaml")
    data = cli("watchlist", "try", ties, *words).json
    assert data["labelled"]["watchlists"]["ties"]["after"]["fn"] == 1
    names = tmp_path / "words.yaml"
    text = (edited / "vocabulary" / "words.yaml").read_text("utf-8")
    names.write_text(text.replace("North Korea*", "Norway"), "utf-8")
    data = cli("watchlist", "try", names, *words).json
    assert data["labelled"]["watchlists"]["ties"]["after"]["tp"] == 0
    assert "North Korea*" in (edited / "vocabulary" / "words.yaml").read_text("utf-8")


def test_a_copy_may_have_any_name_and_mistakes_are_told_of_it(
    edited: Path, labelled: Path, here: Path, tmp_path: Path, cli: Cli
) -> None:
    words = ("--watchlists", edited, "--labelled", labelled)
    copy = tmp_path / "ties-of-mine.yaml"
    text = (edited.parent / "after" / "ties.yaml").read_text("utf-8")
    copy.write_text(text.replace("Nobody met", "North Korea's treaty with Russia met"), "utf-8")
    told = cli("watchlist", "try", copy, *words)
    assert told.code == 0
    assert "2 examples do not behave" in told.out
    labelled.write_text(labelled.read_text("utf-8").replace('["ties"]', '["tise"]'), "utf-8")
    assert "these labels: tise" in cli("watchlist", "try", copy, *words).err
    copy.write_text(text.replace("all:", "al:").replace("active", "on"), "utf-8")
    told = cli("watchlist", "try", copy, *words)
    assert told.code == 2
    assert told.err.count(f"error: {copy}:") == 2
    assert "unknown key 'al'" in told.err
    assert "'on' is none of" in told.err
    names = tmp_path / "more.yaml"
    names.write_text("concepts:\n  - {id: north, names: {en: [NK]}}\n", "utf-8")
    told = cli("watchlist", "try", names, *words)
    assert "the concept 'north' stands twice" in told.err
    assert str(tmp_path) in told.err
    assert "/watchlists/" not in told.err
    assert "does not exist" in cli("watchlist", "try", tmp_path / "none.yaml", *words).err


def test_explain_reads_an_example_or_a_plain_text(write: Write, tmp_path: Path, cli: Cli) -> None:
    folder = write(ties=WATCHLIST.replace("Nobody met anybody", "North Korea met Russia again"))
    problem = cli("watchlist", "check", "--watchlists", folder).out
    hint = problem.partition("explain ")[2].splitlines()[0].split()
    told = cli("watchlist", "explain", *hint, "--watchlists", folder)
    assert told.code == 0
    assert "North Korea met Russia again." in told.out
    text = tmp_path / "said.txt"
    text.write_text("North Korea met Russia.", "utf-8")
    assert cli("watchlist", "explain", "ties", text, "--watchlists", folder).out.count("met") == 1
    text.write_text(" \n", "utf-8")
    assert "empty" in cli("watchlist", "explain", "ties", text, "--watchlists", folder).err
    told = cli("watchlist", "explain", "ties", "--example", 1, "--watchlists", folder)
    assert told.code == 2
    assert "they begin on" in told.err
    assert "which article?" in cli("watchlist", "explain", "ties", "--watchlists", folder).err


def test_concepts_are_listed_with_their_names(write: Write, cli: Cli) -> None:
    words = ("watchlist", "concepts", "--watchlists", write())
    assert [one["concept"] for one in cli(*words, "--json").json] == [
        "both",
        "north",
        "pact",
        "russia",
    ]
    assert "treaty" in cli(*words, "treat").out
    assert "words: [railway]" in cli(*words, "railway").out


NEW = ("watchlist", "new", "port-calls", "--watchlists")


def test_new_takes_its_answers_from_options(edited: Path, cli: Cli) -> None:
    options = ("--claim", "1.2", "--word", "ship*", "--word", "선박", "--owner", "sea desk")
    assert cli(*NEW, edited, *options).code == 0
    written = (edited / "port-calls.yaml").read_text("utf-8")
    for part in (
        'title: "Port calls"',
        'owner: "sea desk"',
        'claims: ["1.2"]',
        '["ship*", "선박"]',
    ):
        assert part in written
    assert "all examples behave" in cli("watchlist", "check", "--watchlists", edited).out
    assert (
        "unknown claim 7" in cli("watchlist", "new", "b", "--watchlists", edited, "--claim", 7).err
    )


def test_new_asks_whoever_sits_at_a_terminal(edited: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, NEW), str(edited)], stdin=theirs, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        # What is typed ahead waits in the terminal until it is asked for.
        os.write(ours, "Calls at ports\n\n1.2, 7\n1.2, 1.1\nship*, 선박\n".encode())
        said = b""
        with contextlib.suppress(OSError):  # the terminal ends with the program
            while part := os.read(ours, 4096):
                said += part
    os.close(ours)
    assert running.returncode == 0, said.decode()
    assert "1.2  They trade." in said.decode()
    assert "'7' is none of those above" in said.decode()
    written = (edited / "port-calls.yaml").read_text("utf-8")
    for part in ('title: "Calls at ports"', 'owner: "desk"', '["1.2", "1.1"]', '["ship*", "선박"]'):
        assert part in written


def test_try_lists_what_the_stored_past_gains_and_loses(
    desk: Path, cli: Cli, tmp_path: Path
) -> None:
    after = shutil.copytree("watchlists", tmp_path / "after")
    sanctions = after / "sanctions.yaml"
    text = sanctions.read_text("utf-8").replace("status: active", "status: paused", 1)
    sanctions.write_text(text, "utf-8")
    words = ("watchlist", "try", after, "--since", "30d")
    data = cli(*words, "--json").json
    assert data["articles"] > 0
    assert data["labelled"] is None
    assert {(one["change"], one["watchlist"]) for one in data["changes"]} == {("lost", "sanctions")}
    out = cli(*words).out
    assert f"0 hits added, {len(data['changes'])} lost" in out
    assert data["changes"][0]["title"] in out


def test_eval_shows_what_plain_words_would_give(edited: Path, labelled: Path, cli: Cli) -> None:
    words = ("eval", labelled, "--watchlists", edited.parent / "after")
    told = cli(*words, "--baseline")
    assert told.code == 0
    assert "search strings" in told.out
    data = cli(*words, "--baseline", "--json").json
    assert data["macro_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert data["baseline"]["flat_word_lists"]["micro"]["recall"] == 0.5
    assert "search strings" not in cli(*words).out
