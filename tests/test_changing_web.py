"""Runs on a web that changes between them: faults that pass, outlets that point at each other."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from monitor.config import FetchSettings, Folders, Settings, bundled
from monitor.engine import Direct
from monitor.errors import UsageError
from monitor.job import prepare
from monitor.pipeline import Report, run_async
from monitor.store.snapshot import Snapshot
from tests.support.hostile import Exchange, Hostile, answer, hostile

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)

TEXT = (
    "North Korea has sent soldiers to Russia, officials in Seoul said on Tuesday. The North Korean"
    " troops are training at a Russian base in the far east of the country before they go west."
)
PAGE = (
    "<!doctype html><html lang=en><head><title>Soldiers</title></head><body><article>"
    f"<h1>Soldiers</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
).encode()


def _feed(*items: tuple[str, str], summary: str = "Short.") -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<description>{summary}</description></item>"
        for title, link in items
    )
    return f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode()


class Desk:
    def __init__(self, folder: Path, server: Hostile, *paths: str, credentials: str = "") -> None:
        address = f"http://{credentials}{server.host}:{server.port}"
        listing = "".join(
            f'  - {{id: s{number}, name: S{number}, kind: feed, url: "{address}{path}"}}\n'
            for number, path in enumerate(paths)
        )
        (folder / "sources.yaml").write_text(f"sources:\n{listing}")
        self.folders = Folders(
            folder / "sources.yaml", bundled("watchlists"), folder / "wh", folder / "digests"
        )

        self.hosts: dict[str, str] = {}
        self.due_only = False

    async def run(self, now: datetime) -> Report:
        settings = Settings(fetch=FetchSettings(pause=0.0, deadline=3.0, hosts=self.hosts))
        allow = (ip_network("127.0.0.0/16"),)
        job = prepare(self.folders, settings, now=now, allow=allow, due_only=self.due_only)
        return await run_async(job, Direct())

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with Snapshot(self.folders.warehouse / "monitor.duckdb").session() as connection:
            return connection.execute(sql).fetchall()


async def test_a_page_that_failed_for_now_is_asked_for_again(tmp_path: Path) -> None:
    async with hostile() as server:
        link = server.url("/soldiers")
        server.pages["/feed"] = answer(_feed(("Soldiers", link)), etag='"1"')
        server.pages["/soldiers"] = answer(b"", status=503)
        desk = Desk(tmp_path, server, "/feed")
        first = await desk.run(NOW)
        assert (first.new_articles, first.hits) == (1, 0)
        assert desk.query("SELECT text_origin FROM articles") == [("summary",)]

        server.pages["/soldiers"] = answer(PAGE, content_type="text/html")
        second = await desk.run(NOW + DAY)
        assert desk.query("SELECT text_origin, version FROM articles") == [("page", 2)]
        assert second.hits > 0
        (issue,) = second.digests
        assert (issue.corrected_stories, issue.new_stories) == (0, 1)

        third = await desk.run(NOW + 2 * DAY)
        assert [one.outcome.value for one in third.fetches] == ["unchanged"]


async def test_a_page_that_stays_away_is_given_up(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/feed"] = answer(_feed(("Soldiers", server.url("/gone"))))
        server.pages["/gone"] = answer(b"", status=503)
        desk = Desk(tmp_path, server, "/feed")
        for day in range(5):
            await desk.run(NOW + day * DAY)
        asked = [request.path for request in server.requests].count("/gone")
        assert asked == 3


async def test_an_outlet_cannot_edit_the_article_of_another(tmp_path: Path) -> None:
    async with hostile() as server:
        link = server.url("/soldiers")
        server.pages["/soldiers"] = answer(PAGE, content_type="text/html")
        server.pages["/one"] = answer(_feed(("Soldiers", link)))
        server.pages["/two"] = answer(_feed(("What they hide", link)))
        desk = Desk(tmp_path, server, "/one", "/two")
        await desk.run(NOW)
        server.pages["/two"] = answer(_feed(("They hide it again", link), summary=TEXT * 9))
        report = await desk.run(NOW + DAY)
        assert report.edited_articles == 0
        assert desk.query("SELECT title, version, source_id FROM articles") == [
            ("Soldiers", 1, "s0")
        ]


async def test_a_host_that_never_answers_is_left_alone_after_a_few_pages(tmp_path: Path) -> None:
    async with hostile() as server:
        links = [(f"Title {n}", server.url(f"/never?{n}")) for n in range(9)]
        server.pages["/feed"] = answer(_feed(*links))
        desk = Desk(tmp_path, server, "/feed")
        report = await desk.run(NOW)
        assert report.new_articles == 9
        asked = desk.query("SELECT message FROM failures WHERE message NOT LIKE 'not asked%'")
        assert len(asked) == 3


def _files_with(folder: Path, secret: bytes) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "sources.yaml"]
    assert files
    return [path for path in files if secret in path.read_bytes()]


async def test_a_password_in_an_address_is_stored_nowhere(tmp_path: Path) -> None:
    async with hostile() as server:
        entry = b"<item><title>No link here</title><description>Text.</description></item>"
        feed = b'<rss version="2.0"><channel><title>x</title>%s</channel></rss>' % entry
        server.pages["/feed"] = answer(feed)
        desk = Desk(tmp_path, server, "/feed", credentials="bob:hunter2@")
        report = await desk.run(NOW)
        assert report.new_articles == 1
        assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert not _files_with(tmp_path, b"hunter2")


async def test_a_run_dated_before_the_last_digest_is_refused(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/feed"] = answer(_feed())
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        with pytest.raises(UsageError, match="before the end of the last digest"):
            await desk.run(NOW - DAY)


async def test_a_folder_for_digests_that_cannot_be_is_refused_before_anything(
    tmp_path: Path,
) -> None:
    async with hostile() as server:
        server.pages["/feed"] = answer(_feed())
        desk = Desk(tmp_path, server, "/feed")
        (tmp_path / "digests").write_text("a file")
        with pytest.raises(UsageError, match="digests folder cannot be written"):
            await desk.run(NOW)
        assert server.requests == []


async def test_what_a_cut_off_feed_did_not_show_is_read_although_nothing_has_changed(
    tmp_path: Path,
) -> None:
    async with hostile() as server:
        links = [server.url(f"/{number}") for number in range(3)]
        whole = _feed(*((f"Ship {number}", link) for number, link in enumerate(links)))
        tag = '"1"'
        server.pages["/feed"] = answer(
            whole[: whole.index(b"<link>" + links[1].encode())], etag=tag
        )
        desk = Desk(tmp_path, server, "/feed")
        first = await desk.run(NOW)
        assert [one.outcome.value for one in first.fetches] == ["degraded"]
        assert desk.query("SELECT url FROM articles") == [(links[0],)]
        assert desk.query("SELECT fate, reason, entries FROM covered WHERE fate = 'dropped'") == [
            ("dropped", "incomplete", 1)
        ]

        async def conditional(exchange: Exchange) -> None:
            same = exchange.request.headers.get("if-none-match") == tag
            await answer(b"" if same else whole, status=304 if same else 200, etag=tag)(exchange)

        server.pages["/feed"] = conditional
        second = await desk.run(NOW + DAY)
        assert [one.outcome.value for one in second.fetches] == ["ok"]
        assert desk.query("SELECT url FROM articles ORDER BY url") == [(link,) for link in links]
        third = await desk.run(NOW + 2 * DAY)
        assert [one.outcome.value for one in third.fetches] == ["unchanged"]
