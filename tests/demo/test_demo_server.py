"""The sample web as an HTTP client sees it: hosts, dialects, encodings, conditions and time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import aiohttp
import feedparser
import pytest
from aiohttp.abc import AbstractResolver

from monitor.demo import SampleWeb, sources
from tests.demo.tiny import PROSE, day


class Table(AbstractResolver):
    """Looks hosts up in the table of a sample web, and nowhere else."""

    def __init__(self, hosts):
        self.hosts = hosts

    async def resolve(self, host, port=0, family=0):
        address, port = self.hosts[host]
        found = {"hostname": host, "host": address, "port": port}
        return [{**found, "family": 2, "proto": 0, "flags": 0}]

    async def close(self):
        pass


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    text: str


class Browser:
    """A client that knows the sample web's hosts."""

    def __init__(self, session, web, served):
        self.session, self.served = session, served
        self.feeds = {source.id: source.url for source in sources(web)}
        self.pages = {article.id: article.address for article in web.articles}

    async def get(self, url, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(url, headers=names) as response:
            body = await response.read()
            text = body.decode(response.charset or "utf-8")
            return Answer(response.status, response.headers, body, text)

    async def feed(self, outlet):
        """A feed as a feed reader understands it."""
        answer = await self.get(self.feeds[outlet])
        headers = {"content-type": answer.headers["Content-Type"]}
        return feedparser.parse(answer.body, response_headers=headers)


@pytest.fixture
async def browser(web):
    async with SampleWeb(web, day(15)) as served:
        connector = aiohttp.TCPConnector(resolver=Table(served.hosts))
        async with aiohttp.ClientSession(connector=connector) as session:
            yield Browser(session, web, served)


async def test_loopback_only_and_every_host(browser):
    host, port = browser.served.address
    assert host == "127.0.0.1"
    assert port > 0
    assert len(browser.served.hosts) == 20
    assert browser.served.hosts["baytimes.example.net"] == (host, port)


async def test_a_given_port_is_taken(web):
    async with SampleWeb(web, day(15)) as first:
        port = first.address[1]
    async with SampleWeb(web, day(15), port=port) as second:
        assert second.address == ("127.0.0.1", port)


@pytest.mark.parametrize(
    ("outlet", "version", "entries"),
    [
        ("meridian-wire", "rss20", 15),
        ("chollima", "rss20", 1),
        ("asagiri", "rss10", 1),
        ("policy-office-kr", "rss10", 0),
        ("harbor-ledger", "atom10", 2),
        ("bay-times", "atom10", 0),
    ],
)
async def test_dialects(browser, outlet, version, entries):
    parsed = await browser.feed(outlet)
    assert not parsed.bozo
    assert (parsed.version, len(parsed.entries)) == (version, entries)
    for entry in parsed.entries:
        assert entry.link in browser.pages.values()
        assert (entry.get("published_parsed") or entry.updated_parsed)[:2] == (2024, 11)
        assert entry.title
        assert entry.summary


async def test_every_feed_is_well_formed(browser, web):
    for outlet in web.outlets:
        answer = await browser.get(browser.feeds[outlet.id])
        assert answer.headers["Content-Type"].endswith(f"charset={outlet.encoding}")
        if outlet.feed == "json":
            json.loads(answer.text)
        else:
            assert f"encoding='{outlet.encoding}'" in answer.text.splitlines()[0]
            ET.fromstring(answer.text.partition("?>")[2])


async def test_json_feed(browser):
    answer = await browser.get(browser.feeds["pell-institute"])
    assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    document = json.loads(answer.text)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = document["items"]
    assert item["url"] == browser.pages["t-json"]
    assert item["date_published"] == "2024-11-05T03:30:00-05:00"
    assert "nights; a &lt;clerk&gt; said" in item["content_html"]


async def test_full_text_or_summary(browser):
    (full,) = (await browser.feed("strana")).entries
    assert full.content[0].value.count("<p>") == 3
    (short,) = (await browser.feed("allied-affairs")).entries
    assert "content" not in short
    assert short.summary.endswith("…")
    assert len(short.summary) <= 201


@pytest.mark.parametrize(
    ("outlet", "page", "language", "encoding"),
    [("nevsky-vestnik", "t-ru", "ru", "windows-1251"), ("hanbit", "t-ko", "ko", "euc-kr")],
)
async def test_old_encodings(browser, outlet, page, language, encoding):
    parsed = await browser.feed(outlet)
    assert not parsed.bozo
    assert parsed.entries[0].title == PROSE[language][0].split(",")[0]
    answer = await browser.get(browser.pages[page])
    assert answer.headers["Content-Type"] == f"text/html; charset={encoding}"
    assert f'<meta charset="{encoding}">' in answer.text
    assert PROSE[language][2] in answer.body.decode(encoding)


async def test_unchanged_is_304(browser):
    feed = browser.feeds["meridian-wire"]
    first = await browser.get(feed)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert parsedate_to_datetime(modified) == day(4, 16)
    same = await browser.get(feed, If_None_Match=etag)
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", etag)
    assert (await browser.get(feed, If_None_Match=f'W/"x", {etag}')).status == 304
    assert (await browser.get(feed, If_Modified_Since=modified)).status == 304
    older = "Mon, 04 Nov 2024 15:59:59 GMT"
    assert (await browser.get(feed, If_Modified_Since=older)).status == 200
    # A wrong ETag outweighs a right date.
    both = await browser.get(feed, If_None_Match='"other"', If_Modified_Since=modified)
    assert both.status == 200


@pytest.mark.parametrize("outlet", ["chollima", "dnipro-chas"])
async def test_some_ignore_conditions(browser, outlet):
    first = await browser.get(browser.feeds[outlet])
    assert "ETag" not in first.headers
    later = "Fri, 15 Nov 2024 23:00:00 GMT"
    again = await browser.get(browser.feeds[outlet], If_None_Match="*", If_Modified_Since=later)
    assert (again.status, again.body) == (200, first.body)


async def test_nothing_exists_before_its_time(browser):
    feed, page = browser.feeds["harbor-ledger"], browser.pages["t-edit"]
    browser.served.now = day(4, 7)
    assert (await browser.feed("harbor-ledger")).entries == []
    assert (await browser.get(page)).status == 404
    browser.served.now = day(4)
    before = await browser.get(feed)
    assert parsedate_to_datetime(before.headers["Date"]) == day(4)
    browser.served.now = day(5)
    after = await browser.get(feed, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert (await browser.get(page)).status == 200


async def test_atom_tells_of_an_edit(browser):
    browser.served.now = day(6, 8)
    before = (await browser.feed("harbor-ledger")).entries[0]
    browser.served.now = day(6, 9)
    after = (await browser.feed("harbor-ledger")).entries[0]
    assert before.updated == before.published == after.published
    assert after.updated == "2024-11-06T04:00:00-05:00"
    assert after.title == "Ferries sail again"
    assert after.summary.startswith("New. ")
    page = await browser.get(browser.pages["t-edit"])
    assert "Ferries sail again" in page.text
    assert PROSE["en"][2] not in page.text


async def test_rss_is_silent_about_edited_text(browser):
    feed, page = browser.feeds["allied-affairs"], browser.pages["t-silent"]
    browser.served.now = day(6, 8)
    etag = (await browser.get(feed)).headers["ETag"]
    page_etag = (await browser.get(page)).headers["ETag"]
    browser.served.now = day(6, 9)
    assert (await browser.get(feed, If_None_Match=etag)).status == 304
    edited = await browser.get(page, If_None_Match=page_etag)
    assert edited.status == 200
    assert "Somebody rewrote" in edited.text


async def test_rss_shows_an_edited_title(browser):
    browser.served.now = day(6, 9)
    (entry,) = (await browser.feed("chollima")).entries
    assert entry.title == "Ferries sail again"
    assert entry.summary.startswith("Ferry crews")
    assert entry.published_parsed[:3] == (2024, 11, 5)


async def test_robots_and_what_is_not_there(browser):
    robots = await browser.get("http://strana.example.com/robots.txt")
    assert (robots.status, robots.text.splitlines()[0]) == (200, "User-agent: *")
    for path in ("/", "/2024/11/05/nothing", "/rss.xml", "/2024/11/04/ferry-t-full"):
        missing = await browser.get(f"http://strana.example.com{path}")
        assert missing.status == 404
        assert "strana.example.com" in missing.text


async def test_unknown_host(browser):
    host, port = browser.served.address
    answer = await browser.get(f"http://{host}:{port}/rss.xml", Host="nobody.example.com")
    assert answer.status == 404
    assert "nobody.example.com" in answer.text


async def test_hosts_that_go_wrong(browser):
    moved = await browser.get(browser.feeds["old-harbor"])
    assert (moved.status, moved.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Old Harbor Bulletin</h1>" in moved.text
    down = await browser.get(browser.feeds["baltic-monitor"])
    assert (down.status, down.headers["Retry-After"]) == (503, "3600")
