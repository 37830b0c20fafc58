"""The wheel outside of a checkout: what it carries, and that its commands work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, by reference, the locked packages, but not this checkout."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=False, symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # Named in a .pth file, a folder is searched, but its own .pth files (ours is one) are not read.
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib"))
    return place / "bin"


def run(bin_folder: Path, folder: Path, *words: str) -> str:
    code = "import sys; from monitor.cli import main; sys.argv[0] = 'monitor'; main()"
    ended = subprocess.run(
        [bin_folder / "python", "-c", code, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_wheel_carries_what_a_run_needs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        assert "monitor = monitor.cli:main" in archive.read(entry_points).decode()
    bundled = "monitor/_bundled"
    wanted = {
        f"{bundled}/{path.relative_to(ROOT).as_posix()}"
        for pattern in ("watchlists/**/*.yaml", "warehouse/**/*.sql", "sources.yaml", "prefect.*")
        for path in ROOT.glob(pattern)
    }
    assert wanted <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"monitor", "flows"}
    assert not [name for name in names if name.endswith((".duckdb", ".pyc", ".parquet"))]


def test_a_working_folder_is_made_checked_and_demonstrated(
    bin_folder: Path, tmp_path: Path
) -> None:
    run(bin_folder, tmp_path, "init", "desk")
    desk = tmp_path / "desk"
    run(bin_folder, desk, "watchlist", "check")
    assert "@brief" in run(bin_folder, desk, "sql", "--list")
    shown = run(bin_folder, desk, "demo", "--no-prefect", "--days", "1")
    assert "digest  " in shown
    assert list((desk / "demo" / "digests").glob("*.md"))
    query = "SELECT count(*) > 10 AS many FROM articles"
    rows = run(bin_folder, desk / "demo", "sql", query, "--format", "json")
    assert json.loads(rows) == [{"many": True}]


def test_the_wheel_is_what_was_run(bin_folder: Path, tmp_path: Path) -> None:
    code = "import flows, monitor; print(monitor.__file__, flows.__file__)"
    found = subprocess.run(
        [bin_folder / "python", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT) not in found.stdout
