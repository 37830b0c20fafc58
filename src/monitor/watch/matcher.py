"""Matching: one automaton finds every name of every watchlist, then the rules are asked.

The cost of a scan does not depend on the number of rules: rules are looked up by the concepts that
were found, and only those that could hold are asked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.model import Evidence, Match, TextField
from monitor.watch.conditions import Found, Occurrence, Page, Place, Unit
from monitor.watch.load import Exclusion, Rule, Watchlist, Watchlists
from monitor.watch.schema import Reach
from monitor.watch.text import KINDS, Kind, Sentence, fold, sentences

# Far more than an honest sentence holds; they keep a hostile page from costing more than its length.
_OVERLAPS = 8
_NAMES_IN_A_SENTENCE = 100


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule held in a sentence and earned ``points`` there."""

    rule: Rule
    unit: Unit
    points: float
    found: Found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a watchlist makes of an article."""

    watchlist: Watchlist
    firings: tuple[Firing, ...]
    score: float
    excluded: str = ""

    @property
    def hit(self) -> bool:
        return self.score >= self.watchlist.threshold


class _Target(NamedTuple):
    concept: str
    role: str
    left: Kind
    right: Kind
    caps: bool
    rest: re.Pattern[str] | None


_Found = tuple[_Target, Unit, Occurrence]


class Matcher:
    """Compiled watchlists. ``match`` is pure: the same article gives the same matches."""

    def __init__(self, watchlists: Watchlists) -> None:
        self.watchlists = watchlists
        self._scanner = _Scanner(watchlists)
        # By concept: the places (watchlist, rule) of the rules that cannot hold without it.
        self._rules: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, watchlist in enumerate(watchlists.watchlists):
            for place, rule in enumerate(watchlist.rules if watchlist.status != "paused" else ()):
                for concept in rule.node.cover() or ():
                    self._rules[concept].append((number, place))

    def match(self, article_id: str, title: str, text: str) -> tuple[Match, ...]:
        """The watchlists that fire on an article, in their own order; none is usual."""
        page = self._scanner.read(title, text)
        if self._exclude(page, self.watchlists.exclude):
            return ()
        candidates: dict[int, set[int]] = defaultdict(set)
        for concept in page.concepts():
            for number, place in self._rules.get(concept, ()):
                candidates[number].add(place)
        matches = []
        for number in sorted(candidates):
            watchlist = self.watchlists.watchlists[number]
            rules = [watchlist.rules[place] for place in sorted(candidates[number])]
            verdict = self._read(page, watchlist, rules)
            if verdict.hit:
                matches.append(self._match(article_id, page, verdict))
        return tuple(matches)

    def read(self, watchlist_id: str, title: str, text: str) -> tuple[Verdict, Page]:
        """One watchlist's view of an article, hit or not, and the page it read."""
        watchlist = self.watchlists.get(watchlist_id)
        page = self._scanner.read(title, text)
        if excluded := self._exclude(page, self.watchlists.exclude):
            return Verdict(watchlist, (), 0, excluded), page
        return self._read(page, watchlist, watchlist.rules), page

    def _read(self, page: Page, watchlist: Watchlist, rules: Sequence[Rule]) -> Verdict:
        dropped: set[int] = set()
        for one in watchlist.exclude:
            for number, _ in _firing(page, one):
                if one.drop == "article":
                    return Verdict(watchlist, (), 0, one.id)
                dropped.update(_around(page, number, one))
        firings = []
        best: dict[int, float] = defaultdict(float)
        for rule in rules:
            for number, found in _firing(page, rule):
                if number not in dropped:
                    unit = page.units[number]
                    points = rule.points * self._weight(unit.place)
                    firings.append(Firing(rule, unit, points, tuple(sorted(found, key=_order))))
                    best[number] = max(best[number], points)
        firings.sort(key=lambda one: (one.unit.field != "title", one.unit.start, -one.points))
        return Verdict(watchlist, tuple(firings), sum(best.values()))

    def _weight(self, place: Place) -> float:
        weights = self.watchlists.weights
        return {"title": weights.title, "lead": weights.lead, "body": weights.body}[place]

    def _exclude(self, page: Page, exclusions: Sequence[Exclusion]) -> str:
        """Empty the sentences that are excluded for all; name what excludes the whole article."""
        concepts = page.concepts()
        for one in exclusions:
            cover = one.node.cover()
            if cover is not None and cover.isdisjoint(concepts):
                continue
            for number in [number for number, _ in _firing(page, one)]:
                if one.drop == "article":
                    return one.id
                for other in _around(page, number, one):
                    page.units[other].found = {}
        page.memo.clear()
        return ""

    def _match(self, article_id: str, page: Page, verdict: Verdict) -> Match:
        evidence = {
            (firing.rule.id, place.field, place.start, place.end): Evidence(
                rule=firing.rule.id,
                field=place.field,
                start=place.start,
                end=place.end,
                text=page.texts[place.field][place.start : place.end],
                sentence_start=place.sentence_start,
                sentence_end=place.sentence_end,
                concept=place.concept,
            )
            for firing in verdict.firings
            for place in firing.found
        }
        return Match(
            article_id=article_id,
            watchlist_id=verdict.watchlist.id,
            watchlist_version=self.watchlists.version,
            score=verdict.score,
            evidence=tuple(evidence.values()),
        )


def _firing(page: Page, rule: Rule | Exclusion) -> Iterator[tuple[int, Found]]:
    """The sentences in which a rule or an exclusion holds, each with what made it hold."""
    for number in page.region(rule.region):
        if rule.anchors.isdisjoint(page.units[number].found):
            continue
        if (found := rule.node.find(page, range(number, number + 1))) is not None:
            yield number, found


def _order(place: Occurrence) -> tuple[bool, int, int]:
    return place.field != "title", place.start, -place.end


def _around(page: Page, number: int, exclusion: Exclusion) -> range:
    reach: Reach = "paragraph" if exclusion.drop == "paragraph" else "sentence"
    return page.widen(range(number, number + 1), reach)


class _Scanner:
    """All names of all watchlists in one automaton, and the cutting of articles into sentences."""

    def __init__(self, watchlists: Watchlists) -> None:
        targets: dict[str, list[_Target]] = defaultdict(list)
        for name in watchlists.names:
            one = name.term
            rest = re.compile(one.rest) if one.rest else None
            targets[one.text].append(
                _Target(name.concept, name.role, one.left, one.right, one.caps, rest)
            )
        self._targets = list(targets.values())
        self._automaton = AhoCorasick(list(targets))
        self._parents = watchlists.parents
        starts = "|".join(re.escape(one) for one in watchlists.not_prose)
        # A label is followed by a colon or a bar, or it is all that the sentence holds.
        self._not_prose = (
            re.compile(rf"(?:{starts})\s*(?:[:：|>›»—–-]|$)", re.IGNORECASE) if starts else None
        )

    def read(self, title: str, text: str) -> Page:
        """Cut and scan an article."""
        head = title.strip()
        start = title.find(head)
        units = [Unit("title", start, start + len(head), -1, "title")] if head else []
        cut = sentences(text, self._not_prose)
        lead = cut[0].paragraph if cut else 0
        units += [Unit("text", one.start, one.end, one.paragraph, _place(one, lead)) for one in cut]
        page = Page(units, {"title": title, "text": text})
        first = len(units) - len(cut)
        found = [
            *self._scan(title, "title", units[:first]),
            *self._scan(text, "text", units[first:]),
        ]
        self._believe(page, found)
        return page

    def _scan(self, original: str, field: TextField, units: Sequence[Unit]) -> Iterator[_Found]:
        if not units:
            return
        folded = fold(original)
        text = folded.text
        length = len(text)
        starts = [unit.start for unit in units]
        for index, first, last in self._automaton.find_matches_as_indexes(text, overlapping=True):
            before = KINDS[text[first - 1]] if first else None
            for target in self._targets[index]:
                if before == target.left != "none":
                    continue
                end = last
                if target.rest is not None:
                    if (found := target.rest.match(text, last)) is None:
                        continue
                    end = found.end()
                if end < length and KINDS[text[end]] == target.right != "none":
                    continue
                start, stop = folded.span(first, end)
                if target.caps and original[start:stop] != original[start:stop].upper():
                    continue
                number = bisect_right(starts, start) - 1
                if number >= 0 and stop <= (unit := units[number]).end:
                    place = Occurrence(start, stop, target.concept, field, unit.start, unit.end)
                    yield target, unit, place

    def _believe(self, page: Page, found: Sequence[_Found]) -> None:
        """Give the sentences what counts: no short name without a full one in the article."""
        found = _without_exceptions(found)
        named: set[str] = set()
        for target, _, _ in found:
            if target.role == "full":
                named.update((target.concept, *self._parents.get(target.concept, ())))
        for target, unit, place in found:
            if target.role == "full" or (target.role == "short" and target.concept in named):
                for concept in (target.concept, *self._parents.get(target.concept, ())):
                    places = unit.found.setdefault(concept, [])
                    if len(places) < _NAMES_IN_A_SENTENCE:
                        places.append(place)
        for unit in page.units:
            for places in unit.found.values():
                if len(places) > 1:
                    places.sort(key=_order)


def _without_exceptions(found: Sequence[_Found]) -> Sequence[_Found]:
    """Leave out the names that stand inside an exception of their concept."""
    exceptions: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    for target, _, place in found:
        if target.role == "except":
            exceptions[place.field, place.concept].append(place)
    if not exceptions:
        return found
    for listed in exceptions.values():
        listed.sort(key=lambda one: one.end)
    return [one for one in found if not _inside(one[2], exceptions)]


def _place(sentence: Sentence, lead: int) -> Place:
    return "lead" if sentence.paragraph == lead else "body"


def _inside(place: Occurrence, exceptions: Mapping[tuple[str, str], Sequence[Occurrence]]) -> bool:
    """Whether a name stands inside an exception; exceptions are in the order of their ends."""
    listed = exceptions.get((place.field, place.concept), ())
    at = bisect_left(listed, place.end, key=lambda one: one.end)
    return any(one.start <= place.start for one in listed[at : at + _OVERLAPS])
