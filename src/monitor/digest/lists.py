"""Counts and lists in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.digest.escape import visible

_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def count(number: int, one: str, many: str = "") -> str:
    """``1 story``, ``1,204 stories``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def together(parts: Sequence[str], most: int = 5) -> str:
    """``a``, ``a and b``, ``a, b and c``, ``a, b and 3 more``."""
    shown = list(parts[:most])
    if len(parts) > most:
        shown.append(f"{len(parts) - most:,} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def listed(names: Sequence[str], most: int) -> str:
    """Names that may hold commas: ``Food, fuel, money · Sanctions · 3 more``."""
    rest = [f"{len(names) - most:,} more"] if len(names) > most else []
    return " · ".join([*names[:most], *rest])


def shorten(text: str, limit: int = 140) -> str:
    """``text`` in at most about ``limit`` letters, parted between words where it has any."""
    text = visible(text).strip()
    if len(text) <= limit:
        return text
    head, blank, _ = text[:limit].rpartition(" ")
    return (head if blank and len(head) > limit // 2 else text[:limit]).rstrip(" ,.;:") + "…"


def quotable(text: str, limit: int) -> str:
    """A headline to stand in quotes: shortened, and its own quotes single."""
    return _QUOTED.sub(r"‘\1’", shorten(text, limit))


def number(value: float) -> str:
    """``10,000``, ``0.5``, ``5.5 million``; no more than two places."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{_places(value / size)} {name}"
    return _places(value)


def _places(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")
