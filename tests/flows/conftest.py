"""One Prefect server for all tests here, in a home of its own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Prefect server while the tests last. Prefect is imported here, once its home is known."""
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        import_module("flows")  # its settings come first
        from prefect.testing.utilities import prefect_test_harness

        with prefect_test_harness(server_startup_timeout=120):
            yield home


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Prefect leaves sockets to the collector: let it find them here, not in someone else's test."""
    yield
    gc.collect()
