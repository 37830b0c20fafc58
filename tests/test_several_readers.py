"""Runs for several readers on the sample web: what one is told, when, and by which copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import digest, tell
from monitor.cli.running import require_delivery
from monitor.config import bundled
from monitor.desk import Desk as Asking
from monitor.desk import past, window
from monitor.errors import MonitorError, NotDelivered
from monitor.model import DeliveryState, Digest
from monitor.pipeline import Report
from monitor.store.warehouse import Warehouse
from tests.support.desk import FIRST, Desk, desk

DAY = timedelta(days=1)
# A few outlets of the sample web, for speed.
ONLY = ("hanbit", "hangang", "meridian-wire", "strana", "dnipro-chas")

READERS: dict[str, Any] = {
    "digests": {
        "daily": {},
        "troops": {"title": "Troops desk", "themes": ["troop-deployment"], "schedule": "0 5 * * 5"},
        "korean": {"languages": ["ko"], "stories_per_theme": 1, "timezone": "Asia/Seoul"},
    }
}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, list[Report]]]:
    """Wednesday to Saturday; the troops desk is due at once and on Friday."""
    with desk(tmp_path_factory.mktemp("desk")) as it:
        yield it, [it.run(FIRST + number * DAY, only=ONLY, **READERS) for number in range(4)]


def made(report: Report) -> dict[str, Digest]:
    return {one.reader: one for one in report.digests}


def test_each_run_makes_the_digests_that_are_due(week: tuple[Desk, list[Report]]) -> None:
    ids = [[one.id for one in report.digests] for report in week[1]]
    assert ids == [
        ["2024-11-06", "troops-2024-11-06", "korean-2024-11-06"],
        ["2024-11-07", "korean-2024-11-07"],
        ["2024-11-08", "troops-2024-11-08", "korean-2024-11-08"],
        ["2024-11-09", "korean-2024-11-09"],
    ]


def test_each_has_its_window_from_its_own_last_issue(week: tuple[Desk, list[Report]]) -> None:
    first, _, third, _ = map(made, week[1])
    assert (first["troops"].since, first["daily"].since) == (None, None)
    assert (third["troops"].since, third["troops"].until) == (FIRST, FIRST + 2 * DAY)
    assert third["daily"].since == FIRST + DAY
    assert third["troops"].articles_read > third["daily"].articles_read
    # All issues of a reader are one feed, which began with the first.
    assert {issue.begun_at for one in map(made, week[1]) for issue in one.values()} == {FIRST}


def test_a_reader_is_told_its_themes_and_languages_alone(week: tuple[Desk, list[Report]]) -> None:
    for one in map(made, week[1]):
        for theme in one["troops"].themes if "troops" in one else ():
            assert theme.watchlist_id == "troop-deployment"
        for theme in one["korean"].themes:
            assert len(theme.stories) == 1
            assert {story.lead.language for story in theme.stories} == {"ko"}
    assert any(one["korean"].themes for one in map(made, week[1]))
    assert made(week[1][0])["troops"].title == "Troops desk"


def test_what_one_is_told_is_news_to_the_other(week: tuple[Desk, list[Report]]) -> None:
    it, _ = week
    told = it.query(
        "SELECT coalesce(reader, 'daily'), article_id, article_version, watchlist_id"
        " FROM told JOIN digest USING (digest_id)"
    )
    assert len(told) == len(set(told))
    of = {name: {row[1:] for row in told if row[0] == name} for name in ("daily", "troops")}
    assert of["troops"]
    # All that the troops desk was told by Friday the daily readers had been told day by day.
    assert of["troops"] <= of["daily"]


def test_files_lie_in_a_folder_for_each_reader(week: tuple[Desk, list[Report]]) -> None:
    folder = week[0].folder / "digests"
    found = sorted(str(one.relative_to(folder)) for one in folder.rglob("*.md"))
    assert found == [
        *(f"2024-11-0{day}.md" for day in (6, 7, 8, 9)),
        *(f"korean/korean-2024-11-0{day}.md" for day in (6, 7, 8, 9)),
        *(f"troops/troops-2024-11-0{day}.md" for day in (6, 8)),
    ]


def asking(it: Desk, **settings: Any) -> Asking:
    job = it.job(FIRST + 4 * DAY, **settings)
    return Asking(
        warehouse=it.folder / "warehouse",
        watchlists=job.folders.watchlists,
        digests=it.folder / "digests",
        settings=job.settings,
        now=job.now,
    )


def test_the_last_issue_of_a_reader_and_a_window_as_it_sees_it(
    week: tuple[Desk, list[Report]],
) -> None:
    it, reports = week
    assert past(asking(it, **READERS), None).id == "2024-11-09"
    assert past(asking(it, **READERS), None, "troops") == made(reports[2])["troops"]
    seen = window(asking(it, **READERS), since=FIRST - DAY, until=FIRST + 4 * DAY, reader="troops")
    assert [theme.watchlist_id for theme in seen.themes] == ["troop-deployment"]
    assert seen.title == "Troops desk"


def test_who_joins_later_is_told_of_a_week_and_not_of_all(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST, only=ONLY)
        later = FIRST + 8 * DAY
        two = {"digests": {"daily": {}, "new": {}}}
        report = it.run(later, only=ONLY, **two)
        new = made(report)["new"]
        assert (new.since, new.previous) == (later - 7 * DAY, None)
        assert new.articles > 0
        old = it.query(
            "SELECT article_id FROM digest_articles JOIN articles USING (article_id)"
            f" WHERE digest_id LIKE 'new-%' AND first_seen_at <= '{FIRST}'"
        )
        assert old == []
        # What it was not told of then is no news later on.
        assert it.run(later + timedelta(hours=1), only=ONLY, **two).digests == ()


def broken_for(reader: str, work: Any) -> Any:
    """``work``, which fails for one reader."""

    def call(*words: Any, **named: Any) -> Any:
        if any(getattr(one, "reader", getattr(one, "name", "")) == reader for one in words):
            raise RuntimeError("broken")
        return work(*words, **named)

    return call


def test_a_digest_that_cannot_be_made_keeps_back_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path / "desk") as it:
        with monkeypatch.context() as patch:
            patch.setattr(tell, "compose", broken_for("troops", tell.compose))
            report = it.run(FIRST, only=ONLY, **READERS)
        assert [one.reader for one in report.digests] == ["daily", "korean"]
        assert report.failed == (("troops", "RuntimeError: broken"),)
        assert (it.folder / "digests" / "korean" / "korean-2024-11-06.html").is_file()
        with pytest.raises(MonitorError, match="no digest for troops: RuntimeError") as ended:
            require_delivery(report)
        assert ended.value.exit_code == 1
        # Nothing is lost: the next run tells it.
        report = it.run(FIRST + timedelta(hours=1), only=ONLY, **READERS)
        assert [one.id for one in report.digests] == ["troops-2024-11-06"]


def test_a_template_that_fails_for_one_keeps_back_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path / "desk") as it:
        with monkeypatch.context() as patch:
            patch.setattr(digest, "render", broken_for("troops", digest.render))
            report = it.run(FIRST, only=ONLY, **READERS)
        assert len(report.digests) == 3
        assert [(one.digest_id, one.state) for one in report.undelivered] == [
            ("troops-2024-11-06", DeliveryState.WAITING)
        ]
        with pytest.raises(NotDelivered, match="a fault of the program"):
            require_delivery(report)
        assert it.run(FIRST + timedelta(hours=1), only=ONLY, **READERS).undelivered == ()
        assert (it.folder / "digests" / "troops" / "troops-2024-11-06.md").is_file()


def test_a_copy_for_a_reader_who_is_gone_is_not_sent(tmp_path: Path) -> None:
    with desk(tmp_path / "desk") as it:
        folder = it.folder / "digests" / "troops"
        folder.parent.mkdir(parents=True)
        folder.write_text("in the way")
        waiting = it.run(FIRST, only=ONLY, **READERS).undelivered
        assert [one.state for one in waiting] == [DeliveryState.WAITING]
        folder.unlink()
        (gone,) = it.run(FIRST + timedelta(hours=1), only=ONLY).undelivered
        assert (gone.digest_id, gone.state) == ("troops-2024-11-06", DeliveryState.REFUSED)
        assert not folder.exists()


def test_an_issue_that_cannot_be_read_any_more_keeps_back_no_later_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with desk(tmp_path / "desk") as it:
        it.run(FIRST, only=ONLY)
        warehouse = Warehouse(it.folder / "warehouse", bundled("warehouse"))
        with warehouse.transaction() as connection:
            connection.execute("UPDATE digest SET content = '{}'")
        report = it.run(FIRST + DAY, only=ONLY)
    assert ([one.id for one in report.digests], report.failed) == (["2024-11-07"], ())
    # It is compared with no other, rather than with nothing found.
    assert report.digests[0].previous is None
    assert "the digest '2024-11-06' cannot be read as it is kept" in caplog.text
    assert report.undelivered == ()
