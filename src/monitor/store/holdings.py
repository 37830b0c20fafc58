"""What the warehouse holds, as values: read from the live file in a run, or from the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import duckdb
import pyarrow as pa

from monitor.model import (
    Article,
    Delivery,
    DeliveryState,
    Finding,
    Match,
    Outcome,
    Reason,
    Source,
    SourceHealth,
    SourceState,
    StoryMember,
    Validators,
)
from monitor.store.rows import (
    ARTICLE_COLUMNS,
    read_article,
    read_match,
    read_member,
    rows_of,
    utc,
)
from monitor.store.telling import findings


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


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was committed; ``content`` is its JSON."""

    digest_id: str
    until: datetime
    content: str


class Store(Protocol):
    """Something that opens a database file for one short use."""

    def session(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A connection, closed at the end of the block."""
        ...


class Holdings:
    """Reads articles, hits, stories, digests and the health of sources."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def source_states(self) -> dict[str, SourceState]:
        """What the attempts at each source so far left for the next, by source id."""
        with self._store.session() as connection:
            found = rows_of(connection, "FROM source_state")
        return {
            row["source_id"]: SourceState(
                asked=row["asked"] or "",
                validators=Validators(
                    row["etag"], row["last_modified"], row["body_sha256"], row["cursor"]
                ),
                last_attempt_at=utc(row["last_attempt_at"]),
                last_read_at=utc(row["last_read_at"]) if row["last_read_at"] else None,
                strikes=row["strikes"],
                usual=row["usual"],
                new=row["new"],
                gap=row["gap"],
            )
            for row in found
        }

    def closed_hosts(self, now: datetime) -> dict[str, datetime]:
        """The hosts that asked to be left alone beyond ``now``, and until when."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT host, max(closed_until) AS until FROM host_pause"
                " WHERE closed_until > ? GROUP BY host",
                now,
            )
        return {row["host"]: utc(row["until"]) for row in found}

    def known(self, article_ids: Iterable[str], guids: Iterable[tuple[str, str]] = ()) -> Known:
        """Those of ``article_ids`` that are stored, and of those that sources call by ``guids``."""
        asked = pa.table({"article_id": pa.array(sorted(set(article_ids)), pa.string())})
        pairs = sorted(set(guids))
        if not asked.num_rows and not pairs:
            return Known()
        called = pa.table(
            {
                "source_id": pa.array([source for source, _ in pairs], pa.string()),
                "guid": pa.array([guid for _, guid in pairs], pa.string()),
            }
        )
        with self._store.session() as connection:
            connection.register("asked_rows", asked)
            connection.register("called_rows", called)
            named = rows_of(
                connection,
                "SELECT source_id, guid, arg_max(article_id, seen_at) AS article_id"
                " FROM entry SEMI JOIN called_rows USING (source_id, guid) GROUP BY ALL",
            )
            also = pa.table(
                {"article_id": pa.array([row["article_id"] for row in named], pa.string())}
            )
            connection.register("named_rows", also)
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
        asked = pa.table({"article_id": pa.array(sorted(set(article_ids)), pa.string())})
        with self._store.session() as connection:
            connection.register("asked_rows", asked)
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
        listed = pa.table({"source_id": pa.array(sorted(set(sources)), pa.string())})
        with self._store.session() as connection:
            connection.register("listed_rows", listed)
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

    def without_story(self) -> list[Article]:
        """Articles that hit and belong to no story yet, in the order they were first seen."""
        with self._store.session() as connection:
            new = "FROM hit ANTI JOIN story_member USING (article_id)"
            if not rows_of(connection, f"SELECT 1 {new} LIMIT 1"):
                return []  # the texts of all articles would be gone through for nothing
            found = rows_of(
                connection,
                f"SELECT {ARTICLE_COLUMNS} FROM articles"
                " SEMI JOIN hit USING (article_id) ANTI JOIN story_member USING (article_id)"
                " ORDER BY first_seen_at, published_at NULLS LAST, article_id",
            )
        return [read_article(row) for row in found]

    def story_members(self, since: datetime) -> list[StoryMember]:
        """The members whose own time is not before ``since``, in the order they joined."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT article_id, story_id, language, dated_at, signature, joined_by, resembles"
                " FROM story_member WHERE dated_at >= ? ORDER BY joined_at, dated_at, article_id",
                since,
            )
        return [read_member(row) for row in found]

    def untold(self) -> list[Finding]:
        """Hits that are news: those no digest has told, and those told whose article was edited.

        An edit is told where it touches a headline, a number or what matched, and so is an article
        that no longer matches after it.
        """
        with self._store.session() as connection:
            found = findings(
                connection,
                "(withdrawn OR NOT look_back)"
                " AND (told_version IS NULL OR touched_version > told_version)",
            )
        return [one for one in found if one.edits or not one.told]

    def found(self, since: datetime | None, until: datetime) -> list[Finding]:
        """Standing hits on articles first seen in a window, as if nothing had been told."""
        with self._store.session() as connection:
            found = findings(
                connection,
                "NOT withdrawn AND ($1 IS NULL OR first_seen_at > $1) AND first_seen_at <= $2",
                since,
                until,
            )
        return [replace(one, told=False, edited=False, story_told=0, edits=()) for one in found]

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

    def looked_back(self, since: datetime | None) -> int:
        """How many articles a re-match found after ``since`` that no digest tells as news."""
        with self._store.session() as connection:
            (found,) = rows_of(
                connection,
                "SELECT count(DISTINCT article_id) AS n FROM hits"
                " WHERE look_back AND ($1 IS NULL OR matched_at > $1)",
                since,
            )
        return int(found["n"])

    def told_count(self) -> int:
        """How many different stories earlier digests told."""
        with self._store.session() as connection:
            (found,) = rows_of(connection, "SELECT count(DISTINCT story_id) AS n FROM told")
        return int(found["n"])

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

    def health(self, sources: Sequence[Source]) -> list[SourceHealth]:
        """What the last attempt at each source said, and since when it has failed."""
        with self._store.session() as connection:
            found = rows_of(connection, "FROM source_health")
        attempts = {row["source_id"]: row for row in found}
        return [
            SourceHealth(
                source_id=source.id,
                name=source.name,
                outcome=Outcome(row["outcome"]),
                detail=row["detail"],
                last_ok_at=utc(row["last_ok_at"]) if row["last_ok_at"] else None,
                failing_since=utc(row["failing_since"]) if row["failing_since"] else None,
                items=row["items"],
                new_items=row["new_items"],
                reason=Reason(row["reason"]) if row["reason"] else None,
                silent_since=utc(row["silent_since"]) if row["silent_since"] else None,
            )
            for source in sources
            if (row := attempts.get(source.id))
        ]

    def digest_ids(self) -> list[str]:
        """The ids of all digests, the oldest first."""
        with self._store.session() as connection:
            found = rows_of(connection, "SELECT digest_id FROM digest ORDER BY until, digest_id")
        return [row["digest_id"] for row in found]

    def digest(self, digest_id: str) -> StoredDigest:
        """One digest by its id."""
        with self._store.session() as connection:
            (row,) = rows_of(
                connection,
                "SELECT digest_id, until, content FROM digest WHERE digest_id = ?",
                digest_id,
            )
        return StoredDigest(row["digest_id"], utc(row["until"]), row["content"])

    def deliveries(self, *states: DeliveryState) -> list[Delivery]:
        """The copies whose current state is one of ``states``, the oldest first."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT digest_id, channel, recipient, state, recorded_at, detail FROM deliveries"
                " WHERE current AND list_contains(?, state) ORDER BY recorded_at",
                [state.value for state in states],
            )
        return [
            Delivery(
                digest_id=row["digest_id"],
                channel=row["channel"],
                recipient=row["recipient"],
                state=DeliveryState(row["state"]),
                at=utc(row["recorded_at"]),
                detail=row["detail"],
            )
            for row in found
        ]
