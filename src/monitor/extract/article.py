"""Which value wins when the feed and the page both speak: a pure decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.extract.language import choose_language
from monitor.extract.page import EARLIEST, MAX_AUTHOR
from monitor.extract.text import clean_line, plain_text
from monitor.model import Article, Extraction, Failure, FeedEntry, Source, TextOrigin

UNKNOWN_LANGUAGE = "und"
AHEAD = timedelta(days=1)
"""A clock or a time zone may be wrong by this much; a date further ahead is no news date."""

_CALLED = {
    TextOrigin.FEED: "the feed's full text",
    TextOrigin.SUMMARY: "the feed's summary",
    TextOrigin.TITLE: "the title alone",
}


def article_from(
    entry: FeedEntry,
    page: Extraction | Failure | None,
    source: Source,
    article_id: str,
    url: str,
    now: datetime,
    entry_sha256: str,
) -> Article:
    """The article of a feed entry and the page behind it (None: not asked for).

    Title, date and author are the feed's where it has them, else the page's; a date before 1990 or
    more than a day ahead of ``now`` counts as none. The text is the page's unless the feed carries
    more. The language is the first of feed, source and page that the script of the text allows,
    else the detected one, else ``und``.
    """
    read = page if isinstance(page, Extraction) else None
    title = clean_line(entry.title) or (clean_line(read.title) if read else "")
    summary = plain_text(entry.summary)
    text, origin = _text(read, plain_text(entry.content), summary, title)
    stamps = (entry.published_at, read.published_at if read else None, entry.updated_at)
    return Article(
        id=article_id,
        source_id=source.id,
        url=url,
        title=title or clean_line(text.split("\n", 1)[0], 120) or url,
        text=text,
        language=choose_language(
            f"{title}\n{text}", entry.language, source.language, read.language if read else None
        )
        or UNKNOWN_LANGUAGE,
        published_at=next((stamp for stamp in stamps if _plausible(stamp, now)), None),
        first_seen_at=now,
        summary=summary,
        author=clean_line(entry.author, MAX_AUTHOR)
        or (clean_line(read.author, MAX_AUTHOR) if read else "")
        or None,
        text_origin=origin,
        note=_note(page, origin),
        entry_sha256=entry_sha256,
        link=entry.url or "",
        page_title=clean_line(read.title) if read else "",
    )


def _text(
    page: Extraction | None, content: str, summary: str, title: str
) -> tuple[str, TextOrigin]:
    """The longest, the better source first where they are equal; some feeds' summary is all."""
    candidates = [(content, TextOrigin.FEED), (summary, TextOrigin.SUMMARY)]
    if page:
        candidates.insert(0, (page.text, TextOrigin.PAGE))
    text, origin = max(candidates, key=lambda candidate: len(candidate[0]))
    return (text, origin) if text else (title, TextOrigin.TITLE)


def _plausible(stamp: datetime | None, now: datetime) -> bool:
    return stamp is not None and EARLIEST <= stamp <= now + AHEAD


def _note(page: Extraction | Failure | None, origin: TextOrigin) -> str:
    if isinstance(page, Failure):
        return f"page not read: {page.message}; text is {_CALLED[origin]}"
    if origin is not TextOrigin.PAGE and page is not None:
        return f"the page holds less text than the feed; text is {_CALLED[origin]}"
    if page is not None and page.partial:
        return f"partial: {page.partial}"
    return (
        ""
        if origin in (TextOrigin.PAGE, TextOrigin.FEED)
        else f"page not read; text is {_CALLED[origin]}"
    )
