"""The values that flow through the monitor, one frozen type a stage.

    Source → FeedEntry → Article → Match → Finding → Digest → Delivery   (Failure from any stage)

An article that its outlet changed is a new version of it: a ``Revision`` holds the ``Edit`` values.

A match that was recorded is a hit, a row of the warehouse; what a digest has yet to tell of the hits
comes back as findings. A story is all members that share its id.

Nothing here knows SQL, HTTP or Prefect, and nothing here imports the rest of the project. Times are
aware datetimes in UTC. Offsets are counted in code points of the field they speak of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

Stance = Literal["independent", "state-media", "government", "think-tank", "agency"]
TextField = Literal["title", "text"]
Format = Literal["md", "html", "text", "json", "atom"]
Touch = Literal["headline", "number", "matched"]


class Outcome(StrEnum):
    """How one attempt to read one address ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    DEGRADED = "degraded"
    FAILED_SOFT = "failed_soft"
    FAILED_HARD = "failed_hard"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why something expected went wrong, or why an entry did not become an article."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NETWORK_DOWN = "network-down"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    REDIRECTS = "too-many-redirects"
    FORBIDDEN_ADDRESS = "forbidden-address"
    FORBIDDEN_SCHEME = "forbidden-scheme"
    TLS = "tls"
    LOGIN = "login"
    RATE_LIMITED = "rate-limited"
    HTTP_STATUS = "http-status"
    BAD_RESPONSE = "bad-response"
    NOT_A_FEED = "not-a-feed"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NO_IDENTITY = "no-identity"
    OVER_CAP = "over-cap"
    TOO_OLD = "too-old"
    UNWANTED = "unwanted"
    LAYOUT_CHANGED = "layout-changed"
    POSSIBLE_GAP = "possible-gap"
    ROBOTS = "robots"
    POSTPONED = "postponed"
    NOT_HTML = "not-html"
    NO_TEXT = "no-text"
    PAYWALL = "paywall"
    COOKIE_WALL = "cookie-wall"
    ROBOT_CHECK = "robot-check"
    GONE = "gone"
    SCRIPT_ONLY = "script-only"
    EXTRACTION_FAILED = "extraction-failed"
    EXTRACTION_TIMEOUT = "extraction-timeout"
    DUPLICATE = "duplicate"


class TextOrigin(StrEnum):
    """Where the text of an article came from, best first."""

    PAGE = "page"
    FEED = "feed"
    SUMMARY = "summary"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Failure:
    """Something expected that went wrong: a value, never an exception.

    ``key`` is the source id or address it happened to; ``message`` is one sentence that tells a
    non-programmer what to do; ``hard`` means that trying again soon will not help; ``count`` is the
    number of entries that it cost.
    """

    stage: str
    key: str
    reason: Reason
    message: str
    hard: bool = False
    http_status: int | None = None
    retry_after: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where we look: one entry of ``sources.yaml``.

    ``folder`` is its place in a feed reader's tree ("Asia/Korea"); ``verify_tls`` false means that
    its certificate is not checked.
    """

    id: str
    name: str
    kind: str
    url: str
    language: str | None = None
    country: str | None = None
    stance: Stance = "independent"
    note: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    folder: str = ""
    verify_tls: bool = True

    @property
    def trusted_host(self) -> str | None:
        """The host that may show any certificate, if there is one."""
        return None if self.verify_tls else urlsplit(self.url).hostname


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next request ask only for what changed; committed with the items they brought.

    ``cursor`` is where a source of many documents was left: opaque to all but its kind.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A complete document as it came. Header names are lower case; ``body`` is unpacked.

    ``moved_to`` is the final address where every redirect on the way there said that it is permanent.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A pointer that a source gave us, before anything is read behind it.

    ``content`` is the full text when the feed carries one (HTML), ``summary`` is the teaser (HTML).
    ``page`` is the whole HTML page where the source carries that; it is read instead of the address.
    """

    source_id: str
    url: str | None
    title: str
    guid: str | None = None
    summary: str = ""
    content: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    author: str | None = None
    language: str | None = None
    page: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source's document held. ``degraded`` says what was odd although entries were read.

    ``follow`` are addresses of further documents of the same source, those first that matter most.
    """

    entries: tuple[FeedEntry, ...]
    failures: tuple[Failure, ...] = ()
    degraded: str | None = None
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to read one source: the row an operator looks at in the morning."""

    run_id: str
    source_id: str
    url: str
    outcome: Outcome
    detail: str
    started_at: datetime
    seconds: float
    http_status: int | None = None
    items: int = 0
    new_items: int = 0
    validators: Validators = Validators()
    moved_to: str | None = None
    reason: Reason | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What earlier attempts at a source left for the next.

    ``asked`` is what they asked for (kind, address and options, opaque): other sources begin anew.
    ``strikes`` weighs the failures since the last good attempt: one for a hard one, a half for one
    that may pass, none where this machine had no network. ``usual`` is the number of entries that it
    usually offers; ``new`` the share of it that was new at an attempt, of late, and ``gap`` the time
    between two attempts.
    """

    asked: str = ""
    validators: Validators = Validators()
    last_attempt_at: datetime | None = None
    last_read_at: datetime | None = None
    strikes: float = 0.0
    usual: int = 0
    new: float = 1.0
    gap: timedelta = timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article's place in a story: the row that storage keeps.

    ``at`` is the article's own time, ``signature`` what later articles are compared with (opaque
    to storage). ``joined_by`` and ``like``, the article it resembles, say why it is in.
    """

    article_id: str
    story_id: str
    language: str
    at: datetime
    signature: bytes
    joined_by: Literal["first", "copy", "headline"] = "first"
    like: str = ""


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


StoryState = Literal["new", "developed", "edited"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One numbered claim of the brief."""

    id: str
    text: str


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
class DigestStory:
    """A story in one theme: the lead article, then the other outlets.

    ``told`` counts the articles of this story that earlier issues already carried; ``left_out``
    the articles of this issue beyond the cap of ``others``.
    """

    story_id: str
    state: StoryState
    lead: DigestArticle
    others: tuple[DigestArticle, ...] = ()
    told: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DigestTheme:
    """One watchlist's part of a digest.

    ``previous`` is its article count in the issue before; ``articles`` and ``outlets`` count all of
    this issue, ``left_out`` the stories beyond the cap.
    """

    watchlist_id: str
    title: str
    stories: tuple[DigestStory, ...]
    previous: int
    left_out: int = 0
    articles: int = 0
    outlets: int = 0


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What the last attempt at a source said, and for how long it has been so.

    ``silent_since`` is when it last brought something new, where that is unusually long ago.
    """

    source_id: str
    name: str
    outcome: Outcome
    detail: str
    last_ok_at: datetime | None
    failing_since: datetime | None
    items: int
    new_items: int
    reason: Reason | None = None
    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One issue for one reader: everything a rendering needs, and nothing it must look up.

    ``articles``, ``outlets`` and the three counts of stories count each once over all themes and
    beyond the caps. ``previous`` is the sum of the themes' articles in the issue before, None in
    the first. ``notice`` is what its reader must know before all else.
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
    edited_stories: int = 0
    previous: int | None = None
    notice: str = ""


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
