"""Pages out of a WARC file, as archives and crawlers write it, record by record."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from monitor.model import FeedEntry, Reason
from monitor.sources.entries import web_link
from monitor.unpack import MAGIC, Gunzip, TooLarge

MAX_BYTES = 200_000_000
"""Of a file, packed and unpacked."""
MAX_PAGE = 10_000_000
MAX_PAGES = 100_000_000
"""Of all pages of one file together: they are handed on in memory."""

_PIECE = 65_536
# Of what stands before a record's own content; warcio reads it to its end, whatever its length.
_MAX_HEADERS = 1_000_000
_HTML = {"text/html", "application/xhtml+xml"}
_DAMAGED = "is damaged, and so is not read, nor what follows it; fetch the file again"
_FULL = "were left: pages of more than 100 MB together are not read from one file; split it"
_NO_PAGE = "are no web pages, or answers of a site that had none, and were skipped"
_TOO_LARGE = "are pages of more than 10 MB and were skipped"
_UNPACKED = "was not reached: the file unpacks to more than 200 MB; split it"


class Damaged(Exception):
    """The file ends too early, or is not what it says."""


def read_records(
    body: bytes, source_id: str
) -> tuple[list[FeedEntry], Counter[tuple[Reason, str]]]:
    """The pages that were answered with status 200, and how many records were lost for which reason.

    Requests, notes about the crawl and repeated answers without a body are no losses.
    """
    entries: list[FeedEntry] = []
    lost: Counter[tuple[Reason, str]] = Counter()
    total = 0
    # warcio tells of damage on stderr, and goes on as if there were none.
    with redirect_stderr(io.StringIO()) as complaints:
        try:
            for record, page in _records(body, complaints):
                if isinstance(page, bytes):
                    total += len(page)
                    if total > MAX_PAGES:
                        lost[Reason.OVER_CAP, _FULL] += 1
                        continue
                    address = record.rec_headers.get_header("WARC-Target-URI") or ""
                    entries.append(FeedEntry(source_id, web_link(address, ""), "", page=page))
                elif page is not None:
                    lost[page] += 1
        except TooLarge:
            lost[Reason.TOO_LARGE, _UNPACKED] += 1
        except Damaged:
            lost[Reason.INCOMPLETE, _DAMAGED] += 1
    return entries, lost


def _records(
    body: bytes, complaints: io.StringIO
) -> Iterator[tuple[Any, bytes | tuple[Reason, str] | None]]:
    """Each whole record and its page. Raises ``Damaged`` or ``TooLarge``."""
    stream = _Unpacked(body)
    if not stream.head.startswith(b"WARC/"):
        raise Damaged
    try:
        for record in WARCIterator(stream):
            stream.patience = MAX_BYTES
            page = _page(record)
            while record.raw_stream.read(_PIECE):
                pass
            whole = record.rec_headers.get_header("Content-Length") is not None
            if not whole or getattr(record.raw_stream, "limit", None) or complaints.tell():
                raise Damaged
            yield record, page
            stream.patience = _MAX_HEADERS
        # To warcio, headers that are cut off are no record at all.
        if not stream.tail.endswith((b"\r\n\r\n", b"\n\n")):
            raise Damaged
    # What a hostile file makes of a parser that trusts its input.
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, LookupError,
            ValueError, TypeError, AttributeError, AssertionError) as error:  # fmt: skip
        raise Damaged from error


def _page(record: Any) -> bytes | tuple[Reason, str] | None:
    """The body of an HTML page; why there is none; None for a record that is no answer."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return None
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    if headers.get_statuscode() != "200" or kind not in _HTML:
        return Reason.NOT_HTML, _NO_PAGE
    body: bytes = record.content_stream().read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        return Reason.TOO_LARGE, _TOO_LARGE
    return body or (Reason.NOT_HTML, _NO_PAGE)


class _Unpacked:
    """A file's bytes, unpacked as they are asked for. Raises ``TooLarge``, ``Damaged``.

    ``patience`` is how many more bytes may be asked for, ``tail`` the last four that were.
    """

    def __init__(self, body: bytes) -> None:
        self._packed = io.BytesIO(body)
        self._member = Gunzip(MAX_BYTES) if body.startswith(MAGIC) else None
        self._ready = b""
        self.patience = _MAX_HEADERS
        self.tail = b""
        self.head = self._more()
        self._ready = self.head

    def read(self, size: int = -1) -> bytes:
        self._ready = self._ready or self._more()
        if size < 0:
            size = len(self._ready)
        piece, self._ready = self._ready[:size], self._ready[size:]
        self.tail = (self.tail + piece[-4:])[-4:]
        self.patience -= len(piece)
        if self.patience < 0:
            raise Damaged
        return piece

    def _more(self) -> bytes:
        """The next unpacked bytes; empty only at the end."""
        while packed := self._packed.read(_PIECE if self._member is None else _PIECE // 16):
            if self._member is None:
                return packed
            try:
                unpacked = self._member.feed(packed)
            except zlib.error as error:
                raise Damaged from error
            if unpacked:
                return unpacked
        if self._member is not None and not self._member.complete:
            raise Damaged
        return b""
