"""How well articles were joined into stories, against labelled ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any


@dataclass(frozen=True, slots=True)
class StoryQuality:
    """B-cubed (Bagga and Baldwin 1998): each article's own precision and recall, averaged.

    The pairs count articles of one story: all of them, those in two languages, and those joined
    although their stories differ.
    """

    precision: float
    recall: float
    f1: float
    pairs: int
    pairs_found: int
    cross_language_pairs: int
    cross_language_pairs_found: int
    pairs_joined_wrongly: int

    def to_json(self) -> dict[str, float]:
        """The figures by name."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def story_quality(
    rows: Sequence[Mapping[str, Any]], stories: Mapping[str, str]
) -> StoryQuality | None:
    """Compare ``stories`` (article id to story id) with the rows' own ``story``; None without any."""
    labelled = [row for row in rows if row.get("story")]
    if not labelled:
        return None
    truth: defaultdict[str, set[str]] = defaultdict(set)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in labelled:
        truth[row["story"]].add(row["id"])
        found[stories[row["id"]]].add(row["id"])
    precision = recall = 0.0
    for row in labelled:
        ours, theirs = found[stories[row["id"]]], truth[row["story"]]
        shared = len(ours & theirs)
        precision += shared / len(ours) / len(labelled)
        recall += shared / len(theirs) / len(labelled)
    pairs = joined = across = across_joined = wrong = 0
    for one, other in combinations(labelled, 2):
        together = stories[one["id"]] == stories[other["id"]]
        if one["story"] != other["story"]:
            wrong += together
            continue
        pairs += 1
        joined += together
        if one.get("lang") != other.get("lang"):
            across += 1
            across_joined += together
    return StoryQuality(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        pairs=pairs,
        pairs_found=joined,
        cross_language_pairs=across,
        cross_language_pairs_found=across_joined,
        pairs_joined_wrongly=wrong,
    )
