"""Who gets a digest: the readers that the settings name, and when an issue is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Folders, Settings, bundled, load_settings
from monitor.errors import ConfigError
from monitor.job import prepare
from monitor.readers import Reader, check_themes, readers

MONDAY = datetime(2024, 11, 11, 7, tzinfo=UTC)
DAY = timedelta(days=1)

TWO = """\
[digest]
timezone = "Asia/Seoul"
others_per_story = 3

[channel.email]
sender = "monitor@example.org"
recipients = ["all@example.org"]
host = "smtp.example.org"

[digests.daily]

[digests.sanctions-desk]
title = "Sanctions desk"
themes = ["sanctions", "economic-lifeline"]
languages = ["en", "ko"]
schedule = "0 7 * * 1"
timezone = "UTC"
channels = ["file", "email"]
stories_per_theme = 8
others_per_story = 0
[digests.sanctions-desk.channel.email]
recipients = ["sanctions@example.org"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.toml"
    path.write_text(TWO)
    return path


def test_where_none_is_named_there_is_the_daily_one() -> None:
    assert readers(Settings()) == (Reader(),)


def test_a_reader_has_what_is_set_for_it_and_for_all_what_is_not(file: Path) -> None:
    daily, desk = readers(load_settings(file))
    assert (daily.name, daily.title, daily.timezone, daily.channels) == (
        *("daily", "", "Asia/Seoul"),
        ("file",),
    )
    assert (daily.stories_per_theme, daily.others_per_story, daily.schedule) == (12, 3, "")
    assert (desk.name, desk.title, desk.timezone) == ("sanctions-desk", "Sanctions desk", "UTC")
    assert (desk.themes, desk.languages) == (("sanctions", "economic-lifeline"), ("en", "ko"))
    assert (desk.stories_per_theme, desk.others_per_story) == (8, 0)
    assert desk.channels == ("file", "email")


def test_its_own_recipients_on_the_server_of_all(file: Path) -> None:
    daily, desk = readers(load_settings(file))
    assert daily.options["email"]["recipients"] == ["all@example.org"]
    assert desk.options["email"] == {
        "sender": "monitor@example.org",
        "host": "smtp.example.org",
        "recipients": ["sanctions@example.org"],
    }


def test_daily_is_there_only_if_it_is_named(file: Path) -> None:
    file.write_text(TWO.replace("[digests.daily]", ""))
    assert [one.name for one in readers(load_settings(file))] == ["sanctions-desk"]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, MONDAY - DAY, True),
        (MONDAY - 7 * DAY, MONDAY - timedelta(seconds=1), False),
        (MONDAY - 7 * DAY, MONDAY, True),
        (MONDAY - 7 * DAY, MONDAY + 3 * DAY, True),
        (MONDAY, MONDAY + 6 * DAY, False),
        (MONDAY - 60 * DAY, MONDAY - DAY, True),
    ],
)
def test_due_once_a_tick_has_passed_since_the_last_issue(
    last: datetime | None, now: datetime, due: bool
) -> None:
    assert Reader(schedule="0 7 * * 1").due(last, now) is due
    assert Reader().due(last, now)


def test_a_tick_is_one_of_its_own_time_zone() -> None:
    seoul = Reader(schedule="0 7 * * 1", timezone="Asia/Seoul")
    assert not seoul.due(MONDAY - 3 * DAY, MONDAY - timedelta(hours=9, seconds=1))
    assert seoul.due(MONDAY - 3 * DAY, MONDAY - timedelta(hours=9))


def test_ids_name_the_reader_but_for_the_daily_one() -> None:
    day = "2024-11-06"
    assert Reader().issue_id(day, []) == "2024-11-06"
    assert Reader().issue_id(day, [day, f"{day}-2"]) == "2024-11-06-3"
    desk = Reader(name="desk")
    assert desk.issue_id(day, []) == "desk-2024-11-06"
    assert desk.issue_id(day, ["desk-2024-11-06"]) == "desk-2024-11-06-2"
    assert (Reader().folder(Path("d")), desk.folder(Path("d"))) == (Path("d"), Path("d/desk"))


def test_a_theme_that_is_not_there_is_named_with_its_line(file: Path) -> None:
    file.write_text(TWO.replace('"economic-lifeline"]', '"sanction"]'))
    with pytest.raises(ConfigError) as caught:
        check_themes(load_settings(file), ["sanctions", "china-role"])
    assert (caught.value.path, caught.value.line) == (str(file), 14)
    assert "digest 'sanctions-desk': no watchlist has the id 'sanction'" in str(caught.value)
    assert "did you mean 'sanctions'?" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('["sanctions", "e', '["sanctoins", "e', 14, "no watchlist has the id 'sanctoins'"),
        ('["file", "email"]', '["file", "fax"]', 18, "unknown channel 'fax'"),
        ('"sanctions@example.org"', '"nobody"', 22, "digests.sanctions-desk.channel.email.recip"),
        ('host = "smtp', 'hots = "smtp', 8, "channel.email.hots"),
    ],
)
def test_no_run_starts_with_a_reader_that_is_wrong(
    file: Path, tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  - {id: a, name: A, kind: feed, url: 'http://a.example/'}\n"
    )
    folders = Folders(
        tmp_path / "sources.yaml", bundled("watchlists"), tmp_path / "w", tmp_path / "d"
    )
    assert prepare(folders, load_settings(file), now=MONDAY).readers[1].name == "sanctions-desk"
    assert old in TWO
    file.write_text(TWO.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        prepare(folders, load_settings(file), now=MONDAY)
    assert (caught.value.path, caught.value.line) == (str(file), line)
    assert said in str(caught.value)
