"""Looking into watchlists: do the examples hold, and why does an article match or not?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from monitor.errors import ConfigError
from monitor.folding import folded_text
from monitor.watch.conditions import All, Node, Page, Use, concepts
from monitor.watch.load import load_watchlists, read_vocabulary
from monitor.watch.matcher import Matcher
from monitor.watch.watchlist import Name, Rule

_SOME_WORDS = 6


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend; lines and columns count from 1. ``refused``: the folder cannot be read."""

    path: str
    line: int | None
    column: int | None
    what: str
    mend: str = ""
    refused: bool = False

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.what}" + (f"\n  → {self.mend}" if self.mend else "")


@dataclass(frozen=True, slots=True)
class Fired:
    """A sentence in which a rule held; ``words`` are the names it went by.

    ``counted``: a sentence counts once, by the best of its rules.
    """

    field: str
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    points: float
    counted: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """What one rule made of an article: where it fired, or what was missing where it came nearest."""

    rule: str
    fired: tuple[Fired, ...]
    missing: tuple[str, ...]
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A concept: some of its names, and how many there are."""

    concept: str
    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a watchlist matches an article, or not."""

    watchlist_id: str
    hit: bool
    score: float
    threshold: float
    excluded: str
    rules: tuple[RuleView, ...]
    words: tuple[Words, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    """Sentences that were taken out, each after the id of what did it."""

    def lines(self) -> list[str]:
        """The explanation for reading on a terminal."""
        verdict = "matches" if self.hit else "does not match"
        points = f"{self.score:g} of {self.threshold:g} points"
        out = [f"{self.watchlist_id}: {verdict}, {points}"]
        if self.excluded:
            out.append(f"  left out by '{self.excluded}'")
        out += [f"  '{exclusion}' takes out: {text}" for exclusion, text in self.dropped]
        for view in self.rules:
            out.append(f"  {'fired  ' if view.fired else 'missing'}  {view.rule}")
            for one in view.fired:
                words = ", ".join(dict.fromkeys(one.words))
                points = f"+{one.points:g}" if one.counted else f"({one.points:g})"
                out.append(f"    {points} {one.field}: {one.text}  [{words}]")
            if view.missing:
                out.append(f"    no {'; no '.join(view.missing)}")
            if view.missing and view.nearest:
                out.append(f"    nearest: {view.nearest}")
        if any(not one.counted for view in self.rules for one in view.fired):
            out.append("  in brackets: the sentence counts once, by the best of its rules")
        if self.words:
            out.append("  missing were the words for")
        for missed in self.words:
            rest = missed.count - len(missed.names)
            more = f" and {rest} more" if rest else ""
            out.append(f"    {missed.concept}: {', '.join(missed.names)}{more}")
        return out


def check(folder: Path) -> tuple[Problem, ...]:
    """Read ``folder`` and run all its examples; nothing to mend is an empty tuple."""
    try:
        watchlists = load_watchlists(folder)
    except ConfigError as error:
        found = [
            Problem(one.path, one.line, one.column, one.what, one.mend, refused=True)
            for one in (error, *error.others)
        ]
        return tuple(sorted(found, key=lambda one: (one.path, one.line or 0)))
    matcher = Matcher(watchlists)
    problems = []
    for watchlist in watchlists.watchlists:
        for example in watchlist.examples:
            verdict, _ = matcher.read(watchlist.id, example.title, example.text)
            if verdict.hit == example.hit:
                continue
            points = f"{verdict.score:g} of {watchlist.threshold:g} points"
            shown = (example.title or example.text)[:80]
            what = "does not match, but should" if example.hit else "matches, but should not"
            problems.append(
                Problem(
                    str(watchlist.path),
                    example.line,
                    example.column,
                    f"this example {what} ({points}): {shown}",
                    "change a rule or the example; see why with: monitor watchlist explain"
                    f" {watchlist.id} --example {example.line}",
                )
            )
    return tuple(problems)


def explain(matcher: Matcher, watchlist_id: str, title: str, text: str) -> Explanation:
    """Rule by rule, what ``watchlist_id`` makes of an article. Raises ``KeyError``."""
    verdict, page = matcher.read(watchlist_id, title, text)
    views = []
    asked: set[str] = set()
    best = {
        (one.unit.field, one.unit.start): one
        for one in sorted(verdict.firings, key=lambda one: one.points)
    }
    for rule in verdict.watchlist.rules:
        fired = tuple(
            Fired(
                field=one.unit.field,
                start=one.unit.start,
                end=one.unit.end,
                text=page.texts[one.unit.field][one.unit.start : one.unit.end],
                words=tuple(page.texts[it.field][it.start : it.end] for it in one.found),
                points=one.points,
                counted=best[one.unit.field, one.unit.start] is one,
            )
            for one in verdict.firings
            if one.rule.id == rule.id
        )
        missing, nearest = ((), "") if fired else _missing(page, rule)
        views.append(RuleView(rule.id, fired, tuple(map(str, missing)), nearest))
        asked.update(chain.from_iterable(map(concepts, missing)))
    taken_out = sorted((page.dropped | dict(verdict.dropped)).items())
    return Explanation(
        watchlist_id=watchlist_id,
        hit=verdict.hit,
        score=verdict.score,
        threshold=verdict.watchlist.threshold,
        excluded=verdict.excluded,
        rules=tuple(views),
        dropped=tuple(
            (by, page.texts[unit.field][unit.start : unit.end])
            for unit, by in ((page.units[number], by) for number, by in taken_out)
        ),
        words=_words(
            matcher.watchlists.names,
            matcher.watchlists.parents,
            asked.difference(page.concepts()),
        ),
    )


def concepts_with(folder: Path, word: str = "") -> tuple[Words, ...]:
    """The concepts in whose id or names ``word`` stands, with those names; all without one.

    Raises ``ConfigError`` where the vocabulary is wrong; the rules need not be right.
    """
    wanted = folded_text(word)
    known = read_vocabulary(folder)
    found = []
    for one in _words(known.names, known.parents, known.parents, most=None):
        names = tuple(name for name in one.names if wanted in folded_text(name))
        if names or wanted in one.concept:
            found.append(replace(one, names=(names or one.names)[:_SOME_WORDS]))
    return tuple(found)


def _words(
    names: Iterable[Name],
    parents: Mapping[str, frozenset[str]],
    asked: Iterable[str],
    most: int | None = _SOME_WORDS,
) -> tuple[Words, ...]:
    """The names of concepts; words that stand in a rule explain themselves."""
    written: dict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        if name.role == "full":
            written[name.concept].setdefault(name.written)
    found = []
    for concept in sorted(set(asked) & parents.keys()):
        narrow = sorted(one for one, wider in parents.items() if concept in wider)
        listed = tuple(dict.fromkeys(chain(*(written[it] for it in (concept, *narrow)))))
        found.append(Words(concept, listed[:most], len(listed)))
    return tuple(found)


def _missing(page: Page, rule: Rule) -> tuple[tuple[Node, ...], str]:
    """The parts that fail in the sentence where fewest of them fail, and that sentence."""
    parts = _parts(rule.node)
    best: tuple[tuple[Node, ...], str] | None = None
    for number in page.region(rule.region):
        scope = range(number, number + 1)
        failing = tuple(part for part in parts if part.find(page, scope) is None)
        if best is None or len(failing) < len(best[0]):
            unit = page.units[number]
            best = failing, page.texts[unit.field][unit.start : unit.end]
    missing, nearest = best or (parts, "")
    return missing, nearest if len(missing) < len(parts) else ""


def _parts(node: Node) -> tuple[Node, ...]:
    while isinstance(node, Use):
        node = node.part
    return node.parts if isinstance(node, All) else (node,)
