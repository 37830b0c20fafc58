"""A real web server on loopback that misbehaves on request: one path, one fault.

    async with hostile() as server:
        await client.fetch(server.url("/short-body"), now=now)

A new fault is one line in ``FAULTS``: a path and what to do with the connection. ``server.requests``
is what arrived, ``server.connections`` counts connections that never got as far as a request too.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

SELF_SIGNED = Path(__file__).parent / "self-signed.pem"

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour</title>'
    b"<link>http://harbour.example/</link><item><title>Ship leaves</title>"
    b"<link>http://harbour.example/ship</link><guid>ship-1</guid></item></channel></rss>"
)
PAGE = b"<!doctype html><html><head><title>Page</title></head><body><p>Text.</p></body></html>"


@dataclass
class Request:
    """One request as it arrived; ``started`` in seconds of the event loop's clock."""

    path: str
    query: str
    headers: Mapping[str, str]
    started: float


@dataclass
class Exchange:
    """A request and the connection it came on."""

    request: Request
    writer: asyncio.StreamWriter
    server: Hostile

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Closes with a reset instead of a goodbye."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]


@dataclass
class Hostile:
    """A running server. ``pages`` adds or overrides paths for one test, ``otherwise`` all others."""

    host: str
    port: int
    scheme: str = "http"
    pages: dict[str, Fault] = field(default_factory=dict)
    otherwise: Fault | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    active: int = 0
    most_active: int = 0

    def url(self, path: str, *, host: str | None = None) -> str:
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip().split("\r\n")
            path, _, query = first.split(" ")[1].partition("?")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
            request = Request(path, query, headers, asyncio.get_running_loop().time())
            self.requests.append(request)
            self.active += 1
            self.most_active = max(self.most_active, self.active)
            fault = self.pages.get(path) or FAULTS.get(path) or self.otherwise or _MISSING
            try:
                await fault(Exchange(request, writer, self))
            finally:
                self.active -= 1


@asynccontextmanager
async def hostile(
    host: str = "127.0.0.1", *, tls: bool | ssl.SSLContext = False
) -> AsyncIterator[Hostile]:
    """A hostile server on a free port of ``host``; True is a certificate that nobody signed."""
    server = Hostile(host, 0, "https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writers.append(writer)
        try:
            await server.serve(reader, writer)
        finally:
            writer.close()

    context = tls if isinstance(tls, ssl.SSLContext) else None
    if tls is True:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(SELF_SIGNED)
    listener = await asyncio.start_server(serve, host, 0, ssl=context, limit=2**20)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)  # the loop closes their sockets in its next turn


def raw(*pieces: bytes, end: str = "close", pause: float = 0) -> Fault:
    """Sends ``pieces`` as they are; ``end`` is ``close``, ``reset`` or ``hang``."""

    async def fault(exchange: Exchange) -> None:
        for piece in pieces:
            await exchange.send(piece)
            await asyncio.sleep(pause)
        if end == "hang":
            await asyncio.Event().wait()
        if end == "reset":
            exchange.reset()

    return fault


def answer(
    body: bytes, *, status: int = 200, length: int | None = None, end: str = "close", **headers: str
) -> Fault:
    """A well-formed answer; ``length`` overrides Content-Length, ``content_type=`` sets a header."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
    return raw(head, body, end=end)


def endless(head: bytes, piece: bytes, pause: float = 0) -> Fault:
    """Sends ``head``, then ``piece`` for ever."""

    async def fault(exchange: Exchange) -> None:
        await exchange.send(head)
        while not exchange.writer.is_closing():
            await exchange.send(piece)
            await asyncio.sleep(pause)

    return fault


def redirect(target: str | None = None, *, status: int = 302, body: bytes = b"") -> Fault:
    """Redirects to ``target``, or to whatever stands behind ``?`` in the request."""

    async def fault(exchange: Exchange) -> None:
        location = unquote(exchange.request.query) if target is None else target
        await answer(body, status=status, Location=location)(exchange)

    return fault


def hops(exchange: Exchange) -> Awaitable[None]:
    """``/hops?3`` redirects to ``/hops?2`` and so on; at 0 it answers with the feed."""
    left = int(exchange.request.query)
    fault = redirect(f"/hops?{left - 1}") if left else answer(FEED, content_type="text/xml")
    return fault(exchange)


def conditional(exchange: Exchange) -> Awaitable[None]:
    """304 to whoever asks with the right tag, the feed to all others."""
    same = exchange.request.headers.get("if-none-match") == '"v1"'
    return answer(b"" if same else FEED, status=304 if same else 200, ETag='"v1"')(exchange)


def once(first: Fault, then: Fault) -> Fault:
    """``first`` for the first request, ``then`` for all later ones."""
    turns = iter([first])

    async def fault(exchange: Exchange) -> None:
        await next(turns, then)(exchange)

    return fault


def slow(fault: Fault, seconds: float) -> Fault:
    """The same, later."""

    async def waiting(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await fault(exchange)

    return waiting


def gzip_bomb(size: int) -> bytes:
    """Packed zeros that unpack to ``size`` bytes, made without holding them."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(2**20)
    packed = b"".join(packer.compress(block) for _ in range(size // len(block)))
    return packed + packer.flush()


_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_PACKED = gzip.compress(FEED * 20)
BOMB = gzip_bomb(200 * 2**20)

_MISSING = answer(b"", status=404)

FAULTS: dict[str, Fault] = {
    # well-behaved, for comparison
    "/feed": answer(FEED, content_type="application/rss+xml"),
    "/page": answer(PAGE, content_type="text/html; charset=utf-8"),
    "/gzip": answer(gzip.compress(FEED), content_encoding="gzip"),
    "/gzip-two-members": answer(
        gzip.compress(FEED) + gzip.compress(b"<!-- -->"), content_encoding="gzip"
    ),
    "/chunked": raw(_CHUNKED, b"5\r\nhello\r\n0\r\n\r\n"),
    "/conditional": conditional,
    "/nothing": answer(b""),
    # never done
    "/never": raw(end="hang"),
    "/drip": endless(_OK + b"Content-Length: 100000\r\n\r\n", b"x", pause=0.02),
    "/drip-headers": endless(_OK, b"X-More: 1\r\n", pause=0.02),
    "/endless": endless(_OK + b"\r\n", b"x" * 65536),
    "/endless-chunks": endless(_CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    "/hang-in-body": answer(b"half", length=8, end="hang"),
    # cut off
    "/close": raw(),
    "/reset": raw(end="reset"),
    "/reset-in-body": answer(b"half", length=8, end="reset"),
    "/short-body": answer(b"half", length=8),
    "/cut-chunk": raw(_CHUNKED, b"5\r\nhel"),
    "/no-last-chunk": raw(_CHUNKED, b"5\r\nhello\r\n"),
    "/partial": answer(b"half", status=206, content_range="bytes 0-3/8"),
    # nonsense
    "/bad-chunk": raw(_CHUNKED, b"zz\r\nhello\r\n0\r\n\r\n"),
    "/bad-length": raw(_OK + b"Content-Length: many\r\n\r\nhello"),
    "/negative-length": raw(_OK + b"Content-Length: -5\r\n\r\nhello"),
    "/two-lengths": raw(_OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    "/not-http": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "/bad-status": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "/null-header": raw(_OK + b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n"),
    # packing
    "/truncated-gzip": answer(_PACKED[: len(_PACKED) // 2], content_encoding="gzip"),
    "/false-gzip": answer(FEED, content_encoding="gzip"),
    "/corrupt-gzip": answer(_PACKED[:-8] + b"\0" * 8, content_encoding="gzip"),
    "/gzip-bomb": answer(BOMB, content_encoding="gzip"),
    "/brotli": answer(b"\x0b\x02\x80hello\x03", content_encoding="br"),
    "/deflate": answer(zlib.compress(FEED), content_encoding="deflate"),
    "/nested": answer(
        gzip.compress(gzip.compress(FEED)), content_encoding=", ".join(["gzip"] * 10)
    ),
    "/big": answer(b"x", length=50_000_000, end="hang"),
    # redirects
    "/to": redirect(),
    "/to-301": redirect(status=301),
    "/to-308": redirect(status=308),
    "/hops": hops,
    "/loop": redirect("/loop"),
    "/ping": redirect("/pong"),
    "/pong": redirect("/ping"),
    "/nowhere": answer(b"", status=302),
    "/bomb-redirect": answer(BOMB, status=302, Location="/feed", content_encoding="gzip"),
    "/redirect-hanging-body": answer(b"", status=302, Location="/feed", length=99, end="hang"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-private": redirect("http://10.0.0.1/"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-data": redirect("data:text/html,hello"),
    "/to-ftp": redirect("ftp://example.com/a"),
    "/to-javascript": redirect("javascript:alert(1)"),
    "/to-nonsense": redirect("http://[::bad/"),
    # statuses
    "/304-unasked": answer(b"", status=304),
    **{
        f"/{code}": answer(b"no", status=code)
        for code in (400, 401, 403, 404, 410, 418, 451, 500, 502)
    },
    "/challenge": answer(b"", status=403, cf_mitigated="challenge"),
    "/429": answer(b"", status=429),
    "/429-seconds": answer(b"", status=429, retry_after="120"),
    "/429-year": answer(b"", status=429, retry_after="31536000"),
    "/429-digits": answer(b"", status=429, retry_after="9" * 5000),
    "/429-junk": answer(b"", status=429, retry_after="soon"),
    "/429-date-past-all-dates": answer(
        b"", status=429, retry_after=f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"
    ),
    "/503-date": answer(b"", status=503, retry_after="Mon, 04 Nov 2024 06:10:00 GMT"),
    # headers
    "/cookies": raw(
        _OK
        + b"".join(b"Set-Cookie: c%d=1\r\n" % n for n in range(500))
        + b"Content-Length: 2\r\n\r\nok"
    ),
    "/5000-headers": raw(_OK + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n"),
    "/huge-header": raw(_OK + b"X-Big: " + b"x" * 1_000_000 + b"\r\n\r\n"),
    "/endless-header": endless(_OK + b"X-Big: ", b"x" * 65536),
    "/video": answer(b"0" * 1000, length=9_000_000, end="hang", content_type="video/mp4"),
}
