"""Pages into a folder: each whole or not at all, those that did not change left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import UsageError

# A folder with this file is an archive of ours: only there are old pages taken away, and what a
# person put beside them is left alone.
MARK = ".monitor-site"
_FRESH = ".fresh"


@dataclass(frozen=True, slots=True)
class Written:
    """How many pages there are, how many of them are new or changed, how many went."""

    pages: int
    changed: int
    removed: int


def write(folder: Path, pages: Iterable[tuple[str, str]]) -> Written:
    """Write ``pages`` and take away those that are no longer among them.

    Raises ``UsageError`` for a folder that holds something else, or cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            raise UsageError(
                "the folder holds something else",
                where=folder,
                mend="name an empty folder, or one that `monitor site` made",
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / MARK).touch()
        changed, kept = 0, {folder / MARK}
        for name, text in pages:
            path = folder / name
            kept.add(path)
            changed += _write(path, text.encode())
        gone = [
            path
            for pattern in ("*.html", f"*{_FRESH}")
            for path in folder.rglob(pattern)
            if path.is_file() and path not in kept
        ]
        for path in gone:
            path.unlink()
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=folder, mend="mend its permissions"
        ) from None
    return Written(len(kept) - 1, changed, len(gone))


def _write(path: Path, content: bytes) -> bool:
    """Whether the page was new or changed."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f".{path.name}{_FRESH}")
    fresh.write_bytes(content)
    fresh.chmod(0o600)
    fresh.replace(path)
    return True
