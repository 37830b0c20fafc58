"""Three weeks of the sample web, with a digest every morning, for two readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.desk import Desk
from tests.support.issues import Filter

DAY = timedelta(days=1)
# A Tuesday: the morning after the first articles.
BEGIN = datetime(2024, 11, 5, 6, tzinfo=UTC)

WANTED = {
    "daily": Filter(),
    "sanctions-desk": Filter(("sanctions", "economic-lifeline"), ("en", "ko")),
}
READERS: dict[str, Any] = {
    "daily": {},
    "sanctions-desk": {
        "themes": WANTED["sanctions-desk"].themes,
        "languages": WANTED["sanctions-desk"].languages,
        "schedule": "0 5 * * 1,4",
    },
}


def run(it: Desk, mornings: Sequence[datetime], *, only: tuple[str, ...] = ()) -> None:
    """A run each morning."""
    for morning in mornings:
        it.run(morning, only=only, digests=READERS)
