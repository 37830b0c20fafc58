"""Where a digest goes. A channel is one module and one line in ``CHANNELS``.

The digest file on disk is the product; every other channel carries a copy, and keeps the ledger:
``record`` is called, and commits, before and after each step that cannot be taken back.
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from monitor.channels.base import (
    PATIENCE,
    Channel,
    Content,
    Options,
    Outgoing,
    Record,
    SentOptions,
)
from monitor.channels.chat import AppriseChannel
from monitor.channels.email import Email
from monitor.channels.file import File
from monitor.config import Folders, Settings
from monitor.errors import MonitorError, did_you_mean
from monitor.model import Copy, Delivery, DeliveryState
from monitor.readers import Reader, readers

log = logging.getLogger(__name__)

CHANNELS: dict[str, Channel] = {
    "file": File(),
    "email": Email(),
    "apprise": AppriseChannel(),
}

# How long a copy waits before it is tried again, after its first failure and at most.
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=12)

__all__ = [
    "CHANNELS",
    "Channel",
    "Content",
    "Outgoing",
    "deliver",
    "next_try",
    "reaches",
    "recipients",
]


def recipients(reader: Reader, settings: Settings, folders: Folders) -> list[tuple[str, str]]:
    """Everyone who gets a copy, as (channel, recipient). Raises ``ConfigError``."""
    return [
        (name, recipient)
        for name in dict.fromkeys(reader.channels)
        for recipient in _known(name, reader, settings).recipients(
            _options(name, reader, settings), reader.folder(folders.digests)
        )
    ]


def reaches(delivery: Delivery, reader: Reader, settings: Settings, folders: Folders) -> bool:
    """Whether a copy may still go out by the settings of its reader. Raises ``ConfigError``."""
    name, folder = delivery.channel, reader.folder(folders.digests)
    return name in reader.channels and _known(name, reader, settings).reaches(
        delivery.recipient, _options(name, reader, settings), folder
    )


def deliver(
    copy: Copy,
    content: Content,
    settings: Settings,
    folders: Folders,
    *,
    now: datetime,
    record: Record,
    at_once: bool = False,
) -> Delivery:
    """Deliver one copy if it is to go out now; its new state is recorded and given back.

    A copy that is settled is given back as it is, and so is one that waits for its next turn, unless
    it is to go ``at_once``; the content is read only for what is to go. One that was being sent when a run ended is unknown: there is never a
    second copy by itself, but by the option ``resend_unknown``, once. Raises ``ConfigError``, and
    what ``record`` raises: nothing goes out without being on record.
    """
    ended = _deliver(copy, content, settings, folders, now, record, at_once)
    if ended is not copy.last:
        record(ended)
    return ended


def _deliver(
    copy: Copy,
    content: Content,
    settings: Settings,
    folders: Folders,
    now: datetime,
    record: Record,
    at_once: bool,
) -> Delivery:
    last = copy.last
    if last.state is DeliveryState.SENDING:
        detail = "the run ended while it was being sent; ask the recipient before it is sent again"
        return replace(last, state=DeliveryState.UNKNOWN, at=now, detail=detail)
    reader = next((one for one in readers(settings) if one.name == content.reader), None)
    known = reader and reaches(last, reader, settings, folders)
    if not _open(copy, now, resend=bool(reader and known and _resends(last, reader, settings))):
        return last
    if not reader or not known:
        detail = "no longer among the recipients in the settings"
        return replace(last, state=DeliveryState.REFUSED, at=now, detail=detail)
    if last.state is DeliveryState.WAITING and not at_once and now < next_try(copy):
        return last
    channel = CHANNELS[last.channel]
    options, folder = _options(last.channel, reader, settings), reader.folder(folders.digests)
    ended = _isolated(channel, copy, content, options, folder, now, record)
    waited = now - copy.reserved_at
    if ended.state is DeliveryState.WAITING and channel.patience and waited >= channel.patience:
        detail = f"given up after {waited.days} days: {ended.detail}"
        ended = replace(ended, state=DeliveryState.REFUSED, detail=detail)
    return ended


def next_try(copy: Copy) -> datetime:
    """When a copy that waits is tried again: each time twice as late, twelve hours at most."""
    pause: timedelta = FIRST_PAUSE * 2 ** min(max(copy.waits - 1, 0), 10)
    return copy.last.at + min(pause, LONGEST_PAUSE)


def _open(copy: Copy, now: datetime, *, resend: bool) -> bool:
    if copy.last.state is DeliveryState.UNKNOWN:
        return resend and copy.unknowns == 1 and now - copy.last.at < PATIENCE
    return copy.last.state in (DeliveryState.RESERVED, DeliveryState.WAITING)


def _resends(delivery: Delivery, reader: Reader, settings: Settings) -> bool:
    options = _options(delivery.channel, reader, settings)
    return isinstance(options, SentOptions) and options.resend_unknown


def _isolated(
    channel: Channel,
    copy: Copy,
    content: Content,
    options: Options,
    folder: Path,
    now: datetime,
    record: Record,
) -> Delivery:
    """How a copy ended, whatever is wrong with its content, channel or template: the others go."""
    state = DeliveryState.WAITING
    fault = "the issue cannot be read as it is kept ({}); mend or restore the warehouse"

    def noting(delivery: Delivery) -> None:
        nonlocal state
        record(delivery)
        if delivery.state is DeliveryState.SENDING:
            state = DeliveryState.UNKNOWN

    try:
        digest = content.read()
        fault = "a fault of the program ({}); please report it"
        outgoing = Outgoing(
            copy.last,
            digest,
            content.render,
            content.top,
            folder,
            now,
            noting,
            repeat=copy.repeat,
        )
        return channel.deliver(outgoing, options)
    except MonitorError:
        raise
    except Exception as error:  # noqa: BLE001 - logged, and told as the state of this copy
        # Only its kind: the words of an error may hold what was being sent, or a secret.
        log.warning("%s to %s: %s", copy.last.channel, copy.last.recipient, _at(error))
        detail = fault.format(type(error).__name__)
        return replace(copy.last, state=state, at=now, detail=detail)


def _at(error: BaseException) -> str:
    """The kind of an error and where it was raised, without its words."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}:{place.lineno}"


def _known(name: str, reader: Reader, settings: Settings) -> Channel:
    if name not in CHANNELS:
        own = reader.name in settings.digests and settings.digests[reader.name].channels is not None
        steps = ("digests", reader.name, "channels") if own else ("digest", "channels")
        mend = did_you_mean(name, CHANNELS, f"known channels: {', '.join(CHANNELS)}")
        raise settings.error(f"unknown channel '{name}'", *steps, mend=mend)
    return CHANNELS[name]


def _options(name: str, reader: Reader, settings: Settings) -> Options:
    try:
        return CHANNELS[name].options.model_validate(reader.options.get(name, {}))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        steps = ("channel", name, *first["loc"])
        if (name, str(first["loc"][0]) if first["loc"] else "") in reader.own:
            steps = ("digests", reader.name, *steps)
        key = ".".join(map(str, steps))
        known = ", ".join(CHANNELS[name].options.model_fields)
        message = first["msg"].removeprefix("Value error, ")
        mend = f"options of {name}: {known}"
        raise settings.error(f"{key}: {message}", *steps, mend=mend) from None
