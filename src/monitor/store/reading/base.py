"""What every reader of the warehouse needs: something that opens it for a moment."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

import duckdb


class Store(Protocol):
    """Something that opens a database file for one short use."""

    def session(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection, closed at the end of the block."""
        ...


class Reading:
    """Reads by short sessions of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
