"""Values to rows and back: the one place that knows which column holds what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from monitor.model import (
    Article,
    Covered,
    Delivery,
    Edit,
    Evidence,
    Failure,
    Fetch,
    Look,
    Match,
    Revision,
    Seen,
    Source,
    Stance,
    TextOrigin,
)
from monitor.urls import shown

Row = Mapping[str, Any]

ARTICLE_COLUMNS = (
    "article_id, source_id, url, title, text, language, published_at, first_seen_at, summary,"
    " author, text_origin, note, version, link, page_title"
)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Append rows in one statement; a row whose key is stored already is skipped."""
    if not rows:
        return
    # Registered under a name no table has: an Arrow variable would be found by a table's name.
    connection.register("incoming_rows", pa.Table.from_pylist([dict(row) for row in rows]))
    skip = "ON CONFLICT DO NOTHING" if _has_key(connection, table) else ""
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming_rows {skip}")
    connection.unregister("incoming_rows")


def _has_key(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_constraints() WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'",
        [table],
    ).fetchone()
    return found is not None


def hit_id(match: Match, article_version: int) -> str:
    """The same match of the same text by the same rules is the same hit."""
    parts = (match.article_id, str(article_version), match.watchlist_id, match.watchlist_version)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def source_row(source: Source, run_id: str) -> Row:
    return {
        "run_id": run_id,
        "source_id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": shown(source.url),
        "language": source.language,
        "country": source.country,
        "stance": source.stance,
        "note": source.note,
        "folder": source.folder,
        "aliases": json.dumps(source.aliases, ensure_ascii=False),
    }


def fetch_row(fetch: Fetch) -> Row:
    return {
        "run_id": fetch.run_id,
        "source_id": fetch.source_id,
        "url": fetch.url,
        "outcome": fetch.outcome.value,
        "http_status": fetch.http_status,
        "detail": fetch.detail,
        "items": fetch.items,
        "new_items": fetch.new_items,
        "started_at": fetch.started_at,
        "seconds": fetch.seconds,
        "etag": fetch.validators.etag,
        "last_modified": fetch.validators.last_modified,
        "body_sha256": fetch.validators.body_sha256,
        "cursor": fetch.validators.cursor,
        "reason": fetch.reason.value if fetch.reason else None,
        "asked": fetch.asked,
        "moved_to": shown(fetch.moved_to) if fetch.moved_to else None,
    }


def covered_row(covered: Covered, source_id: str, run_id: str) -> Row:
    return {
        "run_id": run_id,
        "source_id": source_id,
        "fate": covered.fate,
        "reason": covered.reason,
        "entries": covered.entries,
    }


def look_row(look: Look, run_id: str, now: datetime) -> Row:
    return {
        "article_id": look.article_id,
        "run_id": run_id,
        "looked_at": now,
        "outcome": look.outcome,
        "detail": look.detail,
    }


def seen_row(seen: Seen, source_id: str, now: datetime) -> Row:
    return {
        "article_id": seen.article_id,
        "entry_sha256": seen.entry_sha256,
        "source_id": source_id,
        "seen_at": now,
        "guid": seen.guid,
    }


def failure_row(failure: Failure, source_id: str, run_id: str, now: datetime) -> Row:
    return {
        "run_id": run_id,
        "source_id": source_id,
        "stage": failure.stage,
        "url": failure.key,
        "reason": failure.reason.value,
        "message": failure.message,
        "recorded_at": now,
    }


def article_row(article: Article, run_id: str) -> Row:
    return {
        "article_id": article.id,
        "source_id": article.source_id,
        "url": article.url,
        "link": article.link,
        "first_seen_at": article.first_seen_at,
        "run_id": run_id,
    }


def version_row(article: Article, run_id: str, now: datetime) -> Row:
    return {
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "text": article.text,
        "summary": article.summary,
        "language": article.language,
        "author": article.author,
        "published_at": article.published_at,
        "text_origin": article.text_origin.value,
        "note": article.note,
        "page_title": article.page_title,
        "seen_at": now,
        "run_id": run_id,
    }


def edit_row(revision: Revision, place: int, edit: Edit) -> Row:
    return {
        "article_id": revision.article_id,
        "version": revision.version,
        "place": place,
        "field": edit.field,
        "before": edit.before,
        "after": edit.after,
        "touches": ",".join(edit.touches),
    }


def hit_row(
    match: Match, article: Article, run_id: str, now: datetime, *, look_back: bool = False
) -> Row:
    texts = {"title": article.title, "text": article.text}
    evidence = [
        asdict(found) | {"sentence": texts[found.field][found.sentence_start : found.sentence_end]}
        for found in match.evidence
    ]
    return {
        "hit_id": hit_id(match, article.version),
        "article_id": match.article_id,
        "article_version": article.version,
        "watchlist_id": match.watchlist_id,
        "watchlist_version": match.watchlist_version,
        "score": match.score,
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "matched_at": now,
        "run_id": run_id,
        "look_back": look_back,
    }


def delivery_row(delivery: Delivery) -> Row:
    return {
        "digest_id": delivery.digest_id,
        "channel": delivery.channel,
        "recipient": delivery.recipient,
        "state": delivery.state.value,
        "recorded_at": delivery.at,
        "detail": delivery.detail,
    }


def read_article(row: Row) -> Article:
    """An article from a row that holds ``ARTICLE_COLUMNS``."""
    published = row["published_at"]
    return Article(
        id=row["article_id"],
        source_id=row["source_id"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        published_at=utc(published) if published is not None else None,
        first_seen_at=utc(row["first_seen_at"]),
        summary=row["summary"],
        author=row["author"],
        text_origin=TextOrigin(row["text_origin"]),
        note=row["note"],
        version=row["version"],
        link=row["link"] or "",
        page_title=row["page_title"] or "",
    )


def read_match(row: Row) -> Match:
    """A match from a row of the view ``hits``."""
    evidence = json.loads(row["evidence"])
    for found in evidence:
        del found["sentence"]
    return Match(
        article_id=row["article_id"],
        watchlist_id=row["watchlist_id"],
        watchlist_version=row["watchlist_version"],
        score=row["score"],
        evidence=tuple(Evidence(**found) for found in evidence),
    )


def read_edit(row: Row) -> Edit:
    """An edit from a row of the table ``article_edit``."""
    touches = tuple(row["touches"].split(",")) if row["touches"] else ()
    return Edit(row["field"], row["before"], row["after"], touches)


def read_source(row: Row) -> Source:
    """A source from a row of the view ``sources``."""
    stance: Stance = row["stance"]
    return Source(
        id=row["source_id"],
        name=row["name"],
        kind=row["kind"],
        url=row["url"],
        language=row["language"],
        country=row["country"],
        stance=stance,
        note=row["note"],
    )


def ids(
    connection: duckdb.DuckDBPyConnection, table: str, values: Iterable[str], column: str = "id"
) -> None:
    """Register ``values`` as the one column of ``table``, in the place of what was there."""
    connection.register(table, pa.table({column: pa.array(sorted(set(values)), pa.string())}))


def utc(moment: datetime) -> datetime:
    """A stored time as plain UTC, whatever zone class the driver chose."""
    return moment.astimezone(UTC)


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    result = connection.execute(sql, list(values))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
