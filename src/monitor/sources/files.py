"""Saved documents of sources, read without a network: the filter behind ``monitor entries``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources import feed, sitemap, telegram
from monitor.sources.document import text_of
from monitor.sources.entries import entry_id, plain, web_link
from monitor.sources.kind import Kind
from monitor.sources.markup import own_address, tree_of
from monitor.sources.prolog import Opened, open_xml

# Collections of saved feeds keep the header that the server sent in a comment at the top.
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEADER = re.compile(rb"^\s*Header:\s*([\w-]+):[ \t]*([^\r\n]+)", re.MULTILINE)
_TELEGRAM = re.compile(r"class=[\"'][^\"'<>]*\btgme_(?:widget_message|channel_history|page)\b")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_files(
    paths: Iterable[str | Path],
    kind: Kind | None = None,
    options: Mapping[str, object] | None = None,
) -> Iterator[dict[str, Any]]:
    """One dict per entry, or one with ``error`` for a file that cannot be read.

    Without a ``kind`` feeds, sitemaps and pages of Telegram channels are told apart by what they
    hold. ``options`` are those of the kind. Nothing is too old, because nobody knows when the file
    was fetched.
    """
    for path in paths:
        yield from _read_file(str(path), kind, dict(options or {}))


def _read_file(
    path: str, kind: Kind | None, options: dict[str, object]
) -> Iterator[dict[str, Any]]:
    try:
        body = Path(path).read_bytes()
    except OSError as error:
        yield {"file": path, "error": f"cannot be read: {error.strerror}"}
        return
    headers = headers_of(body)
    address = web_link(headers.get("content-location"), "") or ""
    response = Response(address, address, 200, headers, body, _EPOCH)
    source = Source(id="file", name=path, kind="file", url="", options=options)
    reading, home = _read(response, source, kind)
    if isinstance(reading, Failure):
        yield {"file": path, "error": reading.message}
        return
    if reading.follow and not reading.entries:
        yield {
            "file": path,
            "error": f"an index of {len(reading.follow)} documents, which hold the entries; "
            "save those under follow and read them",
            "follow": list(reading.follow),
        }
    told = [reading.degraded, *(failure.message for failure in reading.failures)]
    note = "; ".join(part for part in told if part)
    for entry in reading.entries:
        yield _line(path, home, entry) | ({"note": note} if note else {})


def _read(
    response: Response, source: Source, kind: Kind | None
) -> tuple[Reading | Failure, str | None]:
    """The reading, and the address that the document gives for itself."""
    decoded = text_of(response, source)
    if kind is None and isinstance(decoded, Failure):
        return decoded, None
    text = "" if isinstance(decoded, Failure) else decoded.text
    opened = open_xml(text)
    home = response.url or None
    if opened.is_html and (tree := tree_of(text)) is not None:
        home = home or own_address(tree) or None
        response = replace(response, url=home or "", final_url=home or "")
    chosen = kind or _kind_of(text, opened)
    if chosen is feed.KIND:
        reading, home = feed.read_with_home(response, source)
        if opened.is_html and isinstance(reading, Failure) and reading.reason is Reason.NOT_A_FEED:
            reading = replace(reading, message=_HTML)
        return reading, home
    if "max_age_days" in chosen.options.model_fields:
        source = replace(source, options={"max_age_days": None, **source.options})
    return chosen.read(response, source), home


_HTML = (
    "this is an HTML page, not a feed; if it lists articles, say which of its links they are: "
    "--kind page --option selector=… or --option pattern=…"
)


def _kind_of(text: str, opened: Opened) -> Kind:
    """What a document is, by its first element, or where it has none by its first line."""
    if opened.root.rpartition(":")[2] in {"urlset", "sitemapindex"}:
        return sitemap.KIND
    if opened.is_html and _TELEGRAM.search(text):
        return telegram.KIND
    is_list = not opened.root and web_link(text.split("\n", 1)[0], "")
    return sitemap.KIND if is_list else feed.KIND


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
