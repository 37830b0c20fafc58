"""The body of a mail: what Gmail and desktop Outlook need."""

import re
from dataclasses import replace

import pytest
from lxml import html

from monitor.digest import render
from monitor.digest.mail import LONGEST, trimmed
from tests.digest.issues import crowded, empty, rich

# Neither Gmail nor Outlook's Word keeps these, or they would load something.
NEVER = "//script|//svg|//img|//link|//iframe|//form|//input|//button|//video|//details|//nav"


@pytest.fixture(scope="module")
def page():
    return html.document_fromstring(render(rich(), "email"))


def test_it_is_one_column_of_tables(page):
    assert not page.xpath(NEVER)
    tables = page.xpath("//table")
    assert all(table.get("role") == "presentation" for table in tables)
    assert all(len(row) == 1 for row in page.xpath("//tr"))
    (sheet,) = page.xpath("//table[contains(@class, 'sheet')]")
    assert "max-width: 600px" in sheet.get("style")
    assert '<!--[if mso]><table role="presentation" width="600"' in render(rich(), "email")
    assert all("padding" in cell.get("style") for cell in page.xpath("//td"))


def test_its_styles_stand_on_the_elements(page):
    (style,) = page.xpath("//style/text()")
    assert style.split("{")[0].strip() == "@media (prefers-color-scheme: dark)"
    for text in (style, *page.xpath("//@style")):
        assert not re.search(r"url\(|@import|var\(|expression", text)
    for element in page.xpath("//h1|//h2|//h3|//p|//mark|//td"):
        assert element.get("style"), element.tag
    assert page.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]
    assert page.xpath("//meta[@name='supported-color-schemes']/@content") == ["light dark"]


def test_its_encoding_stands_where_programs_look_for_it():
    assert b'<meta charset="utf-8">' in render(rich(), "email").encode()[:1024]


def test_its_first_words_are_what_changed(page):
    (first,) = page.xpath("//body/*[1]")
    assert first.get("class") == "preheader"
    assert "display: none" in first.get("style")
    assert first.text.startswith("New: “국정원 ‘북한군")
    nothing = html.document_fromstring(render(empty(), "email"))
    assert nothing.xpath("string(//body/*[1])") == "Nothing new."


def test_bars_are_no_riddle_to_who_cannot_see_them(page):
    assert page.xpath("//span[@class='bars']/@aria-hidden") == ["true"] * 3


@pytest.mark.parametrize("stories", [30, 200])
def test_it_is_never_cut_off(stories):
    text = render(crowded(stories), "email")
    assert len(text.encode()) < LONGEST
    page = html.document_fromstring(text)
    kept = len(page.xpath("//h3"))
    assert 0 < kept < stories
    assert f"This mail has room for {kept} of {stories} stories." in text
    assert "monitor digest --id 2024-11-06 --format html" in text
    told = re.findall(r"(\d+) more in the warehouse", text)
    # Four stories of the first themes were left out before; the issue counts them in each.
    assert sum(map(int, told[:2])) == stories - kept + 8


def test_an_ordinary_issue_is_not_trimmed():
    assert "has room for" not in render(rich(), "email")


def test_the_first_story_of_a_theme_outweighs_the_second_of_another():
    full = rich()
    for number, kept in [(0, [0, 0, 0]), (1, [1, 0, 0]), (3, [1, 1, 1]), (4, [2, 1, 1])]:
        assert [len(theme.stories) for theme in trimmed(full, number).themes] == kept
    assert [theme.left_out for theme in trimmed(full, 3).themes] == [6, 0, 0]
    assert trimmed(full, 5) == full


def test_hundreds_of_themes_and_sources_leave_room_for_news():
    full = rich()
    wide = replace(
        full,
        themes=(full.themes[0], *(replace(full.themes[1], stories=()) for _ in range(500))),
        health=full.health * 300,
    )
    text = render(wide, "email")
    assert len(text.encode()) < LONGEST
    assert "495 more themes: monitor digest" in text
    assert text.count("<h3") == 3
