"""Whom an article says it has something from, in nine languages."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import claims
from monitor.model import Attribution
from tests.claims.named import mentions

# The origins of a sentence, the deepest first.
TABLE = [
    ("en", "The ship left, according to South Korea's National Intelligence Service.", ["nis"]),
    ("en", "Yonhap reported on Monday, citing the NIS, that it left.", ["nis", "yonhap"]),
    ("en", "Lavrov, the foreign minister, said on Friday that it left.", ["lavrov"]),
    ("en", "A Kremlin spokesman, Ivan Ivanov, told reporters so.", ["kremlin"]),
    ("en", "A spokesman for the Kremlin denied it.", ["kremlin"]),
    ("en", 'It is "nonsense", said Lavrov.', ["lavrov"]),
    ("en", "Seoul said it would wait.", ["seoul"]),
    ("en", "It left, according to the Harbour Gazette.", ["name:harbour gazette"]),
    ("en", "John Miller, a retired colonel, said it left.", ["name:john miller"]),
    ("en", "Two officials said it left; a source told the NIS.", ["anonymous"]),
    ("en", "A source close to the Kremlin said it left.", ["anonymous"]),
    ("en", "He said Lavrov would visit the Kremlin.", []),
    ("en", "Talks with Lavrov said little to Russia, according to nobody.", []),
    ("en", "The letter to Lavrov said that the NIS was wrong.", []),
    ("en", "Residents said that according to Russia it left on Monday.", []),
    ("en", "Lavrov is said to know the Kremlin, which states own.", []),
    ("en", "The Kremlin dismissed the report.", ["kremlin"]),
    ("en", "Seoul rejected those claims as lies; Lavrov denies it.", ["seoul", "lavrov"]),
    ("en", "NIS officials estimate that it left.", ["nis"]),
    ("en", "The Kremlin dismissed the minister, Seoul rejected the goods.", []),
    ("en", "The NIS estimate was low.", []),
    ("ru", "По данным ГУР, корабль ушёл.", ["gur"]),
    ("ru", "Корабль ушёл, сообщает ТАСС со ссылкой на НИС.", ["nis", "tass"]),
    ("ru", "В Кремле заявили, что корабль ушёл.", ["kremlin"]),
    ("ru", "Лавров заявил об этом; «Чушь», — подтвердила Захарова.", ["lavrov", "zakharova"]),
    ("ru", "По словам дипломатического источника, он ушёл.", ["anonymous"]),
    ("ru", "Об этом пишет газета «Портовый вестник».", ["name:портовый вестник"]),
    ("ru", "По подсчётам Сеула, корабль ушёл.", ["seoul"]),
    ("ru", "Об этом сообщили Лаврову, и он встретился с Захаровой.", []),
    ("ru", "Подарок Кремлю передал глава города.", []),
    ("ru", "Кремль отверг эти обвинения; Лавров опровергает их.", ["kremlin", "lavrov"]),
    ("ru", "В Кремле отвергли такие сообщения.", ["kremlin"]),
    ("ru", "Кремль отверг подарок, Сеул отверг товары.", []),
    ("uk", "За даними ГУР, судно вийшло.", ["gur"]),
    ("uk", "У Кремлі заявили, що судно вийшло.", ["kremlin"]),
    ("uk", "Про це повідомляє Ренхап з посиланням на НИС.", ["nis", "yonhap"]),
    ("uk", "Лавров заявив про це.", ["lavrov"]),
    ("uk", "За словами співрозмовника, судно вийшло.", ["anonymous"]),
    ("uk", "Про це пише газета «Портовий вісник».", ["name:портовий вісник"]),
    ("uk", "Зустріч з Лавровим відбулася в Кремлі.", []),
    ("uk", "Про це сказали Лаврову.", []),
    ("uk", "Кремль відкинув звинувачення; ГУР спростував це.", ["kremlin", "gur"]),
    ("uk", "У Кремлі заперечують це.", ["kremlin"]),
    ("uk", "Сеул відкинув човни від берега.", []),
    ("de", "Laut NIS ist das Schiff fort.", ["nis"]),
    ("de", "Yonhap berichtete unter Berufung auf den NIS davon.", ["nis", "yonhap"]),
    ("de", "Es sei Unsinn, sagte Lawrow.", ["lavrov"]),
    ("de", "Nach Angaben des südkoreanischen Geheimdienstes NIS ist es fort.", ["nis"]),
    ("de", "Nach Angaben von Diplomaten ist es fort.", ["anonymous"]),
    ("de", "Laut „Hafenbote“ ist es fort.", ["name:hafenbote"]),
    ("de", "Es ist nach Angaben Seouls fort.", ["seoul"]),
    ("de", "Das Treffen mit Lawrow im Kreml dauerte lange.", []),
    ("de", "Nach dem Besuch bei Lawrow sagte niemand etwas.", []),
    ("de", "Der Kreml wies den Bericht entschieden zurück.", ["kremlin"]),
    ("de", "Lawrow dementierte; der NIS schätzt es anders.", ["lavrov", "nis"]),
    ("de", "Der Kreml wies die Besucher zurück.", []),
    ("de", "Das Hafeninstitut in Seoul schätzt, im Kreml sagte man nichts.", []),
    ("de", "Aus Seoul erklärte niemand etwas, Seoul erklärte viel.", ["seoul"]),
    ("fr", "Selon le NIS, le navire est parti.", ["nis"]),
    ("fr", "Yonhap rapporte, citant le NIS, qu'il est parti.", ["nis", "yonhap"]),
    ("fr", "Le porte-parole du Kremlin a déclaré qu'il ignorait tout.", ["kremlin"]),
    ("fr", "« Absurde », a affirmé Lavrov.", ["lavrov"]),
    ("fr", "Selon des diplomates, il est parti.", ["anonymous"]),
    ("fr", "D'après le Courrier du Port, il est parti.", ["name:courrier du port"]),
    ("fr", "La rencontre avec Lavrov a dit adieu au Kremlin.", []),
    ("fr", "Il a rencontré Lavrov selon ses vœux.", []),
    ("fr", "Le NIS a détaillé les envois; Lavrov dément.", ["nis", "lavrov"]),
    ("fr", "Le Kremlin a catégoriquement rejeté ces accusations.", ["kremlin"]),
    ("fr", "Le Kremlin a rejeté les cadeaux, Séoul rejette les colis.", []),
    ("es", "Según el NIS, el barco salió.", ["nis"]),
    ("es", "Yonhap informó, citando al NIS, de ello.", ["nis", "yonhap"]),
    ("es", "El portavoz del Kremlin declaró que no sabe nada.", ["kremlin"]),
    ("es", "«Absurdo», afirmó Lavrov.", ["lavrov"]),
    ("es", "Según fuentes diplomáticas, salió.", ["anonymous"]),
    ("es", "De acuerdo con el Correo del Puerto, salió.", ["name:correo del puerto"]),
    ("es", "Salió, según los expertos del NIS; según Seúl, volvió.", ["nis", "seoul"]),
    ("es", "La reunión con Lavrov duró mucho en el Kremlin.", []),
    ("es", "Según Rusia y según parece, salió.", []),
    ("es", "El Kremlin rechazó el informe.", ["kremlin"]),
    ("es", "El NIS calcula que salió; Seúl rechaza esas acusaciones.", ["nis", "seoul"]),
    ("es", "El Kremlin rechazó el ataque, Seúl rechazó los barcos.", []),
    ("ko", "국정원은 배가 떠났다고 밝혔다.", ["nis"]),
    ("ko", "연합뉴스는 국정원을 인용해 보도했다.", ["nis", "yonhap"]),
    ("ko", "국정원에 따르면 배가 떠났다.", ["nis"]),
    ("ko", "라브로프 장관은 모른다고 말했다.", ["lavrov"]),
    ("ko", "배가 떠났다고 국정원이 5일 밝혔다.", ["nis"]),
    ("ko", "외교 소식통에 따르면 배가 떠났다.", ["anonymous"]),
    ("ko", "항구신문에 따르면 배가 떠났다.", ["name:항구신문"]),
    ("ko", "배는 라브로프를 태우고 국정원 앞을 떠났다.", []),
    ("ko", "크렘린궁이 9일 담화를 내고 배가 떠났다는 주장을 일축했다.", ["kremlin"]),
    ("ko", "국정원은 이를 부인했다.", ["nis"]),
    ("ko", '국정원 "배 세 척 떠나"', ["nis"]),
    ("ko", "라브로프 장관 “배 세 척 떠나”… 항구는 조용", ["lavrov"]),
    ("ko", '국정원 "휴민트" 무너졌다, 국정원 "배 세 척"을 찾는다.', []),
    ("ko", "국정원이 9일 찾은 배를 항구가 일축했다.", []),
    ("zh", "据韩联社报道，船已离港。", ["yonhap"]),
    ("zh", "国家情报院5日表示，船已离港。", ["nis"]),
    ("zh", "韩联社援引国家情报院的消息报道，船已离港。", ["nis", "yonhap"]),
    ("zh", "克里姆林宫发言人表示，一无所知。", ["kremlin"]),
    ("zh", "消息人士称，船已离港。", ["anonymous"]),
    ("zh", "据港口日报报道，船已离港。", ["name:港口日报"]),
    ("zh", "记者向拉夫罗夫表示感谢。", []),
    ("zh", "船离开了克里姆林宫。", []),
    ("zh", "克里姆林宫发言人15日在例行记者会上表示，一无所知。", ["kremlin"]),
    ("zh", "克里姆林宫发言人15日在答记者问时否认此事。", ["kremlin"]),
    ("zh", "国家情报院驳斥了报道。", ["nis"]),
    ("zh", "克里姆林宫在城市中。", []),
    ("ja", "国家情報院によると、船は出た。", ["nis"]),
    ("ja", "聯合ニュースが5日報じた。", ["yonhap"]),
    ("ja", "ラブロフ外相は知らないと述べた。", ["lavrov"]),
    ("ja", "聯合ニュースは国家情報院の話を引用して報じた。", ["nis", "yonhap"]),
    ("ja", "政府関係者によると、船は出た。", ["anonymous"]),
    ("ja", "港湾新聞によると、船は出た。", ["name:港湾新聞"]),
    ("ja", "船はラブロフを乗せて出た。", []),
    ("ja", "国情院の前を船が通った。", []),
]


def read(text: str, language: str) -> tuple[Attribution, ...]:
    return claims.read("", text, language, mentions(text))[0]


@pytest.mark.parametrize(("language", "sentence", "expected"), TABLE)
def test_the_origins_of_a_sentence(language: str, sentence: str, expected: list[str]) -> None:
    found = read(sentence, language)
    assert [one.origin for one in found] == expected
    for one in found:
        assert sentence[one.start : one.end] == one.phrase


def test_the_phrase_and_the_name_are_as_written() -> None:
    text = "It left, according to the Harbour Gazette, and Yonhap’s report said so."
    one, two = sorted(read(text, "en"), key=lambda one: one.start)
    assert (one.name, one.phrase) == ("Harbour Gazette", "according to the Harbour Gazette")
    assert (two.name, two.phrase) == ("Yonhap", "Yonhap’s report said")


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "Officials said it left.", "Officials said"),
        ("ko", "관계자가 4일 밝혔다.", "관계자가 4일 밝혔"),
    ],
)
def test_a_source_without_a_name_has_none(language: str, text: str, phrase: str) -> None:
    (one,) = read(text, language)
    assert (one.origin, one.name, one.phrase) == ("anonymous", "", phrase)


def test_titles_are_read_too() -> None:
    title = "Lavrov says ship left"
    found, _ = claims.read(title, "Nothing.", "en", mentions(title, "title"))
    assert [(one.origin, one.field) for one in found] == [("lavrov", "title")]


def test_each_origin_is_told_once_a_sentence() -> None:
    text = "Lavrov said it left, and Lavrov added that Lavrov said so. Lavrov said more."
    assert [one.origin for one in read(text, "en")] == ["lavrov", "lavrov"]


SCRAPS = st.sampled_from([scrap for _, sentence, _ in TABLE for scrap in sentence.split()])
LANGUAGES = st.sampled_from(sorted({language for language, _, _ in TABLE}))


@settings(max_examples=200, deadline=None)
@given(st.lists(SCRAPS, max_size=25), LANGUAGES, st.sampled_from(["", " ", "\n"]))
def test_phrases_and_figures_stand_in_the_text(scraps: list[str], language: str, gap: str) -> None:
    text = gap.join(scraps)
    attributions, figures = claims.read(text, text, language, mentions(text))
    for one in (*attributions, *figures):
        written = one.phrase if isinstance(one, Attribution) else one.text
        assert text[one.start : one.end] == written != ""
    for figure in figures:
        assert figure.sentence_start <= figure.start < figure.end <= figure.sentence_end


@pytest.mark.parametrize(
    ("language", "scrap"),
    [
        ("en", "a"),
        ("en", "A "),
        ("en", "Lavrov "),
        ("en", "10 shells "),
        ("ru", "сказал "),
        ("uk", "Лавров, "),
        ("de", "sagte "),
        ("fr", "d'"),
        ("es", "Según "),
        ("ko", "국정원은"),
        ("ko", "1만 발 "),
        ("zh", "据"),
        ("zh", "国家情报院"),
        ("ja", "国情院は"),
    ],
)
def test_long_texts_take_no_longer_by_the_letter(language: str, scrap: str) -> None:
    text = scrap * (50_000 // len(scrap))
    found = mentions(text)
    began = time.process_time()
    claims.read("", text, language, found)
    assert time.process_time() - began < 5
