"""The canary of the suite can be heard, and is not: the test of the test, and of its spellings."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from monitor.http import Client, NetworkPolicy
from monitor.model import Failure, Reason
from tests.http.test_client import NOW, POLICY
from tests.support.canary import CANARY, Canary
from tests.support.hostile import Hostile, hostile


@pytest.fixture
async def server() -> AsyncIterator[Hostile]:
    async with hostile() as running:
        yield running


def test_a_canary_that_is_connected_to_says_so() -> None:
    other = Canary("127.66.66.67")
    with socket.create_connection((other.address, other.port)) as connection:
        connection.settimeout(5)
        assert connection.recv(1) == b""
    assert len(other.connections) == 1


@pytest.mark.parametrize(
    "network", ["127.0.0.0/8", "127.66.66.66/32", "0.0.0.0/0", "::ffff:0:0/96", "64:ff9b::/96"]
)
def test_no_test_may_allow_it(network: str) -> None:
    with pytest.raises(AssertionError, match="in which the canary lies"):
        NetworkPolicy(allow=(ip_network(network),))
    with pytest.raises(AssertionError, match="in which the canary lies"):
        replace(POLICY, allow=(ip_network(network),))


@pytest.mark.parametrize(
    "host",
    [
        "127.66.66.66",
        "2134983234",
        "0x7f.66.66.66",
        "0177.0102.0102.0102",
        "127.4342338",
        "[::ffff:127.66.66.66]",
        "[::ffff:7f42:4242]",
        "[64:ff9b::7f42:4242]",
        "127.66.66.66.",
        "127。66。66。66",
    ],
)
@pytest.mark.parametrize("hops", [0, 1, 2])
async def test_no_spelling_leads_there(server: Hostile, host: str, hops: int) -> None:
    url = CANARY.url(host=host)
    for _ in range(hops):
        url = server.url(f"/to?{url}")
    async with Client(POLICY) as client:
        found = await client.fetch(url, now=NOW, obey_robots=hops == 1)
    assert isinstance(found, Failure)
    assert found.reason in {Reason.FORBIDDEN_ADDRESS, Reason.UNREACHABLE, Reason.BAD_RESPONSE}
    assert not CANARY.connections
