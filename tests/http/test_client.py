"""The real client against a real hostile server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from monitor.http import Client, NetworkPolicy
from monitor.model import Failure, Reason, Response, Validators
from tests.support.hostile import FAULTS, FEED, PAGE, Hostile, answer, hostile, once, raw, slow
from tests.support.memory import Memory

NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
POLICY = NetworkPolicy(
    allow=(ip_network("127.0.0.1/32"),), pause=0, deadline=2.0, max_body=1_000_000
)


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(POLICY) as running:
        yield running


async def failure(client: Client, url: str, now: datetime = NOW) -> Failure:
    found = await client.fetch(url, now=now)
    assert isinstance(found, Failure), found
    return found


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/feed", FEED),
        ("/page", PAGE),
        ("/gzip", FEED),
        ("/gzip-two-members", FEED + b"<!-- -->"),
        ("/chunked", b"hello"),
        ("/nothing", b""),
        ("/hops?5", FEED),
        ("/bomb-redirect", FEED),
        ("/redirect-hanging-body", FEED),
        ("/cookies", b"ok"),
    ],
)
async def test_a_complete_answer_comes_back_unpacked(
    server: Hostile, client: Client, path: str, body: bytes
) -> None:
    found = await client.fetch(server.url(path), now=NOW)
    assert isinstance(found, Response), found
    assert (found.status, found.body, found.fetched_at) == (200, body, NOW)
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/never", Reason.TIMEOUT),
        ("/drip", Reason.TIMEOUT),
        ("/drip-headers", Reason.TIMEOUT),
        ("/hang-in-body", Reason.TIMEOUT),
        ("/endless", Reason.TOO_LARGE),
        ("/endless-chunks", Reason.TOO_LARGE),
        ("/big", Reason.TOO_LARGE),
        ("/gzip-bomb", Reason.TOO_LARGE),
        ("/close", Reason.UNREACHABLE),
        ("/reset", Reason.UNREACHABLE),
        ("/short-body", Reason.INCOMPLETE),
        ("/reset-in-body", Reason.INCOMPLETE),
        ("/cut-chunk", Reason.INCOMPLETE),
        ("/no-last-chunk", Reason.INCOMPLETE),
        ("/partial", Reason.INCOMPLETE),
        ("/truncated-gzip", Reason.INCOMPLETE),
        ("/false-gzip", Reason.INCOMPLETE),
        ("/corrupt-gzip", Reason.INCOMPLETE),
        ("/bad-chunk", Reason.BAD_RESPONSE),
        ("/bad-length", Reason.BAD_RESPONSE),
        ("/negative-length", Reason.BAD_RESPONSE),
        ("/not-http", Reason.BAD_RESPONSE),
        ("/bad-status", Reason.BAD_RESPONSE),
        ("/5000-headers", Reason.BAD_RESPONSE),
        ("/huge-header", Reason.BAD_RESPONSE),
        ("/endless-header", Reason.BAD_RESPONSE),
        ("/brotli", Reason.BAD_ENCODING),
        ("/deflate", Reason.BAD_ENCODING),
        ("/nested", Reason.BAD_ENCODING),
        ("/hops?6", Reason.REDIRECTS),
        ("/loop", Reason.REDIRECTS),
        ("/ping", Reason.REDIRECTS),
        ("/nowhere", Reason.BAD_RESPONSE),
        ("/to-nonsense", Reason.BAD_RESPONSE),
        ("/to-metadata", Reason.FORBIDDEN_ADDRESS),
        ("/to-private", Reason.FORBIDDEN_ADDRESS),
        ("/to-file", Reason.FORBIDDEN_SCHEME),
        ("/to-data", Reason.FORBIDDEN_SCHEME),
        ("/to-ftp", Reason.FORBIDDEN_SCHEME),
        ("/to-javascript", Reason.FORBIDDEN_SCHEME),
        ("/304-unasked", Reason.BAD_RESPONSE),
        ("/404", Reason.HTTP_STATUS),
        ("/429", Reason.RATE_LIMITED),
    ],
)
async def test_a_fault_is_named(server: Hostile, client: Client, path: str, reason: Reason) -> None:
    found = await failure(client, server.url(path))
    assert found.reason is reason, found
    assert found.key == server.url(path)


async def test_no_fault_raises_or_stops_the_others(server: Hostile) -> None:
    async with Client(replace(POLICY, hosts={}, concurrency=200)) as client:
        found = await asyncio.gather(
            *(client.fetch(server.url(path), now=NOW) for path in FAULTS if path != "/429"),
            return_exceptions=True,
        )
    strange = [one for one in found if not isinstance(one, Response | Failure)]
    assert not strange
    assert all(one.message for one in found if isinstance(one, Failure))


async def test_a_bomb_costs_no_memory(server: Hostile, client: Client) -> None:
    with Memory() as memory:
        assert (await failure(client, server.url("/gzip-bomb"))).hard
    assert memory.grown < 20_000  # kB


@pytest.mark.parametrize("path", ["/close", "/reset", "/reset-in-body", "/short-body"])
async def test_a_dropped_connection_is_tried_once_more(
    server: Hostile, client: Client, path: str
) -> None:
    server.pages["/flaky"] = once(FAULTS[path], FAULTS["/feed"])
    found = await client.fetch(server.url("/flaky"), now=NOW)
    assert isinstance(found, Response), found
    await failure(client, server.url(path))
    assert [r.path for r in server.requests] == ["/flaky", "/flaky", path, path]


@pytest.mark.parametrize("path", ["/never", "/500", "/404", "/truncated-gzip", "/429"])
async def test_nothing_else_is_tried_twice(server: Hostile, client: Client, path: str) -> None:
    await failure(client, server.url(path))
    assert len(server.requests) == 1


async def test_an_unchanged_document_is_a_304_only_when_asked(
    server: Hostile, client: Client
) -> None:
    url = server.url("/conditional")
    first = await client.fetch(url, now=NOW)
    assert isinstance(first, Response)
    second = await client.fetch(url, now=NOW, validators=Validators(etag=first.headers["etag"]))
    assert isinstance(second, Response)
    assert (first.status, second.status, second.body) == (200, 304, b"")


async def test_what_is_asked_is_honest_and_minimal(server: Hostile) -> None:
    policy = replace(POLICY, contact="https://desk.example/bot")
    async with Client(policy) as client:
        await client.fetch(server.url("/cookies"), now=NOW, accept="text/html")
        await client.fetch(server.url("/feed"), now=NOW)
    sent = server.requests[1].headers
    assert "+https://desk.example/bot" in sent["user-agent"]
    assert sent["accept-encoding"] == "gzip"
    assert server.requests[0].headers["accept"] == "text/html"
    assert {"cookie", "authorization", "if-none-match", "referer"}.isdisjoint(sent)


async def test_secrets_stay_with_the_host_they_were_meant_for(
    server: Hostile, client: Client
) -> None:
    async with hostile() as other:
        start = server.url("/to", host=f"desk:planted@{server.host}")
        validators = Validators(etag='"v1"', last_modified="Mon, 04 Nov 2024 06:00:00 GMT")
        found = await client.fetch(f"{start}?{other.url('/feed')}", now=NOW, validators=validators)
        assert isinstance(found, Response), found
        assert found.final_url == other.url("/feed")
        assert "planted" not in repr(found)
        private = {"authorization", "if-none-match", "if-modified-since"}
        assert private <= set(server.requests[0].headers)
        assert private.isdisjoint(other.requests[0].headers)


async def test_a_password_is_in_no_failure(server: Hostile, client: Client) -> None:
    for path in ("/404", "/reset", "/to-metadata", "/loop", "/to?ftp://desk:planted@host/"):
        url = server.url(path, host=f"desk:planted@{server.host}")
        assert "planted" not in repr(await failure(client, url))


async def test_a_redirect_within_the_host_keeps_its_credentials(
    server: Hostile, client: Client
) -> None:
    await client.fetch(server.url("/to?/feed", host=f"desk:pw@{server.host}"), now=NOW)
    assert (
        server.requests[1].headers["authorization"] == server.requests[0].headers["authorization"]
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "127.0.0.2",
        "2130706434",
        "0x7f.2",
        "017700000002",
        "127.2",
        "[::ffff:127.0.0.2]",
        "inside.example",
    ],
)
async def test_the_canary_on_a_private_address_sees_no_connection(
    server: Hostile, spelling: str
) -> None:
    async with hostile("127.0.0.2") as canary:
        policy = replace(POLICY, hosts={"inside.example": ("127.0.0.2", canary.port)})
        async with Client(policy) as client:
            target = canary.url("/feed", host=spelling)
            for url in (target, server.url(f"/to?{target}")):
                found = await failure(client, url)
                assert found.reason is Reason.FORBIDDEN_ADDRESS, found
                assert found.hard
        assert canary.connections == 0


async def test_a_refused_address_says_how_to_allow_it(client: Client) -> None:
    found = await failure(client, "http://127.0.0.3/")
    assert "--allow-network 127.0.0.3" in found.message


async def test_a_name_in_the_host_table_is_asked_there(server: Hostile) -> None:
    policy = replace(POLICY, hosts={"outlet.example": (server.host, server.port)})
    async with Client(policy) as client:
        found = await client.fetch("http://outlet.example/feed", now=NOW)
    assert isinstance(found, Response)
    assert found.final_url == "http://outlet.example/feed"
    assert server.requests[0].headers["host"] == "outlet.example"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "data:,x", "feed"]
)
async def test_only_the_web_is_opened(client: Client, url: str) -> None:
    assert (await failure(client, url)).reason is Reason.FORBIDDEN_SCHEME


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://[::bad/",
        "http://[1::2::3]/",
        "http://a.example:99999/",
        f"http://{'a' * 70}.example/",
        f"http://{'ü' * 70}.example/",
        "http://xn--a.example/",
        "http://xn--/",
        "http://a..b/",
        "http://℀.example/",
    ],
)
async def test_a_misspelt_address_is_a_failure(server: Hostile, client: Client, url: str) -> None:
    assert isinstance(await client.fetch(url, now=NOW), Failure)
    found = await client.fetch(server.url(f"/to?{quote(url)}"), now=NOW, obey_robots=True)
    assert isinstance(found, Failure)


async def test_a_certificate_that_cannot_be_trusted_is_refused(client: Client) -> None:
    async with hostile(tls=True) as server:
        found = await failure(client, server.url("/feed"))
        assert (found.reason, found.hard) == (Reason.TLS, True)
        assert not server.requests


async def test_a_closed_port_is_unreachable(client: Client) -> None:
    async with hostile() as server:
        url = server.url("/feed")
    assert (await failure(client, url)).reason is Reason.UNREACHABLE


async def test_environment_proxies_are_ignored(
    server: Hostile, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hostile() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        assert isinstance(await client.fetch(server.url("/feed"), now=NOW), Response)
        assert proxy.connections == 0


async def test_only_web_pages_are_downloaded_as_articles(server: Hostile, client: Client) -> None:
    video = await client.fetch(server.url("/video"), now=NOW, html_only=True)
    assert isinstance(video, Failure)
    assert video.reason is Reason.NOT_HTML
    assert isinstance(await client.fetch(server.url("/page"), now=NOW, html_only=True), Response)


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        ("/429-seconds", 120),
        ("/429-year", 86_400),
        ("/429-digits", 86_400),
        ("/429-junk", 60),
        ("/429", 60),
        ("/503-date", 600),
        ("/429-date-past-all-dates", 60),
    ],
)
async def test_a_site_that_asks_for_rest_gets_it(
    server: Hostile, client: Client, path: str, seconds: float
) -> None:
    assert (await failure(client, server.url(path))).retry_after == seconds
    early = await failure(client, server.url("/feed"), NOW + timedelta(seconds=seconds - 1))
    assert (early.reason, early.retry_after) == (Reason.RATE_LIMITED, 1)
    assert len(server.requests) == 1
    later = await client.fetch(server.url("/feed"), now=NOW + timedelta(seconds=seconds))
    assert isinstance(later, Response)


@pytest.mark.parametrize(
    ("status", "hard"), [(401, True), (403, True), (404, False), (410, True), (500, False)]
)
async def test_a_status_is_told_in_a_sentence(
    server: Hostile, client: Client, status: int, hard: bool
) -> None:
    found = await failure(client, server.url(f"/{status}"))
    assert (found.http_status, found.hard) == (status, hard)
    assert str(status) in found.message


async def test_a_challenge_is_named(server: Hostile, client: Client) -> None:
    assert "human" in (await failure(client, server.url("/challenge"))).message


async def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(server: Hostile) -> None:
    server.pages["/slow"] = slow(answer(b"ok"), 0.02)
    async with Client(replace(POLICY, pause=0.1)) as client:
        await asyncio.gather(*(client.fetch(server.url("/slow"), now=NOW) for _ in range(4)))
    starts = [request.started for request in server.requests]
    assert server.most_active == 1
    assert min(b - a for a, b in pairwise(starts)) > 0.09


async def test_the_pause_counts_from_when_a_request_is_sent(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = aiohttp.ThreadedResolver.resolve

    async def late(*asked: Any) -> Any:
        if not server.requests:
            await asyncio.sleep(0.15)
        return await resolve(*asked)

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", late)
    async with Client(replace(POLICY, pause=0.1)) as client:
        url = server.url("/page", host="localhost")
        await asyncio.gather(*(client.fetch(url, now=NOW) for _ in range(2)))
    first, second = (request.started for request in server.requests)
    assert second - first > 0.09


async def test_where_hosts_are_many_the_last_request_to_one_gives_its_connection_back(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.http.client.MANY_HOSTS", 0)
    async with Client(POLICY) as client:
        pages = [server.url(f"/page?{number}") for number in range(3)]
        await asyncio.gather(*(client.fetch(url, now=NOW, obey_robots=True) for url in pages))
        await client.fetch(server.url("/feed"), now=NOW)
    kept = [one.headers.get("connection", "keep-alive") for one in server.requests]
    assert kept == ["keep-alive", "keep-alive", "keep-alive", "close", "close"]


async def test_hosts_do_not_wait_for_each_other(server: Hostile) -> None:
    server.pages["/slow"] = slow(answer(b"ok"), 0.1)
    names = {f"{n}.example": (server.host, server.port) for n in range(8)}
    async with Client(replace(POLICY, hosts=names, concurrency=3)) as client:
        await asyncio.gather(*(client.fetch(f"http://{n}/slow", now=NOW) for n in names))
    assert server.most_active == 3


async def test_waiting_for_a_turn_does_not_use_up_the_deadline(server: Hostile) -> None:
    server.pages["/slow"] = slow(answer(b"ok"), 0.3)
    async with Client(replace(POLICY, deadline=0.5)) as client:
        found = await asyncio.gather(
            *(client.fetch(server.url("/slow"), now=NOW) for _ in range(3))
        )
    assert all(isinstance(one, Response) for one in found)


async def test_a_host_that_dropped_a_request_still_answers_the_next(
    server: Hostile, client: Client
) -> None:
    server.pages["/once"] = once(raw(end="reset"), raw(end="reset"))
    await failure(client, server.url("/once"))
    assert isinstance(await client.fetch(server.url("/feed"), now=NOW), Response)


async def test_a_certificate_is_left_unchecked_for_the_named_host_only(client: Client) -> None:
    async with hostile(tls=True) as server, hostile("127.0.0.2", tls=True) as other:
        found = await client.fetch(server.url("/feed"), now=NOW, trusted=server.host)
        assert isinstance(found, Response), found
        allowed = replace(POLICY, allow=(ip_network("127.0.0.0/30"),))
        async with Client(allowed) as both:
            away = server.url(f"/to?{other.url('/feed')}")
            elsewhere = await both.fetch(away, now=NOW, trusted=server.host)
        assert isinstance(elsewhere, Failure)
        assert elsewhere.reason is Reason.TLS
        assert not other.requests


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("/feed", None),
        ("/to?/feed", None),
        ("/to-301?/feed", "/feed"),
        ("/to-308?/feed", "/feed"),
        ("/to-301?/to?/feed", None),
    ],
)
async def test_only_a_permanent_redirect_is_a_move(
    server: Hostile, client: Client, path: str, moved: str | None
) -> None:
    found = await client.fetch(server.url(path), now=NOW)
    assert isinstance(found, Response)
    assert found.moved_to == (server.url(moved) if moved else None)


async def test_rest_that_a_site_asked_for_outlasts_the_client(
    server: Hostile, client: Client
) -> None:
    await failure(client, server.url("/429-seconds"))
    async with Client(POLICY, client.closed) as next_run:
        early = await failure(next_run, server.url("/feed"), NOW + timedelta(seconds=60))
        assert early.reason is Reason.RATE_LIMITED
        later = await next_run.fetch(server.url("/feed"), now=NOW + timedelta(seconds=120))
        assert isinstance(later, Response)


async def test_one_host_cannot_hold_a_run_up(server: Hostile) -> None:
    server.pages["/slow"] = slow(answer(b"ok"), 0.05)
    async with Client(replace(POLICY, host_time=0.12)) as client:
        found = [await client.fetch(server.url("/slow"), now=NOW) for _ in range(6)]
    postponed = [one for one in found if isinstance(one, Failure)]
    assert 1 <= len(postponed) <= 4
    assert {one.reason for one in postponed} == {Reason.POSTPONED}
    assert all(not one.hard for one in postponed)


def _names(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A name service of our own: each question gets the next address."""
    asked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1] if host == "shifty.example" else host
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        place = (address, port, 0, 0) if ":" in address else (address, port)
        return [(family, socket.SOCK_STREAM, 6, "", place)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


async def test_a_name_that_changes_its_answer_is_connected_as_checked(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hostile("127.0.0.2") as canary:
        asked = _names(["127.0.0.1", "127.0.0.2"], monkeypatch)
        url = server.url("/reset", host="shifty.example")
        async with Client(POLICY) as client:
            await client.fetch(url, now=NOW)
            second = await failure(client, canary.url("/feed", host="shifty.example"))
        assert second.reason is Reason.FORBIDDEN_ADDRESS
        assert asked.count("shifty.example") >= 2
        assert canary.connections == 0


@pytest.mark.parametrize("address", ["::ffff:127.0.0.2", "::1", "fe80::1", "64:ff9b::7f00:2"])
async def test_a_name_that_hides_an_address_in_another_is_refused(
    monkeypatch: pytest.MonkeyPatch, client: Client, address: str
) -> None:
    _names([address], monkeypatch)
    found = await failure(client, "http://shifty.example/")
    assert found.reason is Reason.FORBIDDEN_ADDRESS, found
