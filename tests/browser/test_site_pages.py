"""The archive in a real browser, from a folder on a disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from monitor.site import pages, write
from tests.browser.conftest import PHONE, WIDE, Visit, Visiting
from tests.site.archives import archive

LOOKS = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{scheme}-{name}")
    for scheme in ("light", "dark")
    for name, size in (("wide", WIDE), ("phone", PHONE))
]
KINDS = (
    "index.html",
    "stories/s-trains.html",
    "themes/troops.html",
    "days/2024-11-16.html",
    "months/2024-11.html",
    "sources.html",
)
TITLES = ["Report trains", "Report banks", "Ｃａｆé in 新疆, 2 rooms"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write(folder, pages(archive()))
    return folder


@pytest.fixture
def front(visit: Visiting, site: Path) -> Page:
    page: Page = visit((site / "index.html").as_uri()).page
    return page


def listed(page: Page) -> list[str]:
    """The headlines that are to be seen."""
    return [one.inner_text() for one in page.locator(".title a:visible").all()]


def at(page: Page) -> str | None:
    """The headline of the story that has the focus."""
    found: str | None = page.evaluate(
        "document.activeElement.closest('li')?.querySelector('.title a').textContent"
    )
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_everyone_can_read_it_everywhere(
    visit: Visiting, site: Path, kind: str, look: dict[str, object]
) -> None:
    url = (site / kind).as_uri()
    seen: Visit = visit(url, **look)
    assert seen.barriers() == []
    assert seen.overflow() == 0
    assert seen.errors == []
    assert seen.requests == [url], "it asked for something"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("trains", [0]),
        ("REPORT", [0, 1]),
        ("report kcna", [1]),
        ("kcna report", [1]),
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("café", [2]),
        ("新疆", [2]),
        ("국정원", [0]),
        ("２ rooms", [2]),
        ("lang:ko", [0]),
        ("only:states", [1]),
        ("lang:ko kcna", []),
        ("   ", [0, 1, 2]),
    ],
)
def test_the_filter_finds_each_word_wherever_it_stands(
    front: Page, words: str, left: list[int]
) -> None:
    front.fill("#filter", words)
    assert listed(front) == [TITLES[place] for place in left]
    said = front.inner_text("#found")
    assert said == (f"{len(left)} of 3" if words.strip() else "3 stories")
    assert front.locator("#found").get_attribute("role") == "status"
    assert front.locator(".group:visible").count() == len(left), "days without stories are hidden"


def test_escape_clears_the_filter(front: Page) -> None:
    front.keyboard.press("/")
    front.keyboard.type("kcna")
    assert listed(front) == TITLES[1:2]
    front.keyboard.press("Escape")
    assert listed(front) == TITLES
    assert front.inner_text("#found") == "3 stories"
    assert front.input_value("#filter") == ""


def test_a_button_writes_its_word_into_the_filter_and_takes_it_out(front: Page) -> None:
    russian = front.get_by_role("button", name="Russian 1")
    front.fill("#filter", "report")
    russian.click()
    assert front.input_value("#filter") == "report lang:ru"
    assert russian.get_attribute("aria-pressed") == "true"
    assert listed(front) == TITLES[1:2]
    russian.click()
    assert front.input_value("#filter") == "report"
    assert russian.get_attribute("aria-pressed") == "false"
    assert listed(front) == TITLES[:2]


def test_keys_go_from_story_to_story_past_what_is_hidden_and_open_them(front: Page) -> None:
    front.keyboard.press("k")
    assert at(front) is None
    front.keyboard.press("j")
    assert at(front) == TITLES[0]
    front.keyboard.press("j")
    front.keyboard.press("j")
    front.keyboard.press("j")
    assert at(front) == TITLES[2]
    front.keyboard.press("k")
    assert at(front) == TITLES[1]
    front.keyboard.press("Control+j")
    assert at(front) == TITLES[1]
    front.keyboard.press("/")
    front.keyboard.type("jok")
    assert front.input_value("#filter") == "jok", "letters are letters in the filter"
    front.fill("#filter", "rooms")
    front.locator("h1").click()
    front.keyboard.press("j")
    assert at(front) == TITLES[2]
    front.keyboard.press("o")
    front.wait_for_url("**/stories/s-cafe.html")
    assert front.inner_text("h1") == TITLES[2]


def test_a_page_without_a_list_bears_the_keys(visit: Visiting, site: Path) -> None:
    seen: Visit = visit((site / "days/2024-11-10.html").as_uri())
    for key in ("j", "k", "o", "/"):
        seen.page.keyboard.press(key)
    assert seen.errors == []


def test_the_sources_are_filtered_too(visit: Visiting, site: Path) -> None:
    page = visit((site / "sources.html").as_uri()).page
    page.fill("#filter", "failed")
    assert page.locator("tbody tr:visible").count() == 1
    assert page.inner_text("#found") == "1 of 2"


@pytest.mark.parametrize("kind", KINDS)
def test_without_scripts_all_is_there_and_nothing_pretends_to_work(
    visit: Visiting, site: Path, kind: str
) -> None:
    seen: Visit = visit((site / kind).as_uri(), script=False)
    page = seen.page
    assert page.locator("input:visible, button:visible, .keys:visible").count() == 0
    assert (
        page.locator(".stories > li:visible, tbody tr:visible").count()
        == page.locator(".stories > li, tbody tr").count()
    )
    assert seen.errors == []


def test_one_comes_from_the_front_page_to_an_article_by_links_alone(front: Page) -> None:
    front.get_by_role("link", name="Themes").click()
    front.get_by_role("link", name="Arms and shells").last.click()
    front.get_by_role("link", name="Report trains").click()
    front.get_by_role("link", name="2024-11-16").click()
    front.go_back()
    assert "North Korean troops reached Kursk." in front.inner_text("blockquote >> nth=0")
    link = front.get_by_role("link", name="Report trains")
    assert link.get_attribute("href") == "https://wire.example/trains"
