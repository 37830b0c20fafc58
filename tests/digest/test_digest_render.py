import dataclasses
import hashlib
import json
import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from monitor.digest import FORMATS, from_json, render, to_json
from monitor.digest.escape import link, markdown, visible
from monitor.model import Digest, Edit, Evidence, Outcome, Reason, SourceHealth
from tests.digest.conftest import EDITS
from tests.digest.samples import NOW, STATE, build, finding

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> [t](javascript:alert(1)) "
    "![i](http://evil.example/p.png) ](http://evil.example) | a | `b` ``` *c* _d_ **e** ~~f~~ "
    "&lt;g&amp; \\ # h {{ 7*7 }} {% raw %} <http://evil.example> ' \" --> ]]> ==m== $n$ "
    "\n# own heading\r\n\n- own list\u2028\u2029\x85\x0b\x0c\u202eback\u2066\u200b\u200f\ufeff\x00"
    "\x07\x1b[31m\x9b31m\ufffe\U000e0041 end"
)
BAD_URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://x.example",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "http://user@evil.example/",
    "http://a.example/\u202egnp",
    "http://a.example/\nx",
    "http://[bad/",
    "http://a.example:99999/",
    "http:evil.example",
    "https://",
    "",
)
FREE = {"timezone", "state", "stance", "field"}


def hostile(value, url="javascript:alert(1)"):
    """``value`` with every text in it replaced, but for those that are not free text."""
    if dataclasses.is_dataclass(value):
        changes = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            if field.name == "url":
                changes["url"] = url
            elif field.name.endswith("marks"):
                changes[field.name] = ((0, 7), (30, 9999), (-5, 3))
            elif field.name == "sentence":
                changes["sentence"] = "Said " + HOSTILE
            elif field.name not in FREE:
                changes[field.name] = hostile(old, url)
        return replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(hostile(each, url) for each in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return HOSTILE
    return value


def parts(text: str):
    """Every Markdown token of the body, inline ones too."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(body(text)):
        yield token
        yield from token.children or ()


def body(text: str) -> str:
    return text.split("\n---\n", 1)[1]


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


def test_the_same_digest_gives_the_same_bytes(issue):
    for format_ in FORMATS:
        assert render(issue, format_) == render(from_json(to_json(issue)), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_unseen_is_printed(issue, format_):
    text = render(hostile(issue), format_)
    unseen = {
        each
        for each in text
        if each != "\n" and unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    # A tag character beyond the basic plane stays exact in JSON, which shows it as it is.
    assert unseen <= ({"\U000e0041"} if format_ == "json" else set())


def test_hostile_html_stays_text(issue):
    page = html.document_fromstring(render(hostile(issue), "html"))
    assert not page.xpath("//script|//img|//iframe|//object|//form|//link|//base")
    assert not [a for element in page.iter() for a in element.attrib if a.startswith("on")]
    assert all(re.match(r"#[a-z0-9-]+$", href) for href in page.xpath("//@href"))
    assert not page.xpath("//@src|//@style")
    assert visible(HOSTILE).strip() in page.xpath("string(//h2[1])")
    assert "49" not in page.xpath("string(//h2[1])")
    assert len(page.xpath("//h3")) == sum(len(theme.stories) for theme in issue.themes)


def test_hostile_markdown_stays_text(issue):
    calm, wild = list(parts(render(issue, "md"))), list(parts(render(hostile(issue), "md")))
    assert "<" not in body(render(hostile(issue), "md"))
    assert not {token.type for token in wild} & {"html_inline", "html_block", "image", "link_open"}
    assert not {token.type for token in wild} & {"fence", "code_block", "s_open", "em_open"} - {
        token.type for token in calm
    }
    for kind in ("heading_open", "tr_open", "td_open", "bullet_list_open", "hr", "blockquote_open"):
        assert sum(t.type == kind for t in wild) == sum(t.type == kind for t in calm), kind
    titles = [token for token in wild if token.type == "inline" and "own heading" in token.content]
    assert titles
    text = "".join(child.content for child in titles[0].children if child.type == "text")
    assert "<script>alert(1)</script>" in text
    codes = {token.content for token in wild if token.type == "code_inline"}
    assert all(re.fullmatch(r"monitor sql \"[^`|<>\\]*\"", code) for code in codes)


def test_hostile_front_matter_is_still_yaml(issue):
    front = render(hostile(issue), "md").split("---\n")[1]
    values = YAML(typ="safe", pure=True).load(front)
    assert set(values) == {"title", "date", "digest_id", "run_id", "themes"}
    assert values["digest_id"] == visible(HOSTILE)


def test_hostile_text_keeps_its_columns(issue):
    for made in (issue, hostile(issue)):
        lines = render(made, "text").split("\n")
        assert max(map(columns, lines)) <= 78


def test_hostile_atom_is_still_a_feed(issue):
    feed = etree.fromstring(render(hostile(issue), "atom").encode())
    assert not feed.xpath("//a:entry/a:link", namespaces=ATOM)
    titles = feed.xpath("//a:entry/a:title", namespaces=ATOM)
    assert {title.text.strip() for title in titles} == {visible(HOSTILE).strip()}
    assert {element.tag for element in feed.iter()} <= {
        f"{{{ATOM['a']}}}{name}"
        for name in [
            "feed",
            "id",
            "title",
            "subtitle",
            "updated",
            "published",
            "author",
            "name",
            "entry",
            "category",
            "content",
        ]
    }


@pytest.mark.parametrize("url", BAD_URLS)
def test_only_plain_web_addresses_become_links(issue, url):
    assert link(url) is None
    made = hostile(issue, url)
    assert "link_open" not in {token.type for token in parts(render(made, "md"))}
    assert not html.document_fromstring(render(made, "html")).xpath("//main//h3//@href")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/x)y](z",
        'https://a.example/"><b>',
        "https://a.example/a b`c`|d<e>",
        "https://a.example/?q=1&lang=ko#top",
        "https://a.example/뉴스/1",
        "https://新聞.example/1",
    ],
)
def test_odd_addresses_stay_one_link(issue, url):
    target = link(url)
    assert target is not None
    assert target.isascii()
    made = hostile(issue, url)
    hrefs = {t.attrs["href"] for t in parts(render(made, "md")) if t.type == "link_open"}
    assert hrefs == {target}
    page = html.document_fromstring(render(made, "html"))
    assert set(page.xpath("//main//h3//@href")) == {target}
    feed = etree.fromstring(render(made, "atom").encode())
    assert set(feed.xpath("//a:link/@href", namespaces=ATOM)) == {target}


def test_markdown_reads_as_what_was_meant():
    for text in ("a_b_c *x* [y](z)", "R&D <b>", "5 % of $3 == x", "www.a.example", "\\n `q` | #1"):
        (inline,) = [t for t in MarkdownIt().parse("x " + markdown(text)) if t.type == "inline"]
        assert "".join(child.content for child in inline.children) == "x " + text


def test_the_page_loads_nothing_and_runs_nothing(issue):
    page = html.document_fromstring(render(issue, "html"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style/text()")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "url(" not in style
    assert "@import" not in style
    assert not page.xpath("//script|//link|//img|//@src")
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in page.xpath("//nav//@href")} <= ids


def test_headlines_say_their_language(issue):
    page = html.document_fromstring(render(issue, "html"))
    assert page.xpath("//h3[contains(., 'Soldiers')]/@lang")[0] == "en"
    taiwan = replace(STATE, country="TW")
    made = build(finding(1, source=taiwan, title="北韓士兵"))
    page = html.document_fromstring(render(made, "html"))
    assert page.xpath("//h3/@lang") == ["zh-Hant"]


def test_marks_are_bold_even_beside_quotes_and_letters():
    text = "Он назвал «КНДР»у и северокорейцев"
    words = ("«КНДР»", "северокор")
    made = build(finding(1, text=text, words=words))
    tokens = list(parts(render(made, "md")))
    bold = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "strong_open"]
    assert bold[-3:] == ["КНДР", "северокор", "Nothing on:"]
    page = html.document_fromstring(render(made, "html"))
    assert page.xpath("//blockquote//mark/text()") == ["КНДР", "северокор"]


def test_a_match_in_the_headline_marks_the_headline():
    title = "Soldiers arrive"
    found = (Evidence("deployed", "title", 0, 8, "Soldiers", 0, len(title)),)
    page = html.document_fromstring(render(build(finding(1, title=title, evidence=found)), "html"))
    assert page.xpath("//h3//mark/text()") == ["Soldiers"]
    assert not page.xpath("//blockquote")


@pytest.mark.parametrize("format_", ["md", "html", "text"])
def test_an_analyst_finds_what_matters(issue, format_):
    text = render(issue, format_)
    flat = " ".join(re.sub(r"<[^>]+>|\*\*", " ", text).replace("\\", "").split())
    for expected in (
        "4 stories",
        "from 7 articles of 3 outlets",
        "on 2 of 3 themes",
        "4 hits more than in the issue before",
        "1 of 3 sources could not be read: 海东日报",
        "developed (2 told before)",
        "state media",
        "Nothing on",
        "Sanctions",
        "3.1 Reports say that troops were sent",
        "6 Nov 05:00 (5 Nov 20:00 UTC)",
        "run r-1",
        "watchlists 3f9a",
        "Asia/Seoul",
        "1 of 3 sources read without trouble",
        "▲ 4 more than last time (1)",
        "1 older, found by looking back",
        "412 articles read, 31 stories told before",
    ):
        assert expected in flat, expected


def test_nothing_new_is_said_and_is_not_mistaken_for_failure():
    quiet = build()
    refused = SourceHealth("wire", "Wire", Outcome.REFUSED, "robots.txt", None, NOW, 0, 0)
    deaf = build(health=(refused,))
    for format_ in ("md", "html", "text"):
        assert "Nothing new on any theme." in render(quiet, format_)
        assert "could not be read" not in render(quiet, format_)
        assert "1 of 1 source could not be read" in render(deaf, format_)


def test_a_machine_without_network_and_a_silent_source_are_told_first():
    off = SourceHealth(
        "wire", "Wire", Outcome.FAILED_SOFT, "x", None, None, 0, 0, reason=Reason.NETWORK_DOWN
    )
    silent = SourceHealth(
        "gazette", "Gazette", Outcome.OK, "x", NOW, None, 9, 0, silent_since=NOW - timedelta(days=9)
    )
    for format_ in ("md", "html", "text"):
        told = " ".join(render(build(health=(off, silent)), format_).split())
        assert "This machine had no network: 1 of 2 sources could not be read" in told
        assert "Nothing new for unusually long from Gazette (since 27 Oct)" in told
        assert "no network" not in render(build(health=(silent,)), format_)


def test_capped_stories_are_counted_with_the_query_that_shows_them():
    made = build(*(finding(n, story=f"s-{n}") for n in range(1, 6)), story_cap=2)
    for format_ in ("md", "text"):
        flat = " ".join(render(made, format_).replace("*", "").split())
        assert "3 more in the warehouse" in flat
        assert "from hits where watchlist_id = 'troops'" in flat


def test_atom_tells_a_story_once_with_all_its_themes(issue):
    feed = etree.fromstring(render(issue, "atom").encode())
    ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids))
    entry = feed.xpath("//a:entry[a:category/@term='china']", namespaces=ATOM)[0]
    assert set(entry.xpath("a:category/@term", namespaces=ATOM)) == {"troops", "china"}
    for stamp in feed.xpath("//a:updated/text()|//a:published/text()", namespaces=ATOM):
        assert datetime.fromisoformat(stamp).tzinfo is not None


def test_json_is_the_digest(issue):
    assert from_json(render(issue, "json")) == issue
    assert json.loads(render(issue, "json"))["id"] == issue.id


def test_a_reader_in_utc_is_told_one_time():
    text = render(build(finding(1), timezone="UTC"), "text")
    assert "5 Nov 21:00 UTC\n" in text


def test_every_text_field_is_tried():
    """The hostile copy really differs in each text field, or the tests above prove nothing."""

    def texts(value):
        if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                if field.name not in FREE | {"url", "sentence"}:
                    yield from texts(getattr(value, field.name))
        elif isinstance(value, tuple):
            for each in value:
                yield from texts(each)
        elif isinstance(value, str) and not isinstance(value, Enum):
            yield value

    made = hostile(build(finding(1), finding(2, source=STATE)))
    assert isinstance(made, Digest)
    assert set(texts(made)) == {HOSTILE}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_the_reader_must_know_stands_in_every_format(name: str) -> None:
    told = render(build(finding(1), notice="The last good watchlists were used."), name)
    assert "The last good watchlists were used." in told


@pytest.mark.parametrize("format_", ["md", "html", "text", "atom"])
def test_a_reader_is_told_what_was_said_before(issue, format_):
    text = render(issue, format_)
    flat = " ".join(re.sub(r"</?q\b[^>]*>|\*\*|<[^>]+>|[“”]", " ", text).split())
    for expected in (
        "headline was Soldiers may arrive → now Soldiers arrive, report 5",
        "was Some 10,000 men came. → now Some 12,000 men came.",
        "added They train in the east.",
    ):
        assert expected in flat, expected


def test_the_words_that_differ_are_marked(issue):
    page = html.document_fromstring(render(issue, "html"))
    assert page.xpath("//p[@class='edit']//mark/text()") == ["may", "report 5", "10,000", "12,000"]
    assert "“Some **10,000** men came.” → now “Some **12,000** men came.”" in render(issue, "md")


@pytest.mark.parametrize("format_", ["md", "html", "text", "atom"])
def test_an_article_that_no_longer_says_so_is_told_as_such(format_):
    gone = Edit("text", "Soldiers came.", "", ("matched",))
    told = {"told": True, "edited": True, "edits": (gone,), "withdrawn": True}
    alone = render(build(finding(1, **told)), format_)
    beside = render(build(finding(1, source=STATE, **told), finding(2)), format_)
    assert "edited, no longer says so" in " ".join(alone.split())
    if format_ != "atom":
        assert "edited and no longer says so" in " ".join(beside.split())
    assert f"Edit, {STATE.name}" in re.sub(r"</?bdi>", "", beside)
    for text in (alone, beside):
        flat = " ".join(re.sub(r"<[^>]+>|[“”]", " ", text).split())
        assert "taken out Soldiers came." in flat


@pytest.mark.parametrize("format_", FORMATS)
def test_hostile_edits_are_shown_and_do_nothing(format_):
    edits = (
        Edit("title", HOSTILE, HOSTILE + "2", ("headline",)),
        Edit("text", "", HOSTILE, ("matched",)),
        Edit("text", HOSTILE, "", ("matched",)),
    )
    lead = finding(1, told=True, edited=True, edits=edits)
    other = finding(2, source=replace(STATE, name=HOSTILE), told=True, edited=True, edits=edits)
    text = render(build(lead, other), format_)
    if format_ == "json":
        assert "\u202e" not in text
    else:
        assert text.count("own heading") >= 4
    if format_ in ("html", "atom"):
        assert "<script" not in text
        assert "<img" not in text
    if format_ == "md":
        calm = render(build(*(replace(one, edits=EDITS) for one in (lead, other))), "md")
        assert {one.type for one in parts(text)} <= {one.type for one in parts(calm)}
        for kind in ("heading_open", "paragraph_open", "bullet_list_open", "hr", "table_open"):
            counts = [sum(one.type == kind for one in parts(each)) for each in (text, calm)]
            assert counts[0] == counts[1], kind


def test_an_issue_of_before_there_were_edits_can_be_read(issue):
    def without(value):
        if isinstance(value, dict):
            return {k: without(v) for k, v in value.items() if k not in ("edits", "withdrawn")}
        return [without(each) for each in value] if isinstance(value, list) else value

    old = from_json(json.dumps(without(json.loads(to_json(issue)))))
    assert old.themes[0].stories
    assert "Edit:" not in render(old, "md")
