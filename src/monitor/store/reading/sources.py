"""Sources: what their last attempts left, and which hosts want to be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Outcome, Reason, Source, SourceHealth, SourceState, Validators
from monitor.store.reading.base import Reading
from monitor.store.rows import rows_of, utc


@dataclass(frozen=True, slots=True)
class SourceName:
    """What a source is called, in lower case, and who it is as an origin."""

    name: str
    language: str | None
    origin: str


class Sources(Reading):
    """Reads the names, the state and the health of sources."""

    def source_names(self) -> list[SourceName]:
        """What every source that was ever listed is called."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT known_as, language, origin FROM source_names JOIN sources USING (source_id)"
                " ORDER BY ALL",
            )
        return [SourceName(row["known_as"], row["language"], row["origin"]) for row in found]

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
