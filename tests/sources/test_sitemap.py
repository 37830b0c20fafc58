"""Sitemaps of every shape and in every state, read from bytes."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from monitor.model import Reason
from monitor.sources import KINDS
from tests.sources.reading import Desk, counts

DESK = Desk("sitemap", "https://outlet.example/sitemap.xml")
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
CORE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAX = 20_000_000


def url(address: str = "https://outlet.example/ship", changed: str = "", more: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{address}</loc>{lastmod}{more}</url>"


def news(
    title: str = "Ship leaves",
    date: str = "2024-11-04T05:00:00Z",
    language: str = "en",
    prefix: str = "news:",
) -> str:
    p = prefix
    return (
        f"<{p}news><{p}publication><{p}name>Outlet</{p}name><{p}language>{language}</{p}language>"
        f"</{p}publication><{p}publication_date>{date}</{p}publication_date>"
        f"<{p}title>{title}</{p}title></{p}news>"
    )


def urlset(inner: str, spaces: str = f'xmlns="{CORE}" xmlns:news="{NEWS}"') -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{inner}</urlset>'


def index(*children: tuple[str, str]) -> str:
    inner = "".join(
        f"<sitemap><loc>{at}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for at, day in children
    )
    return f'<sitemapindex xmlns="{CORE}">{inner}</sitemapindex>'


def test_news_tags_are_read_and_those_of_pictures_and_videos_are_not() -> None:
    media = (
        "<image:image xmlns:image='i'><image:loc>https://cdn.example/a.jpg</image:loc>"
        "<image:title>A quay</image:title></image:image>"
        "<video:video xmlns:video='v'><video:title>Film</video:title>"
        "<video:publication_date>2001-01-01</video:publication_date></video:video>"
    )
    body = urlset(
        url(
            changed="2024-11-04T05:30:00+00:00",
            more=media + news("Ship &amp; crew", language="ko-KR"),
        )
    )
    (entry,) = DESK.read(body).entries
    assert (entry.url, entry.title) == ("https://outlet.example/ship", "Ship & crew")
    assert entry.published_at == datetime(2024, 11, 4, 5, tzinfo=UTC)
    assert entry.updated_at == datetime(2024, 11, 4, 5, 30, tzinfo=UTC)
    assert (entry.language, entry.source_id) == ("ko", "outlet")


@pytest.mark.parametrize(
    ("spaces", "prefix"),
    [
        (f'xmlns="{CORE}" xmlns:n="{NEWS}"', "n:"),
        (f'xmlns="{CORE}"', "news:"),
        ("", "news:"),
        ('xmlns="http://www.google.com/schemas/sitemap/0.84" xmlns:news="urn:wrong"', "news:"),
        (f'xmlns="{CORE}"', ""),
    ],
    ids=["other prefix", "undeclared", "none", "wrong", "no prefix"],
)
def test_namespaces_may_be_wrong_or_missing(spaces: str, prefix: str) -> None:
    found = DESK.read(urlset(url(more=news(prefix=prefix)), spaces))
    assert [entry.title for entry in found.entries] == ["Ship leaves"]
    assert found.degraded is None


def test_a_plain_sitemap_gives_what_changed_lately_and_counts_the_rest() -> None:
    body = urlset(
        url("https://outlet.example/new", "2024-11-03")
        + url("https://outlet.example/edge", "2024-11-02")
        + url("https://outlet.example/old", "2024-11-01")
        + url("https://outlet.example/older", "2023")
        + url("https://outlet.example/undated")
    )
    found = DESK.read(body)
    assert [entry.url for entry in found.entries] == [
        "https://outlet.example/new",
        "https://outlet.example/edge",
    ]
    assert counts(found) == {Reason.TOO_OLD: 3}
    assert "2 are older" in found.failures[0].message
    assert "1 do not say when" in found.failures[0].message
    assert found.degraded is None
    # The page has the better title, and its own date: a change is no publication.
    assert [(entry.title, entry.published_at) for entry in found.entries] == [("", None)] * 2
    assert found.entries[0].updated_at == datetime(2024, 11, 3, tzinfo=UTC)


def test_the_age_is_an_option_and_a_quiet_day_is_no_fault() -> None:
    body = urlset(url(changed="2024-10-20") + url("https://outlet.example/b", "2024-01"))
    assert len(DESK.read(body, max_age_days=30).entries) == 1
    assert len(DESK.read(body, max_age_days=None).entries) == 2
    quiet = DESK.read(body)
    assert (quiet.entries, quiet.degraded) == ((), None)
    assert counts(quiet) == {Reason.TOO_OLD: 2}


def test_the_publication_date_counts_before_the_last_change() -> None:
    body = urlset(url(changed="2024-11-04", more=news(date="2024-10-01T00:00:00Z")))
    assert counts(DESK.read(body)) == {Reason.TOO_OLD: 1}


def test_undated_addresses_of_a_news_sitemap_are_kept() -> None:
    found = DESK.read(urlset(url(more=news(date="yesterday")) + url("https://outlet.example/b")))
    assert len(found.entries) == 2


def test_a_sitemap_without_news_and_dates_is_refused_unless_a_pattern_says_what_is_news() -> None:
    body = urlset(url("https://outlet.example/2024/ship") + url("https://outlet.example/about"))
    refused = DESK.fail(body)
    assert refused.reason is Reason.TOO_OLD
    assert "pattern" in refused.message
    found = DESK.read(body, pattern=r"/20\d\d/")
    assert [entry.url for entry in found.entries] == ["https://outlet.example/2024/ship"]
    assert counts(found) == {Reason.UNWANTED: 1}
    none = DESK.read(body, pattern="/sport/")
    assert none.degraded == "none of the 2 addresses fits the pattern; check it"


def test_one_second_for_all_is_the_time_of_the_file() -> None:
    """A generator that stamps every address with now would have all pages read every day."""
    same = "".join(url(f"https://outlet.example/{n}", "2024-11-04T05:00:00Z") for n in range(12))
    assert DESK.fail(urlset(same)).reason is Reason.TOO_OLD
    day = "".join(url(f"https://outlet.example/{n}", "2024-11-04") for n in range(12))
    assert len(DESK.read(urlset(day)).entries) == 12


def test_an_index_is_followed_newest_first_and_bounded() -> None:
    days = [(f"https://outlet.example/s{n}.xml", f"2024-11-03T{n:02}:00:00Z") for n in range(20)]
    body = index(
        ("https://outlet.example/undated.xml", ""),
        *days,
        ("https://outlet.example/old.xml", "2019"),
    )
    found = DESK.read(body)
    assert found.entries == ()
    assert found.follow == tuple(f"https://outlet.example/s{n}.xml" for n in range(19, 9, -1))
    assert counts(found) == {Reason.TOO_OLD: 1, Reason.OVER_CAP: 11}
    assert "max_children" in found.failures[1].message
    wide = DESK.read(body, max_children=30)
    assert wide.follow[-1] == "https://outlet.example/undated.xml"
    assert len(wide.follow) == 21


def test_2000_children_are_capped_and_counted() -> None:
    children = [(f"https://outlet.example/{n}.xml", "") for n in range(2000)]
    found = DESK.read(index(*children))
    assert len(found.follow) == 10
    assert counts(found) == {Reason.OVER_CAP: 1990}


def test_an_index_does_not_lead_to_itself_or_twice_to_one_sitemap() -> None:
    body = index(
        ("https://outlet.example/sitemap.xml", ""),
        ("https://outlet.example:443/here.xml#a", ""),
        ("/child.xml", ""),
        ("https://outlet.example/child.xml", ""),
        ("javascript:alert(1)", ""),
    )
    found = DESK.read(body, at="https://outlet.example/here.xml")
    assert found.follow == ("https://outlet.example/child.xml",)
    assert counts(found) == {Reason.NO_IDENTITY: 1}
    alone = DESK.read(index(("https://outlet.example/sitemap.xml", "")))
    assert "but itself" in (alone.degraded or "")


def test_plain_text_lists_one_address_a_line() -> None:
    body = "\ufeffhttps://outlet.example/news/1\r\n\r\nhttps://outlet.example/about\r\nnonsense\r\n"
    assert DESK.fail(body).reason is Reason.TOO_OLD
    found = DESK.read(body, max_age_days=None)
    assert len(found.entries) == 2
    assert Reason.NO_IDENTITY in counts(found)
    chosen = DESK.read(body, pattern="/news/")
    assert [entry.url for entry in chosen.entries] == ["https://outlet.example/news/1"]


def test_a_feed_in_the_place_of_a_sitemap_is_read_under_the_same_limits() -> None:
    items = "".join(
        f"<item><title>{n}</title><link>https://outlet.example/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(("Mon, 04 Nov 2024 05:00:00 GMT", "Mon, 07 Oct 2024 05:00:00 GMT"))
    )
    rss = f'<rss version="2.0"><channel>{items}</channel></rss>'
    found = DESK.read(rss)
    assert [entry.title for entry in found.entries] == ["0"]
    assert counts(found) == {Reason.TOO_OLD: 1}
    assert DESK.read(rss, pattern="/1$", max_age_days=60).entries[0].title == "1"


def test_a_packed_sitemap_is_unpacked_up_to_a_cap() -> None:
    body = urlset(url(more=news()))
    assert len(DESK.read(gzip.compress(body.encode())).entries) == 1
    bomb = DESK.fail(gzip.compress(b" " * (MAX + 1)))
    assert bomb.reason is Reason.TOO_LARGE
    assert DESK.fail(gzip.compress(body.encode())[:-9]).reason is Reason.INCOMPLETE
    assert DESK.fail(b" " * MAX + b"<urlset/>").reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "reason", "word"),
    [
        ("", Reason.EMPTY, "empty"),
        (b"\0" * 99, Reason.EMPTY, "empty"),
        ("<!doctype html><html><body>Not found</body></html>", Reason.NOT_A_FEED, "HTML"),
        ("Not found", Reason.NOT_A_FEED, "plain text"),
        ("<opml><body/></opml>", Reason.NOT_A_FEED, "<opml>"),
        ("<urlset", Reason.UNREADABLE, "broken"),
        ("{", Reason.UNREADABLE, "JSON"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes | str, reason: Reason, word: str) -> None:
    found = DESK.fail(body)
    assert found.reason is reason
    assert word in found.message


def test_broken_xml_is_read_as_well_as_possible() -> None:
    body = (
        f"<urlset><url><loc>https://outlet.example/?a=1&b=2</loc>{news('War & peace < all&nbsp;')}"
        f"</url><url><loc><![CDATA[https://outlet.example/?c=3&d=4]]></loc>{news('Cut')}</url><url><loc>ht"
    )
    found = DESK.read(body)
    assert "broken" in (found.degraded or "")
    assert [entry.url for entry in found.entries[:2]] == [
        "https://outlet.example/?a=1&b=2",
        "https://outlet.example/?c=3&d=4",
    ]
    assert found.entries[0].title == "War & peace < all"


def test_entities_are_not_expanded_or_fetched() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<urlset>{url(more=news('&b;'))}</urlset>"
    )
    assert "multiply" in DESK.fail(bomb).message
    outside = (
        '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd" [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        f"<urlset>{url(more=news('Ship &f;'))}</urlset>"
    )
    found = DESK.parse(outside)
    assert "root:" not in repr(found)
    assert all(entry.title in {"Ship", "Ship &f;"} for entry in found.entries)  # type: ignore[union-attr]


def test_20000_nested_elements_are_refused() -> None:
    assert DESK.fail("<urlset>" + "<url>" * 20_000).reason is Reason.UNREADABLE
    assert DESK.fail("<urlset>" + "<a>" * 20_000 + "&").reason is Reason.UNREADABLE


def test_of_50000_addresses_the_newest_are_kept() -> None:
    body = urlset(
        "".join(
            url(f"https://outlet.example/{n}", f"2024-11-03T{n % 24:02}:{n // 24 % 60:02}:00Z")
            for n in range(50_000)
        )
    )
    found = DESK.read(body)
    assert len(found.entries) == 2000
    assert min(entry.updated_at for entry in found.entries).hour == 23  # type: ignore[type-var, union-attr]
    assert Reason.OVER_CAP in counts(found)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""]
)
def test_links_that_lead_nowhere_on_the_web_are_dropped(link: str) -> None:
    (entry,) = DESK.read(urlset(url(link, more=news()))).entries
    assert entry.url is None


def test_an_address_without_anything_is_counted() -> None:
    found = DESK.read(urlset(url("") + url(more=news())))
    assert len(found.entries) == 1
    assert Reason.NO_IDENTITY in counts(found)


@pytest.mark.parametrize(
    "options",
    [{"pattern": "("}, {"max_age_days": -1}, {"max_children": 0}, {"max_children": 50}, {"age": 2}],
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KINDS["sitemap"].options.model_validate(options)
