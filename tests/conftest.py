"""What holds for the whole suite."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from monitor.http.policy import NetworkPolicy
from tests.support.canary import CANARY
from tests.support.desk import Desk, desk
from tests.support.weeks import BEGIN, DAY, run

# As itself, and as the addresses of IPv6 that stand for it.
_SPELLINGS = [ip_address(before + CANARY.address) for before in ("", "::", "::ffff:", "64:ff9b::")]
_init = NetworkPolicy.__init__


def _init_without_canary(policy: NetworkPolicy, *args: Any, **named: Any) -> None:
    _init(policy, *args, **named)
    wide = [network for network in policy.allow if any(one in network for one in _SPELLINGS)]
    assert not wide, f"a test allows {wide[0]}, in which the canary lies; use 127.0.0.1/32"


# Here, and not in a fixture, because some policies are made while the tests are collected.
NetworkPolicy.__init__ = _init_without_canary  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def nobody_at_the_canary() -> Iterator[None]:
    """No test, whatever it serves, makes the program connect to an address that is not allowed."""
    yield
    assert CANARY.connections == []


@pytest.fixture(scope="session")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """21 mornings, from Tuesday 5 to Monday 25 November. Tests only read it."""
    with desk(tmp_path_factory.mktemp("weeks"), BEGIN) as it:
        run(it, [BEGIN + number * DAY for number in range(21)])
        yield it


# Whole runs that several tests look at take up to two minutes: one process makes them, not each.
WHOLE_RUNS = {"later", "three_days", "undisturbed", "week"}


# First, because xdist reads the groups in a hook of the same name.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = getattr(item, "fixturenames", ())
        for whole in WHOLE_RUNS.intersection(names):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{whole}"))
        if "weeks" in names:
            item.add_marker(pytest.mark.xdist_group("weeks"))
    # Long ones first, so that no process is left alone with them at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
