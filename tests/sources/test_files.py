from pathlib import Path

from monitor.sources import read_files

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
