"""What one attempt at a source leaves to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.model.articles import Article, Match, Revision
from monitor.model.sources import Failure, Fetch, Source

Fate = Literal["article", "partial", "edited", "known", "dropped"]


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that need not be read again: the article it led to, and its fingerprint."""

    article_id: str
    entry_sha256: str
    guid: str | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """How many of the entries that a source offered met the same fate, for the same reason.

    ``article``: read in full. ``partial``: stored with less than its page. ``edited``: a new version
    of what was stored. ``known``: nothing new. ``dropped``: not stored. ``reason`` is empty for an
    article.
    """

    fate: Fate
    reason: str
    entries: int


@dataclass(frozen=True, slots=True)
class Look:
    """An article that hit was looked at again; ``detail`` says what came of it."""

    article_id: str
    outcome: Literal["same", "edited", "failed"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one attempt at one source brought; it is committed whole, or not at all.

    ``fetch`` is None where no attempt was made: articles of the source were looked at again.
    ``revisions`` are those of the articles whose version is not their first.
    """

    source: Source
    fetch: Fetch | None
    articles: tuple[Article, ...] = ()
    matches: tuple[Match, ...] = ()
    failures: tuple[Failure, ...] = ()
    seen: tuple[Seen, ...] = ()
    covered: tuple[Covered, ...] = ()
    looks: tuple[Look, ...] = ()
    revisions: tuple[Revision, ...] = ()
