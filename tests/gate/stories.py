"""How well the labelled articles are joined into stories, as they lie in time and in a crowd."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.config import bundled
from monitor.stories import cluster
from monitor.story_quality import story_quality
from monitor.watch.gazetteer import load_gazetteer

Row = Mapping[str, Any]
CROWD = timedelta(days=14)
_START = datetime(2024, 11, 1, tzinfo=UTC)


def squeezed(rows: Sequence[Row]) -> list[Row]:
    """The same articles with all stories begun within a fortnight, each with its own course.

    Two years of labelled articles are thinner than a busy month; this is denser than one.
    """
    began: dict[str, datetime] = {}
    for row in rows:
        at = datetime.fromisoformat(row["published"])
        began[row["story"]] = min(at, began.get(row["story"], at))
    chosen = random.Random(1)
    begins = {story: _START + chosen.random() * CROWD for story in sorted(began)}
    return [
        {
            **row,
            "published": (
                begins[row["story"]]
                + (datetime.fromisoformat(row["published"]) - began[row["story"]])
            ).isoformat(),
        }
        for row in rows
    ]


def story_figures(rows: Sequence[Row]) -> dict[str, float]:
    """The figures that have floors, 0 to 1; the more the better."""
    mentions = load_gazetteer(bundled("watchlists")).mentions
    found: dict[str, float] = {}
    for name, these in (("stories", rows), ("stories in a crowd", squeezed(rows))):
        quality = story_quality(these, cluster(these, mentions))
        assert quality is not None
        found |= {
            f"{name}: B-cubed F1": quality.f1,
            f"{name}: pairs across languages": quality.cross_language_pairs_found
            / quality.cross_language_pairs,
            f"{name}: follow-ups kept apart": 1
            - quality.follow_up_pairs_joined / quality.follow_up_pairs,
        }
    return found
