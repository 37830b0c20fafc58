"""Where a digest goes. A channel is one module and one line in ``CHANNELS``.

The digest file on disk is the product; every other channel carries a copy, and keeps the ledger:
``record`` is called, and commits, before and after each step that cannot be taken back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from monitor.channels.base import Channel, Options, Outgoing, Record, Renderer
from monitor.channels.email import Email
from monitor.channels.file import File
from monitor.config import Folders, Settings
from monitor.errors import ConfigError, did_you_mean
from monitor.model import Delivery, DeliveryState, Digest

CHANNELS: dict[str, Channel] = {"file": File(), "email": Email()}

__all__ = ["CHANNELS", "Channel", "Outgoing", "deliver", "recipients"]


def recipients(settings: Settings, folders: Folders) -> list[tuple[str, str]]:
    """Everyone who gets a copy, as (channel, recipient). Raises ``ConfigError``."""
    return [
        (name, recipient)
        for name in dict.fromkeys(settings.digest.channels)
        for recipient in CHANNELS[_known(name)].recipients(
            _options(name, settings), folders.digests
        )
    ]


def deliver(
    delivery: Delivery,
    digest: Digest,
    settings: Settings,
    folders: Folders,
    *,
    render: Renderer,
    now: datetime,
    record: Record,
) -> Delivery:
    """Deliver one copy that is reserved or waiting; its new state is recorded and given back.

    A copy that is settled (sent, refused, unknown) is given back as it is, and one that was being
    sent when a run ended is unknown: there is never a second copy by itself. Raises ``ConfigError``.
    """
    if delivery.state is DeliveryState.SENDING:
        detail = "the run ended while it was being sent; ask the recipient before it is sent again"
        ended = replace(delivery, state=DeliveryState.UNKNOWN, at=now, detail=detail)
    elif delivery.state not in (DeliveryState.RESERVED, DeliveryState.WAITING):
        return delivery
    elif (delivery.channel, delivery.recipient) not in recipients(settings, folders):
        detail = "no longer among the recipients in the settings"
        ended = replace(delivery, state=DeliveryState.REFUSED, at=now, detail=detail)
    else:
        ended = CHANNELS[delivery.channel].deliver(
            Outgoing(delivery, digest, render, folders.digests, now, record),
            _options(delivery.channel, settings),
        )
    record(ended)
    return ended


def _known(name: str) -> str:
    if name not in CHANNELS:
        mend = did_you_mean(name, CHANNELS, f"known channels: {', '.join(CHANNELS)}")
        raise ConfigError(f"unknown channel '{name}'", path="digest.channels", mend=mend)
    return name


def _options(name: str, settings: Settings) -> Options:
    try:
        return CHANNELS[name].options.model_validate(settings.channel.get(name, {}))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        key = ".".join(str(step) for step in ("channel", name, *first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        known = ", ".join(CHANNELS[name].options.model_fields)
        raise ConfigError(message, path=key, mend=f"options of {name}: {known}") from None
