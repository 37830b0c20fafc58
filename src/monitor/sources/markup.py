"""HTML as sites write it → a tree, the words of its elements, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from monitor.sources.charset import strip_control
from monitor.sources.entries import web_link

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_HIDDEN = {"script", "style", "noscript", "template", "svg"}
_APART = {
    "blockquote",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "p",
    "pre",
    "td",
    "time",
}
_OWN = (
    "//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href",
    "//meta[@property='og:url']/@content",
)


def tree_of(text: str) -> HtmlElement | None:
    """The root of a page; elements deeper than 256 are cut by the parser. None if nothing is there."""
    try:
        return document_fromstring(
            _DECLARATION.sub("", text, count=1).encode(), parser=HTMLParser(encoding="utf-8")
        )
    except (etree.LxmlError, ValueError):
        return None


def selected(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a CSS selector finds, in the order of the page."""
    found = cast("list[HtmlElement]", CSSSelector(selector, translator="html")(tree))
    return [one for one in found if isinstance(one.tag, str)]


def css(selector: str) -> str:
    """The selector itself. Raises ``ValueError`` with a sentence if it is none."""
    try:
        CSSSelector(selector, translator="html")
    except Exception as error:  # noqa: BLE001 - cssselect and XPath have no common error
        raise ValueError(f"'{selector}' is no CSS selector: {error}") from None
    return selector


def words(element: HtmlElement, limit: int) -> str:
    """The visible text of an element on one line, at most ``limit`` characters."""
    return " ".join(_text(element, limit * 4, " ").split())[:limit].rstrip()


def lines(element: HtmlElement, limit: int) -> str:
    """The same with its line breaks; at most one empty line in a row."""
    text = _text(element, limit, "\n")
    trimmed = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", trimmed).strip()


def _text(element: HtmlElement, room: int, mark: str) -> str:
    parts = []
    for part in _parts(element, mark):
        parts.append(part[:room])
        room -= len(part)
        if room <= 0:
            break
    return strip_control("".join(parts))


def _parts(element: HtmlElement, mark: str) -> Iterator[str]:
    """Pieces of text; ``mark`` stands where a reader sees them apart."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in _APART:
                yield mark
            if node.tag in _HIDDEN:
                walk.skip_subtree()
            else:
                yield _flat(node.text, node)
        else:
            if node.tag in _APART and node.tag != "br":
                yield mark
            if node is not element:
                yield _flat(node.tail, node.getparent())


def _flat(text: str | None, around: HtmlElement | None) -> str:
    """Line ends in the source of a page are blanks, except in what is set as it stands."""
    kept = around is not None and around.tag == "pre"
    return text or "" if kept or not text else text.replace("\n", " ")


def own_address(tree: HtmlElement) -> str:
    """The address that a page gives for itself, or ''."""
    tried = [str(one) for path in _OWN for one in tree.xpath(path)[:1]]
    return next((found for one in tried if (found := web_link(one, ""))), "")


def base_of(tree: HtmlElement, address: str) -> str:
    """What the links of a page are relative to."""
    for href in tree.xpath("//base/@href")[:1]:
        return web_link(str(href), address) or address
    return address
