"""What a run writes to the warehouse: whole transactions, refused once a newer run has begun."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import duckdb

from monitor.errors import LockHeld
from monitor.model import (
    Analysis,
    Article,
    Concept,
    Delivery,
    Finding,
    Harvest,
    Joined,
    Match,
    Move,
    Source,
)
from monitor.store.analysis_rows import (
    analysis_row,
    attribution_rows,
    figure_rows,
    link_row,
    member_row,
    mention_rows,
    move_row,
)
from monitor.store.holdings import Holdings, StoredDigest
from monitor.store.rows import (
    Row,
    article_row,
    covered_row,
    delivery_row,
    edit_row,
    failure_row,
    fetch_row,
    hit_row,
    insert,
    look_row,
    rows_of,
    seen_row,
    source_row,
    version_row,
)
from monitor.store.warehouse import Warehouse


class Ledger(Holdings):
    """The warehouse as one run sees it. Every write is refused once a newer run has begun."""

    def __init__(self, warehouse: Warehouse) -> None:
        super().__init__(warehouse)
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

    def commit(self, harvests: Sequence[Harvest], now: datetime) -> None:
        """Store what sources brought, with their validators: all or nothing."""
        with self._writing() as connection:
            fetches = [fetch_row(harvest.fetch) for harvest in harvests if harvest.fetch]
            insert(connection, "fetch_attempt", fetches)
            articles = [article for harvest in harvests for article in harvest.articles]
            insert(connection, "article", [article_row(a, self.run_id) for a in articles])
            insert(
                connection, "article_version", [version_row(a, self.run_id, now) for a in articles]
            )
            seen = [seen_row(one, h.source.id, now) for h in harvests for one in h.seen]
            insert(connection, "entry", seen)
            by_id = {article.id: article for article in articles}
            hits = [
                hit_row(match, by_id[match.article_id], self.run_id, now)
                for harvest in harvests
                for match in harvest.matches
            ]
            insert(connection, "hit", hits)
            edits = [
                edit_row(revision, place, edit)
                for harvest in harvests
                for revision in harvest.revisions
                for place, edit in enumerate(revision.edits)
            ]
            insert(connection, "article_edit", edits)
            failures = [
                failure_row(failure, harvest.source.id, self.run_id, now)
                for harvest in harvests
                for failure in harvest.failures
            ]
            insert(connection, "failure", failures)
            covered = [
                covered_row(one, h.source.id, self.run_id) for h in harvests for one in h.covered
            ]
            insert(connection, "covered", covered)
            looks = [look_row(look, self.run_id, now) for h in harvests for look in h.looks]
            insert(connection, "look", looks)

    def close_hosts(self, closed: Mapping[str, datetime], now: datetime) -> None:
        """Record which hosts asked to be left alone, and until when."""
        rows = [
            {"host": host, "closed_until": until, "recorded_at": now}
            for host, until in closed.items()
        ]
        with self._writing() as connection:
            insert(connection, "host_pause", rows)

    def rematch(
        self,
        matched: Sequence[tuple[Article, Sequence[Match]]],
        now: datetime,
        *,
        told_until: datetime | None,
    ) -> None:
        """Store hits found by reading the past again.

        Those on articles that a digest could have told, up to ``told_until``, are look-back; the
        others are still news.
        """
        with self._writing() as connection:
            rows = [
                hit_row(
                    match,
                    article,
                    self.run_id,
                    now,
                    look_back=told_until is not None and article.first_seen_at <= told_until,
                )
                for article, matches in matched
                for match in matches
            ]
            insert(connection, "hit", rows)

    def finish_rematch(
        self,
        version: str,
        checksums: Mapping[str, str],
        *,
        articles: int,
        hits: int,
        now: datetime,
    ) -> None:
        """From now on older hits of these watchlists that were not found again no longer stand.

        ``checksums`` say what each of the watchlists asked for; nothing where it is gone.
        """
        rows = [
            {
                "watchlists_version": version,
                "watchlist_id": watchlist,
                "checksum": checksum,
                "recorded_at": now,
                "articles": articles,
                "hits": hits,
            }
            for watchlist, checksum in checksums.items()
        ]
        with self._writing() as connection:
            insert(connection, "rematch", rows)

    def analyse(
        self, read: Sequence[tuple[Article, Analysis]], joined: Joined, now: datetime
    ) -> None:
        """Store what was read out of articles, and the stories they joined: all or nothing."""
        with self._writing() as connection:
            analyses = [analysis for _, analysis in read]
            rows: dict[str, list[Row]] = {
                "analysis": [analysis_row(one, self.run_id, now) for one in analyses],
                "mention": [row for one in analyses for row in mention_rows(one)],
                "attribution": [row for one in analyses for row in attribution_rows(one)],
                "figure": [row for one, analysis in read for row in figure_rows(one, analysis)],
                "story_member": [member_row(one, self.run_id, now) for one in joined.members],
                "story_link": [link_row(one, self.run_id, now) for one in joined.links],
            }
            for table, found in rows.items():
                insert(connection, table, found)

    def name_concepts(self, concepts: Iterable[Concept]) -> None:
        """Store what concepts are called; those that have a name keep it."""
        rows = [{"concept": one.id, "label": one.label, "kind": one.kind} for one in concepts]
        with self._writing() as connection:
            insert(connection, "concept", rows)

    def move(self, moves: Sequence[Move]) -> None:
        """Store what a person decided. Whoever asks for it holds the lock: it is no run."""
        with self.warehouse.transaction() as connection:
            insert(connection, "story_move", [move_row(move) for move in moves])

    def reserve(
        self,
        digest: StoredDigest,
        *,
        since: datetime | None,
        findings: Sequence[Finding],
        deliveries: Sequence[Delivery],
        now: datetime,
        reader: str = "daily",
    ) -> None:
        """Fix what a digest tells its reader, before anything is sent.

        Every one of ``findings`` counts as told from now on, shown or not.
        """
        with self._writing() as connection:
            row = {
                "digest_id": digest.digest_id,
                "created_at": now,
                "since": since,
                "until": digest.until,
                "run_id": self.run_id,
                "content": digest.content,
                "reader": reader,
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
