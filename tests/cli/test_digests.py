"""Issues and their copies, listed and sent once more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def own(ran: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``ran`` that may be written to; its one issue went out as a file."""
    shutil.copytree(ran, here / "own")
    monkeypatch.chdir(here / "own")
    return here / "own"


def test_issues_are_listed_with_their_copies(cli: Cli, desk: Path) -> None:
    (file,) = (desk / "digests").glob("*.md")
    first, second = cli("digest", "list").out.splitlines()
    assert first.startswith(f"{file.stem}  for daily, up to 2024-11-")
    assert second.startswith("  sent      file to ")
    (issue,) = cli("digest", "list", "--reader", "daily", "--json").json
    assert (issue["digest_id"], issue["reader"], issue["since"]) == (file.stem, "daily", None)
    assert [copy["state"] for copy in issue["copies"]] == ["sent"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--reader", "dialy"], ["no reader is called 'dialy'", "did you mean 'daily'?"]),
        (["list", "--reader", "x"], ["no reader is called 'x'", "known: daily"]),
        (["list", "--warehouse", "nowhere"], ["nowhere", "no snapshot", "monitor run"]),
        (["resend", "2001-01-01"], ["there is no digest '2001-01-01'", "the last ones: 2024-11-"]),
        (["resend"], ["missing argument 'ID'", "monitor digest resend --help"]),
        (["resnd"], ["'resnd'"]),
        (["--since", "2024-11-05", "--reader", "nobody"], ["no reader is called 'nobody'"]),
    ],
)
def test_what_is_not_there_is_named(
    cli: Cli, own: Path, words: list[str], parts: list[str]
) -> None:
    ended = cli("digest", *words)
    assert (ended.code, ended.out) == (2, "")
    for part in ("error: ", "→", *parts):
        assert part in ended.err


def test_a_person_sends_again(cli: Cli, own: Path, ran: Path) -> None:
    (file,) = (own / "digests").glob("*.md")
    ended = cli("digest", "resend", file.stem)
    assert ended.code == 2
    assert "was refused or is unknown: file to" in ended.err
    assert "--force" in ended.err
    ended = cli("digest", "resend", file.stem, "--force")
    assert ended.code == 2
    assert "no longer among the recipients in the settings" in ended.err
    # The folder in which it was run, where the very same file is written once more.
    words = ("--force", "--channel", "file", "--digests", ran / "digests")
    ended = cli("digest", "resend", file.stem, *words)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"sent      file to {ran / 'digests'}  {file.name}, {file.stem}.html\n"
    (issue,) = cli("digest", "list", "--json").json
    assert [copy["state"] for copy in issue["copies"]] == ["sent"]


def test_a_reader_that_was_named_since_has_no_issue_yet(cli: Cli, own: Path) -> None:
    with (own / "monitor.toml").open("a") as settings:
        settings.write("\n[digests.desk]\nthemes = ['sanctions']\n")
    ended = cli("digest", "--reader", "desk")
    assert ended.code == 2
    assert "there is no digest for 'desk' yet" in ended.err
    window = ("--since", "2024-11-15", "--until", "2024-12-01", "--format", "json")
    themes = cli("digest", *window, "--reader", "desk").json["themes"]
    assert {theme["watchlist_id"] for theme in themes} <= {"sanctions"}
