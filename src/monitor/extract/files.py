"""HTML files as fetched, one JSON-ready row each: what ``monitor extract`` prints."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.extract.page import MAX_BYTES, read_page
from monitor.model import Failure

Row = dict[str, str | None]


def read_files(paths: Iterable[str | Path]) -> Iterator[Row]:
    """``read_file`` of each of ``paths``, in order."""
    return map(read_file, paths)


def read_file(path: str | Path) -> Row:
    """``{"file", "url", "title", "text", "language", "published", "author"}`` of a file, or
    ``{"file", "error"}``; never raises for what a file holds. ``url`` is what the page calls its own
    address. Files that are gzipped are unpacked, up to the limit of a page.
    """
    try:
        with Path(path).open("rb") as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            with gzip.GzipFile(fileobj=file) if is_gzip else file as plain:
                body = plain.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        return {
            "file": str(path),
            "error": f"cannot be read: {getattr(error, 'strerror', None) or error}",
        }
    try:
        page = read_page(body, "")
    except Exception as error:  # noqa: BLE001 - a file that trips the parser is a row, not the end
        return {"file": str(path), "error": f"extraction failed: {type(error).__name__}: {error}"}
    if isinstance(page, Failure):
        return {"file": str(path), "error": page.message}
    return {
        "file": str(path),
        "url": page.url or None,
        "title": page.title,
        "text": page.text,
        "language": page.language,
        "published": page.published_at.isoformat() if page.published_at else None,
        "author": page.author,
    }
