"""What ``docs/delivery.md`` says holds: its tests are there, and its settings can be read."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.channels import recipients
from monitor.config import Folders, Settings, bundled
from monitor.readers import check_themes, readers
from monitor.watch import load_watchlists

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "delivery.md").read_text("utf-8")
EMAIL = {"sender": "monitor@example.org", "recipients": ["all@example.org"]}


def test_each_fault_has_its_test() -> None:
    tests = "".join(one.read_text("utf-8") for one in (ROOT / "tests").rglob("test_*.py"))
    table = TEXT[TEXT.index("| M1 |") :]
    assert re.findall(r"^\| (M\d+) \|", table, re.MULTILINE) == [f"M{n}" for n in range(1, 21)]
    named = set(re.findall(r"\b(test_\w+)`", table))
    assert len(named) > 20
    assert [one for one in named if f"def {one}(" not in tests] == []


def test_the_settings_that_are_shown_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_CHAT", "ntfy://topic")
    values = {}
    for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL):
        values |= tomllib.loads(block)
    values["channel"]["email"] = EMAIL
    values["digest"]["channels"] = ["file", "apprise"]
    settings = Settings(**values)
    check_themes(settings, load_watchlists(bundled("watchlists")).ids())
    folders = Folders(tmp_path, tmp_path, tmp_path, Path("digests"))
    copies = [recipients(reader, settings, folders) for reader in readers(settings)]
    assert copies == [
        [("file", "digests"), ("apprise", "ntfy://…")],
        [("file", "digests/sanctions-desk"), ("email", "sanctions@example.org")],
    ]
