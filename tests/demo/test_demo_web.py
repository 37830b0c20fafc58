"""Reading the sample web: what is in it, and what is refused with its line."""

from datetime import date
from pathlib import Path

import pytest

from monitor.demo import labelled, load_web, sources
from monitor.demo.web import FOLDER
from monitor.errors import ConfigError
from tests.demo.tiny import article, day, tiny_articles, write

THEMES = {
    "troop-deployment",
    "missile-tech-transfer",
    "sanctions",
    "arms-munitions-transfer",
    "military-training",
    "economic-lifeline",
    "un-diplomatic-shield",
    "regional-response",
    "china-role",
    "treaty-summitry",
}


def test_bundled_web_is_sound():
    web = load_web()
    assert len(web.outlets) == 18
    assert {outlet.feed for outlet in web.outlets} == {"rss2", "rdf", "atom", "json"}
    assert {o.encoding for o in web.outlets} == {"utf-8", "windows-1251", "euc-kr"}
    for found in web.articles:
        assert {*found.labels, *found.also} <= THEMES, found.id
        assert not {*found.labels} & {*found.also}, found.id
        assert date(2024, 11, 4) <= found.published_at.date() <= date(2024, 11, 24), found.id
    assert len(web.days) == 21


def test_boilerplate_tempts_on_some_outlets():
    names = ("North Korea", "북한", "КНДР", "北朝鮮", "Nordkorea")
    tempting = [o for o in load_web().outlets if any(name in str(o.menu) for name in names)]
    assert len(tempting) >= 5


def test_sources_are_the_outlets_and_the_two_that_go_wrong(web):
    listed = sources(web)
    assert len(listed) == 20 == len({source.id for source in listed})
    assert {source.kind for source in listed} == {"feed"}
    by_id = {source.id: source for source in listed}
    assert by_id["bay-times"].language == "zh"
    assert by_id["meridian-wire"].url == "http://meridianwire.example.com/rss.xml"
    assert by_id["old-harbor"].name == "Old Harbor Bulletin"
    assert by_id["baltic-monitor"].name == "Baltic Monitor"


def test_labelled_rows(tmp_path):
    labels = {"labels": ["sanctions", "china-role"], "also": ["economic-lifeline"]}
    one = article("a-1", "asagiri", "2024-11-04T07:30:00Z", "ja", **labels)
    two = article("a-2", "asagiri", "2024-11-03T07:30:00Z", "ja", hard="about ferries")
    trap, row = labelled(load_web(write(tmp_path, [one, two])))
    assert row["url"] == "http://asagiri.example.com/2024/11/04/ferry-a-1"
    assert row["outlet"] == "朝霧新聞"
    assert row["published"] == "2024-11-04T07:30:00+00:00"
    assert (row["labels"], row["primary"]) == (["sanctions", "china-role"], "sanctions")
    assert (trap["primary"], trap["hard"], row["hard"]) == (None, "about ferries", None)
    columns = "id,url,outlet,lang,title,text,published,labels,primary,also,story,kind,hard"
    assert ",".join(row) == columns


def test_time_travel(web):
    assert web.published(day(3)) == ()
    assert [a.id for a in web.published(day(4, 2))] == ["t-2", "t-1", "t-0"]
    assert len(web.published(day(15))) == len(web.articles)
    assert web.days == (date(2024, 11, 4), date(2024, 11, 5))


def test_later_edition(web):
    edited = next(a for a in web.articles if a.id == "t-edit")
    assert edited.edition(day(5)) == edited.editions[0]
    assert edited.edition(day(7)).title == "Ferries sail again"
    silent = next(a for a in web.articles if a.id == "t-silent")
    assert silent.edition(day(7)).title == silent.editions[0].title


GOOD = article("a-1", "hanbit", "2024-11-04T07:30:00Z", "ko")


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"outlet": "hanbitt"}, '"outlet"', "no outlet 'hanbitt'"),
        ({"title": "여객선 — 파업"}, '"title"', "euc-kr, which has no '—' (EM DASH)"),
        ({"aside": ["맞다", "—"]}, '"—"', "EM DASH"),
        ({"kind": "rumour"}, '"kind"', "kind"),
        ({"at": "2024-11-04T07:30:00"}, '"at"', "at"),
        ({"colour": "red"}, '"colour"', "unknown key 'colour'"),
        ({"revised": {"at": "2024-11-01T00:00:00Z"}}, '"at": "2024-11-01', "revised before"),
    ],
)
def test_a_bad_article_is_refused_with_its_line(tmp_path, change, place, says):
    with pytest.raises(ConfigError) as caught:
        load_web(write(tmp_path, [GOOD | change]))
    assert says in str(caught.value)
    lines = Path(caught.value.path).read_text("utf-8").splitlines()
    assert place in lines[caught.value.line - 1]


@pytest.mark.parametrize(("key", "value"), [("id", "a-1"), ("slug", "ferry-a-1")])
def test_ids_and_slugs_stand_once(tmp_path, key, value):
    other = article("a-2", "hanbit", "2024-11-05T07:30:00Z", "ko") | {key: value}
    with pytest.raises(ConfigError, match=f"{key} '{value}' stands twice, first at tiny.yaml:"):
        load_web(write(tmp_path, [GOOD, other]))


def test_one_slug_may_serve_two_outlets(tmp_path):
    other = article("a-2", "hangang", "2024-11-05T07:30:00Z", "ko", slug="ferry-a-1")
    assert len(load_web(write(tmp_path, [GOOD, other])).articles) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wording: ja", "wording: jp", "no wording 'jp'"),
        ("tagline: 아침을 여는 신문", "tagline: 아침을 — 여는 신문", "euc-kr"),
        ("host: hanbit.example.com", "host: strana.example.com", "stands twice"),
        ("id: old-harbor", "id: hanbit", "stands twice"),
    ],
)
def test_a_bad_outlet_is_refused_with_its_line(tmp_path, old, new, says):
    text = (FOLDER / "outlets.yaml").read_text("utf-8")
    bad = tmp_path / "outlets.yaml"
    bad.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ConfigError, match=says) as caught:
        load_web(write(tmp_path / "articles", tiny_articles()), bad)
    assert caught.value.line
    assert new in bad.read_text("utf-8").splitlines()[caught.value.line - 1]
