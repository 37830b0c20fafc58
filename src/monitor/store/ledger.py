"""What a run asks of the warehouse and writes to it: short sessions, whole transactions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb
import pyarrow as pa

from monitor.errors import LockHeld
from monitor.model import (
    Article,
    Delivery,
    DeliveryState,
    Finding,
    Harvest,
    Match,
    Outcome,
    Source,
    SourceHealth,
    StoryMember,
    Validators,
)
from monitor.store.rows import (
    ARTICLE_COLUMNS,
    Row,
    article_row,
    delivery_row,
    failure_row,
    fetch_row,
    hit_row,
    insert,
    member_row,
    read_article,
    read_match,
    read_member,
    read_source,
    rows_of,
    source_row,
    utc,
    version_row,
)
from monitor.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What is stored of an article: its newest version (the checksum is that of title, newline,
    text), and the fingerprints of the entries that led to it."""

    version: int
    content_sha256: str
    first_seen_at: datetime
    entries: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was committed; ``content`` is its JSON."""

    digest_id: str
    until: datetime
    content: str


class Ledger:
    """The warehouse as one run sees it. Every write is refused once a newer run has begun."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.run_id = ""
        self._token = 0

    def begin(
        self,
        *,
        now: datetime,
        watchlists_version: str,
        watchlists: Sequence[Row],
        rules: Sequence[Row],
        sources: Sequence[Source],
    ) -> str:
        """Record that a run starts; gives its id: the start time, and a count on a repeat."""
        stamp = f"{now:%Y%m%dT%H%M%SZ}"
        with self.warehouse.transaction() as connection:
            (found,) = rows_of(
                connection,
                "SELECT coalesce(max(token), 0) + 1 AS token, count(*)"
                " FILTER (run_id = $1 OR starts_with(run_id, $1 || '-')) AS same FROM run",
                stamp,
            )
            self._token = found["token"]
            self.run_id = f"{stamp}-{found['same'] + 1}" if found["same"] else stamp
            run = {
                "run_id": self.run_id,
                "token": self._token,
                "started_at": now,
                "watchlists_version": watchlists_version,
                "sources": len(sources),
            }
            insert(connection, "run", [run])
            insert(connection, "source", [source_row(source, self.run_id) for source in sources])
            insert(connection, "watchlist", watchlists)
            insert(connection, "watchlist_rule", rules)
        return self.run_id

    def end(self, *, state: str, detail: str, seconds: float) -> None:
        """Record how the run ended."""
        with self._writing() as connection:
            row = {"run_id": self.run_id, "state": state, "detail": detail, "seconds": seconds}
            insert(connection, "run_end", [row])

    def validators(self) -> dict[str, Validators]:
        """The validators of each source, from its last attempt that brought an answer."""
        with self.warehouse.session() as connection:
            found = rows_of(
                connection,
                "SELECT source_id, url, etag, last_modified, body_sha256 FROM fetch_attempt"
                " WHERE outcome IN ('ok', 'unchanged', 'degraded')"
                " QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY rowid DESC) = 1",
            )
        return {
            row["source_id"]: Validators(row["etag"], row["last_modified"], row["body_sha256"])
            for row in found
        }

    def known(self, article_ids: Iterable[str]) -> dict[str, KnownArticle]:
        """Those of ``article_ids`` that are stored already, by id."""
        asked = pa.table({"article_id": pa.array(sorted(set(article_ids)), pa.string())})
        with self.warehouse.session() as connection:
            connection.register("asked_rows", asked)
            found = rows_of(
                connection,
                """
                WITH newest AS (
                    SELECT article_id, max(version) AS version,
                           arg_max(sha256(title || chr(10) || text), version) AS content_sha256
                    FROM article_version SEMI JOIN asked_rows USING (article_id)
                    GROUP BY article_id
                ), met AS (
                    SELECT article_id, list(entry_sha256) AS entries
                    FROM entry SEMI JOIN asked_rows USING (article_id) GROUP BY article_id
                )
                SELECT article_id, version, content_sha256, first_seen_at, entries
                FROM newest JOIN article USING (article_id) LEFT JOIN met USING (article_id)
                """,
            )
        return {
            row["article_id"]: KnownArticle(
                version=row["version"],
                content_sha256=row["content_sha256"],
                first_seen_at=utc(row["first_seen_at"]),
                entries=frozenset(row["entries"] or ()),
            )
            for row in found
        }

    def commit(self, harvests: Sequence[Harvest], now: datetime) -> None:
        """Store what sources brought, with their validators: all or nothing."""
        with self._writing() as connection:
            insert(connection, "fetch_attempt", [fetch_row(harvest.fetch) for harvest in harvests])
            articles = [article for harvest in harvests for article in harvest.articles]
            insert(connection, "article", [article_row(a, self.run_id) for a in articles])
            insert(
                connection, "article_version", [version_row(a, self.run_id, now) for a in articles]
            )
            seen = [
                {"article_id": id_, "entry_sha256": sha, "source_id": h.source.id, "seen_at": now}
                for h in harvests
                for id_, sha in h.seen
            ]
            insert(connection, "entry", seen)
            by_id = {article.id: article for article in articles}
            hits = [
                hit_row(match, by_id[match.article_id], self.run_id, now)
                for harvest in harvests
                for match in harvest.matches
            ]
            insert(connection, "hit", hits)
            failures = [
                failure_row(failure, harvest.source.id, self.run_id, now)
                for harvest in harvests
                for failure in harvest.failures
            ]
            insert(connection, "failure", failures)

    def articles(self, batch: int = 2000) -> Iterator[list[Article]]:
        """Every stored article in its newest version, a batch at a time, in the order of storage.

        By row number, which DuckDB can skip by; any other order would read the whole table for
        each batch.
        """
        with self.warehouse.session() as connection:
            (last,) = rows_of(connection, "SELECT max(rowid) AS row FROM article_version")
        for start in range(0, (last["row"] or 0) + 1, batch):
            with self.warehouse.session() as connection:
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

    def rematch(self, matched: Sequence[tuple[Article, Sequence[Match]]], now: datetime) -> None:
        """Store hits found by reading the past again; they are marked as look-back."""
        with self._writing() as connection:
            rows = [
                hit_row(match, article, self.run_id, now, look_back=True)
                for article, matches in matched
                for match in matches
            ]
            insert(connection, "hit", rows)

    def finish_rematch(self, version: str, articles: int, hits: int, now: datetime) -> None:
        """From now on the hits of older versions that were not found again no longer stand."""
        row = {
            "watchlists_version": version,
            "recorded_at": now,
            "articles": articles,
            "hits": hits,
        }
        with self._writing() as connection:
            insert(connection, "rematch", [row])

    def without_story(self) -> list[Article]:
        """Articles that hit and belong to no story yet, in the order they were first seen."""
        with self.warehouse.session() as connection:
            found = rows_of(
                connection,
                f"SELECT {ARTICLE_COLUMNS} FROM articles"
                " SEMI JOIN hit USING (article_id) ANTI JOIN story_member USING (article_id)"
                " ORDER BY first_seen_at, published_at NULLS LAST, article_id",
            )
        return [read_article(row) for row in found]

    def story_members(self, since: datetime) -> list[StoryMember]:
        """The members whose own time is not before ``since``, in the order they joined."""
        with self.warehouse.session() as connection:
            found = rows_of(
                connection,
                "SELECT article_id, story_id, language, dated_at, signature, joined_by, resembles"
                " FROM story_member WHERE dated_at >= ? ORDER BY joined_at, dated_at, article_id",
                since,
            )
        return [read_member(row) for row in found]

    def join_stories(self, members: Sequence[StoryMember], now: datetime) -> None:
        """Store which story each article joined."""
        with self._writing() as connection:
            rows = [member_row(member, self.run_id, now) for member in members]
            insert(connection, "story_member", rows)

    def untold(self) -> list[Finding]:
        """Standing hits that no digest has told in this version of the article, and that are news."""
        return self._findings(
            "NOT look_back AND (told_version IS NULL OR told_version < article_version)"
        )

    def found(self, since: datetime | None, until: datetime) -> list[Finding]:
        """Standing hits on articles first seen in a window, as if nothing had been told."""
        findings = self._findings(
            "($1 IS NULL OR first_seen_at > $1) AND first_seen_at <= $2", since, until
        )
        return [replace(one, told=False, edited=False, story_told=0) for one in findings]

    def _findings(self, where: str, *values: object) -> list[Finding]:
        with self.warehouse.session() as connection:
            found = rows_of(
                connection,
                f"FROM hits_to_tell WHERE {where}"
                " ORDER BY first_seen_at, published_at NULLS LAST, article_id, watchlist_id",
                *values,
            )
        return [
            Finding(
                article=read_article(row),
                source=read_source(row),
                match=read_match(row),
                story_id=row["story_id"] or row["article_id"],
                matched_at=utc(row["matched_at"]),
                look_back=row["look_back"],
                told=row["told_version"] is not None,
                edited=row["told_version"] is not None,
                story_told=row["story_told"],
            )
            for row in found
        ]

    def told_count(self) -> int:
        """How many different stories earlier digests told."""
        with self.warehouse.session() as connection:
            (found,) = rows_of(connection, "SELECT count(DISTINCT story_id) AS n FROM told")
        return int(found["n"])

    def articles_seen(self, since: datetime | None, until: datetime | None = None) -> int:
        """How many articles were first seen after ``since`` and up to ``until``; None is open."""
        with self.warehouse.session() as connection:
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
        with self.warehouse.session() as connection:
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
            )
            for source in sources
            if (row := attempts.get(source.id))
        ]

    def digest_ids(self) -> list[str]:
        """The ids of all digests, the oldest first."""
        with self.warehouse.session() as connection:
            found = rows_of(connection, "SELECT digest_id FROM digest ORDER BY until, digest_id")
        return [row["digest_id"] for row in found]

    def digest(self, digest_id: str) -> StoredDigest:
        """One digest by its id."""
        with self.warehouse.session() as connection:
            (row,) = rows_of(
                connection,
                "SELECT digest_id, until, content FROM digest WHERE digest_id = ?",
                digest_id,
            )
        return StoredDigest(row["digest_id"], utc(row["until"]), row["content"])

    def reserve(
        self,
        digest: StoredDigest,
        *,
        since: datetime | None,
        findings: Sequence[Finding],
        deliveries: Sequence[Delivery],
        now: datetime,
    ) -> None:
        """Fix what a digest tells, before anything is sent."""
        with self._writing() as connection:
            row = {
                "digest_id": digest.digest_id,
                "created_at": now,
                "since": since,
                "until": digest.until,
                "run_id": self.run_id,
                "content": digest.content,
            }
            insert(connection, "digest", [row])
            told = [
                {
                    "digest_id": digest.digest_id,
                    "article_id": found.article.id,
                    "watchlist_id": found.match.watchlist_id,
                    "article_version": found.article.version,
                    "story_id": found.story_id,
                }
                for found in findings
            ]
            insert(connection, "told", told)
            insert(connection, "delivery", [delivery_row(delivery) for delivery in deliveries])

    def record(self, delivery: Delivery) -> None:
        """Store the newest state of one copy of a digest."""
        with self.warehouse.transaction() as connection:
            insert(connection, "delivery", [delivery_row(delivery)])

    def deliveries(self, *states: DeliveryState) -> list[Delivery]:
        """The copies whose current state is one of ``states``, the oldest first."""
        with self.warehouse.session() as connection:
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

    @contextlib.contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction that only the newest run may use."""
        with self.warehouse.transaction() as connection:
            (newest,) = rows_of(connection, "SELECT max(token) AS token FROM run")
            if newest["token"] != self._token:
                raise LockHeld(
                    "a newer run has begun on this warehouse; this one may no longer write",
                    where=self.warehouse.folder,
                    mend="nothing to do: the newer run takes up what this one collected",
                )
            yield connection
