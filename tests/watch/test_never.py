"""A rule that can never fire is refused with its line; one that may is left in peace."""

from __future__ import annotations

import pytest

from monitor.errors import ConfigError
from monitor.watch import load_watchlists
from tests.watch.conftest import WATCHLIST, Write


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("all: [north, russia]\n    not: [north]", "'not north' forbids"),
        ("all: [north]\n    not: [{any: [north, russia]}]", "forbids"),
        ("use: together\n    not: [{all: [russia, north]}]", "forbids"),
        ("all: [north]\n    not: [both]", "'not both' forbids"),
        ("query: north AND (russia NOT russia)", "forbids"),
        ("any: [{all: [north], not: [north]}, {all: [russia], not: [russia]}]", "forbids"),
        ("all: [north, russia]\n    within: 3\n    not: [russia]", "forbids"),
        ("all: [north, {in: title, sentences: 2, all: [russia]}]", "the title is one sentence"),
        ("all: [north, russia, {words: [embargo]}]", "'no-russia' takes out every sentence"),
    ],
)
def test_a_rule_that_can_never_fire(write: Write, rule: str, why: str) -> None:
    exclude = "exclude:\n  - {id: no-russia, any: [russia, pact]}\n" * ("takes out" in why)
    ties = WATCHLIST.replace("use: together", rule).replace("examples:", exclude + "examples:")
    with pytest.raises(ConfigError) as caught:
        load_watchlists(write(ties=ties))
    assert "'both-named' can never fire" in caught.value.what
    assert why in caught.value.what
    assert caught.value.line == ties[: ties.index("id: both-named")].count("\n") + 1


@pytest.mark.parametrize(
    "rule",
    [
        "all: [north]\n    not: [russia]",
        "all: [both]\n    not: [north]",
        "any: [north, russia]\n    not: [north]",
        "all: [north]\n    not: [{all: [north, russia]}]",
        "all: [north, {same: paragraph, not: [russia]}]",
        "all: [{in: title, all: [north]}]\n    not: [north]",
    ],
)
def test_a_rule_that_may_fire_is_left_in_peace(write: Write, rule: str) -> None:
    ties = WATCHLIST.replace("use: together", rule)
    assert load_watchlists(write(ties=ties))
