"""Text folded for comparing, letter by letter, with the way back to the original.

The folding rule, the same for terms and for articles: compatibility forms are made plain (full
width, half-width kana), upper and lower case are one, Latin letters lose their marks (é = e; ß
stays), ё = е, all apostrophes are one, every white space, hyphen, dash and middle dot is one space,
and soft hyphens, zero-width signs and stress marks vanish. All offsets count code points.

Whole texts are folded by looking their code points up in one table (numpy): 30 times as fast as
``str.translate`` on the labelled articles, where folding had cost more than the search for names.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """What a letter may not stand beside: itself, at the border of a name. One bit each."""

    NONE = 0
    WORD = 1
    HANGUL = 2

    # The one of Enum is written in Python, and tens of thousands of names ask for it.
    __hash__ = int.__hash__


_SEPARATORS = "-‐‑‒–—―−﹣－·・‧ㆍ•･⁃ᆞ"
_APOSTROPHES = "'’‘ʼ‛`´ʹ′＇"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e"
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff\ufe00-\ufe0f"
_LIGATURES = "\ufb00-\ufb4f\u3300-\u33ff\u2100-\u214f\u01c4-\u01cc\u0132\u0133"
# What cannot be folded letter for letter: invisible signs, letters with marks written apart, runs
# of blanks, ligatures and other signs that stand for several letters.
_UNEVEN = re.compile(
    f"[^\\s{_MARKS}][{_MARKS}]+|[{_MARKS}{_INVISIBLE}]+|[^\\S\n]*\n[^\\S\n]*|[^\\S\n]{{2,}}"
    f"|[{_LIGATURES}]"
)
_ODD_LETTER = re.compile(f"[{_MARKS}{_INVISIBLE}{_LIGATURES}]")
# Most names have nothing of it, and looking is quicker than replacing.
_PERHAPS_UNEVEN = re.compile(rf"{_ODD_LETTER.pattern}|\s\s")
_ALL_CODES = 0x110000
# The traits of a letter, one byte: its kind, or what kind of white space it is, or that it is odd.
# Two neighbours that are two blanks, or a blank and a line end, tell by their sum; two line ends
# are even. Odd letters alone are no ASCII, so that one look finds out whether a text has any.
_BLANK, _LINE_END, _ODD = 0x10, 0x30, 0x80


class _Folding(dict[int, str]):
    """What each letter becomes, by its code point, filled as met: a table for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _fold_letter(chr(code)))


_FOLDING = _Folding()


def _fold_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter)
    if letter in _SEPARATORS or plain in _SEPARATORS or letter.isspace() or letter == "\0":
        return " "
    if letter in _APOSTROPHES or plain in _APOSTROPHES:
        return "'"
    if letter in "…ßẞ":
        return letter.replace("ẞ", "ß")
    folded = plain.casefold()
    if folded == "ё":
        return "е"
    base = unicodedata.normalize("NFD", folded)[0]
    folded = base if "a" <= base <= "z" and len(folded) <= 2 else folded
    return folded if len(folded) == 1 else letter


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    kept = "".join(c for c in cluster if c not in _INVISIBLE)
    # A stress mark over a Cyrillic vowel is a reading aid, not a letter.
    kept = re.sub("([а-яёіїєґ])[\u0300\u0301]", r"\1", kept, flags=re.IGNORECASE)
    return unicodedata.normalize("NFKC", kept).translate(_FOLDING)


@functools.cache
def kind(letter: str) -> Kind:
    """``WORD`` for letters and digits of spaced scripts, ``HANGUL``, or ``NONE``."""
    if "가" <= letter <= "힣" or "\u1100" <= letter <= "\u11ff":
        return Kind.HANGUL
    return Kind.WORD if letter.isalnum() and not is_han_or_kana(letter) else Kind.NONE


def is_han_or_kana(letter: str) -> bool:
    """Whether ``letter`` belongs to a script that sets no spaces between words."""
    return (
        "\u3005" <= letter <= "\u3007"
        or "\u3041" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or "\uf900" <= letter <= "\ufaff"
        or "\U00020000" <= letter <= "\U0003ffff"
    )


Codes = NDArray[np.uint32]
Traits = NDArray[np.uint8]


class _Letters:
    """What each letter becomes (the low bits) and its traits (the high byte), filled as met."""

    def __init__(self) -> None:
        self._table = np.zeros(_ALL_CODES, np.uint32)

    def __call__(self, codes: Codes) -> Codes:
        found = self._table.take(codes)
        if not found.all():
            for code in np.unique(codes[found == 0]).tolist():
                self._table[code] = self._meet(chr(code))
            found = self._table.take(codes)
        return found

    @staticmethod
    def _meet(letter: str) -> int:
        folded = _fold_letter(letter)
        traits: int = kind(folded)
        if letter == "\n":
            traits = _LINE_END
        elif letter.isspace():
            traits = _BLANK
        elif _ODD_LETTER.match(letter):
            traits |= _ODD
        return traits << 24 | ord(folded)


_LETTERS = _Letters()


def _look_up(text: str) -> tuple[str, Traits]:
    """A text folded letter for letter, and the traits of its letters."""
    found = _LETTERS(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32))
    folded = (found & 0xFFFFFF).tobytes().decode("utf-32-le", "surrogatepass")
    return folded, (found >> 24).astype(np.uint8)


def _kinds(traits: Traits) -> bytes:
    return b"\0" + traits.tobytes() + b"\0"


class _Piece(NamedTuple):
    folded: int
    original: int
    original_end: int
    even: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text`` and the way back to the original.

    The lowest two bits of ``kinds[i]`` are the kind of the letter before ``text[i]``, those of
    ``kinds[i + 1]`` the kind of ``text[i]``; ``NONE`` stands before the first and after the last.
    """

    text: str
    kinds: bytes
    _pieces: tuple[_Piece, ...] = ()

    @property
    def even(self) -> bool:
        """Whether every offset is that of the original."""
        return not self._pieces

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
    even, traits = _look_up(original)
    kinds = _kinds(traits)
    runs = _runs(traits)
    if kinds.isascii() and not runs.any():
        return Folded(even, kinds)
    return _fold_uneven(original, even, _places(traits, runs))


def folded_evenly(original: str) -> str:
    """The folded text with the offsets of the original: what folds unevenly stays as it is."""
    return _look_up(original)[0]


def folded_text(original: str) -> str:
    """The folded text alone, letter by letter: the quicker way for a name of a few words."""
    if _PERHAPS_UNEVEN.search(original):
        original = _UNEVEN.sub(lambda found: _fold_cluster(found[0]), original)
    return original.translate(_FOLDING)


def _runs(traits: Traits) -> NDArray[np.bool_]:
    """Where a letter and the next are white space that folds into one blank."""
    sums = traits[:-1] + traits[1:]
    runs: NDArray[np.bool_] = (sums == _BLANK + _BLANK) | (sums == _BLANK + _LINE_END)
    return runs


def _places(traits: Traits, runs: NDArray[np.bool_]) -> list[int]:
    """Where something may begin that does not fold letter for letter."""
    odd = traits >= _ODD
    places = odd.copy()
    # A mark belongs to the letter before it.
    places[:-1] |= odd[1:] | runs
    return np.flatnonzero(places).tolist()


def _fold_uneven(original: str, even: str, places: Sequence[int]) -> Folded:
    """Put what folds into another number of letters in its place in ``even``, the rest as it is."""
    pieces: list[_Piece] = []
    out: list[str] = []
    at = length = 0

    def keep(until: int) -> int:
        if until > at:
            pieces.append(_Piece(length, at, until, even=True))
            out.append(even[at:until])
        return length + until - at

    for place in places:
        found = _UNEVEN.match(original, place) if place >= at else None
        if found is None:
            continue
        cluster = _fold_cluster(found[0])
        if len(cluster) == len(found[0]) == 1:
            continue
        length = keep(place)
        if cluster:
            pieces.append(_Piece(length, *found.span(), even=False))
            out.append(cluster)
            length += len(cluster)
        at = found.end()
    keep(len(original))
    text = "".join(out)
    return Folded(text, _kinds(_look_up(text)[1]), tuple(pieces))
