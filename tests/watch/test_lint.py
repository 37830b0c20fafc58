"""What is allowed and yet looks like a mistake is warned of, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.watch import Problem, check, lint, lint_past, load_watchlists
from tests.watch.conftest import SHARED, VOCABULARY, WATCHLIST, Write

# The small folder without what it is warned of for other tests' sake.
CLEAN = VOCABULARY.replace("ёлка", "ёлка красная").split("  - id: pact")[0]
NEWS = ("North Korea", "North Korea met Russia in Moscow.")
OTHER = ("Weather", "The weather in the mountains stays fine.")


def lint_of(folder: Path) -> tuple[Problem, ...]:
    return lint(load_watchlists(folder))


def warned(problems: tuple[Problem, ...], *parts: str) -> Problem:
    found = [one for one in problems if all(part in str(one) for part in parts)]
    assert found, "\n".join(map(str, problems))
    return found[0]


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_nothing_to_say_of_a_clean_folder(write: Write) -> None:
    assert lint_of(write(words=CLEAN)) == ()


def test_what_nothing_uses(write: Write) -> None:
    words = CLEAN + "  - id: idle\n    names: {en: [nothing much]}\n"
    shared = SHARED.replace("exclude:", "  - id: alone\n    all: [north]\nexclude:")
    ties = WATCHLIST.replace(
        "rules:", '  - id: trade\n    claims: ["1.1"]\n    text: They trade.\nrules:'
    ).replace('claims: ["1.1"]\nind', 'claims: ["1.1", "1.2"]\nind')
    problems = lint_of(write(ties=ties, words=words, shared=shared))
    assert warned(problems, "concept 'idle'").line == line_of(words, "id: idle")
    assert warned(problems, "condition 'alone'").line == line_of(shared, "id: alone")
    assert warned(problems, "indicator 'trade'").line == line_of(ties, "id: trade")
    assert warned(problems, "claim 1.2").line == line_of(ties, '["1.1", "1.2"]')
    assert len(problems) == 4


def test_a_concept_is_used_through_a_query_and_through_a_wider_one(write: Write) -> None:
    words = CLEAN + "  - id: pact\n    names: {en: [treaty]}\n  - id: deal\n    includes: [pact]\n"
    ties = WATCHLIST.replace("use: together", "all: [{use: together}, {query: NOT deal}]")
    assert lint_of(write(words=words, ties=ties)) == ()


def test_names_that_stand_twice(write: Write) -> None:
    words = CLEAN.replace("en: [Russia*, UN]", "en: [Russia*, Moscow, moscow, DPRK]")
    problems = lint_of(write(words=words))
    place = warned(problems, "'Moscow' stands twice in 'russia'")
    assert place.line == line_of(words, "moscow")
    warned(problems, "'north' shares names with 'russia' DPRK")
    assert len(problems) == 2


def test_a_wider_concept_may_share_names_with_its_own(write: Write) -> None:
    words = CLEAN + "  - id: all\n    includes: [north]\n    names: {en: [DPRK]}\n"
    ties = WATCHLIST.replace("use: together", "all: [all, russia]")
    assert not [one for one in lint_of(write(words=words, ties=ties)) if "shares" in one.what]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("die", "short names of 'russia'"),
        ("бой", "short names of 'russia'"),
        ("ros*", "stems of 'russia'"),
        ("import*", "import* (as in important)"),
        ("Brief*", "Brief* (as in briefing)"),
    ],
)
def test_names_that_find_more_than_they_say(write: Write, name: str, what: str) -> None:
    words = CLEAN.replace("en: [Russia*, UN]", f"en: [Russia*, UN, {name}]")
    assert warned(lint_of(write(words=words)), what).line
    short = CLEAN + f"    short: {{en: [{name}]}}\n"
    assert lint_of(write(words=short)) == ()


def test_capitals_and_exceptions_are_guards(write: Write) -> None:
    words = CLEAN.replace("[Russia*, UN]", "[Russia*, UN, EU, axe]")
    assert "axe" in warned(lint_of(write(words=words)), "short names").what
    assert lint_of(write(words=words + "    except: {en: [the axe]}\n")) == ()


def test_a_concept_without_a_full_name(write: Write) -> None:
    words = CLEAN + "  - id: none\n    names: {en: []}\n    short: {en: [the other]}\n"
    ties = WATCHLIST.replace("use: together", "any: [{use: together}, none]")
    warned(lint_of(write(words=words, ties=ties)), "'none' has no full name")


def test_warnings_are_no_problems(write: Write) -> None:
    folder = write(words=CLEAN.replace("[Russia*, UN]", "[Russia*, UN, die]"))
    assert check(folder) == ()
    assert lint_of(folder)


def test_what_the_past_says(write: Write) -> None:
    more = WATCHLIST.replace(
        "examples:", "  - id: silent\n    indicator: meet\n    all: [pact, north]\nexamples:"
    )
    folder = write(ties=more)
    problems = lint_past(load_watchlists(folder), [NEWS] * 93 + [OTHER] * 207, days=30)
    often = warned(problems, "'ties' fires on 31% of the 300 articles of the last 30 days")
    assert often.line == 1
    assert warned(problems, "'silent' earned no hit").line == line_of(more, "id: silent")
    warned(problems, "no name of 'pact'")
    assert len(problems) == 3


def test_a_rare_watchlist_and_a_short_past_are_no_warnings(write: Write) -> None:
    folder = write(words=CLEAN)
    assert lint_past(load_watchlists(folder), [NEWS] * 20 + [OTHER] * 280, days=30) == ()
    assert lint_past(load_watchlists(folder), [NEWS] * 50, days=30) == ()


def test_stems_written_in_a_rule_are_doubted_too(write: Write) -> None:
    ties = WATCHLIST.replace("use: together", "all: [{use: together}, {words: [con*, embargo*]}]")
    warning = warned(lint_of(write(words=CLEAN, ties=ties)), "stems in this rule")
    assert "con*" in warning.what
    assert "embargo" not in warning.what


def test_names_shared_on_purpose_are_no_warning(write: Write) -> None:
    words = CLEAN.replace("[Russia*, UN]", "[Russia*, UN, DPRK]")
    warned(lint_of(write(words=words)), "shares names")
    meant = words.replace("  - id: russia\n", "  - id: russia\n    shares: [north]\n")
    assert lint_of(write(words=meant)) == ()
    wrong = words.replace("  - id: russia\n", "  - id: russia\n    shares: [nroth]\n")
    assert "unknown concept 'nroth'" in check(write(words=wrong))[0].what


def test_the_past_is_seen_in_every_item_of_a_list(write: Write) -> None:
    page = "", "1. North Korea slept.\n\n2. Russia slept.\n\n3. A pact was signed."
    problems = lint_past(load_watchlists(write()), [page] * 300, days=30)
    assert not [one for one in problems if "no name of" in one.what]
