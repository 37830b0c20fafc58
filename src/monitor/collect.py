"""From sources to harvests: poll, and once it is sifted what is new, read the pages and match.

What arrives is kept in the spool before it is parsed, and parsed in processes that may die alone.
Whatever goes wrong with one source or page becomes a value in that source's harvest.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.extract import article_from, read_page
from monitor.http import Client
from monitor.model import (
    Article,
    Extraction,
    Failure,
    Fetch,
    Harvest,
    Outcome,
    Reading,
    Reason,
    Response,
    Source,
    Validators,
)
from monitor.sift import Poll, Sifted, Wanted
from monitor.sources import KINDS
from monitor.spool import Spool
from monitor.urls import shown
from monitor.watch import Matcher
from monitor.workers import WorkerError, Workers, WorkerTimeout

log = logging.getLogger(__name__)

PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

# A page, unlike a feed, is never larger than what extraction takes.
MAX_PAGE = 5_000_000
# Bodies in memory at once: a feed can point at two thousand pages.
PAGES_IN_MEMORY = 100
# Faults of a page that may be gone tomorrow, and for how long it is asked for again.
PASSING = frozenset(
    {
        Reason.TIMEOUT,
        Reason.UNREACHABLE,
        Reason.NETWORK_DOWN,
        Reason.INCOMPLETE,
        Reason.RATE_LIMITED,
        Reason.HTTP_STATUS,
    }
)
TRY_AGAIN_FOR = timedelta(days=2)
# A refusal is not a fault of the other side: it is our own rule that stopped the request.
REFUSALS = frozenset({Reason.FORBIDDEN_ADDRESS, Reason.FORBIDDEN_SCHEME})


class Collector:
    """Reads sources for one run. ``now`` is the run's time, and dates all that it finds."""

    def __init__(
        self,
        client: Client,
        workers: Workers,
        spool: Spool,
        matcher: Matcher,
        *,
        run_id: str,
        now: datetime,
        timeout: float,
    ) -> None:
        self._client = client
        self._workers = workers
        self._spool = spool
        self._matcher = matcher
        self._run_id = run_id
        self._now = now
        self._timeout = timeout

    async def poll(self, source: Source, validators: Validators) -> Poll:
        """Ask one source what it has; an answer that a dead run left in the spool comes first."""
        started = time.monotonic()
        kind = KINDS[source.kind]
        answer: Response | Failure | None = self._spool.get(source.id, source.url)
        if answer is None:
            answer = await self._client.fetch(
                source.url, now=self._now, validators=validators, accept=kind.accept
            )
            if isinstance(answer, Response) and answer.status != 304:
                self._spool.put(source.id, source.url, answer)
        reading = await self._read(source, validators, answer)
        outcome, detail = _outcome(reading)
        fetch = Fetch(
            run_id=self._run_id,
            source_id=source.id,
            url=shown(source.url),
            outcome=outcome,
            detail=detail,
            started_at=self._now,
            seconds=round(time.monotonic() - started, 3),
            http_status=answer.status if isinstance(answer, Response) else answer.http_status,
            items=len(reading.entries) if isinstance(reading, Reading) else 0,
            validators=_current(answer, validators)
            if not isinstance(reading, Failure)
            else Validators(),
        )
        if isinstance(reading, Reading):
            return Poll(source, fetch, reading.entries, reading.failures)
        return Poll(source, fetch, failures=(reading,) if isinstance(reading, Failure) else ())

    async def harvest(self, sifted: Sequence[Sifted]) -> list[Harvest]:
        """Read the pages behind what is wanted, make articles of them and match these."""
        wanted = [one for part in sifted for one in part.wanted]
        pages = await self._pages(wanted)
        return [self._harvest(part, pages) for part in sifted]

    async def _read(
        self, source: Source, validators: Validators, answer: Response | Failure
    ) -> Reading | Failure | None:
        """The entries in an answer; None where nothing changed."""
        if isinstance(answer, Failure):
            return answer
        if answer.status == 304 or _sha256(answer.body) == validators.body_sha256:
            return None
        try:
            return await self._workers.run(
                KINDS[source.kind].read, answer, source, timeout=self._timeout
            )
        except WorkerError as error:
            return _failure(
                "read", source.id, Reason.UNREADABLE, f"the document could not be parsed: {error}"
            )

    async def _pages(self, wanted: Sequence[Wanted]) -> dict[str, Extraction | Failure]:
        """What each wanted page holds, by article id; an entry without a link has none."""
        linked = [(one, one.entry.url) for one in wanted if one.entry.url and one.url]
        found: dict[str, Extraction | Failure] = {}
        for start in range(0, len(linked), PAGES_IN_MEMORY):
            found |= await self._read_pages(linked[start : start + PAGES_IN_MEMORY])
        return found

    async def _read_pages(
        self, linked: Sequence[tuple[Wanted, str]]
    ) -> dict[str, Extraction | Failure]:
        answers = await asyncio.gather(*(self._page(one.source, url) for one, url in linked))
        found: dict[str, Extraction | Failure] = {
            one.article_id: answer
            for (one, _), answer in zip(linked, answers, strict=True)
            if isinstance(answer, Failure)
        }
        readable = [
            (one, answer)
            for (one, _), answer in zip(linked, answers, strict=True)
            if isinstance(answer, Response)
        ]
        extractions = await self._workers.map_each(
            read_page,
            [(a.body, a.final_url, a.headers.get("content-type")) for _, a in readable],
            timeout=self._timeout,
        )
        for (one, answer), extraction in zip(readable, extractions, strict=True):
            if isinstance(extraction, WorkerError):
                slow = isinstance(extraction, WorkerTimeout)
                reason = Reason.EXTRACTION_TIMEOUT if slow else Reason.EXTRACTION_FAILED
                message = f"reading the page failed: the worker {extraction}"
                found[one.article_id] = _failure("extract", answer.url, reason, message)
            else:
                found[one.article_id] = extraction
        return found

    async def _page(self, source: Source, url: str) -> Response | Failure:
        kept = self._spool.get(source.id, url)
        if kept is not None:
            return kept
        answer = await self._client.fetch(
            url, now=self._now, accept=PAGE_ACCEPT, max_body=MAX_PAGE, html_only=True
        )
        if isinstance(answer, Response):
            self._spool.put(source.id, url, answer)
        return answer

    def _harvest(self, part: Sifted, pages: Mapping[str, Extraction | Failure]) -> Harvest:
        articles, seen, failures = [], list(part.seen), list(part.failures)
        for one in part.wanted:
            page = pages.get(one.article_id)
            if isinstance(page, Failure):
                failures.append(page)
            if not self._worth_another_try(one, page):
                seen.append((one.article_id, one.entry_sha256))
            article = self._article(one, page)
            if article is not None:
                articles.append(article)
        matches = [
            match
            for article in articles
            for match in self._matcher.match(article.id, article.title, article.text)
        ]
        fetch = part.poll.fetch
        fresh = sum(1 for article in articles if article.version == 1)
        complete = len(seen) == len(part.wanted) + len(part.seen)
        return Harvest(
            source=part.poll.source,
            # Without validators the feed is read again next time, and with it what is missing.
            fetch=replace(
                fetch, new_items=fresh, validators=fetch.validators if complete else Validators()
            ),
            articles=tuple(articles),
            matches=tuple(matches),
            failures=tuple(failures),
            seen=tuple(seen),
        )

    def _worth_another_try(self, one: Wanted, page: Extraction | Failure | None) -> bool:
        """Whether the next run should ask for the page again: the fault may pass, and it is new."""
        passing = isinstance(page, Failure) and page.reason in PASSING and not page.hard
        since = one.known.first_seen_at if one.known else self._now
        return passing and self._now - since < TRY_AGAIN_FOR

    def _article(self, one: Wanted, page: Extraction | Failure | None) -> Article | None:
        """The article an entry led to; None where it is stored already, word for word."""
        article = article_from(
            one.entry,
            page,
            source=one.source,
            article_id=one.article_id,
            url=one.url or shown(one.source.url),
            now=self._now,
            entry_sha256=one.entry_sha256,
        )
        if one.known is None:
            return article
        # A page that cannot be read today is no edit of what was read from it before.
        if isinstance(page, Failure) or content_sha256(article) == one.known.content_sha256:
            return None
        return replace(
            article, version=one.known.version + 1, first_seen_at=one.known.first_seen_at
        )


def content_sha256(article: Article) -> str:
    """What tells an edit from a repeat: the title and the text."""
    return _sha256(f"{article.title}\n{article.text}".encode())


def _outcome(reading: Reading | Failure | None) -> tuple[Outcome, str]:
    """How an attempt ended, and the sentence that tells an operator about it."""
    if reading is None:
        return Outcome.UNCHANGED, "nothing has changed since the last time"
    if isinstance(reading, Reading):
        if reading.degraded:
            return Outcome.DEGRADED, reading.degraded
        return Outcome.OK, f"{len(reading.entries)} entries"
    if reading.reason in REFUSALS:
        return Outcome.REFUSED, reading.message
    return (Outcome.FAILED_HARD if reading.hard else Outcome.FAILED_SOFT), reading.message


def _current(answer: Response | Failure, before: Validators) -> Validators:
    """The validators for the next request; a 304 may leave out what has not changed."""
    if isinstance(answer, Failure):
        return Validators()
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    if answer.status == 304:
        return Validators(etag or before.etag, modified or before.last_modified, before.body_sha256)
    return Validators(etag, modified, _sha256(answer.body))


def _failure(stage: str, key: str, reason: Reason, message: str) -> Failure:
    return Failure(stage=stage, key=key, reason=reason, message=message)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
