"""Unpacking gzip with a limit on what comes out, so that a bomb costs no memory."""

from __future__ import annotations

import zlib

MAGIC = b"\x1f\x8b"


class TooLarge(Exception):
    """More came out than was allowed."""


class Gunzip:
    """Unpacks piece by piece. Raises ``TooLarge`` past ``limit`` bytes, ``zlib.error`` on junk."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._member = zlib.decompressobj(wbits=31)
        self._started = False

    @property
    def complete(self) -> bool:
        """Whether the end of the packed data was seen; an empty body counts as whole."""
        return self._member.eof or not self._started

    def feed(self, packed: bytes) -> bytes:
        """What ``packed`` adds to the unpacked data."""
        out = bytearray()
        while packed:
            if self._member.eof:
                # A file may hold several members; anything else after the end is padding.
                if not packed.startswith(MAGIC[:1]):
                    break
                self._member = zlib.decompressobj(wbits=31)
            self._started = True
            piece = self._member.decompress(packed, self._left + 1)
            self._left -= len(piece)
            if self._left < 0:
                raise TooLarge
            out += piece
            packed = self._member.unused_data or self._member.unconsumed_tail
        return bytes(out)


def gunzip(packed: bytes, limit: int) -> bytes | None:
    """The unpacked bytes, or ``None`` if cut off or not gzip. Raises ``TooLarge``."""
    member = Gunzip(limit)
    try:
        out = member.feed(packed)
    except zlib.error:
        return None
    return out if member.complete else None
