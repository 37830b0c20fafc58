"""Pages that tell of several things: live blogs, briefings and lists, cut into their items.

Two countries in two items of a briefing have nothing to do with each other, and an item on both is
no passing remark of the page: so each item is read as an article of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.sentences import Sentence

_FEWEST = 3
_SHARE = 0.6
_TIME = r"\[?\d{1,2}[:.h]\d{2}(?![.\d])\]?(?:\s?(?:Uhr|h\b|[A-Z]{3,4}\b|МСК|мск))?"
_NUMBER = r"[①-⑳❶-❿➊-➓]|\d{1,2}[.)、．]\s|[一二三四五六七八九十]{1,2}[、．]|\d️?⃣"
_BULLET = r"[•●■◆▶◇□▪○★☆◎▲▼△▽※*►🔹🔸➡]"
_BRACKET = r"[【\[<〈《][^】\]>〉》\n]{1,20}[】\]>〉》]"
_MARK = re.compile(rf"\s*(?:{_TIME}|{_NUMBER}|{_BULLET}|{_BRACKET})")
# "Economía: …", "Storm watch. …"; a sentence of two words is no label, so these must be many.
_LABEL = re.compile(r"\s*([^\W\d_][^.:：!?。\n]{1,28})(?:[:：]\s?|\.\s)\S")
_LABEL_WORDS, _FEWEST_LABELS = 3, 4
# Not labels but clauses before what somebody says, and the ranks of persons.
_NO_LABEL = re.compile(
    r".*(?:[说說称稱]|表示|指出|[强強][调調]|[认認][为為]|提出|要求|宣布|述べた?|語った?)"
    r"|.*\b(?:said|says|added|warned|told|сказал[аи]?|заявил[аи]?|sagte|dijo|dit|déclaré)"
    r"|(?:gen|col|lt|maj|capt|cpt|sgt|dr|prof|mr|mrs|ms|st|sr|sra|hr|fr|м|г|ген|полк)"
)
_UNSPACED_LABEL = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{7,}")


def items(text: str, cut: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of each item of a page that is a list of items; else nothing.

    A page is one when most of its paragraphs begin with a time, a number, a bullet, a bracket, or a
    label of their own. Speakers' names recur, and make a conversation. Paragraphs without a mark
    belong to the item before them; those before the first stand alone.
    """
    paragraphs: dict[int, list[Sentence]] = {}
    for one in cut:
        paragraphs.setdefault(one.paragraph, []).append(one)
    blocks = list(paragraphs.values())
    ways = (_marked(text, blocks), _FEWEST), (_labelled(text, blocks), _FEWEST_LABELS)
    for begins, fewest in ways:
        if sum(begins) >= max(fewest, _SHARE * len(blocks)):
            found: list[list[Sentence]] = []
            for begin, block in zip(begins, blocks, strict=True):
                if begin or not found:
                    found.append([])
                found[-1] += block
            return tuple(map(tuple, found))
    return ()


def _marked(text: str, blocks: Sequence[Sequence[Sentence]]) -> list[bool]:
    return [_MARK.match(text, block[0].start) is not None for block in blocks]


def _labelled(text: str, blocks: Sequence[Sequence[Sentence]]) -> list[bool]:
    labels = [_LABEL.match(text, block[0].start) for block in blocks]
    named = [found[1].casefold() if found else "" for found in labels]
    return [
        name != ""
        and named.count(name) == 1
        and len(name.split()) <= _LABEL_WORDS
        and not _NO_LABEL.fullmatch(name)
        and not _UNSPACED_LABEL.search(name)
        for name in named
    ]
