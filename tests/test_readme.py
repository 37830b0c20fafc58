"""What the README shows is what comes out."""

import re
from pathlib import Path

import pytest

from monitor.demo import load_web
from tests.support.desk import Desk
from tests.support.weeks import BEGIN, DAY

README = Path(__file__).parents[1] / "README.md"
# The demo's last morning: it reads the same web from the same day on.
TWELFTH = BEGIN + 11 * DAY


@pytest.mark.slow
def test_the_piece_of_a_digest_is_that_of_the_demos_last_morning(weeks: Desk) -> None:
    assert BEGIN.date() - DAY == load_web().days[0]
    shown = re.findall(r"^> ?(.*)$", README.read_text("utf-8"), re.MULTILINE)
    path = weeks.folder / "digests" / f"{TWELFTH:%Y-%m-%d}.md"
    digest = path.read_text("utf-8").splitlines()
    assert len(shown) > 5
    assert [line for line in shown if line not in digest] == []
