"""The numbers that a text gives, with their ranges, bounds and units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.folding import folded_evenly
from monitor.numbers import context
from monitor.numbers.amounts import Amount, amounts
from monitor.numbers.context import Bound


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a range, that stands at ``text[start:end]`` with its unit and without its bound.

    ``low`` and ``high`` are equal where there is no range. ``unit`` is "" for pieces, or one of
    ``words.UNITS``: ``percent``, ``usd``, ``tonne``, … Its bound, where one is written before it,
    begins at ``opens``.
    """

    low: float
    high: float
    bound: Bound
    start: int
    end: int
    unit: str
    opens: int


# What folding makes a blank, and numbers need: dashes, line ends, and signs of a range.
_KEPT = re.compile(r"[-‐‑‒–—―−﹣－]|\n")
# A blank that binds an "m" to a sum; in all other places it is a blank.
_THIN = re.compile(r"[$€£₩₽¥₴]\s?\d[\d.,'\s]{0,15}([\u2009\u202f])[mM](?![^\W_])")
_TILDES = str.maketrans("∼〜～", "~~~")
_COUNTER = r"(?: ?(?:명|발|톤|개|대|달러|人|名|枚|発|发|發|吨|トン|万|萬|만|천))?"
_BETWEEN = re.compile(r"(?<!\w)(?:between|zwischen|entre|между|між|mezhdu) (?:[$€£₩₽¥] ?)?$")
_AND = re.compile(r" (?:and|und|et|y|e|и|і|й|та) (?:[$€£₩₽¥] ?)?")
_TO = re.compile(
    r" ?[-~] ?(?:[$€£₩₽¥] ?)?| (?:to|до|bis(?: zu)?|a|or) (?:[$€£₩₽¥] ?)?"
    rf"|{_COUNTER}(?: ?~ ?|(?:에서|부터|から|ないし)[ 、,]?|至|到)(?:最大|최대 )?"
)
# A rise from one number to another is no range.
_CHANGE = re.compile(
    r"(?:r[io]se[ns]?|rising|grew|grown?|increas|climb|jump|rais|fell|drop|declin|went|from a|"
    r"вырос|увелич|возрос|повы|снизи|сократ|упал|зросл|збільш|скоро|stieg|gestieg|erhoh|gewachs|sank|"
    r"passe|augment|monte|bond|recul|aumen|subi|pas[oa]|crec|늘|증가|增|从|從|由)"
)
_LARGEST = 1e15
_CHANGED_FROM = re.compile(r"(?<!\w)(?:from|от|с|со|від|з|von|de|desde|从|從|由) ?$|[从從由]$")


def read_numbers(text: str, language: str = "") -> tuple[Number, ...]:
    """The numbers of a text in any of the nine languages, in the order of reading.

    ``language`` says which of the words are numbers that are others elsewhere ("once", "dos").

    No number of the text are dates, years, times and spans of time, ages, ordinals, calibres, and
    the digits of names. Words that count nothing ("thousands of", 数千) are none.
    """
    return tuple(_read(_even(text), language))


def values(text: str, language: str = "") -> tuple[float, ...]:
    """The salient values of a text, each once, in the order of reading: those of 10 and more."""
    found = (value for one in read_numbers(text, language) for value in (one.low, one.high))
    return tuple(dict.fromkeys(value for value in found if value >= 10))


def _even(text: str) -> str:
    """The text folded letter for letter, with the signs that folding would take away."""
    letters = list(folded_evenly(text))
    for one in _KEPT.finditer(text):
        letters[one.start()] = "\n" if one[0] == "\n" else "-"
    for one in _THIN.finditer(text):
        letters[one.start(1)] = one[1]
    return "".join(letters).translate(_TILDES)


def _read(text: str, language: str) -> Iterator[Number]:
    held: Amount | None = None
    for one in amounts(text, language):
        if held is None:
            held = one
            continue
        joined = _joined(text, held, one)
        if joined is None:
            yield from _number(text, held, held)
            held = one
            continue
        for low, high in joined:
            for number in _number(text, low, high):
                # "From 8 to 10": the "to" of a change is no bound.
                yield number if len(joined) == 1 else replace(number, bound="")
        held = None
    if held:
        yield from _number(text, held, held)


def _joined(text: str, low: Amount, high: Amount) -> Sequence[tuple[Amount, Amount]] | None:
    """What two numbers make: a range, two ends of a change, a score or years (none), or nothing."""
    gap_end = high.start
    if gap_end - low.end > 16:
        return None
    gap = text[low.end : gap_end]
    unit_end = context.unit(text, low.start, low.end)[2]
    rest = text[unit_end:gap_end] if unit_end <= gap_end else gap
    between = _BETWEEN.search(text, max(0, low.start - 16), low.start)
    if between:
        joined = _AND.fullmatch(gap) or _AND.fullmatch(rest)
    else:
        joined = _TO.fullmatch(gap) or _TO.fullmatch(rest)
    if not joined:
        return None
    if low.scale == 1 and high.scale > 1 and low.value <= high.value / high.scale:
        low = replace(low, value=low.value * high.scale)
    if low.value >= high.value:
        return () if joined[0].strip() == "-" and low.bare and high.bare else None
    if context.is_year(text, low) and context.is_year(text, high):
        return ()
    if _CHANGED_FROM.search(text, max(0, low.start - 8), low.start) and _CHANGE.search(
        text, max(0, low.start - 48), low.start
    ):
        return (low, low), (high, high)
    return ((low, high),)


def _number(text: str, low: Amount, high: Amount) -> Iterator[Number]:
    if context.begins_badly(text, low) or context.ends_badly(text, high):
        return
    if (low is high and context.is_year(text, low)) or high.value > _LARGEST:
        return
    unit, start, end = context.unit(text, low.start, high.end)
    bound, opens = context.bound(text, start, high.end, is_round=high.round)
    yield Number(float(low.value), float(high.value), bound, start, end, unit, opens)
