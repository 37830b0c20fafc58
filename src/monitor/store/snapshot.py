"""The published snapshot as people ask it: read-only SQL, and questions kept as files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from monitor.errors import UsageError

PARAMETER = re.compile(r"^-- \$(\w+) = (.*)$", re.MULTILINE)
MEMORY_LIMIT = "2GB"


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query: what it asks in words, and its parameters with their defaults."""

    name: str
    asks: str
    sql: str
    parameters: Mapping[str, str]


def questions(folder: Path) -> tuple[Question, ...]:
    """The questions of a folder: ``name.sql``, the first line says what is asked."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_text("utf-8")
        asks = sql.partition("\n")[0].removeprefix("--").strip()
        found.append(Question(path.stem, asks, sql, dict(PARAMETER.findall(sql))))
    return tuple(found)


def question(folder: Path, name: str) -> Question:
    """One saved question. Raises ``UsageError``."""
    known = {one.name: one for one in questions(folder)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        raise UsageError(
            f"there is no saved question '{name}'",
            mend=f"did you mean '@{near[0]}'?" if near else "see: monitor sql --list",
        )
    return known[name]


def ask(snapshot: Path, sql: str, parameters: Mapping[str, str] | None = None) -> pa.Table:
    """The answer to one query on the snapshot, read-only and shut off from files and network.

    Raises ``UsageError`` where there is no snapshot, and for SQL that DuckDB refuses.
    """
    if not snapshot.exists():
        raise UsageError(
            "there is no snapshot yet",
            where=snapshot,
            mend="run `monitor run` first, or name the folder with --warehouse",
        )
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "memory_limit": MEMORY_LIMIT,
    }
    try:
        connection = duckdb.connect(str(snapshot), read_only=True, config=config)
    except duckdb.Error as error:
        raise UsageError(
            f"the snapshot cannot be opened: {str(error).splitlines()[0]}", where=snapshot
        ) from None
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        return connection.execute(sql, dict(parameters or {}) or None).to_arrow_table()
    except duckdb.Error as error:
        raise UsageError(
            str(error).strip(),
            mend="tables and columns: warehouse/README.md, or FROM duckdb_views()",
        ) from None
    finally:
        connection.close()


def last_good_run(snapshot: Path) -> datetime | None:
    """When the last run that ended well began; None before the first."""
    if not snapshot.exists():
        return None
    rows = ask(snapshot, "SELECT max(started_at) AS began FROM runs WHERE state = 'done'")
    began: datetime | None = rows.to_pylist()[0]["began"]
    return began
