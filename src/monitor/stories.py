"""Which articles tell the same story: copies by their content, reports of one event by their lead.

    copy      at least ``COPY`` of the shorter text stands in the longer one
    event     same language, at most ``EVENT_DAYS`` after the story began, and headline and lead
              share at least ``EVENT`` of their rarity-weighted terms
    first     neither: the article opens a story of its own

Pure and incremental: storage keeps one ``StoryMember`` an article and hands the recent ones back;
nothing here looks back further than what it is given.

Content is compared by bottom-k sketches of hashed shingles (Broder 1997; Cohen and Kaplan 2007),
cut to the smaller threshold of the two, which estimates containment, so a shortened copy is found
too. A shingle is a window of bytes, not of words, and so works without spaces: twelve bytes are
twelve Latin letters, six Cyrillic ones or four Han characters or Hangul syllables.
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from typing import Any
from zlib import crc32

from monitor.model import Joined, JoinedBy, StoryMember, Subject

SHINGLE = 12
SKETCH = 128
# A quarter of a sketch finds every copy down to a quarter of its original, at a quarter of the index.
INDEXED = SKETCH // 4
# Below this many comparable shingles an estimate is a guess.
ENOUGH = 16
COPY = 0.6
COPY_DAYS = 7
EVENT = 0.5
EVENT_DAYS = 3
# A copy begins like its original; two short texts that only end alike are no copies.
COPY_LEAD = 0.5
# So many articles without a term are assumed, so that the first few can be weighed at all.
PRIOR = 50
LEAD = 240
_VERSION = b"\x01"
_NOT_A_WORD = re.compile(r"[\W_]+")
# Scripts written without spaces, and Korean, whose particles stick to the word.
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared: ``sketch`` of the content, ``terms`` of headline and lead; hashes, sorted."""

    sketch: tuple[int, ...]
    terms: tuple[int, ...]

    def to_bytes(self) -> bytes:
        """A format byte, the length of the sketch, then both as 32-bit numbers."""
        numbers = (len(self.sketch), *self.sketch, *self.terms)
        return _VERSION + struct.pack(f"<{len(numbers)}I", *numbers)

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The fingerprint that ``to_bytes`` wrote; an unknown format resembles nothing."""
        if data[:1] != _VERSION:
            return cls((), ())
        numbers = struct.unpack(f"<{len(data) // 4}I", data[1:])
        end = numbers[0] + 1
        return cls(numbers[1:end], numbers[end:])


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of an article; case, punctuation and width of characters do not matter."""
    body = _fold(text).encode("utf-8", "replace")
    windows = {crc32(body[i : i + SHINGLE]) for i in range(len(body) - SHINGLE + 1)}
    # Half of a short text, because the rest is often the tail that all posts of a channel share.
    lead = _fold(f"{title} {text[: min(LEAD, len(text) // 2)]}")
    return Fingerprint(
        tuple(nsmallest(SKETCH, windows)),
        tuple(sorted({crc32(term.encode("utf-8", "replace")) for term in _terms(lead)})),
    )


def containment(one: Fingerprint, other: Fingerprint) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1; 0 where it cannot be told."""
    limit = min(_threshold(one), _threshold(other))
    ours = set(one.sketch[: bisect_right(one.sketch, limit)])
    theirs = set(other.sketch[: bisect_right(other.sketch, limit)])
    shorter = min(len(ours), len(theirs))
    return len(ours & theirs) / shorter if shorter >= ENOUGH else 0.0


def join(new: Sequence[Subject], known: Sequence[StoryMember]) -> Joined:
    """The story of every new article, oldest first, beside the ``known`` members given.

    A story's id comes from its first article and stays. An article that is known already (an edit)
    keeps its story and gets its new signature.
    """
    index = _Index(known)
    return Joined(
        tuple(
            index.place(one.article_id, one.language, one.at, fingerprint(one.title, one.text))
            for one in sorted(new, key=lambda one: (one.at, one.article_id))
        )
    )


def cluster(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """``{article_id: story_id}`` for rows of ``{"id", "title", "text", "lang"?, "published"?}``.

    Rows are taken in the order of their date; undated ones come last, as if published with the
    latest. ``published`` is a datetime or ISO 8601 text.
    """
    dated = [(_date(row.get("published")), row) for row in rows]
    latest = max(
        (at for at, _ in dated if at is not None), default=datetime.max.replace(tzinfo=UTC)
    )
    index = _Index(())
    places = {}
    for at, row in sorted(dated, key=lambda pair: (pair[0] or latest, str(pair[1]["id"]))):
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        member = index.place(
            str(row["id"]), str(row.get("lang") or ""), at or latest, fingerprint(title, text)
        )
        places[member.article_id] = member.story_id
    return places


@dataclass(slots=True)
class _Index:
    """The members so far, findable by shared shingles and by shared terms."""

    known: Iterable[StoryMember]
    members: dict[str, StoryMember] = field(default_factory=dict)
    prints: dict[str, Fingerprint] = field(default_factory=dict)
    began: dict[str, datetime] = field(default_factory=dict)
    by_shingle: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_term: defaultdict[tuple[str, int], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    articles: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for member in self.known:
            self._add(member, Fingerprint.from_bytes(member.signature))

    def place(self, article_id: str, language: str, at: datetime, own: Fingerprint) -> StoryMember:
        signature = own.to_bytes()
        before = self.members.get(article_id)
        if before is not None:
            return replace(before, language=language, signature=signature)
        joined_by: JoinedBy = "copy"
        like = self._copy_of(own, language, at)
        if like is None:
            joined_by = "event"
            like = self._same_event(own, language, at)
        if like is None:
            member = StoryMember(article_id, f"s-{article_id}", language, at, signature)
        else:
            story_id = self.members[like].story_id
            member = StoryMember(article_id, story_id, language, at, signature, joined_by, like)
        self._add(member, own)
        return member

    def _add(self, member: StoryMember, own: Fingerprint) -> None:
        name = member.article_id
        self.members[name] = member
        self.prints[name] = own
        self.began[member.story_id] = min(member.at, self.began.get(member.story_id, member.at))
        self.articles[member.language] += 1
        for value in own.sketch[:INDEXED]:
            self.by_shingle[value].append(name)
        for term in own.terms:
            self.by_term[member.language, term].append(name)

    def _copy_of(self, own: Fingerprint, language: str, at: datetime) -> str | None:
        votes = Counter(name for value in own.sketch for name in self.by_shingle.get(value, ()))
        # One or two shared shingles are a stock phrase.
        shares = (
            (containment(own, self.prints[name]), name)
            for name, shared in votes.items()
            if shared > 2 and abs(self.members[name].at - at) <= timedelta(days=COPY_DAYS)
        )
        return _best(
            (share, name)
            for share, name in shares
            if share >= COPY and self._lead_share(own, name, language) >= COPY_LEAD
        )

    def _same_event(self, own: Fingerprint, language: str, at: datetime) -> str | None:
        shares = (
            (self._lead_share(own, name, language), name)
            for name in self._sharing_rare_terms(own, language)
            if abs(at - self.began[self.members[name].story_id]) <= timedelta(days=EVENT_DAYS)
        )
        return _best((share, name) for share, name in shares if share >= EVENT)

    def _sharing_rare_terms(self, own: Fingerprint, language: str) -> list[str]:
        """Everyone whose lead can reach ``EVENT``, found without the long lists of common terms.

        Dice of at least E needs a shared weight of E / (2 - E) of our own. Once the terms left are
        worth less than half of that, whoever does not share the other half is out.
        """
        weighed = sorted(((self._rarity(language, term), term) for term in own.terms), reverse=True)
        left = sum(weight for weight, _ in weighed)
        needed = left * EVENT / (2 - EVENT)
        shared: defaultdict[str, float] = defaultdict(float)
        for weight, term in weighed:
            if left < needed / 2:
                break
            for name in self.by_term.get((language, term), ()):
                shared[name] += weight
            left -= weight
        return [name for name, weight in shared.items() if weight + left >= needed]

    def _lead_share(self, own: Fingerprint, name: str, language: str) -> float:
        """Dice's coefficient of two leads, each term weighted by its rarity."""
        ours, theirs = set(own.terms), set(self.prints[name].terms)
        weight = {term: self._rarity(language, term) for term in ours | theirs}
        whole = sum(weight[term] for term in ours) + sum(weight[term] for term in theirs)
        return 2 * sum(weight[term] for term in ours & theirs) / whole if whole else 0.0

    def _rarity(self, language: str, term: int) -> float:
        seen = len(self.by_term.get((language, term), ()))
        return math.log((self.articles[language] + PRIOR) / (seen + 1))


def _best(candidates: Iterable[tuple[float, str]]) -> str | None:
    return min(((-share, name) for share, name in candidates), default=(0, None))[1]


def _threshold(own: Fingerprint) -> int:
    """Up to where a sketch is complete: everywhere, unless it was cut."""
    return own.sketch[-1] if len(own.sketch) == SKETCH else 0xFFFFFFFF


def _fold(text: str) -> str:
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _terms(folded: str) -> Iterable[str]:
    for word in folded.split():
        syllabic = _SYLLABIC.search(word)
        if syllabic:
            yield from (word[i : i + 2] for i in range(max(len(word) - 1, 1)))
        elif len(word) > 2 or word.isdigit():
            # Six letters are a cheap stem: they join most cases, numbers and tenses.
            yield word[:6]


def _date(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
