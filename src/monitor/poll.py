"""One attempt at one source: its documents, and the entries in them.

What arrives is kept in the spool before it is parsed, and parsed in processes that may die alone.
Whatever goes wrong with one source becomes a value in that source's poll.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from monitor.http import Client
from monitor.model import (
    Failure,
    FeedEntry,
    Fetch,
    Outcome,
    Reading,
    Reason,
    Response,
    Source,
    SourceState,
    Validators,
)
from monitor.rhythm import is_full_read_due
from monitor.sources import KINDS, Gather, Kind, source_key
from monitor.sources.kind import MAX_DOCUMENTS
from monitor.spool import Spool
from monitor.urls import shown
from monitor.workers import WorkerError, Workers, WorkerTimeout

# A refusal is not a fault of the other side: it is our own rule, or the site's, that stopped us.
REFUSALS = frozenset({Reason.FORBIDDEN_ADDRESS, Reason.FORBIDDEN_SCHEME, Reason.ROBOTS})
# What it looks like from here when this machine has no network.
SILENCES = frozenset({Reason.UNREACHABLE, Reason.TIMEOUT})
# Faults that may be gone next time: what was missed by them is asked for again.
PASSING = SILENCES | {
    Reason.INCOMPLETE,
    Reason.RATE_LIMITED,
    Reason.HTTP_STATUS,
    Reason.POSTPONED,
    Reason.ROBOTS,
}
# What the source list itself does not ask for: that it is left out is no fault of the source.
UNASKED = frozenset({Reason.UNWANTED, Reason.TOO_OLD, Reason.NOT_HTML})
# So many hosts do not fall silent together by chance.
ENOUGH_HOSTS = 3


@dataclass(frozen=True, slots=True)
class Poll:
    """One attempt at one source, before the pages behind its entries are read.

    ``failures`` tell what was wrong with single entries; a failure of the whole is in ``fetch``.
    ``usual`` is the number of entries that the source was seen to offer before; ``was_well`` whether
    it answered the last time, as far as is known.
    """

    source: Source
    fetch: Fetch
    entries: tuple[FeedEntry, ...] = ()
    failures: tuple[Failure, ...] = ()
    usual: int = 0
    was_well: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    """What a source told: None for nothing new; with the validators for the next time."""

    reading: Reading | Failure | None
    validators: Validators = field(default_factory=Validators)
    status: int | None = None
    moved_to: str | None = None


class Poller:
    """Asks sources for one run. ``now`` is the run's time; ``timeout`` in seconds, for a parse."""

    def __init__(
        self,
        client: Client,
        workers: Workers,
        spool: Spool,
        *,
        run_id: str,
        now: datetime,
        timeout: float,
    ) -> None:
        self._client = client
        self._workers = workers
        self._spool = spool
        self._run_id = run_id
        self._now = now
        self._timeout = timeout

    async def poll(self, source: Source, state: SourceState) -> Poll:
        """Ask one source what it has; an answer that a dead run left in the spool comes first."""
        started = time.monotonic()
        kind = KINDS[source.kind]
        # What was learnt of another address, or with other options, is worth nothing here.
        asked = source_key(source)
        state = state if state.asked == asked else SourceState()
        ask = self._ask_place if kind.gather else self._ask_web
        told = await ask(source, kind, state)
        reading = told.reading
        outcome, detail = _outcome(reading, state, stream=kind.is_stream)
        fetch = Fetch(
            run_id=self._run_id,
            source_id=source.id,
            url=shown(source.url),
            outcome=outcome,
            detail=detail if source.verify_tls else f"{detail} (its certificate is not checked)",
            started_at=self._now,
            seconds=round(time.monotonic() - started, 3),
            http_status=told.status,
            items=len(reading.entries) if isinstance(reading, Reading) else 0,
            validators=told.validators,
            moved_to=told.moved_to,
            reason=reading.reason if isinstance(reading, Failure) else None,
            asked=asked,
        )
        if isinstance(reading, Reading):
            usual = 0 if kind.is_stream else state.usual
            return Poll(source, fetch, reading.entries, reading.failures, usual)
        failures = (reading,) if isinstance(reading, Failure) else ()
        return Poll(source, fetch, failures=failures, was_well=not state.strikes)

    async def _ask_web(self, source: Source, kind: Kind, state: SourceState) -> _Told:
        """The document at the source's address, and those that it names."""
        before = state.validators
        sent = before if not is_full_read_due(state, self._now) else Validators()
        start = kind.start(source)
        answer = await self._document(source, kind, start, sent, before.body_sha256)
        if isinstance(answer, Failure):
            return _Told(answer, status=answer.http_status)
        after = _validators(answer, before)
        told = _Told(None, after, answer.status, answer.moved_to)
        if answer.status == 304 or after.body_sha256 == before.body_sha256:
            return told
        found = await self._read(kind, answer, source)
        if isinstance(found, Failure):
            return replace(told, reading=found, validators=Validators())
        if any(one.reason is Reason.INCOMPLETE for one in found.failures):
            # The site may call the whole document by the same name as this piece of it.
            told = replace(told, validators=replace(after, etag=None, last_modified=None))
        return await self._told(source, kind, replace(told, reading=found), found, before.cursor)

    async def _told(
        self, source: Source, kind: Kind, told: _Told, first: Reading, cursor: str | None
    ) -> _Told:
        """The same with what further documents hold, up to the one where we were."""
        if not first.follow:
            return told
        others, complete = await self._followed(
            source, kind, first, cursor if kind.immutable else None
        )
        if not kind.immutable:
            # Its other documents may change while this one does not.
            after = Validators()
        elif complete:
            after = replace(told.validators, cursor=first.follow[0])
        else:
            after = Validators(cursor=cursor)
        return replace(told, reading=_together([first, *others]), validators=after)

    async def _followed(
        self, source: Source, kind: Kind, first: Reading, cursor: str | None
    ) -> tuple[list[Reading], bool]:
        """What the further documents hold, up to the one where we were; and whether all were read."""
        queue = list(first.follow)
        met = {kind.start(source), *queue}
        readings: list[Reading] = []
        complete, limit = True, kind.limit(source)
        while queue and queue[0] != cursor:
            if len(readings) >= limit - 1:
                if limit < MAX_DOCUMENTS:  # so far and no further is what the list asks for
                    break
                what = f"{len(queue)} more documents were not read, only the first {limit} are"
                readings.append(_failed(Failure("read", source.id, Reason.OVER_CAP, what, count=0)))
                break
            address = queue.pop(0)
            reading = await self._further(source, kind, address)
            complete = complete and not any(map(_may_come, reading.failures))
            readings.append(reading)
            new = [one for one in reading.follow if one not in met]
            met |= set(new)
            queue += new
        return readings, complete

    async def _further(self, source: Source, kind: Kind, address: str) -> Reading:
        answer = await self._document(source, kind, address, Validators(), None)
        found = answer if isinstance(answer, Failure) else await self._read(kind, answer, source)
        return _failed(replace(found, count=0)) if isinstance(found, Failure) else found

    async def _document(
        self, source: Source, kind: Kind, address: str, sent: Validators, known: str | None
    ) -> Response | Failure:
        kept = self._spool.get(source.id, address)
        if kept is not None:
            return kept
        answer = await self._client.fetch(
            address,
            now=self._now,
            validators=sent,
            accept=kind.accept,
            max_body=kind.max_body,
            obey_robots=kind.robots,
            trusted=source.trusted_host,
        )
        new = isinstance(answer, Response) and answer.status != 304
        if isinstance(answer, Response) and new and _sha256(answer.body) != known:
            self._spool.put(source.id, address, answer)
        return answer

    async def _ask_place(self, source: Source, kind: Kind, state: SourceState) -> _Told:
        """The documents of a source that is no address of the web."""
        gather = cast(Gather, kind.gather)
        cursor = state.validators.cursor
        found = await asyncio.to_thread(gather, source, cursor, self._client.policy)
        if isinstance(found, Failure):
            return _Told(found)
        after = Validators(cursor=found.cursor)
        if not found.documents and not found.failures:
            return _Told(None, after)
        read = [await self._read(kind, one, source) for one in found.documents]
        readings = [_failed(one) if isinstance(one, Failure) else one for one in read]
        together = _together([*readings, Reading((), found.failures)])
        return _Told(together, after)

    async def _read(self, kind: Kind, document: Response, source: Source) -> Reading | Failure:
        # Twice, because a worker may die of what it did before.
        for last_try in (False, True):
            try:
                return await self._workers.run(kind.read, document, source, timeout=self._timeout)
            except WorkerError as error:
                if last_try or isinstance(error, WorkerTimeout):
                    message = f"the document could not be parsed: {error}"
                    return Failure("read", source.id, Reason.UNREADABLE, message)
        raise AssertionError


def without_network(polls: Sequence[Poll]) -> list[Poll]:
    """The polls, where nobody answered told as what it is: no network here, and no fault of theirs.

    Nobody, that is, who was asked over the network, several of whom answered the last time.
    """
    asked = [one for one in polls if KINDS[one.source.kind].gather is None]
    silent = [one for one in asked if one.fetch.reason in SILENCES]
    hosts = {urlsplit(one.fetch.url).netloc for one in silent if one.was_well}
    if len(hosts) < ENOUGH_HOSTS or len(silent) < len(asked):
        return list(polls)
    detail = (
        f"the network is down here: none of {len(silent)} sources could be reached;"
        " check the connection of this machine"
    )
    return [
        replace(one, fetch=replace(one.fetch, reason=Reason.NETWORK_DOWN, detail=detail))
        if one in silent
        else one
        for one in polls
    ]


def _may_come(failure: Failure) -> bool:
    """Whether a document that could not be read may be whole next time."""
    if failure.stage == "fetch":
        return failure.reason in PASSING and failure.http_status != 404
    return failure.reason is Reason.INCOMPLETE


def _together(readings: Sequence[Reading]) -> Reading:
    notes = [one.degraded for one in readings if one.degraded]
    failures = tuple(failure for one in readings for failure in one.failures)
    odd = [one.message for one in failures if one.reason not in UNASKED]
    return Reading(
        entries=tuple(entry for one in readings for entry in one.entries),
        failures=failures,
        degraded="; ".join(dict.fromkeys(notes or odd[:1])) or None,
    )


def _failed(failure: Failure) -> Reading:
    """One of several documents could not be read."""
    return Reading((), (failure,), f"a part could not be read: {failure.message}")


def _outcome(
    reading: Reading | Failure | None, state: SourceState, *, stream: bool
) -> tuple[Outcome, str]:
    """How an attempt ended, and the sentence that tells an operator about it."""
    if reading is None:
        return Outcome.UNCHANGED, "nothing has changed since the last time"
    usually = f" (usually {state.usual} entries)" if state.usual else ""
    if isinstance(reading, Failure):
        if reading.reason in REFUSALS:
            return Outcome.REFUSED, reading.message
        message = reading.message + (usually if reading.reason is Reason.LAYOUT_CHANGED else "")
        return (Outcome.FAILED_HARD if reading.hard else Outcome.FAILED_SOFT), message
    why = reading.degraded or next((one.message for one in reading.failures), "no entries")
    if reading.degraded:
        return Outcome.DEGRADED, why if reading.entries else why + usually
    if reading.entries:
        return Outcome.OK, f"{len(reading.entries)} entries"
    quiet = stream or any(one.reason in UNASKED for one in reading.failures)
    return (Outcome.OK, why) if quiet else (Outcome.DEGRADED, why + usually)


def _validators(answer: Response, before: Validators) -> Validators:
    """The validators for the next request; a 304 may leave out what has not changed."""
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    if answer.status == 304:
        return replace(
            before, etag=etag or before.etag, last_modified=modified or before.last_modified
        )
    return Validators(etag, modified, _sha256(answer.body), before.cursor)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
