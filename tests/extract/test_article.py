"""What wins when feed and page both speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.extract import article_from
from monitor.model import (
    Article,
    Extraction,
    Failure,
    FeedEntry,
    Reason,
    Source,
    TextOrigin,
)
from tests.extract.pages import BODY

NOW = datetime(2025, 3, 2, 6, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=5)
URL = "https://news.example.org/a"
SOURCE = Source("example", "Example News", "feed", "https://news.example.org/feed")
ENTRY = FeedEntry("example", URL, "Night trains", summary="<p>Trains cross.</p>")
PAGE = Extraction(
    URL, "Night trains | Example", "\n\n".join(BODY["en"]), "en", EARLIER, "P. Writer"
)
NO_PAGE = Failure("extract", URL, Reason.NO_TEXT, "the page asks for a login")


def made(
    entry: FeedEntry = ENTRY, page: Extraction | Failure | None = PAGE, source: Source = SOURCE
) -> Article:
    return article_from(
        entry, page, source=source, article_id="a1", url=URL, now=NOW, entry_sha256="ff"
    )


def test_the_page_fills_what_the_feed_lacks() -> None:
    assert made() == Article(
        id="a1",
        source_id="example",
        url=URL,
        title="Night trains",
        text=PAGE.text,
        language="en",
        published_at=EARLIER,
        first_seen_at=NOW,
        summary="Trains cross.",
        author="P. Writer",
        text_origin=TextOrigin.PAGE,
        note="",
        entry_sha256="ff",
        link=URL,
        page_title="Night trains | Example",
    )


def test_the_feed_wins_where_it_speaks() -> None:
    stamp = NOW - timedelta(hours=9)
    article = made(replace(ENTRY, author="F. Writer", published_at=stamp))
    assert (article.author, article.published_at) == ("F. Writer", stamp)
    assert made(replace(ENTRY, title="")).title == "Night trains | Example"


@pytest.mark.parametrize("stamp", [NOW + timedelta(days=2), datetime(1970, 1, 1, tzinfo=UTC), None])
def test_an_implausible_date_of_the_feed_gives_way(stamp: datetime | None) -> None:
    entry = replace(ENTRY, published_at=stamp)
    assert made(entry).published_at == EARLIER
    assert made(entry, NO_PAGE).published_at is None
    assert made(replace(entry, updated_at=EARLIER), NO_PAGE).published_at == EARLIER


def test_a_clock_may_be_hours_ahead() -> None:
    ahead = NOW + timedelta(hours=12)
    assert made(replace(ENTRY, published_at=ahead)).published_at == ahead


def test_the_fuller_text_wins() -> None:
    content = "".join(f"<p>{part}</p>" for part in BODY["en"] * 2)
    article = made(replace(ENTRY, content=content))
    assert article.text_origin is TextOrigin.FEED
    assert article.text.split("\n\n") == BODY["en"] * 2
    assert "less text than the feed" in article.note
    assert made(replace(ENTRY, content="<p>Short.</p>")).text_origin is TextOrigin.PAGE


@pytest.mark.parametrize(
    ("entry", "text", "origin", "note"),
    [
        (
            replace(ENTRY, content="<p>One.</p><p>Two <b>three</b> four.</p>"),
            "One.\n\nTwo three four.",
            TextOrigin.FEED,
            "text is the feed's full text",
        ),
        (ENTRY, "Trains cross.", TextOrigin.SUMMARY, "text is the feed's summary"),
        (replace(ENTRY, summary=""), "Night trains", TextOrigin.TITLE, "text is the title alone"),
    ],
)
def test_an_unread_page_leaves_the_feed_and_says_so(
    entry: FeedEntry, text: str, origin: TextOrigin, note: str
) -> None:
    article = made(entry, NO_PAGE)
    assert (article.text, article.text_origin) == (text, origin)
    assert article.note == f"page not read: the page asks for a login; {note}"


def test_no_page_asked_for() -> None:
    assert made(page=None).note == "page not read; text is the feed's summary"
    assert made(replace(ENTRY, content="<p>All of the story.</p>"), None).note == ""


def test_language_is_the_first_that_the_script_allows() -> None:
    french = replace(SOURCE, language="fr")
    assert made(source=french).language == "fr"
    assert made(replace(ENTRY, language="en-US"), source=french).language == "en"
    korean = replace(PAGE, text="\n\n".join(BODY["ko"]), language="ko")
    assert (
        made(replace(ENTRY, title="화물 열차"), korean, replace(SOURCE, language="en")).language
        == "ko"
    )
    assert made(FeedEntry("example", URL, "?"), None).language == "und"


def test_fields_are_clean() -> None:
    article = made(
        replace(
            ENTRY,
            title="  Night&amp;day \n<b>trains</b>\u2028\x00 \u202fgo " + "on " * 400,
            author="A\r\nBcc: x",
            summary="<script>alert(1)</script>One<br>two &lt;three&gt; \ud83d",
        )
    )
    assert article.title.startswith("Night&day trains go on")
    assert len(article.title) <= 500
    assert "\n" not in article.title
    assert article.author == "A Bcc: x"
    assert article.summary == "One\n\ntwo <three> \ufffd"


def test_an_entry_without_any_title_gets_one() -> None:
    assert made(replace(ENTRY, title=" "), NO_PAGE).title == "Trains cross."
    assert made(FeedEntry("example", URL, ""), None).title == URL
