"""How often a source is asked: by what it brought of late, and by how long it has failed. Pure.

The weights of failures and the way back-off grows follow Media Cloud's rss-fetcher, which never gives
a feed up because feeds do come back: from dead names, from 404, from pages in their place. A source
that works is asked at least once a day.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from monitor.model import Source, SourceState
from monitor.sources import source_key

SHORTEST = timedelta(minutes=15)
DAILY = timedelta(days=1)
LONGEST = timedelta(days=30)
# So much of a feed may be new before the gap between two attempts should shrink.
WANTED_SHARE = 0.3
# Failures that cost a few hours each; from then on, each costs a day.
PATIENCE = 6
# A feed that answers "not changed" for ever is read in full now and then: some servers get it wrong.
FULL_READ = timedelta(days=7)
# How much earlier than its time a source may be asked, so that not all are asked at once, and a daily
# run finds every daily source due.
JITTER = 0.2


def interval(state: SourceState) -> timedelta:
    """The time after which a source is worth asking again."""
    if state.strikes > PATIENCE:
        return min(LONGEST, DAILY * (1 + state.strikes - PATIENCE))
    if state.strikes:
        return min(DAILY, timedelta(hours=4) * state.strikes)
    wanted = state.gap * WANTED_SHARE
    if wanted >= DAILY * state.new:
        return DAILY
    return max(SHORTEST, wanted / state.new)


def due_at(source: Source, state: SourceState | None) -> datetime | None:
    """When a scheduled run should ask a source; None is now: it is new, or its address is."""
    if state is None or state.last_attempt_at is None or state.asked != source_key(source):
        return None
    early = 1 - JITTER * _share(source.id, state.last_attempt_at)
    return state.last_attempt_at + interval(state) * early


def is_full_read_due(state: SourceState, now: datetime) -> bool:
    """Whether to ask without conditions."""
    return state.last_read_at is None or now - state.last_read_at >= FULL_READ


def _share(source_id: str, moment: datetime) -> float:
    """A number between a half and one, different for each source and attempt, and the same again."""
    digest = hashlib.sha256(f"{source_id} {moment.isoformat()}".encode()).digest()
    return 0.5 + digest[0] / 512
