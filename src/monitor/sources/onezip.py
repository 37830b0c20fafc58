"""The lines of the one file in a zip archive, with limits on all that comes out of it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from monitor.unpack import TooLarge

MAX_LINE = 5_000_000
_PIECE = 65_536
# Python unpacks the others without a limit on what one piece becomes.
_BOUNDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Damaged(Exception):
    """No zip archive, one that is cut off, or one that does not hold exactly one plain file."""


def lines(packed: bytes, limit: int) -> Iterator[str]:
    """Line by line, wrong UTF-8 replaced. Raises ``TooLarge`` past ``limit`` bytes, ``Damaged``."""
    try:
        yield from _lines(packed, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
            ValueError, NotImplementedError) as error:  # fmt: skip
        raise Damaged from error


def _lines(packed: bytes, limit: int) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        members = archive.infolist()
        if len(members) != 1 or members[0].compress_type not in _BOUNDED:
            raise Damaged
        with archive.open(members[0]) as member:
            rest = b""
            while piece := member.read(_PIECE):
                limit -= len(piece)
                *whole, rest = (rest + piece).split(b"\n")
                if limit < 0 or len(rest) > MAX_LINE:
                    raise TooLarge
                yield from (line.decode("utf-8", "replace").rstrip("\r") for line in whole)
    if rest:
        yield rest.decode("utf-8", "replace").rstrip("\r")
