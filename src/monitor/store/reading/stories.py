"""Stories: who is in them, and which articles have yet to be read for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pyarrow as pa

from monitor.model import Article, StoryMember
from monitor.store.analysis_rows import read_member
from monitor.store.reading.base import Reading
from monitor.store.rows import ARTICLE_COLUMNS, ids, read_article, rows_of, utc


class Stories(Reading):
    """Reads what stories are made of. The story of an article is the one it belongs to now."""

    def unanalysed(self) -> list[int]:
        """Where the versions to be analysed stand, in the order that their articles were seen.

        Those are the newest versions of articles that hit, as far as they were not analysed or have
        no story. Only keys are read here; ``versions_at`` gives the articles.
        """
        with self._store.session() as connection:
            found = rows_of(
                connection,
                """
                WITH newest AS (
                    SELECT article_id, max(version) AS version
                    FROM article_version SEMI JOIN hit USING (article_id) GROUP BY article_id
                ), done AS (
                    SELECT article_id, article_version AS version
                    FROM analysis SEMI JOIN story_member USING (article_id)
                ), due AS (
                    SELECT article_id, version FROM newest ANTI JOIN done USING (article_id, version)
                )
                SELECT article_version.rowid AS place
                FROM article_version SEMI JOIN due USING (article_id, version)
                JOIN article USING (article_id)
                ORDER BY first_seen_at, published_at NULLS LAST, article_id
                """,
            )
        return [row["place"] for row in found]

    def versions_at(self, places: Sequence[int]) -> list[Article]:
        """The articles at ``places``, in that order.

        By row number, which DuckDB can skip by: any other key reads the texts of all articles.
        """
        asked = pa.table({"place": pa.array(places, pa.int64())})
        with self._store.session() as connection:
            connection.register("asked_rows", asked)
            found = rows_of(
                connection,
                f"SELECT article_version.rowid AS place, {ARTICLE_COLUMNS}"
                " FROM article_version SEMI JOIN asked_rows ON place = article_version.rowid"
                " JOIN article USING (article_id)"
                " WHERE article_version.rowid BETWEEN $1 AND $2",
                min(places),
                max(places),
            )
        by_place = {row["place"]: read_article(row) for row in found}
        return [by_place[place] for place in places]

    def in_stories(self, article_ids: Iterable[str]) -> set[str]:
        """Those of ``article_ids`` that have a story."""
        with self._store.session() as connection:
            ids(connection, "asked_rows", article_ids, "article_id")
            found = rows_of(
                connection,
                "SELECT article_id FROM story_member SEMI JOIN asked_rows USING (article_id)",
            )
        return {row["article_id"] for row in found}

    def story_members(self, near: Iterable[datetime], within: timedelta) -> list[StoryMember]:
        """The members whose own time is ``within`` of one of ``near``, in the order they joined."""
        asked = pa.table({"moment": pa.array(sorted(set(near)), pa.timestamp("us", "UTC"))})
        with self._store.session() as connection:
            connection.register("asked_rows", asked)
            found = rows_of(
                connection,
                """
                WITH own AS (
                    SELECT moment, lag(moment) OVER (ORDER BY moment) AS before FROM asked_rows
                ), numbered AS (  -- Spans that overlap are one, or a member would come twice.
                    SELECT moment, count(*) FILTER (before IS NULL OR moment - before > 2 * $1::INTERVAL)
                           OVER (ORDER BY moment) AS number
                    FROM own
                ), span AS (
                    SELECT min(moment) - $1::INTERVAL AS since, max(moment) + $1::INTERVAL AS until
                    FROM numbered GROUP BY number
                )
                SELECT article_id, story_membership.story_id, language, dated_at, signature,
                       joined_by, resembles, because
                FROM story_member JOIN story_membership USING (article_id)
                JOIN span ON dated_at BETWEEN since AND until
                ORDER BY joined_at, dated_at, article_id
                """,
                within,
            )
        return [read_member(row) for row in found]

    def stories_called(self, name: str) -> list[str]:
        """The stories with this id, now or before, or with an article of this id, or a part of it.

        The whole id counts before all that merely begin with it.
        """
        with self._store.session() as connection:
            found = rows_of(
                connection,
                """
                SELECT DISTINCT story_id, name = $1 AS whole
                FROM (SELECT alias AS name, story_id FROM story_aliases
                      UNION SELECT article_id, story_id FROM story_membership)
                WHERE starts_with(name, $1) ORDER BY story_id
                """,
                name,
            )
        whole = [row["story_id"] for row in found if row["whole"]]
        return whole or [row["story_id"] for row in found]

    def articles_of_story(self, story_id: str) -> dict[str, datetime]:
        """The ids of a story's articles with their own times, the earliest first."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT article_id, dated_at FROM story_member JOIN story_membership"
                " USING (article_id) WHERE story_membership.story_id = ?"
                " ORDER BY dated_at, article_id",
                story_id,
            )
        return {row["article_id"]: utc(row["dated_at"]) for row in found}
