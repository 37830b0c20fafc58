"""What the README shows is what comes out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.slow
def test_the_piece_of_a_digest_stands_in_the_demo(tmp_path: Path) -> None:
    shown = re.findall(r"^> ?(.*)$", README.read_text("utf-8"), re.MULTILINE)
    command = [sys.executable, "-m", "monitor", "demo", str(tmp_path / "demo"), "--no-prefect"]
    subprocess.run(command, check=True, capture_output=True)
    digest = max((tmp_path / "demo" / "digests").glob("*.md")).read_text("utf-8").splitlines()
    assert len(shown) > 5
    assert [line for line in shown if line not in digest] == []
