"""What a run leaves for the next: rest that a host asked for, full reads, looks at what hit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.hostile import Exchange, Hostile, answer, conditional, hostile
from tests.test_changing_web import PAGE, TEXT, Desk, _feed

NOW = datetime(2024, 11, 5, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(server: Hostile, path: str) -> int:
    return [request.path for request in server.requests].count(path)


def _edited(before: str, after: str) -> bytes:
    changed = PAGE.replace(before.encode(), after.encode())
    assert changed != PAGE
    return changed


@pytest.fixture
def soldiers() -> Callable[[Hostile], None]:
    """A feed that never changes, and a page that hits."""

    def serve(server: Hostile) -> None:
        link = server.url("/soldiers")
        server.pages["/feed"] = answer(_feed(("Soldiers", link)), etag='"1"')
        server.pages["/soldiers"] = answer(PAGE, content_type="text/html")

    return serve


async def test_a_silent_edit_becomes_a_version(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        server.pages["/soldiers"] = answer(
            _edited("has sent soldiers", "has sent 12,000 soldiers"), content_type="text/html"
        )
        report = await desk.run(NOW + DAY)
        assert [one.outcome.value for one in report.fetches] == ["unchanged"]
        assert report.edited_articles == 1
        assert desk.query("SELECT version FROM articles") == [(2,)]
        assert desk.query("SELECT outcome FROM looks") == [("edited",)]
        assert len(report.digests) == 1
        assert (report.digests[0].corrected_stories, report.digests[0].new_stories) == (1, 0)


async def test_a_changed_counter_is_no_edit(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        counted = _edited("<h1>Soldiers</h1>", "<h1>Soldiers</h1><p>1,024 views</p>")
        server.pages["/soldiers"] = answer(counted, content_type="text/html")
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        server.pages["/soldiers"] = answer(
            counted.replace(b"1,024", b"2,048"), content_type="text/html"
        )
        report = await desk.run(NOW + DAY)
        assert report.edited_articles == 0
        assert desk.query("SELECT outcome FROM looks") == [("same",)]


async def test_what_hit_is_looked_at_four_times(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        seen = []
        for hours in (0, 5, 6, 7, 24, 48, 72, 168, 800):
            await desk.run(NOW + hours * HOUR)
            seen.append(asked(server, "/soldiers"))
        assert seen == [1, 1, 2, 2, 3, 3, 4, 5, 5]


async def test_one_look_serves_all_that_were_missed(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        for days in (0, 8, 9, 10):
            await desk.run(NOW + days * DAY)
        assert asked(server, "/soldiers") == 2


async def test_what_did_not_hit_is_not_looked_at(tmp_path: Path) -> None:
    async with hostile() as server:
        dull = PAGE.replace(TEXT.encode(), b"The ferry was late because of the fog. " * 9)
        server.pages["/feed"] = answer(_feed(("Ferry", server.url("/ferry"))))
        server.pages["/ferry"] = answer(dull, content_type="text/html")
        desk = Desk(tmp_path, server, "/feed")
        for days in range(4):
            await desk.run(NOW + days * DAY)
        assert asked(server, "/ferry") == 1


async def test_a_page_that_is_gone_takes_nothing_away(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        server.pages["/soldiers"] = answer(b"", status=410)
        report = await desk.run(NOW + DAY)
        assert report.edited_articles == 0
        assert desk.query("SELECT text_origin, version FROM articles") == [("page", 1)]
        ((outcome, detail),) = desk.query("SELECT outcome, detail FROM looks")
        assert outcome == "failed"
        assert "gone" in str(detail)


async def test_a_host_that_asked_for_rest_gets_it_from_later_runs_too(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/feed"] = answer(b"", status=429, retry_after="7200")
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        server.pages["/feed"] = answer(_feed(("Soldiers", server.url("/soldiers"))))
        early = await desk.run(NOW + HOUR)
        assert early.fetches[0].detail.startswith("not asked")
        assert asked(server, "/feed") == 1
        await desk.run(NOW + 2 * HOUR)
        assert asked(server, "/feed") == 2


async def test_an_unchanged_feed_is_read_in_full_once_a_week(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/feed"] = conditional
        desk = Desk(tmp_path, server, "/feed")
        for days in (0, 1, 6, 7, 8):
            await desk.run(NOW + days * DAY)
        sent = [
            "if-none-match" in request.headers
            for request in server.requests
            if request.path == "/feed"
        ]
        assert sent == [False, True, True, False, True]


async def test_a_feed_that_ignores_conditions_is_unchanged_by_its_bytes(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/feed"] = answer(_feed(("Soldiers", server.url("/x"))), etag='"1"')
        desk = Desk(tmp_path, server, "/feed")
        outcomes = [(await desk.run(NOW + n * HOUR)).fetches[0].outcome.value for n in range(3)]
        assert outcomes == ["ok", "unchanged", "unchanged"]


async def test_validators_of_one_address_are_not_sent_to_another(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/one"] = answer(_feed(("Soldiers", server.url("/x"))), etag='"1"')
        server.pages["/two"] = server.pages["/one"]
        await Desk(tmp_path, server, "/one").run(NOW)
        report = await Desk(tmp_path, server, "/two").run(NOW + HOUR)
        assert "if-none-match" not in server.requests[-1].headers
        assert report.fetches[0].outcome.value == "ok"


async def test_an_item_is_one_article_whatever_its_feed_does_to_it(tmp_path: Path) -> None:
    """Rotating guids, another title, another date, tracking, another slug: one article."""
    async with hostile() as server:
        page = answer(PAGE, content_type="text/html")
        for slug in ("/soldiers", "/amp/soldiers", "/soldiers-updated"):
            server.pages[slug] = page
        desk = Desk(tmp_path, server, "/feed")
        link = server.url("/soldiers")
        items = [
            ("Soldiers sent to the east", link, "g1", ""),
            ("Soldiers sent to the east", link, "g2", ""),
            ("Soldiers were sent to the east", link, "g2", ""),
            ("Soldiers were sent to the east", f"{link}?utm_source=rss", "g2", ""),
            (
                "Soldiers were sent to the east",
                f"{link}#top",
                "g2",
                "Wed, 06 Nov 2024 10:00:00 GMT",
            ),
            ("Soldiers were sent to the east", server.url("/soldiers-updated"), "g2", ""),
        ]
        for number, (title, address, guid, date) in enumerate(items):
            server.pages["/feed"] = answer(
                f"<rss version='2.0'><channel><item><title>{title}</title><link>{address}</link>"
                f"<guid isPermaLink='false'>{guid}</guid><pubDate>{date}</pubDate></item>"
                "</channel></rss>".encode()
            )
            await desk.run(NOW + number * HOUR)
        assert desk.query("SELECT count(*) FROM articles") == [(1,)]
        assert desk.query("SELECT count(*) FROM digest_articles WHERE article_version = 1") == [
            (desk.query("SELECT count(DISTINCT watchlist_id) FROM digest_articles")[0][0],)
        ]


async def test_a_feed_that_is_empty_for_a_while_loses_nothing(tmp_path: Path) -> None:
    async with hostile() as server:
        full = answer(_feed(*((f"T{n}", server.url(f"/a{n}")) for n in range(5))))
        desk = Desk(tmp_path, server, "/feed")
        for number, fault in enumerate((full, answer(_feed()), full)):
            server.pages["/feed"] = fault
            report = await desk.run(NOW + number * DAY)
            if number == 1:
                assert report.fetches[0].outcome.value == "degraded"
                assert "usually 5" in report.fetches[0].detail
        assert desk.query("SELECT count(*) FROM articles") == [(5,)]
        assert desk.query("SELECT count(*) FROM article_versions") == [(5,)]


async def test_a_window_that_moved_on_is_told_as_a_possible_gap(tmp_path: Path) -> None:
    async with hostile() as server:
        desk = Desk(tmp_path, server, "/feed")
        for day in range(2):
            links = [(f"T{day}{n}", server.url(f"/{day}/{n}")) for n in range(6)]
            server.pages["/feed"] = answer(_feed(*links))
            report = await desk.run(NOW + day * DAY)
        assert report.fetches[0].outcome.value == "degraded"
        assert "come and gone" in report.fetches[0].detail
        assert report.new_articles == 6


async def test_a_run_without_network_blames_no_source(tmp_path: Path) -> None:
    async with hostile() as server:
        paths = ("/feed", "/gzip", "/gzip-two-members", "/bomb-redirect")
        listing = Desk(tmp_path, server, *paths)
        text = (tmp_path / "sources.yaml").read_text()
        for number, path in enumerate(paths):
            text = text.replace(f"{server.host}:{server.port}{path}", f"h{number}.example{path}")
        (tmp_path / "sources.yaml").write_text(text)
        listing.hosts = {f"h{n}.example": f"{server.host}:{server.port}" for n in range(4)}
        await listing.run(NOW)
        listing.hosts = {f"h{n}.example": "127.0.0.1:1" for n in range(4)}
        report = await listing.run(NOW + DAY)
        assert {one.reason for one in report.fetches} == {"network-down"}
        assert "network is down here" in report.fetches[0].detail
        assert (
            listing.query(
                "SELECT source_id FROM source_health WHERE failing_since > TIMESTAMPTZ '2024-11-06'"
            )
            == []
        )
        assert len(report.digests) == 1


async def test_a_scheduled_run_asks_only_what_is_due(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/good"] = answer(_feed(("Soldiers", server.url("/x"))))
        server.pages["/bad"] = answer(b"", status=410)
        desk = Desk(tmp_path, server, "/good", "/bad")
        desk.due_only = True
        for day in range(14):
            await desk.run(NOW + day * DAY)
        assert asked(server, "/good") == 14
        assert asked(server, "/bad") == 9
        server.pages["/bad"] = server.pages["/good"]
        desk.due_only = False
        report = await desk.run(NOW + 14 * DAY)
        assert {one.outcome.value for one in report.fetches} <= {"ok", "unchanged"}
        assert desk.query("SELECT count(*) FROM source_state WHERE strikes > 0") == [(0,)]


async def test_a_move_for_good_is_proposed_after_a_week(tmp_path: Path) -> None:
    async with hostile() as server:

        async def moved(exchange: Exchange) -> None:
            await answer(b"", status=301, location="/new")(exchange)

        server.pages["/old"] = moved
        server.pages["/new"] = answer(_feed(("Soldiers", server.url("/x"))))
        desk = Desk(tmp_path, server, "/old")
        for days in (0, 3, 8):
            await desk.run(NOW + days * DAY)
        assert desk.query("SELECT moved_to, last_attempt_at - moved_since FROM source_health") == [
            (server.url("/new"), 8 * DAY)
        ]
        assert asked(server, "/old") == 3


async def test_a_headline_that_changed_is_told_although_its_page_fails(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        server.pages["/feed"] = answer(_feed(("Soldiers have left", server.url("/soldiers"))))
        server.pages["/soldiers"] = answer(b"", status=503)
        await desk.run(NOW + HOUR)
        assert desk.query("SELECT title, version, text_origin FROM articles") == [
            ("Soldiers have left", 2, "page")
        ]
        assert desk.query("SELECT fate, entries FROM covered WHERE fate = 'edited'") == [
            ("edited", 1)
        ]


async def test_a_site_that_never_answers_is_charged_beside_one_that_does(tmp_path: Path) -> None:
    async with hostile() as server:
        server.pages["/good"] = answer(_feed(("Soldiers", server.url("/x"))))
        desk = Desk(tmp_path, server, "/good", "/feed")
        listing = tmp_path / "sources.yaml"
        text = listing.read_text()
        listing.write_text(text.replace(f"{server.host}:{server.port}/feed", "h.example/feed"))
        desk.hosts = {"h.example": "127.0.0.1:1"}
        for days in range(2):
            await desk.run(NOW + days * DAY)
        assert desk.query("SELECT source_id, strikes FROM source_state WHERE strikes > 0") == [
            ("s1", 1.0)
        ]


async def test_other_options_read_the_same_document_anew(tmp_path: Path) -> None:
    async with hostile() as server:
        index = "".join(f"<h{n}><a href='/a{n}'>Ferry {n}</a></h{n}>" for n in (2, 3))
        page = f"<html><body>{index}</body></html>".encode()
        server.pages["/index"] = answer(page, content_type="text/html", etag='"1"')
        desk = Desk(tmp_path, server, "/index")
        listing = tmp_path / "sources.yaml"
        text = listing.read_text().replace("kind: feed", "kind: page")
        for selector, outcome, articles in (("h2 a", "ok", 1), ("h2 a, h3 a", "ok", 2)):
            listing.write_text(text.replace("}\n", f", options: {{selector: '{selector}'}}}}\n"))
            report = await desk.run(NOW + articles * HOUR)
            assert report.fetches[0].outcome.value == outcome
            assert desk.query("SELECT count(*) FROM articles") == [(articles,)]
        assert (await desk.run(NOW + 3 * HOUR)).fetches[0].outcome.value == "unchanged"


async def test_a_headline_that_only_the_page_changed_becomes_a_version(
    tmp_path: Path, soldiers: Callable[[Hostile], None]
) -> None:
    async with hostile() as server:
        soldiers(server)
        desk = Desk(tmp_path, server, "/feed")
        await desk.run(NOW)
        renamed = PAGE.replace(b">Soldiers<", b">Soldiers were never there<")
        server.pages["/soldiers"] = answer(renamed, content_type="text/html")
        report = await desk.run(NOW + DAY)
        assert desk.query("SELECT title, version FROM articles") == [
            ("Soldiers were never there", 2)
        ]
        assert desk.query("SELECT before, after, touches FROM edits WHERE field = 'title'") == [
            ("Soldiers", "Soldiers were never there", "headline,matched")
        ]
        assert len(report.digests) == 1
        assert report.digests[0].corrected_stories == 1
