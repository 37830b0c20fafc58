"""What is quoted, cut to what a reader needs: around what is marked, or around what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from monitor.model import DigestEdit, Edit

# Text without full stops can make one "sentence" of a whole page.
LONGEST_SENTENCE = 420
# Characters of each side of an edit that are shown, and how many of them lead to the change.
LONGEST = 200
_LEAD = 60
_SURROGATES = re.compile("[\ud800-\udfff]")
# A number whole, a word whole, and a letter where words are set without spaces.
_PART = re.compile(
    r"\d[\d.,]*\d|[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]"
)

Marks = tuple[tuple[int, int], ...]


def quote(whole: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> tuple[str, Marks]:
    """``whole[start:end]`` with marks on ``spans`` of ``whole``, which may overlap.

    It is cut around the first of them if it is very long, with dots where it was cut.
    """
    ordered = sorted(spans)
    left, right = start, end
    if end - start > LONGEST_SENTENCE:
        first = ordered[0][0] if ordered else start
        left = max(start, min(first - LONGEST_SENTENCE // 4, end - LONGEST_SENTENCE))
        right = left + LONGEST_SENTENCE
    before, after = "…" if left > start else "", "…" if right < end else ""
    shift = len(before) - left
    marks: list[tuple[int, int]] = []
    for one, other in ((max(a, left) + shift, min(b, right) + shift) for a, b in ordered):
        if one >= other:
            continue
        if marks and one <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(other, marks[-1][1]))
        else:
            marks.append((one, other))
    return sound(before + whole[left:right] + after), tuple(marks)


def digest_edit(edit: Edit) -> DigestEdit:
    """``edit`` as a digest shows it; a long sentence is cut around the first thing that differs."""
    before, after = sound(edit.before), sound(edit.after)
    if not (before and after):
        return DigestEdit(edit.field, _cut(before, 0), _cut(after, 0))
    start = _start(before, after)
    old, new = _cut(before, start), _cut(after, start)
    return DigestEdit(edit.field, old, new, *_marks(old, new))


def sound(text: str) -> str:
    """``text`` with half characters replaced one for one; they can be neither stored nor sent."""
    return _SURROGATES.sub("\ufffd", text)


def _start(before: str, after: str) -> int:
    """Where to begin: at a word, some way before what differs; 0 where that is near."""
    same = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    if max(len(before), len(after)) <= LONGEST or same <= _LEAD:
        return 0
    start = same - _LEAD
    blank = before.find(" ", start, same)
    return start if blank < 0 else blank + 1


def _cut(text: str, start: int) -> str:
    """A part of ``text``, with dots where it was cut."""
    part = text[start : start + LONGEST]
    if len(text) > start + LONGEST:
        head, blank, _ = part.rpartition(" ")
        part = (head if blank and len(head) > LONGEST // 2 else part) + "…"
    return "…" + part if start else part


def _marks(before: str, after: str) -> tuple[Marks, Marks]:
    """The spans of the words that differ; blanks are no words, or all would be alike in them."""
    old, new = list(_PART.finditer(before)), list(_PART.finditer(after))
    codes = SequenceMatcher(
        None, [part[0] for part in old], [part[0] for part in new], autojunk=False
    ).get_opcodes()
    changed = [ends for kind, *ends in codes if kind != "equal"]
    return (
        tuple((old[a].start(), old[b - 1].end()) for a, b, _, _ in changed if a < b),
        tuple((new[a].start(), new[b - 1].end()) for _, _, a, b in changed if a < b),
    )
