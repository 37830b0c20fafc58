"""What holds for the whole suite."""

from collections.abc import Iterator

import pytest

from tests.support.canary import CANARY


@pytest.fixture(scope="session", autouse=True)
def nobody_at_the_canary() -> Iterator[None]:
    """No test, whatever it serves, makes the program connect to an address that is not allowed."""
    yield
    assert CANARY.connections == []
