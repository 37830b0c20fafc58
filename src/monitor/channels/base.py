"""What every channel is given, and what it must answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from monitor.model import Delivery, DeliveryState, Digest

Format = Literal["md", "html", "text", "json", "atom"]
Renderer = Callable[[Digest, Format], str]
Record = Callable[[Delivery], None]

# These are never tried again by themselves: done, refused for good, or perhaps done.
SETTLED = (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNKNOWN)


class Options(BaseModel):
    """The base of every channel's options: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Outgoing:
    """One issue on its way: what to send, where files go, and the ledger.

    ``states`` is what the ledger says of each recipient so far; ``record`` commits a new state
    before it returns.
    """

    digest: Digest
    render: Renderer
    folder: Path
    now: datetime
    record: Record = lambda _: None
    states: Mapping[str, DeliveryState] = field(default_factory=dict)


class Channel(Protocol):
    """A way to deliver. ``options`` validates the settings of the channel."""

    @property
    def options(self) -> type[Options]: ...

    def deliver(self, outgoing: Outgoing, options: Options) -> tuple[Delivery, ...]:
        """Deliver to everyone who is not settled; one final state for each recipient.

        What a recipient or server refuses is a state, never an exception. Raises
        ``NotDelivered`` where nothing could be delivered to anyone, say to a full disk.
        """
        ...
