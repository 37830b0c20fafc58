"""How well articles were joined into stories, against labelled ones, and beside a simpler way."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

# Two reports of different stories on one theme, so near in time, are follow-ups: the ones that are
# most easily taken for one another.
FOLLOW_UP = timedelta(days=14)
# What headlines must have in common for the simpler way: a threshold that is used elsewhere.
OVERLAP = 0.55
_OVERLAP_DAYS = timedelta(days=3)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class StoryQuality:
    """B-cubed (Bagga and Baldwin 1998): each article's own precision and recall, averaged.

    The pairs count articles of one story: all of them, those in two languages, and those joined
    although their stories differ. Follow-up pairs are articles of different stories whose first
    label is the same, at most ``FOLLOW_UP`` apart; none of them should be joined.
    """

    precision: float
    recall: float
    f1: float
    pairs: int
    pairs_found: int
    cross_language_pairs: int
    cross_language_pairs_found: int
    pairs_joined_wrongly: int
    follow_up_pairs: int
    follow_up_pairs_joined: int

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
    pairs = joined = across = across_joined = wrong = follow_ups = follow_ups_joined = 0
    for one, other in combinations(labelled, 2):
        together = stories[one["id"]] == stories[other["id"]]
        if one["story"] != other["story"]:
            wrong += together
            if _follows(one, other):
                follow_ups += 1
                follow_ups_joined += together
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
        follow_up_pairs=follow_ups,
        follow_up_pairs_joined=follow_ups_joined,
    )


def headline_overlap(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Stories as headlines alone make them: joined where their words overlap by ``OVERLAP``.

    The overlap is Jaccard's, and whoever is alike within three days is joined, one by one.
    """
    stories: dict[str, str] = {row["id"]: row["id"] for row in rows}
    words = {row["id"]: _words(str(row.get("title") or "")) for row in rows}

    def first(article_id: str) -> str:
        while stories[article_id] != article_id:
            article_id = stories[article_id]
        return article_id

    for one, other in combinations(rows, 2):
        ours, theirs = words[one["id"]], words[other["id"]]
        if len(ours & theirs) >= OVERLAP * len(ours | theirs) > 0 and _within(
            one, other, _OVERLAP_DAYS
        ):
            stories[first(one["id"])] = first(other["id"])
    return {article_id: first(article_id) for article_id in stories}


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def _follows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    labels = _primary(one), _primary(other)
    return labels[0] is not None and labels[0] == labels[1] and _within(one, other, FOLLOW_UP)


def _primary(row: Mapping[str, Any]) -> str | None:
    primary = row.get("primary") or next(iter(row.get("labels") or ()), None)
    return None if primary is None else str(primary)


def _within(one: Mapping[str, Any], other: Mapping[str, Any], most: timedelta) -> bool:
    """Whether two rows are so near in time; those without a date are near to none."""
    times = _time(one), _time(other)
    return times[0] is not None and times[1] is not None and abs(times[0] - times[1]) <= most


def _time(row: Mapping[str, Any]) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(row.get("published") or ""))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
