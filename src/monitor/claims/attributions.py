"""Who an article says it has something from, sentence by sentence."""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.claims import cues, cues_east, cues_west, names
from monitor.claims.passage import Passage
from monitor.folding import folded_text
from monitor.model import Attribution, Mention, MentionKind

ANONYMOUS = "anonymous"
_NAME = "name:"
# The first letter of a name is its mark, and this all others: names side by side stay apart.
_SPEAKER, _PLACE, _REST = "\ue000", "\ue001", "\ue002"
# The longer name wins, and of two that are as long the later of these.
_MARKS: Mapping[MentionKind, str] = {
    "place": _PLACE,
    "person": _SPEAKER,
    "organisation": _SPEAKER,
}
_ORDER = list(_MARKS)
_CUES = {
    "en": cues.EN,
    "ru": cues.RU,
    "uk": cues.UK,
    "de": cues_west.DE,
    "fr": cues_west.FR,
    "es": cues_west.ES,
    "ko": cues_east.KO,
    "zh": cues_east.ZH,
    "ja": cues_east.JA,
}
# Whoever stands behind these is spoken to or of; "a spokesman for" speaks for.
_OBJECT = {
    "en": r"(?:^|[\s(\"])(?:to|with|by|against|from|about|on|over|of|for|in|at|between|than|towards?|under|like|"
    r"via|met|visited|urged|asked|accused|told)",
    "ru": r"(?:^|[\s(«\"])(?:в|во|с|со|к|ко|от|у|для|о|об|при|из|по|на|за|между|против)",
    "uk": r"(?:^|[\s(«\"])(?:в|у|з|із|до|від|для|про|при|по|на|за|між|проти)",
    "de": r"(?:^|[\s(\"])(?:[Mm]it|[Vv]on|[Vv]om|[Ff]ür|[Gg]egen|[Aa]n|[Zz]u|[Zz]um|[Zz]ur|[Üü]ber|[Bb]ei|[Bb]eim|[Aa]us|[Ii]n|[Ii]m|"
    r"[Nn]ach|[Vv]or|den|dem)",
    "fr": r"(?:^|[\s(\"'])(?:à|au|aux|avec|de|du|des|par|pour|contre|chez|sur|d'|en)",
    "es": r"(?:^|[\s(\"])(?:a|al|con|de|del|por|para|contra|en|sobre)",
    "zh": r"(?:与|與|和|同|跟|向|对|對|被|给|給|由|据|據|根据|根據|援引|会见|會見|访问|訪問)",
}
_FOR = {
    "en": r"(?:spokes\w+|officials?|chief|head|director|minister|leader|president|representatives?|report|"
    r"statement|analysts?|lawmakers?|commander|researchers?) (?:for|of|at|from|by|with|in)",
    "de": r"(?:Sprecher\w*|Chef\w*|Vertreter\w*|Präsident\w*|Direktor\w*) (?:von|vom|bei|beim|im)",
    "fr": r"(?:porte-parole|chef|directeur|ministre|président|responsables?|représentant) (?:de|du|des|d')",
    "es": r"(?:portavoz|jefe|director|ministro|presidente|representante|responsable) (?:de|del)",
}
_ARTICLES = {
    "en": r"(?: (?:the|its|their|<T>(?:'s)?))*",
    "de": r"(?: (?:der|des|dem|den|die))*",
    "fr": r"(?: (?:la|le|les|l'))*",
    "es": r"(?: (?:la|el|los|las))*",
}
# Endings of people who are no subject: "сообщил Лаврову", "встреча с Путиным".
_OBLIQUE = re.compile(r"(?:у|ю|ом|ым|ем|им|ому|ему|е|ой|ою|ею|ами|ах|ові|еві|єві)$")
_FEMININE = re.compile(r"(?:ла|ет|ёт|ют|ут|є|ють|уть)\b")
_QUOTE_BEFORE_NAME = re.compile(r'\[[«\\"„]+\]\?(?: \?)?<N>')
_PLAIN = str.maketrans("’‘ʼ‛`´“”„\u00a0\u202f\u2009", "''''''\"\"\"   ")
# Longer ones are no sentences of prose.
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution, how deep it is, and the sentence it stands in."""

    attribution: Attribution
    depth: cues.Depth
    sentence: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    depth: cues.Depth
    pattern: re.Pattern[str]
    kind: str
    subject: bool
    nominative: bool


@functools.cache
def _compiled(language: str) -> tuple[_Compiled, ...]:
    found = []
    for one in _CUES[language]:
        kind = next((sign for sign in "OPN" if f"<{sign}>" in one.pattern), "")
        pattern = re.compile(_filled(one.pattern, language))
        found.append(_Compiled(one.depth, pattern, kind, one.subject, "<NOM>" in one.pattern))
    return tuple(found)


def _filled(pattern: str, language: str) -> str:
    # The quotation marks of a name are part of it.
    return (
        _QUOTE_BEFORE_NAME.sub("<N>", pattern)
        .replace("<O>", f"(?P<who>{_SPEAKER}{_REST}*+)")
        .replace("<P>", f"(?P<who>{_PLACE}{_REST}*+)")
        .replace("<N>", f"(?P<who>{names.PATTERNS[language]})")
        .replace("<T>", f"{_PLACE}{_REST}*+")
        .replace("<ANY>", f"{_SPEAKER}{_PLACE}{_REST}")
        .replace("<NOM>", "")
    )


@functools.cache
def _objects(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """What tells that a name is spoken to or of, and what tells that someone speaks for it."""
    if language not in _OBJECT:
        return None
    articles = _filled(_ARTICLES.get(language, ""), language)
    return (
        re.compile(f"{_OBJECT[language]}{articles} ?$"),
        re.compile(f"{_FOR.get(language, '(?!)')}{articles} ?$"),
    )


def attributions(passage: Passage, language: str, mentions: Sequence[Mention]) -> list[Said]:
    """The attributions of one field: by sentence, in each the deepest first, each origin once.

    "Yonhap reported, citing the NIS": the NIS, then Yonhap. Statements that a semicolon parts are
    apart: none of them passes on what another says.
    """
    if language not in _CUES:
        return []
    marked, speakers = _marked(passage.text, mentions)
    themes = {(one.start, one.end) for one in mentions if one.kind == "theme"}
    found: list[Said] = []
    for number, (start, end) in enumerate(passage.sentences):
        sentence = _Sentence(
            passage, marked, speakers, themes, language, start, min(end, start + _LONGEST)
        )
        ranked = sorted(
            sentence.found(),
            key=lambda one: (
                passage.part(number, one[1].start),
                cues.DEPTHS.index(one[0]),
                one[1].start,
            ),
        )
        origins = set()
        for depth, one in ranked:
            if one.origin not in origins:
                origins.add(one.origin)
                found.append(Said(one, depth, number))
    return found


def _marked(text: str, mentions: Sequence[Mention]) -> tuple[str, dict[int, Mention]]:
    """The text with marks for names, the longest on top; and whose mark begins where."""
    letters = list(text.translate(_PLAIN))
    speakers: dict[int, Mention] = {}
    named = [one for one in mentions if one.kind in _MARKS]
    for one in sorted(named, key=lambda one: (one.end - one.start, _ORDER.index(one.kind))):
        letters[one.start : one.end] = _MARKS[one.kind] + _REST * (one.end - one.start - 1)
        speakers[one.start] = one
    return "".join(letters), speakers


class _Sentence:
    """One sentence, and what its cues find in it."""

    def __init__(
        self,
        passage: Passage,
        marked: str,
        speakers: Mapping[int, Mention],
        themes: Container[tuple[int, int]],
        language: str,
        start: int,
        end: int,
    ) -> None:
        self._passage, self._marked, self._speakers = passage, marked, speakers
        self._themes, self._language = themes, language
        self._start, self._end = start, end

    def found(self) -> Iterator[tuple[cues.Depth, Attribution]]:
        """What is found: names only where no concept is named, "a source" where no one is."""
        taken: list[tuple[int, int]] = []
        for cue in _compiled(self._language):
            for match in cue.pattern.finditer(self._marked, self._start, self._end):
                span = match.span()
                if cue.kind in {"N", ""} and any(a < span[1] and span[0] < b for a, b in taken):
                    continue
                one = self._attribution(cue, match)
                if one:
                    taken.append(span)
                    yield cue.depth, one

    def _attribution(self, cue: _Compiled, match: re.Match[str]) -> Attribution | None:
        start, end = match.span()
        if not cue.kind:
            return self._made(ANONYMOUS, "", start, end)
        at, until = match.span("who")
        if cue.subject and self._is_object(at):
            return None
        if cue.kind == "N":
            name = self._name(at, until)
            return self._made(_NAME + folded_text(name), name, start, end) if name else None
        mention = self._speakers.get(at)
        if mention is None or (cue.nominative and self._is_oblique(mention, match[0])):
            return None
        name = self._passage.text[mention.start : mention.end]
        return self._made(mention.concept, name, start, end)

    def _name(self, start: int, end: int) -> str:
        # What is only a theme says nothing: "according to Russia".
        if (start, end) in self._themes:
            return ""
        return names.name_in(
            self._passage.text[start:end],
            begins=start == self._start,
            is_acronym_only=self._language == "de",
        )

    def _is_oblique(self, mention: Mention, phrase: str) -> bool:
        """Whether a Russian or Ukrainian name stands in a case that no speaker stands in."""
        if mention.kind != "person":
            return False
        name = self._passage.text[mention.start : mention.end]
        if _OBLIQUE.search(name):
            return True
        return name.endswith(("а", "я")) and _FEMININE.search(phrase) is None

    def _is_object(self, at: int) -> bool:
        patterns = _objects(self._language)
        if patterns is None:
            return False
        object_, for_ = patterns
        before = self._marked[max(self._start, at - 48) : at]
        return object_.search(before) is not None and for_.search(before) is None

    def _made(self, origin: str, name: str, start: int, end: int) -> Attribution:
        while self._passage.text[start].isspace():
            start += 1
        phrase = self._passage.text[start:end]
        return Attribution(origin, name, phrase, self._passage.field, start, end)
