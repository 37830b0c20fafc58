"""Asking what is stored: SQL on the snapshot."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import (
    WAREHOUSE,
    WarehouseOption,
    note,
    print_json,
    print_table,
    say,
    shown,
)
from monitor.config import bundled
from monitor.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

# A cell that starts with one of these is a formula to a spreadsheet (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def add_to(app: typer.Typer) -> None:
    app.command()(sql)


def sql(
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="SQL, @name of a saved question, or - for stdin."),
    ] = None,
    output: Annotated[
        TableFormat, typer.Option("--format", help="How to print.")
    ] = TableFormat.TABLE,
    list_questions: Annotated[
        bool, typer.Option("--list", help="List the saved questions.")
    ] = False,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of a saved question."),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV cells as they are, formulas too.")
    ] = False,
    warehouse: WarehouseOption = WAREHOUSE,
) -> None:
    """Ask the published snapshot, read-only.

    A saved question is asked by @name. In your own SQL, --set x=1 fills in $x. What there is to
    ask about is written in warehouse/README.md.

    \b
    Example:
      monitor sql --list
      monitor sql @week --set days=14
      monitor sql "SELECT count(*) FROM hits" --format csv
    """
    if list_questions or query is None:
        _list_questions(output)
        if query is None and not list_questions:
            note('Ask one with: monitor sql @name   ·   or: monitor sql "SELECT …"')
        return
    text, values = _question(query, parameters or [])
    from monitor.store.snapshot import ask

    _print_table(ask(warehouse / "monitor.duckdb", text, values), output, raw=raw)


def _list_questions(output: TableFormat) -> None:
    from monitor.store.questions import questions

    found = questions(bundled("warehouse") / "questions")
    if output is TableFormat.JSON:
        print_json([asdict(one) for one in found])
        return
    width = max(len(one.name) for one in found) + 1
    for one in found:
        given = " ".join(f"--set {name}={value}" for name, value in one.parameters.items())
        say(f"@{one.name:<{width}} {one.asks}{f'  [{given}]' if given else ''}")


def _question(query: str, parameters: list[str]) -> tuple[str, dict[str, str]]:
    """The SQL of a query as typed, and its parameters."""
    given = {}
    for pair in parameters:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"--set {pair}", mend="write it like --set days=7")
        given[name] = value
    if not query.startswith("@"):
        return (sys.stdin.read() if query == "-" else query), given
    from monitor.store.questions import question

    saved = question(bundled("warehouse") / "questions", query[1:])
    for name in given:
        if name not in saved.parameters:
            known = ", ".join(saved.parameters) or "none"
            raise UsageError(f"--set {name}", mend=f"parameters of @{saved.name}: {known}")
    return saved.sql, {**saved.parameters, **given}


def _print_table(table: pa.Table, output: TableFormat, *, raw: bool) -> None:
    if output is TableFormat.PARQUET:
        import pyarrow.parquet as pq

        if sys.stdout.isatty():
            raise UsageError(
                "Parquet is not for a terminal", mend="redirect it: … > answer.parquet"
            )
        pq.write_table(table, sys.stdout.buffer)
        return
    rows: list[dict[str, Any]] = table.to_pylist()
    if output is TableFormat.JSON:
        print_json(rows)
    elif output is TableFormat.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.column_names)
        for row in rows:
            writer.writerow([_cell(value, raw=raw) for value in row.values()])
    else:
        print_table(table.column_names, rows)


def _cell(value: Any, *, raw: bool) -> Any:
    text = shown(value)
    return f"'{text}" if isinstance(value, str) and not raw and text.startswith(FORMULA) else text
