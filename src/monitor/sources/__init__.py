"""The kinds of sources, one module each, and what they share.

A new kind is a module with a ``KIND``, and one line in ``KINDS``; docs/kinds.md shows how.
"""

from __future__ import annotations

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

__all__ = ["KINDS", "Gather", "Gathered", "Kind", "entry_id", "entry_sha256", "read_files"]
