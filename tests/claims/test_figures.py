"""Which number counts which thing, in nine languages."""

import pytest

from monitor import claims
from monitor.model import Figure
from tests.claims.named import mentions

# The figures of a sentence: thing, "~" about, ">" at least, "<" at most, low..high, the unit.
TABLE = [
    ("en", "More than 10,000 artillery shells left the port.", ["shell >10000"]),
    ("en", "Of 15,000 troops, 2,000 were killed.", ["soldier 15000", "dead 2000"]),
    ("en", "They count 2,000 killed of 15,000 troops.", ["dead 2000", "soldier 15000"]),
    ("en", "Two thousand of the 15,000 soldiers were killed.", ["dead 2000", "soldier 15000"]),
    (
        "en",
        "300 North Korean soldiers were killed and 2,700 wounded.",
        ["dead 300", "wounded 2700"],
    ),
    ("en", "The strike killed at least 40 soldiers.", ["dead >40"]),
    ("en", "Some 3,000 were killed or wounded.", []),
    ("en", "70 soldiers sent to the border lost their lives.", ["dead 70"]),
    ("en", "70 soldiers who counted those that lost their lives left.", ["soldier 70"]),
    ("en", "70 soldiers from the port, 30 of them women, lost their lives.", ["soldier 70"]),
    (
        "en",
        "They took 5,000 tonnes of coal and 1 million barrels of oil.",
        ["coal 5000 tonne", "oil 1000000 barrel"],
    ),
    ("en", "A tanker brought 300,000 barrels.", ["oil 300000 barrel"]),
    (
        "en",
        "Between 10,000 and 12,000 troops were paid $20 million.",
        ["soldier 10000..12000", "money 20000000 usd"],
    ),
    ("en", "Oil at $70 a barrel, pay of $2,000 a month.", []),
    ("en", "On 5 November 2024 the 23-year-old saw 155-mm shells.", []),
    ("en", "Five missile tests, 12 coal miners, 40 villages without troops.", []),
    ("en", "It fired 10,000 152-mm shells.", ["shell 10000"]),
    ("en", "Six of ten shells were duds; 34 percent of shells fail.", ["shell 34 percent"]),
    ("en", "Once shells are there, 50 trains carrying troops follow.", []),
    ("ru", "КНДР передала 10 тыс. снарядов.", ["shell 10000"]),
    ("ru", "Погибли не менее 300 военных, 2700 ранены.", ["dead >300", "wounded 2700"]),
    ("ru", "Прибыли десять тысяч северокорейских солдат.", ["soldier 10000"]),
    (
        "ru",
        "Отправлено 300 тонн угля за 2,8 млрд долларов.",
        ["coal 300 tonne", "money 2800000000 usd"],
    ),
    ("ru", "Двое солдат погибли, тысяча военных рабочих приедет.", ["dead 2", "worker 1000"]),
    ("ru", "Нанесено 40 ракетных ударов.", []),
    ("ru", "В 2024 году 12 городов приняли рабочих.", []),
    ("ru", "От 10 до 12 тысяч рабочих приедут.", ["worker 10000..12000"]),
    ("uk", "Загинули 300 військових, ще 2700 поранених.", ["dead 300", "wounded 2700"]),
    ("uk", "Понад 10 тисяч північнокорейських військових.", ["soldier >10000"]),
    ("uk", "До 12 тис. снарядів і 50 контейнерів.", ["shell <12000", "container 50"]),
    ("uk", "Привезли 300 тонн вугілля.", ["coal 300 tonne"]),
    ("uk", "Завдали 40 ракетних ударів.", []),
    ("uk", "Серед 12 міст є робітники.", []),
    ("de", "Rund 10.000 nordkoreanische Soldaten sind dort.", ["soldier ~10000"]),
    ("de", "300 Soldaten seien getötet worden.", ["dead 300"]),
    ("de", "Zehntausend Granaten und 5.000 Tonnen Kohle.", ["shell 10000", "coal 5000 tonne"]),
    ("de", "40 Raketentests und 12 Städte mit Arbeitern.", []),
    ("de", "Am 5. November kamen 50 Container.", ["container 50"]),
    ("de", "Bis zu 3 Millionen Euro für 1.500 Arbeiter.", ["money <3000000 eur", "worker 1500"]),
    ("fr", "Environ 10 000 soldats et dix mille obus.", ["soldier ~10000", "shell 10000"]),
    ("fr", "300 soldats ont été tués, 2 700 blessés.", ["dead 300", "wounded 2700"]),
    ("fr", "Au moins 70 soldats envoyés au front ont perdu la vie.", ["dead >70"]),
    (
        "fr",
        "Plus d'un million d'obus pour 2,8 milliards de dollars.",
        ["shell >1000000", "money 2800000000 usd"],
    ),
    ("fr", "Quinze essais de missiles dans 12 villes.", []),
    (
        "fr",
        "5 000 tonnes de charbon, un million de barils de pétrole.",
        ["coal 5000 tonne", "oil 1000000 barrel"],
    ),
    ("fr", "Le 5 novembre, 50 conteneurs.", ["container 50"]),
    ("es", "Unos 10.000 soldados y diez mil proyectiles.", ["soldier ~10000", "shell 10000"]),
    ("es", "Murieron 300 soldados y hubo 2.700 heridos.", ["dead 300", "wounded 2700"]),
    ("es", "Más de un millón de proyectiles.", ["shell >1000000"]),
    ("es", "Al menos setenta soldados norcoreanos perdieron la vida.", ["dead >70"]),
    ("es", "Al menos setenta soldados enviados por el Norte perdieron la vida.", ["dead >70"]),
    ("es", "Setenta soldados enviados a enterrar a los muertos.", ["soldier 70"]),
    ("es", "Quince pruebas de misiles en 12 ciudades.", []),
    (
        "es",
        "5.000 toneladas de carbón por 2.800 millones de dólares.",
        ["coal 5000 tonne", "money 2800000000 usd"],
    ),
    ("es", "Hasta 50 contenedores con trabajadores.", ["container <50"]),
    ("ko", "포탄 1만2천 발을 보냈다.", ["shell 12000"]),
    ("ko", "1만여 명의 병력이 갔다.", ["soldier ~10000"]),
    ("ko", "병사 300명이 전사하고 2700명이 부상했다.", ["dead 300", "wounded 2700"]),
    ("ko", "컨테이너 1만3천여 개와 석탄 5000톤.", ["container ~13000", "coal 5000 tonne"]),
    ("ko", "11월 5일 미사일 2단이 28억 달러에 팔렸다.", ["money 2800000000 usd"]),
    ("ko", "12명이 미사일을 보았다.", []),
    ("ko", "포탄 1만~1만2천 발.", ["shell 10000..12000"]),
    ("zh", "提供了一万枚炮弹。", ["shell 10000"]),
    ("zh", "约300名士兵阵亡，2700人受伤。", ["dead ~300", "wounded 2700"]),
    ("zh", "超过1万名朝鲜士兵和5000吨煤。", ["soldier >10000", "coal 5000 tonne"]),
    ("zh", "2024年11月5日，12个城市有工人。", []),
    ("zh", "数千名士兵，第四枚导弹。", []),
    ("zh", "炮弹1万至1.2万枚。", ["shell 10000..12000"]),
    ("zh", "死亡40人，20亿美元。", ["dead 40", "money 2000000000 usd"]),
    ("ja", "砲弾1万発と兵士約1万2000人が送られた。", ["shell 10000", "soldier ~12000"]),
    ("ja", "兵士300人が死亡し、2700人が負傷した。", ["dead 300", "wounded 2700"]),
    ("ja", "1万人以上の兵士がいる。", ["soldier >10000"]),
    ("ja", "石炭5000トンを20億ドルで買った。", ["coal 5000 tonne", "money 2000000000 usd"]),
    ("ja", "11月5日、12都市に労働者がいる。", []),
    ("ja", "コンテナ最大50個、12人がミサイルを見た。", ["container <50"]),
]
_MARKS = {"about": "~", "at-least": ">", "at-most": "<", "": ""}


def shown(one: Figure) -> str:
    amount = f"{one.low:.0f}" if one.low == one.high else f"{one.low:.0f}..{one.high:.0f}"
    return f"{one.thing} {_MARKS[one.bound]}{amount} {one.unit}".strip()


@pytest.mark.parametrize(("language", "sentence", "expected"), TABLE)
def test_the_figures_of_a_sentence(language: str, sentence: str, expected: list[str]) -> None:
    _, figures = claims.read("", sentence, language, mentions(sentence))
    assert [shown(one) for one in figures] == expected


def test_a_figure_stands_with_its_thing_in_its_sentence() -> None:
    title = "At least 40 containers"
    text = "Nothing was said. Then, they say, at last 10 тыс. снарядов went."
    found = mentions(title, "title") + mentions(text)
    figures = claims.read(title, text, "ru", found)[1]
    assert [(one.field, one.text) for one in figures] == [
        ("title", "At least 40 containers"),
        ("text", "10 тыс. снарядов"),
    ]
    one = figures[1]
    assert text[one.start : one.end] == one.text
    assert text[one.sentence_start : one.sentence_end] == text[text.index("Then") :]


def test_a_thing_of_another_sentence_is_not_counted() -> None:
    text = "He counted 300. Soldiers saw that. There were 40, said troops."
    assert claims.read("", text, "en", mentions(text))[1] == ()


def test_a_figure_is_of_whoever_is_named_deepest_in_its_sentence() -> None:
    text = (
        "Yonhap reported, citing the NIS, that 300 soldiers went. It counted 40 containers. "
        "The Kremlin said 50 containers came; Lavrov said 60 containers left."
    )
    figures = claims.read("", text, "en", mentions(text))[1]
    assert [(one.low, one.origin) for one in figures] == [
        (300, "nis"),
        (40, ""),
        (50, "kremlin"),
        (60, "lavrov"),
    ]


def test_in_a_language_that_is_not_known_only_its_figures_are_read() -> None:
    text = "According to the NIS 300 soldiers went."
    attributions, figures = claims.read("", text, "xx", mentions(text))
    assert attributions == ()
    assert [shown(one) for one in figures] == ["soldier 300"]
