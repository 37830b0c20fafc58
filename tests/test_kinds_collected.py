"""Sources of many documents in whole runs: what is asked for, what is stored, how it is judged."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

from monitor.config import FetchSettings, Folders, Settings, bundled
from monitor.engine import Direct
from monitor.job import prepare
from monitor.model import Fetch
from monitor.pipeline import run_async
from monitor.store.snapshot import Snapshot
from tests.support.hostile import Hostile, answer, hostile

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
TEXT = "The ferry to the islands left the harbour at six, after a week of storm. " * 5
ARTICLE = (
    f"<html><head><title>Ferry</title></head><body><article><p>{TEXT}</p></article></body></html>"
)


async def collected(folder: Path, server: Hostile, source: str) -> tuple[Fetch, list[str]]:
    """How one run fared with a source, and the paths of the articles that it stored."""
    address = f"http://{server.host}:{server.port}"
    (folder / "sources.yaml").write_text(
        f"sources:\n  - {{id: a, name: A, {source.replace('~', address)}}}\n"
    )
    folders = Folders(folder / "sources.yaml", bundled("watchlists"), folder / "w", folder / "d")
    settings = Settings(fetch=FetchSettings(pause=0.0, deadline=2.0))
    job = prepare(folders, settings, now=NOW, allow=(ip_network("127.0.0.1/32"),))
    report = await run_async(job, Direct())
    with Snapshot(folders.warehouse / "monitor.duckdb").session() as connection:
        urls = connection.execute("SELECT url FROM articles ORDER BY url").fetchall()
    (fetch,) = report.fetches
    return fetch, [url.removeprefix(address) for (url,) in urls]


def page(body: str) -> bytes:
    return answer(f"<html><body>{body}</body></html>".encode(), content_type="text/html")


def urlset(*urls: tuple[str, str]) -> bytes:
    inner = "".join(f"<url><loc>{at}</loc><lastmod>{day}</lastmod></url>" for at, day in urls)
    return answer(f"<urlset>{inner}</urlset>".encode(), content_type="application/xml")


async def test_the_sitemaps_of_an_index_are_read_and_old_pages_are_no_fault(tmp_path: Path) -> None:
    async with hostile() as server:
        index = "".join(
            f"<sitemap><loc>{server.url(path)}</loc></sitemap>"
            for path in ("/index.xml", "/news.xml", "/archive.xml")
        )
        server.pages["/index.xml"] = answer(f"<sitemapindex>{index}</sitemapindex>".encode())
        server.pages["/news.xml"] = urlset((server.url("/ferry"), "2024-11-05"))
        server.pages["/archive.xml"] = urlset((server.url("/old"), "2019-01-01"))
        server.pages["/ferry"] = answer(ARTICLE.encode(), content_type="text/html")
        fetch, stored = await collected(tmp_path, server, 'kind: sitemap, url: "~/index.xml"')
        asked = [request.path for request in server.requests]
    assert (fetch.outcome, fetch.items, stored) == ("ok", 1, ["/ferry"])
    assert asked.count("/index.xml") == 1
    assert "/old" not in asked


async def test_a_sitemap_without_news_today_is_in_order(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/news.xml"] = urlset((server.url("/old"), "2024-10-01"))
        fetch, stored = await collected(tmp_path, server, 'kind: sitemap, url: "~/news.xml"')
    assert (fetch.outcome, stored) == ("ok", [])
    assert "1 are older" in fetch.detail


async def test_a_calendar_is_read_as_far_as_was_asked_for(tmp_path: Path) -> None:
    """The rest was not wanted, so leaving it is no fault of the source."""
    async with hostile() as server:
        for number in range(9):
            server.pages[f"/news/{number}"] = page(
                f'<h2><a href="/{number}.html">Day {number}</a></h2><a class=n href="/news/{number + 1}">n</a>'
            )
            server.pages[f"/{number}.html"] = answer(ARTICLE.encode(), content_type="text/html")
        options = '{selector: "h2 a", next: a.n, max_pages: 3}'
        fetch, stored = await collected(
            tmp_path, server, f'kind: page, url: "~/news/0", options: {options}'
        )
        asked = {request.path for request in server.requests}
    assert (fetch.outcome, fetch.items) == ("ok", 3)
    assert stored == ["/0.html", "/1.html", "/2.html"]
    assert "/news/3" not in asked


async def test_a_page_whose_layout_changed_is_failing(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/news"] = page('<a href="/a.html">A</a>')
        fetch, stored = await collected(
            tmp_path, server, 'kind: page, url: "~/news", options: {selector: "h2 a"}'
        )
    assert (fetch.outcome, fetch.reason, stored) == ("failed_soft", "layout-changed", [])
    assert "selector 'h2 a'" in fetch.detail
