"""The numbers of a sentence, by value: 10 тыс. is 10 000, and 1만2000 is 12,000."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from monitor.folding import folded_text

_UNITS = {
    3: """thousand thousands тыс тысяч тысячи тысяча тисяч тисячі тисяча тис tausend mille millier
    milliers mil 천 千""",
    4: "만 万 萬",
    6: """million millions mln mn млн миллион миллиона миллионов мільйон мільйона мільйонів мільйони
    millionen mio millón millones""",
    8: "억 亿 億",
    9: """billion billions bn млрд миллиард миллиарда миллиардов мільярд мільярда мільярдів мільярди
    milliarde milliarden mrd milliard milliards""",
    12: "trillion trillions 조 兆",
}
_EXPONENTS = {
    folded_text(word): exponent for exponent, words in _UNITS.items() for word in words.split()
}
_SPACED = "|".join(
    sorted((word for word in _EXPONENTS if len(word) > 1), key=lambda word: (-len(word), word))
)
_WIDE = "".join(word for word in _EXPONENTS if len(word) == 1)
# Longer ones are no amounts, and would only cost time.
_NUMBER = re.compile(
    rf"(-?\d{{1,30}}(?:[.,]\d{{1,30}})?)((?:\s?(?:(?:{_SPACED})(?![^\W\d_])|[{_WIDE}]))*)(\s?)"
)
_UNIT = re.compile(rf"{_SPACED}|[{_WIDE}]")


def numbers(plain: str) -> Counter[Decimal]:
    """The numbers in a text that ``clutter.plain`` made, each as often as it stands there."""
    found: list[Decimal] = []
    open_at, smallest = -1, Decimal(0)
    for one in _NUMBER.finditer(plain):
        units = _UNIT.findall(one[2])
        scale = Decimal(10) ** sum(_EXPONENTS[unit] for unit in units)
        value = Decimal(one[1].replace(",", ".")) * scale
        # 1만2000, 3억 5000만: the parts of one number, each smaller than the unit before it.
        if one.start() == open_at and abs(value) < smallest:
            found[-1] += value
        else:
            found.append(value)
        wide = bool(units) and units[-1] in _WIDE
        open_at, smallest = (one.end(), scale) if wide else (-1, Decimal(0))
    return Counter(value.normalize() for value in found)
