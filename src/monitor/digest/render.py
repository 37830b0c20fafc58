"""One digest in any format. What comes from outside is escaped where it is printed, by default.

Each format has one environment, whose ``finalize`` makes every printed value harmless; a template
can only print something else by way of ``Safe``, which is made here and nowhere else.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from inspect import isfunction
from typing import Any, get_args
from uuid import UUID, uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.digest import wording
from monitor.digest.build import to_json
from monitor.digest.escape import link, markdown, visible
from monitor.model import Digest, DigestStory, Format

FORMATS: tuple[Format, ...] = get_args(Format)

WIDTH = 78
_ATOM_IDS = UUID("7c1e6a1c-5f0f-4b55-9a37-2a51c0d6b9de")
_TEMPLATES = {"md": "digest.md", "html": "digest.html", "text": "digest.txt", "atom": "digest.atom"}


class Safe(str):
    """Text that was made harmless for its format already."""

    __slots__ = ()


@dataclass(frozen=True)
class AtomEntry:
    """A story once, with all the themes it stands under."""

    id: str
    story: DigestStory
    themes: tuple[tuple[str, str], ...]


def render(digest: Digest, format: Format) -> str:  # noqa: A002 - the word of the command line
    """``digest`` as text. The same digest gives the same bytes, always."""
    if format == "json":
        return to_json(digest) + "\n"
    template = _environment(format).get_template(_TEMPLATES[format])
    return template.render(digest=digest, entries=_entries(digest))


@cache
def _environment(format: Format) -> Environment:  # noqa: A002
    marked_up = format in ("html", "atom")
    escape = markdown if format == "md" else visible
    environment = Environment(
        loader=PackageLoader("monitor.digest"),
        autoescape=marked_up,  # noqa: S701 - the other formats escape in finalize
        finalize=_finalizer(escape),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        {name: value for name, value in vars(wording).items() if isfunction(value)}
    )
    checked = link if marked_up else _as_it_stands(link)
    environment.globals.update(link=checked, style=_style, style_hash=_style_hash)
    if not marked_up:
        environment.globals.update(query=_as_it_stands(wording.query))
    environment.filters.update(json=_json, wrap=_wrap, plain="".join, also=wording.also)
    return environment


def _finalizer(escape: Callable[[str], str]) -> Callable[[object], object]:
    def finalize(value: object) -> object:
        if isinstance(value, Safe | Markup):
            return value
        return "" if value is None else escape(str(value))

    return finalize


def _json(value: str | list[str]) -> Safe:
    """A quoted text, or a list of them, that YAML reads too."""
    calm = visible(value) if isinstance(value, str) else [visible(each) for each in value]
    return Safe(json.dumps(calm, ensure_ascii=False))


def _as_it_stands(made: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """``made``, whose answers hold no character that Markdown or a terminal would act on."""

    def safe(value: Any) -> str | None:
        text = made(value)
        return None if text is None else Safe(text)

    return safe


def _entries(digest: Digest) -> tuple[AtomEntry, ...]:
    themes: dict[str, list[tuple[str, str]]] = {}
    first: dict[str, DigestStory] = {}
    for theme in digest.themes:
        for story in theme.stories:
            first.setdefault(story.story_id, story)
            themes.setdefault(story.story_id, []).append((theme.watchlist_id, theme.title))
    return tuple(
        AtomEntry(_urn(digest.id, story_id), story, tuple(themes[story_id]))
        for story_id, story in first.items()
    )


def _urn(*parts: str) -> str:
    return uuid5(_ATOM_IDS, "\n".join(parts)).urn


@cache
def _style() -> Markup:
    source = PackageLoader("monitor.digest").get_source(Environment(autoescape=True), "digest.css")
    return Markup(source[0])  # noqa: S704 - a file of ours


@cache
def _style_hash() -> Markup:
    """The one style sheet that the page's content security policy allows."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704


def _wrap(text: str, first: str = "", rest: str | None = None) -> Safe:
    """``text`` in lines of at most ``WIDTH`` columns; wide characters count twice and may part."""
    indent = first if rest is None else rest
    lines, line, columns = [], first, _columns(first)
    for word in _pieces(visible(text).strip()):
        if columns + _columns(word.rstrip()) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line, columns = indent, _columns(indent)
        line, columns = line + word, columns + _columns(word)
    return Safe("\n".join([*lines, line.rstrip()]))


def _pieces(text: str) -> list[str]:
    """Words with the space behind them; a wide character is a word, over-long words are cut."""
    pieces = [""]
    for character in text:
        wide = _columns(character) == 2
        if wide or (pieces[-1] and _columns(pieces[-1][-1]) == 2) or len(pieces[-1]) > WIDTH // 2:
            pieces.append("")
        pieces[-1] += character
        if character == " ":
            pieces.append("")
    return pieces


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
