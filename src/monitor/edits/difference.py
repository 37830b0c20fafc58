"""Two versions of an article, sentence by sentence: what was changed, and what that touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitor.edits.clutter import is_clutter, is_furniture, letters, plain
from monitor.edits.pairing import pairs
from monitor.model import Article, Edit, Match, Revision, TextField, TextOrigin, Touch
from monitor.numbers import numbers
from monitor.sentences import sentences

# A text with less than this share of another, and hardly a word of its own, is a part of it.
PART = 0.3
_OWN = 0.1
# Shorter sentences ("No.") stand inside others by chance.
_TELLING = 15
_PARTIAL = frozenset({TextOrigin.SUMMARY, TextOrigin.TITLE})


@dataclass(frozen=True, slots=True)
class _Sentence:
    """``text`` as printed, ``plain`` as compared, ``letters`` without blanks.

    ``slot`` are the letters of the sentence before it.
    """

    text: str
    plain: str
    letters: str
    matched: bool = False
    slot: str = ""


def revise(
    before: Article,
    after: Article,
    matched_before: Sequence[Match] = (),
    matched_after: Sequence[Match] = (),
) -> Revision | None:
    """What makes ``after`` a new version; None where it is none, or only a part could be read.

    A revision without edits means that more of the text could be read than before: a paywall that
    opened, a page that answered at last.
    """
    if is_truncation(before, after):
        return None
    edits = difference(before, after, matched_before, matched_after)
    if edits or is_truncation(after, before):
        return Revision(after.id, after.version, edits)
    return None


def difference(
    before: Article,
    after: Article,
    matched_before: Sequence[Match] = (),
    matched_after: Sequence[Match] = (),
) -> tuple[Edit, ...]:
    """The edits, the title first, then in the order of the new text, then what is gone.

    A sentence replaced by one like it is one edit. Counters, dates that stand alone, bylines,
    furniture, typography, case and order are none; nor is text behind or before which a wall went
    up or fell.
    """
    title = _difference(
        "title",
        [_title(before, matched_before)],
        [_title(after, matched_after)],
        (plain(before.title, title=True), plain(after.title, title=True)),
    )
    old, new = _sentences(before, matched_before), _sentences(after, matched_after)
    if _is_cut_short(before, after, old, new) or _is_cut_short(after, before, new, old):
        return tuple(title)
    text = _difference("text", old, new, (plain(before.text), plain(after.text)))
    return (*title, *text)


def is_truncation(before: Article, after: Article) -> bool:
    """Whether ``after`` is a part of ``before``, much shorter and with hardly a word of its own.

    A page that was read by halves, or behind a wall, is no edit.
    """
    old, new = _sentences(before, ()), _sentences(after, ())
    if _is_cut_short(before, after, old, new):
        return True
    if _length(new) >= PART * _length(old):
        return False
    whole = letters(plain(before.text))
    own = sum(len(one.letters) for one in new if one.letters not in whole)
    return own <= _OWN * _length(new)


def _is_cut_short(
    whole: Article, part: Article, old: Sequence[_Sentence], new: Sequence[_Sentence]
) -> bool:
    """Whether ``part`` is the beginning of ``whole``, or its summary."""
    worse = part.text_origin in _PARTIAL and whole.text_origin not in _PARTIAL
    if worse and _length(new) < _length(old):
        return True
    if _length(new) >= PART * _length(old):
        return False
    one, other = (letters("".join(each.letters for each in side)) for side in (old, new))
    common = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other)
    )
    return common >= (1 - _OWN) * len(other)


def _length(found: Sequence[_Sentence]) -> int:
    return sum(len(one.letters) for one in found)


def _title(article: Article, matches: Sequence[Match]) -> _Sentence:
    compared = plain(article.title, title=True)
    matched = any(one.field == "title" for match in matches for one in match.evidence)
    return _Sentence(article.title, compared, letters(compared), matched)


def _sentences(article: Article, matches: Sequence[Match]) -> list[_Sentence]:
    """The prose of an article; a sentence that matched is prose, whatever it looks like."""
    if article.text_origin is TextOrigin.TITLE:
        return []
    spans = sorted(
        {(one.start, one.end) for match in matches for one in match.evidence if one.field == "text"}
    )
    found: list[_Sentence] = []
    slot, furniture = "", -1
    at = 0
    for one in sentences(article.text):
        while at < len(spans) and spans[at][1] <= one.start:
            at += 1
        matched = at < len(spans) and spans[at][0] < one.end
        text = article.text[one.start : one.end]
        if not matched:
            if one.paragraph == furniture:
                continue
            if is_furniture(text):
                furniture = one.paragraph
                continue
            if is_clutter(text):
                continue
        compared = plain(text)
        if key := letters(compared):
            found.append(_Sentence(text, compared, key, matched, slot))
            slot = key
    return found


def _difference(
    field: TextField,
    old: Sequence[_Sentence],
    new: Sequence[_Sentence],
    whole: tuple[str, str],
) -> Iterator[Edit]:
    """The edits from one list of sentences to another; ``whole`` are the texts they are from."""
    removed, added = _only_in(old, new), _only_in(new, old)
    before, after = letters(whole[0]), letters(whole[1])
    sides = ([(each.plain, each.slot) for each in side] for side in (removed, added))
    paired = {other: one for one, other in pairs(*sides)}
    # Where the cut between sentences moved, both sides of a pair stand in the other text.
    moved = {
        other
        for other, one in paired.items()
        if added[other].letters in before and removed[one].letters in after
    }
    replaced = set(paired.values())
    gone = [
        each
        for place, each in enumerate(removed)
        if place not in replaced and not _stands_in(each, after)
    ]
    come = {
        place
        for place, each in enumerate(added)
        if place not in paired and not _stands_in(each, before)
    }
    loose = (_sum(gone), _sum([added[place] for place in come]))
    for place, each in enumerate(added):
        if place in paired and place not in moved:
            was = removed[paired[place]]
            yield Edit(field, was.text, each.text, _touches(field, was, each, loose))
        elif place in come:
            yield Edit(field, "", each.text, _touches(field, None, each, loose))
    for each in gone:
        yield Edit(field, each.text, "", _touches(field, each, None, loose))


def _only_in(here: Sequence[_Sentence], there: Sequence[_Sentence]) -> list[_Sentence]:
    """Each sentence of ``here`` that is not ``there``, once, with the last slot that is in both."""
    known = {each.letters for each in there}
    found: dict[str, _Sentence] = {}
    slot = ""
    for each in here:
        if each.letters in known:
            slot = each.letters
        elif each.letters and (each.letters not in found or each.matched):
            found[each.letters] = _Sentence(each.text, each.plain, each.letters, each.matched, slot)
    return list(found.values())


def _stands_in(sentence: _Sentence, text: str) -> bool:
    wide = sum(letter >= "\u3040" for letter in sentence.letters)
    return len(sentence.letters) + 2 * wide >= _TELLING and sentence.letters in text


def _sum(found: Sequence[_Sentence]) -> Counter[Decimal]:
    return Counter(value for each in found for value in numbers(each.plain).elements())


def _touches(
    field: TextField,
    was: _Sentence | None,
    now: _Sentence | None,
    loose: tuple[Counter[Decimal], Counter[Decimal]],
) -> tuple[Touch, ...]:
    """What an edit touches. A number that only moved to a sentence of its own did not change."""
    touched: list[Touch] = ["headline"] if field == "title" else []
    if was and now:
        old, new = numbers(was.plain), numbers(now.plain)
        if (old - new - loose[1]) or (new - old - loose[0]):
            touched.append("number")
    if (was and was.matched) or (now and now.matched):
        touched.append("matched")
    return tuple(touched)
