import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.sources import KINDS, read_files

FEED = (
    '<rss version="2.0"><channel><link>http://outlet.example/</link><item><title>전쟁</title>'
    "<link>/war</link><description>&lt;p&gt;Short&lt;/p&gt;</description>"
    "<pubDate>Sun, 03 Nov 2024 05:00:00 GMT</pubDate></item></channel></rss>"
)


def test_saved_feeds_become_lines_and_a_bad_file_does_not_stop_them(tmp_path: Path) -> None:
    good, page, missing = (tmp_path / name for name in ("good.xml", "page.html", "missing"))
    good.write_text(FEED, encoding="utf-8")
    page.write_text("<html></html>", encoding="utf-8")
    lines = list(read_files([page, missing, good]))
    assert "HTML" in lines[0]["error"]
    assert "No such file" in lines[1]["error"]
    line = lines[2]
    assert (line["file"], line["source_url"]) == (str(good), "http://outlet.example/")
    assert (line["url"], line["title"]) == ("http://outlet.example/war", "전쟁")
    assert (line["summary"], line["published"]) == ("Short", "2024-11-03T05:00:00+00:00")
    assert len(line["id"]) == 16


def test_a_saved_feed_may_carry_its_headers_in_a_comment(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    comment = (
        "<!--\nHeader: Content-Type: text/xml; charset=euc-kr\n"
        "Header: Content-Location: http://cdn.example/\n-->"
    )
    file.write_bytes((comment + FEED).encode("euc-kr"))
    (line,) = read_files([file])
    assert (line["title"], line["url"]) == ("전쟁", "http://cdn.example/war")
    assert "note" not in line


def read(
    tmp_path: Path, body: str | bytes, *more: Any, name: str = "document"
) -> list[dict[str, Any]]:
    file = tmp_path / name
    file.write_bytes(body.encode() if isinstance(body, str) else body)
    return list(read_files([file], *more))


SITEMAP = (
    '<?xml version="1.0"?><urlset><url><loc>https://outlet.example/ship</loc>'
    "<lastmod>2019-05-01</lastmod></url></urlset>"
)
PAGE = (
    '<html><head><link rel="canonical" href="https://outlet.example/news/"></head><body>'
    '<h2><a href="ship">Ship leaves</a></h2></body></html>'
)
CHANNEL = (
    '<!doctype html><html><body><div class="tgme_widget_message" data-post="harbour/7">'
    '<div class="tgme_widget_message_text">Ship leaves</div></div></body></html>'
)


@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())])
def test_a_sitemap_is_known_by_what_it_holds_and_never_too_old(
    tmp_path: Path, pack: Callable[[str], bytes]
) -> None:
    (line,) = read(tmp_path, pack(SITEMAP))
    assert (line["url"], line["title"]) == ("https://outlet.example/ship", "")
    assert (line["updated"], line["published"]) == ("2019-05-01T00:00:00+00:00", None)
    assert len(line["id"]) == 16


def test_an_address_a_line_is_a_sitemap_too(tmp_path: Path) -> None:
    lines = read(tmp_path, "https://outlet.example/a\nhttps://outlet.example/b\n")
    assert [line["url"][-1] for line in lines] == ["a", "b"]


def test_an_index_names_the_documents_that_hold_the_entries(tmp_path: Path) -> None:
    child = "https://outlet.example/news.xml"
    (line,) = read(tmp_path, f"<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>")
    assert line["follow"] == [child]
    assert "an index of 1 documents" in line["error"]


def test_a_channel_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (line,) = read(tmp_path, CHANNEL)
    assert (line["url"], line["content"]) == ("https://t.me/harbour/7", "<p>Ship leaves</p>")


def test_a_page_needs_an_option_that_says_which_links_are_articles(tmp_path: Path) -> None:
    (line,) = read(tmp_path, PAGE)
    assert "--kind page --option selector=" in line["error"]
    (line,) = read(tmp_path, PAGE, KINDS["page"], {"selector": "h2 a"})
    assert line["source_url"] == "https://outlet.example/news/"
    assert (line["url"], line["title"]) == ("https://outlet.example/news/ship", "Ship leaves")


def test_the_kind_that_is_asked_for_is_the_one_that_reads(tmp_path: Path) -> None:
    (line,) = read(tmp_path, SITEMAP, KINDS["feed"])
    assert "not a feed" in line["error"]
    assert read(tmp_path, SITEMAP, KINDS["sitemap"], {"pattern": "/wheat"}) == []
    (line,) = read(tmp_path, b"\x1f\x8bcut", KINDS["page"], {"selector": "a"})
    assert "damaged" in line["error"]


def test_a_page_without_an_address_has_whole_links_only(tmp_path: Path) -> None:
    asked = (KINDS["page"], {"selector": "a"})
    (line,) = read(
        tmp_path, '<html><a href="https://outlet.example/a">A</a><a href="b">B</a>', *asked
    )
    assert line["url"] == "https://outlet.example/a"
    (line,) = read(tmp_path, '<html><a href="b">B</a>', *asked)
    assert "does not say its own address" in line["error"]


def test_what_was_skipped_in_a_saved_feed_is_told(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(FEED.replace("</channel>", "<item/></channel>"), encoding="utf-8")
    (line,) = read_files([file])
    assert "1 of 2 items have no link, guid or title" in line["note"]
