"""The published snapshot as people ask it: read-only SQL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from monitor.errors import UsageError

MEMORY_LIMIT = "2GB"


class Snapshot:
    """The published file, opened read-only and shut off from files, network and settings."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one short use. Raises ``UsageError`` where there is no snapshot."""
        if not self._path.exists():
            raise UsageError(
                "there is no snapshot yet",
                where=self._path,
                mend="run `monitor run` first, or name the folder with --warehouse",
            )
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "memory_limit": MEMORY_LIMIT,
        }
        try:
            connection = duckdb.connect(str(self._path), read_only=True, config=config)
        except duckdb.Error as error:
            # Nothing of ours holds a snapshot; a program that opened it for writing shuts us out.
            holder = re.search(r"\(PID (\d+)\)", str(error))
            raise UsageError(
                f"process {holder[1]} has the snapshot open for writing"
                if holder
                else f"the snapshot cannot be opened: {str(error).splitlines()[0]}",
                where=self._path,
                mend="open it read-only there; the next run puts a new one in place",
            ) from None
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()


def ask(snapshot: Path, sql: str, parameters: Mapping[str, str] | None = None) -> pa.Table:
    """The answer to one query on the snapshot.

    Raises ``UsageError`` where there is no snapshot, and for SQL that DuckDB refuses.
    """
    with Snapshot(snapshot).session() as connection:
        try:
            if not connection.extract_statements(sql):
                raise UsageError(
                    "there is no statement in the query", mend="see: monitor sql --list"
                )
            return connection.execute(sql, dict(parameters or {}) or None).to_arrow_table()
        except duckdb.Error as error:
            raise UsageError(
                str(error).strip(),
                mend="tables and columns: warehouse/README.md, or FROM duckdb_views()",
            ) from None


def last_good_run(snapshot: Path) -> datetime | None:
    """When the last run that ended well began; None before the first."""
    if not snapshot.exists():
        return None
    rows = ask(snapshot, "SELECT max(started_at) AS began FROM runs WHERE state = 'done'")
    began: datetime | None = rows.to_pylist()[0]["began"]
    return began
