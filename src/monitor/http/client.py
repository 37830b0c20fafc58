"""The client: whom to ask, when, where the connection may go, and what may travel with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Self

import aiohttp
from yarl import URL

from monitor.http import robots
from monitor.http.answer import Answer, Redirect, parsed, read
from monitor.http.budget import Budget
from monitor.http.connector import connector
from monitor.http.faults import Problem, explained, may_pass, no_second_request
from monitor.http.gate import Gate
from monitor.http.policy import NetworkPolicy
from monitor.http.robots import Robots
from monitor.http.statuses import is_hard, retry_after, sentence
from monitor.model import Failure, Reason, Response, Validators
from monitor.urls import shown

MAX_HEADER_LINE = 16_384
MAX_HEADERS = 1_000
# So many may keep a connection open when nobody waits for another answer.
MANY_HOSTS = 300


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for, wherever the redirects lead; ``trusted`` is a host of any certificate."""

    now: datetime
    budget: Budget
    cap: int
    accept: str = "*/*"
    html_only: bool = False
    obey_robots: bool = False
    trusted: str | None = None


class Client:
    """``async with Client(policy) as client: await client.fetch(url, now=now)``.

    ``closed`` are hosts (``name:port``) that asked to be left alone, and until when; those that ask
    for it meanwhile are added.
    """

    def __init__(
        self, policy: NetworkPolicy | None = None, closed: Mapping[str, datetime] | None = None
    ) -> None:
        self.policy = policy or NetworkPolicy()
        self._gates: dict[str, Gate] = {}
        self._robots: dict[str, asyncio.Task[Robots]] = {}
        for host, until in (closed or {}).items():
            self._gate(host).closed_until = until

    @property
    def closed(self) -> dict[str, datetime]:
        """The hosts that asked to be left alone, by ``name:port``."""
        return {host: gate.closed_until for host, gate in self._gates.items() if gate.closed_until}

    async def __aenter__(self) -> Self:
        self._opened = asyncio.get_running_loop().time()
        self._slots = asyncio.Semaphore(self.policy.concurrency)
        self._session = aiohttp.ClientSession(
            connector=connector(self.policy),
            headers={"User-Agent": self.policy.agent, "Accept-Encoding": "gzip"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            middlewares=(no_second_request,),
            trace_configs=[_sending()],
            trust_env=False,
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            max_headers=MAX_HEADERS,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._robots.values():
            task.cancel()
        await asyncio.gather(*self._robots.values(), return_exceptions=True)
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
        obey_robots: bool = False,
        trusted: str | None = None,
    ) -> Response | Failure:
        """The complete answer behind ``url``, or why there is none; never raises for the network.

        With ``html_only`` the body of anything else (a video, a PDF) is not downloaded. With
        ``obey_robots`` the robots.txt of each host on the way is read first. The host ``trusted``,
        and no other, may show any certificate. A 304 comes back as a
        ``Response`` only if ``validators`` were sent to the host that answers it.
        """
        try:
            target = parsed(url)
            question = _Question(
                now,
                Budget(self.policy.deadline),
                max_body or self.policy.max_body,
                accept,
                html_only,
                obey_robots,
                trusted,
            )
            return await self._follow(target, validators or Validators(), question)
        except ValueError as error:
            # What a site writes may be no address or header for a library that reads it later.
            what = (
                f"the address or the answer cannot be understood ({error}); look at it in a browser"
            )
            return Failure("fetch", shown(url), Reason.BAD_RESPONSE, what, hard=True)
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

    async def _follow(self, target: URL, validators: Validators, question: _Question) -> Response:
        """Redirects by hand; what was meant for one host is never sent to another."""
        private = _conditions(validators)
        conditional = bool(private)
        if target.user is not None:
            private["Authorization"] = aiohttp.encode_basic_auth(target.user, target.password or "")
        if target.raw_user is not None or target.raw_password is not None or target.raw_fragment:
            target = target.with_user(None).with_fragment(None)
        asked = target
        seen: set[URL] = set()
        permanent = True
        while target not in seen and len(seen) <= self.policy.max_redirects:
            seen.add(target)
            with self._gate(f"{target.host}:{target.port}").wanted():
                if question.obey_robots:
                    await self._ask_robots(target, question)
                answer = await self._visit(target, {"Accept": question.accept, **private}, question)
            if isinstance(answer, Answer):
                _judge(answer, question.now, conditional=conditional)
                headers = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
                moved = str(target) if permanent and target != asked else None
                return Response(
                    str(asked),
                    str(target),
                    answer.status,
                    headers,
                    answer.body,
                    question.now,
                    moved,
                )
            if not _same_place(target, answer.target):
                private, conditional = {}, False
            target, permanent = answer.target, permanent and answer.permanent
        raise Problem(
            Reason.REDIRECTS,
            f"redirected in a circle or more than {self.policy.max_redirects} times, last to "
            f"{shown(str(target))}; open the address in a browser and use where it ends",
        )

    async def _visit(
        self, target: URL, headers: Mapping[str, str], question: _Question
    ) -> Answer | Redirect:
        """One hop, tried twice if the connection was refused or broke."""
        gate = self._gate(f"{target.host}:{target.port}")
        for last_try in (False, True):
            try:
                async with (
                    gate.turn(question.now, self._slots),
                    question.budget,
                    self._session.get(
                        target,
                        headers={**headers, **self._closing(gate)},
                        trace_request_ctx=gate,
                        allow_redirects=False,
                        ssl=target.host != question.trusted,
                    ) as response,
                ):
                    answer = await read(response, cap=question.cap, html_only=question.html_only)
                    gate.silences = 0
                    if isinstance(answer, Answer):
                        gate.heed(answer, question.now + self._elapsed())
                    return answer
            except (aiohttp.ClientError, OSError) as error:
                if last_try or not may_pass(error):
                    gate.silences += 1
                    raise explained(error, self.policy.deadline) from error
        raise AssertionError

    async def _ask_robots(self, target: URL, question: _Question) -> None:
        """Raises ``Problem`` where the site does not want us at ``target``."""
        site = str(target.origin())
        if site not in self._robots:
            self._robots[site] = asyncio.create_task(self._read_robots(target, question))
        # Shielded: others wait for the same answer.
        found = await asyncio.shield(self._robots[site])
        found.check(str(target), self.policy.user_agent)

    async def _read_robots(self, target: URL, question: _Question) -> Robots:
        question = replace(
            question,
            budget=Budget(self.policy.deadline),
            cap=robots.MAX_BYTES,
            accept="text/plain, */*;q=0.1",
            html_only=False,
            obey_robots=False,
        )
        try:
            answer = await self._follow(target.origin() / "robots.txt", Validators(), question)
        except Problem as problem:
            return robots.robots_after(problem)
        found = robots.robots_from(answer.status, answer.body)
        gate = self._gate(f"{target.host}:{target.port}")
        gate.slow_down(found.delay(self.policy.user_agent))
        return found

    def _elapsed(self) -> timedelta:
        """Since the run began, whose time is every request's ``now``."""
        return timedelta(seconds=round(asyncio.get_running_loop().time() - self._opened))

    def _closing(self, gate: Gate) -> dict[str, str]:
        """The header for a last request: over thousands of hosts, open connections are too many files."""
        many = len(self._gates) > MANY_HOSTS
        return {"Connection": "close"} if many and gate.is_last else {}

    def _gate(self, host: str) -> Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = Gate(self.policy.pause, self.policy.host_time)
        return gate


def _sending() -> aiohttp.TraceConfig:
    """Counts a pause from when the request is sent: to find and reach a site may take as long."""

    async def sent(_: object, context: SimpleNamespace, __: object) -> None:
        gate: Gate = context.trace_request_ctx
        gate.sent()

    tracing = aiohttp.TraceConfig()
    tracing.on_request_headers_sent.append(sent)
    return tracing


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
