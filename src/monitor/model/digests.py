"""One issue for one reader, and how its copies went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from monitor.model.articles import Claim, TextField
from monitor.model.sources import SourceHealth, Stance
from monitor.model.stories import Bound

Format = Literal["md", "html", "text", "json", "atom", "jsonfeed", "email"]

StoryState = Literal["new", "developed", "corrected", "quiet"]
Correction = Literal["", "edited", "denied"]


@dataclass(frozen=True, slots=True)
class DigestEdit:
    """An edit as a digest shows it: what was said before and what is said now, cut to the change.

    The marks are offsets of what differs. One of the two texts is empty where the other is new, or
    is gone.
    """

    field: TextField
    before: str
    after: str
    before_marks: tuple[tuple[int, int], ...] = ()
    after_marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DigestArticle:
    """One article as a digest shows it; ``marks`` are offsets into ``sentence``.

    ``withdrawn`` means that it no longer says what it was told for; ``sentence`` is empty then.
    """

    article_id: str
    title: str
    url: str
    outlet: str
    stance: Stance
    country: str | None
    language: str
    published_at: datetime | None
    first_seen_at: datetime
    sentence: str
    marks: tuple[tuple[int, int], ...]
    rule: str
    claims: tuple[Claim, ...]
    edited: bool = False
    note: str = ""
    indicator: str = ""
    edits: tuple[DigestEdit, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What a story has that its reader was not told: ``text`` names the origin, figure, …"""

    kind: Literal["origin", "figure", "actor", "language"]
    text: str


@dataclass(frozen=True, slots=True)
class DigestFigure:
    """A figure as a digest shows it: ``label`` is the thing in English, ``unit`` may be empty.

    ``earlier`` is the range of the figures before it for the same thing and theme, None without any;
    ``outside`` means that this one leaves that range. ``marks`` are offsets into ``sentence``.
    """

    thing: str
    label: str
    unit: str
    low: float
    high: float
    bound: Bound
    origin: str
    article_id: str
    outlet: str
    language: str
    sentence: str
    marks: tuple[tuple[int, int], ...]
    published_at: datetime | None
    earlier: tuple[float, float] | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """The earlier story that a story carries on."""

    story_id: str
    headline: str
    language: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story in one theme: the lead article, then the other outlets.

    ``told`` counts the articles of this story that earlier issues already carried; ``left_out``
    the articles of this issue beyond the cap of ``others``. ``articles``, ``outlets`` and ``copies``
    count the whole story up to now, ``origins`` are the names of those who really said it, and
    ``voices`` the stances of its outlets, each once. ``news`` says what is new in a developed story,
    ``correction`` what corrected it, and ``denies`` the headline that its reader was told.
    """

    story_id: str
    state: StoryState
    lead: DigestArticle
    others: tuple[DigestArticle, ...] = ()
    told: int = 0
    left_out: int = 0
    articles: int = 0
    outlets: int = 0
    copies: int = 0
    origins: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    voices: tuple[Stance, ...] = ()
    first_seen_at: datetime | None = None
    news: tuple[News, ...] = ()
    correction: Correction = ""
    figures: tuple[DigestFigure, ...] = ()
    follows: Following | None = None
    denies: str = ""


@dataclass(frozen=True, slots=True)
class QuietStory:
    """A story that was told of late, last at ``told_at``, and has nothing new."""

    story_id: str
    headline: str
    language: str
    outlet: str
    url: str
    articles: int
    last_seen_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Articles that hit in each of 28 spans of 24 hours, the last one ending with the issue.

    ``week`` and ``month`` are what the 7 and 28 before the last one had on average; they are None as
    long as the warehouse does not reach back that far. ``burst`` means far more than usual.
    """

    days: tuple[int, ...]
    week: float | None
    month: float | None
    burst: bool = False


@dataclass(frozen=True, slots=True)
class DigestTheme:
    """One watchlist's part of a digest.

    ``previous`` is its article count in the issue before; ``articles`` and ``outlets`` count all of
    this issue, ``left_out`` the stories beyond the cap. ``figures`` are the ranges that the month
    gave, one a thing and unit, those first that this issue adds to.
    """

    watchlist_id: str
    title: str
    stories: tuple[DigestStory, ...]
    previous: int
    left_out: int = 0
    articles: int = 0
    outlets: int = 0
    trend: Trend | None = None
    figures: tuple[FigureRange, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRange:
    """What was said of one thing over ``days`` days: the lowest, the highest, by how many origins."""

    thing: str
    label: str
    unit: str
    low: float
    high: float
    figures: int
    origins: int
    days: int
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """An outlet that has not mentioned something for longer than is usual for it.

    ``about`` is the title of a theme; ``usual`` is how many days pass between two mentions.
    """

    source_id: str
    outlet: str
    about: str
    since: datetime
    days: int
    usual: float


@dataclass(frozen=True, slots=True)
class Digest:
    """One issue for one reader: everything a rendering needs, and nothing it must look up.

    ``articles``, ``outlets`` and the counts of stories count each once over all themes and beyond
    the caps. ``previous`` is the sum of the themes' articles in the issue before, None in the
    first. ``notice`` is what its reader must know before all else. ``reader`` is the name of the
    digest in the settings and ``title`` what its reader calls it.
    ``repeats`` are articles that brought nothing new: they are in no theme, only ``quiet`` stories.
    ``begun_at`` is when the first issue for its reader was made; feeds are known by it.
    """

    id: str
    created_at: datetime
    since: datetime | None
    until: datetime
    timezone: str
    themes: tuple[DigestTheme, ...]
    nothing_on: tuple[str, ...]
    health: tuple[SourceHealth, ...]
    articles_read: int
    already_told: int
    run_id: str
    watchlists_version: str
    look_back: int = 0
    articles: int = 0
    outlets: int = 0
    new_stories: int = 0
    developed_stories: int = 0
    corrected_stories: int = 0
    previous: int | None = None
    notice: str = ""
    reader: str = "daily"
    title: str = ""
    origins: int = 0
    quiet: tuple[QuietStory, ...] = ()
    quiet_left_out: int = 0
    silences: tuple[Silence, ...] = ()
    repeats: int = 0
    begun_at: datetime | None = None


class DeliveryState(StrEnum):
    """What is known about one copy of one issue to one recipient."""

    RESERVED = "reserved"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A copy of a digest went out, or did not."""

    digest_id: str
    channel: str
    recipient: str
    state: DeliveryState
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of one issue to one recipient, by all that is on record of it.

    ``last`` is its newest state. ``reserved_at`` is when it was decided to send it, the last time
    where that was decided anew, and ``waits`` how often it had to wait since. ``unknowns`` and
    ``sents`` count over all its time.
    """

    last: Delivery
    reserved_at: datetime
    waits: int = 0
    unknowns: int = 0
    sents: int = 0

    @property
    def repeat(self) -> bool:
        """Whether its recipient may have it already."""
        return self.unknowns + self.sents > 0
