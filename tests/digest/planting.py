"""Values whose texts are hostile, in all fields or in one, found by the types of the fields."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.model import Digest

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> [t](javascript:alert(1)) "
    "![i](http://evil.example/p.png) ](http://evil.example) | a | `b` ``` *c* _d_ **e** ~~f~~ "
    "&lt;g&amp; \\ # h {{ 7*7 }} {% raw %} <http://evil.example> ' \" --> ]]> ==m== $n$ "
    "\n# own heading\r\n\n- own list\u2028\u2029\x85\x0b\x0c\u202eback\u2066\u200b\u200f\ufeff\x00"
    "\x07\x1b[31m\x9b31m\ufffe\U000e0041 end"
)
# What Markdown, HTML and mail programs read where a line or a text begins or ends.
BEGINNINGS = (
    "# x",
    "- x",
    "+ x",
    "* x",
    "1. x",
    "2) x",
    "> x",
    "    x",
    "\tx",
    "---",
    "===",
    "```x",
    "~~~",
    "|x|\n|---|",
    "[x]: http://evil.example",
    "<b>x</b>",
    "<!-- x",
    "--><b>x",
    "<![endif]-->",
    "</td></tr></table>x",
    "</style></script><script>x</script>",
    "<style>*{background:url(http://evil.example)}</style>",
    "http://evil.example/x",
    "www.evil.example",
    "x@evil.example",
    "\\",
    "*",
    "![",
    "&#60;b&#62;",
    "\u202e\u2066",
    "\u2028",
    " ",
    "",
)
BAD_URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://x.example",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "http://user@evil.example/",
    "http://a.example/\u202egnp",
    "http://a.example/\nx",
    "http://[bad/",
    "http://a.example:99999/",
    "http:evil.example",
    "https://",
    "",
)
# Checked where they are set: a name that no zone has stops the run before it begins.
NOT_FREE = {"Digest.timezone"}

Plant = Callable[[str, str], str]
T = TypeVar("T")


def planted(value: T, plant: Plant) -> T:
    """``value`` with every free text replaced: ``plant("DigestArticle.title", text)``."""
    planted_: T = _planted(value, type(value), "", plant)
    return planted_


def hostile(digest: Digest, text: str = HOSTILE, url: str = BAD_URLS[0]) -> Digest:
    """All texts hostile, all addresses bad, and all marks out of bounds."""

    def plant(place: str, _: str) -> str:
        if place.endswith(".url"):
            return url
        # A sentence that is the headline would not be shown again.
        return f"Said {text}" if place.endswith(".sentence") else text

    return planted(digest, plant)


@cache
def places(kind: type = Digest) -> frozenset[str]:
    """Every field of text that a ``kind`` can hold, by the types alone."""
    return frozenset(_places(kind, set()))


def _planted(value: Any, hint: Any, place: str, plant: Plant) -> Any:
    if is_dataclass(value):
        kind = type(value)
        hints = get_type_hints(kind)
        changes = {
            field.name: ((0, 7), (30, 9999), (-5, 3))
            if field.name.endswith("marks")
            else _planted(
                getattr(value, field.name),
                hints[field.name],
                f"{kind.__name__}.{field.name}",
                plant,
            )
            for field in fields(value)
        }
        return replace(value, **changes)
    if isinstance(value, tuple):
        inner = get_args(_of_none(hint))[0]
        return tuple(_planted(each, inner, place, plant) for each in value)
    if _of_none(hint) is str and isinstance(value, str) and place not in NOT_FREE:
        return plant(place, value)
    return value


def _places(kind: type, seen: set[type]) -> Iterator[str]:
    seen.add(kind)
    for name, hint in get_type_hints(kind).items():
        inner = _of_none(hint)
        while get_origin(inner) is tuple:
            inner = get_args(inner)[0]
        if inner is str:
            yield f"{kind.__name__}.{name}"
        elif is_dataclass(inner):
            if inner not in seen:
                yield from _places(inner, seen)
        else:
            no_text = inner in {int, float, bool, date, datetime} or get_origin(inner) is Literal
            assert no_text or issubclass(inner, Enum), f"{kind.__name__}.{name}: is this text?"


def _of_none(hint: Any) -> Any:
    """``X`` of ``X | None``."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
