"""What the warehouse holds, as values: read from the live file in a run, or from the snapshot."""

from __future__ import annotations

from monitor.store.reading.archive import Archives
from monitor.store.reading.articles import Articles, Known, KnownArticle, Stored
from monitor.store.reading.background import Background
from monitor.store.reading.copies import Copies, Issue
from monitor.store.reading.digests import Digests, StoredDigest
from monitor.store.reading.sources import Sources
from monitor.store.reading.stories import Stories

__all__ = ["Holdings", "Issue", "Known", "KnownArticle", "Stored", "StoredDigest"]


class Holdings(Sources, Articles, Stories, Digests, Copies, Background, Archives):
    """Reads all of it; each subject has its module in ``store.reading``."""
