"""The digest as files named by its id, which is its day: ``2024-11-06.md`` and ``.html``.

A second issue on one day has the id, and the files, ``2024-11-06-2``; the same issue again
replaces its own files. No name ever comes from a title.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Literal

from monitor.channels.base import Options, Outgoing
from monitor.model import Delivery, DeliveryState

# All formats but that of a mail's body.
FileFormat = Literal["md", "html", "text", "json", "atom", "jsonfeed"]

_SUFFIXES: dict[FileFormat, str] = {
    "md": ".md",
    "html": ".html",
    "text": ".txt",
    "json": ".json",
    "atom": ".atom",
    "jsonfeed": ".feed.json",
}
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9-]+")


class FileOptions(Options):
    """Which formats are written."""

    formats: tuple[FileFormat, ...] = ("md", "html")


class File:
    """Writes into the folder of the digests, which is its one recipient."""

    options = FileOptions
    patience = None  # the file is the digest itself

    def recipients(self, options: Options, folder: Path) -> tuple[str, ...]:
        del options
        return (str(folder),)

    def reaches(self, recipient: str, options: Options, folder: Path) -> bool:
        return recipient in self.recipients(options, folder)

    def deliver(self, outgoing: Outgoing, options: Options) -> Delivery:
        formats = FileOptions.model_validate(options).formats
        names = [stem(outgoing.digest.id) + _SUFFIXES[name] for name in formats]
        try:
            make_folder(outgoing.folder)
            for file, name in zip(names, formats, strict=True):
                text = outgoing.render(outgoing.digest, name)
                write_whole(outgoing.folder / file, text.encode())
        except OSError as error:
            return outgoing.ended(DeliveryState.WAITING, f"cannot be written: {error.strerror}")
        return outgoing.ended(DeliveryState.SENT, ", ".join(names))


def stem(digest_id: str) -> str:
    """The name of an issue's files without the ending."""
    return _NOT_A_NAME.sub("-", digest_id)


def make_folder(folder: Path) -> None:
    """``folder`` with its parents, for the owner alone where they are new."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content``, readable by the owner alone.

    ``path`` holds all of it or what it held before, even after a crash.
    """
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
