"""What a reader was told of stories, and what was read out of articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import duckdb

from monitor.model import (
    OPENING,
    Following,
    QuietStory,
    Said,
    StoryFacts,
    Told,
)
from monitor.store.readout import Read, read_as_told, read_out, said
from monitor.store.rows import Row, ids, rows_of, utc

# For so long after it was told, a story in which nothing moves is named as quiet.
RECENT = timedelta(days=14)


def recollect(
    connection: duckdb.DuckDBPyConnection,
    story_ids: Iterable[str],
    article_ids: Iterable[str],
    reader: str | None,
    until: datetime,
) -> tuple[dict[str, StoryFacts], dict[str, Said]]:
    """The stories asked for and those that they follow, as a reader knows them; what articles say.

    Without a reader nothing was told. Articles that were not read yet are left out. Stories are
    counted as they were at ``until``.
    """
    asked, articles = set(story_ids), set(article_ids)
    ids(connection, "asked_rows", asked)
    follows = _follows(connection)
    ids(connection, "asked_rows", asked | set(follows.values()))
    extents = _extents(connection, until)
    origins = _origins(connection, until)
    told_rows = _told_rows(connection, reader)
    told = _told(told_rows, read_as_told(connection, told_rows))
    facts = {
        story_id: StoryFacts(
            articles=row.get("article_count", 1),
            outlets=row.get("outlet_count", 1),
            copies=row.get("copies", 0),
            origins=origins.get(story_id, {}),
            languages=tuple(row.get("languages") or ()),
            voices=tuple(row.get("voices") or ()),
            first_seen_at=utc(row["first_seen_at"]) if row else None,
            follows=_following(extents, follows.get(story_id)),
            told=told.get(story_id, Told()),
        )
        for story_id in sorted(asked | set(follows.values()))
        for row in [extents.get(story_id, {})]
    }
    return facts, _said_by(connection, articles)


def recent(
    connection: duckdb.DuckDBPyConnection,
    reader: str | None,
    until: datetime,
    repeated: Iterable[str] = (),
) -> tuple[QuietStory, ...]:
    """The stories that a reader was told of late, and those of ``repeated``, told at any time.

    Those that moved last come first. The headline is the first that the reader was told.
    """
    ids(connection, "asked_rows", repeated)
    found = rows_of(
        connection,
        """
        WITH told_to AS (
            SELECT digest_articles.story_id, article_id, until
            FROM digest_articles JOIN digest USING (digest_id)
            WHERE digest_articles.reader = $1
        ), known AS (
            SELECT story_id, arg_min(article_id, (first_seen_at, article_id)) AS article_id,
                   max(until) AS told_at
            FROM told_to JOIN article USING (article_id) GROUP BY story_id
            HAVING max(until) > $2::TIMESTAMPTZ - $3::INTERVAL OR story_id IN (FROM asked_rows)
        ), extent AS (
            SELECT story_id, count(*) AS articles, max(first_seen_at) AS last_seen_at
            FROM story_articles JOIN article USING (article_id)
            SEMI JOIN known USING (story_id) GROUP BY story_id
        )
        SELECT known.story_id, title, articles.language, name, articles.url, told_at,
               coalesce(extent.articles, 1) AS articles,
               coalesce(last_seen_at, first_seen_at) AS last_seen_at
        FROM known JOIN articles USING (article_id) JOIN sources USING (source_id)
        LEFT JOIN extent ON extent.story_id = known.story_id
        ORDER BY last_seen_at DESC, known.story_id
        """,
        reader,
        until,
        RECENT,
    )
    return tuple(
        QuietStory(
            story_id=row["story_id"],
            headline=row["title"],
            language=row["language"],
            outlet=row["name"],
            url=row["url"],
            articles=row["articles"],
            last_seen_at=utc(row["last_seen_at"]),
            told_at=utc(row["told_at"]),
        )
        for row in found
    )


# What follows asks for the stories that ``asked_rows`` names, and not the view of all stories: of that
# the database would make every one, to give away all but these.


def _follows(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The story that each story carries on."""
    return {
        row["story_id"]: row["follows"]
        for row in rows_of(
            connection,
            "SELECT story_id, arg_max(follows, linked_at) AS follows"
            " FROM story_links SEMI JOIN asked_rows ON id = story_id GROUP BY story_id",
        )
    }


def _extents(connection: duckdb.DuckDBPyConnection, until: datetime) -> dict[str, Row]:
    """How far each story had spread at ``until``, and its headline."""
    rows = rows_of(
        connection,
        """
        WITH member AS (
            SELECT story_id, source_id, copy, title, language, first_seen_at,
                   (first_seen_at, coalesce(published_at, 'infinity'), article_id) AS place
            FROM story_articles SEMI JOIN asked_rows ON id = story_id
            JOIN articles USING (article_id) WHERE first_seen_at <= $1
        )
        SELECT story_id, count(*) AS article_count, count(DISTINCT source_id) AS outlet_count,
               count(*) FILTER (copy) AS copies,
               min(first_seen_at) AS first_seen_at, max(first_seen_at) AS last_seen_at,
               arg_min(title, place) AS headline, arg_min(member.language, place) AS language,
               list(DISTINCT member.language ORDER BY member.language) AS languages,
               list(DISTINCT stance ORDER BY stance) FILTER (stance IS NOT NULL) AS voices
        FROM member LEFT JOIN sources USING (source_id) GROUP BY story_id
        """,
        until,
    )
    return {row["story_id"]: row for row in rows}


def _origins(connection: duckdb.DuckDBPyConnection, until: datetime) -> dict[str, dict[str, str]]:
    """The origins of each story at ``until``, with their names; the one with most articles first."""
    rows = rows_of(
        connection,
        """
        WITH member AS (
            SELECT story_id, article_id, language, first_seen_at
            FROM story_articles SEMI JOIN asked_rows ON id = story_id
            JOIN articles USING (article_id) WHERE NOT copy AND first_seen_at <= $1
        )
        SELECT story_id, origin,
               coalesce(
                   CASE WHEN NOT bool_and(own) THEN any_value(origin_names.name) END,
                   arg_min(article_origins.name, (language <> 'en', first_seen_at, article_id))
               ) AS name
        FROM member JOIN article_origins USING (article_id) LEFT JOIN origin_names USING (origin)
        GROUP BY story_id, origin
        ORDER BY story_id, count(*) DESC, min(first_seen_at), origin
        """,
        until,
    )
    origins: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        origins[row["story_id"]][row["origin"]] = row["name"]
    return origins


def _following(extents: Mapping[str, Row], story_id: str | None) -> Following | None:
    if story_id is None or story_id not in extents:
        return None
    row = extents[story_id]
    return Following(story_id, row["headline"], row["language"] or "", utc(row["last_seen_at"]))


def _told_rows(connection: duckdb.DuckDBPyConnection, reader: str | None) -> Sequence[Row]:
    """The articles that a reader was told of the stories that ``asked_rows`` names."""
    return rows_of(
        connection,
        """
        WITH told_to AS (
            SELECT story_id, article_id, list(DISTINCT watchlist_id) AS themes,
                   list(DISTINCT article_version) AS versions
            FROM digest_articles SEMI JOIN asked_rows ON id = story_id
            WHERE reader = $1 GROUP BY ALL
        )
        SELECT story_id, article_id, themes, versions, language, title, left(text, $2) AS opening
        FROM told_to JOIN articles USING (article_id) ORDER BY first_seen_at, article_id
        """,
        reader,
        OPENING,
    )


def _told(rows: Iterable[Row], read: defaultdict[str, Read]) -> dict[str, Told]:
    """What was told, by story."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["story_id"]].append(row)
    return {
        story_id: Told(
            articles=frozenset(row["article_id"] for row in told),
            themes=frozenset(theme for row in told for theme in row["themes"]),
            languages=frozenset(row["language"] for row in told if row["language"]),
            openings=tuple((row["title"], row["opening"]) for row in told),
            said=said([read[row["article_id"]] for row in told]),
        )
        for story_id, told in grouped.items()
    }


def _said_by(connection: duckdb.DuckDBPyConnection, articles: set[str]) -> dict[str, Said]:
    """What each of ``articles`` that was read says now."""
    read = read_out(connection, articles)
    ids(connection, "asked_rows", articles)
    rows = rows_of(
        connection,
        "SELECT article_id, CASE WHEN copy THEN resembles END AS copy_of"
        " FROM analyses SEMI JOIN asked_rows ON id = article_id"
        " LEFT JOIN story_articles USING (article_id) ORDER BY article_id",
    )
    return {
        row["article_id"]: said([read[row["article_id"]]], copy_of=row["copy_of"] or "")
        for row in rows
    }
