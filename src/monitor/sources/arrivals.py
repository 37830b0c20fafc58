"""Files of a folder that are new or changed since the last time, oldest first, and read with care.

What counts is when a file was last changed or put there, as its file system tells it (ctime), not
the date written on it: a file that is moved in keeps an old date, and a date can be set at will.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would wait for its writer for ever
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class File:
    """A thing in a folder. ``name`` is relative to it; ``changed`` is in nanoseconds since 1970.

    ``regular`` is false for links, folders, pipes and devices.
    """

    path: Path
    name: str
    size: int
    changed: int
    dated: datetime
    regular: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder was read: all that changed before ``at``, and ``read`` of that very moment.

    File systems count time in steps, so that several files can change at one moment.
    """

    at: int = -1
    read: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cursor: str | None) -> Mark:
        """The mark that ``str`` made; anything else begins anew."""
        try:
            at, read = json.loads(cursor or "")
            return cls(int(at), frozenset(map(str, read)))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return cls()

    def __str__(self) -> str:
        return json.dumps([self.at, sorted(self.read)])

    def is_before(self, file: File) -> bool:
        """Whether the file is still to be read."""
        return file.changed > self.at or (file.changed == self.at and _key(file) not in self.read)

    def moved_to(self, file: File) -> Mark:
        """The mark once this file is read, too."""
        return Mark(
            file.changed, (self.read if file.changed == self.at else frozenset()) | {_key(file)}
        )


def arrivals(folder: Path, parts: Iterable[str], mark: Mark) -> list[File]:
    """What changed after ``mark`` in these parts of the folder ("." is itself), oldest first.

    Hidden and empty files and those that are still being written (``.part``, ``.tmp``) are left
    out. Raises ``OSError``.
    """
    found = []
    for part in parts:
        with os.scandir(folder / part) as listing:
            for entry in listing:
                if entry.name.startswith(".") or entry.name.endswith((".part", ".tmp", "~")):
                    continue
                file = _file(entry, part)
                if file is not None and mark.is_before(file):
                    found.append(file)
    return sorted(found, key=lambda file: (file.changed, file.name))


def read_file(file: File, limit: int) -> bytes | None:
    """The bytes, or None if there are more than ``limit``. Follows no link. Raises ``OSError``."""
    with os.fdopen(os.open(file.path, _FLAGS), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(0, "it is no file any more")
        body = opened.read(limit + 1)
    return body if len(body) <= limit else None


def absolute(path: str) -> str | None:
    """The absolute path; a relative one starts where the program does. None for ``file:`` and such."""
    path = path.strip()
    if not path or "\0" in path or _SCHEME.match(path):
        return None
    return os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 - takes out ".." too


def printable(name: str) -> str:
    """A file name as text, whatever bytes it is made of."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _file(entry: os.DirEntry[str], part: str) -> File | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone since it was listed
        return None
    regular = stat.S_ISREG(found.st_mode)
    if regular and not found.st_size:
        return None
    name = entry.name if part == "." else f"{part}/{entry.name}"
    dated = datetime.fromtimestamp(min(max(found.st_mtime, 0), 32_503_680_000), UTC)
    return File(Path(entry.path), name, found.st_size, found.st_ctime_ns, dated, regular)


def _key(file: File) -> str:
    return f"{file.size} {file.name}"
