"""Feeds of every dialect and in every state, read from bytes."""

from __future__ import annotations

import gzip
import json
import pickle
from datetime import UTC, datetime
from functools import partial

import pytest

from monitor.model import Failure, Reading, Reason, Response, Source
from monitor.sources import KINDS, entry_id, entry_sha256, quick

NOW = datetime(2024, 11, 4, 6, 0, tzinfo=UTC)
SOURCE = Source(id="outlet", name="Outlet", kind="feed", url="http://outlet.example/feed")
TITLE = "Войска прибыли в Россию на учения, сообщили вчера вечером в министерстве обороны"


def parse(body: bytes | str, **headers: str) -> Reading | Failure:
    """What is read; unless the feed is huge, the same is read without the quick reader."""
    data = body.encode() if isinstance(body, str) else body
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = Response(SOURCE.url, SOURCE.url, 200, names, data, NOW)
    found = KINDS["feed"].read(response, SOURCE)
    if len(data) < 300_000:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quick, "parse", lambda _: None)
            assert KINDS["feed"].read(response, SOURCE) == found
    return found


def read(body: bytes | str, **headers: str) -> Reading:
    found = parse(body, **headers)
    assert isinstance(found, Reading), found
    return found


def rss(items: str, prolog: str = "") -> str:
    return (
        f'{prolog}<rss version="2.0"><channel><title>Outlet</title><language>ko-KR</language>'
        f"<link>http://outlet.example/</link>{items}</channel></rss>"
    )


def item(inner: str = "<title>Ship</title>", link: str = "http://outlet.example/ship") -> str:
    return f"<item>{inner}<link>{link}</link></item>"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="http://outlet.example/de/">
<title>O</title><entry><title type="html">Schiff &lt;b&gt;l&amp;auml;uft&lt;/b&gt; aus</title><id>tag:o,1</id>
<link href="schiff"/><updated>2024-11-04T05:00:00+01:00</updated><published>2024-11-03T05:00:00Z</published>
<author><name>A. Beispiel</name></author><summary>Kurz</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Lang.</p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>O</title></channel>
<item rdf:about="http://outlet.example/1"><title>船</title><link>http://outlet.example/1</link>
<dc:date>2024-11-03T14:00:00+09:00</dc:date><dc:creator>B</dc:creator></item></rdf:RDF>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "O",
        "language": "es",
        "items": [
            {
                "id": 7,
                "url": "/barco",
                "title": "El barco &amp; sale",
                "content_text": "a < b",
                "date_published": "2024-11-03T05:00:00Z",
                "authors": [{"name": "C"}],
            }
        ],
    }
)


def test_rss() -> None:
    (entry,) = read(
        rss(
            item(
                "<title>Ship &amp;amp; crew</title><guid isPermaLink='false'>g1</guid><author>D</author>"
                "<pubDate>Sun, 03 Nov 2024 05:00:00 GMT</pubDate><description>Short</description>"
                "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
                "<![CDATA[<p>Long</p>]]></content:encoded>"
            )
        )
    ).entries
    assert (entry.source_id, entry.url, entry.guid) == (
        "outlet",
        "http://outlet.example/ship",
        "g1",
    )
    assert (entry.title, entry.summary, entry.content) == ("Ship & crew", "Short", "<p>Long</p>")
    assert (entry.author, entry.language) == ("D", "ko")
    assert entry.published_at == datetime(2024, 11, 3, 5, tzinfo=UTC)


def test_atom() -> None:
    (entry,) = read(ATOM).entries
    assert (entry.url, entry.guid) == ("http://outlet.example/de/schiff", "tag:o,1")
    assert (entry.title, entry.language, entry.author) == ("Schiff läuft aus", "de", "A. Beispiel")
    assert "Lang." in entry.content
    assert entry.published_at == datetime(2024, 11, 3, 5, tzinfo=UTC)
    assert entry.updated_at == datetime(2024, 11, 4, 4, tzinfo=UTC)


def test_rdf() -> None:
    (entry,) = read(RDF).entries
    assert (entry.title, entry.url, entry.author) == ("船", "http://outlet.example/1", "B")
    assert entry.published_at == datetime(2024, 11, 3, 5, tzinfo=UTC)


def test_json_feed() -> None:
    (entry,) = read(JSON, content_type="application/feed+json").entries
    assert (entry.url, entry.guid) == ("http://outlet.example/barco", "7")
    assert (entry.title, entry.content) == ("El barco & sale", "a &lt; b")
    assert (entry.language, entry.author) == ("es", "C")
    assert entry.published_at == datetime(2024, 11, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("document", [rss(item()), ATOM, RDF, JSON])
def test_a_clean_feed_is_not_degraded_and_survives_packing(document: str) -> None:
    plain = read(document)
    assert plain.degraded is None
    assert not plain.failures
    assert read(gzip.compress(document.encode())) == plain


@pytest.mark.parametrize(
    ("body", "reason", "word"),
    [
        ("", Reason.EMPTY, "empty"),
        (" \n", Reason.EMPTY, "empty"),
        ("<!doctype html><html><body>x</body></html>", Reason.NOT_A_FEED, "HTML"),
        ("<!-- x --><HTML><rss/></HTML>", Reason.NOT_A_FEED, "HTML"),
        ("hello", Reason.NOT_A_FEED, "text"),
        ("<catalog><book/></catalog>", Reason.NOT_A_FEED, "<catalog>"),
        ('{"a": 1}', Reason.NOT_A_FEED, "JSON"),
        ('{"items": ' + "[" * 100_000, Reason.UNREADABLE, "JSON"),
        (gzip.compress(b"x" * 9999, mtime=0)[:30], Reason.INCOMPLETE, "cut off"),
        (gzip.compress(bytes(30_000_000), mtime=0), Reason.TOO_LARGE, "unpacks"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes | str, reason: Reason, word: str) -> None:
    found = parse(body)
    assert isinstance(found, Failure)
    assert found.reason is reason
    assert word in found.message


def test_a_feed_without_items_is_degraded() -> None:
    assert "the feed has no entries" in (read(rss("")).degraded or "")


_NEST = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{_NEST}]>',
        f'<!-- <a> --><!DOCTYPE r [<!ENTITY l0 "lol">{_NEST}]>',
        f'<!DOCTYPE r [<!ENTITY l9 "{"x" * 100_000}">]>',
        '<!DOCTYPE r [<!ENTITY % p "x">]>',
    ],
)
def test_an_entity_bomb_is_refused(prolog: str) -> None:
    found = parse(rss(item(f"<title>{'&l9;' * 1000}</title>"), prolog))
    assert isinstance(found, Failure)
    assert found.reason is Reason.UNREADABLE


def test_an_external_entity_is_never_read(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret"
    with open(secret, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("planted")
    prolog = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
    found = read(rss(item("<title>A &x; B</title>"), prolog))
    assert found.degraded
    assert "planted" not in repr(found)


def test_harmless_entities_are_used() -> None:
    prolog = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY c "(C)">]>'
    found = read(rss(item("<title>A&nbsp;&c;</title>"), prolog))
    assert (found.entries[0].title, found.degraded) == ("A (C)", None)


@pytest.mark.parametrize(
    "items",
    [
        item() + "<a>" * 20_000 + "</a>" * 20_000,
        item() + "<a>" * 20_000,
        item(f"<title>Ship</title><description>{'<div>' * 20_000}</description>"),
    ],
)
def test_deep_nesting_does_not_crash(items: str) -> None:
    assert read(rss(items)).entries[0].title == "Ship"


@pytest.mark.parametrize(
    "text", ["&lt;!--" * 50_000, "&lt;a" * 50_000, "&amp;" * 50_000, "<![CDATA[<]]>" * 9_999]
)
def test_hostile_titles_take_bounded_time_and_room(text: str) -> None:
    assert len(read(rss(item(f"<title>{text}</title>"))).entries[0].title) <= 1000


@pytest.mark.parametrize(
    "encoding", ["windows-1251", "koi8-r", "utf-16", "utf-32", "utf-8-sig", "iso-8859-5"]
)
def test_declared_charsets_are_read(encoding: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    found = read(rss(item(f"<title>{TITLE}</title>"), prolog).encode(encoding))
    assert (found.entries[0].title, found.degraded) == (TITLE, None)


@pytest.mark.parametrize(
    ("title", "encoding"),
    [("북한군 러시아 도착", "euc-kr"), ("朝鲜士兵抵达", "gb2312"), ("北韓士兵抵達", "big5"), ("北朝鮮の兵士", "shift_jis"), ("北朝鮮", "iso-2022-jp")],
)  # fmt: skip
def test_the_header_names_the_charset(title: str, encoding: str) -> None:
    body = rss(item(f"<title>{title}</title>")).encode(encoding)
    found = read(body, content_type=f"text/xml; charset={encoding}")
    assert (found.entries[0].title, found.degraded) == (title, None)


@pytest.mark.parametrize(
    ("declared", "real"),
    [("iso-8859-1", "utf-8"), ("windows-1251", "utf-8"), ("utf-8", "windows-1251"), ("iso-8859-1", "koi8-r"), ("unicode_escape", "windows-1251"), ("klingon", "windows-1251")],
)  # fmt: skip
def test_a_wrong_charset_is_readable_and_degraded(declared: str, real: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{declared}"?>'
    found = read(rss(item(f"<title>{TITLE}</title>"), prolog).encode(real))
    assert found.entries[0].title == TITLE
    assert found.degraded


def test_control_characters_are_stripped() -> None:
    found = read(rss(item("<title>Sh\0i\x01p</title>")))
    assert found.entries[0].title == "Ship"
    assert found.degraded


@pytest.mark.parametrize("flaw", ["A & B", "A &bogus; B", "A <unclosed B", "A &#0;B"])
def test_broken_xml_keeps_its_items(flaw: str) -> None:
    found = read(rss(item() + item(f"<title>{flaw}</title>", "http://outlet.example/2")))
    assert len(found.entries) == 2
    assert found.degraded


TWO_RSS = rss(
    item("<guid>http://outlet.example/1</guid>") + item("<guid>2</guid>", "http://outlet.example/2")
)
TWO_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title>'
    '<entry><id>urn:1</id><title>A</title><link href="http://outlet.example/1"/></entry>'
    '<entry><title>B</title><link href="http://outlet.example/2"/><id>urn:2</id></entry></feed>'
)


@pytest.mark.parametrize("feed", [TWO_RSS, TWO_ATOM])
def test_wherever_a_feed_is_cut_off_no_article_gets_a_second_name(feed: str) -> None:
    names = {entry_id(entry) for entry in read(feed).entries}
    assert len(names) == 2
    for end in range(feed.index("</title>"), len(feed) - 1):
        found = parse(feed[:end])
        if isinstance(found, Failure):
            continue
        assert {entry_id(entry) for entry in found.entries} <= names, feed[:end]
        assert found.degraded
        assert [one.reason for one in found.failures] == [Reason.INCOMPLETE]


def test_a_whole_entry_of_a_feed_that_is_never_closed_is_kept() -> None:
    found = read(
        rss("<item><title>A</title><guid>123</guid></item>").replace("</channel></rss>", "")
    )
    assert [entry.guid for entry in found.entries] == ["123"]
    assert [one.count for one in found.failures] == [0]


@pytest.mark.parametrize(("title", "shown"), [("&lt;b&gt;A&lt;/b&gt;", "A"), ("<![CDATA[A<br/>B]]>", "A B"), ("5 &lt; 6", "5 < 6"), ("&amp;#8217;s", "’s"), ("a\n  b", "a b")])  # fmt: skip
def test_titles_are_plain_text(title: str, shown: str) -> None:
    assert read(rss(item(f"<title>{title}</title>"))).entries[0].title == shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_links_are_kept(link: str) -> None:
    found = read(rss(item(link=link) + f"<item><link>{link}</link></item>"))
    assert [entry.url for entry in found.entries] == [None]
    assert [failure.reason for failure in found.failures] == [Reason.NO_IDENTITY]
    assert "1 of 2" in found.failures[0].message


def test_a_guid_is_a_link_only_if_it_is_a_whole_address() -> None:
    number, address = read(
        rss(
            "<item><title>A</title><guid>123</guid></item>"
            "<item><title>B</title><guid>http://outlet.example/b</guid></item>"
        )
    ).entries
    assert (number.url, number.guid) == (None, "123")
    assert address.url == "http://outlet.example/b"


def test_relative_links_use_what_the_answer_says() -> None:
    document = rss(item(link="a"))
    assert read(document).entries[0].url == "http://outlet.example/a"
    moved = read(document, content_location="http://cdn.example/x/")
    assert moved.entries[0].url == "http://cdn.example/x/a"


def test_a_guid_shared_by_all_hides_nothing() -> None:
    items = "".join(item("<guid>same</guid>", f"http://outlet.example/{n}") for n in range(10))
    found = read(rss(items))
    assert len({entry_id(entry) for entry in found.entries}) == 10
    assert "10 items share a guid" in (found.degraded or "")


def test_the_newest_are_kept_when_there_are_too_many() -> None:
    items = "".join(
        item(
            f"<pubDate>{day:02} Nov 2024 00:00:0{n % 10} GMT</pubDate>",
            f"http://outlet.example/{day}/{n}",
        )
        for day in (3, 4)
        for n in range(2000)
    )
    found = read(rss(items))
    assert len(found.entries) == 2000
    assert {entry.published_at.day for entry in found.entries if entry.published_at} == {4}
    assert [failure.reason for failure in found.failures] == [Reason.OVER_CAP]
    assert "4000" in found.failures[0].message


@pytest.mark.parametrize("year", [1970, 2099])
def test_strange_years_are_kept_as_given(year: int) -> None:
    found = read(rss(item(f"<pubDate>01 Jan {year} 00:00:00 GMT</pubDate>")))
    assert found.entries[0].published_at == datetime(year, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    ["soon", "1" * 50_000, "9 " * 20_000, "12:" * 20_000, f"4 Nov {'9' * 5000}", "99 Nov 2024"],
)
def test_a_date_nobody_can_read_is_none(date: str) -> None:
    assert read(rss(item(f"<pubDate>{date}</pubDate>"))).entries[0].published_at is None


def test_the_next_date_is_used_when_the_first_is_unreadable() -> None:
    inner = "<pubDate>soon</pubDate><d:date xmlns:d='http://purl.org/dc/elements/1.1/'>2024-11-03</d:date>"
    assert read(rss(item(inner))).entries[0].published_at == datetime(2024, 11, 3, tzinfo=UTC)


def test_identity_falls_back_and_the_fingerprint_follows_the_text() -> None:
    linked, guid, words, edited = read(
        rss(
            item("<title>A</title>", "https://www.outlet.example/a/?utm_source=rss")
            + "<item><title>A</title><guid isPermaLink='false'>g</guid></item>"
            + "<item><title>A</title></item><item><title>B</title></item>"
        )
    ).entries
    assert len({entry_id(entry) for entry in (linked, guid, words, edited)}) == 4
    assert entry_id(linked) == entry_id(read(rss(item(link="http://outlet.example/a"))).entries[0])
    assert entry_sha256(words) == entry_sha256(guid) != entry_sha256(edited)


def test_a_reader_travels_to_a_worker_process() -> None:
    response = Response(SOURCE.url, SOURCE.url, 200, {}, rss(item()).encode(), NOW)
    job = pickle.loads(pickle.dumps(partial(KINDS["feed"].read, response, SOURCE)))
    assert pickle.loads(pickle.dumps(job())) == job()


def test_a_feed_takes_no_options() -> None:
    with pytest.raises(ValueError, match="pages"):
        KINDS["feed"].options.model_validate({"pages": "3"})
