"""Feeds of every dialect, made at random, are read alike with the quick reader and without it."""

from __future__ import annotations

import os
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.sources.quick_dates import certain_date
from tests.sources.alike import DECLARED, ROOTS, check, feedparsers_date

TEXTS = st.one_of(
    st.sampled_from(
        [
            "", " ", "Ship sails", "5 &lt; 6 &amp;amp; 7", "&lt;b&gt;bold&lt;/b&gt; word",
            "<![CDATA[<p>Long &amp; wide</p>]]>", "전쟁과 평화", "Schöne Grüße", "Ã¼ber", "don\u0092t",
            "a<!-- no -->b", "<![CDATA[one]]> two", "A &#8217; &#x2019;", "&nbsp;", "\u00a0x\u00a0",
            "<b>inner</b>", "line\n two\tthree", "<![CDATA[a]]>&#127;", "x" * 1200, "<?odd thing?>y",
            "A & B",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="<&>", min_codepoint=32), max_size=12),
)  # fmt: skip
LINKS = st.sampled_from(
    [
        "http://outlet.example/a", "https://www.outlet.example/b?x=1&amp;y=2", "/c", "d.html", "",
        "http://outlet.example/?a=1&amp;b;=2", "http:////outlet.example/e", "javascript:alert(1)",
        " http://outlet.example/f ", "HTTP://Outlet.example/%7Eg", "tag:outlet.example,2024:1", "17",
        "//cdn.example/h", "http://[bad/", "http://пример.рф/x",
    ]
)  # fmt: skip
DATES = st.one_of(
    st.sampled_from(
        [
            "Sun, 03 Nov 2024 05:00:00 GMT", "3 Nov 2024 05:00 +0900", "03 Nov 24 05:00:00 EST",
            "2024-11-03T05:00:00Z", "2024-11-03T05:00:00.123+05:30", "2024-11-03", "soon", "",
            "2024-11-03 05:00:00", "2024-11-03 05:00:00 +0900", "20241103T050000", "Nov 2024",
            "Sun, 31 Feb 2024 05:00:00 GMT", "2024-11-03T24:00:00Z", "2024-11-03T05:00:60Z",
            "Sunday, 03 November 2024 05:00:00 KST", "2024-11-03T05:00+0930", "1" * 200,
            "Sun, 03 Nov 2024 05:00:00 -0330", "0001-01-01T00:00:00+09:00",
        ]
    ),
    st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)).map(
        lambda at: at.strftime("%a, %d %b %Y %H:%M:%S +0100")
    ),
    st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)).map(lambda at: f"{at.isoformat()}Z"),
)  # fmt: skip
KINDS_OF_TEXT = st.sampled_from(["", "", "", ' type="html"', ' type="text"', ' type="xhtml"', ' mode="escaped"', ' xml:lang="fr-CA"', ' xml:lang=""', ' type="image/png"'])  # fmt: skip
WRITTEN = st.builds(
    "<{0}{1}>{2}</{0}>".format,
    st.sampled_from(
        [
            "title", "title", "title", "description", "description", "summary", "content",
            "content:encoded", "dc:description", "dc:title", "media:title", "media:description",
            "itunes:summary", "atom:title", "atom:summary", "atom:content", "rights", "subtitle",
        ]
    ),
    KINDS_OF_TEXT,
    TEXTS,
)  # fmt: skip
LINKED = st.one_of(
    st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(["link", "guid", "id", "atom:id", "feedburner:origLink", "comments"]),
        st.sampled_from(["", "", "", ' isPermaLink="false"', ' isPermaLink="true"', ' ispermalink="True"', ' rel="alternate"']),
        LINKS,
    ),
    st.builds(
        '<{0}link{1}{2} href="{3}"/>'.format,
        st.sampled_from(["", "atom:"]),
        st.sampled_from(["", ' rel="self"', ' rel="alternate"', ' rel="Enclosure"', ' rel="replies"']),
        st.sampled_from(["", ' type="text/html"', ' type="application/atom+xml"', ' type="XHTML"']),
        LINKS,
    ),
    st.builds('<enclosure url="{0}" type="image/png" length="1"/>'.format, LINKS),
    st.builds('<media:content url="{0}"><media:title>{1}</media:title><media:credit>x</media:credit></media:content>'.format, LINKS, TEXTS),
    st.builds("<media:group><media:description>{0}</media:description></media:group>".format, TEXTS),
)  # fmt: skip
DATED = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(["pubDate", "published", "updated", "dc:date", "dcterms:created", "atom:updated", "dcterms:modified", "lastBuildDate"]),
    DATES,
)  # fmt: skip
NAMES = st.one_of(TEXTS, st.sampled_from(["A. Beispiel", "desk@outlet.example (A. Beispiel)", "desk@outlet.com (B)", "desk@outlet.com", "C &lt;desk@outlet.com&gt;", "x@y.example"]))  # fmt: skip
SIGNED = st.one_of(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["author", "dc:creator", "itunes:author", "contributor"]), NAMES),
    st.builds("<author><name>{0}</name><email>{1}</email><uri>{2}</uri></author>".format, NAMES, NAMES, LINKS),
    st.builds("<atom:author><atom:name>{0}</atom:name></atom:author>".format, NAMES),
)  # fmt: skip
OTHER = st.sampled_from(
    [
        "<category>x</category>", '<category term="x"/>', '<source url="http://o.example/">O</source>',
        "<slash:comments>3</slash:comments>", "<o:box><o:in/></o:box>", "<o:title>Not this</o:title>",
        "<o:box><title>Hidden</title></o:box>", "<image>x</image>", "<thumb>t</thumb>", "<date>2024</date>",
        "<source><title>S</title><updated>2024-11-03T05:00:00Z</updated></source>", "<authors>x</authors>",
        "<dc:language>de</dc:language>", "<body><p>x</p></body>", "<unheard of='x'><link>y</link></unheard>",
        '<o:thing xml:base="http://cdn.example/"/>', '<thumb base="http://cdn.example/">x</thumb>', "text",
        '<media:thumbnail url="http://o.example/t.png"/>', "<itunes:image href='x'/>", "<Title>Loud</Title>",
        '<dc:creator xmlns:dc="urn:other">x</dc:creator>', '<title xmlns="urn:other">Other</title>',
        "<image><url>u</url><title>I</title><link>http://outlet.example/i</link></image>", "<item/>",
        '<v:title xmlns:v="http://www.w3.org/2005/Atom">V</v:title>', "<!-- note -->", "<language>fr</language>",
    ]
)  # fmt: skip
CLEAN = st.one_of(
    st.builds("<title>{0}</title>".format, st.text("abc äß전", max_size=8)),
    st.builds("<link>http://outlet.example/{0}</link>".format, st.integers(1, 9)),
    st.just("<pubDate>Sun, 03 Nov 2024 05:00:00 GMT</pubDate>"),
    st.builds("<description>{0}</description>".format, st.text("abc &lt;", max_size=8).filter(lambda t: "&" not in t and "<" not in t)),
)  # fmt: skip
# Mostly what is clean, else nothing would ever be read the quick way.
PARTS = st.lists(st.one_of(CLEAN, CLEAN, WRITTEN, LINKED, DATED, SIGNED, OTHER), max_size=7)
LANGUAGES = st.sampled_from(["", "", "", ' xml:lang="de-AT"', ' xml:lang=""', ' lang="en_GB"'])
FEED_PARTS = st.lists(
    st.one_of(
        OTHER,
        WRITTEN,
        DATED,
        LINKED,
        SIGNED,
        st.sampled_from(
            [
                "<language>ko-KR</language>", "<dc:language>ja</dc:language>", "<skipDays><day>Sunday</day></skipDays>",
                "<title>Outlet</title>", "<link>http://outlet.example/</link>", "<link/>", "<generator uri='x'>g</generator>",
                "<textInput><title>t</title><link>http://outlet.example/s</link></textInput>",
                "<itunes:owner><itunes:name>n</itunes:name></itunes:owner>",
                "<itunes:category text='News'><itunes:category text='World'/></itunes:category>",
            ]
        ),
    ),
    max_size=2,
)  # fmt: skip


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    start, end, name = ROOTS[draw(st.sampled_from(sorted(ROOTS)))]
    about = draw(st.sampled_from(["", "", ' rdf:about="http://outlet.example/r"', ' href="x"']))
    items = "".join(
        f"<{name}{about}{draw(LANGUAGES)}>{''.join(parts)}</{name}>"
        for parts in draw(st.lists(PARTS, min_size=1, max_size=3))
    )
    before, after = ("".join(draw(FEED_PARTS)) for _ in range(2))
    root = start.format(DECLARED + draw(LANGUAGES), draw(LANGUAGES) if name == "item" else "")
    return f"{root}{before}{items}{after}{end}".encode()


@settings(
    max_examples=int(os.environ.get("MONITOR_FEED_EXAMPLES", "400")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(feeds())
def test_feeds_of_every_dialect_are_read_alike(body: bytes) -> None:
    check(body)


@given(DATES)
@settings(max_examples=300, deadline=None)
def test_a_certain_date_is_the_one_that_feedparser_finds(text: str) -> None:
    found = certain_date(text)
    if found is not None:
        assert found.timetuple()[:6] == feedparsers_date(text)
