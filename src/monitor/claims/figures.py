"""Numbers that count a thing: which number counts which noun of its sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from monitor.claims import grammar
from monitor.claims.passage import Passage
from monitor.folding import folded_evenly
from monitor.model import Figure, Mention
from monitor.numbers import MONEY, Number, read_numbers

_REACH, _WIDE_REACH = 48, 16
_LONGEST = 200
_WEIGHTS = frozenset({"tonne", "barrel", "kilogram", "litre", "percent"})
_COUNTED = _WEIGHTS | {""}
_WIDE = frozenset({"ko", "zh", "ja"})
_PLURAL = re.compile(grammar.PLURAL)
_COMPOUND = {language: re.compile(one) for language, one in grammar.COMPOUND.items()}
_MILITARY = re.compile(grammar.MILITARY)
_BOTH = re.compile(grammar.BOTH)
_RATE = re.compile(grammar.RATE)
_COUNTER = re.compile(grammar.COUNTER)
# "2,000 of the 15,000": the first is a part of the second.
_OF = re.compile(
    r"(?: [a-zа-яіїєґ]+)? (?:out of|of|aus|von|sur|de|из|з|із)"
    r"(?: (?:the|its|their|some|los|las|les|den|der|этих|цих))* "
)
# "Six of ten" is a share, and counts nothing.
_RATIO = 10


def _words(written: str) -> str:
    return "|".join(sorted(written.split("|"), key=len, reverse=True))


def _gap(language: str) -> re.Pattern[str]:
    """What may stand between a number and the noun it counts."""
    of, quantity = _words(grammar.OF[language]), _words(grammar.QUANTITIES[language])
    stops = "|".join(grammar.STOPS[language].split())
    no_stop = rf"(?!(?:{stops}) )" if stops else ""
    adjective = grammar.ADJECTIVE[language]
    return re.compile(
        rf"\.?(?: strong)? (?:(?:(?:{quantity})(?: |(?<=')))?(?:(?:{of})(?: |(?<=')))?)"
        rf"(?:{no_stop}(?:{adjective}) ?){{0,4}}"
    )


def _helpers(language: str) -> re.Pattern[str]:
    """What may stand between a number, or who was counted, and what became of them."""
    persons, helpers = _words(grammar.PERSONS[language]), _words(grammar.HELPERS[language])
    return re.compile(rf" (?:(?:{persons}) ){{0,2}}(?:(?:{helpers}) ){{0,4}}")


_GAPS: dict[str, re.Pattern[str]] = {
    **{language: _gap(language) for language in grammar.OF},
    **{language: re.compile(f" ?{one}") for language, one in grammar.WIDE_BETWEEN.items()},
}
_HELPERS: dict[str, re.Pattern[str]] = {
    **{language: _helpers(language) for language in grammar.OF},
    **{language: re.compile(f" ?{one}") for language, one in grammar.WIDE_HELPERS.items()},
}
_DESCRIBED = {language: re.compile(one) for language, one in grammar.DESCRIBED.items()}
_DIED = {language: re.compile(one) for language, one in grammar.DIED.items()}
_BEFORE = {language: re.compile(one + " ?") for language, one in grammar.WIDE_BEFORE.items()}

Origin = Callable[[int, int], str]
"""(number of the sentence, place of the number) → whose the figure is."""


def figures(
    passage: Passage, language: str, mentions: Sequence[Mention], origin: Origin
) -> Iterator[Figure]:
    """The figures of one field, in the order of reading."""
    counting = _Counting(passage, language, mentions)
    for place, number in enumerate(counting.numbers):
        sentence = passage.sentence(number.start)
        if sentence is None or number.end > passage.sentences[sentence][1]:
            continue
        start, end = passage.sentences[sentence]
        found = counting.thing(place, start, end)
        if found and found[2] - found[1] <= _LONGEST:
            yield Figure(
                thing=found[0],
                unit=number.unit,
                low=number.low,
                high=number.high,
                bound=number.bound,
                origin=origin(sentence, number.start),
                field=passage.field,
                start=found[1],
                end=found[2],
                text=passage.text[found[1] : found[2]],
                sentence_start=start,
                sentence_end=end,
            )


class _Counting:
    """The numbers and the things of a field, and which counts which."""

    def __init__(self, passage: Passage, language: str, mentions: Sequence[Mention]) -> None:
        self._text = folded_evenly(passage.text)
        self._language = language if language in _GAPS else "en"
        self.numbers = read_numbers(passage.text, language)
        # Which numbers are a part of the next.
        self._parts = {
            place
            for place, (one, other) in enumerate(pairwise(self.numbers))
            if other.start - one.end < _REACH and _OF.fullmatch(self._text, one.end, other.opens)
        }
        longest: dict[int, Mention] = {}
        for one in mentions:
            if one.kind == "thing" and one.concept not in grammar.NEVER:
                held = longest.get(one.start)
                # A state is what an article counts: "killed soldiers" are the dead.
                if held is None or one.end > held.end or one.concept in grammar.STATES:
                    longest[one.start] = one
        self._starts = sorted(longest)
        self._things = [longest[start] for start in self._starts]
        self._ends = sorted((one.end, one.start) for one in self._things)

    def thing(self, place: int, start: int, end: int) -> tuple[str, int, int] | None:
        """What a number counts in the sentence from ``start`` to ``end``, and the span of both."""
        number = self.numbers[place]
        if number.unit in MONEY:
            rate = _RATE.match(self._text, number.end, end)
            return None if rate else ("money", number.opens, number.end)
        if number.unit not in _COUNTED or self._is_ratio(place):
            return None
        part = self._part(place, end)
        found = part or self._behind(number, end) or self._ahead(number, start)
        if found is None:
            return ("oil", number.opens, number.end) if number.unit == "barrel" else None
        thing = found
        if part is None and found.concept in grammar.PEOPLE:
            thing = self._state(place, max(number.end, found.end), start, end) or found
        if thing.concept in grammar.STATES and self._is_both(thing, end):
            return None
        spans = (
            number.opens,
            self._counted(number),
            found.start,
            found.end,
            thing.start,
            thing.end,
        )
        return thing.concept, min(spans), max(spans)

    def _counted(self, number: Number) -> int:
        """Where a number ends with its counter: 포탄 1만 발."""
        counter = None
        if self._language in _WIDE and not number.unit:
            counter = _COUNTER.match(self._text, number.end)
        return counter.end() if counter else number.end

    def _is_ratio(self, place: int) -> bool:
        return any(
            one in self._parts and self.numbers[one + 1].high <= _RATIO
            for one in (place - 1, place)
        )

    def _part(self, place: int, end: int) -> Mention | None:
        """What became of a part of a number: "2,000 of the 15,000 soldiers were killed"."""
        if place not in self._parts:
            return None
        after = self.numbers[place + 1].end
        at = bisect_left(self._starts, after)
        for one in self._things[at : at + 2]:
            near = one.end <= end and one.start - after <= _REACH
            if one.concept in grammar.STATES and near:
                return one
        return None

    def _behind(self, number: Number, end: int) -> Mention | None:
        """The noun that follows a number, with nothing between but what belongs to it."""
        reach = _WIDE_REACH if self._language in _WIDE else _REACH
        at = bisect_left(self._starts, number.end)
        for one in self._things[at : at + 4]:
            if one.end > end or one.start - number.end > reach:
                break
            gap = self._text[number.end : one.start]
            if self._is_countable(one, number) and self._fits(gap, one):
                return self._described(one, end) or one
        return None

    def _described(self, one: Mention, end: int) -> Mention | None:
        """The noun that follows a word which only describes it: "военных сапёров"."""
        if not _MILITARY.search(self._text, one.start, one.end):
            return None
        following = bisect_left(self._starts, one.end)
        if following == len(self._things) or self._starts[following] != one.end + 1:
            return None
        noun = self._things[following]
        return noun if noun.concept in grammar.PEOPLE and noun.end <= end else None

    def _fits(self, gap: str, one: Mention) -> bool:
        if one.concept in grammar.STATES and _HELPERS[self._language].fullmatch(gap):
            return True
        return _GAPS[self._language].fullmatch(gap) is not None

    def _ahead(self, number: Number, start: int) -> Mention | None:
        """The noun just before a number: 포탄 1만 발, "killed 300"."""
        at = bisect_left(self._ends, (number.opens + 1, 0)) - 1
        if at < 0:
            return None
        one = self._things[bisect_left(self._starts, self._ends[at][1])]
        if one.start < start or number.opens - one.end > _WIDE_REACH:
            return None
        gap = self._text[one.end : number.opens]
        if self._language not in _WIDE:
            return one if gap == " " and one.concept in grammar.STATES else None
        counted = number.unit or self._counted(number) > number.end
        fits = counted and _BEFORE[self._language].fullmatch(gap)
        return one if fits and self._is_countable(one, number) else None

    def _is_countable(self, one: Mention, number: Number) -> bool:
        """Whether a number of this kind counts a thing of that kind, as it is written."""
        if one.concept in grammar.MASS and number.unit not in _WEIGHTS:
            return False
        people = one.concept in grammar.PEOPLE or one.concept in grammar.STATES
        word = self._text[one.start : one.end]
        if self._language in _WIDE:
            counter = self._text[number.end : self._counted(number)]
            is_person = counter != "" and counter[-1] in grammar.PERSON_COUNTER
            after = self._text[one.end : one.end + 1]
            return (people or not is_person) and (after == "" or after not in grammar.WIDE_COMPOUND)
        if self._language == "en":
            return number.unit != "" or _PLURAL.search(word) is not None
        compound = _COMPOUND.get(self._language)
        return compound is None or people or compound.search(word) is None

    def _state(self, place: int, after: int, start: int, end: int) -> Mention | None:
        """What became of the people who are counted, where it is said: "300 soldiers were killed"."""
        at = bisect_left(self._starts, after)
        if at < len(self._things) and place - 1 not in self._parts:
            one = self._things[at]
            near = one.end <= end and one.start - after <= _REACH
            if near and one.concept in grammar.STATES:
                gap = self._text[after : one.start]
                if gap == "" or _HELPERS[self._language].fullmatch(gap):
                    return one
                if self._died(place, gap, one):
                    return one
        ahead = self._ahead(self.numbers[place], start)
        return ahead if ahead and ahead.concept in grammar.STATES else None

    def _died(self, place: int, gap: str, state: Mention) -> bool:
        """Whether who was counted is described before the verb that says that they died."""
        described = _DESCRIBED.get(self._language)
        if described is None or any(
            one.start < state.start for one in self.numbers[place + 1 : place + 2]
        ):
            return False
        died = _DIED[self._language].fullmatch(self._text, state.start, state.end)
        return died is not None and described.fullmatch(gap) is not None

    def _is_both(self, state: Mention, end: int) -> bool:
        """Whether two states are counted in one: "3,000 killed or wounded"."""
        at = bisect_left(self._starts, state.end)
        if at == len(self._things):
            return False
        one = self._things[at]
        if one.concept not in grammar.STATES or one.concept == state.concept or one.end > end:
            return False
        return _BOTH.fullmatch(self._text, state.end, one.start) is not None
