"""robots.txt, read by the real client from a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise

import pytest

from monitor.http import Client
from monitor.model import Failure, Reason, Response
from tests.http.test_client import NOW, POLICY
from tests.support.hostile import FAULTS, Fault, Hostile, answer, hostile, raw, redirect

RULES = b"""
User-agent: monitor
Disallow: /private
Allow: /private/open
User-agent: *
Disallow: /
"""


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile() as running:
        running.pages["/robots.txt"] = answer(RULES, content_type="text/plain")
        for path in ("/private/a", "/private/open", "/a", "/b", "/c"):
            running.pages[path] = answer(b"ok")
        yield running


async def ask(server: Hostile, *paths: str, **policy: float) -> list[Response | Failure]:
    async with Client(replace(POLICY, **policy)) as client:  # type: ignore[arg-type]
        return list(
            await asyncio.gather(
                *(client.fetch(server.url(path), now=NOW, obey_robots=True) for path in paths)
            )
        )


async def test_what_is_disallowed_is_not_asked_for(server: Hostile) -> None:
    closed, opened, plain = await ask(server, "/private/a", "/private/open", "/a")
    assert isinstance(closed, Failure)
    assert (closed.reason, closed.hard) == (Reason.ROBOTS, True)
    assert isinstance(opened, Response)
    assert isinstance(plain, Response)
    assert sorted(one.path for one in server.requests) == ["/a", "/private/open", "/robots.txt"]


async def test_rules_are_read_once_a_site_and_only_if_asked_for(server: Hostile) -> None:
    await ask(server, "/a", "/b", "/c")
    assert [one.path for one in server.requests].count("/robots.txt") == 1
    server.requests.clear()
    async with Client(POLICY) as client:
        assert isinstance(await client.fetch(server.url("/private/a"), now=NOW), Response)
    assert [one.path for one in server.requests] == ["/private/a"]


async def test_a_redirect_does_not_lead_around_the_rules(server: Hostile) -> None:
    server.pages["/a"] = redirect("/private/a")
    (found,) = await ask(server, "/a")
    assert isinstance(found, Failure)
    assert found.reason is Reason.ROBOTS
    assert "/private/a" not in [one.path for one in server.requests]


@pytest.mark.parametrize(
    "fault",
    [
        answer(b"", status=404),
        answer(b"", status=410),
        answer(b"", status=403),
        answer(b"<html>no rules here</html>", content_type="text/html"),
        answer(b"\xff\xfe\x00garbage"),
        answer(b""),
        redirect("/elsewhere"),
    ],
)
async def test_a_site_without_rules_is_open(server: Hostile, fault: Fault) -> None:
    server.pages["/robots.txt"] = fault
    (found,) = await ask(server, "/private/a")
    assert isinstance(found, Response), found


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer(b"", status=500), Reason.ROBOTS),
        (answer(b"", status=502), Reason.ROBOTS),
        (FAULTS["/never"], Reason.TIMEOUT),
        (FAULTS["/drip"], Reason.TIMEOUT),
        (FAULTS["/reset"], Reason.UNREACHABLE),
        (FAULTS["/short-body"], Reason.ROBOTS),
        (FAULTS["/endless"], Reason.ROBOTS),
        (FAULTS["/gzip-bomb"], Reason.ROBOTS),
        (redirect("/robots.txt"), Reason.ROBOTS),
        (raw(b"nonsense\r\n\r\n"), Reason.ROBOTS),
    ],
)
async def test_a_site_that_fails_to_say_is_closed_for_now(
    server: Hostile, fault: Fault, reason: Reason
) -> None:
    server.pages["/robots.txt"] = fault
    (found,) = await ask(server, "/a")
    assert isinstance(found, Failure)
    assert (found.reason, found.hard) == (reason, False)
    assert "closed for now" in found.message
    assert "/a" not in [one.path for one in server.requests]
    server.pages["/robots.txt"] = answer(b"", status=404)
    assert isinstance((await ask(server, "/a"))[0], Response)


async def test_a_site_that_is_asked_too_often_for_its_rules_is_left_alone(server: Hostile) -> None:
    server.pages["/robots.txt"] = answer(b"", status=429, retry_after="120")
    (found,) = await ask(server, "/a")
    assert isinstance(found, Failure)
    assert (found.reason, found.retry_after) == (Reason.RATE_LIMITED, 120)


async def test_the_delay_a_site_asks_for_is_kept(server: Hostile) -> None:
    server.pages["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 0.2\n")
    await ask(server, "/a", "/b", "/c")
    starts = [one.started for one in server.requests]
    assert len(starts) == 4
    assert min(b - a for a, b in pairwise(starts)) > 0.19


async def test_a_site_too_slow_to_read_is_not_read(server: Hostile) -> None:
    server.pages["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 3600\n")
    (found,) = await ask(server, "/a")
    assert isinstance(found, Failure)
    assert (found.reason, found.hard) == (Reason.ROBOTS, True)
    assert "3600 seconds" not in found.message
    assert "60 minutes" in found.message


async def test_rules_that_try_to_take_time_take_none(server: Hostile) -> None:
    star = "*a" * 200
    body = "".join(f"Disallow: /{star}{n}\n" for n in range(1000))
    server.pages["/robots.txt"] = answer(f"User-agent: *\n{body}".encode())
    server.pages["/" + "a" * 2000] = answer(b"ok")
    (found,) = await ask(server, "/" + "a" * 2000, deadline=5.0)
    assert isinstance(found, Response), found
