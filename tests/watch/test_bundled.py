"""The watchlists that ship with the project hold what they promise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.watch import Matcher, check, load_watchlists, new_watchlist

WATCHLISTS = Path(__file__).parents[2] / "watchlists"


def test_all_examples_hold() -> None:
    assert [str(problem) for problem in check(WATCHLISTS)] == []


def test_the_example_of_the_readme_is_true(tmp_path: Path) -> None:
    folder = shutil.copytree(WATCHLISTS, tmp_path / "watchlists")
    example = (folder / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1]
    (folder / "port-calls.yaml").write_text(example.split("```")[0], encoding="utf-8")
    assert check(folder) == ()
    assert load_watchlists(folder).title("port-calls") == "Russian ships in North Korean ports"


def test_a_new_watchlist_beside_the_bundled_ones(tmp_path: Path) -> None:
    folder = shutil.copytree(WATCHLISTS, tmp_path / "watchlists")
    new_watchlist(folder, "tourism", "Tourism", claims=["4.1"], words=["tourist*", "관광객"])
    assert check(folder) == ()


LABELLED = [
    ("troop-deployment", "Two wounded North Koreans were captured in Kursk, Kyiv said.", ""),
    ("troop-deployment", "두 나라는 침묵했다.", "러시아 파병 북한군 사상자 4천 명"),
    ("missile-tech-transfer", "За роботу над супутником Росія платить КНДР технологіями.", ""),
    ("sanctions", "美国财政部宣布制裁一家俄罗斯银行，指其帮助朝鲜规避国际制裁。", ""),
    ("arms-munitions-transfer", "Koksan guns were filmed on a train in Siberia.", ""),
    (
        "military-training",
        "In Lagern im Fernen Osten Russlands werden Nordkoreaner ausgebildet: nordkoreanische Soldaten üben mit Drohnen.",
        "",
    ),
    ("economic-lifeline", "Первые туристы из России приехали в КНДР.", ""),
    ("un-diplomatic-shield", "Rusia vetó el panel de expertos sobre Corea del Norte.", ""),
    ("regional-response", "日米韓は北朝鮮の脅威を受けて共同訓練を始めた。", ""),
    ("china-role", "Pékin garde le silence sur l'alliance entre Moscou et Pyongyang.", ""),
    ("treaty-summitry", "쇼이구 서기가 평양을 방문해 김정은 국무위원장을 만났다.", ""),
]
TRAPS = [
    "Iran has ratified its treaty with Russia. North Korea was not mentioned.",
    "China, Russia, Iran and North Korea lead the list of hostile states.",
    "Russia's central bank raised rates. North Korea reported floods. Japan has a cabinet.",
    "俄罗斯央行上调利率。朝鲜遭遇洪灾，数千人转移。日本新内阁成立。",
    "러시아 중앙은행이 금리를 올렸다. 북한은 태풍 피해를 복구하고 있다.",
    "Nordkoreanische Programmierer arbeiten aus China heraus für westliche Firmen.",
    "КНДР запустила ракету в сторону Японского моря. Токио выразил протест.",
]

# Articles about the two whose further sentences leave the names out.
IN_CONTEXT = [
    ("arms-munitions-transfer", "The ship carried ammunition. One box holds five hundred rounds."),
    (
        "sanctions",
        "Erlaubt sind 500.000 Barrel im Jahr. Zwei Tanker stehen auf einer Sanktionsliste.",
    ),
    ("military-training", "교관들은 드론 조종을 가르친다. 훈련은 보병 전술까지 3주가 걸린다."),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_watchlists(WATCHLISTS))


@pytest.mark.parametrize(("theme", "text", "title"), LABELLED)
def test_what_each_theme_is_for(matcher: Matcher, theme: str, text: str, title: str) -> None:
    assert theme in {match.watchlist_id for match in matcher.match("a", title, text)}


@pytest.mark.parametrize(("theme", "text"), IN_CONTEXT)
def test_an_article_need_not_repeat_the_names(matcher: Matcher, theme: str, text: str) -> None:
    opening = "Moscow and Pyongyang said nothing. Observers count North Korean troops in Kursk."
    assert theme in {one.watchlist_id for one in matcher.match("a", "", f"{opening}\n\n{text}")}
    assert theme not in {one.watchlist_id for one in matcher.match("a", "", text)}


@pytest.mark.parametrize("text", TRAPS)
def test_two_countries_on_one_page_are_not_enough(matcher: Matcher, text: str) -> None:
    assert matcher.match("a", "", text) == ()


def test_a_passing_remark_is_not_enough(matcher: Matcher) -> None:
    remark = "Moscow has also bought shells from North Korea."
    text = f"Iran has delivered missiles, officials said.\n\nTehran denies it. {remark}"
    assert matcher.match("a", "Iran's missiles worry Europe", text) == ()
    assert matcher.match("a", "Shells", remark)


def test_every_claim_of_the_brief_is_answered_or_is_background() -> None:
    watchlists = load_watchlists(WATCHLISTS)
    answered = {claim.id for one in watchlists.watchlists for claim in one.claims}
    assert set(watchlists.claims) == answered
