"""Reading one answer: to its end, within its limits, or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from monitor.http.faults import AGAIN, Problem
from monitor.model import Reason
from monitor.unpack import Gunzip, TooLarge
from monitor.urls import shown

_REDIRECTS = {301, 302, 303, 307, 308}
_HTML_TYPES = {"", "text/html", "application/xhtml+xml"}


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and unpacked body; the body of an error is not read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the site sends us, and whether it says that this is for good."""

    target: URL
    permanent: bool


async def read(answer: aiohttp.ClientResponse, *, cap: int, html_only: bool) -> Answer | Redirect:
    """The answer, or where it redirects to. ``cap`` counts unpacked bytes. Raises ``Problem``."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    if answer.status in _REDIRECTS:
        answer.close()  # its body is of no use, and may be a bomb
        if "location" not in headers:
            raise Problem(Reason.BAD_RESPONSE, "the site redirects without saying where to")
        target = parsed(answer.headers["location"], answer.url)
        return Redirect(target.with_user(None).with_fragment(None), answer.status in {301, 308})
    if answer.status == 206:
        answer.close()
        raise Problem(Reason.INCOMPLETE, f"the site sent only a part of the document; {AGAIN}")
    if not 200 <= answer.status < 300:
        answer.close()
        return Answer(answer.status, headers)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if html_only and kind not in _HTML_TYPES:
        answer.close()
        what = f"not a web page but {kind[:60]}; there is no article text in it"
        raise Problem(Reason.NOT_HTML, what, hard=True)
    return Answer(answer.status, headers, await _body(answer, headers, cap))


def parsed(url: str, base: URL | None = None) -> URL:
    """An http(s) address, absolute, or relative to ``base``. Raises ``Problem``."""
    try:
        found = base.join(URL(url)) if base else URL(url)
        if found.scheme in {"http", "https"} and found.host:
            found.origin()  # a host or port that cannot be is noticed only when it is looked at
            return found
        said = shown(str(found))
    except ValueError:
        what = f"{shown(url)} is not a web address; check how it is written"
        raise Problem(Reason.BAD_RESPONSE, what, hard=True) from None
    what = f"refused to open {said}: only http and https addresses are read"
    raise Problem(Reason.FORBIDDEN_SCHEME, what, hard=True)


async def _body(answer: aiohttp.ClientResponse, headers: Mapping[str, str], cap: int) -> bytes:
    encodings = [e.strip() for e in headers.get("content-encoding", "").lower().split(",")]
    packing = [e for e in encodings if e not in {"", "identity"}]
    if packing not in ([], ["gzip"], ["x-gzip"]):
        answer.close()
        what = f"the site packed its answer as '{', '.join(packing)[:60]}', which was not asked for"
        raise Problem(Reason.BAD_ENCODING, what)
    try:
        body, complete = await _unpacked(answer, Gunzip(cap) if packing else None, cap)
    except TooLarge:
        answer.close()
        what = f"larger than the limit of {cap / 1e6:g} MB; not read"
        raise Problem(Reason.TOO_LARGE, what, hard=True) from None
    except zlib.error:
        answer.close()
        raise Problem(Reason.INCOMPLETE, f"the packed answer is damaged; {AGAIN}") from None
    if not complete:
        raise Problem(Reason.INCOMPLETE, f"the packed answer was cut off; {AGAIN}")
    return body


async def _unpacked(
    answer: aiohttp.ClientResponse, member: Gunzip | None, cap: int
) -> tuple[bytes, bool]:
    if (answer.content_length or 0) > cap:
        raise TooLarge
    body = bytearray()
    received = 0
    async for piece in answer.content.iter_any():
        received += len(piece)
        body += member.feed(piece) if member else piece
        if received > cap:
            raise TooLarge
    return bytes(body), member is None or member.complete
