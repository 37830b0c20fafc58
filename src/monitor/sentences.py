"""Sentences and paragraphs of an article's own prose, in nine languages; offsets count code points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.folding import Kind, is_han_or_kana, kind


@dataclass(frozen=True, slots=True)
class Sentence:
    """``field[start:end]`` is one sentence; ``paragraph`` counts from 0."""

    start: int
    end: int
    paragraph: int


_TERMINAL = ".!?…。！？｡؟"
_CLOSING = "\"'”’»«“‘)]}」』）】》〉"
_LINE = re.compile(r"[^\n]+")
_WRAPPED = range(40, 121)
_STOP = re.compile(rf"(?:[.!?…]+[{re.escape(_CLOSING)}]*(?=\s))|[。！？｡]+[{re.escape(_CLOSING)}]*")
_NEXT = re.compile(r"\s*[\"'“”„«»‘’(\[「『（—–-]*\s*(\w+)?")
_LAST = re.compile(r"(\S+)$")
_SHORTENED = """
mr mrs ms dr prof st gen lt col sgt capt cpl maj brig adm cmdr gov sen rep rev hon jr sr vs inc ltd
co corp approx fig dept jan feb apr jun jul aug sep sept oct nov dec
г гг ул им тыс млн млрд трлн руб коп см рис др пр т п д е проф акад ген обл пос корр чел
тис грн ім вул рр ред напр
bzw ca evtl ggf inkl sog usw vgl z b d h u a abs dipl ing mio mrd
mm mme mlle av env etc cf ex éd sra srta ud uds pág gral cnel tte
"""
_BEFORE_NUMBERS = "no nos nr núm num art abs p pp vol bd стр ст ч п пп"
_AFTER_ORDINALS = """
januar februar märz april mai juni juli august september oktober november dezember jahrhundert
jahrestag parteitag weltkrieg armee brigade division korps paket sanktionspaket mal tag
"""
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_NUMBERED = frozenset(_BEFORE_NUMBERS.split())
_AFTER_ORDINAL = frozenset(_AFTER_ORDINALS.split())
_OPENING_BRACKETS, _CLOSING_BRACKETS = "「『（(", "」』）)"
_LONGEST_QUOTE = 300
_LONGEST_TOKEN = 24
# A page without paragraphs is not one thought; this also bounds what "same paragraph" can cost.
_LONGEST_PARAGRAPH = 40


def sentences(text: str, not_prose: re.Pattern[str] | None = None) -> tuple[Sentence, ...]:
    """Cut ``text`` into the sentences of its own prose.

    Paragraphs end at an empty line, or at a line end unless the lines are one wrapped paragraph.
    Lines that look like menus (short, without a full stop) are left out, and so is everything in a
    paragraph from a sentence on that begins with ``not_prose`` ("Most read: …").
    """
    found: list[Sentence] = []
    paragraphs = list(_paragraphs(text))
    # A post without a single full stop is prose of its own kind.
    prose = [one for one in paragraphs if _is_prose(text[one[0] : one[1]])] or paragraphs
    number = 0
    for start, end in prose:
        held = 0
        for first, last in _split(text, start, end):
            if not_prose and not_prose.match(text, first, last):
                break
            number += held > 0 and held % _LONGEST_PARAGRAPH == 0
            found.append(Sentence(first, last, number))
            held += 1
        number += held > 0
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    block: list[tuple[int, int]] = []
    at = 0
    for found in _LINE.finditer(text):
        start, end = found.span()
        empty = not found[0].strip()
        if block and (empty or "\n" in text[block[-1][1] + 1 : start]):
            yield from _block(text, block)
            block = []
        if not empty:
            block.append(_strip(text, start, end))
        at = end
    if block and at:
        yield from _block(text, block)


def _block(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """One paragraph when its lines were wrapped to a width, else one paragraph a line."""
    inner = lines[:-1]
    wrapped = (
        bool(inner)
        and _ends(text[lines[-1][0] : lines[-1][1]])
        and all(end - start in _WRAPPED for start, end in inner)
        and not all(_ends(text[start:end]) for start, end in inner)
    )
    if wrapped:
        yield lines[0][0], lines[-1][1]
    else:
        yield from lines


def _is_prose(line: str) -> bool:
    if _ends(line):
        return True
    start = line[:80]
    wide = sum(map(is_han_or_kana, start)) * 2 > len(start)
    return len(line) >= (40 if wide else 100) and sum(line.count(c) for c in "|›»•·/") < 2


def _ends(line: str) -> bool:
    return line.rstrip(_CLOSING + " ")[-1:] in _TERMINAL and bool(line.strip())


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _STOP.finditer(text, start, end):
        if stop.end() >= end:
            break
        if _continues(text, at, stop, end):
            continue
        yield _strip(text, at, stop.end())
        at = stop.end()
    first, last = _strip(text, at, end)
    if last > first:
        yield first, last


def _continues(text: str, at: int, stop: re.Match[str], end: int) -> bool:
    """Whether the stop found is inside a sentence: abbreviation, ordinal, initial, quotation."""
    following = _NEXT.match(text, stop.end(), end)
    word = (following[1] or "") if following else ""
    if stop[0][0] in "。！？｡":
        said = stop[0][-1] in _CLOSING and word.startswith(("と", "っ"))
        return said or _in_quotation(text[at : stop.start()], stop[0])
    if word[:1].islower() and not text[at].islower():
        return True
    return stop[0][0] == "." and not stop[0].startswith("..") and _shortens(text, at, stop, word)


def _in_quotation(before: str, stop: str) -> bool:
    opened = sum(map(before.count, _OPENING_BRACKETS)) - sum(map(before.count, _CLOSING_BRACKETS))
    return opened > sum(map(stop.count, _CLOSING_BRACKETS)) and len(before) < _LONGEST_QUOTE


def _shortens(text: str, at: int, stop: re.Match[str], word: str) -> bool:
    """Whether a single full stop marks a shortened word or an ordinal; ``word`` follows it."""
    before = _LAST.search(text, max(at, stop.start() - _LONGEST_TOKEN), stop.start())
    token = before[1].lstrip("(\"'“„«‘") if before else ""
    if not token or kind(token[-1]) is not Kind.WORD:
        return False
    if token.isdigit():
        # 19. Juni; 2024. 11. 5. 발표
        date = len(token) <= 2 and (
            word[:1].isdigit() or (word != "" and kind(word[0]) is Kind.HANGUL)
        )
        year = len(token) == 4 and re.match(r"\s+\d{1,2}\.", text[stop.end() : stop.end() + 4])
        return date or bool(year) or (len(token) <= 2 and word.casefold() in _AFTER_ORDINAL)
    if token.casefold() in _NUMBERED:
        return word[:1].isdigit()
    dotted = re.fullmatch(r"(?:[^\W\d]{1,2}\.)+[^\W\d]{1,2}", token) is not None
    return len(token) == 1 or dotted or token.casefold() in _ABBREVIATIONS


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
