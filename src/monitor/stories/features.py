"""What an article is compared by: whom and what it names, how many, and in which words.

A journalist says first what happened. So only the top of an article is read, and its headline and
lead, the ``head``, count twice. Concepts, numbers and names are the same in nine languages; words
are compared within one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
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


class Features(NamedTuple):
    """Those of an article: what a person reads by their key, and the keys that the head has.

    There are many of them in a run, so each is a number and a text and no object; ``kind`` tells
    the rest.
    """

    labels: dict[int, str]
    heads: set[int]


def read(subject: Subject) -> Features:
    """The features of an article, in the order in which they are kept."""
    wide = subject.language in _WIDE
    lead = min(WIDE_LEAD if wide else LEAD, len(subject.text) // 2)
    top = WIDE_TOP if wide else TOP
    head = f"{subject.title}.\n{subject.text[:lead]}"
    body = subject.text[lead:top]
    found = Features({}, set())
    for one in subject.mentions:
        in_head = one.field == "title" or one.start < lead
        if in_head or one.start < top:
            _add(found, one.kind, [(one.concept, one.concept)], head=in_head)
    for part, in_head in ((head, True), (body, False)):
        counted = part if in_head else subject.text[lead : int(top * NUMBERS)]
        _add(found, "number", _numbers(counted), head=in_head)
        _add(found, "name", names(part, subject.language), head=in_head)
    for part, in_head in ((head, True), (subject.text[lead : int(top * WORDS)], False)):
        _add(found, "word", _stems(part, subject.language), head=in_head)
    return found


def _add(found: Features, kind: str, named: Iterable[tuple[str, str]], *, head: bool) -> None:
    """Add ``(name, label)`` pairs. The first mention stays: the head is read first."""
    labels, heads = found
    for name, label in named:
        hashed = key(kind, name)
        if (head and hashed not in heads) if hashed in labels else len(labels) < MOST:
            labels[hashed] = label
            if head:
                heads.add(hashed)


@functools.lru_cache(maxsize=1 << 16)
def key(kind: str, name: str) -> int:
    """31 bits: 27 of a hash of the name, then 4 that say the kind."""
    return (crc32(name.encode("utf-8", "replace")) >> 5) << 4 | KINDS.index(kind)


def kind(key: int) -> str:
    """The kind of a feature, by its key."""
    return KINDS[key & 15]


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Every number by its value, those of dates and resolutions too: they point to events."""
    for one in amounts(folded_evenly(text)):
        is_year = one.bare and _YEARS[0] <= one.value < _YEARS[1]
        value = f"{one.value.normalize():f}" if is_year else f"{one.value.normalize():,f}"
        yield value, value


def _stems(text: str, language: str) -> Iterator[tuple[str, str]]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    any_syllabic = _SYLLABIC.search(plain) is not None
    for word in dict.fromkeys(_NOT_A_WORD.split(plain)):
        if any_syllabic and _SYLLABIC.search(word):
            whole = "가" <= word[0] <= "힣"
            for i in range(max(len(word) - 1, 1)):
                two = word[i : i + 2]
                yield f"{language}:{two}", word if whole else two
        elif len(word) > 2 or word.isdigit():
            # Six letters are a cheap stem: they join most cases, numbers and tenses.
            yield f"{language}:{word[:6]}", word
