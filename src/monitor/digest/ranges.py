"""Figures beside those before them: which are new, and which leave the range there has been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from monitor.digest.figures import MONEY
from monitor.digest.passage import sound
from monitor.model import DigestFigure, Facts, FigureRange, Finding, StatedFigure

# Figures of a story, and ranges of a theme, that are shown.
MOST_FIGURES, MOST_RANGES = 3, 6
DAYS = 28
# One article gives a figure; a range that another can leave takes two.
RANGE = 2
# So much less than all others is a part of the whole: the men of one train, not of the army.
PART = 4

# What is worth counting to a reader of the brief; the ledger holds figures of everything else too.
NOTABLE = frozenset(
    [
        "soldier",
        "special-forces",
        "officer",
        "general",
        "sapper",
        "military-builder",
        "prisoner",
        "dead",
        "wounded",
        "missing-person",
        "worker",
        "it-worker",
        "tourist",
        "shell",
        "rocket",
        "mortar-round",
        "missile",
        "ballistic-missile",
        "drone",
        "howitzer",
        "rocket-launcher",
        "tank",
        "container",
        "ship",
        "freighter",
        "tanker",
        "train",
        "wagon",
        "oil",
        "refined-oil",
        "coal",
        "wheat",
        "flour",
        "rice",
        "grain",
        "money",
        "cryptocurrency",
    ]
)

Labels = Mapping[str, str]
Thing = tuple[str, str]
# Nobody who may not be named has a name to print, only the words of the article.
_ANONYMOUS, UNNAMED = "anonymous", "unnamed sources"
# A wage and a loan have nothing in common but the currency.
_SUMS = frozenset({"money", "cryptocurrency"})


def called(origin: str, name: str, labels: Labels) -> str:
    """What to call an origin in English; ``name`` is what its article calls it."""
    if origin == _ANONYMOUS:
        return UNNAMED
    return labels.get(origin, sound(name or origin))


def notable(facts: Facts) -> Facts:
    """``facts`` without the figures that no digest tells of."""

    def only(figures: Iterable[StatedFigure]) -> tuple[StatedFigure, ...]:
        return tuple(one for one in figures if one.thing in NOTABLE)

    return replace(
        facts,
        said={name: replace(said, figures=only(said.figures)) for name, said in facts.said.items()},
        figures={theme: only(figures) for theme, figures in facts.figures.items()},
    )


def thing(figure: StatedFigure) -> Thing:
    """What is counted, and in what; only figures of one thing can be compared."""
    return figure.thing, figure.unit


def other_than(figure: StatedFigure, earlier: Iterable[StatedFigure]) -> bool:
    """Whether no figure of ``earlier`` for the same thing agrees with this one."""
    return not any(
        figure.low <= one.high and one.low <= figure.high
        for one in earlier
        if thing(one) == thing(figure)
    )


def earlier_ranges(
    figures: Iterable[StatedFigure], new: frozenset[str]
) -> dict[Thing, tuple[float, float]]:
    """The lowest and the highest figure of each thing, without those of the articles ``new``.

    What fewer than ``RANGE`` articles counted has no range, and neither have sums of money.
    """
    stated: dict[Thing, list[StatedFigure]] = {}
    for one in figures:
        if one.article_id not in new and not _a_sum(one):
            stated.setdefault(thing(one), []).append(one)
    return {
        name: _ends(listed)
        for name, listed in stated.items()
        if len({one.article_id for one in listed}) >= RANGE
    }


def story_figures(
    stated: Iterable[tuple[Finding, StatedFigure]],
    told: Sequence[StatedFigure],
    ranges: Mapping[Thing, tuple[float, float]],
    labels: Labels,
) -> tuple[DigestFigure, ...]:
    """The figures to show of those that a story's articles state, given in the order of articles.

    What leaves its range comes first, then what was not ``told``; the same figure is shown once.
    """
    once: dict[tuple[Thing, float, float], tuple[Finding, StatedFigure]] = {}
    for finding, one in stated:
        key = thing(one), one.low, one.high
        # The same figure with the name of who says so is worth more than without.
        if key not in once or (one.origin and not once[key][1].origin):
            once[key] = finding, one
    ordered = sorted(
        once.values(),
        key=lambda each: (
            not _outside(each[0], each[1], ranges.get(thing(each[1]))),
            not other_than(each[1], told),
        ),
    )
    return tuple(
        _digest_figure(finding, one, ranges.get(thing(one)), labels)
        for finding, one in ordered[:MOST_FIGURES]
    )


def theme_ranges(
    figures: Sequence[StatedFigure], new: frozenset[str], labels: Labels
) -> tuple[FigureRange, ...]:
    """The ranges of a theme: those that articles ``new`` add to, then those with most figures.

    Sums of money have none.
    """
    earlier = earlier_ranges(figures, new)
    grouped: dict[Thing, list[StatedFigure]] = {}
    for one in figures:
        if not _a_sum(one):
            grouped.setdefault(thing(one), []).append(one)
    made = [
        (
            not any(one.article_id in new for one in stated),
            FigureRange(
                thing=name,
                label=labels.get(name, name),
                unit=unit,
                low=low,
                high=high,
                figures=len({(one.article_id, one.low, one.high) for one in stated}),
                origins=len({one.origin for one in stated if one.origin}),
                days=DAYS,
                outside=any(
                    one.article_id in new and _leaves(one, earlier.get((name, unit)))
                    for one in stated
                ),
            ),
        )
        for (name, unit), stated in grouped.items()
        for low, high in [_ends(stated)]
    ]
    made.sort(key=lambda each: (each[0], -each[1].figures, each[1].thing, each[1].unit))
    return tuple(one for _, one in made[:MOST_RANGES])


def _a_sum(figure: StatedFigure) -> bool:
    return figure.thing in _SUMS or figure.unit in MONEY


def _ends(figures: Sequence[StatedFigure]) -> tuple[float, float]:
    """The lowest that is no part of what the others count, and the highest."""
    usual = median(one.low for one in figures)
    low = min(one.low for one in figures if one.low * PART >= usual)
    return low, max(one.high for one in figures)


def _leaves(figure: StatedFigure, earlier: tuple[float, float] | None) -> bool:
    """Whether it is more than all before it, or less and yet no part of it."""
    if earlier is None:
        return False
    low, high = earlier
    return figure.high > high or low / PART <= figure.low < low


def _outside(finding: Finding, figure: StatedFigure, earlier: tuple[float, float] | None) -> bool:
    # An outlet that edits its own figure corrects it.
    return not finding.told and _leaves(figure, earlier)


def _digest_figure(
    finding: Finding,
    figure: StatedFigure,
    earlier: tuple[float, float] | None,
    labels: Labels,
) -> DigestFigure:
    article = finding.article
    return DigestFigure(
        thing=figure.thing,
        label=labels.get(figure.thing, figure.thing),
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        origin=called(figure.origin, figure.name, labels),
        article_id=article.id,
        outlet=sound(finding.source.name),
        language=article.language,
        sentence=sound(figure.sentence),
        marks=((figure.start, figure.end),),
        published_at=article.published_at,
        earlier=earlier,
        outside=_outside(finding, figure, earlier),
    )
