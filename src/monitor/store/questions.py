"""Questions kept as files: SQL with a first line that says what it asks, and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import UsageError, did_you_mean

PARAMETER = re.compile(r"^-- \$(\w+) = (.*)$", re.MULTILINE)


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
        raise UsageError(
            f"there is no saved question '{name}'",
            mend=did_you_mean(f"@{name}", [f"@{one}" for one in known], "see: monitor sql --list"),
        )
    return known[name]
