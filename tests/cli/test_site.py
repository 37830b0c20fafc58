"""The archive for a browser, from the command line."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.cli.conftest import Cli


def test_the_archive_of_a_warehouse_is_built_and_then_only_what_changed(
    cli: Cli, desk: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    ended = cli("site", site)
    assert ended.code == 0
    assert ended.out.endswith(f" new or changed, 0 taken away: open {site / 'index.html'}\n")
    stories = cli("story", "list", "--json").json
    pages = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert {f"stories/{one['story_id']}.html" for one in stories} <= pages
    for digest in desk.glob("digests/*.html"):
        assert (site / "digests" / digest.name).read_text() == digest.read_text()
    assert html.fromstring((site / "index.html").read_text()).cssselect(".stories li")
    assert cli("site", site, "--json").json == {
        "folder": str(site),
        "pages": len(pages) + 1,
        "changed": 0,
        "removed": 0,
    }


def test_it_is_built_beside_the_warehouse_where_no_folder_is_named(cli: Cli, own: Path) -> None:
    assert cli("site").code == 0
    assert (own / "site" / "index.html").exists()


def test_a_folder_of_something_else_is_left_alone(cli: Cli, desk: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    ended = cli("site", tmp_path)
    assert ended.code == 2
    assert ended.err.splitlines()[0].endswith("the folder holds something else")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_without_a_run_there_is_nothing_to_show(cli: Cli, here: Path) -> None:
    ended = cli("site")
    assert ended.code == 2
    assert "there is no snapshot yet" in ended.err
    assert not (here / "site").exists()
