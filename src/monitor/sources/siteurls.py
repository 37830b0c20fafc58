"""The elements of a sitemap, in the order they stand; no tree is built, so size costs no memory."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

MAX_DEPTH = 100
MAX_FIELD = 4096

# By the name of the element and of the one around it: prefixes and namespaces are often wrong.
_FIELDS = {
    ("url", "loc"), ("url", "lastmod"), ("sitemap", "loc"), ("sitemap", "lastmod"),
    ("news", "title"), ("news", "publication_date"), ("publication", "language"),
}  # fmt: skip
_STRAY = re.compile(r"<!\[CDATA\[.*?\]\]>|&(\w{1,31});|&(?!#)|<(?![/!?A-Za-z_])", re.DOTALL)
_KNOWN = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(slots=True)
class Element:
    """A ``<url>``, or with ``child`` true a ``<sitemap>``; ``said`` holds its fields by name."""

    child: bool
    news: bool = False
    said: dict[str, str] = field(default_factory=dict)


class TooDeep(Exception):
    """More elements in one another than any sitemap has."""


class _Listener:
    """What both parsers call; it keeps the fields of each element and drops all else."""

    def __init__(self) -> None:
        self.found: list[Element] = []
        self._stack: list[str] = []
        self._text: list[str] = []
        self._room = 0

    def start(self, tag: str, _attributes: object) -> None:
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        around = self._stack[-1] if self._stack else ""
        self._stack.append(name)
        if len(self._stack) > MAX_DEPTH:
            raise TooDeep
        if name in {"url", "sitemap"}:
            self.found.append(Element(child=name == "sitemap"))
        elif name == "news" and self.found:
            self.found[-1].news = True
        if (around, name) in _FIELDS:
            self._text, self._room = [], MAX_FIELD

    def data(self, text: str) -> None:
        if self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def end(self, _tag: str) -> None:
        name = self._stack.pop() if self._stack else ""
        around = self._stack[-1] if self._stack else ""
        if (around, name) in _FIELDS and self.found:
            self.found[-1].said.setdefault(name, "".join(self._text).strip())
            self._text, self._room = [], 0

    def close(self) -> None:
        """lxml asks for it."""


def elements(xml: str) -> tuple[list[Element], bool]:
    """The elements of a document without a DTD, and whether it was broken. Raises ``TooDeep``."""
    whole = _Listener()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = whole.start
    parser.EndElementHandler = whole.end
    parser.CharacterDataHandler = whole.data
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        return _as_well_as_possible(xml), True
    return whole.found, False


def _as_well_as_possible(xml: str) -> list[Element]:
    """A lone ``&`` is put right first: parsers that recover drop it, and with it half an address."""
    part = _Listener()
    # lxml-stubs asks a target for comments too, and for names as bytes.
    parser = etree.XMLParser(
        target=cast("Any", part), recover=True, resolve_entities=False, no_network=True
    )
    with suppress(etree.LxmlError):
        etree.fromstring(_STRAY.sub(_escaped, xml).encode(), parser)
    return part.found


def _escaped(stray: re.Match[str]) -> str:
    if stray[0].startswith("<![") or stray[1] in _KNOWN:
        return stray[0]
    if stray[1] and (known := html.unescape(stray[0])) != stray[0]:
        return html.escape(known)
    return html.escape(stray[0])
