"""Stored articles looked at again: those that hit, for silent edits, and pages that failed for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.harvest import Draft, Harvester, Page, PageWanted
from monitor.model import Article, Failure, FeedEntry, Harvest, Look, Revision, Source
from monitor.store.holdings import Stored


async def look_again(
    harvester: Harvester, due: Sequence[Stored], sources: Mapping[str, Source]
) -> list[Harvest]:
    """Read the pages of stored articles once more; gives a harvest a source, without an attempt."""
    pages = await harvester.pages([_page_of(one.article, sources) for one in due])
    drafts = await harvester.drafts(
        [_draft_of(one.article, pages[one.article.id], sources) for one in due]
    )
    by_source: dict[str, list[Stored]] = {}
    for one in due:
        by_source.setdefault(one.article.source_id, []).append(one)
    return [
        _harvest(harvester, sources[source_id], stored, pages, drafts)
        for source_id, stored in by_source.items()
    ]


def _page_of(article: Article, sources: Mapping[str, Source]) -> PageWanted:
    return PageWanted(article.id, sources[article.source_id], article.link or article.url)


def _harvest(
    harvester: Harvester,
    source: Source,
    stored: Sequence[Stored],
    pages: Mapping[str, Page],
    drafts: Mapping[str, Article],
) -> Harvest:
    looks: list[Look] = []
    articles: list[Article] = []
    revisions: list[Revision] = []
    for one in stored:
        page = pages[one.article.id]
        if isinstance(page, Failure):
            looks.append(Look(one.article.id, "failed", page.message))
            continue
        before = one.article
        article = replace(
            drafts[before.id], version=before.version + 1, first_seen_at=before.first_seen_at
        )
        revision = harvester.revision(one, article)
        if revision is None:
            looks.append(Look(one.article.id, "same"))
        else:
            looks.append(Look(one.article.id, "edited"))
            articles.append(article)
            revisions.append(revision)
    return Harvest(
        source=source,
        fetch=None,
        articles=tuple(articles),
        matches=harvester.match(articles),
        looks=tuple(looks),
        revisions=tuple(revisions),
    )


def _draft_of(before: Article, page: Page, sources: Mapping[str, Source]) -> Draft:
    """The title is the source's own, until the page changes what it says itself."""
    read_title = "" if isinstance(page, Failure) else page.title or ""
    retitled = bool(before.page_title and read_title and read_title != before.page_title)
    entry = FeedEntry(
        source_id=before.source_id,
        url=before.link or before.url,
        title=read_title if retitled else before.title,
        summary=before.summary,
        published_at=before.published_at,
        author=before.author,
        language=before.language,
    )
    source = sources[before.source_id]
    return Draft(entry, page, source, before.id, before.url, before.entry_sha256)
