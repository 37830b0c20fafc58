"""What the quick reader knows of any part of a feed: texts, links, and what is of no use."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from monitor.sources import dialects

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PAGE_TYPES = {"html", "xhtml", "text/html", "application/xhtml+xml"}
# What feedparser takes for Windows-1252, and mends.
_C1 = re.compile("[\x80-\x9f]")


class Doubt(Exception):
    """Something that feedparser had better decide."""


class Names(dict[str, str]):
    """The name of an element in ``dialects``, by its tag in the tree."""

    def __missing__(self, tag: str) -> str:
        uri, _, local = tag.rpartition("}")
        prefix = dialects.PREFIXES.get(uri[1:].lower(), dialects.FOREIGN)
        name = f"{prefix}_{local.lower()}" if prefix else local.lower()
        self[tag] = name
        return name


def language_of(element: Element, inherited: str | None) -> str | None:
    own = element.get(XML_LANG, element.get("lang"))
    return inherited if own is None else own or None


def text_of(element: Element) -> str:
    """The text of an element, where feedparser would not change a letter of it."""
    if len(element):
        raise Doubt
    text = (element.text or "").strip()
    if not text.isascii():
        if _C1.search(text):
            raise Doubt
        try:  # UTF-8 that was taken for Latin-1; feedparser undoes that.
            text.encode("latin-1").decode()
        except UnicodeError:
            return text
        raise Doubt
    return text


def address_of(text: str) -> str:
    """An address that feedparser would leave as it is."""
    if ":///" in text or ("&" in text and ";" in text):
        raise Doubt
    return text


class Part:
    """What an item and a feed have in common: their links, and much that is of no use to us."""

    leaves: set[str]
    groups: dict[str, set[str]]

    def __init__(self, names: Names, language: str | None) -> None:
        self.names = names
        self.language = language
        self.found: dict[str, Any] = {}

    def link(self, element: Element, _: int) -> None:
        if element.get("url") is not None or element.get("uri") is not None:
            raise Doubt
        rel = element.get("rel", "alternate").lower()
        href = element.get("href")
        links = self.found.setdefault("links", [])
        if href is None:
            href = address_of(text_of(element))
            self.found["link"] = href
        elif len(element):
            raise Doubt
        elif rel == "alternate" and element.get("type", "text/html").lower() in _PAGE_TYPES:
            self.found["link"] = address_of(href)
        links.append({"rel": rel, "href": address_of(href)})

    def guid(self, element: Element, _: int) -> None:
        marks = [value for key, value in element.items() if key.lower() == "ispermalink"]
        if len(marks) > 1:
            raise Doubt
        is_link = marks in ([], ["true"])
        guid = text_of(element)
        self.found["id"] = address_of(guid) if is_link else guid
        if is_link:
            self.found.setdefault("link", guid)

    def ignore(self, element: Element, name: str) -> None:
        """Pass over an element that is of no use, having seen that nothing in it is."""
        names = self.names
        if name.partition("_")[0] in dialects.IGNORED_MODULES:
            for child in element.iter():
                below = names[child.tag]
                module = below.partition("_")[0]
                if module not in dialects.IGNORED_MODULES or below in dialects.ACTING:
                    raise Doubt
        elif name in self.groups:
            allowed = self.groups[name]
            for child in element.iter():
                if child is not element and names[child.tag] not in allowed:
                    raise Doubt
        elif len(element) or not (
            name in self.leaves or ("_" not in name and name not in dialects.WORDS)
        ):
            raise Doubt
