"""Watchlists as they are matched: names, rules, exclusions and examples, with all references checked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from monitor.model import Claim
from monitor.watch import schema
from monitor.watch.conditions import Node, concepts
from monitor.watch.vocabulary import Term


class Name(NamedTuple):
    """A term, how it is written, and what it stands for: ``role`` is full, short or except."""

    term: Term
    concept: str
    role: str
    written: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; ``region`` says where in the article it may fire.

    Only a sentence that holds one of ``anchors`` need be asked.
    """

    id: str
    node: Node
    anchors: frozenset[str]
    points: float
    region: schema.Region
    claims: tuple[Claim, ...]
    indicator: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A compiled exclusion."""

    id: str
    node: Node
    anchors: frozenset[str]
    region: schema.Region
    drop: str


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a watchlist and the line it stands on."""

    title: str
    text: str
    hit: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One theme, ready to be matched."""

    id: str
    title: str
    status: schema.Status
    owner: str
    claims: tuple[Claim, ...]
    indicators: tuple[schema.Indicator, ...]
    rules: tuple[Rule, ...]
    exclude: tuple[Exclusion, ...]
    threshold: float
    examples: tuple[Example, ...]
    path: Path


# Two are the same where they are one object: that is quick to ask, and files are read once.
@dataclass(frozen=True, slots=True, eq=False)
class Watchlists:
    """A folder of watchlists as it stood when it was read.

    ``version`` is a short checksum over all its files. ``names`` and ``parents`` are the
    vocabulary: every name, and the wider concepts of each concept.
    """

    watchlists: tuple[Watchlist, ...]
    claims: Mapping[str, Claim]
    version: str
    brief: str
    weights: schema.Weights
    not_prose: tuple[str, ...]
    exclude: tuple[Exclusion, ...]
    names: tuple[Name, ...]
    parents: Mapping[str, frozenset[str]]
    folder: Path
    _by_id: Mapping[str, Watchlist] = field(repr=False, default_factory=dict)
    _sums: dict[str, str] = field(repr=False, compare=False, default_factory=dict)

    def get(self, watchlist_id: str) -> Watchlist:
        """The watchlist with this id. Raises ``KeyError``."""
        return self._by_id[watchlist_id]

    def ids(self) -> list[str]:
        """The ids of all watchlists, in their order."""
        return list(self._by_id)

    def checksum(self, watchlist_id: str) -> str:
        """What a watchlist asks for, in short: it changes when what it finds may change."""
        one = self.get(watchlist_id)
        taken_out = (*one.exclude, *self.exclude)
        nodes = [*(it.node for it in one.rules), *(it.node for it in taken_out)]
        asked = self.narrower(chain.from_iterable(concepts(it, forbidden=True) for it in nodes))
        parts = (
            [(it.id, it.node, it.region, it.points) for it in one.rules],
            [(it.node, it.region, it.drop) for it in taken_out],
            [(it, sorted(self.parents.get(it, ())), self._names_of(it)) for it in sorted(asked)],
            (one.status, one.threshold, self.weights, self.not_prose),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    def _names_of(self, concept: str) -> str:
        """A checksum of the names of a concept; all are made at once, for there are many."""
        if not self._sums:
            written: dict[str, list[str]] = defaultdict(list)
            for name in self.names:
                written[name.concept].append(f"{name.role} {name.written}")
            for one, names in written.items():
                self._sums[one] = hashlib.sha256("\n".join(names).encode()).hexdigest()
        return self._sums.get(concept, "")

    def narrower(self, concepts: Iterable[str]) -> frozenset[str]:
        """``concepts`` and all that they include."""
        concepts = frozenset(concepts)
        below = {one for one, wider in self.parents.items() if not wider.isdisjoint(concepts)}
        return concepts | below

    def title(self, watchlist_id: str) -> str:
        """The title of a watchlist; the id itself when the watchlist is gone."""
        known = self._by_id.get(watchlist_id)
        return known.title if known else watchlist_id

    def claims_of(self, watchlist_id: str, rule_id: str) -> tuple[Claim, ...]:
        """The claims that a rule bears on; nothing when list or rule is gone."""
        rule = self._rule(watchlist_id, rule_id)
        return rule.claims if rule else ()

    def indicator_of(self, watchlist_id: str, rule_id: str) -> str:
        """The id of the indicator that a rule looks for; nothing when list or rule is gone."""
        rule = self._rule(watchlist_id, rule_id)
        return rule.indicator if rule else ""

    def _rule(self, watchlist_id: str, rule_id: str) -> Rule | None:
        known = self._by_id.get(watchlist_id)
        return next((one for one in (known.rules if known else ()) if one.id == rule_id), None)
