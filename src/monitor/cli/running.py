"""Running the pipeline: once, on a schedule, or on the sample web."""

from __future__ import annotations

import logging
import shutil
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.common import (
    CONFIG,
    DIGESTS,
    SOURCES,
    WAREHOUSE,
    WATCHLISTS,
    ConfigOption,
    DigestsOption,
    JsonOption,
    NowOption,
    SourcesOption,
    WarehouseOption,
    WatchlistsOption,
    folders,
    moment,
    note,
    print_json,
    say,
    settings,
)
from monitor.config import bundled, networks
from monitor.errors import MonitorError, NotDelivered, UsageError

if TYPE_CHECKING:
    from monitor.job import Job
    from monitor.model import Digest
    from monitor.pipeline import Report

log = logging.getLogger(__name__)

AllowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-network",
        metavar="CIDR",
        help="A private network that sources may be in; repeatable.",
    ),
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Only this source; repeatable.")
]
DueOption = Annotated[
    bool,
    typer.Option("--due", help="Only sources whose time has come, as a scheduled run does."),
]
PlainOption = Annotated[bool, typer.Option("--no-prefect", help="Run without the Prefect engine.")]

# What a working folder starts with.
STARTER = ("sources.yaml", "watchlists", "prefect.toml", "prefect.yaml")


def add_to(app: typer.Typer) -> None:
    for command in (demo, run, serve, init):
        app.command()(command)


def run(
    sources: SourcesOption = SOURCES,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    digests: DigestsOption = DIGESTS,
    only: OnlyOption = None,
    due: DueOption = False,
    now: NowOption = None,
    allow_network: AllowOption = None,
    no_prefect: PlainOption = False,
    config: ConfigOption = CONFIG,
    json_output: JsonOption = False,
) -> None:
    """One run: collect, extract, match, store, digest, deliver.

    Failing sources are reported and end nothing. A run repeated on the same day adds nothing.

    \b
    Example:
      monitor run
      monitor run --only tass-en --only yonhap-en --no-prefect
    """
    from monitor.job import prepare

    chosen = settings(config)
    job = prepare(
        folders(sources, watchlists, warehouse, digests),
        chosen,
        now=moment(now),
        only=tuple(only or ()),
        allow=networks((*chosen.fetch.allow, *(allow_network or ()))),
        due_only=due,
    )
    if not json_output:
        note(f"sources: {len(job.sources)} from {sources}; watchlists: {watchlists}")
        _note_networks(job)
    report = carry_out(job, prefect=not no_prefect)
    if json_output:
        print_json(_summary(report, job))
    else:
        tell(report, job)
    require_delivery(report)


def _note_networks(job: Job) -> None:
    if job.allow:
        note(f"private networks allowed: {', '.join(map(str, job.allow))}")


def _file(digest: Digest, job: Job) -> Path:
    """Where a digest lies that is delivered as a file."""
    for reader in job.readers:
        if reader.name == digest.reader:
            return reader.folder(job.folders.digests) / f"{digest.id}.md"
    return job.folders.digests / f"{digest.id}.md"


def require_delivery(report: Report) -> None:
    """Raises ``NotDelivered`` where a copy of a digest did not go out.

    Raises ``MonitorError`` where a digest could not be made at all.
    """
    if report.failed:
        raise MonitorError(
            "no digest for " + "; ".join(f"{reader}: {why}" for reader, why in report.failed),
            mend="a fault of the program, please report it; the next run tells what is missing",
        )
    if report.undelivered:
        raise NotDelivered(
            "; ".join(f"{d.channel} to {d.recipient}: {d.detail}" for d in report.undelivered),
            mend="the digest is kept in the warehouse; `monitor digest --send` tries again",
        )


def carry_out(job: Job, *, prefect: bool) -> Report:
    """One run, with or without Prefect, with progress on a terminal."""
    from monitor.cli.progress import progress

    with progress() as show:
        if not prefect:
            from monitor.pipeline import run as run_plainly

            return run_plainly(job, progress=show)
        # Ctrl-C would only ask the event loop to stop, which does not run while Prefect starts.
        signal.signal(signal.SIGINT, _stop)
        show("starting Prefect", 0, 0)
        from flows.daily import run_once

        return run_once(job, progress=show)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def tell(report: Report, job: Job) -> None:
    """What a run did, for a person."""
    say(f"{report.summary} in {report.seconds:.1f} s")
    for fetch in report.fetches:
        if fetch.outcome.value.startswith("fail") or fetch.outcome.value == "refused":
            say(f"  {fetch.source_id}: {fetch.detail}")
    if not report.digests and not report.failed:
        say("nothing new to tell: the digests made before stand")
    for digest in report.digests:
        if (file := _file(digest, job)).is_file():
            say(f"digest     {file}")
    say(f"warehouse  {job.folders.warehouse / 'monitor.duckdb'}")


def _summary(report: Report, job: Job) -> dict[str, Any]:
    return {
        "run_id": report.run_id,
        "sources": len(job.sources),
        "outcomes": {
            fetch.source_id: {"outcome": fetch.outcome, "detail": fetch.detail}
            for fetch in report.fetches
        },
        "new_articles": report.new_articles,
        "edited_articles": report.edited_articles,
        "hits": report.hits,
        "digests": [
            {"id": one.id, "reader": one.reader, "file": str(_file(one, job))}
            for one in report.digests
        ],
        "failed": dict(report.failed),
        "warehouse": str(job.folders.warehouse / "monitor.duckdb"),
        "seconds": report.seconds,
    }


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a working folder: sources, watchlists, settings.

    \b
    Example:
      monitor init desk && cd desk && monitor run
    """
    taken = [name for name in STARTER if (folder / name).exists()]
    if taken:
        raise UsageError(
            f"{', '.join(taken)} already there", where=folder, mend="choose a new folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in STARTER:
            origin = bundled(name)
            if origin.is_dir():
                shutil.copytree(origin, folder / name)
            else:
                shutil.copyfile(origin, folder / name)
        (folder / "monitor.toml").write_text(SETTINGS, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=folder) from None
    say(f"{folder} is ready. Next:")
    say(f"  cd {folder}")
    say("  edit sources.yaml and watchlists/, put your contact address into monitor.toml")
    say("  monitor sources check && monitor watchlist check")
    say("  monitor run          (once)   or   monitor serve   (every morning)")


SETTINGS = """\
# Settings of the monitor. Every line is optional; MONITOR_FETCH__PAUSE=2 in the environment wins.

[fetch]
# Sites see this in the User-Agent and can reach you: an address or a page about your monitor.
contact = ""
# Seconds between two requests to one host.
pause = 1.0

[digest]
timezone = "UTC"
channels = ["file"]

[schedule]
cron = "0 6 * * *"
timezone = "UTC"

# More digests than one, each with a memory of its own. Where one is named, the daily digest of
# everything is made only if it is named too, as here.
# [digests.daily]
# [digests.sanctions-desk]
# title = "Sanctions desk"
# themes = ["sanctions", "economic-lifeline"]   # ids of watchlists; without it, all
# languages = ["en", "ko"]                      # of the articles; without it, all
# schedule = "0 7 * * 1"                        # with the first run after that; without it, each run
# channels = ["file", "email"]
# [digests.sanctions-desk.channel.email]        # what differs from [channel.email]
# recipients = ["sanctions@example.org"]
"""


def serve(
    sources: SourcesOption = SOURCES,
    watchlists: WatchlistsOption = WATCHLISTS,
    warehouse: WarehouseOption = WAREHOUSE,
    digests: DigestsOption = DIGESTS,
    config: ConfigOption = CONFIG,
    allow_network: AllowOption = None,
) -> None:
    """Run on the schedule of monitor.toml until stopped.

    One process, each run through Prefect. A run is never overlapped by the next, and after
    downtime one run catches up, however many were missed.

    \b
    Example:
      monitor serve
    """
    from monitor.job import prepare
    from monitor.schedule import Schedule
    from monitor.store.snapshot import last_good_run

    where = folders(sources, watchlists, warehouse, digests)
    plan = settings(config).schedule
    schedule = Schedule(plan.cron, plan.timezone)
    note(f"runs at '{plan.cron}' ({plan.timezone}); stop with Ctrl-C")
    tried: datetime | None = None
    while True:
        try:
            last = last_good_run(warehouse / "monitor.duckdb")
        except MonitorError as error:
            # Whoever has the snapshot open does not stop the service; one run too many adds nothing.
            note(str(error))
            last = None
        latest = max((moment for moment in (last, tried) if moment), default=None)
        due = schedule.due(latest, moment(None))
        if due > moment(None):
            note(f"next run {due:%Y-%m-%d %H:%M} UTC")
        while (now := moment(None)) < due:
            # In short naps: a machine that was asleep must notice the time when it wakes.
            time.sleep(min(20.0, (due - now).total_seconds()))
        tried = moment(None)
        try:
            # Read anew each time: an edit of a watchlist or source counts from the next run on.
            chosen = settings(config)
            allow = networks((*chosen.fetch.allow, *(allow_network or ())))
            job = prepare(where, chosen, now=tried, allow=allow, last_good=True)
            _note_networks(job)
            if job.notice:
                note(f"{tried:%Y-%m-%d %H:%M} UTC {job.notice}")
            report = carry_out(job, prefect=True)
            tell(report, job)
            require_delivery(report)
        except MonitorError as error:
            # A bad morning must not end the service; the next run may be a good one.
            note(f"{tried:%Y-%m-%d %H:%M} UTC error: {error}")
        except Exception:
            # Nor must a fault of ours, which the operator has to be able to report.
            log.exception("%s UTC unexpected", f"{tried:%Y-%m-%d %H:%M}")


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where the demonstration is laid out.")
    ] = Path("demo"),
    days: Annotated[
        int, typer.Option("--days", min=1, max=21, help="How many days to run, of the three weeks.")
    ] = 12,
    no_prefect: PlainOption = False,
    serve_only: Annotated[
        bool, typer.Option("--serve", help="Only lay out the folder and serve the sample web.")
    ] = False,
) -> None:
    """Run the whole job on the bundled sample web, offline.

    Several mornings in a row, so that the last digest shows what is new, what developed and what
    was already told. The folder is laid out anew each time.

    \b
    Example:
      monitor demo
      monitor demo /tmp/look --days 3 --no-prefect
    """
    from monitor.cli.showing import show

    show(folder, days=days, prefect=not no_prefect, serve_only=serve_only)
