"""Where a connection may go: checked when the name is resolved, and again when the socket is made."""

from __future__ import annotations

import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.http.addresses import refusal
from monitor.http.faults import ForbiddenAddress
from monitor.http.policy import NetworkPolicy

# Seconds for which an idle connection outlasts the pause, where the site does not close it itself.
SLACK = 2.0
_AnyAddress = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]


def connector(policy: NetworkPolicy) -> aiohttp.TCPConnector:
    """Connections to what ``policy`` allows, and to nothing else."""

    def checked_socket(info: tuple[int, int, int, str, _AnyAddress]) -> socket.socket:
        family, kind, proto, _, place = info
        _check(str(place[0]), int(place[1]), policy)
        return socket.socket(family, kind, proto)

    return aiohttp.TCPConnector(
        limit=0,
        keepalive_timeout=policy.pause + SLACK,
        resolver=_Resolver(policy),
        socket_factory=checked_socket,
    )


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
