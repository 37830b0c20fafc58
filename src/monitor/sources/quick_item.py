"""One item or entry of a clean feed, as feedparser would have read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from monitor.sources import dialects
from monitor.sources.quick_dates import certain_date
from monitor.sources.quick_part import ABOUT, Doubt, Names, Part, language_of, text_of

_TYPES = {"text", "plain", "html", "text/plain", "text/html"}
_MAX_DEPTH = 8
_ADDRESS = r"[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,4}"
_PERSON = re.compile(rf"{_ADDRESS}(?: \(([^()@<>&]+)\))?")


class Item(Part):
    """One item or entry. ``depth`` counts the elements around a text, as feedparser does."""

    leaves = dialects.ITEM_LEAVES
    groups = dialects.ITEM_GROUPS

    def __init__(self, names: Names, language: str | None) -> None:
        super().__init__(names, language)
        self.title_depth: int | None = None
        self.depths: dict[str, int] = {}
        self.has_content = False
        self.authors_in_parts: bool | None = None

    def read(self, element: Element) -> dict[str, Any]:
        if element.get("href") is not None:
            raise Doubt
        about = element.get(ABOUT)
        if about:
            self.found["id"] = about
        self.language = language_of(element, self.language)
        self.read_children(element, 1)
        return self.found

    def read_children(self, element: Element, depth: int) -> None:
        names = self.names
        for child in element:
            name = names[child.tag]
            is_media = name.startswith("media_")
            act = ITEM_ACTS.get(name)
            if depth > 1 and (depth > _MAX_DEPTH or not is_media):
                raise Doubt
            if act is not None:
                act(self, child, depth)
            elif is_media:
                self.read_children(child, depth + 1)
            else:
                self.ignore(child, name)

    def title(self, element: Element, depth: int) -> None:
        """The first title with letters in it, unless a later one stands further out."""
        value = self.written(element)
        if self.title_depth is not None and self.title_depth <= depth:
            return
        self.keep("title", value, depth)
        language = language_of(element, self.language)
        self.found["title_detail"] = {"language": language.replace("_", "-") if language else None}
        if value:
            self.title_depth = depth

    def media_title(self, element: Element, depth: int) -> None:
        before = self.title_depth
        self.title(element, depth)
        self.title_depth = before

    def forget_title(self, element: Element, _: int) -> None:
        if len(element):
            raise Doubt
        self.title_depth = None

    def description(self, element: Element, depth: int) -> None:
        """A teaser; a second one is the text, unless there is a text already."""
        if "summary" in self.found and not self.has_content:
            self.content(element, depth)
        else:
            self.keep("summary", self.written(element), depth)

    def content(self, element: Element, _: int) -> None:
        self.has_content = True
        if element.get("src") is not None:
            raise Doubt
        value = self.written(element)
        self.found.setdefault("content", []).append({"value": value})
        self.found.setdefault("summary", value)

    @staticmethod
    def written(element: Element) -> str:
        kind = element.get("type")
        if (kind is not None and kind.lower() not in _TYPES) or element.get("mode") is not None:
            raise Doubt
        return text_of(element)

    def keep(self, key: str, value: str, depth: int) -> None:
        if depth <= self.depths.get(key, depth):
            self.depths[key] = depth
            self.found[key] = value

    def date(self, element: Element, key: str) -> None:
        text = text_of(element)
        at = certain_date(text)
        if text and at is None:
            raise Doubt
        self.found[key] = text
        self.found[f"{key}_parsed"] = at

    def published(self, element: Element, _: int) -> None:
        self.date(element, "published")

    def updated(self, element: Element, _: int) -> None:
        self.date(element, "updated")

    def created(self, element: Element, _: int) -> None:
        self.date(element, "created")

    def author(self, element: Element, _: int) -> None:
        """Of authors in plain words the first is named, of Atom's the last."""
        in_parts = len(element) > 0
        if self.authors_in_parts not in {None, in_parts}:
            raise Doubt
        self.authors_in_parts = in_parts
        if in_parts:
            self.atom_author(element)
            return
        text = text_of(element)
        self.found["author"] = text
        if not text:
            return
        name: str | None = text
        if "@" in text:
            person = _PERSON.fullmatch(text)
            if person is None:
                raise Doubt
            name = (person[1] or "").strip() or None
        self.found.setdefault("author_detail", {"name": name})

    def atom_author(self, element: Element) -> None:
        parts = [self.names[child.tag] for child in element]
        if parts.count("name") != 1 or not {"email", "name", "uri", "url"}.issuperset(parts):
            raise Doubt
        values = {name: text_of(child) for name, child in zip(parts, element, strict=True)}
        if not values["name"]:
            raise Doubt
        self.found["author_detail"] = {"name": values["name"]}

    def enclosure(self, element: Element, _: int) -> None:
        if len(element):
            raise Doubt
        href = element.get("url") or element.get("uri") or element.get("href")
        self.found.setdefault("links", []).append({"rel": "enclosure", "href": href})

    def original(self, element: Element, _: int) -> None:
        if element.items():
            raise Doubt
        self.found["feedburner_origlink"] = text_of(element)


ITEM_ACTS: dict[str, Callable[[Any, Element, int], None]] = {
    **dict.fromkeys(("title", "dc_title"), Item.title),
    "media_title": Item.media_title,
    "link": Item.link,
    **dict.fromkeys(("guid", "id"), Item.guid),
    **dict.fromkeys(
        ("description", "dc_description", "media_description", "summary", "itunes_summary"),
        Item.description,
    ),
    **dict.fromkeys(("content", "content_encoded"), Item.content),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), Item.published),
    **dict.fromkeys(
        ("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), Item.updated
    ),
    **dict.fromkeys(("created", "dcterms_created"), Item.created),
    **dict.fromkeys(
        ("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), Item.author
    ),
    "enclosure": Item.enclosure,
    **dict.fromkeys(("image", "source"), Item.forget_title),
    "feedburner_origlink": Item.original,
}
