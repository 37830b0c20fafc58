"""The state of the sources in words, so that silence is not taken for "no news"."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.digest.lists import count, shorten
from monitor.digest.times import date, moment
from monitor.model import Digest, Outcome, Reason, SourceHealth

_HEALTHY = (Outcome.OK, Outcome.UNCHANGED)
_UNREAD = (Outcome.FAILED_SOFT, Outcome.FAILED_HARD, Outcome.REFUSED)
_CONDITIONS = {
    Outcome.OK: "read",
    Outcome.UNCHANGED: "unchanged",
    Outcome.DEGRADED: "read in part",
    Outcome.FAILED_SOFT: "not read",
    Outcome.FAILED_HARD: "not read, needs mending",
    Outcome.REFUSED: "refused to be read",
}
_NEVER = {
    Outcome.FAILED_SOFT: "never read",
    Outcome.FAILED_HARD: "never read, needs mending",
}
_NAMED = 8


def unread(digest: Digest) -> tuple[SourceHealth, ...]:
    """The sources whose news, if there was any, is not in this issue."""
    return tuple(source for source in digest.health if source.outcome in _UNREAD)


def ailing(digest: Digest) -> tuple[SourceHealth, ...]:
    """The sources that were not read, then those that were read in part."""
    ill = (source for source in digest.health if source.outcome not in _HEALTHY)
    return tuple(sorted(ill, key=lambda source: source.outcome not in _UNREAD))


def condition(source: SourceHealth, digest: Digest) -> str:
    """``not read since 5 Nov 11:00``, in the words of someone who waits for the news."""
    since = source.failing_since
    if source.outcome in _NEVER and source.last_ok_at is None:
        return _NEVER[source.outcome] + (f"; tried since {moment(since, digest)}" if since else "")
    return _CONDITIONS[source.outcome] + (f" since {moment(since, digest)}" if since else "")


def last_read(source: SourceHealth, digest: Digest) -> str:
    return moment(source.last_ok_at, digest) if source.last_ok_at else "never"


def healthy(digest: Digest) -> str:
    number = sum(source.outcome in _HEALTHY for source in digest.health)
    return f"{number:,} of {count(len(digest.health), 'source')} read without trouble."


def warning(digest: Digest) -> str:
    """That something was not read, so that silence is not taken for "no news"."""
    return " ".join(filter(None, (digest.notice, _not_read(digest), _silent(digest))))


def _not_read(digest: Digest) -> str:
    missing = unread(digest)
    if not missing:
        return ""
    share = f"{len(missing):,} of {count(len(digest.health), 'source')} could not be read"
    if all(source.reason is Reason.NETWORK_DOWN for source in missing):
        return f"This machine had no network: {share}. Silence is not “no news”."
    return f"{share}: {_names(source.name for source in missing)}. Silence from there is not “no news”."


def _silent(digest: Digest) -> str:
    """Sources that answer, and have had nothing new for longer than is usual for them."""
    silent = [one for one in digest.health if one.silent_since and one.outcome not in _UNREAD]
    if not silent:
        return ""
    told = _names(
        f"{one.name} (since {date(one.silent_since, digest)})"
        for one in silent
        if one.silent_since is not None
    )
    return f"Nothing new for unusually long from {told}."


def _names(names: Iterable[str]) -> str:
    listed = list(names)
    rest = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(shorten(name, 80) for name in listed[:_NAMED]) + rest
