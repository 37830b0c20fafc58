"""RSS, RDF, Atom, CDF and JSON Feed, in whatever state they arrive."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import feedparser
from pydantic import BaseModel, ConfigDict

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources import quick
from monitor.sources.charset import strip_control
from monitor.sources.document import text_of
from monitor.sources.entries import MAX_TITLE, plain, reading, web_link
from monitor.sources.jsonfeed import read_json
from monitor.sources.kind import Kind
from monitor.sources.prolog import open_xml

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
MAX_DATE = 100
_T = TypeVar("_T")
FEED_ROOTS = {"rss", "rdf", "feed", "channel"}
_ENTRY_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)


class _TrippedError(Exception):
    """feedparser failed on what a feed may hold."""


class Options(BaseModel):
    """A feed needs no options."""

    model_config = ConfigDict(extra="forbid")


def read(response: Response, source: Source) -> Reading | Failure:
    """The entries of a feed as fetched. Pure; meant for a worker process."""
    return read_with_home(response, source)[0]


def read_with_home(response: Response, source: Source) -> tuple[Reading | Failure, str | None]:
    """The same, and the address that the feed gives for itself."""
    decoded = text_of(response, source)
    if isinstance(decoded, Failure):
        return decoded, None
    base = web_link(response.headers.get("content-location"), response.final_url)
    base = base or response.final_url
    text = decoded.text
    if text[:1] in {"{", "["}:
        return read_json(text, base, source, decoded.note)
    return _read_xml(text, base, source, decoded.note)


def _read_xml(
    text: str, base: str, source: Source, note: str | None
) -> tuple[Reading | Failure, str | None]:
    opened = open_xml(text)
    if opened.is_html and opened.root.rpartition(":")[2] not in FEED_ROOTS:
        message = "this is an HTML page, not a feed; look for the feed's address on the site"
        return _failure(source, Reason.NOT_A_FEED, message), None
    if opened.multiplies:
        message = "the feed declares entities that could multiply without end; it was not read"
        return _failure(source, Reason.UNREADABLE, message), None
    if not opened.root:
        message = "this is plain text, not a feed; look for the feed's address on the site"
        return _failure(source, Reason.NOT_A_FEED, message), None
    try:
        found = quick.parse(opened.xml) or _parse(opened.xml)
    except _TrippedError:
        message = "the XML is broken in a way that cannot be read; look at it in a browser"
        return _failure(source, Reason.UNREADABLE, message), None
    if found is None:
        message = (
            f"this is XML of another kind (<{opened.root[:40]}>), not a feed; check the address"
        )
        return _failure(source, Reason.NOT_A_FEED, message), None
    links = _get(found.feed, "links", list)
    own = next((link.get("href") for link in links if link.get("rel") == "self"), None)
    home = web_link(own, base) or web_link(_get(found.feed, "link", str), base)
    base = base or home or ""
    language = _get(found.feed, "language", str)
    entries = [_entry(raw, base, source.id, language) for raw in found.entries]
    cut_off = found.broken and f"</{opened.root}" not in opened.xml.lower()
    broken = "the XML is broken, it was read as well as possible" if found.broken else None
    return (
        _cut_off(entries, opened.xml, source, note)
        if cut_off
        else reading(entries, source.id, [note, broken])
    ), home


def _cut_off(entries: list[FeedEntry], xml: str, source: Source, note: str | None) -> Reading:
    """Half an entry is left for the next time: it might go by another name than the whole."""
    *_, last = ["/", *_ENTRY_TAG.findall(xml)]
    half = not last and bool(entries)
    told = "the feed was cut off, it was read up to there"
    found = reading(entries[: len(entries) - half], source.id, [note, told])
    message = f"{told}; the rest is asked for next time"
    failure = Failure("read", source.id, Reason.INCOMPLETE, message, count=int(half))
    return replace(found, failures=(*found.failures, failure))


def _parse(xml: str) -> quick.Parsed | None:
    """What feedparser reads; ``None`` for XML of another kind."""
    try:
        # Without a base of its own feedparser leaves a guid as it is; links are made absolute later.
        found = feedparser.parse(
            io.BytesIO(xml.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # A place without a shape, a chapter without a start: feedparser trips over its own state.
        raise _TrippedError from error
    if not found.version and not found.entries:
        return None
    return quick.Parsed(found.feed, found.entries, broken=bool(found.bozo))


def _entry(
    raw: Mapping[str, Any], base: str, source_id: str, feed_language: str | None
) -> FeedEntry:
    guid = strip_control(_get(raw, "id", str)).strip() or None
    contents = [part for part in _get(raw, "content", list) if part.get("value")]
    published, updated = _dates(raw)
    author = _get(raw, "author_detail", dict).get("name") or _get(raw, "author", str)
    own_language = _get(raw, "title_detail", dict).get("language")
    language = (own_language or feed_language or "").partition("-")[0].lower()
    return FeedEntry(
        source_id=source_id,
        url=_link(raw, base, guid),
        title=plain(_get(raw, "title", str))[:MAX_TITLE],
        guid=guid or _relative(_get(raw, "link", str)),
        summary=strip_control(_get(raw, "summary", str)).strip(),
        content=max(
            (strip_control(part["value"]).strip() for part in contents), key=len, default=""
        ),
        published_at=published,
        updated_at=updated,
        author=plain(author) or None,
        language=language or None,
    )


def _link(raw: Mapping[str, Any], base: str, guid: str | None) -> str | None:
    """Where the article is. A guid counts only if it is a whole address by itself."""
    link = _get(raw, "feedburner_origlink", str) or _get(raw, "link", str)
    if link.strip() == guid and not any(
        one.get("href") == link for one in _get(raw, "links", list)
    ):
        link = ""
    sources = [part.get("src") for part in _get(raw, "content", list)]
    tried = [web_link(link, base), web_link(guid, ""), *(web_link(one, base) for one in sources)]
    return next((found for found in tried if found), None)


def _get(raw: Mapping[str, Any], key: str, kind: type[_T]) -> _T:
    """A value of feedparser; an element that it does not know may stand in the place of one."""
    value = raw.get(key)
    return value if isinstance(value, kind) else kind()


def _relative(link: str) -> str | None:
    """A link that still names its item, although nobody knows which site it is relative to."""
    return (
        link if link and not re.match(r"[a-z][a-z0-9+.-]*:", link.strip(), re.IGNORECASE) else None
    )


def _dates(raw: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When an entry was published, and when it was last changed."""
    # Asked for what is not there, feedparser would answer `updated` with `published`, and warn.
    updated = _date(raw, "updated") if "updated_parsed" in raw else None
    return _date(raw, "published") or _date(raw, "created") or updated, updated


def _date(raw: Mapping[str, Any], name: str) -> datetime | None:
    """feedparser gives UTC. It also finds a date at the start of any long run of digits."""
    parsed = raw.get(f"{name}_parsed")
    if isinstance(parsed, datetime):  # the quick reader has it ready
        return parsed
    if not isinstance(parsed, tuple) or len(_get(raw, name, str)) > MAX_DATE:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _failure(source: Source, reason: Reason, message: str) -> Failure:
    return Failure("read", source.id, reason, message)


KIND = Kind(options=Options, read=read, accept=ACCEPT)
