from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import Digest, Edit, Outcome, SourceHealth
from tests.digest.samples import DAILY, NOW, STATE, build, finding

EDITS = (
    Edit("title", "Soldiers may arrive", "Soldiers arrive, report 5", ("headline",)),
    Edit("text", "Some 10,000 men came.", "Some 12,000 men came.", ("number", "matched")),
    Edit("text", "", "They train in the east.", ("matched",)),
)


@pytest.fixture
def issue() -> Digest:
    """An issue with most of what an issue can hold."""
    failed = SourceHealth(
        "state", STATE.name, Outcome.FAILED_SOFT, "No answer.", None, NOW - timedelta(days=2), 0, 0
    )
    odd = SourceHealth("daily", DAILY.name, Outcome.DEGRADED, "Odd dates.", NOW, None, 5, 1)
    made = build(
        finding(1, words=("North Korean soldiers", "Russia")),
        finding(2, source=DAILY, title="북한군 도착"),
        finding(3, source=STATE, title="朝鲜军队抵达", story_told=0, article={"note": "shortened"}),
        finding(4, story="s-2", story_told=2),
        finding(5, story="s-3", told=True, edited=True, edits=EDITS),
        finding(6, watchlist="china", story="s-1", source=STATE, look_back=True),
        finding(7, watchlist="china", story="s-4", score=0.1),
        story_cap=3,
    )
    healthy = made.health[0]
    return replace(made, health=(healthy, failed, odd))
