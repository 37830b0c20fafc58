"""The page of a digest, and the body of its mail, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from monitor.digest import render
from monitor.model import Format
from tests.browser.conftest import PHONE, WIDE, Visiting
from tests.digest.issues import empty, rich

LOOKS = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{scheme}-{name}")
    for scheme in ("light", "dark")
    for name, size in (("wide", WIDE), ("phone", PHONE))
]
AT = "document.activeElement.id"


def write(folder: Path, format_: Format = "html", digest=None) -> str:
    place = folder / f"digest.{format_}.html"
    place.write_text(render(digest or rich(), format_), encoding="utf-8")
    return place.as_uri()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("format_", ["html", "email"])
def test_everyone_can_read_it_everywhere(visit: Visiting, tmp_path, format_, look) -> None:
    url = write(tmp_path, format_)
    seen = visit(url, **look)
    for summary in seen.page.locator("details > summary").all():
        summary.click()
    assert seen.barriers() == []
    assert seen.overflow() == 0
    assert seen.errors == []
    assert seen.requests == [url], "it asked for something from elsewhere"
    dark = seen.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    paper = seen.page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
    assert (sum(map(int, paper.strip("rgb()").split(","))) < 200) == dark


@pytest.mark.parametrize("format_", ["html", "email"])
def test_an_issue_with_nothing_in_it_is_as_good(visit: Visiting, tmp_path, format_) -> None:
    seen = visit(write(tmp_path, format_, empty()), viewport=PHONE)
    assert seen.barriers() == []
    assert seen.errors == []
    seen.page.keyboard.press("j")
    seen.page.keyboard.press("o")
    assert seen.errors == []
    assert "Nothing new on any theme." in seen.page.inner_text("body")


def test_keys_go_from_story_to_story_and_open_them(visit: Visiting, tmp_path) -> None:
    page = visit(write(tmp_path)).page

    def press(*keys: str) -> str:
        for key in keys:
            page.keyboard.press(key)
        return page.evaluate(AT)

    assert press("k") == ""
    assert press("j") == "story-1-1"
    assert press("j", "j") == "story-1-3"
    assert press("j") == "story-2-1"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") < 200
    assert press("j", "j", "j") == "story-3-1"
    assert press("k", "k") == "story-1-3"
    assert press("/") == "story-1-3"
    assert press("Control+k") == "story-1-3"
    opened = _opened(page, lambda: press("o"))
    assert opened == ["https://wire.example.com/news/wire-29-30"]


def test_who_clicks_into_a_story_goes_on_from_there(visit: Visiting, tmp_path) -> None:
    page = visit(write(tmp_path)).page
    page.locator("#story-1-2 summary").click()
    page.keyboard.press("j")
    assert page.evaluate(AT) == "story-1-3"
    page.locator(".changes a").nth(1).click()
    assert page.url.endswith("#story-2-1")


def test_the_keys_are_shown_and_hidden(visit: Visiting, tmp_path) -> None:
    page = visit(write(tmp_path)).page
    keys = page.locator("#keys")
    assert not keys.is_visible()
    page.keyboard.press("?")
    assert keys.is_visible()
    assert "next story" in keys.inner_text()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('article')") is None
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.locator("#hint").click()
    page.keyboard.press("?")
    assert not keys.is_visible()


def test_it_works_without_scripts(visit: Visiting, tmp_path) -> None:
    url = write(tmp_path)
    seen = visit(url, script=False)
    page = seen.page
    assert not page.locator("#hint").is_visible()
    assert not page.locator("#story-1-1 details ul").is_visible()
    page.locator("#story-1-1 summary").click()
    assert page.locator("#story-1-1 details ul").is_visible()
    page.locator("nav a", has_text="Sources").click()
    assert page.url == f"{url}#sources"
    assert seen.errors == []
    assert seen.requests == [url]


def test_paper_shows_what_is_folded_away_and_where_links_lead(visit: Visiting, tmp_path) -> None:
    page = visit(write(tmp_path)).page
    page.emulate_media(media="print")
    assert page.locator("#story-1-1 details ul").is_visible()
    assert not page.locator("nav").is_visible()
    after = page.locator("#story-1-1 h3 a").evaluate("a => getComputedStyle(a, '::after').content")
    assert "hanbit.example.com" in after


def _opened(page: Page, act) -> list[str]:
    """Where links led that were followed meanwhile; nothing is really opened."""
    page.evaluate(
        """() => { window.opened = []; document.addEventListener("click", event => {
            const a = event.target.closest("a"); if (!a) return;
            event.preventDefault(); window.opened.push(a.href); }); }"""
    )
    act()
    return page.evaluate("window.opened")
