"""The source list as files: our YAML, and OPML both ways.

OPML is how feed readers exchange lists. Attributes that OPML does not have (kind, country, stance,
options) travel under our own names and come back unchanged.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
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
from monitor.yamlfile import decoded, load_yaml

# What a list says of a source; what is empty or a default is left out.
FIELDS = ("id", "name", "kind", "url", "language", "country", "stance", "note", "options")
MAX_BYTES = 5_000_000


def to_yaml(sources: Iterable[Source]) -> str:
    """A source list in our own format."""
    out = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.dump({"sources": [_entry(source) for source in sources]}, out)
    return out.getvalue()


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
    return tuple(_sources(root.iter("outline")))


def add_to_list(opml: Path, listing: Path) -> tuple[int, int]:
    """Add the feeds of ``opml`` at the end of the list. Gives (added, known already).

    What stands in the list stays as it was typed; the file is replaced whole, or not at all.
    Raises ``ConfigError`` for a list or an OPML file that cannot be read.
    """
    known: list[SourceEntry] = []
    if listing.exists():
        known = load_yaml(listing, SourceFile)[0].sources
    ids = {entry.id for entry in known}
    addresses = {canonical(entry.url) for entry in known}
    found = read_opml(opml)
    new = []
    for source in found:
        if canonical(source.url) not in addresses:
            new.append(replace(source, id=_free(source.id, ids)))
            ids.add(new[-1].id)
            addresses.add(canonical(source.url))
    if new:
        fresh = listing.with_name(f".{listing.name}.part")
        fresh.write_bytes((_longer(listing, new) if known else to_yaml(new)).encode())
        try:
            _check_longer(fresh, listing, len(known) + len(new))
            fresh.replace(listing)
        finally:
            fresh.unlink(missing_ok=True)
    return len(new), len(found) - len(new)


def _longer(listing: Path, new: Iterable[Source]) -> str:
    """The text of the list with more sources at its end.

    Written as text, because a YAML library that reads and writes the whole file does not bring
    every comment and line end back (ruamel.yaml 0.19 joins two lines after some comments).
    """
    text = decoded(listing, listing.read_bytes()).rstrip()
    end = "\r\n" if "\r\n" in text else "\n"
    items = textwrap.dedent(to_yaml(new).partition("\n")[2]).splitlines()
    hyphen = re.search(r"^( *)- ", text, re.MULTILINE)
    margin = hyphen[1] if hyphen else ""
    return text + end + "".join(f"{margin}{line}{end}" for line in items)


def _check_longer(fresh: Path, listing: Path, wanted: int) -> None:
    try:
        if len(load_yaml(fresh, SourceFile)[0].sources) == wanted:
            return
    except ConfigError:
        pass
    raise ConfigError(
        "nothing can be added at the end of this list",
        path=listing,
        mend="write each source on a line of its own, after a hyphen, as the last part of the file",
    )


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
