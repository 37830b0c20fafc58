"""A document as it came → its text, the same way for every kind that reads text."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Failure, Reason, Response, Source
from monitor.sources.charset import Decoded, decode
from monitor.unpack import MAGIC, TooLarge, gunzip

MAX_BYTES = 20_000_000


def text_of(response: Response, source: Source, limit: int = MAX_BYTES) -> Decoded | Failure:
    """The text of a document, unpacked if it is a ``.gz``; at most ``limit`` bytes of it."""
    body: bytes | None = response.body
    try:
        body = gunzip(response.body, limit) if response.body.startswith(MAGIC) else response.body
    except TooLarge:
        return failure(source, Reason.TOO_LARGE, f"unpacks to more than {limit:,} bytes")
    if body is None:
        return failure(source, Reason.INCOMPLETE, "the packed file is damaged or cut off")
    if len(body) > limit:
        return failure(source, Reason.TOO_LARGE, f"is larger than {limit:,} bytes")
    decoded = decode(body, response.headers.get("content-type", ""))
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not text:
        message = "the site sent an empty document; open the address in a browser"
        return failure(source, Reason.EMPTY, message)
    return replace(decoded, text=text)


def failure(source: Source, reason: Reason, message: str, count: int = 1) -> Failure:
    """What went wrong while a source was read."""
    return Failure("read", source.id, reason, message, count=count)
