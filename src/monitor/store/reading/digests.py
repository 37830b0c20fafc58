"""Digests: what they have to tell, and what they told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Audience, Finding
from monitor.store.reading.base import Reading
from monitor.store.rows import rows_of, utc
from monitor.store.telling import HITS_TO_TELL, asked, findings

EVERYTHING = Audience()


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was committed; ``content`` is its JSON."""

    digest_id: str
    until: datetime
    content: str


class Digests(Reading):
    """Reads findings and digests."""

    def untold(
        self, audience: Audience = EVERYTHING, *, since: datetime | None = None
    ) -> list[Finding]:
        """Hits that are news to a reader: those never told to it, and those told before an edit.

        An edit is told where it touches a headline, a number or what matched, and so is an article
        that no longer matches after it. To a reader that has had no issue yet, only what was first
        seen after ``since`` is news; None is all of it.
        """
        with self._store.session() as connection:
            found = findings(
                connection,
                audience,
                "(withdrawn OR NOT passed_over)"
                " AND (told_version IS NULL OR touched_version > told_version)"
                " AND (last_until IS NOT NULL OR $4 IS NULL OR first_seen_at > $4)",
                since,
            )
        return [one for one in found if one.edits or not one.told]

    def found(
        self, since: datetime | None, until: datetime, audience: Audience = EVERYTHING
    ) -> list[Finding]:
        """Standing hits on articles first seen in a window, as if nothing had been told."""
        with self._store.session() as connection:
            found = findings(
                connection,
                audience,
                "NOT withdrawn AND ($4 IS NULL OR first_seen_at > $4) AND first_seen_at <= $5",
                since,
                until,
            )
        return [replace(one, told=False, edited=False, story_told=0, edits=()) for one in found]

    def looked_back(self, since: datetime | None, audience: Audience = EVERYTHING) -> int:
        """How many articles a re-match found after ``since`` that no digest tells as news."""
        with self._store.session() as connection:
            (found,) = rows_of(
                connection,
                f"SELECT count(DISTINCT article_id) AS n {HITS_TO_TELL}"
                " AND look_back AND passed_over AND ($4 IS NULL OR matched_at > $4)",
                *asked(audience),
                since,
            )
        return int(found["n"])

    def told_count(self, reader: str = EVERYTHING.reader) -> int:
        """How many different stories earlier digests told a reader."""
        with self._store.session() as connection:
            (found,) = rows_of(
                connection,
                "SELECT count(DISTINCT story_id) AS n FROM digest_articles WHERE reader = ?",
                reader,
            )
        return int(found["n"])

    def digest_ids(self, reader: str | None = None) -> list[str]:
        """The ids of all digests, or of those of one reader, the oldest first."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT digest_id FROM digest WHERE $1 IS NULL OR coalesce(reader, 'daily') = $1"
                " ORDER BY until, digest_id",
                reader,
            )
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
