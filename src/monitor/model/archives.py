"""What an archive for a browser shows: stories with all their articles, themes, sources, issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model.sources import Stance
from monitor.model.stories import Bound


@dataclass(frozen=True, slots=True)
class ArchiveArticle:
    """An article in its story; ``why`` says in words for a person why it is in.

    ``at`` is when it was published, if that is known and was before it was first seen. ``sentence``
    is the one that says best what it hit for, ``marks`` the spans in it that matched.
    """

    article_id: str
    title: str
    url: str
    outlet: str
    stance: Stance | None
    country: str | None
    language: str
    at: datetime
    first_seen_at: datetime
    why: str
    sentence: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveFigure:
    """A figure of a story; ``low`` and ``high`` are equal where there is no range.

    ``thing`` and ``origin`` are what people call them, ``unit`` is as in ``Figure``.
    """

    thing: str
    unit: str
    low: float
    high: float
    bound: Bound
    origin: str
    outlet: str
    language: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ArchiveStory:
    """A story as it stands, its articles as they were first seen.

    ``themes`` are ids of watchlists, ``followed_by`` the stories that carry it on, ``told`` the
    digests that told it.
    """

    story_id: str
    headline: str
    language: str
    country: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    outlets: int
    copies: int
    origins: tuple[str, ...]
    languages: tuple[str, ...]
    voices: tuple[Stance, ...]
    themes: tuple[str, ...]
    articles: tuple[ArchiveArticle, ...]
    figures: tuple[ArchiveFigure, ...] = ()
    follows: str = ""
    followed_by: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveTheme:
    """A watchlist; ``days`` counts the articles that hit on each of the last 28 days, oldest first."""

    watchlist_id: str
    title: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArchiveSource:
    """A source with all that came of it; ``outcome`` is that of its last attempt."""

    source_id: str
    name: str
    kind: str
    stance: Stance
    language: str | None
    country: str | None
    url: str
    articles: int
    hits: int
    last_new_at: datetime | None
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class ArchiveIssue:
    """A digest that was issued; ``content`` is its JSON."""

    digest_id: str
    reader: str
    day: date
    content: str


@dataclass(frozen=True, slots=True)
class Archive:
    """All of it; ``until`` is when the warehouse last changed. Newest stories and issues first."""

    until: datetime
    timezone: str
    themes: tuple[ArchiveTheme, ...]
    stories: tuple[ArchiveStory, ...]
    sources: tuple[ArchiveSource, ...]
    issues: tuple[ArchiveIssue, ...]
