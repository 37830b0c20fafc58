"""An HTML page as fetched → its title, text, date, author and language, or why there are none."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.utils import load_html

from monitor.extract.charset import decode, kind_of
from monitor.extract.language import choose_language
from monitor.extract.obstacles import SHORT, cut_short, obstacle
from monitor.extract.text import clean_line, paragraphs, plain_text, weight
from monitor.extract.tidy import lead, prepare, without_invitations
from monitor.model import Extraction, Failure, Reason

MAX_BYTES = 5_000_000
MAX_JSON = 500_000
MAX_AUTHOR = 200
MANY_BLOCKS = 5_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_TITLES = ("og:title", "twitter:title")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "date",
)
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_AUTHORS = ("author", "parsely-author", "sailthru.author", "dc.creator", "article:author_name")

# Its warnings ("discarding data") are our failures, with the address and a reason.
for _name in ("trafilatura", "htmldate", "charset_normalizer", "courlan"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def read_page(
    body: bytes, url: str, content_type: str | None = None, *, metadata: bool = True
) -> Extraction | Failure:
    """The article on a page. Pure; run it in a worker process, with a time limit.

    ``content_type`` is the header of the response; the bytes have the last word. With ``metadata``
    false only the text, its language and a plain title are read, which saves a quarter of the time:
    for callers who know title, date and author already. An empty ``url`` is answered with the
    address the page gives itself. Paragraphs of the text are separated by a blank line. A date
    without a time is midnight UTC; a time without a zone is taken as UTC.
    """

    def failure(reason: Reason, message: str, *, hard: bool = True) -> Failure:
        return Failure("extract", url, reason, message, hard=hard)

    if len(body) > MAX_BYTES:
        return failure(Reason.TOO_LARGE, f"the page is larger than {MAX_BYTES // 1_000_000} MB")
    if kind := kind_of(body, content_type):
        return failure(Reason.NOT_HTML, f"the address holds no HTML page: it is {kind}")
    tree = load_html(_XML_DECLARATION.sub("", decode(body, content_type), count=1))
    if tree is None:
        return failure(Reason.NOT_HTML, "the address holds no HTML page: it cannot be parsed")

    facts = _facts(tree, url, thorough=metadata)
    found = _text(tree, url, facts.body)
    text = without_invitations(found, facts.title)
    if problem := obstacle(tree, facts.title, text):
        return failure(*problem, hard=False)
    if first := lead(tree, facts.described, text):
        text = f"{first}\n\n{text}"
    return Extraction(
        url=url or facts.url,
        title=facts.title or None,
        text=text,
        language=choose_language(
            text, tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        ),
        published_at=facts.published_at,
        author=facts.author or None,
        partial=cut_short(tree, found, free=facts.free),
    )


def _text(tree: HtmlElement, url: str, stated: str) -> str:
    """The fast path, and for what it finds little in, the thorough one, or what JSON-LD states.

    On real pages the fast path once gave 187 of 5,200 characters, where JSON-LD repeated the lead.
    """
    prepare(tree)
    text = _extracted(tree, url, fast=True)
    if weight(text) < SHORT:
        # Its cost grows with the square of the blocks: minutes for fifty thousand of them.
        if tree.xpath("count(//p | //div | //li | //td)") <= MANY_BLOCKS:
            thorough = _extracted(tree, url, fast=False)
            text = thorough if len(thorough) > 1.5 * len(text) else text
        # Trafilatura may take it too, but as one paragraph.
        same = "".join(stated.split()) == "".join(text.split())
        text = stated if same or len(stated) > 1.5 * len(text) else text
    return text


def _extracted(tree: HtmlElement, url: str, *, fast: bool) -> str:
    document = bare_extraction(tree, url=url or None, fast=fast, include_comments=False)
    return paragraphs(getattr(document, "text", None) or "")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a page states about itself."""

    title: str
    author: str
    published_at: datetime | None
    url: str
    described: str
    body: str
    free: object


def _facts(tree: HtmlElement, url: str, *, thorough: bool) -> _Facts:
    """Stated facts first (meta tags, JSON-LD), which keep the hour; trafilatura's search for the rest.

    Its search costs as much as half the text extraction, so it runs only if title or date is missing.
    """
    meta = _meta(tree)
    title = _title(tree, meta)
    author, published_at = "", None
    linked = _linked_data(tree)
    if thorough:
        title = title or _string(linked.get("headline"))
        author = _names(linked.get("author"))
        author = author or next((meta[name] for name in _AUTHORS if name in meta), "")
        stamps = [_string(linked.get("datePublished")), *(meta.get(name, "") for name in _DATES)]
        stamps += tree.xpath("//*[@itemprop='datePublished']/@datetime")[:1]
        published_at = next((moment for stamp in stamps if (moment := _moment(stamp))), None)
        if not title or not published_at:
            found = extract_metadata(tree, url or None)
            title = title or found.title or ""
            author = author or found.author or ""
            published_at = published_at or _moment(found.date or "")
    return _Facts(
        title=clean_line(title or tree.findtext(".//title")),
        author="" if "://" in author else clean_line(author, MAX_AUTHOR),
        published_at=published_at,
        url="" if url else _own_address(tree, meta),
        body=plain_text(_string(linked.get("articleBody"))),
        free=linked.get("isAccessibleForFree"),
        described=next((clean_line(meta[name]) for name in _DESCRIPTIONS if name in meta), ""),
    )


def _title(tree: HtmlElement, meta: dict[str, str]) -> str:
    """The title for sharing, without the name of the site when the heading ends before it."""
    title = clean_line(next((meta[name] for name in _TITLES if name in meta), ""))
    if site := meta.get("og:site_name"):
        title = re.sub(rf"\s+[-–—|:·]\s+{re.escape(site)}$", "", title)
    headings = (clean_line(heading.text_content()) for heading in tree.findall(".//h1")[:5])
    return next((heading for heading in headings if heading and title.startswith(heading)), title)


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The ``content`` of each meta tag by its lower-case name; the first of a name wins."""
    meta: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and (content := tag.get("content", "").strip()):
            meta.setdefault(name.strip().lower(), content)
    return meta


def _linked_data(tree: HtmlElement) -> dict[str, Any]:
    """The first article in the JSON-LD of the page."""
    for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            data = json.loads((script.text or "")[:MAX_JSON], strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).endswith(("Article", "Posting", "Report")) for kind in kinds):
                return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for part in data[:100]:
            yield from _nodes(part)
    elif isinstance(data, dict):
        yield data
        yield from _nodes(data.get("@graph"))
        yield from _nodes(data.get("mainEntity"))


def _names(author: Any) -> str:
    people = author if isinstance(author, list) else [author]
    names = [
        _string(who.get("name")) if isinstance(who, dict) else _string(who) for who in people[:10]
    ]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _moment(stamp: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment >= EARLIEST else None


def _own_address(tree: HtmlElement, meta: dict[str, str]) -> str:
    canonical = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")[:1]
    for address in (*canonical, meta.get("og:url", "")):
        whole = urljoin(meta.get("og:url", ""), str(address).strip())
        try:
            parts = urlsplit(whole)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return whole
    return ""
