"""The client: whom to ask, when, where the connection may go, and what may travel with it."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.http.addresses import Network, refusal
from monitor.http.answer import Answer, parsed, read
from monitor.http.faults import ForbiddenAddress, Problem, explained, may_pass, no_second_request
from monitor.http.statuses import duration, is_hard, retry_after, sentence
from monitor.model import Failure, Reason, Response, Validators
from monitor.urls import shown

MAX_HEADER_LINE = 16_384
MAX_HEADERS = 1_000
# A host that does not answer costs a deadline a page; after so many it is left alone.
ENOUGH_SILENCES = 3
_Visit = Callable[[URL, Mapping[str, str]], Awaitable[Answer | URL]]
_AnyAddress = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]


@dataclass(frozen=True)
class NetworkPolicy:
    """What the client may do. Times in seconds, ``max_body`` in unpacked bytes.

    ``allow`` opens networks that are not public; ``hosts`` says where a name really is (the target
    is checked like any other); ``ports`` are those a public address may be reached on.
    """

    allow: tuple[Network, ...] = ()
    hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    ports: frozenset[int] = frozenset({80, 443})
    user_agent: str = "monitor/0.1 (scheduled news reader)"
    contact: str = ""
    pause: float = 1.0
    deadline: float = 30.0
    max_body: int = 10_000_000
    max_redirects: int = 5
    concurrency: int = 64


class Client:
    """``async with Client(policy) as client: await client.fetch(url, now=now)``."""

    def __init__(self, policy: NetworkPolicy | None = None) -> None:
        self._policy = policy or NetworkPolicy()
        self._gates: dict[str, _Gate] = {}

    async def __aenter__(self) -> Self:
        policy = self._policy
        self._slots = asyncio.Semaphore(policy.concurrency)
        agent = f"{policy.user_agent} +{policy.contact}" if policy.contact else policy.user_agent
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, resolver=_Resolver(policy), socket_factory=self._checked_socket
            ),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            middlewares=(no_second_request,),
            trust_env=False,
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            max_headers=MAX_HEADERS,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def fetch(
        self,
        url: str,
        *,
        now: datetime,
        validators: Validators | None = None,
        accept: str = "*/*",
        max_body: int | None = None,
        html_only: bool = False,
    ) -> Response | Failure:
        """The complete answer behind ``url``, or why there is none; never raises for the network.

        With ``html_only`` the body of anything else (a video, a PDF) is not downloaded. A 304
        comes back as a ``Response`` only if ``validators`` were sent to the host that answers it.
        """
        budget = _Budget(self._policy.deadline)
        cap = max_body or self._policy.max_body

        async def visit(target: URL, headers: Mapping[str, str]) -> Answer | URL:
            return await self._visit(target, headers, now, budget, cap, html_only=html_only)

        try:
            return await self._follow(url, validators or Validators(), accept, now, visit)
        except Problem as problem:
            return Failure(
                stage="fetch",
                key=shown(url),
                reason=problem.reason,
                message=problem.message,
                hard=problem.hard,
                http_status=problem.status,
                retry_after=problem.retry_after,
            )

    async def _follow(
        self, url: str, validators: Validators, accept: str, now: datetime, visit: _Visit
    ) -> Response:
        """Redirects by hand; what was meant for one host is never sent to another."""
        target = parsed(url)
        private = _conditions(validators)
        conditional = bool(private)
        if target.user is not None:
            private["Authorization"] = aiohttp.encode_basic_auth(target.user, target.password or "")
        target = asked = target.with_user(None).with_fragment(None)
        seen: set[URL] = set()
        while target not in seen and len(seen) <= self._policy.max_redirects:
            seen.add(target)
            answer = await visit(target, {"Accept": accept, **private})
            if isinstance(answer, Answer):
                _judge(answer, now, conditional=conditional)
                headers = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
                return Response(str(asked), str(target), answer.status, headers, answer.body, now)
            if not _same_place(target, answer):
                private, conditional = {}, False
            target = answer
        raise Problem(
            Reason.REDIRECTS,
            f"redirected in a circle or more than {self._policy.max_redirects} times, last to "
            f"{shown(str(target))}; open the address in a browser and use where it ends",
        )

    async def _visit(
        self,
        target: URL,
        headers: Mapping[str, str],
        now: datetime,
        budget: _Budget,
        cap: int,
        *,
        html_only: bool,
    ) -> Answer | URL:
        """One hop, tried twice if the connection was refused or broke."""
        gate = self._gates.setdefault(f"{target.host}:{target.port}", _Gate())
        for last_try in (False, True):
            try:
                async with (
                    self._turn(gate, now),
                    budget.limit(),
                    self._session.get(target, headers=headers, allow_redirects=False) as response,
                ):
                    answer = await read(response, cap=cap, html_only=html_only)
                    gate.silences = 0
                    if isinstance(answer, Answer):
                        gate.heed(answer, now)
                    return answer
            except (aiohttp.ClientError, OSError) as error:
                if last_try or not may_pass(error):
                    gate.silences += 1
                    raise explained(error, self._policy.deadline) from error
        raise AssertionError

    @asynccontextmanager
    async def _turn(self, gate: _Gate, now: datetime) -> AsyncIterator[None]:
        """One request at a time per host, with a pause between two starts."""
        clock = asyncio.get_running_loop().time
        async with gate.lock:
            if gate.closed_until and now < gate.closed_until:
                wait = (gate.closed_until - now).total_seconds()
                raise Problem(
                    Reason.RATE_LIMITED,
                    f"not asked: this site told us to wait {duration(wait)} more",
                    retry_after=wait,
                )
            if gate.silences >= ENOUGH_SILENCES:
                raise Problem(
                    Reason.UNREACHABLE,
                    f"not asked: this site failed to answer {gate.silences} times in a row; it will"
                    " be tried again next time",
                )
            await asyncio.sleep(max(0.0, gate.next_start - clock()))
            async with self._slots:
                gate.next_start = clock() + self._policy.pause
                yield

    def _checked_socket(self, info: tuple[int, int, int, str, _AnyAddress]) -> socket.socket:
        family, kind, proto, _, place = info
        _check(str(place[0]), int(place[1]), self._policy)
        return socket.socket(family, kind, proto)


@dataclass
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = -math.inf
    closed_until: datetime | None = None
    silences: int = 0

    def heed(self, answer: Answer, now: datetime) -> None:
        """Leave the host alone for as long as it asks."""
        wait = retry_after(answer.status, answer.headers, now)
        if wait is not None:
            self.closed_until = now + timedelta(seconds=wait)


@dataclass
class _Budget:
    """The seconds one fetch may spend on the network; waiting for its turn does not count."""

    left: float

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            async with asyncio.timeout(self.left):
                yield
        finally:
            self.left -= clock() - start


class _Resolver(AbstractResolver):
    """The system's resolver, behind the policy's own table; refuses if any answer is refused."""

    def __init__(self, policy: NetworkPolicy) -> None:
        self._policy = policy
        self._system: aiohttp.ThreadedResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self._system = self._system or aiohttp.ThreadedResolver()
        address, port = self._policy.hosts.get(host, (host, port))
        try:
            found = await self._system.resolve(address, port, family)
        except UnicodeError:  # a label longer than a name may have
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
        for place in found:
            _check(place["host"], place["port"], self._policy)
        return [{**place, "hostname": host} for place in found]

    async def close(self) -> None:
        return None


def _check(address: str, port: int, policy: NetworkPolicy) -> None:
    why = refusal(address, port, allow=policy.allow, ports=policy.ports)
    if why:
        raise ForbiddenAddress(why)


def _conditions(validators: Validators) -> dict[str, str]:
    conditions = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in conditions.items() if value and value.isprintable()}


def _same_place(old: URL, new: URL) -> bool:
    """Whether what was meant for ``old`` may be sent to ``new``: same origin, or its https twin."""
    upgraded = (old.scheme, old.port, new.scheme, new.port) == ("http", 80, "https", 443)
    return old.host == new.host and (old.origin() == new.origin() or upgraded)


def _judge(answer: Answer, now: datetime, *, conditional: bool) -> None:
    """Raises ``Problem`` for what is not a document, or a 304 that was not asked for."""
    status = answer.status
    if 200 <= status < 300 or (status == 304 and conditional):
        return
    if status == 304:
        what = "the site says 'not changed' although it was not asked whether it had"
        raise Problem(Reason.BAD_RESPONSE, what, status=status)
    wait = retry_after(status, answer.headers, now)
    raise Problem(
        Reason.HTTP_STATUS if wait is None else Reason.RATE_LIMITED,
        sentence(status, answer.headers),
        hard=is_hard(status),
        status=status,
        retry_after=wait,
    )
