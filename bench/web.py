"""A web on loopback in a process of its own: many hosts behind one port, and a count of manners.

A ``Site`` says what each address answers; the server tells hosts apart by the Host header, keeps
connections open, and counts per host how many requests were open at once and how far they lay apart.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any, Literal, Protocol

LOOPBACK = "127.0.0.1"
TICK = 0.002


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; header names in lower case."""

    host: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered. ``short`` promises more than it sends; the last three send nothing at all."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    end: Literal["keep", "close", "short", "reset", "drop", "hang"] = "keep"


class Site(Protocol):
    """What the web answers. ``tell`` hands it a word from the other process, and gives its answer."""

    def answer(self, request: Request) -> Reply: ...

    def tell(self, word: Any) -> Any: ...


@dataclass
class Manners:
    """How a host was treated, by the clock of the server. Times in seconds.

    A busy server sees a request later than it came, and so closer to the next one. Therefore
    ``apart`` counts from the last moment at which the earlier request was not there yet.
    """

    requests: int = 0
    at_once: int = 0
    most_at_once: int = 0
    last: float = float("-inf")
    apart: float = float("inf")

    @contextmanager
    def visit(self, earliest: float, seen: float) -> Iterator[None]:
        """One request, from its arrival until it is answered or given up."""
        self.requests += 1
        self.apart = min(self.apart, seen - self.last)
        self.last = earliest
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            self.at_once -= 1


class Remote:
    """The web as the other process sees it."""

    def __init__(self, line: Connection, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid
        self._line = line

    @property
    def place(self) -> str:
        """Address and port, as settings write them."""
        return f"{LOOPBACK}:{self.port}"

    def tell(self, word: Any) -> Any:
        """Hand a word to the site; gives its answer."""
        self._line.send(word)
        return self._line.recv()

    def manners(self) -> dict[str, Manners]:
        """How each host was treated."""
        found: dict[str, Manners] = self.tell(Manners)
        return found


@contextmanager
def served(make: Callable[..., Site], *args: Any) -> Iterator[Remote]:
    """``make(*args)``, served from a process of its own while the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs, make, args), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Remote(ours, ours.recv(), process.pid or 0)
    finally:
        ours.close()
        process.join()


def _main(line: Connection, make: Callable[..., Site], args: tuple[Any, ...]) -> None:
    asyncio.run(_serve(line, make(*args)))


async def _serve(line: Connection, site: Site) -> None:
    loop = asyncio.get_running_loop()
    server = _Server(site)
    ended = asyncio.Event()

    def word() -> None:
        try:
            said = line.recv()
        except EOFError:
            loop.remove_reader(line.fileno())
            ended.set()
            return
        line.send(dict(server.hosts) if said is Manners else site.tell(said))

    listener = await asyncio.start_server(server.connected, LOOPBACK, 0, backlog=1024)
    loop.add_reader(line.fileno(), word)
    ticking = asyncio.create_task(server.tick())
    line.send(listener.sockets[0].getsockname()[1])
    await ended.wait()
    ticking.cancel()
    os._exit(0)  # what hangs, hangs for ever


class _Server:
    def __init__(self, site: Site) -> None:
        self.hosts: dict[str, Manners] = defaultdict(Manners)
        self._site = site
        # Between its arrival and its turn a request waits for one tick at most, or for two.
        self._ticks = deque([float("-inf")] * 3, maxlen=3)

    async def tick(self) -> None:
        """Note when this process last looked for what had come."""
        clock = asyncio.get_running_loop().time
        while True:
            self._ticks.append(clock())
            await asyncio.sleep(TICK)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                request = _request(head)
                with self.hosts[request.host].visit(self._ticks[0], clock()):
                    reply = self._site.answer(request)
                    if reply.end == "keep" and request.headers.get("connection") == "close":
                        reply = replace(reply, end="close")
                    await _send(reply, reader, writer)
                if reply.end != "keep":
                    break
        writer.close()


def _request(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    return Request(headers.get("host", "").partition(":")[0], first.split(" ")[1], headers)


async def _send(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if reply.end == "hang":
        await reader.read()
        return
    if reply.end == "reset":
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    if reply.end in {"reset", "drop"}:
        return
    lines = [f"HTTP/1.1 {reply.status} Whatever"]
    if reply.status != 304:
        lines.append(f"Content-Length: {len(reply.body) + (reply.end == 'short')}")
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.end == "close":
        lines.append("Connection: close")
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)
    await writer.drain()
