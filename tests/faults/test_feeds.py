"""Whatever a feed holds, the run goes on, keeps what can be kept, and says what was odd."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor.model import Outcome, Reason
from tests.faults.documents import FEEDS, item, rss
from tests.faults.runs import MEMORY, Case, Ran, run_over
from tests.support.hostile import answer

OK, DEGRADED, SOFT = Outcome.OK, Outcome.DEGRADED, Outcome.FAILED_SOFT

# How the attempt ends, why it failed, and how many articles come of it.
EXPECTED: dict[str, tuple[Outcome, Reason | None, int]] = {
    "nothing": (SOFT, Reason.EMPTY, 0),
    "blanks": (SOFT, Reason.EMPTY, 0),
    "zeros": (SOFT, Reason.EMPTY, 0),
    "html": (SOFT, Reason.NOT_A_FEED, 0),
    "text": (SOFT, Reason.NOT_A_FEED, 0),
    "other-xml": (SOFT, Reason.NOT_A_FEED, 0),
    "json-of-something": (SOFT, Reason.NOT_A_FEED, 0),
    "deep-json": (SOFT, Reason.UNREADABLE, 0),
    "picture": (SOFT, Reason.NOT_A_FEED, 0),
    "pdf": (SOFT, Reason.NOT_A_FEED, 0),
    "no-items": (DEGRADED, None, 0),
    "control-characters": (DEGRADED, None, 1),
    "nul-in-text": (DEGRADED, None, 1),
    "bare-ampersand": (DEGRADED, None, 2),
    "bad-utf8": (DEGRADED, None, 1),
    "unclosed": (DEGRADED, None, 1),
    "charset-wrong": (DEGRADED, None, 1),
    "charset-unknown": (OK, None, 1),
    "external-entity": (DEGRADED, None, 1),
    "external-dtd": (OK, None, 1),
    "parameter-entity": (OK, None, 1),
    "entity-bomb": (SOFT, Reason.UNREADABLE, 0),
    "xinclude": (OK, None, 1),
    "stylesheet": (OK, None, 1),
    "deep": (OK, None, 1),
    "one-guid": (DEGRADED, None, 10),
    "no-identity": (OK, None, 1),
    "only-without-identity": (DEGRADED, None, 0),
    "year-2099": (OK, None, 1),
    "year-1970": (OK, None, 1),
    "no-date": (OK, None, 1),
    "long-date": (OK, None, 1),
    "script-links": (OK, None, 5),
    "links-inside": (OK, None, 7),
    "long-title": (OK, None, 1),
    "markup-in-title": (OK, None, 1),
    "gzip-in-disguise": (OK, None, 1),
    "gzip-cut-off": (SOFT, Reason.INCOMPLETE, 0),
    "gzip-bomb-in-disguise": (SOFT, Reason.TOO_LARGE, 0),
    "atom": (OK, None, 1),
    "rdf": (OK, None, 1),
    "json-feed": (OK, None, 1),
    "utf-16": (OK, None, 1),
    "windows-1251": (OK, None, 1),
    "koi8-r": (OK, None, 1),
    "euc-kr": (OK, None, 1),
    "shift-jis": (OK, None, 1),
    "gb2312": (OK, None, 1),
    "big5": (OK, None, 1),
}


# One run is enough for all of them.
pytestmark = pytest.mark.xdist_group("faults-feeds")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    cases = [Case(f"f-{name}", answer(FEEDS[name])) for name in EXPECTED]
    cases.append(Case("neighbour", answer(rss(item("a"), item("b")))))
    folder: Path = tmp_path_factory.mktemp("feeds")
    return asyncio.run(run_over(cases, folder))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_feed_has_its_outcome(ran: Ran, name: str) -> None:
    ((outcome, reason, detail, new),) = ran.query(
        f"SELECT outcome, reason, detail, new_items FROM fetches WHERE source_id = 'f-{name}'"
    )
    wanted, why, articles = EXPECTED[name]
    assert (outcome, reason, new) == (wanted.value, why.value if why else None, articles), detail
    assert 5 < len(detail) < 300


def test_every_document_is_tried(ran: Ran) -> None:
    assert set(EXPECTED) == set(FEEDS)


def test_every_entry_has_a_fate(ran: Ran) -> None:
    missing = ran.query(
        "SELECT source_id, items, sum(entries) FROM fetches LEFT JOIN coverage USING (source_id)"
        " WHERE items > 0 GROUP BY ALL HAVING items > sum(entries)"
    )
    assert missing == []
    assert ran.query(
        "SELECT reason, entries FROM coverage WHERE source_id = 'f-no-identity'"
        " AND fate = 'dropped'"
    ) == [("no-identity", 1)]


def test_titles_are_readable(ran: Ran) -> None:
    titles = dict(ran.query("SELECT source_id, any_value(title) FROM articles GROUP BY source_id"))
    assert titles["f-koi8-r"] == titles["f-windows-1251"] == titles["f-charset-wrong"]
    assert titles["f-koi8-r"] == "Паром снова опоздал"
    assert titles["f-euc-kr"] == "여객선이 또 늦었다"
    assert titles["f-shift-jis"] == "フェリーがまた遅れた"
    assert titles["f-gb2312"] == "渡轮又晚点了"
    assert titles["f-big5"] == "渡輪又晚點了"
    assert titles["f-nul-in-text"] == titles["f-control-characters"] == "Ferry"
    assert titles["f-bare-ampersand"] in {"Fish & chips", "Ferry b is late"}
    assert titles["f-markup-in-title"] == "Ferry"
    assert len(titles["f-long-title"]) <= 1000


def test_dates_that_cannot_be_are_none(ran: Ran) -> None:
    dates = dict(
        ran.query(
            "SELECT source_id, published_at FROM articles"
            " WHERE source_id IN ('f-year-2099', 'f-year-1970', 'f-no-date', 'f-long-date')"
        )
    )
    assert dates == dict.fromkeys(("f-year-2099", "f-year-1970", "f-no-date", "f-long-date"))


def test_links_that_are_none_are_not_stored(ran: Ran) -> None:
    links = [
        url for (url,) in ran.query("SELECT url FROM articles UNION SELECT link FROM articles")
    ]
    assert all(link.startswith(("http://", "https://")) or link == "" for link in links)


def test_links_inside_are_kept_as_links_and_never_followed(ran: Ran) -> None:
    found = ran.query(
        "SELECT text_origin, count(*) FROM articles WHERE source_id = 'f-links-inside' GROUP BY 1"
        " ORDER BY 1"
    )
    assert found == [("page", 1), ("summary", 6)]
    reasons = ran.query(
        "SELECT DISTINCT reason FROM failures WHERE source_id = 'f-links-inside' AND stage = 'fetch'"
    )
    assert sorted(reasons) == [("bad-response",), ("forbidden-address",)]


def test_the_neighbour_is_unharmed_and_memory_bounded(ran: Ran) -> None:
    assert ran.query("SELECT outcome, new_items FROM fetches WHERE source_id = 'neighbour'") == [
        ("ok", 2)
    ]
    assert ran.memory.grown < MEMORY
