"""Which changed sentence took the place of which: alike in words, or in place and a little alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

ALIKE = 0.5
# Between the same neighbours less is enough: "10,000 soldiers were sent" → "12,000 troops left".
ALIKE_IN_PLACE = 0.25
# A word of more sentences than this says little, and costs much. The longest texts are paired in place.
_COMMON, _CLOSEST, _MOST = 40, 8, 2000
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+|\w+")

Words = Counter[str]


def pairs(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]
) -> list[tuple[int, int]]:
    """Pairs of places, the most alike first; each sentence is in one pair at most.

    Sentences are (plain text, slot), where those of one slot stand behind the same sentence. Taken
    the other way round, the pairs are the same.
    """
    old, new = [_words(text) for text, _ in before], [_words(text) for text, _ in after]
    alike = {
        (one, other): ALIKE
        for one, close in enumerate(_close(old[:_MOST], new[:_MOST]))
        for other in close
    } | dict.fromkeys(_in_place(before, after), ALIKE_IN_PLACE)
    candidates = [
        (-score, abs(one - other), one + other, one, other)
        for (one, other), least in alike.items()
        if (score := likeness(old[one], new[other])) >= least
    ]
    found: list[tuple[int, int]] = []
    taken, given = set[int](), set[int]()
    # Ties are only between pairs that do not exclude each other.
    for *_, one, other in sorted(candidates):
        if one not in taken and other not in given:
            found.append((one, other))
            taken.add(one)
            given.add(other)
    return found


def likeness(one: Words, other: Words) -> float:
    """0 to 1: the share of words in both, a long word counting for more than a short one."""
    both = sum(map(len, one.keys() & other.keys()))
    return 2 * both / max(one.total() + other.total(), 1)


def _words(plain: str) -> Words:
    """Each word once, with its length; two letters at a time in scripts that set no spaces, and in
    Korean, which adds endings."""
    words: set[str] = set()
    for found in _WORD.findall(plain):
        if found[0] >= "\u3040" and len(found) > 1:
            words.update(found[at : at + 2] for at in range(len(found) - 1))
        else:
            words.add(found)
    return Counter({word: len(word) for word in words})


def _close(before: Sequence[Words], after: Sequence[Words]) -> list[Collection[int]]:
    """For each of ``before`` the few places of ``after`` that share the most rare words with it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(after):
        for word in words:
            places[word].append(place)
    found: list[Collection[int]] = []
    for words in before:
        shared: Counter[int] = Counter()
        for word in words:
            if word in places and len(places[word]) <= _COMMON:
                shared.update(places[word])
        found.append([place for place, _ in shared.most_common(_CLOSEST)])
    return found


def _in_place(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]
) -> list[tuple[int, int]]:
    """The first of a slot with the first of the same slot, the second with the second, …"""
    slots: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, sentences in enumerate((before, after)):
        for place, (_, slot) in enumerate(sentences):
            slots[slot][side].append(place)
    return [pair for ones, others in slots.values() for pair in zip(ones, others, strict=False)]
