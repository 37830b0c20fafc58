"""The daily flow against a real Prefect server: states, steps, artifacts, retries."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor import digest
from monitor.config import bundled
from monitor.errors import LockHeld, MonitorError, NotCommitted
from monitor.lock import run_lock
from monitor.pipeline import Report
from tests.support.desk import FIRST, Desk, desk

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.xdist_group("prefect"),
    # Prefect leaves sockets to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


READERS: dict[str, dict[str, Any]] = {"daily": {}, "desk": {"themes": ["sanctions"]}}


@dataclass(frozen=True)
class Ran:
    desk: Desk
    report: Report
    flow_run: Any
    home: Path


@pytest.fixture(scope="module")
def ran(prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    from flows.daily import run_once

    with desk(tmp_path_factory.mktemp("desk")) as it:
        report = run_once(it.job(FIRST, digests=READERS))
        yield Ran(it, report, last_flow_run(), prefect_home)


def last_flow_run() -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        return client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC)[0]


def task_runs(flow_run_id: Any, count: int) -> list[Any]:
    """The task runs of a flow run; the server learns of them a moment after they ended."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    chosen = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    deadline = time.monotonic() + 20
    with get_client(sync_client=True) as client:
        while True:
            found = client.read_task_runs(flow_run_filter=chosen)
            ended = [one for one in found if one.state and one.state.is_final()]
            if len(ended) >= count or time.monotonic() > deadline:
                return found
            time.sleep(0.1)


def artifact(key: str, flow_run_id: Any) -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=chosen)
    return next(one for one in found if one.flow_run_id == flow_run_id)


def test_a_run_ends_completed_and_says_what_it_did(ran: Ran) -> None:
    assert ran.report.new_articles > 10
    assert ran.flow_run.name == "2024-11-06 06:00"
    assert ran.flow_run.state.is_completed()
    assert ran.flow_run.state.message == ran.report.summary


def test_each_step_is_a_task_run_of_its_name(ran: Ran) -> None:
    polls = {f"poll {fetch.source_id}" for fetch in ran.report.fetches}
    steps = {
        "read batch 1 of 1",
        "commit batch 1 of 1",
        "stories",
        "digest",
        "digest desk",
        "deliver",
        "publish",
    }
    found = task_runs(ran.flow_run.id, len(polls | steps))
    assert {one.name for one in found} == polls | steps
    assert {one.state.type.value for one in found} == {"COMPLETED"}


@pytest.mark.parametrize(
    ("place", "key", "file"),
    [(0, "digest", "2024-11-06.md"), (1, "digest-desk", "desk/desk-2024-11-06.md")],
)
def test_each_digest_is_an_artifact(ran: Ran, place: int, key: str, file: str) -> None:
    shown = artifact(key, ran.flow_run.id)
    assert shown.type == "markdown"
    delivered = (ran.desk.folder / "digests" / file).read_text()
    assert shown.data == delivered == digest.render(ran.report.digests[place], "md")


def test_the_health_of_sources_is_an_artifact(ran: Ran) -> None:
    shown = artifact("source-health", ran.flow_run.id)
    assert shown.type == "table"
    assert {row["source"]: row["outcome"] for row in json.loads(shown.data)} == {
        fetch.source_id: fetch.outcome.value for fetch in ran.report.fetches
    }


def test_prefect_keeps_no_results(ran: Ran) -> None:
    assert [path for path in (ran.home / "storage").rglob("*") if path.is_file()] == []


def test_a_repeat_is_completed_and_makes_no_second_digest(ran: Ran) -> None:
    from flows.daily import run_once

    report = run_once(ran.desk.job(FIRST, digests=READERS))
    assert report.digests == ()
    again = last_flow_run()
    assert again.id != ran.flow_run.id
    assert again.state.is_completed()


def test_a_run_that_finds_the_lock_held_is_skipped(ran: Ran, capfd) -> None:
    from flows.daily import run_once

    with run_lock(ran.desk.folder / "warehouse", FIRST), pytest.raises(LockHeld):
        run_once(ran.desk.job(FIRST))
    run = last_flow_run()
    assert (run.state.name, run.state.is_completed()) == ("Skipped", True)
    assert "another run is at work" in run.state.message
    assert "Traceback" not in "".join(capfd.readouterr())


def test_what_nobody_foresaw_is_raised(ran: Ran) -> None:
    from flows.daily import run_once

    def broken(_stage: str, _done: int, _total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_once(ran.desk.job(FIRST), progress=broken)
    assert last_flow_run().state.is_failed()


def configured(it: Desk) -> dict[str, Any]:
    """What a deployment is given: paths, and the settings file that knows the sample web."""
    hosts = "\n".join(f'"{name}" = "{host}:{port}"' for name, (host, port) in it.web.hosts.items())
    (it.folder / "monitor.toml").write_text(f"[fetch]\npause = 0.0\n[fetch.hosts]\n{hosts}\n")
    return {
        "sources": str(it.folder / "sources.yaml"),
        "watchlists": str(bundled("watchlists")),
        "warehouse": str(it.folder / "warehouse"),
        "digests": str(it.folder / "digests"),
        "config": str(it.folder / "monitor.toml"),
        "allow_network": ["127.0.0.0/16"],
    }


def test_the_deployable_flow_runs_on_paths(prefect_home: Path, tmp_path: Path) -> None:
    from flows.daily import daily

    del prefect_home
    with desk(tmp_path / "desk") as it:
        parameters = configured(it)
        state = asyncio.run(daily(**parameters, return_state=True))
        assert state.is_completed(), state.message
        assert "0 edited" in state.message
        assert it.query("SELECT count(*) > 10 FROM articles") == [(True,)]
        broken = tmp_path / "watchlists"
        broken.mkdir()
        (broken / "brief.yaml").write_text("title: [", "utf-8")
        state = asyncio.run(daily(**parameters | {"watchlists": str(broken)}, return_state=True))
        assert state.is_completed(), state.message
        (detail,) = it.query("SELECT detail FROM runs ORDER BY started_at DESC LIMIT 1")[0]
        assert "the last good ones were used" in detail
        assert f"{broken / 'brief.yaml'}:1" in detail
        with run_lock(it.folder / "warehouse", FIRST):
            state = asyncio.run(daily(**parameters, return_state=True))
        assert state.name == "Skipped"
        lost = str(tmp_path / "no such file.yaml")
        state = asyncio.run(daily(**parameters | {"sources": lost}, return_state=True))
        assert state.is_failed()
        assert lost in state.message


@pytest.mark.parametrize(
    ("errors", "retries", "calls"),
    [
        ([NotCommitted("busy")] * 2, 3, 3),
        ([NotCommitted("busy")] * 9, 1, 2),
        ([MonitorError("wrong")], 3, 1),
        ([ValueError("wrong")], 3, 1),
        ([], 3, 1),
    ],
)
def test_a_step_is_tried_again_only_where_the_warehouse_was_busy(
    prefect_home: Path, errors: list[Exception], retries: int, calls: int
) -> None:
    from prefect import flow

    from flows.engine import PrefectEngine

    del prefect_home
    called = 0

    async def work() -> str:
        nonlocal called
        called += 1
        if called <= len(errors):
            raise errors[called - 1]
        return "done"

    @flow(name="steps")
    async def steps() -> None:
        found.append(await PrefectEngine(wait=0.01).step("commit it", work, retries=retries))

    found: list[str] = []
    if len(errors) < calls:
        asyncio.run(steps())
        assert found == ["done"]
    else:
        with pytest.raises(type(errors[calls - 1])):
            asyncio.run(steps())
    assert called == calls


def test_the_deployment_file_is_deployed_by_prefect(prefect_home: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.settings import PREFECT_API_URL

    (tmp_path / "prefect.yaml").write_bytes(bundled("prefect.yaml").read_bytes())
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="desk", type="process"))
        ended = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
            cwd=tmp_path,
            env={
                "PATH": "",
                "PREFECT_HOME": str(prefect_home),
                "PREFECT_API_URL": PREFECT_API_URL.value(),
                "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
                "DO_NOT_TRACK": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        (deployed,) = client.read_deployments()
    assert deployed.name == "daily"
    assert [one.schedule.cron for one in deployed.schedules] == ["0 6 * * *"]
    assert deployed.global_concurrency_limit.limit == 1
    assert deployed.concurrency_options.collision_strategy.value == "CANCEL_NEW"
    assert deployed.pull_steps == [
        {"prefect.deployments.steps.set_working_directory": {"directory": str(tmp_path)}}
    ]


def test_the_deployed_entrypoint_is_the_flow(prefect_home: Path) -> None:
    from prefect.flows import load_flow_from_entrypoint

    from flows.daily import daily

    del prefect_home
    text = bundled("prefect.yaml").read_text()
    entrypoint = text.partition("entrypoint: ")[2].splitlines()[0]
    assert load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False) is daily
