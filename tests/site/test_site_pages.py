"""What the archive shows, and that all of it hangs together."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html

from monitor.model import Archive
from monitor.site import pages
from monitor.site.pages import MOST, MOST_ARTICLES, MOST_FIGURES
from tests.site.archives import DAY, HOUR, NOW, archive, article, figure, story


@pytest.fixture(scope="module")
def built() -> dict[str, str]:
    return dict(pages(archive()))


def text(page: str, path: str = "body") -> str:
    """What a person reads of it, the spaces as one."""
    root = html.fromstring(page)
    for unread in root.xpath("//script | //style"):
        unread.drop_tree()
    return " ".join(" ".join(one.text_content() for one in root.cssselect(path)).split())


def targets(page: str) -> list[str]:
    return [str(one) for one in html.fromstring(page).xpath("//@href")]


def test_there_is_a_page_for_everything(built: dict[str, str]) -> None:
    assert set(built) == {
        "index.html",
        "sources.html",
        "feed.atom",
        *(f"digests/{name}.html" for name in ("2024-11-10", "2024-11-16")),
        *(f"stories/s-{name}.html" for name in ("trains", "banks", "cafe", "old")),
        *(f"themes/{name}.html" for name in ("arms", "quiet", "troops")),
        *(f"months/{name}.html" for name in ("2024-10", "2024-11")),
        *(
            f"days/2024-{day}.html"
            for day in ("10-17", "11-10", "11-13", "11-14", "11-15", "11-16")
        ),
    }


def test_every_link_leads_to_a_page_or_to_an_article(built: dict[str, str]) -> None:
    articles = {one.url for each in archive().stories for one in each.articles}
    places = {
        name: set(html.fromstring(page).xpath("//@id"))
        for name, page in built.items()
        if name.endswith(".html")
    }
    met = set()
    for name, page in built.items():
        if name.startswith("digests/") or not name.endswith(".html"):
            continue
        for link in html.fromstring(page).xpath("//a"):
            target, _, place = link.get("href").partition("#")
            if target.startswith("http"):
                assert target in articles
                assert "noopener" in link.get("rel")
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            assert path in built, f"{name} leads to {path}"
            assert not place or place in places[path]
            met.add(path)
    assert met == set(built), "there is no way to some"


def test_a_page_comes_after_those_it_leads_to_unless_they_lead_to_one_another() -> None:
    order = [name.partition("/")[0] for name, _ in pages(archive())]
    first = {kind: order.index(kind) for kind in order}
    assert all(
        first[a] < first[b] for a, b in pairwise(("digests", "stories", "days", "index.html"))
    )


def test_the_same_archive_gives_the_same_bytes(built: dict[str, str]) -> None:
    assert dict(pages(archive())) == built


def test_an_empty_archive_has_a_front_page() -> None:
    empty = Archive(NOW, "UTC", (), (), (), ())
    built = dict(pages(empty))
    assert set(built) == {"index.html", "sources.html"}
    assert "0 stories with news" in text(built["index.html"])


def test_the_front_page_has_two_weeks_by_day(built: dict[str, str]) -> None:
    root = html.fromstring(built["index.html"])
    days = [one.get("href") for one in root.cssselect(".group h2 a")]
    assert days == [f"days/2024-11-{day}.html" for day in (16, 14, 13)]
    titles = [one.text_content() for one in root.cssselect(".title a")]
    assert titles == ["Report trains", "Report banks", "Ｃａｆé in 新疆, 2 rooms"]
    assert "3 stories with news, of 4 in all" in text(built["index.html"], ".summary")
    assert text(built["index.html"], "#months li") == "November 2024 3 October 2024 1"
    assert "Nothing yet 0 stories" in text(built["index.html"], "#themes")


def test_a_story_of_one_article_is_told_in_few_words(built: dict[str, str]) -> None:
    rows = [
        one.text_content()
        for one in html.fromstring(built["index.html"]).cssselect(".stories .extent")
    ]
    assert (
        "agency, independent · 3 articles (1 copy), 2 outlets, 3 origins (NIS, 국정원 and HUR)"
        in rows
    )
    assert "state media only · 1 article, KCNA" in rows
    assert "agency · 1 article, Meridian Wire, from NIS" in rows


def test_a_day_shows_all_that_had_news_then_and_the_days_beside_it(built: dict[str, str]) -> None:
    root = html.fromstring(built["days/2024-11-15.html"])
    assert [one.text_content() for one in root.cssselect(".title a")] == ["Report trains"]
    assert [(one.get("rel"), one.get("href")) for one in root.cssselect(".beside a")] == [
        ("prev", "2024-11-14.html"),
        ("next", "2024-11-16.html"),
    ]
    assert "../digests/2024-11-16.html" in targets(built["days/2024-11-16.html"])
    quiet = built["days/2024-11-10.html"]
    assert "0 stories had news" in text(quiet)
    assert "../digests/2024-11-10.html" in targets(quiet)
    assert 'rel="next"' not in built["days/2024-11-16.html"]
    assert 'rel="prev"' not in built["days/2024-10-17.html"]


def test_days_are_those_of_the_settings() -> None:
    seoul = dict(pages(replace(archive([story(at=NOW.replace(hour=20))]), timezone="Asia/Seoul")))
    assert "days/2024-11-17.html" in seoul
    assert "17 Nov 2024 05:00" in text(seoul["stories/s-one.html"])


def test_a_story_says_all_there_is_to_know_of_it(built: dict[str, str]) -> None:
    page = built["stories/s-trains.html"]
    read = text(page)
    for said in (
        "First seen 15 Nov 2024 06:00, last news 16 Nov 2024 06:00. Told in 2024-11-16, lost.",
        "First in English, in Korean +4 h, in Chinese +24 h.",
        "한빛일보 · independent · 15 Nov 2024 10:00 (+4 h)",
        "Why the same event: names: Kursk",
        "at least 10,000–12,000 soldiers Hanbit, NIS 문장 1",
    ):
        assert said in read
    marked = [one.text_content() for one in html.fromstring(page).cssselect("blockquote mark")]
    assert marked == ["North Korean troops", "Kursk", "북한군", "러시아"]
    assert {'lang="ko"', 'lang="zh-Hant"'} <= set(page.replace(">", " ").split())
    assert "../digests/lost.html" not in targets(page)


def test_stories_lead_to_those_before_and_after(built: dict[str, str]) -> None:
    assert "s-old.html" in " ".join(targets(built["stories/s-banks.html"]))
    assert "s-banks.html" in " ".join(targets(built["stories/s-old.html"]))
    assert "s-none" not in built["stories/s-trains.html"]


def test_what_matched_in_a_headline_is_marked_there_and_not_said_twice() -> None:
    title = "Troops reach Kursk"
    one = article(title=title, sentence=title, marks=((0, 6),))
    page = dict(pages(archive([story(articles=(one,))])))["stories/s-one.html"]
    assert "<mark>Troops</mark> reach Kursk" in page
    assert "<blockquote" not in page


def test_a_sentence_without_end_is_cut_around_what_matched() -> None:
    one = article(sentence="word " * 2000 + "Kursk" + " word" * 2000, marks=((10_000, 10_005),))
    page = dict(pages(archive([story(articles=(one,))])))["stories/s-one.html"]
    quoted = text(page, "blockquote")
    assert "Kursk" in quoted
    assert len(quoted) < 500
    assert "<mark>Kursk</mark>" in page


def test_a_theme_shows_its_stories_and_how_many_articles_came_each_day(
    built: dict[str, str],
) -> None:
    read = text(built["themes/troops.html"])
    assert "378 articles in 28 days, 2 stories in all" in read
    assert "Report trains" in read
    assert "Report banks" not in read


def test_a_theme_that_is_no_longer_watched_is_only_named(built: dict[str, str]) -> None:
    assert "gone" in text(built["stories/s-banks.html"], "header")
    assert "themes/gone.html" not in " ".join(targets(built["stories/s-banks.html"]))


def test_sources_say_what_came_of_them(built: dict[str, str]) -> None:
    rows = [
        " ".join(one.text_content().split())
        for one in html.fromstring(built["sources.html"]).cssselect("tbody tr")
    ]
    assert rows[0].startswith("Wire en")
    assert "1,204" in rows[0]
    assert "30 items" not in rows[0], "all is well there"
    assert rows[1].endswith("neverfailed_hard: 410 gone")


def test_long_lists_end_and_say_how_much_is_left_out() -> None:
    many = [story(str(place), at=NOW - place * HOUR / 10) for place in range(MOST + 5)]
    wide = story(
        "wide",
        [article(f"a{place}", NOW - DAY) for place in range(MOST_ARTICLES + 7)],
        figures=[figure(place) for place in range(MOST_FIGURES + 3)],
    )
    built = dict(pages(archive([*many, wide])))
    for name in ("index.html", "themes/troops.html"):
        assert len(html.fromstring(built[name]).cssselect(".stories li")) == MOST
    assert "6 more stand under their months" in text(built["index.html"])
    assert "6 older ones stand under their months" in text(built["themes/troops.html"])
    assert len(html.fromstring(built["months/2024-11.html"]).cssselect(".stories li")) == MOST + 6
    page = built["stories/s-wide.html"]
    assert len(html.fromstring(page).cssselect("#articles li")) == MOST_ARTICLES
    assert "7 more: monitor story show s-wide" in text(page)
    assert "3 more: monitor sql" in text(page)


def test_the_buttons_name_the_languages_there_are_and_what_only_states_tell(
    built: dict[str, str],
) -> None:
    chips = html.fromstring(built["index.html"]).cssselect(".chips button")
    assert [(one.get("value"), one.text_content()) for one in chips] == [
        ("lang:en", "English 2"),
        ("lang:ko", "Korean 1"),
        ("lang:ru", "Russian 1"),
        ("lang:zh", "Chinese 1"),
        ("only:states", "states alone 1"),
    ]


def test_no_page_asks_for_anything(built: dict[str, str]) -> None:
    for name, page in built.items():
        if name.endswith(".html"):
            root = html.fromstring(page)
            assert not root.xpath("//@src | //link | //@style | //iframe | //object | //base")
            (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
