r"""Where a source stands in a feed reader's tree of folders, as one line of text: ``Asia/Korea``.

A slash or a backslash that belongs to a name has a backslash before it (``North\/South``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Far deeper than a person looks; XML is written recursively.
DEEPEST = 32
_NAME = re.compile(r"(?:\\.|[^/\\]|\\$)+", re.DOTALL)


def split(folder: str) -> tuple[str, ...]:
    """The names of the folders from the outermost on; what has no name is no folder."""
    parts = (re.sub(r"\\([/\\])", r"\1", part).strip() for part in _NAME.findall(folder))
    return tuple(part for part in parts if part)


def join(names: Iterable[str]) -> str:
    """The line of text that ``split`` reads."""
    return "/".join(re.sub(r"([/\\])", r"\\\1", name) for name in names)


def tidy(folder: str) -> str:
    """The one spelling of a folder. Raises ``ValueError`` where it is too deep."""
    names = split(folder)
    if len(names) > DEEPEST:
        raise ValueError(f"more than {DEEPEST} folders in one another")
    return join(names)
