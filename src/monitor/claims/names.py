"""Names that no concept has, as far as their writing shows that they are names. Data and checks."""

from __future__ import annotations

import re

from monitor.folding import folded_text

_CYRILLIC = r"(?:[«\"][^»\"]{2,40}[»\"]|\b[А-ЯЁІЇЄҐA-Z][\w'-]+(?: [А-ЯЁІЇЄҐA-Z][\w'-]+){0,2})"
_ROMANCE = r"(?:[«\"] ?[^»\"]{2,40}[»\"]|\b[A-ZÀ-Ý][\w'-]+(?: (?:de |du |des |del |la )?[A-ZÀ-Ý][\w'-]+){0,3})"
# German writes every noun with a capital: only quoted names and letters of an acronym are sure.
PATTERNS = {
    "en": r"\b[A-Z][\w&'-]*(?: (?:of |for |the )?[A-Z][\w&'-]*){0,4}",
    "ru": _CYRILLIC,
    "uk": _CYRILLIC,
    "de": r"(?:[\"„][^\"“”]{2,40}[\"“”]|\b[A-ZÄÖÜ]{2,}\b)",
    "fr": _ROMANCE,
    "es": _ROMANCE,
    "ko": r"(?:(?<![가-힣])[가-힣A-Za-z]{1,8}(?:통신|뉴스|신문|방송|일보|TV|타임스|저널|포스트)|\b[A-Z]{2,6})",
    "zh": r"(?:[\u4e00-\u9fff]{2,8}(?:通讯社|通訊社|社|网|網|日报|日報|时报|時報|报|報|电视台|電視台|新闻|新聞|"
    r"电台)|《[^》]{2,12}》|[A-Z]{2,6})",
    "ja": r"(?:[\u4e00-\u9fff\u30a0-\u30ffA-Za-z・]{1,14}(?:通信|新聞|テレビ|放送|タイムズ|ポスト|ジャーナル)|"
    r"\b[A-Z]{2,6})",
}
# Words that are no name by themselves, though a capital may begin them.
_NO_NAMES = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december he she it they we you i his her its their our the a an
this that these those in on at by for from of to with and but or if when while as since after before
however according officials sources experts analysts some many others both what who which whose why
how there here now then also russian ukrainian american chinese japanese korean north south western
european british french german north-korean soviet un us uk eu usa report reports state media one
another local several most all
еще он она они это этот эта эти как так что по данным в на и но а для россии сша кндр
він вона вони це цей ця ці за даними
le la les un une il elle ils elles ce cette ces selon mais et dans sur pour leur leurs lui plusieurs
el los las una unos unas esto este esta estos estas según pero y en por para su sus ello ella
der die das ein eine er sie es wir nach laut aber und im am
"""
_NONE = frozenset(map(folded_text, _NO_NAMES.split()))
_QUOTES = '«»"„“”《》 '


def name_in(written: str, *, begins: bool, is_acronym_only: bool) -> str:
    """The name in what a pattern found, or "" where it may be no name.

    The first word of a sentence has a capital anyway: alone it is a name only as an acronym.
    """
    quoted = written[:1] in '«"„《'
    name = written.strip(_QUOTES)
    if quoted:
        return name
    words = name.split(" ")
    while words and folded_text(words[0]) in _NONE:
        words, begins = words[1:], False
    while words and folded_text(words[-1]) in _NONE | {"of", "for", "the"}:
        words = words[:-1]
    if not words or all(folded_text(one) in _NONE for one in words):
        return ""
    if len(words) == 1 and (begins or is_acronym_only) and not _is_acronym(words[0]):
        return ""
    return " ".join(words)


def _is_acronym(word: str) -> bool:
    return (
        re.fullmatch(r"[^\W\d_a-zа-яёіїєґ][^\W_a-zа-яёіїєґ]+|[\u3041-\u9fff\uac00-\ud7af].*", word)
        is not None
    )
