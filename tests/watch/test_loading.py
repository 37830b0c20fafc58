"""Mistakes in the files are refused with their line and a way to mend them."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError, UsageError
from monitor.watch import check, concepts_with, load_watchlists, new_watchlist
from tests.watch.conftest import BRIEF, SHARED, VOCABULARY, WATCHLIST, Write


def refused(folder: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_watchlists(folder)
    assert caught.value.line
    return caught.value


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "what", "mend"),
    [
        (
            "use: together",
            "all: [north, rusia]",
            "unknown concept 'rusia'",
            "did you mean 'russia'",
        ),
        ("use: together", "all: [north, DPRK]", "unknown concept 'DPRK'", "a name of 'north'"),
        ("use: together", "all: [north, rail]", "unknown concept 'rail'", "words: [...]"),
        ("use: together", "words: [Tumen; rail*]", "several names", ""),
        ("use: together", "all: [together]", "is no concept but a condition", "use: together"),
        ("use: together", "use: together\n    points: 0", "points: more than 0 belongs here", ""),
        ("owner: desk", "owner: a: desk", "a ':' stands where none belongs", "quote"),
        ("    use: together", "    use: together\n   - odd", "not indented like those", ""),
        ("owner: desk", "owner: desk\nconditions: []", "unknown key 'conditions'", "shared.yaml"),
        ("- Nobody met", "- South Korea: nobody met", "unknown key 'South Korea'", "in quotes"),
        ("use: together", "use: together\n    points: many", "points: a number belongs", ""),
        ("title: Ties\n", "", "the key 'title' is missing", "add title:"),
        ("use: together", "use: togethr", "unknown condition 'togethr'", "did you mean 'together'"),
        ("use: together", "al: [north]", "unknown key 'al'", "did you mean 'all'"),
        ("use: together", "words: [x]", "'x' is one letter", "longer"),
        ("use: together", "words: ['.*']", "'.*' is empty", ""),
        ("use: together", "words: ['']", "is empty", ""),
        ("use: together", "words: ['a*b c']", "may stand only at the end", ""),
        ("use: together", "not: [north]", "nothing to look for", ""),
        ("use: together", "note: none", "an empty condition", "all:"),
        ("use: together", "{any: [north], at_least: 2}", "", ""),
        ("use: together", "any: [{any: [north], at_least: 2}]", "can never hold", "fewer"),
        ("use: together", "{within: 3, all: [north]}", "", ""),
        ("indicator: meet", "indicator: met", "unknown indicator 'met'", "did you mean 'meet'"),
        ('    claims: ["1.1"]', '    claims: ["9.9"]', "unknown claim '9.9'", "known: 1.1"),
        ('    claims: ["1.1"]', '    claims: ["1.2"]', "not among the claims", "add it"),
        ("id: ties", "id: tied", "not the name of the file", "tied.yaml"),
        ("status: active", "status: on", "status: 'on' is none of 'draft', 'active'", ""),
        ("    - Nobody met anybody.", "    []", "miss: list at least one", ""),
        ("owner: desk", "owner: desk\nownr: desk", "unknown key 'ownr'", "did you mean 'owner'"),
        ("title: Ties", "title: Ties\ntitle: Ties", "stands twice", "keep one"),
        ("owner: desk", "\towner: desk", "a tab stands where blanks belong", ""),
    ],
)
def test_watchlist_mistakes(write: Write, old: str, new: str, what: str, mend: str) -> None:
    text = WATCHLIST.replace(old, new, 1)
    error = refused(write(ties=text))
    assert what in error.what
    assert mend in error.mend
    assert Path(error.path).name == "ties.yaml"
    if what and "Nobody" not in old and "\t" not in new:
        assert error.line in range(line_of(text, new.rsplit("\n", maxsplit=1)[-1].strip()) - 3, 25)


def test_the_very_line_and_column(write: Write) -> None:
    text = WATCHLIST.replace("use: together", "all: [north, rusia]")
    error = refused(write(ties=text))
    assert (error.line, error.column) == (line_of(text, "rusia"), 18)


def test_two_rules_with_one_id(write: Write) -> None:
    rule = "  - id: both-named\n    indicator: meet\n    use: together\n"
    error = refused(write(ties=WATCHLIST.replace("examples:", rule + "examples:")))
    assert "the rule 'both-named' stands twice" in error.what


def test_vocabulary_mistakes(write: Write) -> None:
    twice = VOCABULARY + "  - id: pact\n    names: {en: [deal]}\n"
    error = refused(write(words=twice))
    assert "concept 'pact' stands twice" in error.what
    assert error.line == len(twice.splitlines()) - 1
    assert "one letter" in refused(write(words=VOCABULARY.replace("DPRK", "K"))).what
    assert "has no names" in refused(write(words=VOCABULARY + "  - id: none\n")).what
    circle = VOCABULARY.replace("  - id: pact\n", "  - id: pact\n    includes: [both]\n")
    circle = circle.replace("includes: [north, russia]", "includes: [pact]")
    assert "includes itself" in refused(write(words=circle)).what
    assert "unknown key" in refused(write(words=VOCABULARY.replace("short:", "shrt:"))).what
    assert "stands twice" in refused(write(brief=BRIEF.replace("1.2", "1.1"))).what
    assert (
        "unknown condition"
        in refused(write(shared=SHARED.replace("all: [north, russia]", "use: x"))).what
    )


def test_terms_are_always_text(write: Write) -> None:
    words = VOCABULARY.replace("[pact, treaty]", "[no, on, 1:30, 08, 2024-11-05]")
    watchlists = load_watchlists(write(words=words))
    names = {one.term.text for one in watchlists.names if one.concept == "pact"}
    assert names == {"no", "on", "1:30", "08", "2024 11 05"}


def test_files_from_office_programs(write: Write) -> None:
    folder = write()
    text = WATCHLIST.replace("\n", "\r\n")
    (folder / "ties.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_watchlists(folder).title("ties") == "Ties"
    (folder / "ties.yaml").write_bytes(text.encode("utf-16"))
    assert load_watchlists(folder).title("ties") == "Ties"


def test_missing_parts(tmp_path: Path, write: Write) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load_watchlists(tmp_path / "nowhere")
    folder = write()
    (folder / "ties.yaml").unlink()
    with pytest.raises(ConfigError, match="no watchlist here"):
        load_watchlists(folder)
    (folder / "brief.yaml").unlink()
    with pytest.raises(ConfigError, match="does not exist"):
        load_watchlists(folder)


def test_version_follows_the_files(write: Write) -> None:
    first = load_watchlists(write()).version
    assert load_watchlists(write()).version == first
    assert load_watchlists(write(words=VOCABULARY.replace("pact", "bond"))).version != first


def test_claims_and_titles(write: Write) -> None:
    watchlists = load_watchlists(write())
    assert [claim.id for claim in watchlists.claims_of("ties", "both-named")] == ["1.1"]
    assert watchlists.claims_of("ties", "gone") == watchlists.claims_of("gone", "gone") == ()
    assert watchlists.title("gone") == "gone"


def test_check_points_at_the_example(write: Write) -> None:
    assert check(write()) == ()
    text = WATCHLIST.replace("Nobody met anybody.", "Russia met North Korea.")
    (problem,) = check(write(ties=text))
    assert problem.line == line_of(text, "Russia met")
    assert "matches, but should not" in str(problem)
    (problem,) = check(write(ties=WATCHLIST.replace("id: ties", "id: tied")))
    assert problem.line == 1


def test_twenty_thousand_names_load_and_match(write: Write) -> None:
    names = ", ".join(f"name{number}x" for number in range(20_000))
    words = VOCABULARY + f"  - id: many\n    names: {{en: [{names}]}}\n"
    assert len(load_watchlists(write(words=words)).names) > 20_000


def test_new_watchlist_is_valid_at_once(write: Write) -> None:
    folder = write()
    path = new_watchlist(folder, "port-calls", 'Ships "at" port', claims=["1.2"])
    assert path.name == "port-calls.yaml"
    assert check(folder) == ()
    assert load_watchlists(folder).title("port-calls") == 'Ships "at" port'
    for wrong in ("port-calls", "Port", "shared"):
        with pytest.raises(UsageError):
            new_watchlist(folder, wrong, "Again")
    with pytest.raises(UsageError, match="unknown claim"):
        new_watchlist(folder, "other", "Other", claims=["7.7"])


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    first = write(ties=WATCHLIST.replace("title:", "titel:").replace("active", "on"))
    told = [(one.line, one.what.partition(" ")[0]) for one in check(first)]
    assert told == [(2, "unknown"), (3, "status:")]
    rules = "    all: [nroth, russia]\n  - id: other\n    indicator: met\n    use: together"
    ties = WATCHLIST.replace("    use: together", rules)
    ties = ties.replace('claims: ["1.1"]', 'claims: ["9"]', 1)
    second = write(ties=ties)
    (second / "more.yaml").write_text(WATCHLIST.replace("id: ties", "id: less"), "utf-8")
    assert [one.what.partition(" '")[0] for one in check(second)] == [
        "the id",
        "unknown claim",
        "claim 1.1 is not among the claims of this watchlist",
        "unknown concept",
        "unknown indicator",
    ]


def test_what_editors_leave_beside_the_files_is_not_read(write: Write) -> None:
    folder = write()
    version = load_watchlists(folder).version
    (folder / ".#ties.yaml").symlink_to("nowhere")
    (folder / ".ties.yaml").write_text("id: [", "utf-8")
    (folder / "old.yaml").mkdir()
    assert load_watchlists(folder).version == version
    assert check(folder) == ()


def test_concepts_can_be_looked_up_by_a_name(write: Write) -> None:
    folder = write(ties="id: [")
    assert [one.concept for one in concepts_with(folder)] == ["both", "north", "pact", "russia"]
    both, north = concepts_with(folder, "DPR")
    assert (both.concept, north.names, north.count) == ("both", ("DPRK",), 11)
    assert concepts_with(folder, "railway") == ()
