"""Which network addresses may be connected to: public ones, and what the operator allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")


def refusal(
    address: str, port: int, *, allow: Iterable[Network], ports: Collection[int]
) -> str | None:
    """Why ``address:port`` may not be connected to, as a clause; ``None`` if it may.

    An allowed network opens every port. Anything else must be global in every form it can be
    read as (an IPv4 address can hide inside an IPv6 one), and on one of ``ports``.
    """
    given = ip_address(address.partition("%")[0])
    inner = unwrapped(given)
    for network in allow:
        if given in network or inner in network:
            return None
    for ip in (inner,) if inner is not given and given in _NAT64 else (given, inner):
        # is_global is true for some multicast ranges.
        if not ip.is_global or ip.is_multicast:
            return f"{address} is not a public address (allow it with --allow-network {inner})"
    if port not in ports:
        return f"port {port} is not one of {', '.join(map(str, sorted(ports)))}"
    return None


def unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address carried by an IPv6 one (mapped, NAT64, 6to4, Teredo), or ``ip`` itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip
