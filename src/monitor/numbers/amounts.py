"""Digits and number words, put together into amounts: "3억 5000만", "two hundred thousand"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from monitor.folding import folded_text
from monitor.numbers import words
from monitor.numbers.tokens import Kind, Token, tokens


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` is written at ``text[start:end]``; ``scale`` is that of its last part.

    ``bare`` are digits without anything: they may be a year. ``round`` ones mean "about".
    """

    start: int
    end: int
    value: Decimal
    scale: Decimal = Decimal(1)
    bare: bool = False
    round: bool = False


_ALONE = frozenset(map(folded_text, words.ALONE.split()))
_VAGUE = frozenset(map(folded_text, words.VAGUE.split()))
_WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
_HALF = Decimal("0.5")
_MYRIAD = Decimal(10) ** 4


def amounts(text: str, language: str = "") -> Iterator[Amount]:
    """The amounts of a text that was folded letter for letter, in order.

    Without its language, words that are numbers only in some are none: "once", "très".
    """
    terms = _Terms(text, language)
    held: Amount | None = None
    at = 0
    while at < len(terms.tokens):
        term, at = terms.term(at)
        if term is None:
            continue
        if held and _continues(text, held, term):
            value = held.value + term.value
            held = replace(held, end=term.end, value=value, scale=term.scale, bare=False)
            continue
        if held:
            yield held
        held = term
    if held:
        yield held


def _continues(text: str, held: Amount, term: Amount) -> bool:
    """Whether a term is a smaller part of the number before it: 1만 | 2000, 3 million | 200 thousand."""
    return (
        not held.round
        and term.value < held.scale
        and held.value % held.scale == 0
        and text[held.end : term.start] in {"", " "}
    )


def _smallest(value: Decimal) -> Decimal:
    """The place of the last digit of a whole number that is not 0: 12,000 → 1,000."""
    if value <= 0 or value != value.to_integral_value():
        return Decimal(1)
    return Decimal(10) ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))


@dataclass(frozen=True, slots=True)
class _Coefficient:
    """What stands before the scales; ``after`` is the place of the token behind it."""

    value: Decimal
    after: int


class _Terms:
    """The tokens of a text, read as terms: a coefficient and its scales."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._shared = _shared(language)
        self.tokens: Sequence[Token] = list(tokens(text))

    def term(self, at: int) -> tuple[Amount | None, int]:
        """The amount that begins at a token, if one does, and where to go on."""
        first = self.tokens[at]
        found = self._coefficient(at)
        if found is None:
            return None, at + 1
        value, after, scale = found.value, found.after, Decimal(1)
        while self._scales(after, first):
            scale *= self.tokens[after].value
            after += 1
            if scale < _MYRIAD and (rest := self._rest_of_myriads(after, scale)):
                value, scale, after = value * scale + rest.value, Decimal(1), rest.after
        if scale > 1 and self._follows(after, {"half"}, " y ", " et "):
            value, after = value + _HALF, after + 1
        if first.kind in {"half", "one"} and scale == 1 and value < 2:
            return None, at + 1
        if first.kind in {"scale", "multiple"} and self._is_vague(first.start):
            return None, after
        if after == at + 1 and first.word in self._shared:
            return None, after
        whole = value * scale
        counted = scale == 1 and first.kind in {"han", "scale", "multiple"}
        used = self.tokens[at:after]
        return Amount(
            first.start,
            used[-1].end,
            whole,
            _smallest(whole) if counted else scale,
            bare=first.bare and len(used) == 1,
            round=any(one.kind == "round" for one in used),
        ), after

    def _rest_of_myriads(self, at: int, step: Decimal) -> _Coefficient | None:
        """The 600 of 4천600만, or the 6백 of 4천6백만: 4600 of the 10,000 that follow."""
        if not (at + 1 < len(self.tokens) and self.tokens[at].kind == "digits"):
            return None
        value, after = self.tokens[at].value, at + 1
        if self.tokens[after].kind == "scale" and self.tokens[after].value < _MYRIAD:
            value, after = value * self.tokens[after].value, after + 1
        parts = self.tokens[at - 1 : after + 1]
        joined = all(
            self._text[one.end : other.start] in {"", " "} for one, other in pairwise(parts)
        )
        counts = len(parts) == after - at + 2 and parts[-1].kind == "scale"
        if not (joined and counts and value < step and parts[-1].value >= _MYRIAD):
            return None
        return _Coefficient(value, after)

    def _coefficient(self, at: int) -> _Coefficient | None:
        one = self.tokens[at]
        if one.kind in {"digits", "han", "round"}:
            return self._half(_Coefficient(one.value, at + 1))
        if one.kind in {"scale", "multiple"}:
            alone = one.word in _ALONE and not self._text.startswith("pour", one.start - 5)
            return _Coefficient(one.value, at + 1) if alone else None
        if one.kind == "half":
            # "half a million"
            return _Coefficient(one.value, at + 2 if self._follows(at + 1, {"one"}) else at + 1)
        if one.kind == "one":
            return self._one(at)
        if one.word == "ciento" and self._text.startswith("por", one.start - 4):
            return None
        return self._half(self._words(at))

    def _one(self, at: int) -> _Coefficient | None:
        """ "A million", "une dizaine", "un demi-million", "one and a half million", "a hundred"."""
        halved = self._half(_Coefficient(Decimal(1), at + 1))
        if halved.value > 1:
            return halved
        if self._follows(at + 1, {"round", "half"}):
            return _Coefficient(self.tokens[at + 1].value, at + 2)
        if self._follows(at + 1, {"scale"}):
            return _Coefficient(Decimal(1), at + 1)
        return self._words(at) if self._follows(at + 1, {"multiple"}) else None

    def _words(self, at: int) -> _Coefficient:
        """ "Twenty-five", "two hundred and fifty"."""
        value, after = self.tokens[at].value, at + 1
        while self._follows(after, {"card", "multiple"}):
            following = self.tokens[after]
            if following.kind == "multiple" and value < 100:
                value *= following.value
            elif following.kind == "card" and _adds(value, following.value):
                value += following.value
            elif (int(value), int(following.value)) == (4, 20):
                value = Decimal(80)
            else:
                break
            after += 1
        return _Coefficient(value, after)

    def _half(self, found: _Coefficient) -> _Coefficient:
        """With the half of "two and a half million"."""
        at = found.after
        if (
            self._follows(at, {"one"}, " and ")
            and self._follows(at + 1, {"half"})
            and self._follows(at + 2, {"scale"})
        ):
            return _Coefficient(found.value + _HALF, at + 2)
        return found

    def _follows(self, at: int, kinds: set[Kind], *gaps: str) -> bool:
        """Whether a token of one of ``kinds`` follows the one before, with a blank or a hyphen."""
        if not 0 < at < len(self.tokens) or self.tokens[at].kind not in kinds:
            return False
        before, here = self.tokens[at - 1], self.tokens[at]
        gap = self._text[before.end : here.start]
        if gap in (gaps or {" ", "-"}):
            return True
        return here.kind == "card" and (
            (gap == " and " and before.word == "hundred")
            or (gap in {" y ", " et "} and before.kind == "card" and 20 <= before.value < 100)
        )

    def _scales(self, at: int, first: Token) -> bool:
        if at >= len(self.tokens):
            return False
        one, before = self.tokens[at], self.tokens[at - 1]
        gap = self._text[before.end : one.start]
        if one.word == "k":
            return gap == "" and first.kind == "digits"
        if one.kind == "multiple":
            return gap == " " and before.kind in {"digits", "half", "one"}
        if one.kind != "scale":
            return False
        return gap in {"", " ", "-"} or (gap == " de " and first.kind in {"round", "one"})

    def _is_vague(self, start: int) -> bool:
        before = _WORD_BEFORE.search(self._text, max(0, start - 24), start)
        return before is not None and before[1] in _VAGUE


@functools.cache
def _shared(language: str) -> frozenset[str]:
    """Words that are numbers in other languages alone."""
    return frozenset(
        word
        for other, written in words.SHARED.items()
        if other != language
        for word in written.split()
    )


def _adds(value: Decimal, more: Decimal) -> bool:
    """Whether a number word adds to the one before: 200 | 50, 20 | 5, and the French 60 | 15."""
    return more < _smallest(value) or (value in {60, 80} and 10 <= more < 20)
