"""What all kinds do with the entries they found: clean, identify, count, bound."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from monitor.model import Failure, FeedEntry, Reading, Reason
from monitor.sources.charset import strip_control
from monitor.urls import article_id, canonical

MAX_ENTRIES = 2000
MAX_TITLE = 1000

# What joining would give back unchanged: nearly every link of nearly every feed.
_WHOLE = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9._~/,:=@&%+-]*(?:\?[A-Za-z0-9._~/,:=@&%+-]+)?)?"
)
_HOLLOW = re.compile(r"https?:/*", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|div|li|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
# No part may run over another "<": that keeps the search linear in hostile text.
_TAG = re.compile(r"<!--[^<>]*>|</?[a-z][^<>]*>", re.IGNORECASE)


def entry_id(entry: FeedEntry) -> str | None:
    """The id of the article behind an entry: from its address, else guid, else title and date."""
    address = canonical(entry.url) if entry.url else None
    if address:
        return article_id(address)
    if entry.guid:
        return _digest("guid", entry.source_id, entry.guid)
    words = entry.title or entry.summary or entry.content
    if not words:
        return None
    date = entry.published_at.isoformat() if entry.published_at else ""
    return _digest("words", entry.source_id, words, date)


def entry_sha256(entry: FeedEntry) -> str:
    """Changes when the source changes what it says about the article."""
    updated = entry.updated_at.isoformat() if entry.updated_at else ""
    told = [entry.title, entry.summary, entry.content, updated]
    if entry.page:
        told.append(hashlib.sha256(entry.page).hexdigest())
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def plain(markup: str) -> str:
    """Text without tags, entities and superfluous blanks, for titles and names."""
    text = _TAG.sub("", _BREAK.sub(" ", markup))
    # Twice, because titles are often escaped twice, and no news is titled with a tag.
    text = _TAG.sub("", strip_control(html.unescape(text)))
    return " ".join(text.split())


def web_link(link: str | None, base: str) -> str | None:
    """``link`` made absolute, or ``None`` for anything that is not http(s)."""
    if not link or not link.strip():
        return None
    if _WHOLE.fullmatch(link):
        return link
    try:
        found = urljoin(base, link.strip())
        parts = urlsplit(found)
    except ValueError:
        return None
    # "http://" alone would be joined to the address of the feed itself.
    hollow = _HOLLOW.fullmatch(link.strip())
    return found if parts.scheme in {"http", "https"} and parts.hostname and not hollow else None


def reading(entries: Iterable[FeedEntry], source_id: str, notes: Iterable[str | None]) -> Reading:
    """The entries that can be told apart, the newest of them if there are too many."""
    told = [note for note in notes if note]
    failures = []
    found = list(entries)
    kept, nameless = _chosen(found)
    if nameless:
        failures.append(
            Failure(
                "read",
                source_id,
                Reason.NO_IDENTITY,
                f"{nameless} of {len(found)} items have no link, guid or title and "
                "were skipped; tell the site",
                count=nameless,
            )
        )
    left = len(found) - nameless - len(kept)
    if left:
        failures.append(
            Failure(
                "read",
                source_id,
                Reason.OVER_CAP,
                f"{len(found) - nameless} items, only the newest {MAX_ENTRIES} were kept; "
                "look for a narrower feed of this site",
                count=left,
            )
        )
    kept, shared = _without_shared_guids(kept)
    if shared:
        told.append(f"{shared} items share a guid with another; told apart by link")
    if not found:
        told.append("the feed has no entries; if it stays so, look for another feed of this site")
    return Reading(tuple(kept), tuple(failures), "; ".join(told) or None)


def _without_shared_guids(entries: list[FeedEntry]) -> tuple[list[FeedEntry], int]:
    """A guid that stands for several links names none of them."""
    links: dict[str, set[str | None]] = {}
    for entry in entries:
        if entry.guid:
            links.setdefault(entry.guid, set()).add(entry.url or entry.title)
    uses = Counter(entry.guid for entry in entries if entry.guid and len(links[entry.guid]) > 1)
    kept = [replace(entry, guid=None) if entry.guid in uses else entry for entry in entries]
    return kept, uses.total()


def _chosen(entries: list[FeedEntry]) -> tuple[list[FeedEntry], int]:
    """The newest that have an identity, in their order, and how many were met that have none.

    Dated ones go by date; without dates, feeds list the newest first. What is past the cap is not
    looked at, because the one spelling of 50,000 addresses takes seconds.
    """
    oldest = datetime.min.replace(tzinfo=UTC)
    dates = [entry.published_at or entry.updated_at or oldest for entry in entries]
    chosen: list[int] = []
    nameless = 0
    for n in sorted(range(len(entries)), key=dates.__getitem__, reverse=True):
        if len(chosen) == MAX_ENTRIES:
            break
        if entry_id(entries[n]):
            chosen.append(n)
        else:
            nameless += 1
    return [entries[n] for n in sorted(chosen)], nameless


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
