"""A digest is made again from the warehouse, byte for byte, whatever has happened since."""

from __future__ import annotations

import email
import shutil
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any, get_args

import pytest

from monitor.channels.file import FileFormat
from monitor.config import DigestSettings, Settings, bundled
from monitor.desk import Desk, past
from monitor.digest import FORMATS, render
from monitor.rematch import rematch
from monitor.watch import load_watchlists
from tests.support.desk import FIRST, desk

DAY = timedelta(days=1)
# Two of them change what they wrote in the days after.
ONLY = ("meridian-wire", "harbor-ledger", "hanbit", "hangang")
ENDINGS = {
    "md": ".md",
    "html": ".html",
    "text": ".txt",
    "json": ".json",
    "atom": ".atom",
    "jsonfeed": ".feed.json",
}
SETTINGS: dict[str, Any] = {
    "digest": DigestSettings(channels=("file", "email"), timezone="Asia/Seoul"),
    "channel": {
        "file": {"formats": list(ENDINGS)},
        "email": {"sender": "monitor@desk.example", "recipients": ["ann@desk.example"]},
    },
    "digests": {"daily": {}, "korea": {"title": "Korea desk", "languages": ["ko"]}},
}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose files were delivered long ago: since then articles were edited, watchlists too,
    the past was read again, and other settings hold."""
    with desk(tmp_path_factory.mktemp("desk")) as it:
        it.run(FIRST, only=ONLY, **SETTINGS)
        shutil.copytree(it.folder / "digests", it.folder / "delivered")
        for number in (1, 2, 5):
            it.run(FIRST + number * DAY, only=ONLY, **SETTINGS)
        assert it.query("SELECT count(*) FROM articles WHERE version > 1")[0][0]
        edited = it.folder / "watchlists"
        shutil.copytree(bundled("watchlists"), edited)
        troops = edited / "troop-deployment.yaml"
        text = troops.read_text("utf-8").replace("title: North Korean troops", "title: Soldiers")
        troops.write_text(text.replace("status: active", "status: draft", 1), "utf-8")
        rematch(it.folder / "warehouse", load_watchlists(edited), now=FIRST + 6 * DAY)
        yield Desk(
            warehouse=it.folder / "warehouse",
            watchlists=edited,
            digests=it.folder / "digests",
            settings=Settings(digest=DigestSettings(stories_per_theme=1, others_per_story=0)),
            now=FIRST + 400 * DAY,
        )


def test_every_format_of_a_file_is_tried() -> None:
    assert set(ENDINGS) == set(get_args(FileFormat)) == set(FORMATS) - {"email"}


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("name", ["2024-11-06", "korea/korea-2024-11-06"])
def test_a_file_that_was_delivered(later: Desk, name: str, form: FileFormat) -> None:
    delivered = later.digests.with_name("delivered") / f"{name}{ENDINGS[form]}"
    again = render(past(later, Path(name).name), form)
    assert again.encode() == delivered.read_bytes()
    assert len(again) > 500


def test_the_body_of_a_message_that_was_delivered(later: Desk) -> None:
    (file,) = (later.digests.with_name("delivered") / "outbox").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    plain, page = (part.get_content() for part in message.iter_parts())  # type: ignore[attr-defined]
    made = past(later, "2024-11-06")
    # A part of a message ends with a line.
    assert plain.replace("\r\n", "\n") == render(made, "text")
    assert page.replace("\r\n", "\n") == render(made, "email") + "\n"
