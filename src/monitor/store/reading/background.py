"""What stands behind an issue: what its reader was told before, and what has been usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Audience, Facts, Finding
from monitor.store import memory
from monitor.store.habits import Habits
from monitor.store.reading.base import Reading


class Background(Reading):
    """Gathers the facts by which a digest is made."""

    def facts(
        self,
        findings: Sequence[Finding],
        audience: Audience,
        *,
        until: datetime,
        timezone: str,
        remember: bool = True,
    ) -> Facts:
        """The facts for an issue of ``findings`` that ends at ``until``; days are of ``timezone``.

        Without ``remember``, as if the reader had been told nothing; stories are counted as they
        were at ``until``.
        """
        reader = audience.reader if remember else None
        stories = {one.story_id for one in findings}
        with self._store.session() as connection:
            habits = Habits(connection, audience, until, timezone)
            known, said = memory.recollect(
                connection,
                stories,
                (one.article.id for one in findings),
                reader,
                until,
            )
            return Facts(
                stories=known,
                said=said,
                attention=habits.attention(),
                figures=habits.figures(),
                recent=memory.recent(connection, reader, until, stories),
                rhythms=habits.rhythms(),
                reach=habits.reach(),
            )
