"""Text as the matcher sees it: folded for comparing, cut into sentences for counting.

The folding rule, the same for terms and for articles: compatibility forms are made plain (full
width, half-width kana), upper and lower case are one, Latin letters lose their marks (é = e; ß
stays), ё = е, all apostrophes are one, every white space, hyphen, dash and middle dot is one space,
and soft hyphens, zero-width signs and stress marks vanish. ``Folded`` leads each place back to the
original. All offsets count code points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["none", "word", "hangul"]

_SEPARATORS = "-‐‑‒–—―−﹣－·・‧ㆍ•･⁃ᆞ"
_APOSTROPHES = "'’‘ʼ‛`´ʹ′＇"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e"
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff\ufe00-\ufe0f"
# What cannot be folded letter for letter: invisible signs, letters with marks written apart, runs
# of blanks, ligatures and other signs that stand for several letters.
_UNEVEN = re.compile(
    f"[^\\s{_MARKS}][{_MARKS}]+|[{_MARKS}{_INVISIBLE}]+|[^\\S\n]*\n[^\\S\n]*|[^\\S\n]{{2,}}"
    "|[\ufb00-\ufb4f\u3300-\u33ff\u2100-\u214f\u01c4-\u01cc\u0132\u0133]"
)


def _fold_letter(letter: str) -> str:
    if letter in _SEPARATORS or letter.isspace():
        return " "
    if letter in _APOSTROPHES:
        return "'"
    if letter in "…ßẞ":
        return letter.replace("ẞ", "ß")
    folded = unicodedata.normalize("NFKC", letter).casefold()
    if folded == "ё":
        return "е"
    base = unicodedata.normalize("NFD", folded)[0]
    folded = base if "a" <= base <= "z" and len(folded) <= 2 else folded
    return folded if len(folded) == 1 else letter


class _Table(dict[int, str]):
    """Letter to folded letter, filled as letters are met; always one for one."""

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    kept = "".join(c for c in cluster if c not in _INVISIBLE)
    # A stress mark over a Cyrillic vowel is a reading aid, not a letter.
    kept = re.sub("([а-яёіїєґ])[\u0300\u0301]", r"\1", kept, flags=re.IGNORECASE)
    return unicodedata.normalize("NFKC", kept).translate(_TABLE)


class _Piece(NamedTuple):
    folded: int
    original: int
    original_end: int
    even: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text`` and the way back to the original."""

    text: str
    _pieces: tuple[_Piece, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of ``text[start:end]``, which must not be empty."""
        if not self._pieces:
            return start, end
        first, last = self._piece(start), self._piece(end - 1)
        return (
            first.original + (start - first.folded if first.even else 0),
            last.original + end - last.folded if last.even else last.original_end,
        )

    def _piece(self, at: int) -> _Piece:
        return self._pieces[bisect_right(self._pieces, at, key=lambda piece: piece.folded) - 1]


def fold(original: str) -> Folded:
    """Fold ``original`` by the rule of this module."""
    pieces: list[_Piece] = []
    out: list[str] = []
    at = length = 0
    uneven = False
    for found in _UNEVEN.finditer(original):
        cluster = _fold_cluster(found[0])
        if len(cluster) == len(found[0]) == 1:
            continue
        uneven = True
        start, end = found.span()
        if start > at:
            pieces.append(_Piece(length, at, start, even=True))
            out.append(original[at:start].translate(_TABLE))
            length += start - at
        if cluster:
            pieces.append(_Piece(length, start, end, even=False))
            out.append(cluster)
            length += len(cluster)
        at = end
    if not uneven:
        return Folded(original.translate(_TABLE))
    if at < len(original):
        pieces.append(_Piece(length, at, len(original), even=True))
        out.append(original[at:].translate(_TABLE))
    return Folded("".join(out), tuple(pieces))


class _Kinds(dict[str, Kind]):
    def __missing__(self, letter: str) -> Kind:
        kind: Kind = "none"
        if "가" <= letter <= "힣" or "\u1100" <= letter <= "\u11ff":
            kind = "hangul"
        elif letter.isalnum() and not is_han_or_kana(letter):
            kind = "word"
        self[letter] = kind
        return kind


def is_han_or_kana(letter: str) -> bool:
    """Whether ``letter`` belongs to a script that sets no spaces between words."""
    return (
        "\u3005" <= letter <= "\u3007"
        or "\u3041" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or "\uf900" <= letter <= "\ufaff"
        or "\U00020000" <= letter <= "\U0003ffff"
    )


KINDS = _Kinds()
"""Letter to ``word`` (letters and digits of spaced scripts), ``hangul``, or ``none``."""


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
    if not token or KINDS[token[-1]] != "word":
        return False
    if token.isdigit():
        # 19. Juni; 2024. 11. 5. 발표
        date = len(token) <= 2 and (
            word[:1].isdigit() or (word != "" and KINDS[word[0]] == "hangul")
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
