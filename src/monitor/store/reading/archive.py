"""All that an archive for a browser shows, read at one go."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb

from monitor.model import (
    Archive,
    ArchiveArticle,
    ArchiveFigure,
    ArchiveIssue,
    ArchiveSource,
    ArchiveStory,
    ArchiveTheme,
)
from monitor.store.reading.base import Reading
from monitor.store.rows import Row, rows_of, utc

DAYS = 28
_JOINED = {"first": "opened the story", "copy": "a copy", "event": "the same event"}


class Archives(Reading):
    """Reads the archive."""

    def archive(self, now: datetime, timezone: str) -> Archive:
        """What the warehouse holds up to its last run (to ``now`` before the first).

        Days are of ``timezone``.
        """
        with self._store.session() as connection:
            (last,) = rows_of(connection, "SELECT max(started_at) AS at FROM run")
            until = utc(last["at"]) if last["at"] else now
            return Archive(
                until=until,
                timezone=timezone,
                themes=_themes(connection, until, timezone),
                stories=_stories(connection),
                sources=_sources(connection),
                issues=_issues(connection, timezone),
            )


def _themes(
    connection: duckdb.DuckDBPyConnection, until: datetime, timezone: str
) -> tuple[ArchiveTheme, ...]:
    last = until.astimezone(ZoneInfo(timezone)).date()
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row in rows_of(
        connection,
        """
        SELECT watchlist_id, $1::DATE - CAST(first_seen_at AT TIME ZONE $2 AS DATE) AS ago,
               count(DISTINCT article_id) AS n
        FROM hits JOIN article USING (article_id) GROUP BY ALL HAVING ago BETWEEN 0 AND $3
        """,
        last,
        timezone,
        DAYS - 1,
    ):
        counts[row["watchlist_id"]][row["ago"]] = row["n"]
    return tuple(
        ArchiveTheme(
            row["watchlist_id"],
            row["title"],
            tuple(counts[row["watchlist_id"]].get(ago, 0) for ago in reversed(range(DAYS))),
        )
        for row in rows_of(
            connection, "SELECT watchlist_id, title FROM watchlists ORDER BY title, watchlist_id"
        )
    )


def _stories(connection: duckdb.DuckDBPyConnection) -> tuple[ArchiveStory, ...]:
    articles: defaultdict[str, list[ArchiveArticle]] = defaultdict(list)
    sentences = _sentences(connection)
    first: dict[str, Row] = {}
    for row in rows_of(
        connection,
        """
        SELECT story_id, article_id, title, articles.url, articles.language, joined_by, copy, moved,
               because, least(published_at, articles.first_seen_at) AS at, articles.first_seen_at,
               coalesce(sources.name, source_id) AS outlet, stance, country
        FROM story_articles JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
        ORDER BY story_id, articles.first_seen_at, published_at NULLS LAST, article_id
        """,
    ):
        first.setdefault(row["story_id"], row)
        articles[row["story_id"]].append(_article(row, *sentences.get(row["article_id"], ("", ()))))
    themes = _lists(
        connection,
        "SELECT DISTINCT story_id AS key, watchlist_id AS value FROM hits"
        " WHERE story_id IS NOT NULL ORDER BY ALL",
    )
    origins = _lists(
        connection,
        "SELECT story_id AS key, name AS value FROM story_origins"
        " ORDER BY story_id, article_count DESC, first_seen_at, origin",
    )
    followed = _lists(
        connection, "SELECT follows AS key, story_id AS value FROM story_links ORDER BY ALL"
    )
    told = _lists(
        connection,
        "SELECT DISTINCT story_id AS key, digest_id AS value FROM digest_articles ORDER BY ALL",
    )
    figures: defaultdict[str, list[ArchiveFigure]] = defaultdict(list)
    for row in rows_of(
        connection,
        "SELECT story_id, thing_label AS thing, unit, low, high, bound, origin_name AS origin, outlet,"
        " language, sentence"
        " FROM claims WHERE NOT copy AND story_id IS NOT NULL"
        " ORDER BY story_id, thing, unit, first_seen_at, article_id, place",
    ):
        story_id = row["story_id"]
        figures[story_id].append(
            ArchiveFigure(**{key: value for key, value in row.items() if key != "story_id"})
        )
    return tuple(
        ArchiveStory(
            story_id=row["story_id"],
            headline=row["headline"],
            language=first[row["story_id"]]["language"],
            country=first[row["story_id"]]["country"],
            first_seen_at=utc(row["first_seen_at"]),
            last_seen_at=utc(row["last_seen_at"]),
            outlets=row["outlet_count"],
            copies=row["copies"],
            origins=tuple(origins[row["story_id"]]),
            languages=tuple(row["languages"]),
            voices=tuple(row["voices"] or ()),
            themes=tuple(themes[row["story_id"]]),
            articles=tuple(articles[row["story_id"]]),
            figures=tuple(figures[row["story_id"]]),
            follows=row["follows"] or "",
            followed_by=tuple(followed[row["story_id"]]),
            told=tuple(told[row["story_id"]]),
        )
        for row in rows_of(
            connection, "FROM stories ORDER BY last_seen_at DESC, article_count DESC, story_id"
        )
    )


def _sentences(
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, tuple[str, tuple[tuple[int, int], ...]]]:
    """Of each article the sentence that says best what it hit for, and what matched in it.

    The text before the title, the most concepts, the earliest: as a digest chooses.
    """
    found = rows_of(
        connection,
        """
        WITH found AS (
            SELECT article_id, item ->> 'field' AS field,
                   CAST(item ->> 'sentence_start' AS INTEGER) AS sentence_start,
                   any_value(item ->> 'sentence') AS sentence,
                   count(DISTINCT coalesce(nullif(item ->> 'concept', ''), lower(item ->> 'text')))
                       AS concepts,
                   list(DISTINCT [CAST(item ->> 'start' AS INTEGER), CAST(item ->> 'end' AS INTEGER)])
                       AS spans
            FROM hits, unnest(CAST(evidence AS JSON[])) AS each(item)
            WHERE story_id IS NOT NULL
            GROUP BY ALL
        )
        SELECT article_id, sentence, sentence_start, spans FROM found
        QUALIFY row_number() OVER (
            PARTITION BY article_id ORDER BY field = 'title', concepts DESC, sentence_start) = 1
        """,
    )
    return {
        row["article_id"]: (
            row["sentence"],
            tuple(
                (start - row["sentence_start"], end - row["sentence_start"])
                for start, end in sorted(row["spans"])
            ),
        )
        for row in found
    }


def _article(row: Row, sentence: str, marks: tuple[tuple[int, int], ...]) -> ArchiveArticle:
    because = "; ".join(json.loads(row["because"]))
    why = "moved by hand" if row["moved"] else _JOINED[row["joined_by"]]
    if row["joined_by"] != "first" and not row["moved"] and because:
        why = f"{why}: {because}"
    return ArchiveArticle(
        article_id=row["article_id"],
        title=row["title"],
        url=row["url"],
        outlet=row["outlet"],
        stance=row["stance"],
        country=row["country"],
        language=row["language"],
        at=utc(row["at"]),
        first_seen_at=utc(row["first_seen_at"]),
        why=why,
        sentence=sentence,
        marks=marks,
    )


def _sources(connection: duckdb.DuckDBPyConnection) -> tuple[ArchiveSource, ...]:
    return tuple(
        ArchiveSource(
            **{key: value for key, value in row.items() if key != "last_new_at"},
            last_new_at=utc(row["last_new_at"]) if row["last_new_at"] else None,
        )
        for row in rows_of(
            connection,
            """
            WITH brought AS (
                SELECT source_id, count(*) AS articles FROM article GROUP BY source_id
            ), hit_by AS (
                SELECT source_id, count(DISTINCT article_id) AS hits
                FROM hits JOIN article USING (article_id) GROUP BY source_id
            )
            SELECT source_id, name, kind, stance, language, country, url,
                   coalesce(articles, 0) AS articles, coalesce(hits, 0) AS hits, last_new_at,
                   coalesce(outcome, '') AS outcome, coalesce(detail, '') AS detail
            FROM sources LEFT JOIN brought USING (source_id) LEFT JOIN hit_by USING (source_id)
            LEFT JOIN source_health USING (source_id)
            ORDER BY hits DESC, articles DESC, name, source_id
            """,
        )
    )


def _issues(connection: duckdb.DuckDBPyConnection, timezone: str) -> tuple[ArchiveIssue, ...]:
    return tuple(
        ArchiveIssue(row["digest_id"], row["reader"], row["day"], row["content"])
        for row in rows_of(
            connection,
            "SELECT digest_id, reader, CAST(until AT TIME ZONE ? AS DATE) AS day, content"
            " FROM digests ORDER BY until DESC, digest_id DESC",
            timezone,
        )
    )


def _lists(connection: duckdb.DuckDBPyConnection, query: str) -> defaultdict[str, list[str]]:
    """The values of a query by their keys, in its order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows_of(connection, query):
        found[row["key"]].append(row["value"])
    return found
