"""Articles: which are known, what they said, and which pages to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from monitor.model import Article, Match
from monitor.store.reading.base import Reading
from monitor.store.rows import ARTICLE_COLUMNS, ids, read_article, read_match, rows_of, utc


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What is stored of an article: its newest version, and the fingerprints of the entries that
    led to it."""

    version: int
    source_id: str
    title: str
    first_seen_at: datetime
    entries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """Stored articles by id, and which of them a source calls by a guid: (source id, guid) → id."""

    articles: Mapping[str, KnownArticle] = field(default_factory=dict)
    guids: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article in its newest version, and what matched in it."""

    article: Article
    matches: tuple[Match, ...] = ()


class Articles(Reading):
    """Reads articles with their hits, and for which watchlists they must be matched again."""

    def known(self, article_ids: Iterable[str], guids: Iterable[tuple[str, str]] = ()) -> Known:
        """Those of ``article_ids`` that are stored, and of those that sources call by ``guids``."""
        asked, pairs = set(article_ids), sorted(set(guids))
        if not asked and not pairs:
            return Known()
        called = pa.table(
            {
                "source_id": pa.array([source for source, _ in pairs], pa.string()),
                "guid": pa.array([guid for _, guid in pairs], pa.string()),
            }
        )
        with self._store.session() as connection:
            ids(connection, "asked_rows", asked, "article_id")
            connection.register("called_rows", called)
            named = rows_of(
                connection,
                "SELECT source_id, guid, arg_max(article_id, seen_at) AS article_id"
                " FROM entry SEMI JOIN called_rows USING (source_id, guid) GROUP BY ALL",
            )
            ids(connection, "named_rows", (row["article_id"] for row in named), "article_id")
            found = rows_of(
                connection,
                """
                WITH asked AS (FROM asked_rows UNION FROM named_rows), newest AS (
                    SELECT article_id, max(version) AS version, arg_max(title, version) AS title
                    FROM article_version SEMI JOIN asked USING (article_id)
                    GROUP BY article_id
                ), met AS (
                    SELECT article_id, list(entry_sha256) AS entries
                    FROM entry SEMI JOIN asked USING (article_id) GROUP BY article_id
                )
                SELECT article_id, version, source_id, title, first_seen_at, entries
                FROM newest JOIN article USING (article_id) LEFT JOIN met USING (article_id)
                """,
            )
        return Known(
            articles={
                row["article_id"]: KnownArticle(
                    version=row["version"],
                    source_id=row["source_id"],
                    title=row["title"],
                    first_seen_at=utc(row["first_seen_at"]),
                    entries=frozenset(row["entries"] or ()),
                )
                for row in found
            },
            guids={(row["source_id"], row["guid"]): row["article_id"] for row in named},
        )

    def stored(self, article_ids: Iterable[str]) -> dict[str, Stored]:
        """Articles in their newest version, with the hits that stand on them, by id."""
        with self._store.session() as connection:
            ids(connection, "asked_rows", article_ids, "article_id")
            articles = rows_of(
                connection,
                f"SELECT {ARTICLE_COLUMNS} FROM articles SEMI JOIN asked_rows USING (article_id)",
            )
            hits = rows_of(connection, "FROM hits SEMI JOIN asked_rows USING (article_id)")
        matches: dict[str, list[Match]] = {}
        for row in hits:
            matches.setdefault(row["article_id"], []).append(read_match(row))
        found = [read_article(row) for row in articles]
        return {one.id: Stored(one, tuple(matches.get(one.id, ()))) for one in found}

    def due_looks(
        self,
        sources: Iterable[str],
        now: datetime,
        steps: Sequence[timedelta],
        retry_for: timedelta,
        limit: int,
    ) -> list[str]:
        """The ids of articles of ``sources`` whose pages are to be looked at again.

        Those whose page failed for now are due in each run for ``retry_for``, and come first, the
        oldest first, because their time ends. Those that hit are due once after each of ``steps``
        since they were first seen, and those come first that have been due for longest.
        """
        with self._store.session() as connection:
            ids(connection, "listed_rows", sources, "source_id")
            found = rows_of(
                connection,
                """
                WITH last_look AS (
                    SELECT article_id, max(looked_at) AS looked_at,
                           arg_max(outcome, looked_at) AS outcome
                    FROM look GROUP BY article_id
                ), recent AS (
                    SELECT article_id, first_seen_at, looked_at, outcome,
                           first_seen_at + list_max(list_filter($2::INTERVAL[], lambda step:
                               first_seen_at + step <= $1::TIMESTAMPTZ)) AS step_at
                    FROM article SEMI JOIN listed_rows USING (source_id)
                    LEFT JOIN last_look USING (article_id)
                    WHERE first_seen_at >= $1::TIMESTAMPTZ - 2 * list_last($2::INTERVAL[])
                ), origin AS (
                    SELECT article_id, arg_max(text_origin, version) AS text_origin
                    FROM article_version SEMI JOIN recent USING (article_id) GROUP BY article_id
                ), due AS (
                    SELECT recent.*,
                           outcome = 'failed' AND text_origin IN ('summary', 'title')
                               AND looked_at < $1
                               AND first_seen_at >= $1::TIMESTAMPTZ - $3::INTERVAL AS retry,
                           hit.article_id IS NOT NULL AND text_origin = 'page'
                               AND step_at > coalesce(looked_at, first_seen_at) AS step
                    FROM recent JOIN origin USING (article_id)
                    LEFT JOIN (SELECT DISTINCT article_id FROM hit) AS hit USING (article_id)
                )
                -- Of those that failed in one run, the one that has waited longest.
                SELECT article_id FROM due WHERE retry OR step
                ORDER BY CASE WHEN retry THEN 0 ELSE 1 END,
                         CASE WHEN retry THEN first_seen_at ELSE step_at END, looked_at, article_id
                LIMIT $4
                """,
                now,
                list(steps),
                retry_for,
                limit,
            )
        return [row["article_id"] for row in found]

    def articles(self, batch: int = 2000) -> Iterator[list[Article]]:
        """Every stored article in its newest version, a batch at a time, in the order of storage.

        By row number, which DuckDB can skip by; any other order would read the whole table for
        each batch.
        """
        with self._store.session() as connection:
            (last,) = rows_of(connection, "SELECT max(rowid) AS row FROM article_version")
        for start in range(0, (last["row"] or 0) + 1, batch):
            with self._store.session() as connection:
                found = rows_of(
                    connection,
                    f"""
                    WITH newest AS (
                        SELECT article_id, max(version) AS version
                        FROM article_version GROUP BY article_id
                    )
                    SELECT {ARTICLE_COLUMNS} FROM article_version
                    SEMI JOIN newest USING (article_id, version)
                    JOIN article USING (article_id)
                    WHERE article_version.rowid BETWEEN $1 AND $2
                    ORDER BY article_version.rowid
                    """,
                    start,
                    start + batch - 1,
                )
            if found:
                yield [read_article(row) for row in found]

    def articles_seen(self, since: datetime | None, until: datetime | None = None) -> int:
        """How many articles were first seen after ``since`` and up to ``until``; None is open."""
        with self._store.session() as connection:
            (found,) = rows_of(
                connection,
                "SELECT count(*) AS n FROM article WHERE ($1 IS NULL OR first_seen_at > $1)"
                " AND ($2 IS NULL OR first_seen_at <= $2)",
                since,
                until,
            )
        return int(found["n"])

    def outdated(self, checksums: Mapping[str, str], version: str) -> set[str]:
        """The watchlists for which some of the past was read when they asked for something else.

        ``checksums`` are the watchlists of now, with what each asks for, and ``version`` is that of
        their files: a run with the same files asked for the same. Those that are gone, and whose
        hits still stand, are outdated too.
        """
        with self._store.session() as connection:
            found = rows_of(
                connection,
                """
                WITH asked AS (
                    SELECT unnest($1::VARCHAR[]) AS watchlist_id, unnest($2::VARCHAR[]) AS checksum
                ), since AS (
                    SELECT watchlist_id, asked.checksum, max(recorded_at) AS read_at
                    FROM asked LEFT JOIN rematch USING (watchlist_id, checksum) GROUP BY ALL
                )
                SELECT since.watchlist_id
                FROM since JOIN run ON run.watchlists_version <> $3
                    AND (read_at IS NULL OR started_at > read_at)
                LEFT JOIN watchlist ON watchlist.watchlists_version = run.watchlists_version
                    AND watchlist.watchlist_id = since.watchlist_id
                WHERE watchlist.checksum IS DISTINCT FROM since.checksum
                UNION
                SELECT watchlist_id FROM hits ANTI JOIN asked USING (watchlist_id)
                """,
                list(checksums),
                list(checksums.values()),
                version,
            )
        return {row["watchlist_id"] for row in found}
