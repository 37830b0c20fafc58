"""What was read out of an article, as rows: its names, origins and figures, and its place in a story."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from monitor.model import Analysis, Article, Figure, Mention, Move, StoryLink, StoryMember
from monitor.store.rows import Row, utc

# Text without full stops can make one "sentence" of a whole page.
LONGEST_SENTENCE = 420


def analysis_row(analysis: Analysis, run_id: str, now: datetime) -> Row:
    return _version(analysis) | {"analysed_at": now, "run_id": run_id}


def mention_rows(analysis: Analysis) -> list[Row]:
    """One row a concept. A name inside a longer one of the same concept is not counted again."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for one in sorted(analysis.mentions, key=lambda one: (one.field, one.start, -one.end)):
        before = found[one.concept]
        if not (before and before[-1].field == one.field and one.end <= before[-1].end):
            before.append(one)
    return [
        _version(analysis) | {"concept": concept, "kind": named[0].kind, "times": len(named)}
        for concept, named in found.items()
    ]


def attribution_rows(analysis: Analysis) -> list[Row]:
    return [
        _version(analysis)
        | {
            "place": place,
            "origin": one.origin,
            "name": one.name,
            "phrase": one.phrase,
            "field": one.field,
            "start_at": one.start,
            "end_at": one.end,
        }
        for place, one in enumerate(analysis.attributions)
    ]


def figure_rows(article: Article, analysis: Analysis) -> list[Row]:
    return [
        _version(analysis)
        | {
            "place": place,
            "thing": one.thing,
            "unit": one.unit,
            "low": one.low,
            "high": one.high,
            "bound": one.bound,
            "origin": one.origin,
            "text": one.text,
        }
        | _sentence(article, one)
        for place, one in enumerate(analysis.figures)
    ]


def member_row(member: StoryMember, run_id: str, now: datetime) -> Row:
    return {
        "story_id": member.story_id,
        "article_id": member.article_id,
        "language": member.language,
        "dated_at": member.at,
        "signature": member.signature,
        "joined_by": member.joined_by,
        "resembles": member.like,
        "because": _listed(member.because),
        "joined_at": now,
        "run_id": run_id,
    }


def link_row(link: StoryLink, run_id: str, now: datetime) -> Row:
    return {
        "story_id": link.story_id,
        "follows": link.follows,
        "because": _listed(link.because),
        "linked_at": now,
        "run_id": run_id,
    }


def move_row(move: Move) -> Row:
    return {
        "article_id": move.article_id,
        "story_id": move.story_id,
        "decided_by": move.by,
        "moved_at": move.at,
    }


def read_member(row: Row) -> StoryMember:
    """A story's member from a row of the table ``story_member``, in the story it belongs to now."""
    return StoryMember(
        article_id=row["article_id"],
        story_id=row["story_id"],
        language=row["language"],
        at=utc(row["dated_at"]),
        signature=row["signature"],
        joined_by=row["joined_by"],
        like=row["resembles"],
        because=tuple(json.loads(row["because"] or "[]")),
    )


def _version(analysis: Analysis) -> dict[str, object]:
    return {"article_id": analysis.article_id, "article_version": analysis.version}


def _listed(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def _sentence(article: Article, figure: Figure) -> dict[str, object]:
    """The sentence of a figure with the marks inside it, cut around the figure if it is very long."""
    whole = article.title if figure.field == "title" else article.text
    start, end = figure.sentence_start, figure.sentence_end
    if end - start > LONGEST_SENTENCE:
        start = max(start, min(figure.start - LONGEST_SENTENCE // 4, end - LONGEST_SENTENCE))
        end = min(end, max(start + LONGEST_SENTENCE, figure.end))
    before = "…" if start > figure.sentence_start else ""
    after = "…" if end < figure.sentence_end else ""
    shift = len(before) - start
    return {
        "sentence": before + whole[start:end] + after,
        "mark_start": figure.start + shift,
        "mark_end": figure.end + shift,
    }
