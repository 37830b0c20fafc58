"""What has been usual: how much attention themes had, what figures were told, who spoke when."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from monitor.model import Audience, Rhythm, StatedFigure
from monitor.store.readout import stated_figure
from monitor.store.rows import rows_of, utc

# How many days before the a trend and the ranges of figures reach, and the habits of outlets.
DAYS, HABIT = 28, 90


class Habits:
    """The hits that an audience asks for, of the days before ``until``; days are of ``timezone``.

    An article counts once a theme and at its own time: what says that it was published later than
    it was seen was published when it was seen.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        audience: Audience,
        until: datetime,
        timezone: str,
    ) -> None:
        self._connection = connection
        self._until = until
        self._timezone = timezone
        self._today = until.astimezone(ZoneInfo(timezone)).date()
        self._first = self._today - timedelta(days=DAYS)
        heard = connection.execute(
            """
            WITH found AS (
                SELECT DISTINCT watchlist_id, article_id FROM hits
                WHERE len($1) = 0 OR list_contains($1, watchlist_id)
            )
            SELECT watchlist_id, article_id, source_id,
                   least(coalesce(published_at, first_seen_at), first_seen_at) AS heard_at,
                   CAST(heard_at AT TIME ZONE $4 AS DATE) AS day
            FROM found JOIN articles USING (article_id)
            WHERE (len($2) = 0 OR list_contains($2, language)) AND first_seen_at <= $3
                AND day >= $5::DATE
            """,
            [
                list(audience.themes),
                list(audience.languages),
                until,
                timezone,
                self._today - timedelta(days=HABIT),
            ],
        ).to_arrow_table()
        connection.register("heard_rows", heard)

    def reach(self) -> int:
        """For how many days before the issue's the warehouse was at work; at most ``DAYS``."""
        (row,) = rows_of(self._connection, "SELECT min(started_at) AS began FROM run")
        if row["began"] is None:
            return 0
        began = utc(row["began"]).astimezone(ZoneInfo(self._timezone)).date()
        return max(min((self._today - began).days, DAYS), 0)

    def attention(self) -> dict[str, tuple[int, ...]]:
        """The articles of each 24 hours up to the issue's end, the last ones last, by theme.

        An issue is made in the morning: its calendar day would always look empty.
        """
        rows = rows_of(
            self._connection,
            "SELECT watchlist_id, ago, count(*) AS articles FROM ("
            " SELECT watchlist_id, CAST(floor(epoch($1::TIMESTAMPTZ - heard_at) / 86400) AS INTEGER) AS ago"
            " FROM heard_rows) WHERE ago <= $2 GROUP BY watchlist_id, ago",
            self._until,
            DAYS,
        )
        days: dict[str, list[int]] = defaultdict(lambda: [0] * (DAYS + 1))
        for row in rows:
            days[row["watchlist_id"]][DAYS - row["ago"]] = row["articles"]
        return {theme: tuple(counts) for theme, counts in days.items()}

    def figures(self) -> dict[str, tuple[StatedFigure, ...]]:
        """The figures of ``DAYS`` days by theme, in the order of their articles' time.

        What a copy repeats is no figure of its own.
        """
        found: dict[str, list[StatedFigure]] = defaultdict(list)
        for row in rows_of(
            self._connection,
            "SELECT claims.*, heard_rows.watchlist_id FROM claims"
            " JOIN heard_rows ON heard_rows.article_id = claims.article_id"
            " WHERE NOT copy AND day >= $1::DATE ORDER BY heard_at, claims.article_id, place",
            self._first,
        ):
            found[row["watchlist_id"]].append(stated_figure(row))
        return {theme: tuple(figures) for theme, figures in found.items()}

    def rhythms(self) -> tuple[Rhythm, ...]:
        """When the outlets that are still read had something on each theme, in ``HABIT`` days."""
        rows = rows_of(
            self._connection,
            """
            WITH spoken AS (
                SELECT source_id, watchlist_id, day, max(heard_at) AS heard_at
                FROM heard_rows GROUP BY ALL
            ), habit AS (
                SELECT source_id, watchlist_id, list(heard_at ORDER BY day) AS times, max(heard_at) AS last_at
                FROM spoken GROUP BY ALL HAVING count(*) > 1
            ), attempt AS (
                SELECT source_id, started_at, outcome IN ('ok', 'unchanged', 'degraded') AS good
                FROM fetch_attempt WHERE started_at <= $1
            ), asked AS (
                SELECT habit.source_id, watchlist_id,
                       count(*) FILTER (good) AS good, count(*) FILTER (NOT good) AS bad,
                       arg_max(good, started_at) AS readable
                FROM habit JOIN attempt
                    ON attempt.source_id = habit.source_id AND started_at > last_at
                GROUP BY ALL
            ), brought AS (
                SELECT habit.source_id, watchlist_id, count(*) AS others
                FROM habit JOIN article
                    ON article.source_id = habit.source_id AND first_seen_at > last_at
                WHERE first_seen_at <= $1
                GROUP BY ALL
            )
            SELECT source_id, name, stance, watchlist_id, times, good, bad, readable, others
            FROM habit JOIN sources USING (source_id)
            JOIN asked USING (source_id, watchlist_id)
            JOIN brought USING (source_id, watchlist_id)
            WHERE last_listed_at = (SELECT max(started_at) FROM run)
            ORDER BY source_id, watchlist_id
            """,
            self._until,
        )
        return tuple(
            Rhythm(
                source_id=row["source_id"],
                outlet=row["name"],
                stance=row["stance"],
                theme=row["watchlist_id"],
                at=tuple(map(utc, row["times"])),
                good=row["good"],
                bad=row["bad"],
                readable=row["readable"],
                others=row["others"],
            )
            for row in rows
        )
