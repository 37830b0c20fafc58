"""Dates as machines write them: ISO 8601 in all its lengths, and the dates of e-mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 60
_MONTH = re.compile(r"\d{4}(-\d{2})?")


def moment(text: str) -> datetime | None:
    """A time in UTC, or ``None`` if there is none. What has no zone is taken as UTC."""
    text = text.strip()[:_LONGEST]
    if _MONTH.fullmatch(text):
        text += "-01-01"[-(10 - len(text)) :]
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
            return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None
