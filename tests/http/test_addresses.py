from ipaddress import ip_network

import pytest

from monitor.http.addresses import refusal

WEB = frozenset({80, 443})


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_open(address: str) -> None:
    assert refusal(address, 443, allow=(), ports=WEB) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200",
        "0.0.0.0", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_everything_else_is_closed_in_every_disguise(address: str) -> None:
    why = refusal(address, 80, allow=(), ports=WEB)
    assert why
    assert address in why


def test_an_allowed_network_opens_its_addresses_on_every_port() -> None:
    allow = (ip_network("10.1.0.0/16"),)
    assert refusal("10.1.2.3", 8080, allow=allow, ports=WEB) is None
    assert refusal("::ffff:10.1.2.3", 8080, allow=allow, ports=WEB) is None
    assert refusal("10.2.0.1", 80, allow=allow, ports=WEB)


def test_a_public_address_is_reached_on_web_ports_only() -> None:
    assert "25" in (refusal("93.184.215.14", 25, allow=(), ports=WEB) or "")
