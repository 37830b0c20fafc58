"""What a reader was told of stories, and what was read out of articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa

from monitor.model import (
    OPENING,
    Following,
    QuietStory,
    Said,
    StatedFigure,
    StoryFacts,
    Told,
)
from monitor.store.rows import Row, rows_of, utc

# For so long after it was told, a story in which nothing moves is named as quiet.
RECENT = timedelta(days=14)


def ids(connection: duckdb.DuckDBPyConnection, table: str, values: Iterable[str]) -> None:
    """Register ``values`` as the column ``id`` of ``table``, in the place of what was there."""
    connection.register(table, pa.table({"id": pa.array(sorted(set(values)), pa.string())}))


def recollect(
    connection: duckdb.DuckDBPyConnection,
    story_ids: Iterable[str],
    article_ids: Iterable[str],
    reader: str | None,
) -> tuple[dict[str, StoryFacts], dict[str, Said]]:
    """The stories asked for and those that they follow, as a reader knows them; what articles say.

    Without a reader nothing was told. Articles that were not read yet are left out.
    """
    asked, articles = set(story_ids), set(article_ids)
    whole = _whole(connection, asked)
    follows = {
        story_id: row["follows"] for story_id, row in whole.items() if row["follows"] is not None
    }
    whole |= _whole(connection, set(follows.values()) - set(whole))
    ids(connection, "asked_rows", asked | set(follows.values()))
    origins: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of(
        connection,
        "FROM story_origins SEMI JOIN asked_rows ON id = story_id"
        " ORDER BY story_id, article_count DESC, first_seen_at, origin",
    ):
        origins[row["story_id"]][row["origin"]] = row["name"]
    languages = _headline_languages(connection)
    told_rows = _told_rows(connection, reader)
    # Once for both, because the views go through all that was ever read.
    read = _read_out(connection, articles | {row["article_id"] for row in told_rows})
    told = _told(told_rows, read)
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
    return facts, _said_by(connection, articles, read)


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
            SELECT story_id, arg_min(article_id, (first_seen_at, article_id)) AS article_id
            FROM told_to JOIN article USING (article_id) GROUP BY story_id
            HAVING max(until) > $2::TIMESTAMPTZ - $3::INTERVAL OR story_id IN (FROM asked_rows)
        ), extent AS (
            SELECT story_id, count(*) AS articles, max(first_seen_at) AS last_seen_at
            FROM story_articles JOIN article USING (article_id)
            SEMI JOIN known USING (story_id) GROUP BY story_id
        )
        SELECT known.story_id, title, articles.language, name, articles.url,
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
        )
        for row in found
    )


def stated_figure(row: Row) -> StatedFigure:
    """A figure from a row of the view ``claims``, with the name of its origin where it has one."""
    return StatedFigure(
        article_id=row["article_id"],
        thing=row["thing"],
        unit=row["unit"],
        low=row["low"],
        high=row["high"],
        bound=row["bound"],
        origin=row["origin"],
        sentence=row["sentence"],
        start=row["mark_start"],
        end=row["mark_end"],
        name=row.get("name") or "",
    )


def _whole(connection: duckdb.DuckDBPyConnection, story_ids: set[str]) -> dict[str, Row]:
    if not story_ids:
        return {}
    ids(connection, "asked_rows", story_ids)
    found = rows_of(connection, "FROM stories SEMI JOIN asked_rows ON id = story_id")
    return {row["story_id"]: row for row in found}


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
            SELECT story_id, article_id, list(DISTINCT watchlist_id) AS themes
            FROM digest_articles SEMI JOIN asked_rows ON id = story_id
            WHERE reader = $1 GROUP BY ALL
        )
        SELECT story_id, article_id, themes, language, title, left(text, $2) AS opening
        FROM told_to JOIN articles USING (article_id) ORDER BY first_seen_at, article_id
        """,
        reader,
        OPENING,
    )


def _told(rows: Iterable[Row], read: defaultdict[str, _Read]) -> dict[str, Told]:
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
            said=_said([read[row["article_id"]] for row in told]),
        )
        for story_id, told in grouped.items()
    }


def _said_by(
    connection: duckdb.DuckDBPyConnection, articles: set[str], read: defaultdict[str, _Read]
) -> dict[str, Said]:
    """What each of ``articles`` that was read says."""
    ids(connection, "asked_rows", articles)
    rows = rows_of(
        connection,
        "SELECT article_id, CASE WHEN copy THEN resembles END AS copy_of"
        " FROM analyses SEMI JOIN asked_rows ON id = article_id"
        " LEFT JOIN story_articles USING (article_id) ORDER BY article_id",
    )
    return {
        row["article_id"]: _said([read[row["article_id"]]], copy_of=row["copy_of"] or "")
        for row in rows
    }


class _Read:
    """What was read out of one article, row by row."""

    def __init__(self) -> None:
        self.origins: dict[str, str] = {}
        self.own = False
        self.actors: dict[str, int] = {}
        self.figures: list[StatedFigure] = []


def _read_out(
    connection: duckdb.DuckDBPyConnection, article_ids: set[str]
) -> defaultdict[str, _Read]:
    """What was read out of articles."""
    found: defaultdict[str, _Read] = defaultdict(_Read)
    ids(connection, "asked_rows", article_ids)
    semi = "SEMI JOIN asked_rows ON id = article_id"
    for row in rows_of(connection, f"FROM article_origins {semi} ORDER BY article_id, origin"):
        found[row["article_id"]].origins[row["origin"]] = row["name"]
        found[row["article_id"]].own = row["own"]
    for row in rows_of(
        connection,
        f"FROM mentions {semi} WHERE kind IN ('person', 'organisation')"
        " ORDER BY article_id, times DESC, concept",
    ):
        found[row["article_id"]].actors[row["concept"]] = row["times"]
    names = f"SELECT article_id, origin, arg_min(name, place) AS name FROM attributions {semi} GROUP BY ALL"
    for row in rows_of(
        connection,
        f"SELECT claims.*, name FROM claims {semi} LEFT JOIN ({names}) USING (article_id, origin)"
        " ORDER BY article_id, place",
    ):
        found[row["article_id"]].figures.append(stated_figure(row))
    return found


def _said(read: Sequence[_Read], *, copy_of: str = "") -> Said:
    """What was read out of articles, put together."""
    return Said(
        origins={origin: name for one in read for origin, name in one.origins.items()},
        actors={actor: times for one in read for actor, times in one.actors.items()},
        figures=tuple(figure for one in read for figure in one.figures),
        copy_of=copy_of,
        own=any(one.own for one in read),
    )
