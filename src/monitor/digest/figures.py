"""Figures and their ranges in words."""

from __future__ import annotations

from monitor.digest.lists import count, number, shorten, together
from monitor.model import (
    Bound,
    DigestFigure,
    DigestStory,
    DigestTheme,
    FigureRange,
    StatedFigure,
)

_BOUNDS: dict[Bound, str] = {
    "": "",
    "about": "about ",
    "at-least": "at least ",
    "at-most": "up to ",
}
MONEY = {
    "usd": "US$",
    "eur": "€",
    "gbp": "£",
    "jpy": "¥",
    "cny": "CN¥",
    "krw": "₩",
    "rub": "₽",
    "uah": "₴",
}
_COUNTED = {"tonne", "kilogram", "barrel", "litre", "kilometre", "metre", "mile"}
_SHOWN = 4


def span(low: float, high: float, unit: str = "") -> str:
    """``10,000``, ``10,000–15,000``, ``US$20 million``, ``700 barrels``."""
    sign = MONEY.get(unit, "")
    told = sign + number(high)
    if low != high:
        size = number(high).partition(" ")[2]
        same = number(low).partition(" ")[2] == size
        told = f"{sign}{number(low).removesuffix(f' {size}')}–{number(high) if same else told}"
    if not unit or sign:
        return told
    if unit == "percent":
        return f"{told}%"
    many = "s" if unit in _COUNTED and not low == high == 1 else ""
    return f"{told} {unit}{many}"


def quantity(figure: DigestFigure) -> str:
    """``about 10,000 soldiers``, ``US$20 million (trade)``, ``700 barrels of oil``."""
    return worded(figure, figure.label)


def worded(figure: DigestFigure | StatedFigure, label: str) -> str:
    """The quantity of what ``label`` names."""
    amount = _BOUNDS[figure.bound] + span(figure.low, figure.high, figure.unit)
    label = label.removeprefix("the ")
    if not figure.unit:
        return f"{amount} {label}"
    if figure.unit in MONEY or figure.unit == "percent":
        return f"{amount} ({label})"
    return f"{amount} of {label}"


def figure_note(figure: DigestFigure, story: DigestStory) -> str:
    """``by NIS, in 한빛일보, outside the 10,000–15,000 of before``."""
    parts = [f"by {figure.origin}"] if figure.origin else []
    if figure.outlet and figure.outlet != story.lead.outlet:
        parts.append(f"in {figure.outlet}")
    if figure.outside and figure.earlier:
        parts.append(f"outside the {span(*figure.earlier, figure.unit)} of before")
    elif figure.outside:
        parts.append("outside what was said before")
    return ", ".join(parts)


def figure_line(figure: DigestFigure, story: DigestStory) -> str:
    note = figure_note(figure, story)
    return f"{quantity(figure)} ({note})" if note else quantity(figure)


def shown_figures(story: DigestStory) -> tuple[DigestFigure, ...]:
    """Those that leave the earlier range first; the rest are counted."""
    return tuple(sorted(story.figures, key=lambda figure: not figure.outside)[:_SHOWN])


def figures_left_out(story: DigestStory) -> int:
    return max(len(story.figures) - _SHOWN, 0)


def ranges(theme: DigestTheme) -> tuple[FigureRange, ...]:
    return theme.figures[:_SHOWN]


def ranges_left_out(theme: DigestTheme) -> int:
    return max(len(theme.figures) - _SHOWN, 0)


def range_line(known: FigureRange, theme: DigestTheme) -> str:
    """``10,000–15,000 in 28 days, 5 figures by 3 origins``: what stood before this issue."""
    earlier = [figure.earlier for figure in _outside(known, theme) if figure.earlier]
    low = min((before[0] for before in earlier), default=known.low)
    high = max((before[1] for before in earlier), default=known.high)
    by = f" by {count(known.origins, 'origin')}" if known.origins else ""
    return (
        f"{span(low, high, known.unit)} in {count(known.days, 'day')}, "
        f"{count(known.figures, 'figure')}{by}"
    )


def outlier_line(known: FigureRange, theme: DigestTheme) -> str:
    """``20,000 (NIS) is outside``, or empty."""
    found = {
        span(figure.low, figure.high, figure.unit)
        + f" ({shorten(figure.origin, 40) or f'in {shorten(figure.outlet, 40)}'})": None
        for figure in _outside(known, theme)
    }
    if found:
        return f"{together(list(found), 3)} {'is' if len(found) == 1 else 'are'} outside"
    return "this issue leaves the range of before" if known.outside else ""


def _outside(known: FigureRange, theme: DigestTheme) -> list[DigestFigure]:
    return [
        figure
        for story in theme.stories
        for figure in story.figures
        if figure.outside and (figure.thing, figure.unit) == (known.thing, known.unit)
    ]
