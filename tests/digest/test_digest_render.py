"""What a reader finds in an issue, format by format."""

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from monitor.digest import FORMATS, from_json, render, to_json
from monitor.digest.escape import markdown
from monitor.model import DigestStory, Outcome, Reason, SourceHealth
from tests.digest import golden
from tests.digest.issues import NOW, article, empty, quoted, rich

ATOM = {"a": "http://www.w3.org/2005/Atom"}
PEOPLE = ["md", "html", "email", "text"]


@pytest.fixture(scope="module")
def issue():
    return rich()


def parts(text: str):
    """Every Markdown token of the body, inline ones too."""
    for token in MarkdownIt("commonmark").enable(["table"]).parse(text.split("\n---\n", 1)[1]):
        yield token
        yield from token.children or ()


def flat(text: str) -> str:
    """What is read of a text in any format, on one line."""
    if text.lower().startswith("<!doctype"):
        page = html.document_fromstring(text)
        for gone in page.xpath("//script|//style"):
            gone.drop_tree()
        text = page.text_content()
    return " ".join(re.sub(r"\*\*|[`\\]", "", text).split())


def one_story(story: DigestStory, **changes):
    """An issue with nothing but ``story``."""
    theme = replace(rich().themes[0], stories=(story,), left_out=0, figures=(), trend=None)
    return replace(rich(), themes=(theme,), quiet=(), quiet_left_out=0, silences=(), **changes)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_issue_looks_as_it_should(issue, format_):
    """After a change that is meant: ``python -m tests.digest.golden``, and read the difference."""
    assert render(issue, format_) == golden.path(format_).read_text("utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_digest_gives_the_same_bytes(issue, format_):
    assert render(issue, format_) == render(from_json(to_json(issue)), format_)


@pytest.mark.parametrize("format_", PEOPLE)
def test_an_analyst_finds_what_matters(issue, format_):
    text = flat(render(issue, format_))
    for expected in (
        "8 stories (5 new, 1 developed, 2 corrected) from 26 articles of 12 outlets and 7 origins",
        "on 3 of 6 themes",
        "12 hits more than in the issue before",
        "2 of 4 sources could not be read: 海东日报, The Closed Door",
        "9 in the last 24 hours, usually 2.4 a day over 7 days, 2.1 over 28 days – far more than usual",
        "4 in the last 24 hours, usually 1 a day over 7 days",
        "10,000–15,000 in 28 days, 5 figures by 3 origins; 20,000 (NIS) is outside",
        "20,000 soldiers",
        "about 11,000–12,000 soldiers",
        "about US$34 million (trade)",
        "1–1.5 million barrels of oil",
        "new origin NIS, new figure 2,000 dead, now with 11th Corps, first in Korean (4 told before)",
        "edited by its outlet",
        "denies “Munition für ‘Russland’ verladen”",
        "government and state media only",
        "12 articles (3 copies), 9 outlets, 5 origins (NIS, the Pentagon, Kyrylo Budanov,",
        "first seen 3 Nov",
        "3.1 Reports say that North Korean troops were sent to Russia for training",
        "indicator men-arrive, rule deployed",
        "첫 교전 보도",
        "monitor story show s-first",
        "monitor story show s-arrival",
        "Строительство моста через Туманную",
        "KCNA has had nothing on Troop deployment for 9 days (since 28 Oct); usually every 2 days",
        "Sanctions · Missile technology · China’s role",
        "6 Nov 04:00 (5 Nov 19:00 UTC)",
        "run r-2024-11-05T22",
        "watchlists 3f9a1c",
        "Times in Asia/Seoul",
        "1 of 4 sources read without trouble",
        "▲ 12 more than last time (9)",
        "2 older, found by looking back",
        "1,412 articles read, 31 stories told before, 5 repeats that brought nothing new",
        "edit watchlists/",
    ):
        assert expected.casefold() in text.casefold(), expected


@pytest.mark.parametrize("format_", PEOPLE)
def test_the_order_is_the_order_of_a_reader(issue, format_):
    text = flat(render(issue, format_)).casefold()
    text = text[text.index("8 stories (") :]
    order = [
        "8 stories (",
        "and 4 other new stories",
        "incomplete",
        "▲ 12 more",
        "20,000 (nis) is outside",
        "국정원 “북한군",
        "bears on 3.1" if format_ != "html" else "brief 3.1",
        "розвідка",
        "food, fuel, money 1 story" if format_ == "html" else "food, fuel, money",
        "строительство моста",
        "kcna has had nothing",
        "nothing on",
        "the closed door",
        "window:",
    ]
    places = []
    for word in order:
        places.append(text.index(word, places[-1] if places else 0))
    assert places == sorted(places)


@pytest.mark.parametrize("format_", PEOPLE)
def test_nothing_new_is_said_and_is_not_mistaken_for_failure(format_):
    refused = SourceHealth("wire", "Wire", Outcome.REFUSED, "robots.txt", None, NOW, 0, 0)
    quiet = flat(render(empty(), format_))
    assert "Nothing new on any theme." in quiet
    assert "could not be read" not in quiet
    deaf = flat(render(replace(empty(), health=(refused,)), format_))
    assert "1 of 1 source could not be read: Wire" in deaf


@pytest.mark.parametrize("format_", PEOPLE)
def test_a_machine_without_network_and_a_silent_source_are_told_first(format_):
    off = SourceHealth(
        "wire", "Wire", Outcome.FAILED_SOFT, "x", None, None, 0, 0, reason=Reason.NETWORK_DOWN
    )
    silent = SourceHealth(
        "gazette", "Gazette", Outcome.OK, "x", NOW, None, 9, 0, silent_since=NOW - timedelta(days=9)
    )
    told = flat(render(replace(empty(), health=(off, silent)), format_))
    assert "This machine had no network: 1 of 2 sources could not be read" in told
    assert "Nothing new for unusually long from Gazette (since 28 Oct)" in told
    assert "no network" not in render(replace(empty(), health=(silent,)), format_)


@pytest.mark.parametrize("format_", PEOPLE)
def test_no_list_is_a_wall(issue, format_):
    """Each is cut, with a count and where the rest is."""
    (quiet, _), (silence, _) = issue.quiet, issue.silences
    long = replace(
        issue,
        quiet=(quiet,) * 40,
        silences=(silence,) * 40,
        health=tuple(replace(issue.health[1], source_id=str(n)) for n in range(40)),
        nothing_on=tuple(f"Theme {n}" for n in range(40)),
    )
    most = 5 if format_ == "email" else 12
    text = flat(render(long, format_)).replace("*", "")
    assert text.count(quiet.headline) == 5
    assert "37 more: monitor story list" in text
    assert f"{40 - most} more outlets are silent" in text
    assert f"{40 - most} more: monitor sources health" in text
    assert f"Theme {2 * most - 1} · {40 - 2 * most} more" in text
    assert "4 more in the warehouse: monitor sql" in text
    assert "from hits where watchlist_id = 'troop-deployment'" in text


@pytest.mark.parametrize("format_", FORMATS)
def test_what_the_reader_must_know_stands_in_every_format(issue, format_):
    assert issue.notice in " ".join(render(issue, format_).split())


@pytest.mark.parametrize("format_", [*PEOPLE, "atom", "jsonfeed"])
def test_a_reader_is_told_what_was_said_before(issue, format_):
    text = render(issue, format_).replace("\\n", " ")
    text = " ".join(re.sub(r"\*|[“”]|</?(q|mark|span|bdi)\b[^>]*>", "", text).split())
    for expected in (
        "headline was Soldiers may train near Ussuriysk → now Soldiers train near Ussuriysk",
        "was Some 10,000 men came. → now Some 12,000 men came.",
        "taken out Llegaron en tren.",
    ):
        assert expected in text, expected


def test_the_words_that_differ_are_marked(issue):
    page = html.document_fromstring(render(issue, "html"))
    marked = page.xpath("//p[@class='edit']//mark/text()")
    assert marked == ["may", "10,000", "12,000", "Llegaron en tren"]
    assert "“Some **10,000** men came.” → now “Some **12,000** men came.”" in render(issue, "md")


@pytest.mark.parametrize("format_", [*PEOPLE, "atom", "jsonfeed"])
def test_an_article_that_no_longer_says_so_is_told_as_such(format_):
    gone = article("wire", "Soldiers arrive", edited=True, withdrawn=True)
    alone = one_story(DigestStory("s-1", "corrected", gone))
    assert "corrected: no longer says so" in flat(render(alone, format_)).replace(
        "corrected no", "corrected: no"
    )
    beside = one_story(DigestStory("s-1", "new", article("wire", "Soldiers"), (gone,)))
    assert "and no longer says so" in flat(render(beside, format_))


def test_marks_are_bold_even_beside_quotes_and_letters():
    said = quoted("Он назвал «КНДР»у и северокорейцев", "«КНДР»", "северокор")
    made = one_story(DigestStory("s-1", "new", article("volna", "Заявление", **said)))
    tokens = list(parts(render(made, "md")))
    bold = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "strong_open"]
    assert [text for text in bold if text in ("КНДР", "северокор")] == ["КНДР", "северокор"]
    page = html.document_fromstring(render(made, "html"))
    assert page.xpath("//blockquote//mark/text()") == ["КНДР", "северокор"]


def test_a_match_in_the_headline_marks_the_headline():
    lead = article("wire", "Soldiers arrive", **quoted("Soldiers arrive", "Soldiers"))
    page = html.document_fromstring(render(one_story(DigestStory("s-1", "new", lead)), "html"))
    assert page.xpath("//h3//mark/text()") == ["Soldiers"]
    assert not page.xpath("//blockquote")


def test_markdown_reads_as_what_was_meant():
    for text in ("a_b_c *x* [y](z)", "R&D <b>", "5 % of $3 == x", "www.a.example", "\\n `q` | #1"):
        (inline,) = [t for t in MarkdownIt().parse("x " + markdown(text)) if t.type == "inline"]
        assert "".join(child.content for child in inline.children) == "x " + text


def test_the_page_loads_nothing_and_runs_nothing_but_its_own(issue):
    page = html.document_fromstring(render(issue, "html"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    hashes = {}
    for name in ("style", "script"):
        (text,) = page.xpath(f"//{name}/text()")
        hashes[name] = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert "url(" not in text
        assert "@import" not in text
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )
    assert not page.xpath("//link|//img|//@src|//@style")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inside = [href[1:] for href in page.xpath("//@href") if href.startswith("#")]
    assert len(inside) > 5
    assert set(inside) <= set(ids)


def test_headlines_and_quotes_say_their_language(issue):
    for format_ in ("html", "email"):
        page = html.document_fromstring(render(issue, format_))
        assert page.xpath("//h3/@lang") == ["ko", "uk", "en", "ru", "de"]
        assert page.xpath("count(//h3[@dir='auto'])") == 5
        assert page.xpath("//*[contains(., '첫 교전') and not(*)]/@lang") == ["ko"]
    page = html.document_fromstring(render(issue, "html"))
    assert page.xpath("//li/span[contains(., '北韓')]/@lang") == ["zh-Hant"]
    assert page.xpath("//li/span[contains(., '外交部')]/@lang") == ["zh"]


def test_other_outlets_are_folded_away_but_named(issue):
    page = html.document_fromstring(render(issue, "html"))
    summary = page.xpath("string(//details[1]/summary)")
    assert summary.startswith("8 more: Meridian Wire (en), 海东日报 (zh, state media)")
    assert len(page.xpath("//article[@id='story-1-1']//details//li")) == 6


def test_a_trend_is_drawn_with_its_numbers_in_words(issue):
    page = html.document_fromstring(render(issue, "html"))
    drawings = page.xpath("//svg[@role='img']")
    assert len(drawings) == 3
    assert drawings[0].xpath("string(title)").startswith("Articles on each of 28 days: 1, 0, 3")
    assert drawings[0].xpath("string(title)").endswith(", 5, 3, 9")
    assert drawings[0].xpath("path[@class='past']/@d")[0].count("M") == 27
    assert "▃▂▂▅▂▂▁▁▂▅" not in render(issue, "html")
    assert re.search(r"[▁-█]{28}", render(issue, "text"))
    assert "svg" not in render(issue, "email")


def test_a_story_of_states_alone_is_seen_at_a_glance(issue):
    page = html.document_fromstring(render(issue, "html"))
    (marked,) = page.xpath("//*[contains(@class, 'partial')]/text()")
    assert marked == "government and state media only"
    assert "**government and state media only**" in render(issue, "md")


def test_atom_tells_a_story_once_with_all_its_themes(issue):
    twice = replace(issue, themes=(*issue.themes, replace(issue.themes[0], watchlist_id="china")))
    feed = etree.fromstring(render(twice, "atom").encode())
    ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids)) == 5
    entry = feed.xpath("//a:entry[a:category/@term='china']", namespaces=ATOM)[0]
    assert set(entry.xpath("a:category/@term", namespaces=ATOM)) == {"troop-deployment", "china"}
    for stamp in feed.xpath("//a:updated/text()|//a:published/text()", namespaces=ATOM):
        assert datetime.fromisoformat(stamp).tzinfo is not None


def test_json_feed_is_one(issue):
    feed = json.loads(render(issue, "jsonfeed"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Morning desk"
    assert feed["language"] == "en"
    items = feed["items"]
    assert len({item["id"] for item in items}) == len(items) == 5
    assert [item.get("language") for item in items] == ["ko", "uk", "en", "ru", "de"]
    for item in items:
        assert all(isinstance(item[key], str) for key in ("id", "title", "content_text"))
        assert item["content_text"]
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
        for key in item.keys() & {"date_published", "date_modified"}:
            assert datetime.fromisoformat(item[key]).tzinfo is not None
        known = {"id", "url", "title", "content_text", "date_published", "date_modified"}
        assert {key for key in item if key[0] != "_"} <= known | {"authors", "tags", "language"}
    # The address of the one outside the web is none.
    assert [("url" in item) for item in items] == [True] * 4 + [False]
    assert "state media only" in items[3]["content_text"]


def test_feeds_are_told_apart_by_their_reader(issue):
    def ids(made):
        return etree.fromstring(render(made, "atom").encode()).xpath(
            "/a:feed/a:id/text()", namespaces=ATOM
        )

    assert ids(issue) == ids(replace(issue, id="2024-11-07"))
    assert ids(issue) != ids(replace(issue, reader="daily"))


def test_feeds_of_two_desks_are_two_and_share_no_entry(issue):
    def ids(made):
        feed = etree.fromstring(render(made, "atom").encode())
        assert [one["id"] for one in json.loads(render(made, "jsonfeed"))["items"]] == feed.xpath(
            "/a:feed/a:entry/a:id/text()", namespaces=ATOM
        )
        return feed.xpath("/a:feed/a:id/text() | //a:entry/a:id/text()", namespaces=ATOM)

    here, there = (
        replace(issue, begun_at=datetime(2024, 11, 1, 6, 0, second, tzinfo=UTC))
        for second in (7, 8)
    )
    assert not set(ids(here)) & set(ids(there))
    # The same moment in another zone is no other desk, and the next issue is of the same feed.
    assert ids(here) == ids(
        replace(here, begun_at=here.begun_at.astimezone(ZoneInfo("Asia/Seoul")))
    )
    assert ids(here)[0] == ids(replace(here, id="2024-11-07"))[0]


def test_json_is_the_digest(issue):
    assert from_json(render(issue, "json")) == issue
    assert json.loads(render(issue, "json"))["id"] == issue.id


def test_a_reader_in_utc_is_told_one_time(issue):
    assert "5 Nov 19:00 UTC\n" in render(replace(issue, timezone="UTC"), "text")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_issue_of_before_there_were_stories_can_be_read(issue, format_):
    """Old issues hold none of the fields that came later, and are shown without them."""
    old = from_json(json.dumps(_needed(issue), default=str))
    text = flat(render(old, format_))
    assert "Розвідка" in text
    for word in ("origin NIS", "None", "usually", "Told before, nothing new", "first seen 3 Nov"):
        assert format_ == "json" or word not in text, word


def _needed(value):
    """``value`` for JSON, without what has a default."""
    if is_dataclass(value):
        needed = [field.name for field in fields(value) if field.default is MISSING]
        return {name: _needed(getattr(value, name)) for name in needed}
    if isinstance(value, tuple):
        return [_needed(each) for each in value]
    return value


@pytest.mark.parametrize("format_", PEOPLE)
def test_a_story_under_a_second_theme_is_told_in_brief(issue, format_):
    troops, arms, _ = issue.themes
    again = replace(
        troops.stories[0],
        state="developed",
        lead=replace(troops.stories[0].lead, **quoted("Said for the second theme.", "second")),
    )
    twice = replace(issue, themes=(troops, replace(arms, stories=(again,))))
    text = flat(render(twice, format_)).replace("*", "")
    brief = text[
        text.rindex("Said for the") - 200 : text.lower().rindex("told before, nothing new")
    ]
    assert "told above, under Troop deployment" in brief
    assert "developed" in brief
    for word in ("first seen", "Also:", "Meridian Wire", "20,000", "independent", "men-arrive"):
        assert word not in brief.partition("told above")[2], word
    assert text.count("told above") == 1


@pytest.mark.parametrize("format_", ["md", "html", "text"])
def test_the_time_it_takes_is_that_of_all_that_is_printed(issue, format_):
    story = replace(issue.themes[2].stories[0], figures=())
    sentence = "Word " * 110
    figures = tuple(
        replace(issue.themes[0].stories[0].figures[0], low=n, sentence=sentence + str(n))
        for n in range(4)
    )
    minutes = [
        int(re.search(r"(\d+) min to read", flat(render(one_story(each), format_)))[1])
        for each in (story, replace(story, figures=figures))
    ]
    assert minutes[1] - minutes[0] == 2


@pytest.mark.parametrize("format_", PEOPLE)
def test_figures_that_are_left_out_are_asked_for_by_theme(issue, format_):
    theme = replace(issue.themes[0], figures=issue.themes[0].figures * 3)
    text = flat(render(replace(issue, themes=(theme,)), format_))
    assert "2 more in the warehouse: monitor sql @claims --set watchlist=troop-deployment" in text


@pytest.mark.parametrize("format_", PEOPLE)
def test_of_one_article_the_byline_says_whose_voice_it_is(issue, format_):
    denied = issue.themes[1].stories[0]
    alone = replace(denied, articles=1, outlets=1, others=(), voices=("government",))
    text = render(one_story(alone, health=()), format_)
    assert "government only" not in text
    assert "****" not in text
    line = flat(text).partition("1 article, ")[0]
    assert "Ministry of External Relations · government ·" in line


@pytest.mark.parametrize(
    ("outcome", "since", "said"),
    [
        (Outcome.FAILED_SOFT, NOW, "never read; tried since 6 Nov 07:00"),
        (Outcome.FAILED_HARD, NOW, "never read, needs mending; tried since 6 Nov 07:00"),
        (Outcome.FAILED_SOFT, None, "never read"),
        (Outcome.REFUSED, NOW, "refused to be read since 6 Nov 07:00"),
    ],
)
def test_what_was_never_read_is_not_unread_since_a_day(issue, outcome, since, said):
    never = SourceHealth("wire", "Wire", outcome, "No answer.", None, since, 0, 0)
    text = flat(render(replace(issue, health=(never,)), "text"))
    assert f"Wire: {said}" in text
    assert "not read since" not in text
