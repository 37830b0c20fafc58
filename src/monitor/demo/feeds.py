"""An outlet's feed as it stands at a given time, in the outlet's dialect and encoding."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from monitor.demo.outlets import Dialect, Outlet
from monitor.demo.web import SampleArticle, Web

NEWEST = 15
SUMMARY_LENGTH = 200
# Chinese and Japanese say in half the letters what others say in SUMMARY_LENGTH.
DENSE_SUMMARY_LENGTH = 100

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"

CONTENT_TYPES: Mapping[Dialect, str] = {
    "rss2": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
# RSS has no field for a later edit, so these feeds show a new title but keep silent about new text.
SILENT: frozenset[Dialect] = frozenset({"rss2", "rdf"})


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document; ``changed_at`` is when its last change came, if it has any entry."""

    body: bytes
    content_type: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Entry:
    article: SampleArticle
    title: str
    paragraphs: tuple[str, ...]
    updated_at: datetime

    @property
    def summary(self) -> str:
        flat = " ".join(" ".join(self.paragraphs).split())
        if self.article.outlet.language in ("zh", "ja"):
            return flat[:DENSE_SUMMARY_LENGTH] + "…"
        if len(flat) <= SUMMARY_LENGTH:
            return flat
        return flat[:SUMMARY_LENGTH].rpartition(" ")[0] + "…"

    @property
    def html(self) -> str:
        return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in self.paragraphs)

    @property
    def published(self) -> datetime:
        return self.article.published_at.astimezone(self.article.outlet.clock)

    @property
    def updated(self) -> datetime:
        return self.updated_at.astimezone(self.article.outlet.clock)


def render_feed(web: Web, outlet: Outlet, now: datetime) -> Feed:
    """The newest articles of ``outlet`` at ``now``."""
    newest = web.published(now, outlet)[:NEWEST]
    entries = tuple(_entry(article, now) for article in newest)
    return Feed(
        body=_WRITERS[outlet.feed](outlet, entries),
        content_type=CONTENT_TYPES[outlet.feed],
        changed_at=max((entry.updated_at for entry in entries), default=None),
    )


def _entry(article: SampleArticle, now: datetime) -> _Entry:
    first, shown = article.editions[0], article.edition(now)
    if article.outlet.feed not in SILENT:
        return _Entry(article, shown.title, shown.paragraphs, shown.at)
    updated_at = shown.at if shown.title != first.title else first.at
    return _Entry(article, shown.title, first.paragraphs, updated_at)


def _rss2(outlet: Outlet, entries: Sequence[_Entry]) -> bytes:
    root = ET.Element("rss", {"version": "2.0", "xmlns:content": CONTENT, "xmlns:dc": DC})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", outlet.name)
    _add(channel, "link", f"http://{outlet.host}/")
    _add(channel, "description", outlet.tagline)
    _add(channel, "language", outlet.locale.lower())
    for entry in entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.article.address)
        _add(item, "guid", entry.article.address, isPermaLink="true")
        _add(item, "pubDate", format_datetime(entry.published))
        if entry.article.author:
            _add(item, "dc:creator", entry.article.author)
        _add(item, "description", entry.summary)
        if outlet.full_text:
            _add(item, "content:encoded", entry.html)
    return _xml(root, outlet)


def _rdf(outlet: Outlet, entries: Sequence[_Entry]) -> bytes:
    root = ET.Element("rdf:RDF", {"xmlns": RSS1, "xmlns:rdf": RDF, "xmlns:dc": DC})
    channel = ET.SubElement(root, "channel", {"rdf:about": outlet.feed_address})
    _add(channel, "title", outlet.name)
    _add(channel, "link", f"http://{outlet.host}/")
    _add(channel, "description", outlet.tagline)
    _add(channel, "dc:language", outlet.locale)
    contents = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for entry in entries:
        address = entry.article.address
        ET.SubElement(contents, "rdf:li", {"rdf:resource": address})
        item = ET.SubElement(root, "item", {"rdf:about": address})
        _add(item, "title", entry.title)
        _add(item, "link", address)
        _add(item, "dc:date", entry.published.isoformat())
        _add(item, "description", entry.summary)
    return _xml(root, outlet)


def _atom(outlet: Outlet, entries: Sequence[_Entry]) -> bytes:
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": outlet.locale})
    _add(root, "title", outlet.name)
    _add(root, "subtitle", outlet.tagline)
    _add(root, "id", f"tag:{outlet.host},2024:feed")
    ET.SubElement(root, "link", {"rel": "self", "href": outlet.feed_address})
    ET.SubElement(root, "link", {"rel": "alternate", "href": f"http://{outlet.host}/"})
    # Atom demands a date even of an empty feed: the year on the feed's own id.
    newest = max((entry.updated.isoformat() for entry in entries), default="2024-01-01T00:00:00Z")
    _add(root, "updated", newest)
    for entry in entries:
        element = ET.SubElement(root, "entry")
        _add(element, "title", entry.title)
        _add(element, "id", f"tag:{outlet.host},2024:{entry.article.slug}")
        ET.SubElement(element, "link", {"rel": "alternate", "href": entry.article.address})
        _add(element, "published", entry.published.isoformat())
        _add(element, "updated", entry.updated.isoformat())
        author = ET.SubElement(element, "author")
        _add(author, "name", entry.article.author or outlet.name)
        _add(element, "summary", entry.summary)
        if outlet.full_text:
            _add(element, "content", entry.html, type="html")
    return _xml(root, outlet)


def _json(outlet: Outlet, entries: Sequence[_Entry]) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"http://{outlet.host}/",
        "feed_url": outlet.feed_address,
        "description": outlet.tagline,
        "language": outlet.locale,
        "items": [_json_item(outlet, entry) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode(outlet.encoding)


def _json_item(outlet: Outlet, entry: _Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.article.address,
        "url": entry.article.address,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
    }
    # The format asks for one of the two contents.
    content = {"content_html": entry.html} if outlet.full_text else {"content_text": entry.summary}
    author = {"authors": [{"name": entry.article.author}]} if entry.article.author else {}
    return item | content | author


_WRITERS: Mapping[Dialect, Callable[[Outlet, Sequence[_Entry]], bytes]] = {
    "rss2": _rss2,
    "rdf": _rdf,
    "atom": _atom,
    "json": _json,
}


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _xml(root: ET.Element, outlet: Outlet) -> bytes:
    ET.indent(root)
    return bytes(ET.tostring(root, encoding=outlet.encoding, xml_declaration=True))
