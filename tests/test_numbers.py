"""The numbers of a text in nine languages: values, ranges, bounds, units, and what is none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.numbers import Number, read_numbers, values

# The numbers of a sentence: "~" about, ">" at least, "<" at most, "low..high" for a range, the unit.
TABLE = [
    ("en", "Some 10,000 troops crossed on 5 November 2024.", ["~10000"]),
    ("en", "More than 1.5 million rounds worth $2.8 billion left.", [">1500000", "2800000000 usd"]),
    ("en", "It holds between 10,000 and 12,000 men.", ["10000..12000"]),
    ("en", "They count from 10 to 12 thousand men.", ["10000..12000"]),
    ("en", "The force rose from 8,000 to 10,000.", ["8000", "10000"]),
    ("en", "Two thousand fell; a dozen generals and two dozen ships came.", ["2000", "12", "24"]),
    ("en", "Two hundred and fifty thousand rounds in twenty-five wagons.", ["250000", "25"]),
    (
        "en",
        "Half a million, one and a half million, 2 million 300 thousand.",
        ["500000", "1500000", "2300000"],
    ),
    ("en", "Several thousand came, thousands left, tens of thousands stay.", []),
    ("en", "KN-23, Su-35, G7, 155-mm, 152 mm, Article 4, resolution 2270, No. 5.", []),
    ("en", "At 12:30 or 9 a.m. the 23-year-old, aged 23, waited 3 days in May 2024.", []),
    ("en", "Call +82-2-1234-5678 in 2023-2024 or on 2024-11-05; it ended 3-1.", []),
    (
        "en",
        "A 10,000-strong force, up to 12,000 or as many as 3,000 more.",
        ["10000", "<12000", "<3000"],
    ),
    ("en", "Trade grew by 34 percent, or 12.5%.", ["34 percent", "12.5 percent"]),
    ("en", "Concern over 10,000 troops grew.", ["10000"]),
    (
        "en",
        "About 1 million barrels of oil and 5,000 tonnes of coal.",
        ["~1000000 barrel", "5000 tonne"],
    ),
    ("en", "1. The first point. 2. The second point.", []),
    ("en", "The address 192.168.10.1 and version 2.10.3 say nothing.", []),
    ("en", "It paid $46m, £3m and €1.5m.", ["46000000 usd", "3000000 gbp", "1500000 eur"]),
    (
        "en",
        "From $1,500m or €1.234m to US$46M, £3-4m, $5m to $6m.",
        [
            "1500000000 usd",
            "1234000 eur",
            "46000000 usd",
            "3000000..4e+06 gbp",
            "5000000..6e+06 usd",
        ],
    ),
    (
        "en",
        "It cost $46\u2009m, €1\u2009200\u202fm, then $2bn or $700k.",
        ["46000000 usd", "1200000000 eur", "2000000000 usd", "700000 usd"],
    ),
    ("en", "A 46m mast, 5\u2009m of rope for $3, 12 m deep.", ["5 metre", "3 usd", "12 metre"]),
    ("en", "He paid $20 men and $46 mean.", ["20 usd", "46 usd"]),
    ("ru", "Около 10 тыс. военных прибыли 5 ноября 2024 года.", ["~10000"]),
    ("ru", "До 12 тысяч солдат и 2,8 млрд долларов.", ["<12000", "2800000000 usd"]),
    (
        "ru",
        "Две тысячи убитых, десять тысяч снарядов, полтора миллиона.",
        ["2000", "10000", "1500000"],
    ),
    ("ru", "От 10 до 12 тысяч военных.", ["10000..12000"]),
    ("ru", "Более миллиона снарядов и не менее 300 вагонов.", [">1000000", ">300"]),
    ("ru", "Сотни тысяч, несколько тысяч, десятки вагонов.", []),
    ("ru", "152-мм снаряды, Т-72, Ил-76, статья 4, резолюция 2270, №5.", []),
    ("ru", "Ему 27 лет, в 2024 году, в 10:30, через 3 дня.", []),
    ("ru", "Двести пятьдесят тысяч тонн, 12 тысяч 500 человек.", ["250000 tonne", "12500"]),
    ("ru", "Число выросло с 8 до 10 тысяч.", ["8000", "10000"]),
    ("ru", "Торговля выросла на 34 процента.", ["34 percent"]),
    ("uk", "Понад 10 тисяч військових і 10 000 снарядів.", [">10000", "10000"]),
    ("uk", "Щонайменше дві тисячі загиблих.", [">2000"]),
    ("uk", "Близько пʼяти тисяч, півтора мільйона.", ["~5000", "1500000"]),
    ("uk", "Від 10 до 12 тис. військових.", ["10000..12000"]),
    ("uk", "До 12 тисяч і не більше 300 вагонів.", ["<12000", "<300"]),
    ("uk", "Кілька тисяч, сотні вагонів, 152-мм снаряди.", []),
    ("uk", "5 листопада 2024 року, стаття 4, йому 27 років.", []),
    ("uk", "2,8 мільярда доларів і 300 тонн.", ["2800000000 usd", "300 tonne"]),
    ("de", "Rund 10.000 Soldaten, mehr als zehntausend.", ["~10000", ">10000"]),
    ("de", "Bis zu 1,2 Millionen Granaten.", ["<1200000"]),
    ("de", "Zwischen 10.000 und 12.000 Mann.", ["10000..12000"]),
    ("de", "5 Mio. Euro und 5.000 Tonnen.", ["5000000 eur", "5000 tonne"]),
    ("de", "Am 5. November kam die 11. Brigade im Jahr 2024.", []),
    ("de", "Zwei Dutzend Generäle, zweihundertfünfzig Waggons.", ["24", "250"]),
    ("de", "Mehrere tausend Soldaten, Tausende Granaten.", []),
    ("de", "Artikel 4, 155-Millimeter-Geschütze, der 27-Jährige, 27 Jahre alt.", []),
    ("de", "Mindestens 300 Gefallene, höchstens 400.", [">300", "<400"]),
    ("de", "Der Handel wuchs um 34 Prozent.", ["34 percent"]),
    ("fr", "Environ 10 000 soldats et dix mille obus.", ["~10000", "10000"]),
    ("fr", "Deux mille cinq cents morts.", ["2500"]),
    ("fr", "Jusqu'à 12 000 hommes pour 2,8 milliards de dollars.", ["<12000", "2800000000 usd"]),
    ("fr", "Une centaine de blessés, plus d'un million d'obus.", ["~100", ">1000000"]),
    ("fr", "Entre 10 000 et 12 000 hommes.", ["10000..12000"]),
    ("fr", "Le 5 novembre 2024, l'article 4, 27 ans, 14 heures.", []),
    ("fr", "Des milliers de soldats, plusieurs centaines.", []),
    ("fr", "Une hausse de 10 pour cent, de 12 %.", ["10 percent", "12 percent"]),
    ("fr", "Au moins 300 morts, pas plus de 400.", [">300", "<400"]),
    ("es", "Unos 10.000 soldados y diez mil proyectiles.", ["~10000", "10000"]),
    ("es", "Por 2.800 millones de dólares.", ["2800000000 usd"]),
    ("es", "Hasta 12.000, más de un millón de proyectiles.", ["<12000", ">1000000"]),
    ("es", "Un millón y medio de obuses, mil soldados.", ["1500000", "1000"]),
    ("es", "Entre 10.000 y 12.000 hombres.", ["10000..12000"]),
    ("es", "El 5 de noviembre de 2024, el artículo 4, 27 años.", []),
    ("es", "Un aumento del 10 por ciento.", ["10 percent"]),
    ("es", "Decenas de miles, varios miles, cientos.", []),
    ("es", "Al menos trescientos muertos y 5.000 toneladas.", [">300", "5000 tonne"]),
    ("ko", "포탄 1만2천 발과 3억 5000만 원.", ["12000", "350000000 krw"]),
    ("ko", "1만~1만2천 명을 보냈다.", ["10000..12000"]),
    ("ko", "약 1만 명, 최소 1만 명, 최대 1만2000명.", ["~10000", ">10000", "<12000"]),
    ("ko", "1만 명 이상이 28억 달러를 받았다.", [">10000", "2800000000 usd"]),
    (
        "ko",
        "4천600만 달러와 2천 500억 원, 4천6백만 명.",
        ["46000000 usd", "250000000000 krw", "46000000"],
    ),
    ("ko", "2천 명, 600만 달러.", ["2000", "6000000 usd"]),
    ("ko", "만 명이 왔고 만 2천여 명이 갔다.", ["10000", "~12000"]),
    ("ko", "11월 5일 화성-18형, 제4조, 23세, 2024년.", []),
    ("ko", "수천 명, 수만 발, 4조에 따라.", []),
    ("ko", "2000명과 천만 달러.", ["2000", "10000000 usd"]),
    ("ko", "컨테이너 1만3천여 개와 5000톤.", ["~13000", "5000 tonne"]),
    ("ko", "무역이 34% 늘었다.", ["34 percent"]),
    ("zh", "一万二千名士兵，两千名工人。", ["12000", "2000"]),
    ("zh", "超过1万枚炮弹，多达1.2万人。", [">10000", "<12000"]),
    ("zh", "数千名士兵，几十万人，上万枚。", []),
    ("zh", "2024年11月5日，第四条，第2270号决议。", []),
    ("zh", "20亿美元和1万吨煤。", ["2000000000 usd", "10000 tonne"]),
    ("zh", "约1000多名工人，三名将军。", [">1000", "3"]),
    ("zh", "百分之三十，或10%。", ["30 percent", "10 percent"]),
    ("zh", "1万至1.2万名士兵。", ["10000..12000"]),
    ("zh", "千万不要统一，一方面，万一。", []),
    ("ja", "約1万2000人、1万人以上。", ["~12000", ">10000"]),
    ("ja", "砲弾1万発と20億ドル。", ["10000", "2000000000 usd"]),
    ("ja", "1万〜1万2千人、1万人から1万2000人。", ["10000..12000", "10000..12000"]),
    ("ja", "最大1万2千人、少なくとも1万人。", ["<12000", ">10000"]),
    ("ja", "11月5日、155ミリ、第4条、23歳、一方、数千人。", []),
    ("ja", "十人の将軍と二百五十万発。", ["10", "2500000"]),
    ("ja", "2万トン、30パーセント。", ["20000 tonne", "30 percent"]),
]
_MARKS = {"about": "~", "at-least": ">", "at-most": "<", "": ""}


def shown(one: Number) -> str:
    amount = f"{one.low:g}" if one.low < 1e6 else f"{one.low:.0f}"
    if one.high != one.low:
        amount += f"..{one.high:g}"
    return f"{_MARKS[one.bound]}{amount} {one.unit}".strip()


@pytest.mark.parametrize(("language", "sentence", "expected"), TABLE)
def test_the_numbers_of_a_sentence(language: str, sentence: str, expected: list[str]) -> None:
    assert [shown(one) for one in read_numbers(sentence, language)] == expected


def test_a_number_stands_where_it_is_written_with_its_unit() -> None:
    text = "They paid more than $2.8 billion for 5 млн. тонн, and 3억 5000만 원."
    assert [text[one.start : one.end] for one in read_numbers(text)] == [
        "$2.8 billion",
        "5 млн. тонн",
        "3억 5000만 원",
    ]


@pytest.mark.parametrize(
    "written",
    ["$70 million", "US$70 million", "€ 70m", "£70\u2009m", "₩70", "$70 million to $80 million"],
)
def test_a_sum_stands_from_its_currency_sign_on(written: str) -> None:
    text = f"It paid about {written}.\nNo sign\n$\n50 is money."
    one, other = read_numbers(text, "en")
    assert text[one.start : one.end] == written
    assert text[one.opens : one.end] == f"about {written}"
    assert (text[other.start : other.end], other.unit) == ("50", "")


def test_separators_and_blanks_of_all_kinds() -> None:
    for written in (
        "10,000",
        "10.000",
        "10 000",
        "10\u00a0000",
        "10\u202f000",
        "10'000",
        "１０,０００",
    ):
        assert [one.low for one in read_numbers(f"Es sind {written} da")] == [10000], written


def test_what_parts_decimals_is_told_by_the_scale() -> None:
    assert values("1.234 million") == (1_234_000,)
    assert values("1.234 millones") == (1_234_000_000,)
    assert values("1,234 million") == (1_234_000_000,)
    assert values("1,234 млн") == (1_234_000,)


def test_the_salient_values_of_a_text_are_those_of_ten_and_more_each_once() -> None:
    text = "In 2024 some 3 of 10,000 to 12,000 men, then 10,000 and 34 percent, on 5 May."
    assert values(text) == (10_000, 12_000, 34)


SCRAPS = st.sampled_from(
    [
        *(word for _, sentence, _ in TABLE for word in sentence.split()),
        *(sign for _, sentence, _ in TABLE[-30:] for sign in sentence),
        *" -–.,~$%\n\u00a0'd",
        "1" * 30,
        "½",
        "İ",
        "²",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(SCRAPS, max_size=30), st.sampled_from(["", " "]))
def test_spans_are_in_order_and_inside_the_text(scraps: list[str], between: str) -> None:
    text = between.join(scraps)
    at = 0
    for one in read_numbers(text):
        assert at <= one.start < one.end <= len(text)
        assert 0 <= one.low <= one.high
        at = one.end


@pytest.mark.parametrize(
    "scrap",
    [
        "1",
        "1,",
        "1 000 ",
        "1-",
        "a",
        "만",
        "1만",
        "万",
        "zwei",
        "two ",
        "d'",
        " ",
        "$",
        "1 to 2 ",
        "百分之",
    ],
)
def test_long_texts_take_no_longer_by_the_letter(scrap: str) -> None:
    text = scrap * (50_000 // len(scrap))
    began = time.process_time()
    read_numbers(text)
    assert time.process_time() - began < 4
