"""A scheduled run goes on with the last good watchlists, and says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.watch import keep, load_or_last_good, load_watchlists
from tests.watch.conftest import WATCHLIST, Write


def test_good_watchlists_are_used_and_the_newest_is_kept(write: Write, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = load_watchlists(write())
    keep(first, kept)
    keep(first, kept)
    folder = write(ties=WATCHLIST.replace("title: Ties", "title: Bonds"))
    found, notice = load_or_last_good(folder, kept)
    assert (found.title("ties"), notice) == ("Bonds", "")
    keep(found, kept)
    assert [path.name for path in kept.iterdir()] == [found.version]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "ties.yaml").write_text("id: [", "utf-8"),
        lambda folder: (folder / "brief.yaml").unlink(),
        lambda folder: (folder / "vocabulary" / "words.yaml").unlink(),
    ],
    ids=["half saved", "brief gone", "vocabulary gone"],
)
def test_a_slip_leaves_the_last_good_ones(write: Write, tmp_path: Path, spoil: object) -> None:
    folder = write()
    good = load_watchlists(folder)
    keep(good, tmp_path / "kept")
    spoil(folder)  # type: ignore[operator]
    found, notice = load_or_last_good(folder, tmp_path / "kept")
    assert found.version == good.version
    assert "last good ones were used" in notice
    assert str(folder) in notice


def test_without_a_kept_copy_the_mistake_is_raised(write: Write, tmp_path: Path) -> None:
    folder = write(ties="id: [")
    with pytest.raises(ConfigError, match=r"ties\.yaml:1"):
        load_or_last_good(folder, tmp_path / "kept")


def test_files_that_changed_since_they_were_read_are_not_kept(write: Write, tmp_path: Path) -> None:
    old = load_watchlists(write())
    write(ties=WATCHLIST.replace("title: Ties", "title: Bonds"))
    keep(old, tmp_path / "kept")
    assert not (tmp_path / "kept" / old.version).exists()


def test_the_newest_copy_that_can_be_read_is_used(write: Write, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    good = load_watchlists(write())
    keep(good, kept)
    (kept / ".DS_Store").write_text("", "utf-8")
    (kept / "broken").mkdir()
    folder = write(ties="id: [")
    assert load_or_last_good(folder, kept)[0].version == good.version
    shutil.rmtree(kept / good.version)
    with pytest.raises(ConfigError, match=r"ties\.yaml:1") as caught:
        load_or_last_good(folder, kept)
    assert str(folder) in str(caught.value)


def test_of_several_copies_the_newest_is_used(
    write: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("kept")
    versions = []
    for age, title in enumerate(("A", "B", "C")):
        folder = write(ties=WATCHLIST.replace("title: Ties", f"title: {title}"))
        copy = shutil.copytree(folder, kept / str(age))
        os.utime(copy, (1_000 * (age % 2), 1_000 * (age % 2)))
        versions.append(load_watchlists(folder).version)
    assert load_or_last_good(write(ties="id: ["), kept)[0].version == versions[1]


def test_strange_files_among_the_copies_are_left_alone(write: Write, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / ".DS_Store").write_text("", "utf-8")
    good = load_watchlists(write())
    keep(good, kept)
    assert {path.name for path in kept.iterdir()} == {".DS_Store", good.version}
