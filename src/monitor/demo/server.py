"""The sample web over HTTP, on loopback only; what it shows depends on its own clock, ``now``.

Every outlet is a host of its own, told apart by the Host header. Give an HTTP client the ``hosts``
table and it reads the outlets under their own addresses, without touching the network.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from aiohttp import web as http

from monitor.demo.feeds import render_feed
from monitor.demo.outlets import Fault, Outlet
from monitor.demo.pages import render_moved, render_page
from monitor.demo.web import SampleArticle, Web
from monitor.errors import UsageError

LOOPBACK = "127.0.0.1"
ROBOTS = b"User-agent: *\nAllow: /\n"


class SampleWeb:
    """Serves ``web`` while the ``async with`` block lasts.

    ``now`` (aware) may be set at any time: articles and edits after it do not exist yet.
    ``port`` 0 takes a free one; ``address`` says which, once serving.
    """

    def __init__(self, web: Web, now: datetime, *, port: int = 0) -> None:
        self.now = now
        self.address: tuple[str, int] = (LOOPBACK, port)
        self._web = web
        self._hosts = {host.host: host for host in web.hosts}
        self._articles = {(a.outlet.host, a.path): a for a in web.articles}
        app = http.Application()
        app.router.add_get("/{path:.*}", self._respond)
        self._runner = http.AppRunner(app, access_log=None, shutdown_timeout=1)

    @property
    def hosts(self) -> Mapping[str, tuple[str, int]]:
        """Every host of the sample web, and where it is served."""
        return dict.fromkeys(self._hosts, self.address)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await http.TCPSite(self._runner, *self.address).start()
        except BaseException:
            await self._runner.cleanup()
            raise
        host, port = self._runner.addresses[0][:2]
        self.address = (host, port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _respond(self, request: http.Request) -> http.Response:
        now = self.now
        answer = self._answer(request.host.partition(":")[0].lower(), request.path, now)
        headers = {"Date": format_datetime(now, usegmt=True), "Content-Type": answer.content_type}
        headers |= answer.headers
        if answer.etag:
            headers["ETag"] = f'"{answer.etag}"'
            if answer.changed_at:
                headers["Last-Modified"] = format_datetime(answer.changed_at, usegmt=True)
            if _unchanged(request, answer):
                return http.Response(status=304, headers=headers)
        return http.Response(status=answer.status, body=answer.body, headers=headers)

    def _answer(self, name: str, path: str, now: datetime) -> _Answer:
        host = self._hosts.get(name)
        if host is None:
            return _not_found(f"no host '{name}' in the sample web")
        if path == "/robots.txt":
            return _Answer(ROBOTS, "text/plain; charset=utf-8")
        if isinstance(host, Fault):
            return _fault(host, path)
        if path == host.path:
            return _feed(self._web, host, now)
        article = self._articles.get((name, path))
        if article is None or article.published_at > now:
            return _not_found(f"no page {path} on {name}")
        return _page(self._web, article, now)


@contextmanager
def in_thread(server: SampleWeb) -> Iterator[SampleWeb]:
    """Serve from a thread, for code that brings event loops of its own. Raises ``UsageError``."""
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    failure: list[OSError] = []

    async def serve() -> None:
        try:
            async with server:
                ready.set()
                await stop.wait()
        except OSError as error:
            failure.append(error)
            ready.set()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    ready.wait()
    if failure:
        raise UsageError(f"the sample web cannot be served: {failure[0]}")
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    content_type: str
    status: int = 200
    etag: str | None = None
    changed_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _feed(web: Web, outlet: Outlet, now: datetime) -> _Answer:
    feed = render_feed(web, outlet, now)
    return _document(outlet, feed.body, feed.content_type, feed.changed_at)


def _page(web: Web, article: SampleArticle, now: datetime) -> _Answer:
    body = render_page(web, article, now)
    return _document(article.outlet, body, "text/html", article.edition(now).at)


def _document(
    outlet: Outlet, body: bytes, content_type: str, changed_at: datetime | None
) -> _Answer:
    return _Answer(
        body,
        f"{content_type}; charset={outlet.encoding}",
        etag=hashlib.sha256(body).hexdigest()[:16] if outlet.validators else None,
        changed_at=changed_at,
    )


def _fault(fault: Fault, path: str) -> _Answer:
    if fault.answers == "unavailable":
        # An hour: longer than a run waits, shorter than the time to the next one.
        return _Answer(
            b"Service unavailable\n",
            "text/plain; charset=utf-8",
            status=503,
            headers={"Retry-After": "3600"},
        )
    if path != fault.path:
        return _not_found(f"no page {path} on {fault.host}")
    return _Answer(render_moved(fault), "text/html; charset=utf-8")


def _not_found(reason: str) -> _Answer:
    return _Answer(f"{reason}\n".encode(), "text/plain; charset=utf-8", status=404)


def _unchanged(request: http.Request, answer: _Answer) -> bool:
    """Whether the client has this answer already; its ETag counts before its date (RFC 9110 §13.2)."""
    if request.if_none_match is not None:
        return any(tag.value in (answer.etag, "*") for tag in request.if_none_match)
    since = request.if_modified_since
    return since is not None and answer.changed_at is not None and answer.changed_at <= since
