"""Text from outside stays text in every format: each field of a digest, read by real parsers."""

import json
import re
import unicodedata
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from functools import cache

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from monitor.digest import FORMATS, from_json, render, top
from monitor.digest.changes import top_lines
from monitor.digest.escape import link, markdown, visible
from tests.digest import issues
from tests.digest.planting import (
    BAD_URLS,
    BEGINNINGS,
    HOSTILE,
    NOT_FREE,
    hostile,
    places,
    planted,
)

ATOM = {"a": "http://www.w3.org/2005/Atom"}
BLOCKS = ("heading_open", "tr_open", "td_open", "list_item_open", "hr", "blockquote_open")
NEVER = {"html_inline", "html_block", "image", "fence", "code_block", "s_open", "em_open"}
ODD_URLS = (
    "http://a.example/x)y](z",
    'https://a.example/"><b>',
    "https://a.example/a b`c`|d<e>",
    "https://a.example/?q=1&lang=ko#top",
    "https://a.example/뉴스/1",
    "https://新聞.example/1",
)
# Known to programs alone; whoever wants them has JSON.
NOT_SHOWN = {
    "Digest.reader",
    "DigestArticle.article_id",
    "DigestArticle.country",
    "DigestFigure.article_id",
    "DigestFigure.thing",
    "FigureRange.thing",
    "QuietStory.story_id",
    "Silence.source_id",
    "SourceHealth.source_id",
}
# Nothing but a language tag is ever printed of them.
TAGS = {
    "DigestArticle.language",
    "DigestFigure.language",
    "Following.language",
    "QuietStory.language",
}


# By number: such texts are no names for tests.
each_text = pytest.mark.parametrize("text", [HOSTILE, *BEGINNINGS], ids=range(len(BEGINNINGS) + 1))


@pytest.fixture(scope="module")
def rich():
    return issues.rich()


def body(text):
    return text.split("\n---\n", 1)[1]


def parts(text):
    """Every Markdown token of the body, inline ones too."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(body(text)):
        yield token
        yield from token.children or ()


@cache
def calm(format_):
    """The same issue with harmless texts in the same places."""
    return render(hostile(issues.rich(), "calm"), format_)


def shape(text):
    return {kind: sum(token.type == kind for token in parts(text)) for kind in BLOCKS}


def skeleton(page):
    """The elements of a page in their order, without its text."""
    kept = {"bdi", "mark", "a", "span"}  # these come and go with addresses, marks and languages
    return [each.tag for each in page.iter() if each.tag not in kept]


def test_every_text_of_a_digest_is_tried(rich):
    """Or the tests here prove nothing: a new field must stand in the rich issue."""
    seen = set()
    planted(rich, lambda place, text: seen.add(place) or text)
    assert seen == places() - NOT_FREE
    assert {"DigestFigure.origin", "News.text", "Following.headline", "Claim.text"} <= seen


def test_every_text_of_a_digest_is_shown(rich):
    shown = set()
    for place in places() - NOT_FREE - TAGS:
        mark = "https://q.example/xyzzy" if place.endswith(".url") else "Xyzzy-1"
        made = planted(
            rich,
            lambda at, text, place=place, mark=mark: f"{mark}" if at == place else text,
        )
        if re.search("xyzzy", render(made, "html"), re.IGNORECASE):
            shown.add(place)
    assert places() - NOT_FREE - TAGS - shown == NOT_SHOWN


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("text", [HOSTILE, "\u202e\u2066\u2028\x85\x9b\u200b\ufeffx"], ids=[0, 1])
def test_nothing_unseen_is_printed(rich, format_, text):
    unseen = {
        each
        for each in render(hostile(rich, text), format_)
        if each != "\n" and unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    # A tag character beyond the basic plane stays exact in JSON, which shows it as it is.
    assert unseen <= ({"\U000e0041"} if format_ == "json" else set())


@each_text
@pytest.mark.parametrize("format_", ["html", "email"])
def test_hostile_pages_stay_text(rich, format_, text):
    page = html.document_fromstring(render(hostile(rich, text), format_))
    quiet = html.document_fromstring(calm(format_))
    assert not page.xpath("//img|//iframe|//object|//form|//link|//base|//embed|//video|//audio")
    assert len(page.xpath("//script")) == (format_ == "html")
    assert not page.xpath("//script/@*|//@src|//@srcset|//@background")
    assert not [a for element in page.iter() for a in element.attrib if a.startswith("on")]
    assert all(re.fullmatch(r"#[a-z0-9-]+", href) for href in page.xpath("//@href"))
    assert bool(page.xpath("//@style")) == (format_ == "email")
    assert "url(" not in "".join(page.xpath("//@style"))
    assert page.xpath("//style/text()") == quiet.xpath("//style/text()")
    assert page.xpath("//comment()") == [] or format_ == "email"
    assert len(page.xpath("//comment()")) == len(quiet.xpath("//comment()"))
    if visible(text).strip():
        assert skeleton(page) == skeleton(quiet)
    # Mail cuts a text that takes the room of all others.
    assert visible(text).strip()[:280] in page.xpath("string(//h2[1])")


@each_text
def test_hostile_markdown_stays_text(rich, text):
    made = render(hostile(rich, text), "md")
    assert "<" not in body(made)
    types = {token.type for token in parts(made)}
    assert not types & NEVER - {token.type for token in parts(calm("md"))}
    assert "link_open" not in types
    if visible(text).strip():
        assert shape(made) == shape(calm("md"))
    codes = {token.content for token in parts(made) if token.type == "code_inline"}
    commands = r'monitor (sql "[^`|<>\\"]*"|story (list|show [\w.-]*)|sources health|digest [\w -]*)|[▁-█]+'
    assert all(re.fullmatch(commands, code) for code in codes), codes


@pytest.mark.parametrize(
    "text", ["# x", "- x", "+ x", "1. x", "23) x", "> x", "---", "a - b", "1.5"]
)
def test_markdown_begins_nothing_and_reads_as_itself(text):
    tokens = MarkdownIt().parse(markdown(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(child.content for child in tokens[1].children) == text


def test_hostile_front_matter_is_still_yaml(rich):
    front = render(hostile(rich), "md").split("---\n")[1]
    values = YAML(typ="safe", pure=True).load(front)
    assert set(values) == {"title", "date", "tags", "watchlists", "run_id", "digest_id"}
    assert values["digest_id"] == visible(HOSTILE)
    assert all(re.fullmatch(r"[\w.-]+", tag) for tag in values["tags"])


@each_text
def test_hostile_text_keeps_its_columns(rich, text):
    lines = render(hostile(rich, text), "text").split("\n")
    wide = [sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines]
    assert max(wide) <= 78


@each_text
def test_hostile_atom_is_still_a_feed(rich, text):
    feed = etree.fromstring(render(hostile(rich, text), "atom").encode())
    quiet = etree.fromstring(calm("atom").encode())
    assert not feed.xpath("//a:entry/a:link", namespaces=ATOM)
    assert {element.tag for element in feed.iter()} == {element.tag for element in quiet.iter()}
    titles = feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert {title.strip()[:280] for title in titles} == {
        visible(text).strip()[:280] or "(no headline)"
    }


@each_text
def test_hostile_json_feed_is_still_a_feed(rich, text):
    feed = json.loads(render(hostile(rich, text), "jsonfeed"))
    assert not [item for item in feed["items"] if "url" in item or "language" in item]
    assert {item["title"].strip()[:280] for item in feed["items"]} == {
        visible(text).strip()[:280] or "(no headline)"
    }


@each_text
def test_the_top_of_a_hostile_issue_has_no_line_or_address_of_its_own(rich, text):
    made, calm = hostile(rich, text), hostile(rich, "calm")
    lines = top(made, 5).splitlines()
    assert len(lines) == len(top(calm, 5).splitlines())
    assert all(line == visible(line) for line in lines)
    assert not [line for line in lines if line.startswith("http")]


def test_the_top_says_what_changed_as_every_format_does(rich):
    lines = top(rich, 2).splitlines()
    assert tuple(lines[:3]) == top_lines(rich)
    first = [theme.stories[0].lead for theme in rich.themes[:2]]
    assert [line for line in lines if line.startswith("http")] == [one.url for one in first]


def test_hostile_json_is_still_the_digest(rich):
    made = hostile(rich, "".join(each for each in HOSTILE if not "\ud800" <= each <= "\udfff"))
    assert from_json(render(made, "json")) == made


def test_a_hostile_mail_has_the_parts_it_should_have(rich):
    message = EmailMessage(policy=SMTP)
    message.set_content(render(hostile(rich), "text"), cte="base64")
    message.add_alternative(render(hostile(rich), "email"), subtype="html", cte="base64")
    read = BytesParser(policy=SMTP).parsebytes(message.as_bytes())
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert not [part for part in read.walk() if part.defects]


@pytest.mark.parametrize("url", BAD_URLS, ids=range(len(BAD_URLS)))
def test_only_plain_web_addresses_become_links(rich, url):
    assert link(url) is None
    made = hostile(rich, url=url)
    assert "link_open" not in {token.type for token in parts(render(made, "md"))}
    for format_ in ("html", "email"):
        hrefs = html.document_fromstring(render(made, format_)).xpath("//@href")
        assert all(href.startswith("#") for href in hrefs)
    assert not [one for one in json.loads(render(made, "jsonfeed"))["items"] if "url" in one]


@pytest.mark.parametrize("url", ODD_URLS, ids=range(len(ODD_URLS)))
def test_odd_addresses_stay_one_link(rich, url):
    target = link(url)
    assert target is not None
    assert target.isascii()
    made = hostile(rich, url=url)
    hrefs = {t.attrs["href"] for t in parts(render(made, "md")) if t.type == "link_open"}
    assert hrefs == {target}
    for format_ in ("html", "email"):
        page = html.document_fromstring(render(made, format_))
        assert {href for href in page.xpath("//@href") if href[0] != "#"} == {target}
    feed = etree.fromstring(render(made, "atom").encode())
    assert set(feed.xpath("//a:link/@href", namespaces=ATOM)) == {target}
    assert {one["url"] for one in json.loads(render(made, "jsonfeed"))["items"]} == {target}


def test_marks_out_of_bounds_lose_no_text(rich):
    page = html.document_fromstring(render(hostile(rich, "Northern lights"), "html"))
    for quote in page.xpath("//blockquote"):
        assert quote.text_content() == "Said Northern lights"


def test_times_in_feeds_have_a_zone(rich):
    feed = json.loads(render(rich, "jsonfeed"))
    stamps = [item[key] for item in feed["items"] for key in item if key.startswith("date_")]
    assert len(stamps) > len(feed["items"])
    assert all(datetime.fromisoformat(stamp).tzinfo for stamp in stamps)
