"""What an article is compared by: whom and what it names, how many, and in which words.

A journalist says first what happened. So only the top of an article is read, and its headline and
lead, the ``head``, count twice. Concepts, numbers and names are the same in nine languages; words
are compared within one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from monitor.folding import folded_evenly
from monitor.model import Subject
from monitor.numbers.amounts import amounts
from monitor.stories.names import names

KINDS = (
    *("theme", "person", "place", "organisation", "event", "thing"),
    *("number", "name", "word"),
)
# So much of an article is its top, and so much its lead, in characters; scripts of syllables say
# more in fewer.
TOP, LEAD = 1000, 300
WIDE_TOP, WIDE_LEAD = 500, 150
# Common words are many, and numbers take long to read: of both a little less is read.
WORDS, NUMBERS = 0.75, 0.6
# Beyond that many a signature grows too long; what stands first in an article is kept.
MOST = 320
_YEARS = 1900, 2100
_WIDE = frozenset({"ko", "ja", "zh"})
_NOT_A_WORD = re.compile(r"[\W_]+")
# Scripts written without spaces, and Korean, whose particles stick to the word.
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


class Feature(NamedTuple):
    """One of them: ``label`` is what a person reads, ``head`` whether it stands in the head."""

    kind: str
    label: str
    head: bool


def read(subject: Subject) -> dict[int, Feature]:
    """The features of an article by their key; see ``key``."""
    wide = subject.language in _WIDE
    lead = min(WIDE_LEAD if wide else LEAD, len(subject.text) // 2)
    top = WIDE_TOP if wide else TOP
    head = f"{subject.title}.\n{subject.text[:lead]}"
    body = subject.text[lead:top]
    found: dict[int, Feature] = {}
    for one in subject.mentions:
        in_head = one.field == "title" or one.start < lead
        if in_head or one.start < top:
            _add(found, one.kind, one.concept, one.concept, head=in_head)
    for part, in_head in ((head, True), (body, False)):
        for value in _numbers(part if in_head else subject.text[lead : int(top * NUMBERS)]):
            _add(found, "number", value, value, head=in_head)
        for skeleton, written in names(part, subject.language):
            _add(found, "name", skeleton, written, head=in_head)
    for part, in_head in ((head, True), (subject.text[lead : int(top * WORDS)], False)):
        for stem, word in _stems(part):
            _add(found, "word", f"{subject.language}:{stem}", word, head=in_head)
    return dict(list(found.items())[:MOST])


def _add(found: dict[int, Feature], kind: str, name: str, label: str, *, head: bool) -> None:
    """The first mention stays: the head is read first."""
    hashed = key(kind, name)
    there = found.get(hashed)
    if there is None or (head and not there.head):
        found[hashed] = Feature(kind, label, head)


@functools.lru_cache(maxsize=1 << 16)
def key(kind: str, name: str) -> int:
    """31 bits: 27 of a hash of the name, then 4 that say the kind."""
    return (crc32(name.encode("utf-8", "replace")) >> 5) << 4 | KINDS.index(kind)


def _numbers(text: str) -> Iterator[str]:
    """Every number by its value, those of dates and resolutions too: they point to events."""
    for one in amounts(folded_evenly(text)):
        is_year = one.bare and _YEARS[0] <= one.value < _YEARS[1]
        yield f"{one.value.normalize():f}" if is_year else f"{one.value.normalize():,f}"


def _stems(text: str) -> Iterator[tuple[str, str]]:
    for word in _NOT_A_WORD.split(unicodedata.normalize("NFKC", text).casefold()):
        if _SYLLABIC.search(word):
            whole = "가" <= word[0] <= "힣"
            for i in range(max(len(word) - 1, 1)):
                yield word[i : i + 2], word if whole else word[i : i + 2]
        elif len(word) > 2 or word.isdigit():
            # Six letters are a cheap stem: they join most cases, numbers and tenses.
            yield word[:6], word
