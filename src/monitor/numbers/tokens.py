"""Digits and number words where they stand: the parts of amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from monitor.folding import folded_text
from monitor.numbers import words

Kind = Literal["digits", "card", "multiple", "scale", "one", "round", "half", "han"]


@dataclass(frozen=True, slots=True)
class Token:
    """``word`` is as written, folded; ``bare`` are digits without any sign between them."""

    kind: Kind
    value: Decimal
    start: int
    end: int
    word: str = ""
    bare: bool = False


def _by_word(table: dict[int, str]) -> dict[str, Decimal]:
    return {
        folded_text(one): Decimal(value) for value, all_ in table.items() for one in all_.split()
    }


_SCALES = {
    folded_text(one): Decimal(10) ** exponent
    for exponent, all_ in words.SCALES.items()
    for one in all_.split()
}
_HAN = {
    **{sign: Decimal(at) for at, sign in enumerate("〇一二三四五六七八九")},
    **dict.fromkeys("两兩", Decimal(2)),
    "零": Decimal(0),
}
_HANGUL = {sign: Decimal(at) for at, sign in enumerate("일이삼사오육칠팔구", 1)}
_STEPS = {
    **dict.fromkeys("十십", Decimal(10)),
    **dict.fromkeys("百백", Decimal(100)),
    **dict.fromkeys("千천", Decimal(1000)),
}
_LARGE = {
    **dict.fromkeys("万萬만", Decimal(10) ** 4),
    **dict.fromkeys("亿億억", Decimal(10) ** 8),
    **dict.fromkeys("兆조", Decimal(10) ** 12),
}
_POINT = frozenset(map(folded_text, words.POINT.split()))
_CARDINALS, _MULTIPLES, _ROUND = map(_by_word, (words.CARDINALS, words.MULTIPLES, words.ROUND))
_HALVES = {
    folded_text(one): Decimal(value) for value, all_ in words.HALVES.items() for one in all_.split()
}
_HALF_WORDS = {
    folded_text(one): Decimal(value)
    for value, all_ in words.HALF_WORDS.items()
    for one in all_.split()
}
_ONES = frozenset(map(folded_text, words.ONES.split()))
_GERMAN = re.compile(
    "(?:"
    + "|".join(sorted(map(folded_text, words.GERMAN.split()), key=len, reverse=True))
    + "|und)+"
)
_SEGMENT = re.compile(_GERMAN.pattern.removesuffix("+"))
_LONGEST_GERMAN = 60


def _counters(language: str) -> str:
    return "|".join(sorted(words.COUNTERS[language].split(), key=len, reverse=True))


_KO_COUNTER = (
    rf"(?:{_counters('ko')})(?![가-힣])|(?:{_counters('ko')})(?=[의이을은는가를에과와도만으])"
)
_WIDE_COUNTER = f"{_counters('zh')}|{_counters('ja')}"
# Longer runs of digits are no amounts.
_MOST_DIGITS = 20
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,']\d+)*)"
    r"(?P<wide>(?: ?[만억]|[조천백]| ?[万萬亿億兆]|千(?![米克瓦])|百(?!分))*)"
    rf"|(?<![가-힣])(?P<hangul>[일이삼사오육칠팔구십백천만억]{{1,10}})(?= ?(?:{_KO_COUNTER}|여 ?(?:{_KO_COUNTER})|\d))"
    r"|(?P<han>[〇零一二三四五六七八九十百千万萬亿億兆两兩]{1,16})"
    r"|(?P<word>[a-zß-ÿœа-яіїєґ]+(?:'[a-zа-яіїєґ]+)?)"
)
_WIDE_AFTER = re.compile(_WIDE_COUNTER)
_NO_HAN = frozenset("第数數几幾上成若好每百分之专專统統唯万")
_ELIDED = re.compile(r"[dl]'(?=[a-z])")
# "m" is a million after money alone: "$46m", "£3-4m"; elsewhere it is metres.
_MONEY_BEFORE = re.compile(r"[$€£₩₽¥₴] ?(?:\d[\d.,]{0,9}m?(?: ?- ?| to ))?\Z")
_MONEY_WINDOW = 20
_MILLIONS = re.compile(r"[\u2009\u202f]?m(?![^\W_])")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*([.,]\d+)?")


_TABLES: tuple[tuple[Kind, Mapping[str, Decimal]], ...] = (
    ("scale", _SCALES),
    ("card", _CARDINALS),
    ("multiple", _MULTIPLES),
    ("round", _ROUND),
    ("half", _HALVES),
    ("han", _HALF_WORDS),
    ("one", dict.fromkeys(_ONES, Decimal(1))),
    ("scale", {"k": Decimal(1000)}),
)
# One look for each word of a text; where a word stands in several tables, the first one counts.
_WORDS = {word: (kind, table[word]) for kind, table in reversed(_TABLES) for word in table}


def tokens(text: str) -> Iterator[Token]:
    for one in _TOKEN.finditer(text):
        start, end = one.span()
        if one.lastgroup == "word":
            if token := _word(one[0], start, end):
                yield token
        elif one["digits"]:
            yield from _digits(text, one)
        elif one["hangul"]:
            if set(one["hangul"]).isdisjoint(_HANGUL) or len(one["hangul"]) > 1:
                yield Token("han", _count(one["hangul"], _HANGUL), start, end)
        elif _is_number(text, one["han"], start, end):
            yield Token("han", _count(one["han"], _HAN), start, end)


def _digits(text: str, one: re.Match[str]) -> Iterator[Token]:
    written, wide = one["digits"], one["wide"]
    start, end = one.span()
    after = _TOKEN.match(text, end + (text[end : end + 1] == " "))
    millions = _millions(text, start, end)
    scale = "million" if millions else wide.strip()[:1] or (after and after["word"]) or ""
    value = _value(written, scale)
    if value is None:
        return
    middle = one.end("digits")
    bare = written.isdigit() and not wide and not millions
    yield Token("digits", value, start, middle, bare=bare)
    if millions:
        yield Token("scale", _SCALES["million"], middle, millions.end(), "m")
    at = middle
    for sign in wide:
        at += 1
        if sign != " ":
            yield Token("scale", _STEPS.get(sign) or _LARGE[sign], at - 1, at, sign)


def _millions(text: str, start: int, end: int) -> re.Match[str] | None:
    """The "m" of a sum of money: behind the digits, or behind a thin blank."""
    found = _MILLIONS.match(text, end)
    if found and _MONEY_BEFORE.search(text, max(0, start - _MONEY_WINDOW), start):
        return found
    return None


def _value(written: str, scale: str) -> Decimal | None:
    """The value of digits with signs between; None where they are no amount (a date, an address)."""
    if len(written) > _MOST_DIGITS:
        return None
    if written.isdigit():
        leading_zero = len(written) > 1 and int(written[0]) == 0
        return None if leading_zero else Decimal(int(written))
    grouped = _GROUPED.fullmatch(written)
    if grouped and int(written[0]):
        sign, rest = grouped[1], grouped[2] or ""
        whole = written[: len(written) - len(rest)]
        parts_decimals = scale in _SCALES and sign == ("." if scale in _POINT else ",")
        if not (parts_decimals and whole.count(sign) == 1):
            digits = re.sub(r"\D", "", whole)
            return Decimal(digits + rest.replace(",", ".")) if rest[:1] != sign else None
    parts = re.split(r"[.,]", written)
    if len(parts) != 2 or "'" in written or " " in written:
        return None
    return Decimal(".".join(parts))


def _word(word: str, start: int, end: int) -> Token | None:
    """The number that a word is; most words are none."""
    if word[1:2] == "'" and _ELIDED.match(word):
        start, word = start + 2, word[2:]
    if word in _WORDS:
        kind, value = _WORDS[word]
        return Token(kind, value, start, end, word)
    if 8 < len(word) < _LONGEST_GERMAN and _GERMAN.fullmatch(word):
        return Token("han", _german(word), start, end, word)
    return None


def _german(word: str) -> Decimal:
    total = section = Decimal(0)
    for one in _SEGMENT.findall(word):
        if one == "und":
            continue
        value = _CARDINALS.get(one, Decimal(1))
        if one == "tausend":
            total, section = (section or 1) * Decimal(1000), Decimal(0)
        elif one == "hundert":
            section = (section or 1) * Decimal(100)
        else:
            section += value
    return total + section


def _is_number(text: str, run: str, start: int, end: int) -> bool:
    """Whether Chinese number signs count something, and are no part of another word."""
    if text.startswith("百分之", max(0, start - 3)) and start >= 3:
        return True
    if text[start - 1 : start] in _NO_HAN or text[start - 1 : start].isdigit():
        return False
    if run == "一":  # an article rather than a number
        return False
    counted = _WIDE_AFTER.match(text, end) is not None
    if run[0] in _HAN:
        return counted or (len(run) > 2 and any(sign in _LARGE or sign in "百千" for sign in run))
    return counted and not (len(run) == 1 and run in "千万萬亿億兆")


def _count(run: str, ones: dict[str, Decimal]) -> Decimal:
    total = section = Decimal(0)
    digit: Decimal | None = None
    for sign in run:
        if sign in ones:
            digit = ones[sign] if digit is None else digit * 10 + ones[sign]
        elif sign in _STEPS:
            section += (1 if digit is None else digit) * _STEPS[sign]
            digit = None
        else:
            unit, section = _LARGE[sign], section + (digit or 0)
            # 一万亿: the ten thousand is part of what the larger unit multiplies.
            if total < unit:
                total = (total + section or Decimal(1)) * unit
            else:
                total += (section or Decimal(1)) * unit
            section, digit = Decimal(0), None
    return total + section + (digit or 0)
