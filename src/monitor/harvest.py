"""What is new, read: the pages behind entries and stored articles, made into articles and matched.

A page is kept in the spool before it is parsed, and parsed in processes that may die alone. Whatever
goes wrong with one page becomes a value in the harvest of its source.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from monitor.edits import revise
from monitor.extract import article_from, read_page
from monitor.http import Client
from monitor.model import (
    Article,
    Extraction,
    Failure,
    Fate,
    FeedEntry,
    Harvest,
    Look,
    Match,
    Reason,
    Response,
    Revision,
    Seen,
    Source,
    TextOrigin,
)
from monitor.poll import PASSING
from monitor.sift import Fates, Sifted, Wanted, covered
from monitor.sources import KINDS
from monitor.spool import Spool
from monitor.store.holdings import Stored
from monitor.urls import shown
from monitor.watch import Matcher
from monitor.workers import WorkerError, Workers, WorkerTimeout

PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
# A page, unlike a feed, is never larger than what extraction takes.
MAX_PAGE = 5_000_000
# Bodies in memory at once: a feed can point at two thousand pages.
PAGES_IN_MEMORY = 100

Page = Extraction | Failure


@dataclass(frozen=True, slots=True)
class PageWanted:
    """A page to read for an article: as the source carries it (``page``), or at an address."""

    article_id: str
    source: Source
    address: str
    page: bytes = b""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry and what was found behind it, to be made into an article (``url`` is canonical)."""

    entry: FeedEntry
    page: Page | None
    source: Source
    article_id: str
    url: str
    entry_sha256: str

    def arguments(
        self, now: datetime
    ) -> tuple[FeedEntry, Page | None, Source, str, str, datetime, str]:
        """What ``article_from`` takes; a worker then imports no more than it needs."""
        names = (self.source, self.article_id, self.url)
        return self.entry, self.page, *names, now, self.entry_sha256


class Harvester:
    """Reads pages for one run. ``now`` dates all that it finds; ``timeout`` in seconds, for a page.

    ``matcher`` is asked for its matcher once there is something to match: most of what a run that
    finds nothing new would cost is to build one.
    """

    def __init__(
        self,
        client: Client,
        workers: Workers,
        spool: Spool,
        matcher: Callable[[], Matcher],
        *,
        now: datetime,
        timeout: float,
    ) -> None:
        self._client = client
        self._workers = workers
        self._spool = spool
        self._matcher = cache(matcher)
        self._now = now
        self._timeout = timeout

    async def harvest(
        self, sifted: Sequence[Sifted], stored: Mapping[str, Stored]
    ) -> list[Harvest]:
        """Read the pages behind what is wanted, make articles of them and match these.

        ``stored`` holds those of the wanted articles that are known already.
        """
        wanted = [one for part in sifted for one in part.wanted]
        pages = await self.pages([page for one in wanted if (page := _page_of(one))])
        drafts = await self.drafts([_draft_of(one, pages.get(one.article_id)) for one in wanted])
        return [self._harvest(part, pages, drafts, stored) for part in sifted]

    async def pages(self, wanted: Sequence[PageWanted]) -> dict[str, Page]:
        """What each page holds, by article id."""
        found: dict[str, Page] = {}
        for start in range(0, len(wanted), PAGES_IN_MEMORY):
            found |= await self._read_pages(wanted[start : start + PAGES_IN_MEMORY])
        return found

    async def drafts(self, wanted: Sequence[Draft]) -> dict[str, Article]:
        """The article of each entry and page, by id: what a feed says is as foreign as a page."""
        made = await self._workers.map_each(
            article_from,
            [one.arguments(self._now) for one in wanted],
            timeout=self._timeout,
        )
        return {
            one.article_id: _without_text(one, article, self._now)
            if isinstance(article, WorkerError)
            else article
            for one, article in zip(wanted, made, strict=True)
        }

    def match(self, articles: Iterable[Article]) -> tuple[Match, ...]:
        """What the watchlists find in articles."""
        return tuple(
            match
            for article in articles
            for match in self._matcher().match(article.id, article.title, article.text)
        )

    def revision(self, before: Stored, after: Article) -> Revision | None:
        """What makes ``after`` a new version of a stored article; None where it is none."""
        return revise(before.article, after, before.matches, self.match([after]))

    async def _read_pages(self, wanted: Sequence[PageWanted]) -> dict[str, Page]:
        answers = await asyncio.gather(*(self._page(one) for one in wanted))
        found: dict[str, Page] = {}
        readable: list[tuple[PageWanted, Response]] = []
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, Failure):
                found[one.article_id] = answer
            else:
                readable.append((one, answer))
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
                found[one.article_id] = Failure("extract", answer.url, reason, message)
            else:
                found[one.article_id] = extraction
        return found

    async def _page(self, wanted: PageWanted) -> Response | Failure:
        source, address = wanted.source, wanted.address
        if wanted.page:
            return Response(address, address, 200, {}, wanted.page, self._now)
        kept = self._spool.get(source.id, address)
        if kept is not None:
            return kept
        answer = await self._client.fetch(
            address,
            now=self._now,
            accept=PAGE_ACCEPT,
            max_body=MAX_PAGE,
            html_only=True,
            obey_robots=True,
            trusted=source.trusted_host,
        )
        if isinstance(answer, Response):
            self._spool.put(source.id, address, answer)
        return answer

    def _harvest(
        self,
        part: Sifted,
        pages: Mapping[str, Page],
        drafts: Mapping[str, Article],
        stored: Mapping[str, Stored],
    ) -> Harvest:
        articles: list[Article] = []
        seen: list[Seen] = list(part.seen)
        failures = list(part.failures)
        fates: Fates = Counter(part.fates)
        looks: list[Look] = []
        revisions: list[Revision] = []
        for one in part.wanted:
            page = pages.get(one.article_id)
            if isinstance(page, Failure):
                failures.append(page)
                if one.known is None and page.reason in PASSING and not page.hard:
                    looks.append(Look(one.article_id, "failed", page.message))
            seen.append(one.seen)
            before = stored.get(one.article_id)
            article = drafts[one.article_id]
            if before is None:
                articles.append(article)
                fates[_fate(article, page)] += 1
                continue
            article = _next_version(before.article, article, page)
            revision = self.revision(before, article)
            if revision is None:
                fates["known", ""] += 1
                continue
            articles.append(article)
            revisions.append(revision)
            fates["edited", ""] += 1
        fetch = part.poll.fetch
        return Harvest(
            source=part.poll.source,
            fetch=replace(fetch, new_items=sum(one.version == 1 for one in articles)),
            articles=tuple(articles),
            matches=self.match(articles),
            failures=tuple(failures),
            seen=tuple(seen),
            covered=covered(fates),
            looks=tuple(looks),
            revisions=tuple(revisions),
        )


def _next_version(before: Article, after: Article, page: Page | None) -> Article:
    """What an entry makes of a stored article. A page that cannot be read today is no edit of what was
    read from it before; a headline of the feed is."""
    if isinstance(page, Failure) and before.text_origin is TextOrigin.PAGE:
        after = replace(before, title=after.title, summary=after.summary)
    return replace(after, version=before.version + 1, first_seen_at=before.first_seen_at)


def _without_text(one: Draft, error: WorkerError, now: datetime) -> Article:
    """The article of an entry whose own text could not be read in a worker: its title, and its page."""
    bare = replace(one.entry, content="", summary="")
    article = article_from(*replace(one, entry=bare).arguments(now))
    return replace(article, note=f"the text that the feed carries could not be read: {error}")


def _draft_of(one: Wanted, page: Page | None) -> Draft:
    entry = replace(one.entry, page=b"")
    url = one.url or shown(one.source.url)
    return Draft(entry, page, one.source, one.article_id, url, one.entry_sha256)


def _page_of(wanted: Wanted) -> PageWanted | None:
    """The page behind an entry, if there is one to read."""
    entry, source = wanted.entry, wanted.source
    if entry.page:
        return PageWanted(wanted.article_id, source, entry.url or "", entry.page)
    if entry.url and wanted.url and KINDS[source.kind].pages:
        return PageWanted(wanted.article_id, source, entry.url)
    return None


def _fate(article: Article, page: Page | None) -> tuple[Fate, str]:
    if article.text_origin in (TextOrigin.PAGE, TextOrigin.FEED):
        return "article", ""
    return "partial", page.reason.value if isinstance(page, Failure) else "no-page"
