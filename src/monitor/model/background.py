"""What stands behind an issue: what its reader was told before, and what has been usual.

The store gathers it, the digest decides by it. Every mapping may lack what was never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.digests import Following, QuietStory
from monitor.model.sources import Stance
from monitor.model.stories import Bound

# Letters of a text that belong to its opening.
OPENING = 240


@dataclass(frozen=True, slots=True)
class Audience:
    """Who an issue is for: the name of its memory, and the themes and languages it asks for.

    Nothing asked for means all of it.
    """

    reader: str = "daily"
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure in its article; ``sentence[start:end]`` is where it stands, ``thing`` a concept.

    ``origin`` is whose figure it is, and ``name`` how the article calls that.
    """

    article_id: str
    thing: str
    unit: str
    low: float
    high: float
    bound: Bound = ""
    origin: str = ""
    sentence: str = ""
    start: int = 0
    end: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What was read out of one article, or out of several.

    ``origins`` are those who said it, with a name for each; ``actors`` the persons and organisations
    that are named, with how often. ``copy_of`` is the article that one is a copy of. ``own`` means
    that an article names nobody it has something from, so that its outlet is its origin.
    """

    origins: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[StatedFigure, ...] = ()
    copy_of: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader was told of a story, under whatever theme.

    ``openings`` are the headline and the first ``OPENING`` characters of each article; ``said`` is all of it
    together.
    """

    articles: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    openings: tuple[tuple[str, str], ...] = ()
    said: Said = Said()


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """A story whole, up to now: everybody's articles, not only those a reader asks for."""

    articles: int = 0
    outlets: int = 0
    copies: int = 0
    origins: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    voices: tuple[Stance, ...] = ()
    first_seen_at: datetime | None = None
    follows: Following | None = None
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When an outlet had something on a theme: ``at`` is the last time on each such day, in order.

    Since then ``good`` attempts to read it succeeded and ``bad`` ones did not, the last of them as
    ``readable`` says, and ``others`` counts the articles that it brought all the same.
    """

    source_id: str
    outlet: str
    stance: Stance
    theme: str
    at: tuple[datetime, ...]
    good: int = 0
    bad: int = 0
    readable: bool = True
    others: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an issue needs beside its findings.

    ``stories`` by id, and those that they follow; ``said`` by article, for all that may be news;
    ``attention`` and ``figures`` of the last 28 days by theme, without copies; ``recent`` are the
    stories that the reader was told of in the last 14 days, those that moved last first. ``reach``
    is for how many days before the issue's the warehouse was at work.
    """

    stories: Mapping[str, StoryFacts] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    attention: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    figures: Mapping[str, tuple[StatedFigure, ...]] = field(default_factory=dict)
    recent: tuple[QuietStory, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    reach: int = 0
