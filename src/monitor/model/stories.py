"""What is read out of the articles that hit, and the stories they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.articles import Article, Edit, Match, TextField
from monitor.model.sources import Source

MentionKind = Literal["theme", "person", "place", "organisation", "event", "thing"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the vocabulary or the gazetteer where it stands in an article.

    ``concept`` is the same in every language; ``theme`` is the kind of the vocabulary's concepts.
    """

    concept: str
    kind: MentionKind
    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of the vocabulary or the gazetteer, and what it is called in English."""

    id: str
    label: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who an article says it has something from: ``phrase`` is ``field[start:end]``.

    ``origin`` is the concept of whoever said it, or ``name:`` and ``name`` folded where no concept has
    that name. A source without a name is "anonymous", and its ``name`` is "".
    """

    origin: str
    name: str
    phrase: str
    field: TextField
    start: int
    end: int


Bound = Literal["", "about", "at-least", "at-most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of what an article says there are: the entry of the ledger that SQL calls a claim.

    ``thing`` is a concept of the gazetteer and ``unit`` what is counted ("", "tonne", "barrel",
    "usd", …). ``low`` and ``high`` are equal where there is no range. ``origin`` is whose figure it
    is, empty where the article does not say. ``text`` is ``field[start:end]``, inside
    ``field[sentence_start:sentence_end]``.
    """

    thing: str
    unit: str
    low: float
    high: float
    bound: Bound
    origin: str
    field: TextField
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was read out of one version of an article that hit."""

    article_id: str
    version: int
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """An article as it is compared with others; ``at`` is its own time."""

    article_id: str
    language: str
    at: datetime
    title: str
    text: str
    mentions: tuple[Mention, ...] = ()


JoinedBy = Literal["first", "copy", "event"]


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article's place in a story: the row that storage keeps.

    ``at`` is the article's own time, ``signature`` what later articles are compared with (opaque
    to storage). ``joined_by``, ``like``, the article it resembles, and ``because``, what the two
    share in words for a person, say why it is in.
    """

    article_id: str
    story_id: str
    language: str
    at: datetime
    signature: bytes
    joined_by: JoinedBy = "first"
    like: str = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A story that carries on an earlier one; ``because`` says in words what the two share."""

    story_id: str
    follows: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of new articles: their places, and the stories that carry on earlier ones."""

    members: tuple[StoryMember, ...]
    links: tuple[StoryLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """An article that a person put into another story, for good."""

    article_id: str
    story_id: str
    by: Literal["split", "join"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One article under one watchlist that a reader was not told, or was told before an edit.

    ``story_told`` counts the articles of the story that this reader was told under the watchlist.
    ``edits`` are the most telling ones since then. ``withdrawn`` means that the article no longer
    matches: ``match`` is that of an older version, and its offsets do not fit ``article``.
    """

    article: Article
    source: Source
    match: Match
    story_id: str
    matched_at: datetime
    look_back: bool = False
    told: bool = False
    edited: bool = False
    story_told: int = 0
    edits: tuple[Edit, ...] = ()
    withdrawn: bool = False
