"""One process that runs many mornings makes one matcher, until the watchlists change."""

from pathlib import Path
from shutil import copytree

from monitor import collect
from monitor.config import bundled
from monitor.watch import load_watchlists


def test_a_matcher_is_made_once_until_the_watchlists_change(tmp_path: Path) -> None:
    folder = tmp_path / "watchlists"
    copytree(bundled("watchlists"), folder)
    first = collect._matcher(load_watchlists(folder))
    assert collect._matcher(load_watchlists(folder)) is first
    sanctions = folder / "sanctions.yaml"
    sanctions.write_text(sanctions.read_text("utf-8") + "# changed\n", "utf-8")
    changed = load_watchlists(folder)
    assert collect._matcher(changed) is not first
    assert collect._matcher(changed).watchlists is changed
