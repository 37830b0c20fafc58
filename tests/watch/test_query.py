"""The one-line form: the same rules, read from operators, and refused with a caret."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.watch import Matcher, check, explain, load_watchlists
from tests.watch.conftest import WATCHLIST, Matching, Write

WATCHLISTS = Path(__file__).parents[2] / "watchlists"
BOTH = "North Korea and Russia signed a treaty."


def as_rule(query: str) -> str:
    return "    query: '" + query.replace("'", "''") + "'"


def refused(write: Write, query: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_watchlists(write(ties=WATCHLIST.replace("    use: together", query)))
    return caught.value


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("north AND russia", "all: [north, russia]"),
        ("north and russia", "all: [north, russia]"),
        ("north /S russia", "all: [north, russia]"),
        ("north OR russia", "any: [north, russia]"),
        ("north NOT pact", "{all: [north], not: [pact]}"),
        ("north AND NOT pact", "{all: [north], not: [pact]}"),
        ("(north OR pact) AND russia", "all: [{any: [north, pact]}, russia]"),
        ("north NEAR/4 russia", "{all: [north, russia], within: 4}"),
        ("north near4 russia NEAR4 pact", "{all: [north, russia, pact], within: 4}"),
        ("north ONEAR/4 russia", "{all: [north, russia], within: 4, ordered: true}"),
        ("north adj4 russia", "{all: [north, russia], within: 4, ordered: true}"),
        ("north w/4 russia", "{all: [north, russia], within: 4, ordered: true}"),
        (
            'north NEAR/4 (russia OR "a deal")',
            "any: [{all: [north, russia], within: 4}, {all: [north, {words: [a deal]}], within: 4}]",
        ),
        ("north /P russia", "{all: [north, russia], same: paragraph}"),
        ("north SAME russia", "{all: [north, russia], same: paragraph}"),
        ("ATLEAST3 north", "{all: [north], in: article, sentences: 3}"),
        ("title:(north AND russia)", "{all: [north, russia], in: title}"),
        ("lead:north AND pact", "all: [{in: lead, all: [north]}, pact]"),
        ("use:together AND pact", "all: [{use: together}, pact]"),
        (
            '"peace treaty" AND missile* AND 북한',
            "all: [{words: [peace treaty]}, {words: [missile*]}, {words: [북한]}]",
        ),
    ],
)
def test_the_same_rule_as_in_yaml(write: Write, query: str, rule: str) -> None:
    flow = rule if rule.startswith("{") else "{" + rule + "}"
    written = flow.replace("{", "{id: both-named, indicator: meet, ", 1)
    ties = WATCHLIST.replace(
        "  - id: both-named\n    indicator: meet\n    use: together\n", f"  - {written}\n"
    )
    (expected,) = load_watchlists(write(ties=ties)).watchlists[0].rules
    ties = WATCHLIST.replace("    use: together", as_rule(query))
    (rule_of_query,) = load_watchlists(write(ties=ties)).watchlists[0].rules
    assert str(rule_of_query.node) == str(expected.node)
    assert rule_of_query.region == expected.region


def test_it_matches_with_evidence_and_explains_itself(matching: Matching) -> None:
    matcher = matching(as_rule("(north NEAR/3 russia) AND pact"))
    (match,) = matcher.match("a", "", BOTH)
    assert {(one.concept, one.text) for one in match.evidence} == {
        ("north", "North Korea"),
        ("russia", "Russia"),
        ("pact", "treaty"),
    }
    assert matcher.match("a", "", "North Korea and at long last also Russia in a treaty.") == ()
    view = explain(matcher, "ties", "", "North Korea and Russia talked.").rules[0]
    assert view.missing == ("pact",)


def test_not_takes_the_sentence_out(matching: Matching) -> None:
    matcher = matching(as_rule("north AND russia NOT pact"))
    assert matcher.match("a", "", "North Korea met Russia.")
    assert matcher.match("a", "", BOTH) == ()


def test_at_least_counts_sentences(matching: Matching) -> None:
    matcher = matching(as_rule("north AND ATLEAST2 russia"))
    assert matcher.match("a", "", "North Korea met Russia. Russia was glad.")
    assert matcher.match("a", "", "North Korea met Russia. Nobody was glad.") == ()


def test_a_query_inside_a_condition_and_an_exclusion(matching: Matching) -> None:
    exclude = "exclude:\n  - id: none\n    drop: article\n    query: title:pact\n"
    matcher = matching("    all: [pact, {query: north OR russia}]", more=exclude)
    assert matcher.match("a", "", BOTH)
    assert matcher.match("a", "A treaty", BOTH) == ()


@pytest.mark.parametrize(
    ("query", "at", "what", "mend"),
    [
        ("north AND russia OR pact", "OR", "AND and OR stand together without brackets", "(a AND"),
        ("north OR russia NOT pact", "NOT", "OR and NOT stand together", "(a OR b) NOT c"),
        ("north /P russia AND pact", "AND", "/P and AND stand together", ""),
        ("(north AND russia) /P pact", "AND", "asks for one sentence", "NEAR/20"),
        ("nort AND russia", "nort", "unknown concept 'nort'", "did you mean 'north'"),
        ("Russia AND north", "Russia", "unknown concept 'Russia'", "a name of 'russia'"),
        ("use:togethr", "togethr", "unknown condition 'togethr'", "did you mean 'together'"),
        ("use:(north AND pact)", "use:", "takes the name of one", "use:together"),
        ("North Korea AND russia", "Korea", "no operator stands before 'Korea'", '"North Korea"'),
        ("heading:north", "heading:", "unknown field 'heading:'", ""),
        ("titel:north", "titel:", "unknown field 'titel:'", "did you mean 'title:'"),
        ("pact AND (north AND russia", "(", "never closed", "add a )"),
        ("north AND russia)", ")", "never opened", "take it away"),
        ("AND north", "AND", "missing before 'AND'", "drop the operator"),
        ("north AND OR pact", "OR", "missing before 'OR'", ""),
        ('north AND "russia', '"', "no partner", "close it"),
        ("north AND § russia", "§", "means nothing", "quotes"),
        ("north NEAR russia", "NEAR", "needs a number", "NEAR/5"),
        ("north NEAR/0 russia", "NEAR", "needs a number", "NEAR/5"),
        ("ATLEAST north", "ATLEAST", "needs a number", "ATLEAST3"),
        ("north NEAR/3 russia NEAR/5 pact", "NEAR/5", "in one row", "AND"),
        ("pact NEAR/3 (north AND russia)", "(", "beside NEAR stand names", "NEAR"),
        ('north AND "x"', '"x"', "one letter", "longer"),
        ("north AND *a*b", "*a*b", "", ""),
    ],
)
def test_mistakes_point_at_the_letter(
    write: Write, query: str, at: str, what: str, mend: str
) -> None:
    error = refused(write, as_rule(query))
    assert what in error.what
    assert mend in error.mend
    rule = as_rule(query)
    assert error.column == rule.index(at, rule.index("'")) + 1
    line = WATCHLIST.splitlines().index("    use: together") + 1
    assert error.line == line
    shown, caret = error.what.splitlines()[-2:]
    assert shown[4:] == query
    assert caret.index("^") - 4 == query.index(at)


@pytest.mark.parametrize(
    "query", ["north AND", "NOT north", "north OR NOT pact", "''", "(" * 30 + "north" + ")" * 30]
)
def test_what_says_too_little_or_goes_too_deep(write: Write, query: str) -> None:
    error = refused(write, as_rule(query) if query != "''" else "    query: ''")
    assert error.line == WATCHLIST.splitlines().index("    use: together") + 1
    assert error.mend


def test_lines_and_quotes_of_yaml_move_the_column_along(write: Write) -> None:
    folded = "    query: >-\n      north AND\n      rusia"
    error = refused(write, folded)
    first = WATCHLIST.splitlines().index("    use: together") + 1
    assert (error.line, error.column) == (first + 2, 7)
    doubled = '    query: "\\"it\'s\\" AND rusia"'
    error = refused(write, doubled)
    assert (error.line, error.column) == (first, doubled.index("rusia") + 1)
    plain = "    query: rusia AND north"
    assert refused(write, plain).column == plain.index("rusia") + 1


def test_the_caret_stands_right_under_wide_letters(write: Write) -> None:
    error = refused(write, as_rule("北朝鮮 AND rusia"))
    shown, caret = error.what.splitlines()[-2:]
    assert caret.index("^") == shown.index("rusia") + 3


def test_a_query_stands_alone(write: Write) -> None:
    error = refused(write, "    query: north\n    all: [russia]")
    assert "stands alone" in error.what


def test_a_long_list_beside_near_is_refused(write: Write) -> None:
    many = " OR ".join(f'"name {number}"' for number in range(300))
    assert "combinations" in refused(write, as_rule(f"north NEAR/3 ({many})")).what


def test_every_query_ends_in_an_answer(write: Write) -> None:
    """Every beginning of a good query is read, or refused with its line."""
    query = 'title:(north NEAR/5 (russia OR "a b")) AND (ATLEAST2 pact NOT use:together)'
    lines = [line_of_refusal(write, query[:end]) for end in range(1, len(query) + 1)]
    assert set(lines) == {None, WATCHLIST.splitlines().index("    use: together") + 1}
    assert lines[-1] is None


def line_of_refusal(write: Write, query: str) -> int | None:
    folder = write(ties=WATCHLIST.replace("    use: together", as_rule(query)))
    try:
        Matcher(load_watchlists(folder))
    except ConfigError as error:
        return error.line
    return None


def test_the_query_of_the_readme_says_what_its_rule_says(tmp_path: Path) -> None:
    folder = shutil.copytree(WATCHLISTS, tmp_path / "watchlists")
    blocks = [
        block.split("```")[0]
        for block in (folder / "README.md").read_text("utf-8").split("```yaml\n")[1:]
    ]
    example = next(block for block in blocks if "id: port-calls" in block)
    query = next(block for block in blocks if "query:" in block)
    rules = example[example.index("rules:") : example.index("examples:")]
    (folder / "port-calls.yaml").write_text(example.replace(rules, query + "\n"), "utf-8")
    assert check(folder) == ()


def test_the_pieces_of_the_readme_are_valid(tmp_path: Path) -> None:
    folder = shutil.copytree(WATCHLISTS, tmp_path / "watchlists")
    blocks = (folder / "README.md").read_text("utf-8").split("```yaml\n")[1:]
    pieces = {block.split(":")[0]: block.split("```")[0] for block in blocks}
    (folder / "vocabulary" / "own.yaml").write_text(pieces["concepts"], "utf-8")
    ports = pieces["id"].replace("examples:", pieces["exclude"] + "examples:")
    ports = ports.replace("use: together", "use: together\n      - not: [tumen-border]")
    (folder / "port-calls.yaml").write_text(ports, "utf-8")
    assert check(folder) == ()
