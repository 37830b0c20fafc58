"""For the operator: is it running, is the machine right, and a copy for safety."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import (
    CONFIG,
    SOURCES,
    WAREHOUSE,
    WATCHLISTS,
    ConfigOption,
    JsonOption,
    NowOption,
    SourcesOption,
    WarehouseOption,
    WatchlistsOption,
    moment,
    no_warehouse,
    print_json,
    say,
)
from monitor.cli.progress import waiting
from monitor.errors import MonitorError, UsageError

# A daily run that is this late has failed, whatever anyone says of it.
STALE = timedelta(hours=26)


def add_to(app: typer.Typer) -> None:
    for command in (status, doctor, backup):
        app.command()(command)


def status(
    warehouse: WarehouseOption = WAREHOUSE, now: NowOption = None, json_output: JsonOption = False
) -> None:
    """Tell of the last run and what failed.

    Ends with 1 when no run has succeeded for 26 hours.

    \b
    Example:
      monitor status
      monitor status --json || echo "the monitor has stopped"
    """
    from monitor.store.snapshot import ask

    (row,) = ask(
        warehouse / "monitor.duckdb",
        """
        SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM hits) AS hits,
               (SELECT max(started_at) FROM runs WHERE state = 'done') AS last_good_run,
               (SELECT arg_max(detail, started_at) FROM runs) AS last_run,
               (SELECT max(digest_id) FROM digests) AS last_digest,
               (SELECT count(*) FROM source_health
                WHERE outcome NOT IN ('ok', 'unchanged', 'degraded')) AS failing_sources,
               (SELECT count(*) FROM deliveries
                WHERE current AND state IN ('refused', 'unknown', 'waiting')) AS undelivered
        """,
    ).to_pylist()
    stale = row["last_good_run"] is None or moment(now) - row["last_good_run"] > STALE
    if json_output:
        print_json(row | {"stale": stale})
    else:
        last = row["last_good_run"]
        say(f"last good run    {f'{last:%Y-%m-%d %H:%M} UTC' if last else 'none'}")
        say(f"it did           {row['last_run']}")
        say(f"last digest      {row['last_digest'] or 'none'}")
        say(f"stored           {row['articles']} articles, {row['hits']} hits")
        say(f"failing sources  {row['failing_sources']}   (monitor sources health)")
        say(f"not delivered    {row['undelivered']}")
    if stale:
        raise MonitorError(
            "no run has succeeded for 26 hours",
            where=warehouse,
            mend="see whether `monitor serve` is running; try `monitor run`",
        )


def doctor(
    sources: SourcesOption = SOURCES,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    config: ConfigOption = CONFIG,
    json_output: JsonOption = False,
) -> None:
    """Say what would stop or harm a run: settings, files, disk.

    \b
    Example:
      monitor doctor
    """
    from monitor.checkup import checkup

    findings = checkup(sources=sources, watchlists=watchlists, warehouse=warehouse, config=config)
    if json_output:
        print_json([{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings])
    else:
        for finding in findings:
            say(f"{'ok ' if finding.ok else 'BAD'}  {finding.check:<12} {finding.detail}")
    bad = sum(not finding.ok for finding in findings)
    if bad:
        raise MonitorError(f"{bad} of {len(findings)} checks failed", mend="see the lines above")


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write.")],
    warehouse: WarehouseOption = WAREHOUSE,
) -> None:
    """Copy the warehouse, also while a run is at work.

    The copy is a whole file, or none. To restore it, stop the monitor and put it in the place of
    warehouse/live.duckdb.

    \b
    Example:
      monitor backup warehouse-2024-11-05.duckdb
    """
    from monitor.config import bundled
    from monitor.store.warehouse import Warehouse

    if target.exists():
        raise UsageError("the file exists already", where=target, mend="choose another name")
    if not target.absolute().parent.is_dir():
        raise UsageError("there is no such folder", where=target.parent, mend="make it first")
    if not (warehouse / "live.duckdb").exists():
        raise no_warehouse(warehouse)
    with waiting("copying"):
        Warehouse(warehouse, bundled("warehouse")).copy_to(target)
    say(f"{target}: {target.stat().st_size:,} bytes")
