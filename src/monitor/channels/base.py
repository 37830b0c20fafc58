"""What every channel is given, and what it must answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from monitor.model import Delivery, DeliveryState, Digest, Format

Renderer = Callable[[Digest, Format], str]
# The top of a digest with at most so many headlines.
Top = Callable[[Digest, int], str]
Record = Callable[[Delivery], None]


# What steers a reader's eye or a program: controls, line ends of Unicode, directions, zero widths.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)
LONGEST_DETAIL = 200
# How long a server may go on saying "not now", as mail servers have it among themselves.
PATIENCE = timedelta(days=5)


class Options(BaseModel):
    """The base of every channel's options: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SentOptions(Options):
    """The base for channels that cannot always know whether a copy arrived.

    With ``resend_unknown`` a copy of which that is not known is sent once more: at least once, not
    at most once.
    """

    resend_unknown: bool = False


@dataclass(frozen=True)
class Content:
    """One issue for ``reader``. ``read`` gives it, and raises what is wrong with how it is kept."""

    reader: str
    read: Callable[[], Digest]
    render: Renderer
    top: Top


@dataclass(frozen=True)
class Outgoing:
    """One copy of one issue on its way. ``record`` commits a state before it returns.

    ``folder`` is that of its reader. ``repeat`` means that the recipient may have it already.
    """

    delivery: Delivery
    digest: Digest
    render: Renderer
    top: Top
    folder: Path
    now: datetime
    record: Record
    repeat: bool = False

    def ended(self, state: DeliveryState, detail: str) -> Delivery:
        """The copy in a new state."""
        return replace(self.delivery, state=state, at=self.now, detail=detail)


class Channel(Protocol):
    """A way to deliver. ``options`` validates its settings.

    ``patience`` is how long a copy may wait before it is given up, None for ever.
    """

    @property
    def options(self) -> type[Options]: ...

    @property
    def patience(self) -> timedelta | None: ...

    def recipients(self, options: Options, folder: Path) -> tuple[str, ...]:
        """Who gets a copy; ``folder`` is where digests are kept."""
        ...

    def reaches(self, recipient: str, options: Options, folder: Path) -> bool:
        """Whether a copy that was decided on for ``recipient`` may still go out."""
        ...

    def deliver(self, outgoing: Outgoing, options: Options) -> Delivery:
        """Deliver one copy and say how it ended; a failure is a state, never an exception.

        ``SENDING`` is recorded just before the step that cannot be taken back.
        """
        ...


def one_line(text: object) -> str:
    """Words from outside on one line, without what steers a terminal, a header or an eye."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(_UNSEEN.sub(" ", words).split())


def say(answer: object) -> str:
    """The same, short enough for the ledger."""
    return one_line(answer)[:LONGEST_DETAIL]


def subject(digest: Digest, *, repeat: bool) -> str:
    """The title that its reader gave it, its day, and counts: nothing that a source wrote."""
    day = digest.created_at.astimezone(ZoneInfo(digest.timezone)).date().isoformat()
    stories = digest.new_stories + digest.developed_stories + digest.corrected_stories
    themes = len(digest.themes)
    news = (
        f"{stories} {'story' if stories == 1 else 'stories'}"
        f" on {themes} {'theme' if themes == 1 else 'themes'}"
        if stories
        else "nothing new"
    )
    mark = " (possible repeat)" if repeat else ""
    return f"{one_line(digest.title) or 'Monitor'} {day}: {news}{mark}"
