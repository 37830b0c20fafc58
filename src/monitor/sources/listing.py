"""Our own source list as a file: written, and made longer by the sources of an OPML file."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from monitor.config import SourceEntry, SourceFile
from monitor.errors import ConfigError
from monitor.model import Source
from monitor.sources import KINDS
from monitor.sources.opml import read_opml, said
from monitor.sources.trust import needs_trust
from monitor.urls import article_id, canonical
from monitor.yamlfile import decoded, load_yaml


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of adding an OPML file to a list.

    ``known`` counts the sources that were there already, ``skipped`` the outlines that name none.
    ``withheld`` are the sources that need trust, ``checked`` those of ``added`` that lost their
    ``verify_tls: false``.
    """

    added: tuple[Source, ...]
    known: int
    skipped: int
    withheld: tuple[Source, ...] = ()
    checked: tuple[Source, ...] = ()


def to_yaml(sources: Iterable[Source]) -> str:
    """A source list in our own format."""
    out = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.dump({"sources": [said(source) for source in sources]}, out)
    return out.getvalue()


def add_to_list(opml: Path, listing: Path, *, trust: bool = False) -> Addition:
    """Add the sources of ``opml`` at the end of the list.

    Without ``trust``, local folders, mailboxes and certificate exceptions are left out. What stands in the list stays as it was typed; the file is replaced whole, or not at all.
    Raises ``ConfigError`` for a list or an OPML file that cannot be read.
    """
    known: list[SourceEntry] = []
    if listing.exists():
        known = load_yaml(listing, SourceFile)[0].sources
    ids = {entry.id for entry in known}
    addresses = {_address(entry) for entry in known}
    found = read_opml(opml)
    new: list[Source] = []
    withheld, checked = [], []
    for source in found.sources:
        if _address(source) in addresses:
            continue
        if not trust and needs_trust(source):
            withheld.append(source)
            continue
        new.append(replace(source, id=_free(source.id, ids)))
        if not trust and not source.verify_tls:
            new[-1] = replace(new[-1], verify_tls=True)
            checked.append(new[-1])
        ids.add(new[-1].id)
        addresses.add(_address(source))
    if new:
        fresh = listing.with_name(f".{listing.name}.part")
        fresh.write_bytes((_longer(listing, new) if known else to_yaml(new)).encode())
        try:
            _check_longer(fresh, listing, len(known) + len(new))
            fresh.replace(listing)
        finally:
            fresh.unlink(missing_ok=True)
    there = len(found.sources) - len(new) - len(withheld)
    return Addition(tuple(new), there, found.skipped, tuple(withheld), tuple(checked))


def places(listing: Path) -> dict[str, str]:
    """Where the address of each source stands, as ``FILE:LINE`` by id. Raises ``ConfigError``."""
    file, document = load_yaml(listing, SourceFile)
    return {
        entry.id: f"{listing}:{document.place(('sources', number, 'url'))[0]}"
        for number, entry in enumerate(file.sources)
    }


def _longer(listing: Path, new: Iterable[Source]) -> str:
    """The text of the list with more sources at its end.

    Written as text, because a YAML library that reads and writes the whole file does not bring
    every comment and line end back (ruamel.yaml 0.19 joins two lines after some comments).
    """
    text = decoded(listing, listing.read_bytes()).rstrip()
    end = "\r\n" if "\r\n" in text else "\n"
    items = textwrap.dedent(to_yaml(new).partition("\n")[2]).rstrip("\n").split("\n")
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


def _address(source: Source | SourceEntry) -> str:
    """What two sources have in common that would read the same thing, as the list is checked."""
    address = KINDS[source.kind].address if source.kind in KINDS else canonical
    return article_id(address(source.url) or source.url)


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
