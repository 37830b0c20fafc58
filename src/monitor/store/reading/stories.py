"""Stories: who is in them, and who has none yet."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Article, StoryMember
from monitor.store.reading.base import Reading
from monitor.store.rows import ARTICLE_COLUMNS, read_article, read_member, rows_of


class Stories(Reading):
    """Reads the members of stories."""

    def without_story(self) -> list[Article]:
        """Articles that hit and belong to no story yet, in the order they were first seen."""
        with self._store.session() as connection:
            new = "FROM hit ANTI JOIN story_member USING (article_id)"
            if not rows_of(connection, f"SELECT 1 {new} LIMIT 1"):
                return []  # the texts of all articles would be gone through for nothing
            found = rows_of(
                connection,
                f"SELECT {ARTICLE_COLUMNS} FROM articles"
                " SEMI JOIN hit USING (article_id) ANTI JOIN story_member USING (article_id)"
                " ORDER BY first_seen_at, published_at NULLS LAST, article_id",
            )
        return [read_article(row) for row in found]

    def story_members(self, since: datetime) -> list[StoryMember]:
        """The members whose own time is not before ``since``, in the order they joined."""
        with self._store.session() as connection:
            found = rows_of(
                connection,
                "SELECT article_id, story_id, language, dated_at, signature, joined_by, resembles"
                " FROM story_member WHERE dated_at >= ? ORDER BY joined_at, dated_at, article_id",
                since,
            )
        return [read_member(row) for row in found]
