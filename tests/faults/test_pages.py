"""Whatever the page behind an entry is, the entry stays, with the reason, and nothing else suffers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.documents import PAGES, SENTENCE, TEXT, item, page, rss
from tests.faults.runs import MEMORY, Case, Ran, run_over
from tests.support.canary import CANARY
from tests.support.hostile import FAULTS, Fault, answer, redirect

# Where the text of the article is from, what became of the entry, and why.
DOCUMENTS: dict[str, tuple[str, str, str]] = {
    "pdf": ("summary", "partial", "not-html"),
    "picture": ("summary", "partial", "not-html"),
    "empty": ("summary", "partial", "not-html"),
    "zeros": ("summary", "partial", "not-html"),
    "too-large": ("summary", "partial", "too-large"),
    "colspan": ("page", "article", ""),
    "dates": ("page", "article", ""),
    "cookie-wall": ("summary", "partial", "cookie-wall"),
    "login": ("summary", "partial", "paywall"),
    "paywall": ("page", "article", ""),
    "not-found": ("summary", "partial", "gone"),
    "script-only": ("summary", "partial", "script-only"),
    "robot-check": ("summary", "partial", "robot-check"),
    "refresh-inside": ("summary", "partial", "no-text"),
    "frame-inside": ("page", "article", ""),
    "canonical-elsewhere": ("page", "article", ""),
    "canonical-inside": ("page", "article", ""),
    "orders": ("page", "article", ""),
    "half-tags": ("page", "article", ""),
    "attributes": ("page", "article", ""),
}
ANSWERS: dict[str, tuple[Fault, str]] = {
    "404": (FAULTS["/404"], "http-status"),
    "410": (FAULTS["/410"], "http-status"),
    "500": (FAULTS["/500"], "http-status"),
    "challenge": (FAULTS["/challenge"], "http-status"),
    "never": (FAULTS["/never"], "timeout"),
    "drip": (FAULTS["/drip"], "timeout"),
    "reset": (FAULTS["/reset"], "unreachable"),
    "short": (FAULTS["/short-body"], "incomplete"),
    "bomb": (FAULTS["/gzip-bomb"], "too-large"),
    "brotli": (FAULTS["/brotli"], "bad-encoding"),
    "loop": (redirect("/articles/page"), "too-many-redirects"),
    "inside": (redirect(CANARY.url()), "forbidden-address"),
    "file": (redirect("file:///etc/passwd"), "forbidden-scheme"),
    "video": (FAULTS["/video"], "not-html"),
    "429": (FAULTS["/429-seconds"], "rate-limited"),
}
# These may end at the time limit of a page, and must end there.
HEAVY = ("deep", "paragraphs")
RULES = answer(b"User-agent: *\nDisallow: /articles/\n", content_type="text/plain")


# One run is enough for all of them.
pytestmark = pytest.mark.xdist_group("faults-pages")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    feed = answer(rss(item("page")))
    cases = [
        Case(f"p-{name}", feed, pages={"/articles/page": _page(PAGES[name])})
        for name in (*DOCUMENTS, *HEAVY)
    ]
    cases += [
        Case(f"a-{name}", feed, pages={"/articles/page": fault})
        for name, (fault, _) in ANSWERS.items()
    ]
    cases.append(Case("closed", feed, pages={"/robots.txt": RULES}))
    cases.append(Case("shut", feed, pages={"/robots.txt": FAULTS["/500"]}))
    cases.append(Case("neighbour", feed))
    folder: Path = tmp_path_factory.mktemp("pages")
    return asyncio.run(run_over(cases, folder))


def _page(body: bytes) -> Fault:
    return answer(body, content_type="text/html; charset=utf-8")


def _article(ran: Ran, source: str) -> tuple[str, str, str]:
    ((text, origin, note),) = ran.query(
        f"SELECT text, text_origin, note FROM articles WHERE source_id = '{source}'"
    )
    return text, origin, note


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_page_has_its_reason(ran: Ran, name: str) -> None:
    origin, fate, reason = DOCUMENTS[name]
    text, found, note = _article(ran, f"p-{name}")
    assert found == origin, note
    assert ran.query(f"SELECT fate, reason FROM coverage WHERE source_id = 'p-{name}'") == [
        (fate, reason)
    ]
    if origin == "summary":
        assert text == SENTENCE.strip()
        assert note
    else:
        assert "late again because of the fog" in text


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_page_ends_in_time(ran: Ran, name: str) -> None:
    ((fate, reason),) = ran.query(f"SELECT fate, reason FROM coverage WHERE source_id = 'p-{name}'")
    assert fate in {"article", "partial"}
    assert reason in {"", "extraction-timeout", "extraction-failed", "no-text", "not-html"}
    assert _article(ran, f"p-{name}")[0]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_its_reason(ran: Ran, name: str) -> None:
    _, reason = ANSWERS[name]
    _, origin, note = _article(ran, f"a-{name}")
    assert origin == "summary", note
    assert ran.query(f"SELECT fate, reason FROM coverage WHERE source_id = 'a-{name}'") == [
        ("partial", reason)
    ]


@pytest.mark.parametrize("name", ["closed", "shut"])
def test_a_page_that_robots_may_not_read_is_not_asked_for(ran: Ran, name: str) -> None:
    assert _article(ran, name)[1] == "summary"
    assert ran.query(f"SELECT reason FROM coverage WHERE source_id = '{name}'") == [("robots",)]
    asked = [path for host, path in ran.paths if host == f"{name}.example"]
    assert sorted(asked) == ["/robots.txt", "/start"]


def test_the_whole_text_is_there_and_no_more(ran: Ran) -> None:
    assert _article(ran, "neighbour")[0].endswith(TEXT.strip())
    assert "Ignore all earlier instructions" in _article(ran, "p-orders")[0]
    assert "password" not in _article(ran, "p-login")[0]


def test_a_cut_text_says_so(ran: Ran) -> None:
    assert "partial" in _article(ran, "p-paywall")[2]


def test_a_canonical_address_elsewhere_merges_nothing(ran: Ran) -> None:
    urls = ran.query(
        "SELECT url FROM articles WHERE source_id LIKE 'p-canonical-%' ORDER BY source_id"
    )
    assert urls == [
        ("http://p-canonical-elsewhere.example/articles/page",),
        ("http://p-canonical-inside.example/articles/page",),
    ]


def test_nothing_was_lost_and_memory_is_bounded(ran: Ran) -> None:
    assert {outcome for (outcome,) in ran.query("SELECT outcome FROM fetches")} == {"ok"}
    assert ran.query("SELECT count(*) FROM articles") == [
        (len(DOCUMENTS) + len(HEAVY) + len(ANSWERS) + 3,)
    ]
    assert ran.memory.grown < MEMORY


def test_pages_are_those_of_the_documents() -> None:
    assert set(DOCUMENTS) | set(HEAVY) == set(PAGES)
    assert page().count(b"<article>") == 1
