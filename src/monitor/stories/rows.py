"""Rows of articles as JSON gives them, joined into stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.model import Mention, Subject
from monitor.stories.joining import join

Mentions = Callable[[str, str], tuple[Mention, ...]]


def cluster(rows: Iterable[Mapping[str, Any]], mentions: Mentions | None = None) -> dict[str, str]:
    """``{article_id: story_id}`` for rows of ``{"id", "title", "text", "lang"?, "published"?}``.

    ``mentions`` finds the concepts of a headline and a text. Rows are taken in the order of their
    date; undated ones come last, as if published with the latest. ``published`` is a datetime or
    ISO 8601 text.
    """
    dated = [(_date(row.get("published")), row) for row in rows]
    latest = max(
        (at for at, _ in dated if at is not None), default=datetime(2000, 1, 1, tzinfo=UTC)
    )
    subjects = [_subject(row, at or latest, mentions) for at, row in dated]
    return {one.article_id: one.story_id for one in join(subjects, ()).members}


def _subject(row: Mapping[str, Any], at: datetime, mentions: Mentions | None) -> Subject:
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    return Subject(
        str(row["id"]),
        str(row.get("lang") or ""),
        at,
        title,
        text,
        mentions(title, text) if mentions else (),
    )


def _date(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
