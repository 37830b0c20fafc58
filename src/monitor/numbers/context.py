"""What stands around an amount: its bound, its unit, and what makes it no number of the text."""

from __future__ import annotations

import re
from typing import Literal

from monitor.folding import folded_text, is_han_or_kana
from monitor.numbers import words
from monitor.numbers.amounts import Amount

Bound = Literal["", "about", "at-least", "at-most"]

_WINDOW = 32


def _phrases(written: str) -> list[str]:
    parts = re.split(r"[,\n]", written)
    found = {folded_text(one.strip()) for one in parts if one.strip()}
    return sorted(found, key=lambda one: (-len(one), one))


def _is_wide(phrase: str) -> bool:
    return is_han_or_kana(phrase[0])


def _before(written: str) -> re.Pattern[str]:
    """Phrases at the end of what stands before a number; words of spaced scripts stand alone."""
    spaced = "|".join(re.escape(one) for one in _phrases(written) if not _is_wide(one))
    wide = "|".join(re.escape(one) for one in _phrases(written) if _is_wide(one))
    joint = r"(?: (?:the|a|an|los|las|les))?"
    return re.compile(
        rf"(?:(?<![^\W_])(?:{spaced})(?:(?<=')|{joint}\s?)|(?<![最条條附接])(?:{wide})[了有的]?\s?)$"
    )


def _after(written: str) -> re.Pattern[str]:
    spaced = "|".join(re.escape(one) for one in _phrases(written) if "a" <= one[0] <= "ӿ")
    joined = "|".join(re.escape(one) for one in _phrases(written) if not "a" <= one[0] <= "ӿ")
    counter = f"(?:{'|'.join(f'(?:{_COUNTERS[one]})' for one in _COUNTERS)})?"
    return re.compile(
        rf" ?{counter}[의이을은는가]? ?(?:{joined})|(?: [^\W\d_]+)? (?:{spaced})(?![^\W_])"
    )


_COUNTERS = {
    language: "|".join(sorted(map(re.escape, all_.split()), key=len, reverse=True))
    for language, all_ in words.COUNTERS.items()
}
_ANY_COUNTER = re.compile(
    rf" ?(?:여 ?|[余餘多] ?)?(?:{_COUNTERS['ko']}|{_COUNTERS['zh']}|{_COUNTERS['ja']})"
)
_BOUNDS: tuple[Bound, ...] = ("at-least", "at-most", "about")
_BOUNDS_BEFORE = {bound: _before(words.BEFORE[bound]) for bound in _BOUNDS}
_BOUNDS_AFTER = {bound: _after(words.AFTER[bound]) for bound in _BOUNDS}
# "concern over 10,000 troops" counts no more than ten thousand.
_ABOUT_IT = re.compile(
    r"(?:concern|worr|fear|anger|alarm|row|dispute|outcry|protest|talk|bericht|streit|sorge|debatte)"
    r"[a-z]* (?:over|uber) $"
)


def _unit(alternatives: str) -> str:
    parts = sorted((folded_text(one) for one in alternatives.split("|")), key=len, reverse=True)
    spaced = [one.replace("*", r"\w*") for one in parts if one.isascii() or "а" <= one[0] <= "ӿ"]
    wide = [re.escape(one) for one in parts if not (one.isascii() or "а" <= one[0] <= "ӿ")]
    return "|".join([*(f"(?:{one})(?!\\w)" for one in spaced if one != "%"), *wide])


_UNIT_NAMES = list(words.UNITS)
_UNIT = re.compile(
    r"(?:\. |[ -])?(?:[여余餘多] ?)?(?:(?:of|de) |d')?(?:"
    + "|".join(f"(?P<u{at}>{_unit(words.UNITS[name])})" for at, name in enumerate(_UNIT_NAMES))
    + ")"
)
_PERCENT = re.compile(r" ?%p?")
_SIGN_BEFORE = re.compile(
    r"(?<!\w)(?:us|u\.s\.|s|a|hk|nt|c)?([$€£₩₽¥₴]) ?\Z|(?:us|c)?([$€£₩₽¥₴]) ?\Z"
)
_SIGN_AFTER = re.compile(r" ?([$€£₩₽¥₴])(?!\d)")
_PERCENT_BEFORE = re.compile(r"百分之$")

_MONTHS = folded_text(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec января февраля марта апреля мая июня июля августа сентября "
    "октября ноября декабря січня лютого березня квітня травня червня липня серпня вересня жовтня "
    "листопада грудня januar februar märz mai juni juli oktober dezember janvier février mars avril mai "
    "juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre"
).replace(" ", "|")
_TIMES = (
    r"a\.?m\.?|p\.?m\.?|o'clock|hours?|minutes?|seconds?|days?|nights?|weeks?|weekends?|months?|years?|"
    r"decades?|centur\w+|times|points?|degrees?|"
    r"uhr|jahr\w*|tag|tage|tagen|stunden?|minuten?|sekunden?|wochen?|monate?n?|mal|grad|"
    r"ans?|annees?|jours?|heures?|secondes?|semaines?|mois|fois|degres?|"
    r"anos?|dias?|horas?|minutos?|segundos?|semanas?|mes|meses|veces|grados?|siglos?|"
    r"час\w{0,3}|дн\w{1,3}|день|сут\w{1,3}|лет|год\w{0,3}|гг?|минут\w{0,2}|секунд\w{0,2}|недел\w{1,3}|"
    r"месяц\w{0,3}|век\w{0,2}|раза?|градус\w{0,3}|годин\w{0,3}|рок\w{1,3}|рік|доб\w{1,2}|діб|хвилин\w{0,2}|"
    r"тиж\w{2,4}|місяц\w{0,3}|раз\w{0,3}|процентных"
)
_NO_NUMBER_AFTER = re.compile(
    rf"(?: ?-?(?:{_TIMES})(?!\w)"
    rf"|(?:st|nd|rd|th|er|re|o|eme)?\.? (?:de |of )?(?:{_MONTHS})(?!\w)"
    r"| ?(?:mm|мм|cm|см|millim|миллим|міліме|cal(?!\w)|калибр|калібр|밀리|毫米|ミリ|公厘|㎜|口径)"
    r"|[°:º]|/\d|h\d|h(?!\w)"
    r"| ?(?:년|월|일(?!본)|시(?!민)|분|초|세(?!대)|살|주(?!민)|개월|차(?!량)|회|위|번|호|항|선|도|국|시간|여 년|단계)"
    r"| ?(?:年|月|日(?!本)|号|號|時|时|点|點|分|秒|岁|歲|歳|世纪|世紀|届|屆|次|周|週|天|小时|小時|期|级|級|位|回"
    r"|条|條|項|项|章|節|节|[ヶかカ箇个個]月|[カか]国|国|國|度|线|線|倍|割|代|军|軍|师|師|旅|团|団|番)"
    r"|\. [a-zа-яіїєґ])"
)
# An article of a treaty, where nothing tells of money: 조 is also 10 to the twelfth.
_SUM = re.compile(r" ?(?:여 ?)?(?:\d|원|달러|루블|위안|엔|유로)")
_NO_NUMBER_BEFORE = re.compile(
    r"(?:(?<!\w)(?:articles?|resolutions?|nos?|numbers?|numeros?|sections?|chapter|page|room|flight|phase|step|"
    r"level|type|model|route|highway|channel|day|group|paragraph|bureau|office|unit|aged?|version|"
    r"artikel|resolution|nr|paragraf|abschnitt|seite|tag|articulo|articulos|resolucion|pagina|"
    r"стать\w{1,2}|статт\w{1,2}|резолюци\w{1,3}|резолюці\w{1,3}|номер\w?|пункт\w?|глав\w|возраст\w?|"
    rf"{_MONTHS})\.? ?|[№#§]\s?|(?<!\w)n[°º]\s?|[제第]\s?|결의안? ?|决议 ?|決議 ?|[+/:]|\d-|(?<![^\s(])-)$"
)
_LIST_ITEM = re.compile(r"(?:^|\n) ?$")
_YEAR_BEFORE = re.compile(
    r"(?<!\w)(?:in|since|from|until|by|of|early|late|mid|before|after|year|во?|с|у|з|до|после|від|після|року?|"
    r"seit|im jahr|jahr|von|bis|ab|en|depuis|avant|fin|debut|desde|hasta|de|del|ano) ?$"
)
_STRONG = re.compile(r"-(?:strong|man|member|тысячн|тисячн|kopfig|mann)")


def bound(text: str, start: int, end: int, *, is_round: bool) -> tuple[Bound, int]:
    """Whether the number is more, less or about what is written, and where it begins to be said.

    More and less tell more than about.
    """
    if text[end : end + 1] == "+":
        return "at-least", start
    before = text[max(0, start - _WINDOW) : start]
    # "no more than" holds "more than": the longest wins.
    said = [
        (-len(found[0]), name)
        for name in _BOUNDS
        if (found := _BOUNDS_BEFORE[name].search(before)) and not _ABOUT_IT.search(before)
    ]
    after = (name for name in _BOUNDS if _BOUNDS_AFTER[name].match(text, end, end + _WINDOW))
    length, names = min(said, default=(0, "")), {*(name for _, name in sorted(said)[:1]), *after}
    for name in _BOUNDS:
        if name in names:
            return name, start + length[0]
    return ("about" if is_round else ""), start


def unit(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The unit of ``text[start:end]``, and its span with what says so."""
    before = text[max(0, start - 8) : start]
    if _PERCENT_BEFORE.search(before):
        return "percent", start - 3, end
    sign = _SIGN_BEFORE.search(before)
    if sign:
        return words.SIGNS[sign[1] or sign[2]], start - len(sign[0]), end
    percent = _PERCENT.match(text, end)
    if percent:
        return "percent", start, percent.end()
    sign = _SIGN_AFTER.match(text, end)
    if sign:
        return words.SIGNS[sign[1]], start, sign.end()
    found = _UNIT.match(text, end, end + _WINDOW)
    if found and found.lastgroup:
        return _UNIT_NAMES[int(found.lastgroup[1:])], start, found.end()
    return "", start, end


def is_year(text: str, one: Amount) -> bool:
    """Whether four bare digits are a year; a round one only where the words around say so."""
    if not one.bare or one.end - one.start != 4 or not 1900 <= one.value < 2100:
        return False
    if _ANY_COUNTER.match(text, one.end) or unit(text, one.start, one.end)[0]:
        return False
    if one.value % 100:
        return True
    return _YEAR_BEFORE.search(text, max(0, one.start - 12), one.start) is not None


def begins_badly(text: str, one: Amount) -> bool:
    """Whether what stands before digits makes them a part of a name, or an ordinal."""
    start = one.start
    before = text[start - 1 : start]
    if text[start].isdigit() and _is_spaced_letter(before):
        return True
    if before in {"-", "."} and text[max(0, start - 2) : start - 1].isalnum():
        return True
    return _NO_NUMBER_BEFORE.search(text, max(0, start - _WINDOW), start) is not None


def ends_badly(text: str, one: Amount) -> bool:
    """Whether what stands behind makes it a date, a time, an age, a calibre or an ordinal."""
    end = one.end
    after = text[end : end + 2]
    has_unit = unit(text, one.start, end)[0] not in {"", "metre"}
    if (text[end - 1].isdigit() and _is_spaced_letter(after[:1])) or (
        after[:1] == "-" and after[1:].isalpha() and not _STRONG.match(text, end)
    ):
        return not has_unit
    if _NO_NUMBER_AFTER.match(text, end) and not _is_end(text, one):
        return not has_unit
    if (
        one.bare
        and after[:1] in {".", ")"}
        and _LIST_ITEM.search(text, max(0, one.start - 2), one.start)
    ):
        return True
    return text[end - 1] == "조" and not _SUM.match(text, end)


def _is_end(text: str, one: Amount) -> bool:
    """Whether a full stop ends a sentence, where ". x" would be an ordinal: "19. juni"."""
    return text[one.end : one.end + 1] == "." and one.end - one.start > 2


def _is_spaced_letter(letter: str) -> bool:
    return letter.isalpha() and not is_han_or_kana(letter) and not "가" <= letter <= "힣"
