"""HTML pages that list articles, for outlets without a feed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Self
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources.dates import moment
from monitor.sources.document import failure, text_of
from monitor.sources.entries import MAX_TITLE, plain, reading, web_link
from monitor.sources.kind import Kind
from monitor.sources.markup import base_of, css, own_address, selected, tree_of, words
from monitor.sources.patterns import Pattern
from monitor.sources.prolog import open_xml
from monitor.urls import article_id, canonical

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MAX_BYTES = 5_000_000
# "Read more" under every article is no title; neither is a name that stands on so many links.
_NO_TITLE = 3
# So many links in one chosen element are a list, of which only the first would be taken.
_A_LIST = 5
MAX_CHOSEN = 10_000

Selector = Annotated[str, AfterValidator(css)]


class Options(BaseModel):
    """Where the links to articles are; ``selector``, ``pattern`` or both.

    ``selector``: CSS that finds the links, or the boxes in which the first link counts. ``pattern``:
    a regular expression that is found in the whole address of every article; with it, other hosts
    count too. ``title``: CSS of the title inside the chosen element. ``next``: CSS of the link to
    the next page, of which at most ``max_pages`` are read, the first included.
    """

    model_config = ConfigDict(extra="forbid")

    selector: Selector | None = None
    pattern: Pattern | None = None
    title: Selector | None = None
    next: Selector | None = None
    max_pages: int = Field(1, ge=1, le=20)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.selector and not self.pattern:
            raise ValueError(
                "a page needs selector or pattern; write which links are articles, like"
                " selector: h2 a"
            )
        if (self.next is None) != (self.max_pages == 1):
            raise ValueError("next and max_pages go together; set both or none")
        return self


@dataclass(frozen=True, slots=True)
class _Found:
    """A link to an article: the article's id, its address as written, and what is said of it."""

    key: str
    url: str
    title: str
    date: datetime | None


def read(response: Response, source: Source) -> Reading | Failure:
    """The articles that a page links to, and the next page as ``follow``. Pure."""
    decoded = text_of(response, source, MAX_BYTES)
    if isinstance(decoded, Failure):
        return decoded
    options = Options.model_validate(source.options)
    root = open_xml(decoded.text).root.rpartition(":")[2]
    tree = None if root in _OTHERS or decoded.text[:1] in {"{", "["} else tree_of(decoded.text)
    if tree is None:
        kind = _OTHERS.get(root, "something else")
        message = f"this is no HTML page but {kind}; check the address and the kind of this source"
        return failure(source, Reason.NOT_HTML, message)
    page = _Page(tree, response, source, options)
    found = list(page.articles())
    if not found:
        return failure(source, Reason.LAYOUT_CHANGED, page.why_none())
    links = _merged(found)
    notes = [decoded.note, page.too_wide()]
    if not any(one.title for one in links):
        notes.append("none of the links has a text; the option title or selector may be wrong")
    entries = [FeedEntry(source.id, one.url, one.title, published_at=one.date) for one in links]
    told = reading(entries, source.id, notes)
    return replace(told, failures=page.cut() + told.failures, follow=page.next())


_OTHERS = {
    "rss": "a feed",
    "rdf": "a feed",
    "feed": "a feed",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
}


class _Page:
    """One page and what the options say of it."""

    def __init__(
        self, tree: HtmlElement, response: Response, source: Source, options: Options
    ) -> None:
        self._tree = tree
        self._source = source
        self._options = options
        address = response.final_url or own_address(tree)
        self._base = base_of(tree, address)
        here = {address, response.url, source.url}
        self._own = {canonical(one) for one in here}
        self._hosts = {host for one in here if (host := _host(one))}
        self._fits = re.compile(options.pattern or "").search
        chosen = (
            selected(tree, options.selector) if options.selector else list(tree.iter("a", "area"))
        )
        self._chosen, self._left = chosen[:MAX_CHOSEN], chosen[MAX_CHOSEN:]
        self._keys: dict[str, str | None] = {}
        self._lists = 0

    def articles(self) -> Iterator[_Found]:
        """The links to articles; of a chosen element those to the first article that it links to."""
        for box in self._chosen:
            ours = [(*one, link) for link in self._links(box) if (one := self._article(link))]
            keys = list(dict.fromkeys(key for key, _, _ in ours))
            self._lists += len(keys) >= _A_LIST
            for key, address, link in ours:
                if key == keys[0]:
                    yield self._found(box, link, key, address)

    def next(self) -> tuple[str, ...]:
        if not self._options.next:
            return ()
        for link in selected(self._tree, self._options.next):
            address = web_link(link.get("href"), self._base)
            if address and canonical(address) not in self._own and self._near(address):
                return (urldefrag(address).url,)
        return ()

    def cut(self) -> tuple[Failure, ...]:
        if not self._left:
            return ()
        message = (
            f"the options choose {MAX_CHOSEN + len(self._left)} elements of the page, and only the"
            f" first {MAX_CHOSEN} were looked at; let them find less"
        )
        return (failure(self._source, Reason.OVER_CAP, message, len(self._left)),)

    def why_none(self) -> str:
        """The sentence for a page without articles, which no news page is."""
        asked = [
            f"{name} '{value}'"
            for name in ("selector", "pattern")
            if (value := getattr(self._options, name))
        ]
        links = sum(1 for _ in self._tree.iter("a"))
        if not links:
            return (
                f"0 links fit {' and '.join(asked)}, because the page holds no links at all; it may "
                "be made by scripts, which are not run: look for a feed or sitemap of the site"
            )
        if not self._base:
            return (
                f"0 of {links} links fit {' and '.join(asked)}; the page does not say its own address,"
                " so links that are relative lead nowhere"
            )
        return (
            f"0 of {links} links fit {' and '.join(asked)}; the layout of the page may have changed: "
            "open it in a browser and mend the options of this source"
        )

    def too_wide(self) -> str | None:
        if not self._lists:
            return None
        return (
            f"the selector finds {self._lists} elements with {_A_LIST} or more articles, and only "
            "the first of each was taken; let it find the links themselves"
        )

    def _links(self, box: HtmlElement) -> Iterable[HtmlElement]:
        """The element itself, else those in it, else the one that it is in."""
        if box.get("href"):
            return [box]
        return list(box.iter("a", "area")) or list(box.iterancestors("a"))[:1]

    def _article(self, link: HtmlElement) -> tuple[str, str] | None:
        """The id and the address of an article of this source, if a link leads to one."""
        found = web_link(link.get("href"), self._base)
        address = urldefrag(found).url if found else None
        if not address or not self._fits(address):
            return None
        if not self._options.pattern and not self._near(address):
            return None
        if address not in self._keys:
            spelling = canonical(address)
            own = spelling is None or spelling in self._own
            self._keys[address] = None if own else article_id(spelling or "")
        key = self._keys[address]
        return (key, address) if key else None

    def _near(self, address: str) -> bool:
        """Whether an address is on the host of the page or below it; a saved page may not tell its own."""
        host = _host(address)
        return not self._hosts or any(
            host == own or host.endswith(f".{own}") for own in self._hosts
        )

    def _found(self, box: HtmlElement, link: HtmlElement, key: str, address: str) -> _Found:
        # A selector for the title is for boxes; where none is found in one, the link has to do.
        title = self._title(box) or _text(link)
        stamps = [moment(time.get("datetime")) for time in box.iter("time") if time.get("datetime")]
        date = next(filter(None, stamps), None)
        return _Found(key, address, plain(title), date)

    def _title(self, box: HtmlElement) -> str:
        if not self._options.title:
            return ""
        return next((words(one, MAX_TITLE) for one in selected(box, self._options.title)), "")


def _text(link: HtmlElement) -> str:
    """A link around a whole card has its title in a heading; one around a picture, in its name."""
    for heading in link.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if title := words(heading, MAX_TITLE):
            return title
    names = [
        link.get("title"),
        link.get("aria-label"),
        *(img.get("alt") for img in link.iter("img")),
    ]
    tried = [
        words(link, MAX_TITLE),
        *(" ".join((name or "").split())[:MAX_TITLE] for name in names),
    ]
    return next(filter(None, tried), "")


def _merged(found: list[_Found]) -> list[_Found]:
    """Each address once, where it stood first, with the longest text that is a title."""
    spread = Counter(title for title, _ in {(one.title, one.key) for one in found})
    merged: dict[str, _Found] = {}
    for one in found:
        titled = replace(one, title="") if spread[one.title] >= _NO_TITLE else one
        known = merged.setdefault(one.key, titled)
        title = max(known.title, titled.title, key=len)
        merged[one.key] = replace(known, title=title, date=known.date or one.date)
    return list(merged.values())


def _host(address: str) -> str:
    """In punycode, so that a look-alike is another host."""
    try:
        host = urlsplit(address).hostname or ""
        if not host.isascii():
            host = urlsplit(canonical(address) or "").hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.")


def limit(source: Source) -> int:
    """How many pages a run reads at most: calendars have a next page for ever."""
    return Options.model_validate(source.options).max_pages


KIND = Kind(options=Options, read=read, accept=ACCEPT, robots=True, limit=limit)
