"""Events and things: the same in nine languages, and not found where a word only looks like one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.digest.ranges import NOTABLE
from monitor.watch.gazetteer import Gazetteer, load_gazetteer
from monitor.watch.vocabulary import Concept, VocabularyFile
from monitor.yamlfile import load_yaml

WATCHLISTS = Path(__file__).parents[2] / "watchlists"
REPORTS = {
    ("ratification", "treaty-text"): {
        "en": "Deputies ratified the Comprehensive Strategic Partnership treaty on Wednesday.",
        "ru": "В среду депутаты ратифицировали договор о всеобъемлющем стратегическом партнёрстве.",
        "uk": "У середу депутати ратифікували договір про всеосяжне стратегічне партнерство.",
        "ko": "의원들이 수요일 포괄적 전략적 동반자 조약을 비준했다.",
        "zh": "议员们星期三批准了全面战略伙伴关系条约。",
        "zh-Hant": "議員們星期三批准了全面戰略夥伴關係條約。",
        "ja": "議員らは水曜日、包括的戦略パートナーシップ条約を批准した。",
        "de": "Die Abgeordneten ratifizierten am Mittwoch die umfassende strategische Partnerschaft.",
        "fr": "Mercredi, les députés ont ratifié le partenariat stratégique global.",
        "es": "Los diputados ratificaron el miércoles la asociación estratégica integral.",
    },
    ("missile-launch", "ballistic-missile"): {
        "en": "The North fired several ballistic missiles before dawn.",
        "ru": "До рассвета северяне запустили несколько баллистических ракет.",
        "uk": "До світанку північ запустила кілька балістичних ракет.",
        "ko": "북측이 새벽에 탄도미사일 여러 발을 발사했다.",
        "zh": "北方凌晨发射多枚弹道导弹。",
        "zh-Hant": "北方凌晨發射多枚彈道飛彈。",
        "ja": "北側は未明に弾道ミサイルを発射した。",
        "de": "Der Norden feuerte vor Sonnenaufgang mehrere ballistische Raketen ab.",
        "fr": "Le Nord a tiré plusieurs missiles balistiques avant l'aube.",
        "es": "El Norte lanzó varios misiles balísticos antes del amanecer.",
    },
    ("ship-launch", "destroyer"): {
        "en": "The leader attended the launching ceremony of a second destroyer.",
        "ru": "Лидер побывал на спуске на воду второго эсминца.",
        "uk": "Лідер побував на спуску на воду другого есмінця.",
        "ko": "지도자는 두 번째 구축함 진수식에 참석했다.",
        "zh": "领导人出席第二艘驱逐舰下水仪式。",
        "zh-Hant": "領導人出席第二艘驅逐艦下水儀式。",
        "ja": "指導者は2隻目の駆逐艦の進水式に出席した。",
        "de": "Der Machthaber kam zum Stapellauf eines zweiten Zerstörers.",
        "fr": "Le dirigeant a assisté à la mise à l'eau d'un deuxième destroyer.",
        "es": "El líder asistió a la botadura de un segundo destructor.",
    },
    ("prisoner-exchange", "soldier"): {
        "en": "Ninety soldiers came home in a prisoner swap.",
        "ru": "Девяносто солдат вернулись домой при обмене пленными.",
        "uk": "Дев'яносто солдатів повернулися додому під час обміну полоненими.",
        "ko": "포로 교환으로 병사 90명이 집에 돌아왔다.",
        "zh": "九十名士兵在换俘中回家。",
        "zh-Hant": "九十名士兵在換俘中回家。",
        "ja": "捕虜交換で兵士90人が家に帰った。",
        "de": "Neunzig Soldaten kamen durch einen Gefangenenaustausch nach Hause.",
        "fr": "Quatre-vingt-dix soldats sont rentrés grâce à un échange de prisonniers.",
        "es": "Noventa soldados volvieron a casa en un intercambio de prisioneros.",
    },
    ("flood", "rice"): {
        "en": "The flood destroyed the rice.",
        "ru": "Наводнение погубило рис.",
        "uk": "Повінь знищила рис.",
        "ko": "홍수로 쌀값이 올랐고 쌀 지원이 시작됐다.",
        "zh": "洪水毁了水稻。",
        "zh-Hant": "洪水毀了水稻。",
        "ja": "洪水でコメがだめになった。",
        "de": "Das Hochwasser vernichtete den Reis.",
        "fr": "Les inondations ont détruit le riz.",
        "es": "Las inundaciones destruyeron el arroz.",
    },
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(WATCHLISTS)


def _concepts() -> Iterator[Concept]:
    for name in ("events", "things"):
        file, _ = load_yaml(WATCHLISTS / "gazetteer" / f"{name}.yaml", VocabularyFile)
        yield from file.concepts


def _named(gazetteer: Gazetteer, text: str) -> set[str]:
    return {mention.concept for mention in gazetteer.mentions("", text)}


@pytest.mark.parametrize(
    "text",
    [
        "At least 70 soldiers lost their lives.",
        "70 солдат потеряли жизнь.",
        "70 солдатів втратили життя.",
        "병사 70명이 숨지고 다른 이들은 떠났다.",
        "병사 70명이 목숨을 잃었다.",
        "70名士兵失去生命。",
        "70名士兵喪生。",
        "兵士70人が命を落とした。",
        "70 Soldaten haben ihr Leben verloren.",
        "70 Soldaten kamen ums Leben.",
        "70 soldats ont perdu la vie.",
        "70 soldados perdieron la vida.",
    ],
)
def test_whoever_lost_their_lives_is_dead(gazetteer: Gazetteer, text: str) -> None:
    assert "dead" in _named(gazetteer, text)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        pytest.param(wanted, text, id=f"{wanted[0]}-{language}")
        for wanted, texts in REPORTS.items()
        for language, text in texts.items()
    ],
)
def test_a_report_names_the_same_event_and_thing_in_every_language(
    gazetteer: Gazetteer, wanted: tuple[str, str], text: str
) -> None:
    assert set(wanted) <= _named(gazetteer, text)
    assert [gazetteer.kinds[concept] for concept in wanted] == ["event", "thing"]


def test_an_event_or_thing_has_names_in_seven_languages_at_least() -> None:
    few = {one.id: sorted(one.names) for one in _concepts() if len(one.names) < 7}
    assert few == {}


def test_a_digest_calls_each_by_a_name_of_its_own(gazetteer: Gazetteer) -> None:
    labels = [gazetteer.labels[one.id] for one in _concepts()]
    assert [label for label in labels if not label.isascii() or "*" in label] == []
    assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_what_a_digest_counts_is_there(gazetteer: Gazetteer) -> None:
    assert sorted(NOTABLE - gazetteer.kinds.keys()) == []


@pytest.mark.parametrize(
    ("text", "unmeant"),
    [
        ("Mais le Nord était en train de partir.", {"maize", "train"}),
        ("He held eleven cards at the helm, lower than before.", {"hero", "zoo-animal", "student"}),
        ("Migration was discussed at the briefing.", {"fighter-jet", "letter"}),
        ("La première réunion porte sur l'Europe.", {"film-screening"}),
        ("Медведев назвал визит рабочим, генеральный секретарь согласился.",
         {"zoo-animal", "general", "worker"}),
        ("Рабочих мест в области прибавилось.", {"worker"}),
        ("Прибуток зріс попри збитки.", {"arrival", "shoot-down"}),
        ("위성락 실장은 외무성 부상과 경기도에서 만났다.", {"satellite", "wounded", "match"}),
        ("运动员从安全会议大厅离开。", {"mobilisation", "plenary-meeting"}),
        ("병사는 숨지 않고 걸었다.", {"dead"}),
        ("コメルサント紙は米の支援を伝えた。", {"rice"}),
        ("Der Bericht ist ausführlich, die Unternehmen zahlen Löhne.", {"export"}),
        ("La estrella del deporte llegó.", {"accident", "expulsion"}),
        ("The secretary general spoke of shell companies.", {"general", "shell"}),
    ],
)  # fmt: skip
def test_a_word_that_only_looks_like_a_name_is_none(
    gazetteer: Gazetteer, text: str, unmeant: set[str]
) -> None:
    assert _named(gazetteer, text) & unmeant == set()
