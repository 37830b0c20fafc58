"""Index pages of sites without a feed: which links are articles, and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from monitor.model import Reason, Source
from monitor.sources import KINDS
from monitor.urls import canonical, shown
from tests.sources.reading import Desk

DESK = Desk("page", "https://www.outlet.example/news/")


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


LIST = page(
    '<nav><a href="/">Home</a><a href="/about">About</a></nav>'
    '<div class="item"><a href="/2024/ship"><img alt="A ship" src="s.jpg"></a>'
    '<h2><a href="/2024/ship?utm_source=home#top">Ship leaves &amp; returns</a></h2>'
    '<time datetime="2024-11-04T06:00:00+01:00">today</time>'
    '<a class="more" href="/2024/ship">Read more</a></div>'
    '<div class="item"><h2><a href="https://outlet.example/2024/wheat">Wheat <b>harvest</b></a></h2>'
    '<a class="more" href="/2024/wheat">Read more</a></div>'
    '<a rel="next" href="?page=2">Older</a>'
)


def test_a_selector_finds_the_boxes_of_articles() -> None:
    ship, wheat = DESK.read(LIST, selector=".item").entries
    assert ship.url == "https://www.outlet.example/2024/ship"
    assert ship.title == "Ship leaves & returns"
    assert ship.published_at == datetime(2024, 11, 4, 5, tzinfo=UTC)
    assert (wheat.title, wheat.published_at) == ("Wheat harvest", None)


def test_a_selector_may_find_the_links_themselves() -> None:
    titles = [entry.title for entry in DESK.read(LIST, selector="h2 a").entries]
    assert titles == ["Ship leaves & returns", "Wheat harvest"]


def test_a_pattern_chooses_among_all_links_and_the_longest_text_is_the_title() -> None:
    found = DESK.read(LIST, pattern=r"/20\d\d/")
    assert [entry.title for entry in found.entries] == ["Ship leaves & returns", "Wheat harvest"]
    assert found.degraded is None
    one = DESK.read(LIST, selector="h2 a", pattern="wheat")
    assert [entry.title for entry in one.entries] == ["Wheat harvest"]


def test_the_title_may_have_a_place_of_its_own() -> None:
    body = page(
        '<li><a href="/a">12:30</a><p class="t">Ship  leaves</p></li><li><a href="/b">Wheat</a></li>'
    )
    found = DESK.read(body, selector="li", title=".t")
    assert [entry.title for entry in found.entries] == ["Ship leaves", "Wheat"]


def test_a_card_inside_a_link_and_a_link_around_a_heading() -> None:
    body = page(
        '<a href="/a"><div class="card"><h3>Ship leaves</h3><p>A long teaser of the article.</p></div></a>'
        '<a class="card" href="/b" title="Wheat"><svg><title>icon</title></svg></a>'
    )
    found = DESK.read(body, selector=".card")
    assert [(entry.url or "")[-2:] for entry in found.entries] == ["/a", "/b"]
    assert [entry.title for entry in DESK.read(body, selector="a").entries] == [
        "Ship leaves",
        "Wheat",
    ]


def test_a_title_holds_no_tags_however_often_they_were_escaped() -> None:
    body = page('<a href="/a">Ship &lt;b&gt;leaves&lt;/b&gt; &amp;lt;i&amp;gt;again 5 &lt; 6</a>')
    assert DESK.read(body, selector="a").entries[0].title == "Ship leaves again 5 < 6"


def test_what_stands_under_every_article_is_no_title() -> None:
    body = page("".join(f'<p><a href="/{n}">Read more</a></p>' for n in range(3)))
    found = DESK.read(body, selector="p")
    assert [entry.title for entry in found.entries] == ["", "", ""]
    assert "none of the links has a text" in (found.degraded or "")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:open('/a')",
        "data:text/html,x",
        "mailto:desk@outlet.example",
        "file:///etc/passwd",
        "#top",
        "",
        "./",
        "https://www.outlet.example/news/#latest",
        "https://other.example/a",
        "https://outlet.example.evil.example/a",
        "https://аoutlet.example/a",
    ],
)
def test_links_that_are_no_articles_of_this_outlet(link: str) -> None:
    found = DESK.fail(page(f'<a class="x" href="{link}">Ship</a>'), selector=".x")
    assert found.reason is Reason.LAYOUT_CHANGED


def test_hosts_below_ours_count_and_others_only_by_pattern() -> None:
    body = page(
        '<a href="https://sport.outlet.example/a">A</a><a href="https://other.example/b">B</a>'
        '<a href="https://оutlet.example/b">C</a>'  # the first letter is Cyrillic
    )
    assert len(DESK.read(body, selector="a").entries) == 1
    chosen = DESK.read(body, pattern="/b$").entries
    assert [shown(entry.url or "") for entry in chosen] == [
        "https://other.example/b",
        "https://xn--utlet-iye.example/b",
    ]
    assert canonical(chosen[1].url or "") == "https://xn--utlet-iye.example/b"


def test_relative_links_follow_the_base_of_the_page() -> None:
    body = page('<a href="ship">Ship</a>', '<base href="/archive/2024/">')
    assert DESK.read(body, selector="a").entries[0].url == (
        "https://www.outlet.example/archive/2024/ship"
    )


def test_zero_links_are_a_failure_that_says_how_to_mend_it() -> None:
    found = DESK.fail(LIST, selector=".article", pattern="/x/")
    assert found.reason is Reason.LAYOUT_CHANGED
    assert "0 of 8 links fit selector '.article' and pattern '/x/'" in found.message
    assert "mend the options" in found.message
    script = DESK.fail(page("<div id=app></div><script>start()</script>"), selector="a")
    assert script.reason is Reason.LAYOUT_CHANGED
    assert "scripts" in script.message


def test_a_selector_that_finds_whole_lists_is_told() -> None:
    body = page("<ul>" + "".join(f'<li><a href="/{n}">{n}</a></li>' for n in range(6)) + "</ul>")
    found = DESK.read(body, selector="ul")
    assert len(found.entries) == 1
    assert "only the first of each" in (found.degraded or "")


def test_the_next_page_is_followed_up_to_a_limit() -> None:
    options = {"selector": "h2 a", "next": "[rel=next]", "max_pages": 5}
    assert DESK.read(LIST, **options).follow == ("https://www.outlet.example/news/?page=2",)
    source = Source("outlet", "Outlet", "page", DESK.address, options=options)
    assert KINDS["page"].limit(source) == 5
    assert DESK.read(LIST, selector="h2 a").follow == ()
    for link in ("/news/", "javascript:next()", "https://other.example/2"):
        body = page(f'<h2><a href="/a">A</a></h2><a rel="next" href="{link}">n</a>')
        assert DESK.read(body, **options).follow == ()


def test_a_calendar_that_goes_on_for_ever_stops() -> None:
    """The collector counts documents; this is how it does."""
    options = {"selector": "h2 a", "next": ".n", "max_pages": 20}
    limit = KINDS["page"].limit(Source("o", "O", "page", DESK.address, options=options))
    queue, read = [DESK.address], 0
    while queue and read < limit:
        read += 1
        body = page(f'<h2><a href="/{read}">A</a></h2><a class=n href="?month={read}">n</a>')
        queue = list(DESK.read(body, at=queue[0], **options).follow)
    assert (read, bool(queue)) == (20, True)


@pytest.mark.parametrize(
    ("body", "reason", "word"),
    [
        (b"", Reason.EMPTY, "empty"),
        (b"\0" * 50, Reason.EMPTY, "empty"),
        ("<rss><channel/></rss>", Reason.NOT_HTML, "a feed"),
        ("<urlset/>", Reason.NOT_HTML, "a sitemap"),
        ('{"items": []}', Reason.NOT_HTML, "no HTML"),
        (b"<p>" + b" " * 5_000_000, Reason.TOO_LARGE, "larger"),
    ],
)
def test_what_is_no_page_is_named(body: bytes | str, reason: Reason, word: str) -> None:
    found = DESK.fail(body, selector="a")
    assert found.reason is reason
    assert word in found.message


def test_20000_nested_elements_end_in_time() -> None:
    assert DESK.fail("<div>" * 20_000 + '<a href="/a">A</a>', selector="div").reason is (
        Reason.LAYOUT_CHANGED
    )
    flat = page('<a href="/a">' + "<b>word</b> " * 20_000 + "</a>")
    assert len(DESK.read(flat, selector="a").entries[0].title) <= 1000


def test_too_many_links_are_capped_and_counted() -> None:
    body = page("".join(f'<a href="/{n}">{n}</a>' for n in range(50_000)))
    found = DESK.read(body, selector="a")
    assert len(found.entries) == 2000
    assert found.entries[0].title == "0"
    assert [one.count for one in found.failures] == [40_000, 8_000]
    assert {one.reason for one in found.failures} == {Reason.OVER_CAP}


@pytest.mark.parametrize(
    ("charset", "header"), [("euc-kr", ""), ("windows-1251", "text/html; charset=windows-1251")]
)
def test_the_charset_of_the_page_is_believed(charset: str, header: str) -> None:
    title = "선박이 항구를 떠났다" if charset == "euc-kr" else "Судно покинуло порт"
    head = (
        "" if header else f'<meta http-equiv=content-type content="text/html; charset={charset}">'
    )
    body = page(f'<a href="/a">{title}</a>', head).encode(charset)
    found = DESK.read(body, selector="a", content_type=header)
    assert (found.entries[0].title, found.degraded) == (title, None)


def test_xhtml_with_a_declaration_is_a_page() -> None:
    body = '<?xml version="1.0" encoding="utf-8"?>\n' + page('<a href="/a">é</a>')
    assert DESK.read(body, selector="a").entries[0].title == "é"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"selector": "h2 >"},
        {"pattern": "["},
        {"selector": "a", "title": "::"},
        {"selector": "a", "next": "a"},
        {"selector": "a", "max_pages": 3},
        {"selector": "a", "next": "a", "max_pages": 21},
        {"selector": "a", "usual": 40},
    ],
)
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KINDS["page"].options.model_validate(options)
