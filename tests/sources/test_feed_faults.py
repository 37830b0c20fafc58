"""What can be wrong with a feed, and that the rest of it is read all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Failure, Reading, Reason
from monitor.sources import entry_id, quick
from monitor.urls import shown
from tests.sources.test_feed import ATOM, RDF, item, parse, read, rss

# Long enough for a guess to have something to go by.
HEADLINES = {
    "ko": "북한군 러시아 도착 소식에 정부는 오늘 오후 긴급 회의를 열고 대책을 논의했다고 밝혔다",
    "ru": "Войска прибыли в Россию на учения, сообщили вчера вечером в министерстве обороны",
    "ja": "北朝鮮の兵士がロシアに到着したと政府が発表し、各国は対応を協議している",
    "zh": "朝鲜士兵抵达俄罗斯的消息传出后各国政府纷纷召开会议讨论下一步的对策",
    "tw": "北韓士兵抵達俄羅斯的消息傳出後各國政府紛紛召開會議討論下一步的對策",
}
ENCODINGS = [
    ("ru", "windows-1251"), ("ru", "koi8-r"), ("ru", "iso-8859-5"), ("ko", "euc-kr"), ("ja", "shift_jis"),
    ("ja", "euc-jp"), ("zh", "gb2312"), ("zh", "gb18030"), ("tw", "big5"), ("ru", "utf-16"),
    ("ko", "utf-16-le"), ("ja", "utf-16-be"), ("ko", "utf-8"), ("ko", "utf-32"),
]  # fmt: skip
BARE = ["utf-16-le", "utf-16-be"]


def encoded(language: str, encoding: str, prolog: str = "") -> bytes:
    title = HEADLINES[language]
    inner = f"<title>{title}</title><description>{title}. {title}</description>"
    return rss(item(inner), prolog).encode(encoding)


@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
@pytest.mark.parametrize("where", ["header", "prolog"])
def test_titles_are_readable_in_every_encoding(language: str, encoding: str, where: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>' if where == "prolog" else ""
    header = f"application/rss+xml; charset={encoding}" if where == "header" else ""
    found = read(encoded(language, encoding, prolog), content_type=header)
    assert (found.entries[0].title, found.degraded) == (HEADLINES[language], None)


@pytest.mark.parametrize(
    ("language", "encoding"), [one for one in ENCODINGS if not one[1].startswith(("utf", "iso"))]
)
def test_an_encoding_that_nobody_names_is_guessed_and_told(language: str, encoding: str) -> None:
    found = read(encoded(language, encoding))
    assert found.entries[0].title == HEADLINES[language]
    assert "guess" in (found.degraded or "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_that_shows_itself_needs_no_name(encoding: str) -> None:
    found = read(encoded("ko", encoding))
    assert (found.entries[0].title, found.degraded) == (HEADLINES["ko"], None)


def test_some_bad_bytes_cost_no_item_and_are_told() -> None:
    body = rss(item("<title>Schöne Grüße aus dem Hafen</title>") + item("<title>B</title>", "/b"))
    found = read(body.encode().replace("ö".encode(), b"\xff", 1))
    assert [entry.title for entry in found.entries] == ["Sch\ufffdne Grüße aus dem Hafen", "B"]
    assert "replaced" in (found.degraded or "")


@pytest.mark.parametrize("character", ["\0", "\x01", "\x1b", "\x7f"])
def test_no_control_character_reaches_any_field(character: str) -> None:
    mark = character
    inner = (
        f"<title>A{mark}B</title><guid isPermaLink='false'>g{mark}1</guid><author>C{mark}D</author>"
        f"<description>E{mark}F</description>"
    )
    found = read(rss(item(inner, f"http://outlet.example/{mark}a")))
    (entry,) = found.entries
    assert (entry.title, entry.guid, entry.author) == ("AB", "g1", "CD")
    assert (entry.summary, entry.url) == ("EF", "http://outlet.example/a")
    assert "control" in (found.degraded or "")


def test_a_control_character_may_not_come_as_a_reference() -> None:
    (entry,) = read(rss(item("<title>A&#127;B</title><description>C&#x7f;D</description>"))).entries
    assert (entry.title, entry.summary) == ("AB", "CD")


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">',
        '<!DOCTYPE rss PUBLIC "-//Outlet//DTD" "file:///etc/hostname">',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    ],
)
def test_a_dtd_is_never_fetched(prolog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    assert read(rss(item("<title>A</title>"), prolog)).entries[0].title == "A"


def many(count: int, day: str = "03") -> str:
    return "".join(
        item(
            f"<title>Ship {n}</title><pubDate>{day} Nov 2024 {n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02} GMT</pubDate>",
            f"http://outlet.example/{n}",
        )
        for n in range(count)
    )


@pytest.mark.slow
def test_of_fifty_thousand_items_the_newest_are_kept_and_the_rest_counted() -> None:
    found = read(rss(many(50_000)))
    (failure,) = found.failures
    assert (failure.reason, failure.count) == (Reason.OVER_CAP, 48_000)
    assert "50000" in failure.message
    oldest_kept = min(entry.published_at for entry in found.entries if entry.published_at)
    assert len(found.entries) == 2_000
    # The days are 86,400 seconds long, so the last items are the newest.
    assert oldest_kept == datetime(2024, 11, 3, 13, 20, tzinfo=UTC)


def test_without_dates_the_first_of_too_many_items_are_kept() -> None:
    items = "".join(item(link=f"http://outlet.example/{n}") for n in range(2_100))
    found = read(rss(items))
    assert [entry.url for entry in found.entries[::1_999]] == [
        "http://outlet.example/0",
        "http://outlet.example/1999",
    ]
    assert found.failures[0].count == 100


@pytest.mark.parametrize("reader", ["quick", "feedparser"])
def test_items_that_cannot_be_told_apart_are_counted(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reader == "feedparser":
        monkeypatch.setattr(quick, "parse", lambda _: None)
    nothing = "<item><category>x</category></item>"
    found = read(rss(nothing * 3 + item() + "<item><description>Words</description></item>"))
    assert [entry.summary for entry in found.entries] == ["", "Words"]
    (failure,) = found.failures
    assert (failure.reason, failure.count) == (Reason.NO_IDENTITY, 3)
    assert "3 of 5" in failure.message


def test_unreadable_dates_are_none_and_no_fault_of_the_feed() -> None:
    inner = "<pubDate>soon</pubDate>"
    dated = item("<pubDate>03 Nov 2024 05:00:00 GMT</pubDate>", "http://outlet.example/dated")
    items = "".join(item(inner, f"http://outlet.example/{n}") for n in range(5))
    found = read(rss(items + dated + item(link="http://outlet.example/undated")))
    assert [entry.published_at is None for entry in found.entries] == [True] * 5 + [False, True]
    assert (found.failures, found.degraded) == ((), None)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "JaVaScRiPt:x", " vbscript:x", "ftp://outlet.example/x", "mailto:a@outlet.example", "http://"])  # fmt: skip
@pytest.mark.parametrize("place", ["link", "guid", "atom"])
def test_nothing_but_a_web_address_is_a_link(link: str, place: str) -> None:
    if place == "atom":
        entry = f'<entry><id>tag:o,1</id><title>A</title><link href="{link}"/></entry>'
        document = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'
    else:
        document = rss(f"<item><title>A</title><{place}>{link}</{place}></item>")
    (entry_,) = read(document).entries
    assert (entry_.title, entry_.url) == ("A", None)


def test_a_look_alike_host_is_shown_in_punycode() -> None:
    (entry,) = read(rss(item(link="http://оutlet.example/a"))).entries
    assert entry.url
    assert shown(entry.url) == "http://xn--utlet-iye.example/a"
    assert entry_id(entry) != entry_id(read(rss(item(link="http://outlet.example/a"))).entries[0])


@pytest.mark.parametrize(
    "inner",
    [
        "<gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>",
        "<p:chapters xmlns:p='http://podlove.org/simple-chapters'><p:chapter/></p:chapters>",
    ],
)
def test_what_feedparser_fails_on_is_a_failing_source_and_no_crash(inner: str) -> None:
    found = parse(rss(item() + item(inner, "http://outlet.example/2")))
    assert isinstance(found, Failure)
    assert found.reason is Reason.UNREADABLE


@pytest.mark.parametrize(
    "inner",
    [
        "<author_detail>x</author_detail>", "<links>x</links>", "<links a='b'/>", "<published_parsed>x</published_parsed>",
        "<title_detail a='b'/>", "<authors>x</authors><author>y</author>", "<tags>x</tags><category>y</category>",
        "<f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0' a='b'/>", "<updated_parsed>2</updated_parsed>",
    ],
)  # fmt: skip
def test_an_element_named_like_a_field_of_feedparser_is_no_field(inner: str) -> None:
    found = read(rss(item(f"<title>Ship</title>{inner}")))
    assert [entry.title for entry in found.entries] == ["Ship"]


@pytest.mark.parametrize("document", [rss(item()), ATOM, RDF], ids=["rss", "atom", "rdf"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_feed_cut_off_anywhere_gives_what_there_is(document: str, part: float) -> None:
    found = parse(document[: int(len(document) * part)])
    if isinstance(found, Reading):
        assert found.degraded
    else:
        assert found.reason is Reason.NOT_A_FEED
