"""Conditions, compiled: small nodes that look for concepts on a page of sentences.

A node is asked about a *scope*, a run of sentences (usually one), and answers with the occurrences
that make it true, or with None. Nothing here reads files or scans text.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from monitor.folding import is_han_or_kana
from monitor.model import TextField
from monitor.watch.schema import Reach, Region

Place = Literal["title", "lead", "body"]
_PLACES: Mapping[Region, frozenset[Place]] = {
    "title": frozenset({"title"}),
    "lead": frozenset({"lead"}),
    "opening": frozenset({"title", "lead"}),
    "article": frozenset({"title", "lead", "body"}),
}


class Occurrence(NamedTuple):
    """A name of ``concept`` at ``field[start:end]``, in a sentence with the bounds given."""

    start: int
    end: int
    concept: str
    field: TextField
    sentence_start: int
    sentence_end: int


@dataclass(slots=True)
class Unit:
    """One sentence with what was found in it, each list in order of place."""

    field: TextField
    start: int
    end: int
    paragraph: int
    place: Place
    found: dict[str, list[Occurrence]] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """An article as the rules see it: the title, then the sentences of the text."""

    units: list[Unit]
    texts: Mapping[TextField, str]
    memo: dict[int, bool] = dataclasses.field(default_factory=dict)
    dropped: dict[int, str] = dataclasses.field(default_factory=dict)
    _index: dict[str, list[int]] | None = None
    _words: dict[int, list[int]] = dataclasses.field(default_factory=dict)

    def concepts(self) -> Collection[str]:
        """Everything that was found anywhere."""
        return self._where()

    def naming(self, concepts: Iterable[str], region: Region) -> list[int]:
        """The sentences of a part of the article that name one of ``concepts``, in order."""
        where, places = self._where(), _PLACES[region]
        found = {number for concept in concepts for number in where.get(concept, ())}
        return sorted(number for number in found if self.units[number].place in places)

    def drop(self, numbers: Iterable[int], exclusion: str) -> None:
        """Take all names out of these sentences, as if nothing had been found there."""
        for number in numbers:
            self.units[number].found = {}
            self.dropped[number] = exclusion
        self._index = None
        self.memo.clear()

    def _where(self) -> Mapping[str, Sequence[int]]:
        if self._index is None:
            self._index = {}
            for number, unit in enumerate(self.units):
                for concept in unit.found:
                    self._index.setdefault(concept, []).append(number)
        return self._index

    def region(self, region: Region) -> Iterator[int]:
        """The sentences of a part of the article."""
        places = _PLACES[region]
        return (number for number, unit in enumerate(self.units) if unit.place in places)

    def widen(self, scope: range, reach: Reach) -> range:
        """The sentences around ``scope``: its neighbours, or all of its paragraph."""
        first, last = scope.start, scope.stop
        steps = {"sentence": 0, "neighbours": 1}.get(reach, len(self.units))
        for _ in range(steps):
            before = last - first
            if first > 0 and self._beside(first - 1, reach):
                first -= 1
            if last < len(self.units) and self._beside(last - 1, reach):
                last += 1
            if last - first == before:
                break
        return range(first, last)

    def _beside(self, number: int, reach: Reach) -> bool:
        """Whether a sentence and the next belong together.

        A headline leaves out what the first sentence names, so these two are neighbours.
        """
        unit, following = self.units[number : number + 2]
        headline = unit.place == "title" and reach == "neighbours"
        return headline or unit.paragraph == following.paragraph

    def word(self, number: int, at: int) -> int:
        """How many words of sentence ``number`` begin before ``at``."""
        starts = self._words.get(number)
        if starts is None:
            unit = self.units[number]
            text = self.texts[unit.field][unit.start : unit.end]
            starts = [unit.start + start for start in word_starts(text)]
            self._words[number] = starts
        return bisect_left(starts, at)


def word_starts(text: str) -> list[int]:
    """Where words begin; in Chinese and Japanese each letter is one word."""
    starts: list[int] = []
    inside = False
    for at, letter in enumerate(text):
        wide = is_han_or_kana(letter)
        part = letter.isalnum() or letter in "'’"
        if wide or (part and not inside):
            starts.append(at)
        inside = part and not wide
    return starts


Found = tuple[Occurrence, ...]


class Node(Protocol):
    """Part of a condition."""

    def find(self, page: Page, scope: range) -> Found | None:
        """The occurrences that make this true within ``scope``, or None."""


@dataclass(frozen=True, slots=True)
class Has:
    """A concept is named."""

    concept: str
    label: str

    def find(self, page: Page, scope: range) -> Found | None:
        for number in scope:
            if found := page.units[number].found.get(self.concept):
                return (found[0],)
        return None

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class All:
    """All parts hold."""

    parts: tuple[Node, ...]

    def find(self, page: Page, scope: range) -> Found | None:
        found: list[Occurrence] = []
        for part in self.parts:
            if (here := part.find(page, scope)) is None:
                return None
            found.extend(here)
        return tuple(found)

    def __str__(self) -> str:
        return "all of (" + ", ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Any:
    """At least ``count`` of the parts hold."""

    parts: tuple[Node, ...]
    count: int = 1

    def find(self, page: Page, scope: range) -> Found | None:
        found: list[Occurrence] = []
        held = 0
        for part in self.parts:
            if (here := part.find(page, scope)) is not None:
                found.extend(here)
                held += 1
                if held == self.count:
                    return tuple(found)
        return None

    def __str__(self) -> str:
        lead = "any of (" if self.count == 1 else f"at least {self.count} of ("
        return lead + ", ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node

    def find(self, page: Page, scope: range) -> Found | None:
        return () if self.part.find(page, scope) is None else None

    def __str__(self) -> str:
        return f"not {self.part}"


@dataclass(frozen=True, slots=True)
class Near:
    """Names of all concepts in one sentence, with at most ``words`` words between one and the next."""

    concepts: tuple[Has, ...]
    words: int
    ordered: bool

    def find(self, page: Page, scope: range) -> Found | None:
        for number in scope:
            found = page.units[number].found
            lists = [found.get(part.concept) for part in self.concepts]
            if all(lists) and (near := self._near(page, number, [x or [] for x in lists])):
                return near
        return None

    def _near(self, page: Page, number: int, lists: list[list[Occurrence]]) -> Found | None:
        for first in lists[0]:
            chosen = [first]
            for listed in lists[1:]:
                gaps = [(self._gap(page, number, chosen[-1], one), one) for one in listed]
                near = [(gap, one) for gap, one in gaps if gap is not None and gap <= self.words]
                if not near:
                    break
                chosen.append(min(near)[1])
            if len(chosen) == len(lists):
                return tuple(chosen)
        return None

    def _gap(self, page: Page, number: int, one: Occurrence, other: Occurrence) -> int | None:
        """The words between two names; None where they overlap or stand in the wrong order."""
        if other.start < one.start and not self.ordered:
            one, other = other, one
        if other.start < one.end:
            return None
        return page.word(number, other.start) - page.word(number, one.end)

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.concepts))
        return f"({listed}) within {self.words} words" + (" in this order" * self.ordered)


@dataclass(frozen=True, slots=True)
class Wide:
    """The part holds when one looks at the neighbours or the paragraph too."""

    part: Node
    reach: Reach

    def find(self, page: Page, scope: range) -> Found | None:
        return self.part.find(page, page.widen(scope, self.reach))

    def __str__(self) -> str:
        return f"{self.part} in the same {self.reach}"


@dataclass(frozen=True, slots=True, eq=False)
class Elsewhere:
    """The part holds in at least ``count`` sentences of a region, wherever we stand."""

    part: Node
    region: Region
    count: int

    def find(self, page: Page, scope: range) -> Found | None:  # noqa: ARG002 - it looks elsewhere
        held = page.memo.get(id(self))
        if held is None:
            left = self.count
            for number in page.region(self.region):
                left -= self.part.find(page, range(number, number + 1)) is not None
                if not left:
                    break
            held = page.memo[id(self)] = left <= 0
        return () if held else None

    def __str__(self) -> str:
        times = f" in {self.count} sentences" if self.count > 1 else ""
        return f"{self.part}{times} of the {self.region}"


@dataclass(frozen=True, slots=True)
class Use:
    """A named condition of ``shared.yaml``."""

    name: str
    part: Node

    def find(self, page: Page, scope: range) -> Found | None:
        return self.part.find(page, scope)

    def __str__(self) -> str:
        return self.name


Needs = frozenset[frozenset[str]]
"""Sets of concepts, of each of which at least one must be found."""


def parts(node: Node) -> tuple[Node, ...]:
    """What a condition is made of."""
    if isinstance(node, All | Any):
        return node.parts
    if isinstance(node, Near):
        return node.concepts
    return (node.part,) if isinstance(node, Not | Wide | Elsewhere | Use) else ()


def concepts(node: Node, *, forbidden: bool = False) -> frozenset[str]:
    """All concepts that a condition asks for; those that it forbids too, if wanted."""
    if isinstance(node, Has):
        return frozenset({node.concept})
    if isinstance(node, Not) and not forbidden:
        return frozenset()
    return frozenset().union(*(concepts(part, forbidden=forbidden) for part in parts(node)))


def needs(node: Node, *, here: bool) -> Needs:
    """What must be found for a condition to hold: in the sentence itself, or on the whole page."""
    if isinstance(node, Has):
        return frozenset({frozenset({node.concept})})
    elsewhere = isinstance(node, Elsewhere) or (isinstance(node, Wide) and node.reach != "sentence")
    if isinstance(node, Not) or (here and elsewhere):
        return frozenset()
    of_parts = [needs(part, here=here) for part in parts(node)]
    if isinstance(node, Any):
        # The parts that need nothing may hold, but no more than they are.
        needy = [one for one in of_parts if one]
        rest = node.count - (len(of_parts) - len(needy))
        if rest <= 0:
            return frozenset()
        if rest < len(needy):
            return frozenset({frozenset().union(*(min(one, key=len) for one in needy))})
    return frozenset().union(*of_parts)
