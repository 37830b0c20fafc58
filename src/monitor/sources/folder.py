"""A folder into which people and programs drop what is to be read: web pages, JSON lines, WARC files.

Nothing in it is changed. What each file holds is read as what is in the file's name: ``.html``,
``.jsonl`` or ``.warc``, each also with ``.gz``.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources.arrivals import File, Mark, absolute, arrivals, printable, read_file
from monitor.sources.charset import decode
from monitor.sources.entries import entry_id, plain, web_link
from monitor.sources.jsonlines import MAX_BYTES as MAX_JSONL
from monitor.sources.jsonlines import read_lines
from monitor.sources.kind import Gathered, Kind
from monitor.sources.warc import MAX_BYTES as MAX_WARC
from monitor.sources.warc import MAX_PAGE, read_records
from monitor.unpack import MAGIC, TooLarge, gunzip

if TYPE_CHECKING:
    from monitor.http import NetworkPolicy

# What one run takes up; the rest waits for the next.
MAX_FILES = 500
MAX_TOTAL = 200_000_000
# Articles from one file.
MAX_ENTRIES = 5000
HTML, JSONL, WARC = "text/html", "application/x-ndjson", "application/warc"
_TYPES = {
    **dict.fromkeys(("html", "htm", "xhtml"), HTML),
    **dict.fromkeys(("jsonl", "ndjson"), JSONL),
    "warc": WARC,
}
_LIMITS = {HTML: MAX_PAGE, JSONL: MAX_JSONL, WARC: MAX_WARC}
# A page says in its head where it belongs. No tag may run over another "<": linear in any text.
_HEAD = 200_000
_LINK = re.compile(r"<(?:link|meta)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_KNOWN = "put .html, .jsonl or .warc files there, packed with gzip or not"


class Options(BaseModel):
    """A folder needs no options."""

    model_config = ConfigDict(extra="forbid")


def gather(source: Source, cursor: str | None, policy: NetworkPolicy) -> Gathered | Failure:
    """The files that changed since the last time, the oldest first. Never raises."""
    del policy  # nothing is asked over the network
    folder = Path(absolute(source.url) or "")
    mark = Mark.of(cursor)
    try:
        found = arrivals(folder, (".",), mark)
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror}); create it, or correct its path"
        return Failure("fetch", source.id, Reason.UNREADABLE, message, hard=True)
    documents: list[Response] = []
    failures: list[Failure] = []
    left = MAX_TOTAL
    for number, file in enumerate(found):
        if number == MAX_FILES or (file.size > left and documents):
            rest = len(found) - number
            message = f"{rest} more files wait in the folder; the next run goes on with them"
            failures.append(_failure(source, Reason.POSTPONED, message, rest))
            break
        taken = _take(file, source)
        if isinstance(taken, Failure):
            failures.append(taken)
        elif taken is not None:
            documents.append(taken)
            left -= len(taken.body)
        mark = mark.moved_to(file)
    return Gathered(tuple(documents), tuple(failures), str(mark) if mark.at >= 0 else cursor)


def _take(file: File, source: Source) -> Response | Failure | None:
    name = printable(file.name)
    kind = _type_of(name)
    if not file.regular:
        message = f"{name} is a link or a folder and was left alone; {_KNOWN}"
        return _failure(source, Reason.UNREADABLE, message)
    if kind is None:
        return _failure(source, Reason.UNREADABLE, f"{name} is of no known kind; {_KNOWN}")
    try:
        body = read_file(file, _LIMITS[kind])
    except FileNotFoundError:  # taken away since it was listed
        return None
    except OSError as error:
        message = f"{name} cannot be read ({error.strerror}); look at its permissions"
        return _failure(source, Reason.UNREADABLE, message)
    if body is None:
        return _too_large(source, name, _LIMITS[kind])
    return Response(name, name, 200, {"content-type": kind}, body, file.dated)


def read(response: Response, source: Source) -> Reading | Failure:
    """The articles in one file. Pure; meant for a worker process."""
    kind = response.headers.get("content-type", "").partition(";")[0] or _type_of(response.url)
    if kind == WARC:
        return _finished(read_records(response.body, source.id), source, response.url)
    body = _unpacked(response, kind, source)
    if isinstance(body, Failure):
        return body
    if kind == HTML:
        return Reading((_page(body, response.url, source),))
    return _finished(read_lines(body, source.id), source, response.url)


def _unpacked(response: Response, kind: str | None, source: Source) -> bytes | Failure:
    name, body = response.url, response.body
    if kind not in _LIMITS:
        return _failure(source, Reason.UNREADABLE, f"{name} is of no known kind; {_KNOWN}")
    try:
        unpacked = gunzip(body, _LIMITS[kind]) if body.startswith(MAGIC) else body
    except TooLarge:
        return _too_large(source, name, _LIMITS[kind])
    if unpacked is None:
        message = f"the packed file {name} is damaged or cut off; put it there again"
        return _failure(source, Reason.INCOMPLETE, message)
    if not unpacked.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return _failure(source, Reason.EMPTY, f"there is nothing in {name}; put it there again")
    return unpacked


def _finished(
    found: tuple[list[FeedEntry], Counter[tuple[Reason, str]]], source: Source, name: str
) -> Reading | Failure:
    """The entries that can be told apart, and what was lost, counted."""
    entries, lost = found
    named = [entry for entry in entries if entry_id(entry)]
    if len(named) < len(entries):
        what = "have no address and no text; give each at least one"
        lost[Reason.NO_IDENTITY, what] += len(entries) - len(named)
    if len(named) > MAX_ENTRIES:
        what = f"are more than the {MAX_ENTRIES} that are read of one file; split it"
        lost[Reason.OVER_CAP, what] += len(named) - MAX_ENTRIES
    failures = tuple(
        _failure(source, reason, f"{name}: {count} of its records {what}", count)
        for (reason, what), count in lost.items()
    )
    if not named and failures:
        return max(failures, key=lambda failure: failure.count)
    note = None if named else f"{name} holds no articles"
    return Reading(tuple(named[:MAX_ENTRIES]), failures, note)


def _page(body: bytes, name: str, source: Source) -> FeedEntry:
    head = decode(body[:_HEAD]).text
    return FeedEntry(source.id, _own_address(head), "", guid=name, page=body)


def _own_address(head: str) -> str | None:
    """Where the page says it belongs: its canonical link, else what it says to be shared by."""
    shared = None
    for tag in _LINK.findall(head):
        given = {
            key.lower(): double or single or bare
            for key, double, single, bare in _ATTRIBUTE.findall(tag)
        }
        if given.get("rel", "").lower() == "canonical":
            found = web_link(plain(given.get("href", "")), "")
            if found:
                return found
        elif given.get("property", "").lower() == "og:url":
            shared = shared or web_link(plain(given.get("content", "")), "")
    return shared


def _type_of(name: str) -> str | None:
    return _TYPES.get(name.lower().removesuffix(".gz").rpartition(".")[2])


def _too_large(source: Source, name: str, limit: int) -> Failure:
    message = f"{name} is larger than the limit of {limit / 1e6:g} MB; split it"
    return _failure(source, Reason.TOO_LARGE, message)


def _failure(source: Source, reason: Reason, message: str, count: int = 1) -> Failure:
    return Failure("read", source.id, reason, message, count=count)


KIND = Kind(
    options=Options,
    read=read,
    address=absolute,
    described="a folder, as a path",
    pages=False,
    gather=gather,
)
