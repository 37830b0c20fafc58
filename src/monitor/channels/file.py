"""The digest as files: ``2024-11-06.md`` and ``.html``, named by the reader's day, never by a title.

A second issue on one day becomes ``2024-11-06-2.md``; the same issue again replaces itself, which
its ``digest_id`` in the front matter tells.
"""

from __future__ import annotations

import json
import os
import tempfile
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.channels.base import Format, Options, Outgoing
from monitor.errors import NotDelivered
from monitor.model import Delivery, DeliveryState, Digest

_SUFFIXES: dict[Format, str] = {
    "md": ".md",
    "html": ".html",
    "text": ".txt",
    "json": ".json",
    "atom": ".atom",
}
_NAMING: Format = "md"
# The front matter is shorter than this.
_HEAD = 2000


class FileOptions(Options):
    """``formats`` are written beside the Markdown, which is always there."""

    formats: tuple[Format, ...] = ("html",)


class File:
    """Writes into the digests folder, and tells the path as the recipient's detail."""

    options = FileOptions

    def deliver(self, outgoing: Outgoing, options: Options) -> tuple[Delivery, ...]:
        chosen = FileOptions.model_validate(options)
        digest, folder = outgoing.digest, outgoing.folder
        try:
            make_folder(folder)
            stem = _stem(folder, digest)
            # Markdown last: its front matter is what says that the issue is there.
            others: list[Format] = [name for name in chosen.formats if name != "md"]
            for name in (*others, _NAMING):
                path = folder / f"{stem}{_SUFFIXES[name]}"
                write_whole(path, outgoing.render(digest, name).encode())
        except OSError as error:
            raise NotDelivered(
                f"the digest could not be written: {error.strerror}",
                where=folder,
                mend="free some space or mend the folder's permissions, then: monitor digest --send",
            ) from error
        sent = Delivery(
            digest.id, "file", str(folder), DeliveryState.SENT, outgoing.now, f"{stem}.md"
        )
        outgoing.record(sent)
        return (sent,)


def make_folder(folder: Path) -> None:
    """``folder`` with its parents, for the owner alone where they are new."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` so that ``path`` holds all of it or what it held before, even in a crash."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _stem(folder: Path, digest: Digest) -> str:
    """The day, with the first number that is free or holds this very issue."""
    day = digest.created_at.astimezone(ZoneInfo(digest.timezone)).date().isoformat()
    mine = f"digest_id: {json.dumps(digest.id)}\n"
    for number in count(1):
        stem = day if number == 1 else f"{day}-{number}"
        path = folder / f"{stem}.md"
        if not path.exists():
            break
        with path.open(encoding="utf-8", errors="replace") as file:
            if mine in file.read(_HEAD):
                break
    return stem
