"""Articles as JSON, one object a line, as scrapers and archives write them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.model import FeedEntry, Reason
from monitor.sources.charset import decode, strip_control
from monitor.sources.entries import MAX_TITLE, plain, web_link
from monitor.sources.plaintext import paragraphs

MAX_BYTES = 10_000_000
_BROKEN = "are no JSON objects and were skipped; mend the lines"


def read_lines(body: bytes, source_id: str) -> tuple[list[FeedEntry], Counter[tuple[Reason, str]]]:
    """The entries, and how many lines were lost for which reason.

    Known are ``url``, ``title``, ``text``, ``summary``, ``published`` (ISO 8601; UTC where it names
    no zone), ``language`` and ``author``; texts are plain. Anything else is ignored.
    """
    entries = []
    lost: Counter[tuple[Reason, str]] = Counter()
    for line in decode(body).text.lstrip("\ufeff").split("\n"):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            data = None
        if isinstance(data, dict):
            entries.append(_entry(data, source_id))
        else:
            lost[Reason.UNREADABLE, _BROKEN] += 1
    return entries, lost


def _entry(data: Mapping[str, Any], source_id: str) -> FeedEntry:
    return FeedEntry(
        source_id=source_id,
        url=web_link(_text(data, "url"), ""),
        title=" ".join(_text(data, "title").split())[:MAX_TITLE],
        summary=paragraphs(_text(data, "summary")),
        content=paragraphs(_text(data, "text")),
        published_at=_date(_text(data, "published")),
        author=plain(_text(data, "author")) or None,
        language=_text(data, "language").partition("-")[0].lower()[:3] or None,
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return strip_control(value).strip() if isinstance(value, str) else ""


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
