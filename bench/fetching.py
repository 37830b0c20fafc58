"""What a request costs our client in CPU, beside bare aiohttp and httpx.

Run from a checkout: ``python -m bench.fetching`` (about a minute). The server is a process of its
own on the loopback address; what is counted is the CPU time of this process alone, threads included.
Ours asks 200 hosts by name, one request at a time each, with its checks of every address; the others
ask one host, which spares them names and half of the connections. All may keep the connections they
open; httpx is also shown with its own limits, under which it keeps 20. The ways take turns; each figure
is the best of the rounds. Compare the ratios: machines differ and drift.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_network
from multiprocessing.connection import Connection

import aiohttp
import httpx
from aiohttp import web

from monitor.http import Client, NetworkPolicy
from monitor.model import Response, Validators

HOSTS = 200
AT_ONCE = 100
BODY = b"<item><title>Trains crossed the bridge at night</title></item>\n" * 290
ETAG = '"edition-1"'
NOW = datetime(2025, 3, 2, 6, 0, tzinfo=UTC)

Ask = Callable[[int], Awaitable[tuple[int, int]]]
"""The number of a request → status and length of the body."""
Way = Callable[[int, int, bool], Coroutine[None, None, float]]
"""Port, number of requests, whether they are conditional → CPU seconds."""


def serve(port: Connection) -> None:
    """Answers everything with ``BODY``, or 304 to whoever knows it."""

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        return web.Response(body=BODY, content_type="application/xml", headers={"ETag": ETAG})

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def spent(ask: Ask, requests: int, expected: tuple[int, int]) -> float:
    """CPU seconds of this process for ``requests`` calls, ``AT_ONCE`` side by side."""
    numbers = iter(range(requests))

    async def worker() -> None:
        for number in numbers:
            if (got := await ask(number)) != expected:
                raise SystemExit(f"request {number} was answered with {got}, not {expected}")

    gc.collect()
    start = time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return time.process_time() - start


def expected(*, known: bool) -> tuple[int, int]:
    return (304, 0) if known else (200, len(BODY))


async def ours(port: int, requests: int, known: bool) -> float:
    policy = NetworkPolicy(
        allow=(ip_network("127.0.0.0/8"),),
        hosts={f"outlet-{number}.example": ("127.0.0.1", port) for number in range(HOSTS)},
        pause=0.0,
        concurrency=AT_ONCE,
    )
    validators = Validators(etag=ETAG) if known else None

    async with Client(policy) as client:

        async def ask(number: int) -> tuple[int, int]:
            url = f"http://outlet-{number % HOSTS}.example/feed/{number}"
            answer = await client.fetch(url, now=NOW, validators=validators)
            if not isinstance(answer, Response):
                raise SystemExit(answer.message)
            return answer.status, len(answer.body)

        return await spent(ask, requests, expected(known=known))


async def bare(port: int, requests: int, known: bool) -> float:
    headers = {"If-None-Match": ETAG} if known else {}
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(number: int) -> tuple[int, int]:
            url = f"http://127.0.0.1:{port}/feed/{number}"
            async with session.get(url, headers=headers) as answer:
                return answer.status, len(await answer.read())

        return await spent(ask, requests, expected(known=known))


async def peer(port: int, requests: int, known: bool, keep: int = AT_ONCE) -> float:
    headers = {"If-None-Match": ETAG} if known else {}
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=keep)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

        async def ask(number: int) -> tuple[int, int]:
            answer = await client.get(f"http://127.0.0.1:{port}/feed/{number}", headers=headers)
            return answer.status_code, len(answer.content)

        return await spent(ask, requests, expected(known=known))


WAYS: Mapping[str, Way] = {
    "ours": ours,
    "aiohttp": bare,
    "httpx": peer,
    "httpx, keeps 20": partial(peer, keep=20),
}


def compare(port: int, requests: int, rounds: int) -> None:
    """Print CPU milliseconds a request of every way, and the share of httpx."""
    print(f"{'':<16}{'200: ms':>10}{'× httpx':>10}{'304: ms':>10}{'× httpx':>10}")
    least: dict[tuple[str, bool], float] = {}
    for _ in range(rounds):
        for known in (False, True):
            for name, way in WAYS.items():
                seconds = asyncio.run(way(port, requests, known))
                least[name, known] = min(least.get((name, known), seconds), seconds)
    for name in WAYS:
        cells = ""
        for known in (False, True):
            each = least[name, known] / requests * 1e3
            share = f"1/{least['httpx', known] / least[name, known]:.1f}"
            cells += f"{each:>10.3f}{share:>10}"
        print(f"{name:<16}{cells}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(sender,), daemon=True)
    server.start()
    try:
        compare(receiver.recv(), given.requests, given.rounds)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
