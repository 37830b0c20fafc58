"""The daily run as a Prefect flow: started by us, or deployed to a work pool by ``prefect.yaml``."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import Flow, flow
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.engine import PrefectEngine
from monitor.config import Folders, load_settings, networks
from monitor.digest import render
from monitor.errors import LockHeld, MonitorError
from monitor.job import Job, prepare
from monitor.pipeline import Report, run_async
from monitor.progress import Progress, silent

# Prefect Cloud refuses an artifact over 5 MiB; a digest is far smaller, a broken one might not be.
ARTIFACT_LIMIT = 1_000_000


async def carry_out(job: Job, progress: Progress = silent) -> Report:
    """One run inside a flow: its steps as tasks, its digest and its sources as artifacts."""
    report = await run_async(job, PrefectEngine(), progress=progress)
    if report.digest is not None:
        await acreate_markdown_artifact(
            key="digest",
            markdown=render(report.digest, "md")[:ARTIFACT_LIMIT],
            description=f"Digest {report.digest.id}",
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
    ended: list[Report | MonitorError] = []

    @flow(name="daily", flow_run_name=f"{job.now:%Y-%m-%d %H:%M}", persist_result=False)
    async def once() -> State[None] | None:
        try:
            ended.append(await carry_out(job, progress))
        except MonitorError as error:
            ended.append(error)
            return Failed(message=str(error))
        return None

    asyncio.run(_finished(once))
    if isinstance(ended[-1], MonitorError):
        raise ended[-1]
    return ended[-1]


async def _finished(once: Flow[[], Any]) -> None:
    await once(return_state=True)


@flow(name="daily", persist_result=False)
async def daily(
    sources: str = "sources.yaml",
    watchlists: str = "watchlists",
    warehouse: str = "warehouse",
    digests: str = "digests",
    config: str = "monitor.toml",
    allow_network: tuple[str, ...] = (),
) -> State[None] | str:
    """One run with what the files say now: an edit counts from the next run on."""
    settings = load_settings(Path(config))
    job = prepare(
        Folders(Path(sources), Path(watchlists), Path(warehouse), Path(digests)),
        settings,
        now=datetime.now(UTC),
        allow=networks((*settings.fetch.allow, *allow_network)),
    )
    try:
        return (await carry_out(job)).summary
    except LockHeld as error:
        # The same schedule can fire twice; the second is no failure.
        return f"skipped: {error.what}"
    except MonitorError as error:
        return Failed(message=str(error))
