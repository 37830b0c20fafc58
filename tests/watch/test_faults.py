"""What goes wrong with watchlist files, beyond single mistakes: none of it is read halfway."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ConfigError
from monitor.watch import Matcher, check, load_watchlists
from tests.watch.conftest import VOCABULARY, WATCHLIST, Matching, Write

BOTH = "North Korea met Russia."


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("brief.yaml", "the file does not exist"),
        ("shared.yaml", "unknown condition 'together'"),
        ("vocabulary/words.yaml", "unknown concept 'north'"),
        ("ties.yaml", "no watchlist here"),
    ],
)
def test_a_missing_file_is_never_an_empty_watchlist(write: Write, gone: str, said: str) -> None:
    folder = write()
    (folder / gone).unlink()
    with pytest.raises(ConfigError, match=said):
        load_watchlists(folder)


def test_half_a_file_is_refused_with_its_line(write: Write) -> None:
    half = WATCHLIST[: WATCHLIST.index("use: together") + len("use: toge")]
    with pytest.raises(ConfigError) as caught:
        load_watchlists(write(ties=half))
    assert caught.value.line
    (problem,) = check(write(ties="id: ties\ntitle: [Ties"))
    assert problem.line


def test_files_that_change_while_they_are_read_are_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write()
    loading = import_module("monitor.watch.load")
    read = loading.load_yaml

    def read_while_somebody_saves(path: Path, model: Any) -> Any:
        if path.name == "ties.yaml":
            words = folder / "vocabulary" / "words.yaml"
            words.write_text(VOCABULARY.replace("[pact, treaty]", "[deal]"), "utf-8")
        return read(path, model)

    monkeypatch.setattr(loading, "load_yaml", read_while_somebody_saves)
    with pytest.raises(ConfigError, match="changed while it was read"):
        load_watchlists(folder)
    assert load_watchlists(folder)


def test_what_was_read_stays_as_it_was_until_it_is_read_again(write: Write) -> None:
    folder = write()
    known = load_watchlists(folder)
    matcher = Matcher(known)
    write(ties=WATCHLIST.replace("use: together", "all: [pact]"))
    (match,) = matcher.match("a", "", BOTH)
    assert match.watchlist_version == known.version
    after = load_watchlists(folder)
    assert after.version != known.version
    assert Matcher(after).match("a", "", BOTH) == ()


def test_one_id_in_two_files_is_refused(write: Write) -> None:
    folder = write()
    (folder / "ties.yml").write_text(WATCHLIST, "utf-8")
    with pytest.raises(ConfigError, match="the watchlist 'ties' stands twice"):
        load_watchlists(folder)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("title: !!python/object:os.system Ties", "tag"),
        ("title: &a Ties", "anchors and aliases"),
        ("title: *a", "anchors and aliases"),
        ("<<: {title: Ties}", "unknown key '<<'"),
    ],
)
def test_what_yaml_could_do_it_does_not_do_here(write: Write, line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_watchlists(write(ties=WATCHLIST.replace("title: Ties", line)))
    assert caught.value.line == 2


@pytest.mark.parametrize("name", [".*", "(a+)+$*b", "a*b"])
def test_what_looks_like_a_pattern_is_refused(matching: Matching, name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        matching(f"    words: ['{name}']")
    assert name in caught.value.what
    assert caught.value.line


@pytest.mark.parametrize("name", ["(ab+)+$", "[a-z]+", "ab|bad", "a{9}"])
def test_no_name_is_a_pattern(matching: Matching, name: str) -> None:
    """A name is literal, so none can run for ever."""
    matcher = matching(f"    words: ['{name}']")
    assert matcher.match("a", "", "The bad aaaaaaaaa1 " * 50 + "ended.") == ()
    assert matcher.match("a", "", f"They wrote {name} there.")


def test_stars_cost_no_more_than_the_length_of_the_text(matching: Matching) -> None:
    matcher = matching("    words: ['*aa* bb', 'aa* aa* aa* cc']")
    assert matcher.match("a", "", "a" * 100_000 + " b. " + "aa " * 20_000) == ()


def test_one_name_among_twenty_thousand_is_found(matching: Matching) -> None:
    names = ", ".join(f"name{number}x" for number in range(20_000))
    words = VOCABULARY + f"  - id: many\n    names: {{en: [{names}]}}\n"
    (match,) = matching("    all: [many]", words=words).match("a", "", "Here is name19999x.")
    assert [one.text for one in match.evidence] == ["name19999x"]
