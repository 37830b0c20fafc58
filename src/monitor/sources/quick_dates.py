"""Dates of feeds in the two forms that nearly all of them have, read exactly as feedparser reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

# RFC 822 and RFC 1123: "Sun, 03 Nov 2024 05:00:00 GMT".
_MAIL = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +)?([0-9]{1,2}) +"
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +([0-9]{4}) +"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? +(?:([+-])([0-9]{2})([0-9]{2})|([A-Z]{1,3}))"
)
# RFC 3339 and its usual shorter cousins. Without a colon, whole hours only: feedparser would take
# "+0930" for nine hours.
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:(?:T|(?= [0-9:]+$) )([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?:Z|([+-])([0-9]{2})(?::([0-9]{2})|00))?)?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_ZONES = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0,
    "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip


def certain_date(text: str) -> datetime | None:
    """The time in UTC, or ``None`` for a date that needs more than a glance."""
    try:
        if found := _MAIL.fullmatch(text):
            day, month, year, hour, minute, second, sign, hours, minutes, zone = found.groups()
            offset = timedelta(hours=_ZONES[zone]) if zone else _offset(sign, hours, minutes)
            month = _MONTHS[month]
        elif found := _ISO.fullmatch(text):
            year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
            offset = _offset(sign, hours, minutes)
        else:
            return None
        at = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            0,
            UTC,
        )
        return at - offset
    except (KeyError, ValueError, OverflowError):
        return None


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    if not hours:
        return timedelta()
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -away if sign == "-" else away
