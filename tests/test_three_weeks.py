"""Three weeks of the sample web, with a digest every day: nothing is told as new twice, and nothing
is lost, for two readers with schedules of their own, and wherever a run is killed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor import digest
from monitor.model import Digest
from tests.support.desk import Desk, desk
from tests.support.issues import Memory, due, told
from tests.support.weeks import BEGIN, DAY, READERS, WANTED, run

pytestmark = pytest.mark.slow


def check_memory(it: Desk, reader: str) -> None:
    """Nothing was told twice to this reader, and all of it was told."""
    memory = Memory.of(it, reader)
    assert memory.new_twice() == []
    assert memory.news_twice() == []
    assert memory.denied_twice() == []
    assert memory.edits_twice() == []
    found = told(it, reader)
    assert [one for one, times in Counter(found).items() if times > 1] == []
    of_reader = {(article, theme) for article, theme, _ in found}
    assert due(it, reader, WANTED[reader]) <= of_reader, "lost"
    asked = it.query(
        "SELECT article_id, watchlist_id FROM digest_articles JOIN articles USING (article_id)"
        f" WHERE reader = '{reader}' AND NOT ({WANTED[reader].condition})"
    )
    assert asked == [], "not asked for"


@pytest.mark.parametrize("reader", WANTED)
def test_each_thing_is_told_once_and_all_of_it(weeks: Desk, reader: str) -> None:
    check_memory(weeks, reader)


def test_each_reader_has_issues_on_its_own_days(weeks: Desk) -> None:
    issues = {reader: Memory.of(weeks, reader).issues for reader in WANTED}
    assert len(issues["daily"]) == 21
    # At once, and then each Monday and Thursday.
    days = [f"{one.until:%a %d}" for one in issues["sanctions-desk"]]
    assert days == ["Tue 05", "Thu 07", "Mon 11", "Thu 14", "Mon 18", "Thu 21", "Mon 25"]


def test_there_was_something_of_everything_to_tell(weeks: Desk) -> None:
    """Otherwise the tests above would prove little."""
    daily, part = (Memory.of(weeks, reader) for reader in WANTED)
    states = Counter(story.state for _, _, story in daily.stories())
    assert states["new"] > 60
    assert states["developed"] > 10
    assert states["corrected"] > 5
    kinds = {news.kind for _, _, story in daily.stories() for news in story.news}
    assert kinds >= {"origin", "figure", "language"}
    assert any(one.repeats for one in daily.issues)
    assert sum(story.state == "new" for _, _, story in part.stories()) > 10


@pytest.mark.parametrize("reader", WANTED)
def test_yesterdays_news_is_never_news(weeks: Desk, reader: str) -> None:
    assert Memory.of(weeks, reader).old_news() == []


def test_an_edit_becomes_a_version(weeks: Desk) -> None:
    rows = weeks.query(
        "SELECT count(*), max(version), count(DISTINCT title || text)"
        " FROM article_versions WHERE article_id IN"
        " (SELECT article_id FROM articles WHERE version > 1) GROUP BY article_id"
    )
    assert rows
    assert all(count == newest == different for count, newest, different in rows)


def test_every_issue_is_made_again_byte_for_byte(weeks: Desk) -> None:
    folder = weeks.folder / "digests"
    files = {path.stem: path.read_text("utf-8") for path in folder.rglob("*.md")}
    stored = dict(weeks.query("SELECT digest_id, content FROM digests"))
    assert files.keys() == stored.keys()
    for name, content in stored.items():
        assert digest.render(digest.from_json(content), "md") == files[name]


# With runs that are killed: Wednesday to Saturday, and a few outlets.
MORNINGS = [BEGIN + number * DAY for number in range(1, 5)]
ONLY = ("hangang", "meridian-wire", "harbor-ledger", "strana", "varta")
STEPS = (
    "poll",
    "read",
    "commit",
    "stories",
    "digest",
    "digest sanctions-desk",
    "deliver",
    "publish",
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("undisturbed"), MORNINGS[0]) as it:
        run(it, MORNINGS, only=ONLY)
        yield it


@pytest.mark.parametrize("seed", [14, 17])
def test_killed_and_begun_again(seed: int, tmp_path: Path, undisturbed: Desk) -> None:
    """Begun again the same morning, a run makes the very issues that were due."""
    drawn = random.Random(seed)
    killed = drawn.sample(MORNINGS, 2)
    with desk(tmp_path / "desk", MORNINGS[0]) as it:
        for morning in MORNINGS:
            if morning in killed:
                kill(it, morning, drawn)
            run(it, [morning], only=ONLY)
        for reader in WANTED:
            check_memory(it, reader)
            assert told(it, reader) == told(undisturbed, reader)
            assert content(it, reader) == content(undisturbed, reader)
        assert files(it) == files(undisturbed)


@pytest.mark.parametrize("seed", [3])
def test_killed_and_left_until_tomorrow(seed: int, tmp_path: Path, undisturbed: Desk) -> None:
    """What a dead run had to tell the next morning's tells."""
    drawn = random.Random(seed)
    killed = drawn.sample(MORNINGS[:-1], 2)
    with desk(tmp_path / "desk", MORNINGS[0]) as it:
        for morning in MORNINGS:
            if morning in killed:
                kill(it, morning, drawn)
            else:
                run(it, [morning], only=ONLY)
        for reader in WANTED:
            check_memory(it, reader)
            assert pairs(it, reader) == pairs(undisturbed, reader)


def kill(it: Desk, morning: datetime, drawn: random.Random) -> None:
    """A run that dies before or after a step, or at any moment."""
    it.web.now = morning
    step = drawn.choice((*STEPS, "any moment"))
    when = drawn.choice(("before", "after"))
    moment = drawn.uniform(1.0, 5.0) if step == "any moment" else None
    hosts = json.dumps({name: f"{host}:{port}" for name, (host, port) in it.web.hosts.items()})
    arguments = (str(it.folder), morning.isoformat(), hosts, step, when)
    command = [sys.executable, "-m", "tests.support.crash", *arguments]
    process = subprocess.Popen([*command, json.dumps(READERS), ",".join(ONLY)])
    try:
        ended = process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    else:
        # There may be no such step on that day, and a moment may come too late.
        assert ended in (-signal.SIGKILL, 0)


def content(it: Desk, reader: str) -> list[Digest]:
    """The issues of a reader, without the run that made them and what its sources answered: what a
    dead run had fetched is not new to the next."""
    return [replace(one, run_id="", health=()) for one in Memory.of(it, reader).issues]


def pairs(it: Desk, reader: str) -> set[tuple[str, str]]:
    return {(article, theme) for article, theme, _ in told(it, reader)}


def files(it: Desk) -> list[str]:
    folder = it.folder / "digests"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
