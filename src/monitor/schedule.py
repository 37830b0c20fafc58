"""When the next run is due, by a cron line in a time zone. Pure: the time is always given."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError


def cron_line(text: str) -> str:
    """The line as given. Raises ``ValueError`` where it is no cron line of five fields."""
    try:
        if len(text.split()) == 5:
            CronSim(text, datetime(2024, 1, 1, tzinfo=UTC))
            return text
        found = f"it has {len(text.split())} fields, not five"
    except CronSimError as error:
        found = str(error)
    raise ValueError(
        f"'{text}' is no cron line ({found});"
        " write it like 0 6 * * 1-5, which is six o'clock on working days"
    )


class Schedule:
    """A cron line of five fields, read in a time zone, summer time included."""

    def __init__(self, cron: str, timezone: str) -> None:
        self._cron = cron_line(cron)
        self._zone = ZoneInfo(timezone)

    def after(self, moment: datetime) -> datetime:
        """The first tick after a moment, in UTC."""
        return next(CronSim(self._cron, moment.astimezone(self._zone))).astimezone(UTC)

    def before(self, moment: datetime) -> datetime:
        """The last tick before a moment, in UTC."""
        ticks = CronSim(self._cron, moment.astimezone(self._zone), reverse=True)
        return next(ticks).astimezone(UTC)

    def due(self, last_run: datetime | None, now: datetime) -> datetime:
        """When to run next: at once where a tick was missed since the last run, however many."""
        if last_run is None or last_run < self.before(now):
            return now
        return self.after(now)
