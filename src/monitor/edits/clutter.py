"""What changes on a page while its story does not: counters, dates, bylines, furniture, typography."""

from __future__ import annotations

import re

from monitor.edits import vocabulary
from monitor.folding import folded_text


def _words(text: str) -> frozenset[str]:
    """The words of a list; a word that folds into two ("aujourd'hui") stands as its parts."""
    return frozenset(part for word in text.split() for part in _LETTERS.findall(folded_text(word)))


def _any(text: str) -> str:
    """An alternation of phrases or of words, the longest first."""
    separator = "|" if "|" in text else " "
    found = {folded_text(one).strip() for one in text.replace("\n", separator).split(separator)}
    return "|".join(sorted(map(re.escape, filter(None, found)), key=lambda one: (-len(one), one)))


_LETTERS = re.compile(r"[^\W\d_]+")
_TELLING, _JOINING = _words(vocabulary.TELLING), _words(vocabulary.JOINING)
_TELLING_WIDE = re.compile(_any(vocabulary.TELLING_WIDE))
_WIDE = re.compile(_any(vocabulary.TELLING_WIDE + vocabulary.JOINING_WIDE))
_FURNITURE = re.compile(
    rf"\W*(?:(?:{_any(vocabulary.FURNITURE)})(?![a-zа-яіїєґ])"
    rf"|(?:{_any(vocabulary.LABELS)})\s*[:|\]】])"
)
_REQUEST = re.compile(_any(vocabulary.REQUESTS))
# Longer sentences are prose, whatever they begin with or end in.
_LONGEST_REQUEST, _LONGEST_BYLINE = 160, 120
_CLOCK = re.compile(r"\d{1,2}\s?[:h시时時]\s?\d{2}")

_NAME = r"[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ][\w.'’-]*"
_BYLINES = re.compile(
    r"\S+@\S+"
    r"|\b(?:(?:Additional )?[Rr]eporting by|(?:Writing|Editing) by|By|Von|Par|Por|Автор[ыи]?|Текст|Autor)"
    rf":?\s+{_NAME}(?:\s{_NAME}){{0,3}}(?:\s*(?:,|&|and|und|et|y|и|та)\s+{_NAME}(?:\s{_NAME}){{0,3}})*"
    r"|\[[가-힣A-Za-z]+\s?=\s?[가-힣A-Za-z]+\]"
    r"|[가-힣]{2,4}\s?(?:인턴|선임)?(?:기자|특파원|통신원)"
    r"|(?:本报|本報|本社|本刊)?(?:记者|記者|编辑|編輯|责任编辑|責任編輯|责编|責編|作者|撰文|撰稿|文)"
    r"\s?[:：/／|]?\s?[\u4e00-\u9fff]{2,4}(?=[\s,，、|/／:：\d]|$)"
    r"|[\u3040-\u30ff\u4e00-\u9fff]{2,6}\s?(?:記者|特派員)"
)

# Brackets that hold nothing but a label, a time of change or a counter: "(updated 12:30)", "[종합2보]".
_BRACKETED = re.compile(r"[(\[【〔<]([^()\[\]【】〔〕<>]{1,60})[)\]】〕>]")
_LABEL = re.compile(
    r"^\W*(?:breaking(?: news)?|live|update(?: ?\d+)?|exclusive|срочно|молния|обновлено|терміново"
    r"|оновлено|eilmeldung|liveticker|en direct|urgent|alerte|ultima hora|en vivo|urgente|속보|단독|종합"
    r"|快讯|快訊|突发|突發|更新|速報|独自)\s*[:|]\s*"
    r"|^update \d+ |\s\|\s[^|]{1,30}$|\s*[(\[]\d{1,5}[)\]]$"
)

_GROUPS = re.compile(r"(?<!\d)\d{1,3}(?:[ .,']\d{3})+(?!\d)")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_MINUS = re.compile(r"(?:^|(?<=[^\d\s]\s)|(?<=\())[-–−－](?=\d)")
_SIGN = "\ue000"
_SIGNS = re.compile(rf"(?<!\d)[.,:/]|[.,:/](?!\d)|[^\w\s?.,:/%€$£¥₩₽°+{_SIGN}]|_")


def plain(text: str, *, title: bool = False) -> str:
    """``text`` as it is compared: folded, without labels, counters in brackets, and punctuation.

    What may not be lost stays: question marks, signs before a number, and what parts its digits.
    """
    folded = folded_text(_MINUS.sub(_SIGN, text))
    folded = _BRACKETED.sub(lambda found: " " if _is_note(found[1]) else found[0], folded)
    if title:
        folded = _LABEL.sub(" ", folded)
    folded = _FOREIGN_DIGIT.sub(lambda found: str(int(found[0])), folded)
    folded = _GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), folded)
    return " ".join(_SIGNS.sub(" ", folded).replace(_SIGN, "-").split())


def letters(compared: str) -> str:
    """``compared`` without its blanks, which are a matter of taste in more than one language."""
    return compared.replace(" ", "")


def is_furniture(sentence: str) -> bool:
    """Whether a sentence begins the part of a paragraph that is no prose: links, boxes, requests."""
    return _FURNITURE.match(folded_text(sentence[:_LONGEST_REQUEST])) is not None


def is_clutter(sentence: str) -> bool:
    """Whether nothing in a sentence tells of anything: a counter, a date, a byline, a request."""
    if len(sentence) > _LONGEST_REQUEST:
        return False
    folded = folded_text(sentence)
    if _REQUEST.search(folded) or _is_made_of(folded):
        return True
    return len(sentence) <= _LONGEST_BYLINE and _is_made_of(
        folded_text(_BYLINES.sub(" ", sentence))
    )


def _is_made_of(folded: str) -> bool:
    rest = _WIDE.sub(" ", folded)
    return all(word in _TELLING or word in _JOINING for word in _LETTERS.findall(rest))


def _is_note(folded: str) -> bool:
    """Whether brackets hold a note of the page, and no fact: an age or a date alone is one."""
    if not _is_made_of(folded):
        return False
    words = _LETTERS.findall(_WIDE.sub(" ", folded))
    return (
        any(word in _TELLING for word in words)
        or _TELLING_WIDE.search(folded) is not None
        or _CLOCK.search(folded) is not None
    )
