"""What a digest has to tell of the hits: those that are news, and what edits made of those told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from monitor.model import Audience, Edit, Finding, Touch
from monitor.store.rows import (
    Row,
    ids,
    read_article,
    read_edit,
    read_match,
    read_source,
    rows_of,
    utc,
)

MOST_EDITS = 3
_ORDER: tuple[Touch, ...] = ("headline", "number", "matched")


# Its first parameters are what ``asked`` gives; hits of other themes and languages do not exist.
HITS_TO_TELL = (
    "FROM hits_to_tell($1) WHERE (len($2) = 0 OR list_contains($2, watchlist_id))"
    " AND (len($3) = 0 OR list_contains($3, language))"
)


def asked(audience: Audience) -> tuple[str, list[str], list[str]]:
    """The parameters $1 to $3 of ``HITS_TO_TELL``."""
    return audience.reader, list(audience.themes), list(audience.languages)


def findings(
    connection: duckdb.DuckDBPyConnection, audience: Audience, where: str, *values: object
) -> list[Finding]:
    """The hits to tell for which ``where`` holds, with their edits; ``values`` are $4 and on."""
    found = rows_of(
        connection,
        f"{HITS_TO_TELL} AND {where}"
        " ORDER BY first_seen_at, published_at NULLS LAST, article_id, watchlist_id",
        *asked(audience),
        *values,
    )
    edits = _edits(connection, {row["article_id"] for row in found if row["told_version"]})
    return [_finding(row, edits) for row in found]


def telling(edits: Iterable[Edit], *, withdrawn: bool = False) -> tuple[Edit, ...]:
    """Those of ``edits``, given the oldest first, that a reader is told, the most telling first.

    What was changed and changed again is one edit, from the first words to the last; what was
    changed back is none. Of an article ``withdrawn`` by an edit of what it matched for, that comes
    first; there is nothing to tell where its rules changed instead.
    """
    chains: dict[tuple[str, str, str], Edit] = {}
    for edit in edits:
        # What was taken out comes back, or what was put there is changed once more.
        ends = (edit.field, edit.before, "" if edit.before else edit.after)
        before = chains.pop(ends, Edit(edit.field, edit.before, ""))
        touches = tuple(one for one in _ORDER if one in before.touches or one in edit.touches)
        chain = Edit(edit.field, before.before, edit.after, touches)
        chains[edit.field, chain.after, "" if chain.after else chain.before] = chain
    changed = [one for one in chains.values() if one.before != one.after and one.touches]
    if withdrawn and not any("matched" in one.touches for one in changed):
        return ()
    order = _ORDER[::-1] if withdrawn else _ORDER
    return tuple(sorted(changed, key=lambda one: min(map(order.index, one.touches)))[:MOST_EDITS])


def _finding(row: Row, edits: Mapping[str, list[tuple[int, Edit]]]) -> Finding:
    told_version = row["told_version"]
    since = [
        edit
        for version, edit in edits.get(row["article_id"], ())
        if told_version is not None and version > told_version
    ]
    return Finding(
        article=read_article(row),
        source=read_source(row),
        match=read_match(row),
        story_id=row["story_id"] or row["article_id"],
        matched_at=utc(row["matched_at"]),
        look_back=row["look_back"],
        told=told_version is not None,
        edited=told_version is not None,
        story_told=row["story_told"],
        edits=telling(since, withdrawn=row["withdrawn"]),
        withdrawn=row["withdrawn"],
    )


def _edits(
    connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]
) -> dict[str, list[tuple[int, Edit]]]:
    """All edits of these articles with the version that made each, the oldest first."""
    ids(connection, "asked_rows", article_ids, "article_id")
    rows: list[dict[str, Any]] = rows_of(
        connection,
        "FROM article_edit SEMI JOIN asked_rows USING (article_id)"
        " ORDER BY article_id, version, place",
    )
    connection.unregister("asked_rows")
    found: dict[str, list[tuple[int, Edit]]] = defaultdict(list)
    for row in rows:
        found[row["article_id"]].append((row["version"], read_edit(row)))
    return found
