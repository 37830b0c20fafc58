"""The archive in a folder: whole pages, old ones gone, and nobody else's files touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.site import pages, write
from monitor.site.write import Written
from tests.site.archives import archive, several

PAGES = [("stories/a.html", "A"), ("stories/b.html", "B"), ("index.html", "all")]


def held(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".monitor-site"
    }


def test_all_pages_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    site = tmp_path / "srv" / "site"
    assert write(site, PAGES) == Written(pages=3, changed=3, removed=0)
    assert held(site) == dict(PAGES)
    assert stat.S_IMODE((site / "index.html").stat().st_mode) == 0o600
    assert stat.S_IMODE(site.stat().st_mode) == 0o700
    assert stat.S_IMODE((site / "stories").stat().st_mode) == 0o700


def test_only_what_changed_is_written_again_and_old_pages_go(tmp_path: Path) -> None:
    write(tmp_path, PAGES)
    for name, _ in PAGES:
        os.utime(tmp_path / name, (1, 1))
    assert write(tmp_path, [*PAGES[:1], ("index.html", "new")]) == Written(2, 1, 1)
    assert held(tmp_path) == {"stories/a.html": "A", "index.html": "new"}
    assert (tmp_path / "stories/a.html").stat().st_mtime == 1


def test_the_archive_built_again_changes_nothing_and_then_what_is_new(tmp_path: Path) -> None:
    first = write(tmp_path, pages(archive()))
    assert write(tmp_path, pages(archive())) == Written(first.pages, 0, 0)
    fewer = write(tmp_path, pages(archive(several()[:2])))
    assert fewer.removed == 5, "two stories, a day of each, a month"
    assert "stories/s-cafe.html" not in held(tmp_path)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.html").write_text("mine")
    with pytest.raises(UsageError, match="holds something else"):
        write(tmp_path, PAGES)
    assert held(tmp_path) == {"letters.html": "mine"}


def test_what_is_no_page_stays_beside_them(tmp_path: Path) -> None:
    write(tmp_path, PAGES)
    (tmp_path / "notes.txt").write_text("mine")
    assert write(tmp_path, PAGES[2:]).removed == 2
    assert held(tmp_path) == {"notes.txt": "mine", "index.html": "all"}


def test_who_is_stopped_leaves_no_half_page_and_the_next_takes_the_rest_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, PAGES)

    def stopped(path: Path, _: bytes) -> int:
        path.touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", stopped)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, [("index.html", "half"), *PAGES])
    assert (tmp_path / "index.html").read_text() == "all"
    assert len(held(tmp_path)) == 4
    write(tmp_path, PAGES)
    assert held(tmp_path) == dict(PAGES)


def test_pages_that_cannot_be_made_take_nothing_away(tmp_path: Path) -> None:
    write(tmp_path, PAGES)

    def broken() -> Iterator[tuple[str, str]]:
        yield PAGES[0]
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        write(tmp_path, broken())
    assert held(tmp_path) == dict(PAGES)


def test_a_place_that_is_no_folder_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written: Not a directory"):
        write(tmp_path / "site", PAGES)
