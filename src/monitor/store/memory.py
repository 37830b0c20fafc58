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
    until: datetime | None = None,
) -> tuple[dict[str, StoryFacts], dict[str, Said]]:
    """The stories asked for and those that they follow, as a reader knows them; what articles say.

    Without a reader nothing was told. Articles that were not read yet are left out. Stories are
    counted as they were at ``until``, or are now.
    """
    asked, articles = set(story_ids), set(article_ids)
    whole = _whole(connection, asked)
    follows = {
        story_id: row["follows"] for story_id, row in whole.items() if row["follows"] is not None
    }
    whole |= _whole(connection, set(follows.values()) - set(whole))
    ids(connection, "asked_rows", asked | set(follows.values()))
    if until is None:
        origins = _origins(connection)
    else:
        for row in _as_of(connection, until):
            whole[row["story_id"]] = {**whole[row["story_id"]], **row}
        origins = _origins_as_of(connection, until)
    languages = _headline_languages(connection)
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
            follows=_following(whole, languages, follows.get(story_id)),
            told=told.get(story_id, Told()),
        )
        for story_id in sorted(asked | set(follows.values()))
        for row in [whole.get(story_id, {})]
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


def _whole(connection: duckdb.DuckDBPyConnection, story_ids: set[str]) -> dict[str, Row]:
    if not story_ids:
        return {}
    ids(connection, "asked_rows", story_ids)
    found = rows_of(connection, "FROM stories SEMI JOIN asked_rows ON id = story_id")
    return {row["story_id"]: row for row in found}


def _as_of(connection: duckdb.DuckDBPyConnection, until: datetime) -> Sequence[Row]:
    """How far each story that ``asked_rows`` names had spread at ``until``."""
    return rows_of(
        connection,
        """
        SELECT story_id, count(*) AS article_count, count(DISTINCT source_id) AS outlet_count,
               count(*) FILTER (copy) AS copies, max(first_seen_at) AS last_seen_at,
               list(DISTINCT articles.language ORDER BY articles.language) AS languages,
               list(DISTINCT stance ORDER BY stance) FILTER (stance IS NOT NULL) AS voices
        FROM story_articles SEMI JOIN asked_rows ON id = story_id
        JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
        WHERE first_seen_at <= $1 GROUP BY story_id
        """,
        until,
    )


def _origins(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The origins of each story that ``asked_rows`` names, with their names."""
    rows = rows_of(
        connection,
        "FROM story_origins SEMI JOIN asked_rows ON id = story_id"
        " ORDER BY story_id, article_count DESC, first_seen_at, origin",
    )
    return _by_story(rows)


def _origins_as_of(
    connection: duckdb.DuckDBPyConnection, until: datetime
) -> dict[str, dict[str, str]]:
    """As ``_origins``, of the articles that there were at ``until``."""
    rows = rows_of(
        connection,
        """
        SELECT story_id, origin,
               arg_min(name, (articles.language <> 'en', first_seen_at, article_id)) AS name
        FROM story_articles SEMI JOIN asked_rows ON id = story_id
        JOIN article_origins USING (article_id) JOIN articles USING (article_id)
        WHERE NOT copy AND first_seen_at <= $1 GROUP BY story_id, origin
        ORDER BY story_id, count(*) DESC, min(first_seen_at), origin
        """,
        until,
    )
    return _by_story(rows)


def _by_story(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    origins: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        origins[row["story_id"]][row["origin"]] = row["name"]
    return origins


def _headline_languages(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The language of the headline of each story that ``asked_rows`` names."""
    return {
        row["story_id"]: row["language"]
        for row in rows_of(
            connection,
            """
            SELECT story_id, arg_min(language, (
                first_seen_at, coalesce(published_at, 'infinity'), article_id)) AS language
            FROM story_articles SEMI JOIN asked_rows ON id = story_id
            JOIN articles USING (article_id) GROUP BY story_id
            """,
        )
    }


def _following(
    whole: Mapping[str, Row], languages: Mapping[str, str], story_id: str | None
) -> Following | None:
    if story_id is None or story_id not in whole:
        return None
    row = whole[story_id]
    return Following(
        story_id, row["headline"], languages.get(story_id, ""), utc(row["last_seen_at"])
    )


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
