"""Where a digest goes. A channel is one module and one line in ``CHANNELS``.

The digest file on disk is the product; every other channel carries a copy, and keeps the ledger:
``record`` is called, and commits, before and after each step that cannot be taken back.
"""

from __future__ import annotations

from monitor.channels.base import Channel, Outgoing
from monitor.channels.email import Email
from monitor.channels.file import File

CHANNELS: dict[str, Channel] = {"file": File(), "email": Email()}

__all__ = ["CHANNELS", "Channel", "Outgoing"]
