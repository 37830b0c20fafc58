"""An article read for the rules: cut into sentences, each with the concepts it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from monitor.model import TextField
from monitor.sentences import Sentence, sentences
from monitor.watch.conditions import Occurrence, Page, Unit
from monitor.watch.roundup import items
from monitor.watch.scanner import Scanner, Spot
from monitor.watch.uncollected import uncollected
from monitor.watch.vocabulary import Term
from monitor.watch.watchlist import Watchlists

# Far more than an honest sentence holds; they keep a hostile page from costing more than its length.
_OVERLAPS = 8
_NAMES_IN_A_SENTENCE = 100


@dataclass(frozen=True, slots=True)
class Scanned:
    """Every name in an article, before it is known whether it counts; ``concepts`` may."""

    title: str
    text: str
    spots: Mapping[TextField, Sequence[Spot]]
    concepts: frozenset[str]


class _Meaning(NamedTuple):
    concept: str
    role: str


_Found = tuple[_Meaning, Unit, Occurrence]


class Reader:
    """Reads articles with the vocabulary of ``watchlists``, or only with ``concepts`` of it."""

    @uncollected()
    def __init__(self, watchlists: Watchlists, concepts: Collection[str] | None = None) -> None:
        meanings: dict[Term, dict[_Meaning, None]] = defaultdict(dict)
        for name in watchlists.names:
            if concepts is None or name.concept in concepts:
                meanings[name.term][_Meaning(name.concept, name.role)] = None
        self._meanings = [tuple(one) for one in meanings.values()]
        self._scanner = Scanner(list(meanings))
        self._wider = {concept: (concept, *wider) for concept, wider in watchlists.parents.items()}
        # Most concepts have many names that mean nothing else.
        named = {listed: self._naming(listed) for listed in set(self._meanings)}
        self._named = [named[listed] for listed in self._meanings]
        starts = "|".join(re.escape(one) for one in watchlists.not_prose)
        # A label is followed by a colon or a bar, or it is all that the sentence holds.
        self._not_prose = (
            re.compile(rf"(?:{starts})\s*(?:[:：|>›»—–-]|$)", re.IGNORECASE) if starts else None
        )

    def _all(self, concept: str) -> tuple[str, ...]:
        """A concept and the wider ones; words written in a rule have none."""
        return self._wider.get(concept, (concept,))

    def _naming(self, meanings: Sequence[_Meaning]) -> frozenset[str]:
        """All that a name may stand for."""
        return frozenset().union(*(self._all(it.concept) for it in meanings if it.role != "except"))

    def scan(self, title: str, text: str) -> Scanned:
        """Find all names; the cheap part."""
        spots: dict[TextField, Sequence[Spot]] = {
            "title": self._scanner.scan(title),
            "text": self._scanner.scan(text),
        }
        terms = {term for listed in spots.values() for _, _, term in listed}
        concepts = frozenset(concept for term in terms for concept in self._named[term])
        return Scanned(title, text, spots, concepts)

    def read(self, scanned: Scanned, *, whole: bool = False) -> tuple[Page, ...]:
        """Cut the article and give each sentence the names that count in it.

        A live blog or a briefing gives a page for each of its items, without the headline,
        unless it is read as a ``whole``.
        """
        title, text = scanned.title, scanned.text
        cut = sentences(text, self._not_prose)
        listed = () if whole else items(text, cut)
        head = title.strip()
        start = title.find(head)
        heading = [Unit("title", start, start + len(head), -1, "title")] if head else []
        bodies = [_units(item) for item in listed or (cut,)]
        found = [
            *self._placed("title", scanned.spots["title"], heading),
            *self._placed("text", scanned.spots["text"], list(chain(*bodies))),
        ]
        self._believe([*heading, *chain(*bodies)], found)
        texts: dict[TextField, str] = {"title": title, "text": text}
        return tuple(Page(body if listed else heading + body, texts) for body in bodies)

    def _placed(
        self, field: TextField, spots: Sequence[Spot], units: Sequence[Unit]
    ) -> Iterator[_Found]:
        """The names that stand within one sentence."""
        starts = [unit.start for unit in units]
        for start, end, term in spots:
            number = bisect_right(starts, start) - 1
            if number >= 0 and end <= (unit := units[number]).end:
                for meaning in self._meanings[term]:
                    bounds = unit.start, unit.end
                    yield meaning, unit, Occurrence(start, end, meaning.concept, field, *bounds)

    def _believe(self, units: Sequence[Unit], found: Sequence[_Found]) -> None:
        """Give the sentences what counts: no short name without a full one in the article."""
        found = _without_exceptions(found)
        named: set[str] = set()
        for meaning, _, _ in found:
            if meaning.role == "full":
                named.update(self._all(meaning.concept))
        for meaning, unit, place in found:
            if meaning.role == "full" or (meaning.role == "short" and meaning.concept in named):
                for concept in self._all(meaning.concept):
                    places = unit.found.setdefault(concept, [])
                    if len(places) < _NAMES_IN_A_SENTENCE:
                        places.append(place)
        for unit in units:
            for places in unit.found.values():
                if len(places) > 1:
                    places.sort(key=order)


def order(place: Occurrence) -> tuple[bool, int, int]:
    """Sorts names as they are read, the longer first."""
    return place.field != "title", place.start, -place.end


def _units(cut: Sequence[Sentence]) -> list[Unit]:
    """Sentences of the text; the first paragraph is the lead."""
    return [
        Unit(
            "text",
            one.start,
            one.end,
            one.paragraph,
            "lead" if one.paragraph == cut[0].paragraph else "body",
        )
        for one in cut
    ]


def _without_exceptions(found: Sequence[_Found]) -> Sequence[_Found]:
    """Leave out the names that stand inside an exception of their concept."""
    exceptions: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    for meaning, _, place in found:
        if meaning.role == "except":
            exceptions[place.field, place.concept].append(place)
    if not exceptions:
        return found
    for listed in exceptions.values():
        listed.sort(key=lambda one: one.end)
    return [one for one in found if not _inside(one[2], exceptions)]


def _inside(place: Occurrence, exceptions: Mapping[tuple[str, str], Sequence[Occurrence]]) -> bool:
    """Whether a name stands inside an exception; exceptions are in the order of their ends."""
    listed = exceptions.get((place.field, place.concept), ())
    at = bisect_left(listed, place.end, key=lambda one: one.end)
    return any(one.start <= place.start for one in listed[at : at + _OVERLAPS])
