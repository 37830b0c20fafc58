"""People, places and organisations by name: the same in nine languages, and not in other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.watch.gazetteer import FILES, load_gazetteer
from monitor.watch.vocabulary import VocabularyFile
from monitor.yamlfile import load_yaml
from tests.watch.conftest import Write
from tests.watch.test_bundled import WATCHLISTS

LANGUAGES = {"en", "ru", "uk", "ko", "zh", "ja", "de", "fr", "es"}
# The first word of an organisation's note: what it is.
SORTS = {
    *("agency", "army", "bank", "body", "company", "court", "government", "group"),
    *("media", "ministry", "parliament", "party", "service", "think-tank", "un"),
}


def named(title: str, text: str = "", watchlists: Path = WATCHLISTS) -> list[str]:
    """The people, places and organisations of an article, each once, in the order of reading."""
    found = load_gazetteer(watchlists).mentions(title, text)
    kinds = ("person", "place", "organisation")
    return list(dict.fromkeys(one.concept for one in found if one.kind in kinds))


@pytest.mark.parametrize(
    "text",
    [
        "Russia's foreign ministry said Sergei Lavrov would fly to Wonsan, Tass reported.",
        "МИД РФ: Лаврова ждут в Вонсане, пишет ТАСС.",
        "МЗС РФ: Лаврова чекають у Вонсані, пише ТАСС.",
        "러시아 외무부는 라브로프 장관이 원산에서 회담한다고 밝혔다고 타스통신이 전했다.",
        "俄罗斯外交部：拉夫罗夫将访问元山地区，塔斯社报道。",
        "俄羅斯外交部：拉夫羅夫將訪問北韓元山，塔斯社報導。",
        "ロシア外務省は、ラブロフ氏が元山市を訪れると発表した。タス通信が伝えた。",
        "Das russische Außenministerium teilte mit, Lawrow reise nach Wonsan, so Tass.",
        "Le ministère russe des Affaires étrangères annonce Lavrov à Wonsan, selon Tass.",
        "El Ministerio de Exteriores ruso anunció que Lavrov viajará a Wonsan, según Tass.",
    ],
)
def test_all_languages_name_the_same(text: str) -> None:
    found = ["russian-foreign-ministry", "lavrov", "wonsan", "tass"]
    assert sorted(named(text)) == sorted(found)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("South Korea's spy agency and Yonhap", ["south-korean-intelligence", "yonhap"]),
        ("국정원과 연합뉴스", ["south-korean-intelligence", "yonhap"]),
        ("ГУР МО Украины", ["ukrainian-military-intelligence"]),
        ("ГУР України", ["ukrainian-military-intelligence"]),
        ("МИД Украины ответил", ["ukrainian-foreign-ministry"]),
        ("러시아 국방부 발표", ["russian-defence-ministry"]),
        ("국방부 발표", ["south-korean-defence-ministry"]),
        ("韓国外務省が発表", ["south-korean-foreign-ministry"]),
        ("外務省が発表", ["japanese-foreign-ministry"]),
        ("Der ukrainische Militärgeheimdienst meldet", ["ukrainian-military-intelligence"]),
        ("外交部发言人15日表示", ["chinese-foreign-ministry"]),
        ("俄罗斯外交部发言人和俄外交部发言人表示", ["russian-foreign-ministry"]),
        ("Les services sud-coréens ont détaillé cela", ["south-korean-intelligence"]),
    ],
)
def test_an_office_is_told_from_its_like_elsewhere(text: str, concepts: list[str]) -> None:
    assert named(text) == concepts


@pytest.mark.parametrize(
    "text",
    [
        "He trumpets a rubio wine from the old town of Polished Stones.",
        "Лавровый лист, маска и пески",
        "Чималі суми коштів, малюк удома",
        "아침부터 저녁까지 통일부터 이룩하자, 인도적으로, 두마리",
        "会议统一部署工作，以军事手段推进，宪法国家建设",
        "日米の大連立とハロウィーン、ステータス",
        "Das Bild im Spiegel ist die Welt",
        "En todo el mundo y en el país, el medio político",
        "Dans le monde entier, qu'il vienne",
    ],
)
def test_words_that_only_look_like_names(text: str) -> None:
    assert named(text) == []


def test_a_short_name_needs_a_full_one() -> None:
    assert named("Powell was silent") == []
    assert named("Jerome Powell spoke", "Later Powell was silent") == ["jerome-powell"]


def test_a_short_name_is_not_part_of_another_full_one() -> None:
    found = load_gazetteer(WATCHLISTS).mentions("", "Kim Jong-un sent Kim Yo-jong; Kim stayed.")
    people = [(one.concept, one.start) for one in found if one.kind == "person"]
    assert {("kim-jong-un", 0), ("kim-yo-jong", 17), ("kim-jong-un", 30)} <= set(people)
    assert ("kim-jong-un", 17) not in people


def test_a_file_of_no_kind_is_refused_with_a_mend(write: Write) -> None:
    folder = write()
    (folder / "gazetteer").mkdir()
    (folder / "gazetteer" / "ships.yaml").write_text("concepts: []\n", "utf-8")
    with pytest.raises(ConfigError) as refused:
        load_gazetteer(folder)
    assert "'ships' is no kind of names" in str(refused.value)
    assert all(f"{kind}.yaml" in str(refused.value) for kind in FILES)


@pytest.mark.parametrize("kind", ["people", "places", "organisations"])
def test_every_concept_is_named_in_most_languages(kind: str) -> None:
    file, _ = load_yaml(WATCHLISTS / "gazetteer" / f"{kind}.yaml", VocabularyFile)
    assert len(file.concepts) > 150
    short = {one.id: sorted(LANGUAGES - set(one.names)) for one in file.concepts}
    assert {one: lacking for one, lacking in short.items() if len(lacking) > 2} == {}
    assert [one.id for one in file.concepts if not one.note] == []


def test_every_organisation_says_what_it_is() -> None:
    file, _ = load_yaml(WATCHLISTS / "gazetteer" / "organisations.yaml", VocabularyFile)
    sorts = {one.id: one.note.split()[0].strip(",") for one in file.concepts}
    assert {one: sort for one, sort in sorts.items() if sort not in SORTS} == {}
