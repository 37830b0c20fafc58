"""The kinds of sources, one module each, and what they share.

A new kind is a module with ``Options``, ``ACCEPT`` and ``read``, and one line in ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from monitor.model import Failure, Reading, Response, Source
from monitor.sources import feed
from monitor.sources.entries import entry_id, entry_sha256
from monitor.sources.files import read_files


@dataclass(frozen=True)
class Kind:
    """How one kind of source is configured, asked for and read.

    ``options`` validates the kind's own keys in ``sources.yaml``; ``accept`` is the request header;
    ``read`` is pure and lives at the top of a module, because it runs in a worker process.
    """

    options: type[BaseModel]
    accept: str
    read: Callable[[Response, Source], Reading | Failure]


KINDS: dict[str, Kind] = {
    "feed": Kind(feed.Options, feed.ACCEPT, feed.read),
}

__all__ = ["KINDS", "Kind", "entry_id", "entry_sha256", "read_files"]
