"""The quick reader gives what feedparser gives, or leaves the feed to it."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.demo.feeds import render_feed
from monitor.demo.web import load_web
from monitor.model import Reading
from monitor.sources import dialects, quick
from monitor.sources.entries import plain
from monitor.sources.quick_dates import certain_date
from tests.sources import test_feed as samples
from tests.sources.alike import DECLARED, ROOTS, check, feedparsers_date, read_both

REAL = os.environ.get("MONITOR_FEEDS_DIR", "")


@pytest.mark.parametrize(
    "document", [samples.rss(samples.item()), samples.RDF, samples.rss(samples.item() * 3)]
)
def test_clean_feeds_are_read_the_quick_way(document: str) -> None:
    assert check(document.encode())


# Each of these is where the two readers would part, were the quick one less careful.
HAZARDS = [
    "<title>Ã¼ber</title>", "<title>don\u0092t</title>", "<guid>http:////outlet.example/e</guid>",
    "<link>http://outlet.example/?a=1&amp;b;=2</link>", "<title/><media:title>M</media:title>",
    "<media:title>M</media:title><title>T</title>", "<title>T</title><media:title>M</media:title>",
    "<media:content url='u'><media:title>M</media:title></media:content>",
    "<title>T</title><source url='u'>S</source><media:title>M</media:title>",
    "<title>One</title><title>Two</title>", "<title/><dc:title>D</dc:title>",
    "<description>A</description><media:description>B</media:description>",
    "<media:group><media:description>A</media:description></media:group><description>B</description>",
    "<content:encoded>A</content:encoded><description>B</description><summary>C</summary>",
    "<description>A</description><itunes:summary>B</itunes:summary><content:encoded>C</content:encoded>",
    "<guid>http://outlet.example/g</guid><link>http://outlet.example/l</link>",
    "<link>http://outlet.example/l</link><guid>http://outlet.example/g</guid>",
    "<guid isPermaLink='TRUE'>http://outlet.example/g</guid>", "<guid>17</guid>",
    "<guid>http://outlet.example/g</guid><enclosure url='http://outlet.example/g'/>",
    "<author>desk@outlet.com (A)</author><dc:creator>B</dc:creator>",
    "<author>desk@outlet.com</author><dc:creator>B</dc:creator>",
    "<author/><dc:creator>A</dc:creator><dc:creator>B</dc:creator>", "<author>x@y.example (C)</author>",
    "<author><name>A</name></author><author><name>B</name></author>",
    "<author><name>A</name><email>a@b.example</email></author><dc:creator>B</dc:creator>",
    "<pubDate>03 Nov 2024 05:00:00 GMT</pubDate><pubDate>soon</pubDate>",
    "<pubDate>2024-11-03T05:00:00+0930</pubDate>", "<date>2024-11-03</date><updated>2024-11-03</updated>",
    "<title xml:lang='fr-CA'>T</title>", "<title lang='fr_CA'>T</title>", "<Title>Loud</Title>",
    "<link rel='alternate' type='XHTML' href='/x'/>", "<link href='/x' rel='replies'/>", "<link href=''/>",
    "<o:box><title>Hidden</title></o:box>", "<thumb xml:base='http://cdn.example/'/><link>x</link>",
    "<v:title xmlns:v='urn:v'>V</v:title>", "<a:title xmlns:a='http://www.w3.org/2005/Atom'>A</a:title>",
    "<o:title xmlns:o='http://www.w3.org/2005/Atom'>A</o:title>", "<dc:date xmlns:dc='urn:x'>2024-11-03</dc:date>",
    "<author:detail xmlns:author='urn:x'>A</author:detail>", "<title xmlns='urn:x'>A</title>",
    "<content mode='base64' type='text/html'>QQ==</content>", "<content type='image/png'>QQ==</content>",
    "<content src='http://outlet.example/s' type='text/html'/>", "<title>a<!-- b -->c<?d?>e</title>",
    "<description><p xmlns='http://www.w3.org/1999/xhtml'>x</p></description>", "<item><title>In</title></item>", "<author>A</author><dc:creator>B</dc:creator>",
    "<content:encoded>C</content:encoded><description>A</description><media:group><media:description>B</media:description></media:group>",
    "<o:pubDate xmlns:o='http://www.w3.org/2005/Atom'>2024-11-03</o:pubDate><o:pubDate>2024-11-04</o:pubDate>",
]  # fmt: skip


@pytest.mark.parametrize("place", sorted(ROOTS))
@pytest.mark.parametrize("inner", HAZARDS)
def test_what_feedparser_reads_in_a_way_of_its_own_is_read_alike(inner: str, place: str) -> None:
    start, end, name = ROOTS[place]
    # What cannot be told apart is skipped, so an item is also tried with a title or an address.
    items = "".join(
        f"<{name}>{part}</{name}>"
        for part in (
            inner,
            f"<title>T</title>{inner}",
            f"{inner}<link>http://outlet.example/</link>",
        )
    )
    last = f"<{name}><title>Next</title><description>D</description></{name}>"
    for known in ("", "<title>F</title>"):
        check(f"{start.format(DECLARED, '')}{known}{items}{last}{end}".encode())


@pytest.mark.parametrize(
    "before",
    [
        "<itunes:summary>A</itunes:summary><description>B</description>", "<content>A</content>",
        "<language>ko</language><dc:language>ja</dc:language>", "<link>http://outlet.example/x</link>",
        "<link rel='self' href='http://outlet.example/self'/><link/>", "<id>http://outlet.example/id</id>",
        "<image><url>u</url><title>I</title><link>http://outlet.example/i</link></image>",
        "<image><odd/><link>http://outlet.example/i</link></image>", "<links>x</links>", "<language a='b'/>",
        "<textInput><title>t</title><name>n</name><link>http://outlet.example/t</link></textInput>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["rss", "atom"])
def test_what_a_feed_says_of_itself_is_read_alike(before: str, place: str) -> None:
    start, end, name = ROOTS[place]
    teasers = "<description>D</description><summary>E</summary>"
    entry = f"<{name}><title>T</title>{teasers}<link>x</link></{name}>"
    check(f"{start.format(DECLARED, '')}{before}{entry}{end}".encode())
    german = start.format(DECLARED, ' xml:lang="de-AT"')
    check(f"{german}{before}{entry}{end}".encode())


def test_the_language_of_a_channel_is_not_that_of_items_beside_it() -> None:
    start, end, _ = ROOTS["rdf"]
    document = start.format(DECLARED, ' xml:lang="de"') + "<item><title>T</title></item>" + end
    assert check(document.encode())


def test_the_feeds_of_the_sample_web_are_read_alike() -> None:
    sample = load_web()
    last = max(article.published_at for article in sample.articles)
    bodies = [render_feed(sample, outlet, last).body for outlet in sample.outlets]
    used = [check(body) for body in bodies]
    assert sum(used) > len(used) / 2


@pytest.mark.skipif(not REAL, reason="MONITOR_FEEDS_DIR names no folder of real feeds")
def test_real_feeds_are_read_alike() -> None:
    files = [path for path in sorted(Path(REAL).rglob("*")) if path.is_file()]
    assert files
    used = [check(path.read_bytes()) for path in files]
    assert sum(used) > len(used) / 3


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 03 Nov 2024 05:00:00 GMT", "3 Nov 2024 5:00 UT", "Sun, 3 Nov 2024 05:00:00 -0330",
        "03 Nov 2024 05:00:00 EST", "03 Nov 2024 05:00:00 EDT", "03 Nov 2024 05:00:00 CST",
        "03 Nov 2024 05:00:00 CDT", "03 Nov 2024 05:00:00 MST", "03 Nov 2024 05:00:00 MDT",
        "03 Nov 2024 05:00:00 PST", "03 Nov 2024 05:00:00 PDT", "03 Nov 2024 05:00:00 Z",
        "2024-11-03T05:00:00Z", "2024-11-03T05:00Z", "2024-11-03T05:00:00.999999999+09:00",
        "2024-11-03T05:00:00-0300", "2024-11-03T05:00:00", "2024-11-03 05:00:00", "2024-11-03",
    ],
)  # fmt: skip
def test_usual_dates_need_only_a_glance(text: str) -> None:
    found = certain_date(text)
    assert found is not None
    assert found.timetuple()[:6] == feedparsers_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "03 Nov 24 05:00:00 GMT", "2024-11-03T05:00:00+0930", "31 Feb 2024 05:00:00 GMT",
        "2024-11-03T05:00:60Z", "2024-11-03T24:00:00Z", "0001-01-01T00:00:00+09:00", "2024-11",
        "Sun, 03 Nov 2024 05:00:00 KST", "2024-11-03T05:00:00Z ", "2024-11-03 05:00:00 +0900", "9" * 50_000,
    ],
)  # fmt: skip
def test_other_dates_are_left_to_feedparser(text: str) -> None:
    assert certain_date(text) is None


@pytest.mark.parametrize("name", ["rss", "atom", "rdf"])
def test_entries_are_those_of_feedparser_as_it_comes(name: str) -> None:
    """Count, order, id, link, title, author and dates, sanitised and resolved by feedparser."""
    start, end, tag = ROOTS[name]
    link = '<link href="{0}"/>' if name == "atom" else "<link>{0}</link>"
    items = "".join(
        f"<{tag}><title>Ship {n} &amp;amp; crew</title>{link.format(f'http://outlet.example/{n}')}"
        f"<dc:creator>Writer {n}</dc:creator><dc:date>2024-11-{n + 1:02}T05:00:00Z</dc:date>"
        f"<content:encoded><![CDATA[<p>Text {n}</p>]]></content:encoded></{tag}>"
        for n in range(20)
    )
    body = (start.format(DECLARED, "") + items + end).encode()
    headers = {"content-type": "application/xml; charset=utf-8"}
    theirs = feedparser.parse(io.BytesIO(body), response_headers=headers).entries
    (ours, _), _, used = read_both(body)
    assert used
    assert isinstance(ours, Reading)
    assert [
        (one.url, one.title, one.author, one.content, one.updated_at) for one in ours.entries
    ] == [
        (
            one.link,
            plain(one.title),
            one.author,
            one.content[0].value,
            datetime(*one.updated_parsed[:6], tzinfo=UTC),
        )
        for one in theirs
    ]


def test_namespaces_are_those_that_feedparser_knows() -> None:
    known = feedparser.mixin._FeedParserMixin.namespaces
    assert {uri.lower(): prefix.lower() for uri, prefix in known.items()} == dialects.PREFIXES


def test_every_word_that_feedparser_hears_is_known() -> None:
    """A word that a later version hears must not be passed over here."""
    mixin = feedparser.mixin._FeedParserMixin
    heard = {
        name.removeprefix("_start_").lower() for name in dir(mixin) if name.startswith("_start_")
    }
    heard |= {name.removeprefix("_end_").lower() for name in dir(mixin) if name.startswith("_end_")}
    for word in heard:
        prefix, mark, _ = word.partition("_")
        if not mark:
            assert word in dialects.WORDS | quick.ACTS, word
        elif prefix in dialects.IGNORED_MODULES:
            assert word in HEARD_AND_PASSED_OVER | dialects.ACTING, word


# What feedparser does with these is of no use to us and changes nothing that is.
HEARD_AND_PASSED_OVER = {
    "media_category", "media_content", "media_credit", "media_group", "media_keywords",
    "media_license", "media_player", "media_rating", "media_restriction", "media_thumbnail",
}  # fmt: skip
