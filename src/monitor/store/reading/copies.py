"""Issues, and all that is on record of how their copies went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Copy, Delivery, DeliveryState
from monitor.store.reading.base import Reading
from monitor.store.rows import rows_of, utc


@dataclass(frozen=True, slots=True)
class Issue:
    """When an issue was made, for whom, and what window it tells of."""

    digest_id: str
    reader: str
    created_at: datetime
    since: datetime | None
    until: datetime


class Copies(Reading):
    """Reads issues and copies."""

    def issues(self, reader: str | None = None) -> list[Issue]:
        """All issues, or those for one reader, the oldest first."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT digest_id, coalesce(reader, 'daily') AS reader, created_at, since, until"
                " FROM digest WHERE $1 IS NULL OR coalesce(reader, 'daily') = $1"
                " ORDER BY until, digest_id",
                reader,
            )
        return [
            Issue(
                digest_id=row["digest_id"],
                reader=row["reader"],
                created_at=utc(row["created_at"]),
                since=utc(row["since"]) if row["since"] else None,
                until=utc(row["until"]),
            )
            for row in found
        ]

    def copies(self, *states: DeliveryState, digest_id: str | None = None) -> list[Copy]:
        """The copies that are in one of ``states`` now, of one issue or of all, the oldest first.

        The order of rows decides, not their times: a clock may have been set back between two.
        """
        with self._store.session() as connection:
            found = rows_of(
                connection,
                """
                WITH entry AS (
                    SELECT *, rowid AS place FROM delivery WHERE $2 IS NULL OR digest_id = $2
                ), decided AS (
                    SELECT digest_id, channel, recipient,
                           coalesce(max(place) FILTER (state = 'reserved'), -1) AS decided_place
                    FROM entry GROUP BY ALL
                )
                SELECT digest_id, channel, recipient,
                       arg_max(state, place) AS state, arg_max(recorded_at, place) AS recorded_at,
                       arg_max(detail, place) AS detail,
                       arg_min(recorded_at, place) FILTER (place >= decided_place) AS reserved_at,
                       count(*) FILTER (state = 'waiting' AND place > decided_place) AS waits,
                       count(*) FILTER (state = 'unknown') AS unknowns,
                       count(*) FILTER (state = 'sent') AS sents
                FROM entry JOIN decided USING (digest_id, channel, recipient)
                GROUP BY digest_id, channel, recipient
                HAVING list_contains($1, arg_max(state, place))
                ORDER BY min(place)
                """,
                [state.value for state in states or DeliveryState],
                digest_id,
            )
        return [
            Copy(
                last=Delivery(
                    digest_id=row["digest_id"],
                    channel=row["channel"],
                    recipient=row["recipient"],
                    state=DeliveryState(row["state"]),
                    at=utc(row["recorded_at"]),
                    detail=row["detail"],
                ),
                reserved_at=utc(row["reserved_at"]),
                waits=row["waits"],
                unknowns=row["unknowns"],
                sents=row["sents"],
            )
            for row in found
        ]
