"""Saved feeds, read without a network: the filter behind ``monitor entries``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.model import Failure, FeedEntry, Response, Source
from monitor.sources.entries import entry_id, plain
from monitor.sources.feed import read_with_home

# Collections of saved feeds keep the header that the server sent in a comment at the top.
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEADER = re.compile(rb"^\s*Header:\s*([\w-]+):[ \t]*([^\r\n]+)", re.MULTILINE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_files(paths: Iterable[str | Path]) -> Iterator[dict[str, Any]]:
    """One dict per entry, or one with ``error`` for a file that cannot be read."""
    for path in paths:
        yield from _read_file(str(path))


def _read_file(path: str) -> Iterator[dict[str, Any]]:
    try:
        body = Path(path).read_bytes()
    except OSError as error:
        yield {"file": path, "error": f"cannot be read: {error.strerror}"}
        return
    source = Source(id="file", name=path, kind="feed", url="")
    reading, home = read_with_home(Response("", "", 200, headers_of(body), body, _EPOCH), source)
    if isinstance(reading, Failure):
        yield {"file": path, "error": reading.message}
        return
    for entry in reading.entries:
        yield _line(path, home, entry) | ({"note": reading.degraded} if reading.degraded else {})


def headers_of(body: bytes) -> dict[str, str]:
    """The HTTP headers named by ``Header: name: value`` lines in the first comment of a saved file."""
    comment = _COMMENT.search(body[:2048])
    found = _HEADER.findall(comment[0]) if comment else []
    return {name.decode().lower(): value.decode("latin-1").strip() for name, value in found}


def _line(path: str, home: str | None, entry: FeedEntry) -> dict[str, Any]:
    return {
        "file": path,
        "source_url": home,
        "id": entry_id(entry),
        "url": entry.url,
        "guid": entry.guid,
        "title": entry.title,
        "summary": plain(entry.summary),
        "content": entry.content,
        "published": entry.published_at.isoformat() if entry.published_at else None,
        "updated": entry.updated_at.isoformat() if entry.updated_at else None,
        "author": entry.author,
        "language": entry.language,
    }
