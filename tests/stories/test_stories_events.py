"""One event in nine languages: joined by what is rare, and only while it is one event."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import stories
from monitor.config import bundled
from monitor.model import Joined, StoryMember, Subject
from monitor.watch.gazetteer import load_gazetteer

NOW = datetime(2025, 3, 4, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

# The same morning told nine times: a hospital ship, a minister, 340 wounded, 26 tonnes of medicine.
SHIP = {
    "en": (
        "Hospital ship Irtysh brings 340 wounded soldiers to Wonsan",
        (
            "The Russian hospital ship Irtysh moored at Wonsan on Tuesday with 340 wounded North Korean"
            " soldiers on board, deputy health minister Arkady Veleslavov said. It also carried 26 tonnes"
            " of medicine. The men were hurt in the Kursk region and will be cared for in a sanatorium on"
            " the coast. A second voyage is planned for the summer."
        ),
    ),
    "ru": (
        "Плавучий госпиталь «Иртыш» доставил в Вонсан 340 раненых",
        (
            "Госпитальное судно «Иртыш» пришло во вторник в Вонсан, на борту 340 раненых военных КНДР и"
            " 26 тонн лекарств, сообщил заместитель министра здравоохранения России Аркадий Велеславов."
            " Солдаты получили ранения в Курской области; лечить их будут в санатории на побережье."
        ),
    ),
    "uk": (
        "Плавучий шпиталь «Іртиш» привіз до Вонсана 340 поранених",
        (
            "Російське госпітальне судно «Іртиш» прибуло у вівторок до Вонсана з 340 пораненими солдатами"
            " КНДР і 26 тоннами ліків, повідомив заступник міністра охорони здоров'я Аркадій Велеславов."
            " Військових поранило на Курщині, лікуватимуть їх у санаторії на узбережжі."
        ),
    ),
    "ko": (
        "러 병원선 이르티시호, 부상병 340명 태우고 원산 입항",
        (
            "러시아 병원선 이르티시호가 4일 북한군 부상병 340명과 의약품 26톤을 싣고 원산에 입항했다고"
            " 아르카디 벨레슬라보프 보건차관이 밝혔다. 병사들은 쿠르스크 지역에서 다쳤으며 해안의 요양원에서"
            " 치료를 받게 된다. 여름에 두 번째 항해가 예정돼 있다."
        ),
    ),
    "zh": (
        "俄医院船“额尔齐斯”号载340名伤兵抵元山",
        (
            "俄罗斯卫生部副部长阿尔卡季·韦列斯拉沃夫说，医院船“额尔齐斯”号周二停靠朝鲜元山港，船上有340名朝鲜伤兵和26吨药品。"
            "这些士兵在库尔斯克地区受伤，将在海边疗养院接受治疗。"
        ),
    ),
    "ja": (
        "露病院船イルティシ、負傷兵340人乗せ元山入港",
        (
            "ロシアの病院船イルティシが4日、北朝鮮の負傷兵340人と医薬品26トンを乗せて元山に入港した。アルカジー・ベレスラボフ保健次官が"
            "明らかにした。兵士はクルスク州で負傷し、海岸の療養所で治療を受ける。"
        ),
    ),
    "de": (
        "Lazarettschiff Irtysch bringt 340 Verwundete nach Wonsan",
        (
            "Das russische Lazarettschiff Irtysch hat am Dienstag mit 340 verwundeten nordkoreanischen"
            " Soldaten in Wonsan angelegt, wie der stellvertretende Gesundheitsminister Arkadi Weleslawow"
            " mitteilte. An Bord waren auch 26 Tonnen Medikamente. Die Männer waren in der Region Kursk"
            " verletzt worden und sollen in einem Sanatorium an der Küste gepflegt werden."
        ),
    ),
    "fr": (
        "Le navire-hôpital Irtych débarque 340 blessés à Wonsan",
        (
            "Le navire-hôpital russe Irtych a accosté mardi à Wonsan avec 340 soldats nord-coréens blessés"
            " et 26 tonnes de médicaments, a annoncé le vice-ministre de la Santé Arkadi Veleslavov. Ces"
            " hommes avaient été touchés dans la région de Koursk ; un sanatorium de la côte les accueille."
        ),
    ),
    "es": (
        "El buque hospital Irtish lleva 340 heridos a Wonsan",
        (
            "El buque hospital ruso Irtish atracó el martes en Wonsan con 340 soldados norcoreanos heridos"
            " y 26 toneladas de medicinas, informó el viceministro de Sanidad Arkadi Veleslávov. Los"
            " hombres resultaron heridos en la región de Kursk y serán atendidos en un sanatorio."
        ),
    ),
}
# The same countries, the same soldiers, the same days, and something else that happened.
OTHER = {
    "en": (
        "Lawmakers in Moscow weigh pensions for North Korean veterans",
        (
            "A committee of the Duma discussed on Tuesday whether North Korean soldiers who were wounded in"
            " Kursk should be paid a Russian pension. Its chair, Galina Pestryakova, named a sum of 19,500"
            " roubles a month and said that the treaty allows it."
        ),
    ),
    "ru": (
        "Сапёры из КНДР разминировали поле под Суджей",
        (
            "Северокорейские сапёры закончили во вторник работу на поле площадью 75 гектаров под Суджей в"
            " Курской области, рассказал полковник Игнат Дроботов. Обезврежено 1 200 мин."
        ),
    ),
    "ko": (
        "북한 노동신문, 파병 군인 가족 위로 행사 보도",
        (
            "노동신문은 4일 러시아에 파병된 군인들의 가족 90세대가 평양에서 새 살림집을 받았다고 보도했다. 김정은"
            " 국무위원장이 참석했으며 쿠르스크에서 전사한 군인들의 이름이 낭독됐다."
        ),
    ),
    "ja": (
        "日本政府、露朝の軍事協力に懸念 官房長官が会見",
        "官房長官は4日の記者会見で、ロシアと北朝鮮の軍事協力に深い懸念を示した。来週の日米韓次官級協議で、北朝鮮兵士の派遣への対応を話し合うという。",
    ),
    "de": (
        "Ausstellung über den Krieg in Kursk eröffnet in Pjöngjang",
        (
            "In Pjöngjang ist am Dienstag eine Ausstellung mit 130 Fotografien über nordkoreanische Soldaten"
            " in der Region Kursk eröffnet worden. Der russische Botschafter nahm teil."
        ),
    ),
}


def subject(name: str, language: str, told: tuple[str, str], at: datetime = NOW) -> Subject:
    mentions = load_gazetteer(bundled("watchlists")).mentions(*told)
    return Subject(name, language, at, *told, mentions)


def ships(at: datetime = NOW) -> list[Subject]:
    return [
        subject(f"ship-{language}", language, told, at + number * HOUR)
        for number, (language, told) in enumerate(SHIP.items())
    ]


def others(at: datetime = NOW) -> list[Subject]:
    return [subject(f"other-{language}", language, told, at) for language, told in OTHER.items()]


def places(members: Iterable[StoryMember]) -> dict[str, str]:
    return {member.article_id: member.story_id for member in members}


def join(new: Sequence[Subject], known: Sequence[StoryMember] = ()) -> Joined:
    return stories.join(new, known)


@pytest.mark.parametrize("language", [language for language in SHIP if language != "en"])
def test_one_event_is_one_story_in_every_language(language: str) -> None:
    first = subject("first", "en", SHIP["en"])
    again = subject("again", language, SHIP[language], NOW + 3 * HOUR)
    found = {one.article_id: one for one in join([first, again, *others()]).members}
    assert found["again"].story_id == "s-first"
    assert (found["again"].joined_by, found["again"].like) == ("event", "first")
    assert len({one.story_id for one in found.values()}) == 1 + len(OTHER)


def test_all_languages_meet_and_everything_else_stays_apart() -> None:
    found = places(join([*ships(), *others()]).members)
    assert len({found[f"ship-{language}"] for language in SHIP}) == 1
    assert len({found[f"other-{language}"] for language in OTHER}) == len(OTHER)


def test_what_was_shared_is_said_in_words() -> None:
    (member,) = join([ships()[3]], join([*ships()[:2], *others()]).members).members
    assert member.joined_by == "event"
    told = dict(phrase.split(": ") for phrase in member.because)
    assert "340" in told["numbers"].split(", ")
    assert "hospital" in told["things"].split(", ")
    assert len(told) <= 4
    assert "russia" not in told.get("subjects", ""), "what all share says nothing"


def test_what_the_theme_shares_joins_nothing() -> None:
    tired = [
        subject(f"n{number}", "en", told)
        for number, told in enumerate(
            [
                (
                    "Parliament asks what the ministry knows about shells",
                    (
                        "Members of a committee wanted to hear on Tuesday how many shells North Korea has"
                        " sent to Russia. The minister answered behind closed doors."
                    ),
                ),
                (
                    "A professor explains the treaty",
                    (
                        "What Russia and North Korea promised one another was the subject of a lecture that"
                        " drew a full hall on Tuesday. Nobody reads the fourth article, she said."
                    ),
                ),
                (
                    "Ambassador warns of missiles",
                    (
                        "The council heard on Tuesday that missiles from North Korea are getting better with"
                        " every week of Russia's war. Japan asked for a meeting."
                    ),
                ),
                (
                    "Laughter about soldiers at table",
                    (
                        "A theatre in Seoul makes fun of North Korean soldiers who see a Russian canteen for"
                        " the first time. Tickets are gone until April."
                    ),
                ),
            ]
        )
    ]
    assert len(set(places(join(tired).members).values())) == len(tired)


def test_a_later_development_is_a_story_of_its_own_that_carries_on_the_first() -> None:
    known = join([*ships(), *others()]).members
    later = subject(
        "later",
        "en",
        (
            "Hospital ship Irtysh leaves Wonsan for a second voyage",
            (
                "The hospital ship Irtysh left Wonsan on Friday to fetch more wounded North Korean soldiers"
                " from Vladivostok, deputy health minister Arkady Veleslavov said. The first 340 are in a"
                " sanatorium; 200 berths are ready for the next."
            ),
        ),
        NOW + timedelta(days=9),
    )
    joined = join([later], known)
    assert (joined.members[0].story_id, joined.members[0].joined_by) == ("s-later", "first")
    (link,) = joined.links
    assert (link.story_id, link.follows) == ("s-later", "s-ship-en")
    assert link.because
    much_later = replace(later, at=NOW + timedelta(days=60))
    assert not join([much_later], known).links


def test_news_of_its_own_carries_on_nothing() -> None:
    assert not join([*others()]).links


def test_day_by_day_gives_what_all_at_once_gives() -> None:
    known: list[StoryMember] = []
    for day in ([*ships()[:3], *others()[:2]], ships()[3:6], [*ships()[6:], *others()[2:]]):
        known += join(day, known).members
    assert places(known) == places(join([*ships(), *others()]).members)


def test_the_order_in_which_articles_come_does_not_matter() -> None:
    found = [*ships(), *others()]
    assert join(found) == join(found[::-1])
    known = join(found[:6]).members
    assert join(found[6:], known) == join(found[6:], known[::-1])


def test_an_article_that_a_person_moved_draws_others_to_where_it_stands() -> None:
    members = join([*ships()[:2], *others()]).members
    moved = [replace(one, story_id="s-moved") for one in members if "ship" in one.article_id]
    rest = [one for one in members if "ship" not in one.article_id]
    (member,) = join([ships()[2]], [*moved, *rest]).members
    assert member.story_id == "s-moved"


def test_an_edit_keeps_the_story_that_a_person_chose() -> None:
    (first, *_) = join(ships()).members
    moved = replace(first, story_id="s-moved")
    (again,) = join([subject("ship-en", "en", OTHER["en"])], [moved]).members
    assert again == replace(moved, signature=again.signature)


CHAIN = (
    "Governor Arkady Veleslavov opened a brick factory near Khasan with 412 North Korean workers.",
    "A landslide near Razdolnoye buried 37 goods wagons of coal, railway chief Galina Tulubyeva said.",
    "Customs officers at Sakhalin seized 960 crates of frozen crab bound for Chongjin from the Ostrog.",
    "The choir of Colonel Ignat Drobotov sang for 1,850 wounded soldiers in a hospital at Sudzha.",
    "Textile buyers from Ivanovo ordered 73,000 uniforms from a mill in Sinuiju, said Semyon Pestov.",
)


def test_a_story_does_not_wander_from_event_to_event() -> None:
    """Each report resembles the one before it; the last has nothing to do with the first."""
    chain = [
        subject(
            f"c{number}", "en", (f"{one[:64]}; {other[:64]}", f"{one} {other}"), NOW + number * HOUR
        )
        for number, (one, other) in enumerate(itertools.pairwise(CHAIN))
    ]
    for pair in itertools.pairwise(chain):
        assert len(set(places(join([*pair, *others()]).members).values())) == 1 + len(OTHER)
    found = places(join([*chain, *others()]).members)
    assert found["c3"] != found["c0"]


@pytest.mark.parametrize(
    "names",
    [
        ("Умєров", "Umerov", "우메로프", "ウメロフ", "乌梅罗夫", "烏梅羅夫"),
        ("Khabarovsk", "Хабаровском", "하바롭스크", "哈巴罗夫斯克", "ハバロフスク", "Chabarowsk"),
        ("Kim Yong Bok", "김영복", "Ким Ён Бок"),
    ],
)
def test_names_that_no_gazetteer_knows_meet_by_their_consonants(names: tuple[str, ...]) -> None:
    from monitor.stories.names import skeleton

    languages = {"Умєров": "uk", "Chabarowsk": "de", "乌梅罗夫": "zh", "烏梅羅夫": "zh"}
    languages |= {"哈巴罗夫斯克": "zh", "우메로프": "ko", "하바롭스크": "ko", "김영복": "ko"}
    assert len({skeleton(name, languages.get(name, "en")) for name in names}) == 1


def test_half_characters_and_nothing_at_all_harm_nobody() -> None:
    odd = [
        Subject("a", "", NOW, "", ""),
        Subject("b", "xx", NOW, "\ud800", "\ud800 1 2 3 " * 50),
        Subject("c", "zh", NOW, "一" * 400, "二" * 4000),
        Subject("d", "en", NOW, "9" * 400, "1,2.3 " * 900),
    ]
    assert len(set(places(join(odd).members).values())) == len(odd)
