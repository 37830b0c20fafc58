"""Where we look, and what an attempt at it brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

Stance = Literal["independent", "state-media", "government", "think-tank", "agency"]


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
    its certificate is not checked. ``aliases`` are what others call it.
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
    aliases: tuple[str, ...] = ()

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
