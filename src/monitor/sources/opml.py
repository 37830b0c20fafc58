"""The source list as OPML, the format in which feed readers exchange lists.

Folders are nested outlines. What OPML has no attribute for (kind, country, stance, options, …)
travels under our own names and comes back unchanged; an address travels in ``xmlUrl`` as it is, also
where it is no web address. ``category``, the folder in the lists of some other programs, is read
where an outline stands in no folder, and never written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from pydantic import ValidationError

from monitor import tree
from monitor.config import SourceEntry
from monitor.errors import ConfigError
from monitor.model import Source
from monitor.sources import KINDS
from monitor.urls import canonical, without_secrets

MAX_BYTES = 5_000_000
# Where the folders of the list do not stand together, nesting them loses the order of the sources.
POSITION = "position"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEFAULTS = {field.name: field.default for field in fields(Source)} | {"options": {}, "aliases": []}


@dataclass(frozen=True, slots=True)
class Opml:
    """What an OPML file held. ``skipped`` counts the outlines that name no source we could ask."""

    sources: tuple[Source, ...]
    skipped: int = 0


def said(source: Source) -> dict[str, Any]:
    """What a list has to say of a source: all that is no default."""
    held = asdict(source) | {"aliases": list(source.aliases)}
    return {key: value for key, value in held.items() if value != _DEFAULTS.get(key)}


def to_opml(sources: Iterable[Source]) -> str:
    """The list as OPML 2.0. Passwords and keys in addresses are left out."""
    listed = list(sources)
    paths = [tree.split(source.folder) for source in listed]
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "monitor"
    folders: dict[tuple[str, ...], ET.Element] = {(): ET.SubElement(root, "body")}
    outlines = []
    for source, path in zip(listed, paths, strict=True):
        outlines.append(ET.SubElement(_folder(folders, path), "outline", _attributes(source)))
    if [one for one in root.iter("outline") if "xmlUrl" in one.attrib] != outlines:
        for number, outline in enumerate(outlines, 1):
            outline.set(POSITION, str(number))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def read_opml(path: Path) -> Opml:
    """All sources that an OPML file names, whether to be trusted or not. Raises ``ConfigError``."""
    found: list[tuple[int, Source]] = []
    skipped = 0
    for outline, folders in _outlines(_root(path), path):
        source = _source(outline, folders)
        if source is not None:
            position = outline.get(POSITION, "")
            place = int(position) if re.fullmatch(r"[0-9]{1,9}", position) else len(found) + 1
            found.append((place, source))
        elif "xmlUrl" in outline.attrib or len(outline) == 0:
            skipped += 1
    found.sort(key=lambda one: one[0])
    return Opml(tuple(source for _, source in found), skipped)


def _root(path: Path) -> ET.Element:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES:,} bytes", path=path)
    # A list needs no document type, and entities are how XML reaches for files and fills memory.
    plain = raw.replace(b"\0", b"")  # as it reads in UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ConfigError("it declares a document type or entities", path=path, mend="remove them")
    try:
        root = ET.fromstring(raw)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        line, column = error.position
        raise ConfigError(
            "not valid XML",
            path=path,
            line=line,
            column=column + 1,
            mend="an OPML file is XML, as feed readers export it",
        ) from None
    if root.tag != "opml":
        raise ConfigError(f"not OPML: it begins with <{root.tag}>", path=path)
    return root


def _outlines(root: ET.Element, path: Path) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    """Every outline in the order of the file, with the names of the folders that it stands in."""
    waiting: list[tuple[ET.Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        if element.tag == "outline":
            yield element, folders
            if "xmlUrl" not in element.attrib and (name := _name(element).strip()):
                folders = (*folders, name)
        if len(folders) > tree.DEEPEST:
            raise ConfigError(
                f"more than {tree.DEEPEST} folders in one another", path=path, mend="move some up"
            )
        waiting.extend((one, folders) for one in reversed(element))


def _source(outline: ET.Element, folders: tuple[str, ...]) -> Source | None:
    url = outline.get("xmlUrl", "").strip()
    kind = KINDS.get(outline.get("kind", ""))
    if kind is None or kind.address(url) is None:  # other programs mean other things by a kind
        kind = None
        if canonical(url) is None:
            return None
    given: dict[str, Any] = {key: outline.get(key) for key in _DEFAULTS if outline.get(key)}
    given |= {
        "name": _name(outline) or url,
        "url": url,
        "kind": outline.get("kind") if kind else "feed",
        "folder": tree.join(folders or tree.split(outline.get("category", "").partition(",")[0])),
        "options": _options(outline.get("options", "{}")),
        "aliases": _aliases(outline.get("aliases", "[]")),
    }
    return Source(**_fitting(given).model_dump())


def _fitting(given: dict[str, Any]) -> SourceEntry:
    """What our list can hold: other programs use the same names for other things."""
    base = {"id": slug(given["name"]) or slug(urlsplit(given["url"]).hostname or "") or "source"}
    try:
        KINDS[given["kind"]].options.model_validate(given["options"])
    except ValidationError:
        given = given | {"options": {}}
    try:
        return SourceEntry.model_validate(base | given)
    except ValidationError as error:
        strange = {problem["loc"][0] for problem in error.errors()}
        return SourceEntry.model_validate(
            base | {key: value for key, value in given.items() if key not in strange}
        )


def _attributes(source: Source) -> dict[str, str]:
    held = {key: value for key, value in said(source).items() if key not in ("name", "folder")}
    held |= {"xmlUrl": without_secrets(held.pop("url"))}
    for key in held.keys() & {"options", "aliases"}:
        held[key] = json.dumps(held[key], ensure_ascii=False)
    if "verify_tls" in held:
        held["verify_tls"] = "false"
    written = {"type": "rss" if source.kind == "feed" else source.kind, "text": source.name} | held
    return {key: _NOT_XML.sub("", value) for key, value in written.items()}


def _folder(folders: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    """The outline of a folder, made where it is missing, with all that it stands in."""
    for depth in range(1, len(path) + 1):
        if path[:depth] not in folders:
            name = _NOT_XML.sub("", path[depth - 1])
            folders[path[:depth]] = ET.SubElement(folders[path[: depth - 1]], "outline", text=name)
    return folders[path]


def _name(outline: ET.Element) -> str:
    return outline.get("text") or outline.get("title") or ""


def _options(text: str) -> dict[str, object]:
    found = _json(text)
    return found if isinstance(found, dict) else {}


def _aliases(text: str) -> list[object]:
    found = _json(text)
    return found if isinstance(found, list) else []


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def slug(text: str) -> str:
    """Small letters, digits and hyphens: an id for a name; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
