"""Moments and days in words, in the reader's zone and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Digest, DigestArticle


def day(digest: Digest) -> str:
    """``Wednesday 6 November 2024``, in the reader's zone; of a window, which has no run, its days."""
    if not digest.run_id:
        return _days(digest)
    local = digest.created_at.astimezone(ZoneInfo(digest.timezone))
    return f"{local:%A} {local.day} {local:%B %Y}"


def _days(digest: Digest) -> str:
    """``11–12 November 2024``, ``30 October – 2 November 2024``, ``up to 12 November 2024``."""
    zone = ZoneInfo(digest.timezone)
    # Midnight ends the day before.
    last = (digest.until - timedelta(microseconds=1)).astimezone(zone)
    end = f"{last.day} {last:%B %Y}"
    if digest.since is None:
        return f"up to {end}"
    first = digest.since.astimezone(zone)
    if first.date() == last.date():
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} – {end}"


def date(at: datetime, digest: Digest) -> str:
    """``6 Nov``; the year where it is not the issue's."""
    local = at.astimezone(ZoneInfo(digest.timezone))
    year = f" {local.year}" if local.year != digest.until.year else ""
    return f"{local.day} {local:%b}{year}"


def moment(at: datetime, digest: Digest) -> str:
    """``6 Nov 07:30 (5 Nov 22:30 UTC)``; the year where it is not the issue's."""
    local = at.astimezone(ZoneInfo(digest.timezone))
    here = f"{date(at, digest)} {local:%H:%M}"
    if not local.utcoffset():
        return f"{here} UTC"
    there = at.astimezone(UTC)
    other = "" if there.date() == local.date() else f"{there.day} {there:%b} "
    return f"{here} ({other}{there:%H:%M} UTC)"


def dated(article: DigestArticle, digest: Digest) -> str:
    if article.published_at is None:
        return f"undated, first seen {moment(article.first_seen_at, digest)}"
    return moment(article.published_at, digest)


def window(digest: Digest) -> str:
    until = moment(digest.until, digest)
    span = f"everything up to {until}"
    if digest.since is not None:
        span = f"{moment(digest.since, digest)} to {until}"
    return f"Window: {span}. Times in {digest.timezone}."
