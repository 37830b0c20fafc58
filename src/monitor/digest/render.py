"""One digest in any format. What comes from outside is escaped where it is printed, by default.

Each format has one environment, whose ``finalize`` makes every printed value harmless; a template
can only print something else by way of ``Safe`` or ``Markup``, which are made here and nowhere else.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from inspect import isfunction
from typing import Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from markupsafe import escape as escaped

from monitor.digest import (
    changes,
    charts,
    columns,
    feeds,
    figures,
    health,
    lists,
    mail,
    marks,
    story_words,
    times,
    wording,
)
from monitor.digest.build import to_json
from monitor.digest.escape import link, markdown, visible
from monitor.model import Digest, DigestTheme, Format

FORMATS: tuple[Format, ...] = get_args(Format)

_TEMPLATES = {
    "md": "digest.md",
    "html": "digest.html",
    "email": "email.html",
    "text": "digest.txt",
    "atom": "digest.atom",
}
_MARKED_UP = ("html", "email", "atom")
_WORDS = (changes, charts, feeds, figures, health, lists, marks, story_words, times, wording)
# In mail no single text may take the room of all others.
_LONGEST_IN_MAIL = 500
# How many lines of a list a reader is shown; the rest is counted, with the command that lists it.
_LISTED, _LISTED_IN_MAIL, _FEW = 12, 5, 5


class Safe(str):
    """Text that was made harmless for its format already."""

    __slots__ = ()


def render(digest: Digest, format: Format) -> str:  # noqa: A002 - the word of the command line
    """``digest`` as text. The same digest gives the same bytes, always."""
    match format:
        case "json":
            return to_json(digest) + "\n"
        case "jsonfeed":
            return feeds.json_feed(digest)
        case "email":
            time = _time(digest)
            return mail.fitting(digest, lambda part: _draw(part, "email", digest, time))
        case "atom":
            return _draw(digest, format, digest, "")
    return _draw(digest, format, digest, _time(digest))


def _time(digest: Digest) -> str:
    """How long it takes to read all that is printed."""
    return wording.reading_time(_draw(digest, "text", digest, ""))


def _draw(digest: Digest, format: Format, whole: Digest, time: str) -> str:  # noqa: A002
    """``digest`` by the template of ``format``; ``whole`` is what it is a part of."""
    left_out = mail.shown(whole) - mail.shown(digest)
    return (
        _environment(format)
        .get_template(_TEMPLATES[format])
        .render(digest=digest, whole=whole, left_out=left_out, time=time)
    )


@cache
def _environment(format: Format) -> Environment:  # noqa: A002
    marked_up = format in _MARKED_UP
    environment = Environment(
        loader=PackageLoader("monitor.digest"),
        autoescape=marked_up,  # noqa: S701 - the other formats escape in finalize
        finalize=_finalizer({"md": markdown, "email": _short}.get(format, visible)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for module in _WORDS:
        environment.globals.update(
            {
                name: value
                for name, value in vars(module).items()
                if isfunction(value) and value.__module__ == module.__name__
            }
        )
    kept = _as_markup if marked_up else _as_it_stands
    environment.globals.update(
        link=kept(link),
        query=kept(wording.query),
        ledger=kept(wording.ledger),
        plain_id=kept(wording.plain_id),
        style=style,
        script=_script,
        hash=_hash,
        most=_LISTED_IN_MAIL if format == "email" else _LISTED,
        few=_FEW,
        shown=mail.shown,
    )
    marker = _marked_up if marked_up else _starred if format == "md" else marks.plain
    environment.filters.update(
        json=_json,
        wrap=_wrap,
        map_also=_map_also,
        marked=marker,
        few_themes=_few_themes,
    )
    return environment


def _finalizer(escape: Callable[[str], str]) -> Callable[[object], object]:
    def finalize(value: object) -> object:
        if isinstance(value, Safe | Markup):
            return value
        return "" if value is None else escape(str(value))

    return finalize


def _short(text: str) -> str:
    return marks.cut(visible(text), _LONGEST_IN_MAIL)


def _marked_up(fragments: list[marks.Fragment]) -> Markup:
    mark = Markup("<mark>{}</mark>")
    return Markup("").join(
        mark.format(visible(text)) if marked else visible(text) for text, marked in fragments
    )


def _starred(fragments: list[marks.Fragment]) -> Safe:
    return Safe(
        "".join(f"**{markdown(text)}**" if marked else markdown(text) for text, marked in fragments)
    )


def _json(value: str | Sequence[str]) -> Safe:
    """A quoted text, or a list of them, that YAML reads too."""
    calm = visible(value) if isinstance(value, str) else [visible(each) for each in value]
    return Safe(json.dumps(calm, ensure_ascii=False))


def _wrap(text: str, first: str = "", rest: str | None = None) -> Safe:
    return Safe(columns.wrap(text, first, rest))


def _few_themes(themes: Sequence[DigestTheme]) -> Sequence[DigestTheme]:
    """Those of a mail: all with a story in it; of the others only so many."""
    empty = [theme for theme in themes if not theme.stories]
    return [theme for theme in themes if theme.stories] + empty[:_LISTED_IN_MAIL]


def _map_also(articles: Sequence[Any]) -> list[str]:
    return [story_words.also(article) for article in articles]


def _as_it_stands(made: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """``made``, whose answers hold no character that Markdown or a terminal would act on."""

    def safe(value: Any) -> str | None:
        text = made(value)
        return None if text is None else Safe(text)

    return safe


def _as_markup(made: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """``made``, whose answers must stay whole."""

    def safe(value: Any) -> str | None:
        text = made(value)
        return None if text is None else escaped(text)

    return safe


@cache
def _part(name: str) -> Markup:
    source = PackageLoader("monitor.digest").get_source(Environment(autoescape=True), name)
    return Markup(source[0])  # noqa: S704 - a file of ours


def style(name: str = "digest.css") -> Markup:
    return _part(name)


def _script() -> Markup:
    return _part("digest.js")


def _hash(part: str) -> Markup:
    """A part of the page as its content security policy names it."""
    digest = b64encode(sha256(part.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704 - letters and digits
