"""The kinds of sources, one module each, and what they share.

A new kind is a module with a ``KIND``, and one line in ``KINDS``; docs/kinds.md shows how.
"""

from __future__ import annotations

import hashlib
import json

from monitor.model import Source
from monitor.sources import feed, folder, gdelt, mailbox, page, sitemap, telegram
from monitor.sources.entries import entry_id, entry_sha256
from monitor.sources.files import read_files
from monitor.sources.kind import Gather, Gathered, Kind

KINDS: dict[str, Kind] = {
    "feed": feed.KIND,
    "folder": folder.KIND,
    "gdelt": gdelt.KIND,
    "mailbox": mailbox.KIND,
    "sitemap": sitemap.KIND,
    "page": page.KIND,
    "telegram": telegram.KIND,
}


def source_key(source: Source) -> str:
    """16 hex digits for what is asked of a source: its kind, address and options."""
    kind = KINDS[source.kind]
    asked = [source.kind, kind.address(source.url), source.options]
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


__all__ = [
    "KINDS",
    "Gather",
    "Gathered",
    "Kind",
    "entry_id",
    "entry_sha256",
    "read_files",
    "source_key",
]
