"""A first file for a new watchlist, commented, valid, with examples that hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from monitor.errors import ConfigError, UsageError
from monitor.watch.jsonschema import write_schemas
from monitor.watch.load import load_watchlists

_TEMPLATE = """\
# yaml-language-server: $schema=schemas/watchlist.schema.json
# A watchlist in one file. watchlists/README.md explains every key.
id: {id}
title: {title}
status: draft            # draft: tried but not yet trusted; active; paused
owner: {owner}
claims: [{claims}]       # the claims of brief.yaml that this list answers

indicators:              # what would show that it is happening
  - id: first
    claims: [{claims}]
    text: Say in one sentence what an article must report.

rules:                   # each sentence in which a rule holds earns its points
  - id: first-rule
    indicator: first
    all:                 # every line must be found in the same sentence
      - {condition}
      - words: [{words}] # your own words; or the id of a concept in vocabulary/

threshold: 2             # title and lead count twice: one sentence there is enough

examples:                # short articles of your own; the check runs them. Put better ones here
  hit:
    - {hit}
  miss:
    - The weather in the mountains stays fine until Sunday.
"""


def new_watchlist(
    folder: Path,
    id: str,  # noqa: A002 - the key is called id
    title: str,
    *,
    owner: str = "desk",
    claims: Sequence[str] = (),
    words: Sequence[str] = ("cooperat*", "agreement"),
) -> Path:
    """Write ``folder/<id>.yaml``, and the schemas for editors; return its path.

    Raises ``UsageError`` or ``ConfigError``.

    Without ``claims`` the first claim of the brief is taken, to be changed. ``words`` are what an
    article must say beside naming both countries.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
        raise UsageError(f"'{id}' is no id", mend="small letters, digits and single hyphens")
    known = load_watchlists(folder)
    path = Path(folder) / f"{id}.yaml"
    if path.exists() or path.name in ("brief.yaml", "shared.yaml"):
        raise UsageError("this file exists already", where=path, mend="choose another id")
    chosen = list(claims) or list(known.claims)[:1]
    unknown = [claim for claim in chosen if claim not in known.claims]
    if unknown:
        raise UsageError(f"unknown claim {unknown[0]}", mend=f"known: {', '.join(known.claims)}")
    word = next((one for one in words if "*" not in one), words[0].strip("*"))
    path.write_text(
        _TEMPLATE.format(
            id=id,
            title=_quoted(title),
            owner=_quoted(owner),
            claims=", ".join(_quoted(claim) for claim in chosen),
            condition="use: together",
            words=", ".join(_quoted(one) for one in words),
            hit=_quoted(f"North Korea and Russia: {word}, the ministry said."),
        ),
        encoding="utf-8",
    )
    try:
        load_watchlists(folder)
    except ConfigError:
        path.unlink()
        raise
    write_schemas(folder)
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
