"""How the sources have been, and what became of what they offered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from monitor.cli.common import (
    WAREHOUSE,
    JsonOption,
    WarehouseOption,
    print_json,
    say,
)

# A move that the site has stood by for so long is worth a change of the list.
SETTLED = timedelta(days=7)

_HEALTH = """
SELECT health.*, name, usual, new, epoch(gap) AS gap, strikes FROM source_health AS health
JOIN sources USING (source_id) JOIN source_state USING (source_id)
WHERE last_listed_at = (SELECT max(last_listed_at) FROM sources)
ORDER BY failing_since NULLS LAST, silent_since NULLS LAST, source_id
"""

_COVERAGE = """
SELECT CAST(day AS VARCHAR) AS day, source_id, fate, reason, entries FROM coverage
WHERE day > (SELECT max(day) FROM coverage) - CAST($days AS INTEGER) AND source_id LIKE $source
ORDER BY day DESC, source_id, fate, reason
"""

DaysOption = Annotated[int, typer.Option("--days", min=1, help="How many days back.")]
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="ID", help="Only this source.")
]


def health(
    warehouse: WarehouseOption = WAREHOUSE,
    everything: Annotated[bool, typer.Option("--all", help="Those that are well, too.")] = False,
    json_output: JsonOption = False,
) -> None:
    """Tell which sources fail, are silent or have moved.

    And which can be read only in part. A source that fails is asked less and less often, but never given up; the next good answer
    clears it.

    \b
    Example:
      monitor sources health
      monitor sources health --all
    """
    from monitor.store.snapshot import ask

    rows = ask(warehouse / "monitor.duckdb", _HEALTH).to_pylist()
    if json_output:
        print_json([_plain(row) for row in rows])
        return
    ailing = 0
    for row in rows:
        sentences = complaints(row)
        ailing += bool(sentences)
        if sentences or everything:
            say(f"{row['source_id']}  ({row['name']})")
            for sentence in sentences or ["well"]:
                say(f"    {sentence}")
            say(f"    {_facts(row)}")
    say(f"{len(rows) - ailing} of {len(rows)} sources are well")


def coverage(
    warehouse: WarehouseOption = WAREHOUSE,
    days: DaysOption = 7,
    source: SourceOption = None,
    json_output: JsonOption = False,
) -> None:
    """Tell what became of every entry that was offered.

    By source and day: read in full, stored in part, edited, known already, or dropped, with the reason: nothing is left out.

    \b
    Example:
      monitor coverage --days 2
      monitor coverage --source tass-en --json
    """
    from monitor.store.snapshot import ask

    asked = {"days": str(days), "source": source or "%"}
    rows = ask(warehouse / "monitor.duckdb", _COVERAGE, asked).to_pylist()
    if json_output:
        print_json(rows)
        return
    if not rows:
        say("no source has offered anything yet" if source is None else f"nothing of '{source}'")
        return
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        line = lines.setdefault((row["day"], row["source_id"]), {})
        line[f"{row['fate']} {row['reason']}".strip()] = row["entries"]
    say(
        f"{'day':<11}{'source':<26}{'offered':>8}{'articles':>9}{'in part':>8}{'edited':>8}"
        f"{'known':>7}  dropped"
    )
    for (day, source_id), found in lines.items():
        sums = {
            fate: sum(n for key, n in found.items() if key.split(" ")[0] == fate)
            for fate in ("article", "partial", "edited", "known", "dropped")
        }
        why = ", ".join(
            f"{n} {key.removeprefix('dropped ').removeprefix('partial ')}"
            for key, n in found.items()
            if key.startswith(("dropped", "partial "))
        )
        counts = (
            f"{sums['article']:>9}{sums['partial']:>8}{sums['edited']:>8}{sums['known']:>7}"
            f"{sums['dropped']:>9}"
        )
        say(f"{day:<11}{source_id:<26}{sum(found.values()):>8}{counts}  {why}".rstrip())


def complaints(row: dict[str, Any]) -> list[str]:
    """What is wrong with a source, each in one sentence with the mend; nothing where it is well."""
    found = []
    asked: datetime = row["last_attempt_at"]
    if row["failing_since"]:
        found.append(f"failing since {_day(row['failing_since'])}: {row['detail']}")
    elif row["outcome"] == "degraded":
        found.append(f"read with trouble: {row['detail']}")
    elif row["silent_since"]:
        days = (asked - row["silent_since"]).days
        found.append(
            f"silent since {_day(row['silent_since'])}, {days} days, which is unusual for it:"
            " open it in a browser, it may have moved"
        )
    if row["moved_to"] and asked - row["moved_since"] >= SETTLED:
        found.append(
            f"has moved for good since {_day(row['moved_since'])}: change its url to {row['moved_to']}"
        )
    share = row["full_text_share"]
    if share is not None and share < 0.5:
        found.append(
            f"only {share:.0%} of its articles could be read in full: `monitor coverage --source"
            f" {row['source_id']}` says why"
        )
    return found


def _facts(row: dict[str, Any]) -> str:
    read = f"last read {_day(row['last_ok_at'])}" if row["last_ok_at"] else "never read"
    facts = [read, f"{row['usual']} entries usually"]
    if row["full_text_share"] is not None:
        facts.append(f"{row['full_text_share']:.0%} in full")
    if row["strikes"]:
        facts.append(f"asked again after {_day(_next(row))}")
    return ", ".join(facts)


def _next(row: dict[str, Any]) -> datetime:
    from monitor.model import SourceState
    from monitor.rhythm import interval

    state = SourceState(strikes=row["strikes"], new=row["new"], gap=timedelta(seconds=row["gap"]))
    asked: datetime = row["last_attempt_at"]
    return asked + interval(state)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in row.items() if key not in ("gap", "new", "usual")}
    return told | {"complaints": complaints(row), "next_attempt_after": _next(row)}
