"""The source list as files: our YAML, and OPML both ways.

OPML is how feed readers exchange lists. Attributes that OPML does not have (kind, country, stance,
options) travel under our own names and come back unchanged.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from pydantic import ValidationError
from ruamel.yaml import YAML

from monitor.config import SourceEntry, SourceFile
from monitor.errors import ConfigError
from monitor.model import Source
from monitor.urls import canonical, shown
from monitor.yamlfile import load_yaml

# What a list says of a source; what is empty or a default is left out.
FIELDS = ("id", "name", "kind", "url", "language", "country", "stance", "note", "options")
MAX_BYTES = 5_000_000


def to_yaml(sources: Iterable[Source]) -> str:
    """A source list in our own format."""
    out = StringIO()
    _writer().dump({"sources": [_entry(source) for source in sources]}, out)
    return out.getvalue()


def _writer() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.preserve_quotes = True
    return yaml


def to_opml(sources: Iterable[Source]) -> str:
    """The list as OPML 2.0. Passwords in addresses are left out."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "monitor"
    body = ET.SubElement(root, "body")
    for source in sources:
        fields = {key: value for key, value in _entry(source).items() if key not in ("name", "url")}
        if "options" in fields:
            fields["options"] = json.dumps(fields["options"], ensure_ascii=False)
        ET.SubElement(
            body,
            "outline",
            {"type": "rss", "text": source.name, "xmlUrl": shown(source.url), **fields},
        )
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def read_opml(path: Path) -> tuple[Source, ...]:
    """The feeds of an OPML file, folders flattened. Raises ``ConfigError``."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES:,} bytes", path=path)
    # A list needs no document type, and entities are how XML reaches for files and fills memory.
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
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
    return tuple(_sources(root.iter("outline")))


def add_to_list(opml: Path, listing: Path) -> tuple[int, int]:
    """Add the feeds of ``opml`` to the list, whose comments stay. Gives (added, known already).

    The list is replaced whole, or left as it is. Raises ``ConfigError`` for a list or an OPML file
    that cannot be read.
    """
    if listing.exists():
        load_yaml(listing, SourceFile)  # says what is wrong with it, where the one below would not
    yaml = _writer()
    document = yaml.load(listing.read_text("utf-8-sig")) if listing.exists() else {"sources": []}
    ids = {str(entry["id"]) for entry in document["sources"]}
    addresses = {canonical(str(entry["url"])) for entry in document["sources"]}
    found = read_opml(opml)
    added = 0
    for source in found:
        if canonical(source.url) in addresses:
            continue
        entry = _entry(source)
        entry["id"] = _free(entry["id"], ids)
        ids.add(entry["id"])
        addresses.add(canonical(source.url))
        document["sources"].append(entry)
        added += 1
    if added:
        fresh = listing.with_name(f".{listing.name}.part")
        with fresh.open("w", encoding="utf-8") as file:
            yaml.dump(document, file)
        fresh.replace(listing)
    return added, len(found) - added


def _sources(outlines: Iterable[ET.Element]) -> Iterator[Source]:
    for outline in outlines:
        url = outline.get("xmlUrl", "").strip()
        if canonical(url) is None:
            continue
        name = outline.get("text") or outline.get("title") or url
        given: dict[str, Any] = {key: outline.get(key) for key in FIELDS if outline.get(key)}
        given |= {"name": name, "url": url, "options": _options(given.get("options", "{}"))}
        yield Source(**_fitting(given))


def _fitting(given: dict[str, Any]) -> dict[str, Any]:
    """What our list can hold: other programs use the same names for other things."""
    host = urlsplit(given["url"]).hostname or ""
    base = {"id": _slug(given["name"]) or _slug(host) or "source", "kind": "feed"}
    try:
        SourceEntry.model_validate(base | given)
    except ValidationError as error:
        strange = {problem["loc"][0] for problem in error.errors()}
        given = {key: value for key, value in given.items() if key not in strange}
    return base | given


def _options(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _entry(source: Source) -> dict[str, Any]:
    values = {name: getattr(source, name) for name in FIELDS}
    return {name: value for name, value in values.items() if value}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
