"""The daily run as a Prefect flow: started by us, or deployed to a work pool by ``prefect.yaml``."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.engine import PrefectEngine
from monitor.config import Folders, load_settings, networks
from monitor.digest import render
from monitor.errors import LockHeld, MonitorError
from monitor.job import Job, prepare
from monitor.pipeline import Report, run_async
from monitor.progress import Progress, silent
from monitor.readers import DAILY

# Prefect Cloud refuses an artifact over 5 MiB; a digest is far smaller, a broken one might not be.
ARTIFACT_LIMIT = 1_000_000


async def carry_out(job: Job, progress: Progress = silent) -> Report:
    """One run inside a flow: its steps as tasks, its digests and its sources as artifacts."""
    report = await run_async(job, PrefectEngine(), progress=progress)
    for digest in report.digests:
        await acreate_markdown_artifact(
            key="digest" if digest.reader == DAILY else f"digest-{digest.reader}",
            markdown=render(digest, "md")[:ARTIFACT_LIMIT],
            description=f"Digest {digest.id}",
        )
    await acreate_table_artifact(
        key="source-health",
        table=[
            {
                "source": fetch.source_id,
                "outcome": fetch.outcome.value,
                "items": fetch.items,
                "new": fetch.new_items,
                "detail": fetch.detail,
            }
            for fetch in report.fetches
        ],
        description=report.summary,
    )
    return report


def run_once(job: Job, *, progress: Progress = silent) -> Report:
    """One run through Prefect, started by hand. Raises ``MonitorError`` like the pipeline."""
    # The command line says what went wrong; Prefect would add its traceback to the same screen.
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # A run shorter than a second ends before these have sent off everything, and they would say so.
    for name in ("APILogWorker", "EventsWorker"):
        logging.getLogger(name).setLevel(logging.ERROR)
    ended: list[Report | MonitorError] = []

    @flow(name="daily", flow_run_name=f"{job.now:%Y-%m-%d %H:%M}", persist_result=False)
    async def once() -> State[None]:
        try:
            report = await carry_out(job, progress)
        except MonitorError as error:
            ended.append(error)
            return failed(error)
        ended.append(report)
        return done(report)

    async def to_its_end() -> None:
        state: State[Any] = await once(return_state=True)
        if not ended:
            await state.aresult()  # raises what nobody foresaw

    asyncio.run(to_its_end())
    if isinstance(ended[-1], MonitorError):
        raise ended[-1]
    return ended[-1]


@flow(name="daily", persist_result=False)
async def daily(
    sources: str = "sources.yaml",
    watchlists: str = "watchlists",
    warehouse: str = "warehouse",
    digests: str = "digests",
    config: str = "monitor.toml",
    allow_network: tuple[str, ...] = (),
) -> State[None]:
    """One run with what the files say now: an edit counts from the next run on."""
    try:
        settings = load_settings(Path(config))
        job = prepare(
            Folders(Path(sources), Path(watchlists), Path(warehouse), Path(digests)),
            settings,
            now=datetime.now(UTC),
            allow=networks((*settings.fetch.allow, *allow_network)),
            last_good=True,
            due_only=True,
        )
        return done(await carry_out(job))
    except MonitorError as error:
        return failed(error)


def done(report: Report) -> State[None]:
    """How a run ended that came to its end: a digest that reached nobody is no success."""
    if report.failed:
        readers = "; ".join(f"{reader}: {why}" for reader, why in report.failed)
        return Failed(message=f"no digest for {readers}")
    if report.undelivered:
        copies = "; ".join(f"{d.channel} to {d.recipient}: {d.detail}" for d in report.undelivered)
        return Failed(message=f"not delivered: {copies}")
    return Completed(message=report.summary)


def failed(error: MonitorError) -> State[None]:
    """How a run ended that was stopped. The same schedule can fire twice; the second just stops."""
    if isinstance(error, LockHeld):
        return Completed(name="Skipped", message=str(error))
    return Failed(message=str(error))
