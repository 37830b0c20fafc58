"""A field of an article with its sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import TextField
from monitor.sentences import sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """``field`` with the (start, end) of the sentences of its own prose; a title is one."""

    field: TextField
    text: str
    sentences: Sequence[tuple[int, int]]

    def sentence(self, at: int) -> int | None:
        """The number of the sentence that holds a place, if any does."""
        place = bisect_right(self.sentences, (at, len(self.text) + 1)) - 1
        return place if place >= 0 and at < self.sentences[place][1] else None

    def part(self, sentence: int, at: int) -> int:
        """The number of the part of a sentence that holds a place; semicolons part it."""
        start = self.sentences[sentence][0]
        return self.text.count(";", start, at) + self.text.count("；", start, at)


def passages(title: str, text: str) -> tuple[Passage, ...]:
    """The title and the text of an article."""
    found = [(one.start, one.end) for one in sentences(text)]
    return Passage("title", title, [(0, len(title))]), Passage("text", text, found)
