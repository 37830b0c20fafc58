"""What every channel is given, and what it must answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from monitor.model import Delivery, DeliveryState, Digest, Format

Renderer = Callable[[Digest, Format], str]
Record = Callable[[Delivery], None]


class Options(BaseModel):
    """The base of every channel's options: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Outgoing:
    """One copy of one issue on its way. ``record`` commits a state before it returns."""

    delivery: Delivery
    digest: Digest
    render: Renderer
    folder: Path
    now: datetime
    record: Record

    def ended(self, state: DeliveryState, detail: str) -> Delivery:
        """The copy in a new state."""
        return replace(self.delivery, state=state, at=self.now, detail=detail)


class Channel(Protocol):
    """A way to deliver. ``options`` validates its settings."""

    @property
    def options(self) -> type[Options]: ...

    def recipients(self, options: Options, folder: Path) -> tuple[str, ...]:
        """Who gets a copy; ``folder`` is where digests are kept."""
        ...

    def deliver(self, outgoing: Outgoing, options: Options) -> Delivery:
        """Deliver one copy and say how it ended; a failure is a state, never an exception.

        ``SENDING`` is recorded just before the step that cannot be taken back.
        """
        ...
