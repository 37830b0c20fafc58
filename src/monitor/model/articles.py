"""What was read, what a watchlist found in it, and what its outlet changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

TextField = Literal["title", "text"]


class TextOrigin(StrEnum):
    """Where the text of an article came from, best first."""

    PAGE = "page"
    FEED = "feed"
    SUMMARY = "summary"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an HTML page said about itself; every field but the text may be missing.

    ``partial`` is a clause that says why the text may not be all of it.
    """

    url: str
    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    author: str | None
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """Text we could read. ``id`` comes from the canonical address; an edit is a new ``version``.

    ``link`` is the address as the source spells it, under which the page is served; ``page_title``
    is what the page itself calls the article.
    """

    id: str
    source_id: str
    url: str
    title: str
    text: str
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    summary: str = ""
    author: str | None = None
    text_origin: TextOrigin = TextOrigin.PAGE
    note: str = ""
    version: int = 1
    entry_sha256: str = ""
    link: str = ""
    page_title: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a rule fired: ``text`` is ``field[start:end]``, inside ``field[sentence_start:sentence_end]``."""

    rule: str
    field: TextField
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A watchlist fired on an article, in memory."""

    article_id: str
    watchlist_id: str
    watchlist_version: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One numbered claim of the brief."""

    id: str
    text: str


Touch = Literal["headline", "number", "matched"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence, or the title, that an outlet changed; ``before`` or ``after`` may be empty.

    ``touches`` is empty where no reader need be told: a headline, a number, or a sentence that a
    watchlist matched did not change.
    """

    field: TextField
    before: str
    after: str
    touches: tuple[Touch, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What made a new version of an article; without edits, more of the same text could be read."""

    article_id: str
    version: int
    edits: tuple[Edit, ...] = ()
