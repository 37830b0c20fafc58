"""Whole runs on the sample web: real sockets, real worker processes, a real DuckDB file."""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from monitor import digest
from monitor.errors import LockHeld, NotCommitted
from monitor.lock import run_lock
from monitor.store.warehouse import Warehouse
from tests.support.desk import FIRST, Desk, desk

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory):
    with desk(tmp_path_factory.mktemp("desk")) as it:
        for number in range(3):
            it.run(FIRST + number * DAY)
        yield it


def test_articles_hits_and_stories_are_stored(three_days: Desk) -> None:
    (articles, languages), *_ = three_days.query(
        "SELECT count(*), count(DISTINCT language) FROM articles"
    )
    assert articles > 30
    assert languages == 9
    assert three_days.query("SELECT count(*) FROM hits")[0][0] > 5
    assert three_days.query("SELECT count(*) FROM hits WHERE story_id IS NULL") == [(0,)]


def test_the_page_is_read_not_only_the_feed(three_days: Desk) -> None:
    origins = dict(three_days.query("SELECT text_origin, count(*) FROM articles GROUP BY ALL"))
    assert origins.get("page", 0) / sum(origins.values()) > 0.9


def test_evidence_points_at_the_words_it_names(three_days: Desk) -> None:
    rows = three_days.query(
        "SELECT field, title, articles.text, start_at, end_at, evidences.text"
        " FROM evidences JOIN articles USING (article_id)"
    )
    assert rows
    for field, title, text, start, end, words in rows:
        assert (title if field == "title" else text)[start:end] == words


def test_a_failing_source_is_reported_and_harms_no_other(three_days: Desk) -> None:
    outcomes = dict(three_days.query("SELECT source_id, outcome FROM source_health"))
    assert outcomes.pop("old-harbor").startswith("failed")
    assert outcomes.pop("baltic-monitor") == "failed_soft"
    assert set(outcomes.values()) <= {"ok", "unchanged"}
    text = (three_days.folder / "digests" / "2024-11-08.md").read_text()
    assert "Old Harbor Bulletin" in text
    assert "Baltic Monitor" in text


def test_nothing_is_told_twice(three_days: Desk) -> None:
    told = three_days.query("SELECT article_id, watchlist_id, article_version FROM digest_articles")
    assert told
    assert len(told) == len(set(told))


def test_each_morning_has_its_digest_and_every_format_of_it(three_days: Desk) -> None:
    names = {path.name for path in (three_days.folder / "digests").iterdir()}
    days = ("2024-11-06", "2024-11-07", "2024-11-08")
    assert names == {f"{day}{end}" for day in days for end in (".md", ".html")}


def test_a_digest_is_rendered_again_byte_for_byte(three_days: Desk) -> None:
    for name, content in three_days.query("SELECT digest_id, content FROM digests"):
        again = digest.render(digest.from_json(content), "md")
        assert again == (three_days.folder / "digests" / f"{name}.md").read_text()


def test_a_repeat_on_the_same_day_adds_nothing(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST)
        before, digests = it.lasting(), sorted((it.folder / "digests").iterdir())
        report = it.run(FIRST)
        assert report.new_articles == report.hits == 0
        assert report.digests == ()
        assert it.lasting() == before
        assert sorted((it.folder / "digests").iterdir()) == digests
        unchanged = {one.outcome.value for one in report.fetches}
        assert unchanged <= {"unchanged", "failed_soft", "failed_hard"}


def test_later_the_same_day_news_makes_a_second_issue(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST)
        report = it.run(FIRST + timedelta(hours=16))
        assert len(report.digests) == 1
        assert report.digests[0].id == "2024-11-06-2"
        assert (it.folder / "digests" / "2024-11-06-2.md").exists()


# Enough outlets that hit, one of which asks to come later.
CRASH_ONLY = ("baltic-monitor", "hangang", "harbor-ledger", "meridian-wire", "strana")
CRASHES = [
    ("poll hangang", "after"),
    ("read", "before"),
    ("read", "after"),
    ("commit", "after"),
    ("stories", "after"),
    ("digest", "before"),
    ("digest", "after"),
    ("deliver", "after"),
    ("publish", "before"),
]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory):
    with desk(tmp_path_factory.mktemp("undisturbed")) as it:
        it.run(FIRST, only=CRASH_ONLY)
        return it.lasting(), _digest(it)


def _digest(it: Desk) -> list[str]:
    """The digest's lines, but for the run that made it, and the site that asked it to come later."""
    text = (it.folder / "digests" / "2024-11-06.md").read_text()
    varying = ("20241106T060000Z", "| Baltic Monitor |")
    return [line for line in text.splitlines() if not any(part in line for part in varying)]


@pytest.mark.slow
@pytest.mark.parametrize(("step", "when"), CRASHES)
def test_a_killed_run_is_made_good_by_the_next(
    step: str, when: str, tmp_path: Path, undisturbed: tuple[object, object]
) -> None:
    with desk(tmp_path / "desk") as it:
        ended = subprocess.run(_command(it, step, when), check=False)
        assert ended.returncode == -signal.SIGKILL
        it.run(FIRST, only=CRASH_ONLY)
        assert (it.lasting(), _digest(it)) == undisturbed
        assert not list((it.folder / "warehouse" / "spool").rglob("*.part"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_moment_again_and_again(
    seed: int, tmp_path: Path, undisturbed: tuple[object, object]
) -> None:
    moment = random.Random(seed)
    with desk(tmp_path / "desk") as it:
        for _ in range(3):
            process = subprocess.Popen(_command(it, "never", "before"))
            try:
                process.wait(timeout=moment.uniform(0.8, 4.0))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        it.run(FIRST, only=CRASH_ONLY)
        assert (it.lasting(), _digest(it)) == undisturbed


def _command(it: Desk, step: str, when: str) -> list[str]:
    hosts = json.dumps({name: f"{host}:{port}" for name, (host, port) in it.web.hosts.items()})
    arguments = (str(it.folder), FIRST.isoformat(), hosts, step, when)
    return [sys.executable, "-m", "tests.support.crash", *arguments, "{}", ",".join(CRASH_ONLY)]


def test_a_second_run_at_the_same_time_says_who_is_at_work(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        (it.folder / "warehouse").mkdir()
        with run_lock(it.folder / "warehouse", FIRST), pytest.raises(LockHeld) as held:
            it.run(FIRST)
        assert str(os.getpid()) in str(held.value)
        assert held.value.exit_code == 3


def test_a_snapshot_held_open_does_not_stop_the_run(three_days: Desk, tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST)
        reader = _holder(it.folder / "warehouse" / "monitor.duckdb", read_only=True)
        try:
            assert it.run(FIRST + DAY).new_articles > 0
        finally:
            reader.kill()
            reader.communicate()


def test_the_live_file_held_open_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST)
        live = it.folder / "warehouse" / "live.duckdb"
        holder = _holder(live, read_only=False)
        monkeypatch.setattr(Warehouse.__init__, "__kwdefaults__", {"patience": 0.0})
        try:
            with pytest.raises(NotCommitted) as busy:
                it.run(FIRST + DAY)
            assert str(holder.pid) in str(busy.value)
            assert busy.value.exit_code == 4
            assert any((it.folder / "warehouse" / "spool").iterdir())
        finally:
            holder.kill()
            holder.communicate()
        assert it.run(FIRST + DAY).new_articles > 0
        assert not any((it.folder / "warehouse" / "spool").iterdir())


def _holder(path: Path, *, read_only: bool) -> subprocess.Popen[str]:
    code = (
        "import duckdb, sys\n"
        f"held = duckdb.connect({str(path)!r}, read_only={read_only})\n"
        "print('open', flush=True)\nsys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_a_newer_warehouse_is_refused_untouched(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST)
        live = it.folder / "warehouse" / "live.duckdb"
        with duckdb.connect(live) as connection:
            connection.execute("INSERT INTO schema_version VALUES (999, now())")
        before = live.read_bytes()
        with pytest.raises(Exception, match="999"):
            it.run(FIRST + DAY)
        assert live.read_bytes() == before


def test_time_is_utc_and_publication_is_the_outlets(three_days: Desk) -> None:
    seen = three_days.query("SELECT DISTINCT first_seen_at FROM articles ORDER BY 1")
    assert [row[0].astimezone(UTC) for row in seen] == [FIRST + n * DAY for n in range(3)]
    late = three_days.query("SELECT count(*) FROM articles WHERE published_at > first_seen_at")
    assert late == [(0,)]
    assert isinstance(seen[0][0], datetime)
