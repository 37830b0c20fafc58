import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import stories
from monitor.model import StoryMember, Subject
from monitor.stories import cluster
from monitor.stories.joining import COPY
from monitor.stories.sketch import containment, sketch

NOW = datetime(2024, 11, 5, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

REPORTS = {
    "en": (
        "Freighter leaves Rajin with containers",
        (
            "A Russian-flagged freighter left the North Korean port of Rajin on Sunday with some 230"
            " containers on board, according to an institute that studies satellite pictures."
            " The containers are of the size used for artillery shells in earlier deliveries."
            " Both governments have denied any trade in arms. The ship switched off its transponder"
            " for two days and was seen again at the naval pier of Dunai, where trains were waiting."
        ),
    ),
    "ru": (
        "Сухогруз вышел из Раджина с контейнерами",
        (
            "Сухогруз под российским флагом вышел в воскресенье из северокорейского порта Раджин,"
            " имея на борту около 230 контейнеров, сообщил институт, изучающий спутниковые снимки."
            " Такие контейнеры прежде использовались для артиллерийских снарядов. Обе страны"
            " отрицают торговлю оружием. Судно на двое суток выключило передатчик."
        ),
    ),
    "ko": (
        "나진항서 컨테이너 실은 화물선 출항",
        (
            "러시아 국적 화물선이 일요일 북한 나진항에서 컨테이너 약 230개를 싣고 출항했다고"
            " 위성사진을 분석하는 연구소가 밝혔다. 컨테이너는 이전에 포탄을 실어 나른 것과 같은"
            " 크기다. 양국 정부는 무기 거래를 부인하고 있다. 이 배는 이틀 동안 위치 발신기를 껐다가"
            " 두나이 해군 부두에서 다시 포착됐으며, 부두에는 화물열차가 대기하고 있었다."
        ),
    ),
    "zh": (
        "货轮满载集装箱驶离罗津港",
        (
            "据一家研究卫星图像的机构称，一艘悬挂俄罗斯国旗的货轮周日驶离朝鲜罗津港，船上装有约二百三十个集装箱。"
            "这些集装箱的尺寸与此前运送炮弹所用的相同。两国政府均否认存在武器交易。该船关闭应答器长达两天，"
            "随后在杜奈海军码头再次被发现，码头上已有货运列车等候。分析人士说，这是今年秋天以来的第九次航行。"
        ),
    ),
    "ja": (
        "コンテナ積んだ貨物船が羅津港を出港",
        (
            "ロシア船籍の貨物船が日曜日、約二百三十個のコンテナを積んで北朝鮮の羅津港を出港したと、"
            "衛星画像を分析する研究所が明らかにした。コンテナはこれまで砲弾の輸送に使われたものと同じ大きさだ。"
            "両国政府は武器取引を否定している。船は二日間、位置を知らせる装置を切り、その後ドゥナイの海軍埠頭で"
            "再び確認された。埠頭では貨物列車が待機していた。"
        ),
    ),
}
OTHER = (
    "Envoy tells the council that sanctions still stand",
    (
        "The envoy of a member state told the council on Friday that the resolutions on fuel remain in"
        " force and that a veto cannot undo them. Several delegations asked for a new panel of experts"
        " to watch the import of oil above the yearly cap, and for open reports twice a year."
    ),
)


def article(name, title, text, *, language="en", at=NOW) -> Subject:
    return Subject(name, language, at, title, text)


def join(new, known) -> list[StoryMember]:
    return list(stories.join(new, known).members)


def places(members) -> dict[str, str]:
    return {member.article_id: member.story_id for member in members}


@pytest.mark.parametrize("language", REPORTS)
def test_a_copy_that_was_cut_and_retitled_joins(language):
    title, text = REPORTS[language]
    cut = text[: int(len(text) * 0.6)]
    first, copy = join(
        [
            article("a", title, text, language=language),
            article("b", "—", cut, language=language, at=NOW + HOUR),
        ],
        [],
    )
    assert copy.story_id == first.story_id
    assert (copy.joined_by, copy.like) == ("copy", "a")
    assert (first.joined_by, first.like, first.because) == ("first", "", ())
    (share,) = copy.because
    assert re.fullmatch(r"(9\d|100)% of the shorter text", share)


def test_other_news_opens_a_story_of_its_own():
    members = join(
        [article("a", *REPORTS["en"]), article("b", *OTHER), article("c", *REPORTS["ru"])], []
    )
    assert len(set(places(members).values())) == 3


def test_case_punctuation_and_width_do_not_matter():
    _, text = REPORTS["en"]
    loud = text.upper().replace(",", " –").replace("230", "２３０")
    assert containment(sketch(text), sketch(loud)) > 0.9


def test_texts_that_only_end_alike_are_no_copies():
    tail = (
        " Subscribe to our channel, send us your news, and read all the rest in the application"
        " that our readers like best of all, on any telephone you have."
    )
    leads = (
        "The euro rose above a hundred and eight on the exchange at noon today.",
        "School bells will be replaced by a ballet suite in winter, officials say.",
        "Snow and black ice are expected across the whole region by evening.",
    )
    for one, other in ((0, 1), (0, 2), (1, 2)):
        sketches = [sketch(leads[n] + tail) for n in (one, other)]
        assert containment(*sketches) > COPY, "or this test shows nothing"
    members = join([article(f"a{n}", "", lead + tail) for n, lead in enumerate(leads)], [])
    assert len(set(places(members).values())) == 3


def test_day_by_day_gives_the_same_stories_as_all_at_once():
    days = [
        [article("a", *REPORTS["en"]), article("b", *OTHER)],
        [article("c", "Copy", REPORTS["en"][1][:300], at=NOW + 20 * HOUR)],
        [article("d", "Copy", OTHER[1], at=NOW + 40 * HOUR)],
    ]
    known: list[StoryMember] = []
    for day in days:
        known += join(day, known)
    together = join([one for day in days for one in day], [])
    assert places(known) == places(together)
    assert len(set(places(known).values())) == 2


def test_the_order_in_which_articles_come_does_not_matter():
    found = [
        article("a", *REPORTS["en"]),
        article("b", "Copy", REPORTS["en"][1], at=NOW + HOUR),
        article("c", *OTHER, at=NOW + HOUR),
    ]
    assert join(found, []) == join(found[::-1], [])


def test_an_edit_keeps_its_story_and_brings_its_new_signature():
    before = join([article("a", *REPORTS["en"])], [])
    (after,) = join([article("a", *OTHER)], before)
    assert after == replace(before[0], signature=after.signature)
    assert after.signature != before[0].signature


def test_a_copy_of_last_month_is_news_again():
    old = article("a", *OTHER, at=NOW - 30 * 24 * HOUR)
    members = join([old, article("b", *OTHER)], [])
    assert len(set(places(members).values())) == 2


def test_a_signature_from_another_version_resembles_nothing():
    (member,) = join([article("a", *OTHER)], [])
    strange = replace(member, signature=b"\xff" + member.signature[1:])
    (again,) = join([article("b", *OTHER)], [strange])
    assert again.joined_by == "first"


def test_signatures_stay_small():
    words = " ".join(f"Name{n:04}x and {n} more" for n in range(9000))
    for language, text in (("en", words), ("zh", "".join(map(chr, range(0x4E00, 0x9F00))))):
        (member,) = join([article("a", words[:500], text, language=language)], [])
        assert 600 < len(member.signature) < 2000


def test_empty_articles_do_not_make_one_story():
    members = join([article("a", "", ""), article("b", "", ""), article("c", "…", "!")], [])
    assert len(set(places(members).values())) == 3


def test_clustering_rows_answers_for_every_row():
    rows = [
        {"id": "1", "title": OTHER[0], "text": OTHER[1], "published": "2024-11-05T08:00:00Z"},
        {"id": "2", "title": "Copy", "text": OTHER[1], "lang": None, "published": None},
        {"id": "3", "title": "Copy", "text": OTHER[1], "published": "yesterday"},
        {"id": "4", "title": REPORTS["ko"][0], "text": REPORTS["ko"][1], "lang": "ko"},
        {"id": "5", "title": None, "text": None},
    ]
    assert cluster(rows) == {"1": "s-1", "2": "s-1", "3": "s-1", "4": "s-4", "5": "s-5"}
    assert cluster([]) == {}
