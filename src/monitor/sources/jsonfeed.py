"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from monitor.model import Failure, FeedEntry, Reading, Reason, Source
from monitor.sources.charset import strip_control
from monitor.sources.dates import moment
from monitor.sources.entries import MAX_TITLE, plain, reading, web_link


def read_json(
    text: str, base: str, source: Source, note: str | None
) -> tuple[Reading | Failure, str | None]:
    """The reading of a JSON Feed, and the address the feed gives for itself."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _failure(
            source, Reason.UNREADABLE, "the JSON is broken; look at it in a browser"
        ), None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        message = "this is JSON but no JSON Feed; look for the feed's address on the site"
        return _failure(source, Reason.NOT_A_FEED, message), None
    home = web_link(_text(data, "feed_url") or _text(data, "home_page_url"), base)
    base = base or home or ""
    items = [item for item in data["items"] if isinstance(item, dict)]
    odd = len(data["items"]) - len(items)
    language = _text(data, "language").partition("-")[0].lower() or None
    entries = [_entry(item, base, source.id, language) for item in items]
    notes = [note, f"{odd} items are no objects and were skipped" if odd else None]
    return reading(entries, source.id, notes), home


def _entry(item: Mapping[str, Any], base: str, source_id: str, language: str | None) -> FeedEntry:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    guid = item.get("id")
    guid = str(guid) if isinstance(guid, str | int | float) else None
    content = _text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False)
    own = _text(item, "language").partition("-")[0].lower()
    published, updated = moment(_text(item, "date_published")), moment(_text(item, "date_modified"))
    return FeedEntry(
        source_id=source_id,
        url=web_link(_text(item, "url") or _text(item, "external_url"), base) or web_link(guid, ""),
        title=plain(_text(item, "title"))[:MAX_TITLE],
        guid=strip_control(guid) if guid else None,
        summary=_text(item, "summary"),
        content=content,
        published_at=published or updated,
        updated_at=updated,
        author=plain(_text(author, "name")) or None if isinstance(author, dict) else None,
        language=own or language,
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return strip_control(value).strip() if isinstance(value, str) else ""


def _failure(source: Source, reason: Reason, message: str) -> Failure:
    return Failure("read", source.id, reason, message)
