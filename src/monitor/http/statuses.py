"""What an HTTP status means to a reader of the morning report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER = 86_400.0
RATE_LIMIT_PAUSE = 60.0

_SENTENCES = {
    401: "the site wants a user name and password (401); put them in the address, or remove the source",
    403: "the site refuses to serve us (403); ask it for access, or use another source",
    404: "there is nothing at this address (404); check whether the site moved it",
    410: "the site says this address is gone for good (410); find the new one, or remove the source",
    429: "the site says we ask too often (429); it is left alone for a while",
    451: "the site may not show this here for legal reasons (451); use another source",
}


def sentence(status: int, headers: Mapping[str, str]) -> str:
    """What happened and what to do about it; ``headers`` have lower-case names."""
    if headers.get("cf-mitigated") == "challenge":
        return f"the site wants proof of a human reader ({status}); ask it for access, or use another source"
    if status >= 500:
        return f"the site has trouble of its own ({status}); it will be tried again next time"
    return _SENTENCES.get(status, f"the site answered with status {status}; try it in a browser")


def is_hard(status: int) -> bool:
    """Whether asking again soon will not help. 404 is soft: feeds do come back from it."""
    return 400 <= status < 500 and status not in {404, 408, 425, 429}


def retry_after(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the site wants to be left alone, at most a day; ``None`` if it did not say."""
    if status not in {429, 503}:
        return None
    silent = RATE_LIMIT_PAUSE if status == 429 else None
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            until = parsedate_to_datetime(value)
            seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return silent
    return min(max(0.0, seconds), MAX_RETRY_AFTER)


def duration(seconds: float) -> str:
    """``45 seconds``, ``12 minutes`` or ``3 hours``, rounded up."""
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds > 2 * size:
            return f"{math.ceil(seconds / size)} {name}"
    return f"{math.ceil(seconds)} seconds"
