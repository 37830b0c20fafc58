"""Matching: one automaton finds every name of every watchlist, then the rules are asked.

The cost of a scan does not depend on the number of rules: rules are looked up by the concepts that
were found, and only those that could hold are asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from monitor.model import Evidence, Match
from monitor.watch.conditions import Found, Page, Place, Unit, concepts, needs
from monitor.watch.reading import Reader, order
from monitor.watch.schema import Reach
from monitor.watch.watchlist import Exclusion, Rule, Watchlist, Watchlists


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
    dropped: Mapping[int, str] = field(default_factory=dict)
    """Sentences that an exclusion of the watchlist took out, by number, with its id."""

    @property
    def hit(self) -> bool:
        return self.score >= self.watchlist.threshold


class _Place(NamedTuple):
    """A rule, by the places of its watchlist and of itself, and what an article must name for it."""

    watchlist: int
    rule: int
    needs: frozenset[frozenset[str]]


class Matcher:
    """Compiled watchlists. ``match`` is pure: the same article gives the same matches."""

    def __init__(self, watchlists: Watchlists, only: Collection[str] | None = None) -> None:
        """``only`` these watchlists match, and names that they do not ask for cost nothing."""
        self.watchlists = watchlists
        places: list[_Place] = []
        asked: set[str] = set()
        for number, watchlist in enumerate(watchlists.watchlists):
            if watchlist.status == "paused" or (only is not None and watchlist.id not in only):
                continue
            for exclusion in watchlist.exclude:
                asked |= concepts(exclusion.node, forbidden=True)
            for place, rule in enumerate(watchlist.rules):
                asked |= concepts(rule.node, forbidden=True)
                places.append(_Place(number, place, needs(rule.node, here=False)))
        # By concept: the rules that cannot hold without it, each under what fewest rules need.
        asking = Counter(concept for place in places for concept in chain(*place.needs))
        self._rules: dict[str, list[_Place]] = defaultdict(list)
        for one in places:
            for concept in min(one.needs, key=lambda group: sum(asking[it] for it in group)):
                self._rules[concept].append(one)
        self._exclude = [(one, needs(one.node, here=False)) for one in watchlists.exclude]
        for exclusion in watchlists.exclude:
            asked |= concepts(exclusion.node, forbidden=True)
        self._reader = Reader(watchlists, None if only is None else watchlists.narrower(asked))

    def match(self, article_id: str, title: str, text: str) -> tuple[Match, ...]:
        """The watchlists that fire on an article, in their own order; none is usual."""
        scanned = self._reader.scan(title, text)
        if not self._candidates(scanned.concepts):
            return ()
        verdicts: dict[int, list[tuple[Page, Verdict]]] = defaultdict(list)
        for page in self._reader.read(scanned):
            if self._excluded(page):
                continue
            for number, rules in self._candidates(page.concepts()).items():
                watchlist = self.watchlists.watchlists[number]
                asked = [watchlist.rules[place] for place in sorted(rules)]
                if (verdict := self._read(page, watchlist, asked)).hit:
                    verdicts[number].append((page, verdict))
        return tuple(self._match(article_id, verdicts[number]) for number in sorted(verdicts))

    def _candidates(self, found: Collection[str]) -> dict[int, set[int]]:
        """The rules, by watchlist, for which an article names enough."""
        candidates: dict[int, set[int]] = defaultdict(set)
        for concept in found:
            for number, place, needed in self._rules.get(concept, ()):
                if not any(one.isdisjoint(found) for one in needed):
                    candidates[number].add(place)
        return candidates

    def read(self, watchlist_id: str, title: str, text: str) -> tuple[Verdict, Page]:
        """One watchlist's view of an article, hit or not, and the page it read: its best item."""
        watchlist = self.watchlists.get(watchlist_id)
        views = []
        for page in self._reader.read(self._reader.scan(title, text)):
            excluded = self._excluded(page)
            views.append(
                (
                    Verdict(watchlist, (), 0, excluded)
                    if excluded
                    else self._read(page, watchlist, watchlist.rules),
                    page,
                )
            )
        return max(views, key=lambda view: view[0].score)

    def _read(self, page: Page, watchlist: Watchlist, rules: Sequence[Rule]) -> Verdict:
        dropped: dict[int, str] = {}
        for one in watchlist.exclude:
            for number, _ in _firing(page, one):
                if one.drop == "article":
                    return Verdict(watchlist, (), 0, one.id)
                dropped.update(dict.fromkeys(_around(page, number, one), one.id))
        firings = []
        best: dict[int, float] = defaultdict(float)
        for rule in rules:
            for number, found in _firing(page, rule):
                if number not in dropped:
                    unit = page.units[number]
                    points = rule.points * self._weight(unit.place)
                    firings.append(Firing(rule, unit, points, tuple(sorted(found, key=order))))
                    best[number] = max(best[number], points)
        firings.sort(key=lambda one: (one.unit.field != "title", one.unit.start, -one.points))
        return Verdict(watchlist, tuple(firings), sum(best.values()), dropped=dropped)

    def _weight(self, place: Place) -> float:
        weights = self.watchlists.weights
        return {"title": weights.title, "lead": weights.lead, "body": weights.body}[place]

    def _excluded(self, page: Page) -> str:
        """Empty the sentences that are excluded for all; name what excludes the whole article."""
        for one, needed in self._exclude:
            if any(group.isdisjoint(page.concepts()) for group in needed):
                continue
            firing = [number for number, _ in _firing(page, one)]
            if firing and one.drop == "article":
                return one.id
            around = chain.from_iterable(_around(page, number, one) for number in firing)
            page.drop(around, one.id)
        return ""

    def _match(self, article_id: str, found: Sequence[tuple[Page, Verdict]]) -> Match:
        """One match; of a page with several items that hit, the best score and all evidence."""
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
            for page, verdict in found
            for firing in verdict.firings
            for place in firing.found
        }
        return Match(
            article_id=article_id,
            watchlist_id=found[0][1].watchlist.id,
            watchlist_version=self.watchlists.version,
            score=max(verdict.score for _, verdict in found),
            evidence=tuple(evidence.values()),
        )


def _firing(page: Page, rule: Rule | Exclusion) -> Iterator[tuple[int, Found]]:
    """The sentences in which a rule or an exclusion holds, each with what made it hold."""
    for number in page.naming(rule.anchors, rule.region):
        if (found := rule.node.find(page, range(number, number + 1))) is not None:
            yield number, found


def _around(page: Page, number: int, exclusion: Exclusion) -> range:
    reach: Reach = "paragraph" if exclusion.drop == "paragraph" else "sentence"
    return page.widen(range(number, number + 1), reach)
