"""The garbage collector rests while names are loaded, and is as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from monitor.watch.uncollected import uncollected


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_the_collector_rests_and_goes_on_also_after_a_mistake() -> None:
    seen = []

    @uncollected()
    def load() -> None:
        seen.append(gc.isenabled())
        raise KeyError

    with pytest.raises(KeyError):
        load()
    assert seen == [False]
    assert gc.isenabled()


def test_what_rested_before_rests_on() -> None:
    gc.disable()
    with uncollected(), uncollected():
        pass
    assert not gc.isenabled()
