"""Digests: what they have to tell, what they told, and how their copies went out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Delivery, DeliveryState, Finding
from monitor.store.reading.base import Reading
from monitor.store.rows import rows_of, utc
from monitor.store.telling import findings


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was committed; ``content`` is its JSON."""

    digest_id: str
    until: datetime
    content: str


class Digests(Reading):
    """Reads findings, digests and deliveries."""

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
            (found,) = rows_of(
                connection, "SELECT count(DISTINCT story_id) AS n FROM digest_articles"
            )
        return int(found["n"])

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
