"""One feed, read with the quick reader and without it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import feedparser
import pytest

from monitor.model import Failure, Reading, Response, Source
from monitor.sources import quick
from monitor.sources.feed import read_with_home
from monitor.sources.files import headers_of

NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
SOURCE = Source(id="outlet", name="Outlet", kind="feed", url="http://outlet.example/feed")
Read = tuple[Reading | Failure, str | None]


def read_both(body: bytes, url: str = SOURCE.url) -> tuple[Read, Read, bool]:
    """What is read with the quick reader, without it, and whether it was of use."""
    response = Response(url, url, 200, headers_of(body), body, NOW)
    used: list[bool] = []
    parse = quick.parse

    def watched(xml: str) -> quick.Parsed | None:
        found = parse(xml)
        used.append(found is not None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "parse", watched)
        ours = read_with_home(response, SOURCE)
        patch.setattr(quick, "parse", lambda _: None)
        return ours, read_with_home(response, SOURCE), used == [True]


def check(body: bytes) -> bool:
    """Assert that both ways agree, with an address to start from and without; is it quick?"""
    for url in (SOURCE.url, ""):
        ours, theirs, used = read_both(body, url)
        assert ours == theirs
    return used


DECLARED = (
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:o="urn:outlet"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
ROOTS = {
    "rss": ('<rss version="2.0"{}><channel{}>', "</channel></rss>", "item"),
    "old": ('<rss version="0.91"{}><channel{}>', "</channel></rss>", "item"),
    "atom": ('<feed xmlns="http://www.w3.org/2005/Atom"{}{}>', "</feed>", "entry"),
    "rdf": ('<rdf:RDF xmlns="http://purl.org/rss/1.0/"{}><channel{}/>', "</rdf:RDF>", "item"),
}


def feedparsers_date(text: str) -> tuple[int, ...]:
    document = f"<rss><channel><item><pubDate>{text}</pubDate></item></channel></rss>"
    return tuple(feedparser.parse(io.BytesIO(document.encode())).entries[0].published_parsed[:6])
