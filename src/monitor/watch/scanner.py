"""Where the names of a vocabulary stand in a text, borders of words and capitals checked."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from monitor.folding import Folded, fold
from monitor.watch import automaton
from monitor.watch.vocabulary import Term

Spot = tuple[int, int, int]
"""(start, end, number of a term): where it stands in a text, in code points of the text as given."""


# Most of them are the same, any ending, and most of the others are never met.
_compiled = functools.cache(re.compile)


class _More(NamedTuple):
    """What a term asks beyond its literal part and the letter before it."""

    right: int
    caps: bool
    rest: str


class Scanner:
    """Finds all of ``terms`` at once; the number of terms costs next to nothing.

    ``build`` makes the automaton for their literal parts.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        build: Callable[[list[str]], automaton.Find] = automaton.fastest,
    ) -> None:
        # The kinds of letters that may not stand beside the literal part of each term.
        self._left = [int(one.left) for one in terms]
        self._right = [0 if one.rest else int(one.right) for one in terms]
        self._more = {
            number: _More(one.right, one.caps, one.rest)
            for number, one in enumerate(terms)
            if one.caps or one.rest
        }
        self._find: automaton.Find = build([one.text for one in terms]) if terms else lambda _: ()

    def scan(self, text: str) -> list[Spot]:
        """Every place of every term, in the order of the ends of their literal parts."""
        folded = fold(text)
        kinds, left, right = folded.kinds, self._left, self._right
        spots = [
            spot
            for spot in self._find(folded.text)
            if not (left[spot[2]] & kinds[spot[0]] or right[spot[2]] & kinds[spot[1] + 1])
        ]
        if self._more:
            spots = self._ended(spots, text, folded)
        if folded.even:
            return spots
        return [(*folded.span(start, end), number) for start, end, number in spots]

    def _ended(self, spots: Sequence[Spot], text: str, folded: Folded) -> list[Spot]:
        """The spots whose terms are there as a whole, to their ends."""
        ended: list[Spot] = []
        asked = self._more.get
        for spot in spots:
            more = asked(spot[2])
            if more is None:
                ended.append(spot)
                continue
            start, end, number = spot
            if more.rest:
                found = _compiled(more.rest).match(folded.text, end)
                if found is None or more.right & folded.kinds[found.end() + 1]:
                    continue
                end = found.end()
            if more.caps:
                first, last = folded.span(start, end)
                if text[first:last] != text[first:last].upper():
                    continue
            ended.append((start, end, number))
        return ended
