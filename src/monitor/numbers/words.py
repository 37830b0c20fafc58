"""The words of numbers, units and bounds in nine languages. Data; written as people write them.

They are compared letter for letter as `monitor.folding` folds them.
"""

# Powers of ten. Those of one letter stand in Chinese, Japanese and Korean, where no blank is needed.
SCALES = {
    3: """thousand thousands тыс тысяч тысячи тысяча тысячам тысячами тысячах тысячу тисяч тисячі
    тисяча тисячу тисячам тисячами тис tausend tsd mille millier milliers mil 천 千""",
    4: "만 万 萬",
    6: """million millions mln mn млн миллион миллиона миллионов миллиону миллионами мільйон мільйона
    мільйонів мільйони мільйону millionen mio millón millones""",
    8: "억 亿 億",
    9: """billion billions bn млрд миллиард миллиарда миллиардов мільярд мільярда мільярдів мільярди
    milliarde milliarden mrd milliard milliards""",
    12: "trillion trillions tn трлн триллион триллиона триллионов трильйон трильйона трильйонів "
    "billón billones 조 兆",
}
# In all other languages the comma parts decimals; "1.234 million" is one and a bit.
POINT = """thousand thousands million millions mln mn billion billions bn trillion trillions tn
천 千 만 万 萬 억 亿 億 조 兆"""
# A scale that is a number without another one before it: "mil soldados", "более миллиона".
ALONE = """тысяча тысячу тисяча тисячу tausend mille mil миллион миллиона миллиону мільйон мільйона
мільйону миллиард миллиарда мільярд мільярда cent hundert"""

CARDINALS = {
    2: "two два две двух двум двумя дві двох двома двом двое двоих двоє zwei deux dos",
    3: "three три трех трем тремя трьох трьом трьома трое троих троє drei trois tres",
    4: "four четыре четырех четырем четырьмя чотири чотирьох чотирьом чотирма четверо четверых четверо vier quatre cuatro",
    5: "five пять пяти пятью п'ять п'яти п'ятьох пятеро п'ятеро fünf cinq cinco",
    6: "six шесть шести шестью шість шести шістьох шестеро sechs seis",
    7: "seven семь семи семью сім сімох семеро sieben sept siete",
    8: "eight восемь восьми восемью вісім вісьмох восьмеро acht huit ocho",
    9: "nine девять девяти девятью дев'ять дев'яти дев'ятеро neun neuf nueve",
    10: "ten десять десяти десятью десятьох zehn dix diez",
    11: "eleven одиннадцать одиннадцати одинадцять одинадцяти elf onze once",
    12: "twelve двенадцать двенадцати дванадцять дванадцяти zwölf douze doce",
    13: "thirteen тринадцать тринадцати тринадцять тринадцяти dreizehn treize trece",
    14: "fourteen четырнадцать четырнадцати чотирнадцять чотирнадцяти vierzehn quatorze catorce",
    15: "fifteen пятнадцать пятнадцати п'ятнадцять п'ятнадцяти fünfzehn quinze quince",
    16: "sixteen шестнадцать шестнадцати шістнадцять шістнадцяти sechzehn seize dieciséis",
    17: "seventeen семнадцать семнадцати сімнадцять сімнадцяти siebzehn diecisiete",
    18: "eighteen восемнадцать восемнадцати вісімнадцять вісімнадцяти achtzehn dieciocho",
    19: "nineteen девятнадцать девятнадцати дев'ятнадцять дев'ятнадцяти neunzehn diecinueve",
    20: "twenty двадцать двадцати двадцять двадцяти zwanzig vingt vingts veinte",
    30: "thirty тридцать тридцати тридцять тридцяти dreißig trente treinta",
    40: "forty сорок сорока vierzig quarante cuarenta",
    50: "fifty пятьдесят пятидесяти п'ятдесят п'ятдесяти fünfzig cinquante cincuenta полсотни",
    60: "sixty шестьдесят шестидесяти шістдесят шістдесяти sechzig soixante sesenta",
    70: "seventy семьдесят семидесяти сімдесят сімдесяти siebzig septante setenta",
    80: "eighty восемьдесят восьмидесяти вісімдесят вісімдесяти achtzig ochenta",
    90: "ninety девяносто девяноста дев'яносто дев'яноста neunzig nonante noventa",
    100: "сто ста cien ciento",
    200: "двести двухсот двісті двохсот doscientos doscientas",
    300: "триста трехсот трьохсот trescientos trescientas",
    400: "четыреста четырехсот чотириста чотирьохсот cuatrocientos cuatrocientas",
    500: "пятьсот пятисот п'ятсот п'ятисот quinientos quinientas",
    600: "шестьсот шестисот шістсот шестисот seiscientos seiscientas",
    700: "семьсот семисот сімсот семисот setecientos setecientas",
    800: "восемьсот восьмисот вісімсот ochocientos ochocientas",
    900: "девятьсот девятисот дев'ятсот novecientos novecientas",
}
# Words of another language, folded alike: numbers only before a scale, or in their own language.
SHARED = {
    "es": "once dos tres mil quince",
    "de": "elf",
    "fr": "sept neuf cent",
}
# Numbers that take others before them: "two hundred", "zwei Dutzend", "два десятка".
MULTIPLES = {
    10: "десятка десятков десятки десятків",
    12: "dozen dutzend",
    100: "hundred cent cents hundert",
}
# What stands for one before a scale, and nowhere else.
ONES = """a an one одна одну одного один одной однієї eine einer einen ein un une una"""
# Numbers that need no other, and mean about so many.
ROUND = {
    10: "dizaine decena десяток",
    12: "douzaine docena",
    15: "quinzaine",
    20: "vingtaine veintena",
    30: "trentaine treintena",
    50: "cinquantaine cincuentena",
    100: "centaine centenar сотня сотню",
    1000: "millier millar",
}
# Halves, exactly: "half a million", "полтора миллиона", "anderthalb Millionen".
HALVES = {
    "1.5": "полтора полторы полутора півтора півтори anderthalb eineinhalb",
    "0.5": "half demi medio halbe",
    "2.5": "zweieinhalb",
}
HALF_WORDS = {
    "500000": "полмиллиона півмільйона",
    "500000000": "полмиллиарда півмільярда",
}
# German writes numbers as one word.
GERMAN = """ein eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig
hundert tausend"""

# Chinese, Japanese and Korean counters: what says that the letters before them are a number.
COUNTERS = {
    "ko": "명 발 톤 개 대 척 기 정 마리 인 배럴 달러 원 루블 위안 유로 통 벌 건 곳 자루 문 량 채 상자 병",
    "zh": "名 人 枚 发 發 吨 噸 艘 架 辆 輛 门 門 支 个 個 具 套 件 箱 桶 美元 元 卢布 盧布 欧元 歐元 只 "
    "隻 台 台 座 余 餘 多 块 塊 公里 立方 万 萬 枚",
    "ja": "人 名 発 トン 隻 機 両 基 門 丁 個 台 本 体 件 箱 バレル ドル 円 ルーブル ウォン ユーロ 余",
}

# Before and after a number; parted by commas.
BEFORE = {
    "about": """about, around, approximately, roughly, some, nearly, almost, circa, estimated,
    close to, in the region of, an estimated, estimated at
    около, примерно, порядка, почти, приблизительно, ориентировочно
    близько, приблизно, майже, орієнтовно
    etwa, rund, ungefähr, circa, ca., ca, knapp, fast, schätzungsweise
    environ, quelque, quelques, près de, autour de, à peu près, approximativement
    unos, unas, cerca de, alrededor de, aproximadamente, casi, en torno a
    약, 대략, 거의, 어림잡아
    约, 約, 大约, 大約, 近, 将近, 將近, 大概, 估计, 估計, 接近, 约有, 約有
    およそ, ほぼ, 推定, おおよそ""",
    "at-least": """over, exceeding, more than, at least, no fewer than, no less than, not less than,
    in excess of, upwards of, a minimum of, greater than, above
    более, более чем, больше, свыше, минимум, не менее, не менее чем, как минимум,
    по меньшей мере, не меньше, по крайней мере
    понад, більше, щонайменше, мінімум, більш ніж, більше ніж, більш як, не менше, не менш як,
    як мінімум, принаймні
    über, mindestens, wenigstens, mehr als, nicht weniger als
    plus de, plus d', au moins, pas moins de, au minimum
    más de, al menos, por lo menos, no menos de, como mínimo
    최소, 적어도, 무려
    超过, 超過, 逾, 至少, 最少, 不少于, 不少於, 不下, 超
    少なくとも""",
    "at-most": """under, below, up to, as many as, as much as, at most, no more than, not more than,
    fewer than, less than, a maximum of
    до, менее, менее чем, меньше, максимум, не более, не более чем, не больше, не свыше
    менше, щонайбільше, не більше, менш ніж, менш як, не більше ніж, не більш як
    höchstens, maximal, unter, bis zu, nicht mehr als, weniger als
    jusqu'à, au plus, au maximum, moins de, pas plus de
    hasta, como máximo, menos de, no más de
    최대, 최고, 최다, 많게는
    最多, 多达, 多達, 高达, 高達, 至多, 不超过, 不超過, 不到, 不足
    最大""",
}
AFTER = {
    "about": """여, 가량, 정도, 안팎, 남짓, 쯤, 左右, 上下, 前后, 前後, ほど, 程度, 近く, 余り, あまり, 弱,
    or so""",
    "at-least": """이상, 넘게, 을 넘는, 를 넘는, 以上, 多, 余, 餘, 超, を超える, を超え, を上回る,
    or more, and more, plus, и более, или больше, і більше, або більше, und mehr, oder mehr, ou plus,
    o más""",
    "at-most": """이하, 미만, 以下, 未満, 以内, 以內, or fewer, or less, или меньше, або менше,
    oder weniger, ou moins, o menos""",
}
# Before a scale they say that nobody counted.
VAGUE = """several few many some несколько многие кілька декілька багато mehrere einige viele paar
quelques plusieurs varios varias algunos algunas pocos"""

UNITS = {
    "percent": "%|percent|per cent|percentage points?|процент*|відсот*|prozent|pour cent|"
    "por ciento|퍼센트|프로|パーセント|ポイント|个百分点|個百分點|%p",
    "usd": "dollars?|us dollars?|us-dollars?|usd|доллар*|долларов сша|долл|долар*|дол|달러|美元|美金|ドル|"
    "米ドル|dólar*|dolares",
    "eur": "euros?|eur|евро|євро|유로|欧元|歐元|ユーロ",
    "rub": "roubles?|rubles?|rubel|rublos?|rub|рубл*|руб|루블|卢布|盧布|ルーブル",
    "krw": "korean won|вон|вона|южнокорейских вон|원|韩元|韓元|韓圜|韩圆|ウォン",
    "jpy": "yen|иен|иены|єн|엔|日元|日圓|日圆|円",
    "cny": "yuan|юан*|위안|人民币|人民幣|人民元|元",
    "uah": "гривн*|гривень|грн|hryvnias?|흐리우냐",
    "gbp": "pounds sterling|фунтов стерлингов|英镑|英鎊|파운드|ポンド",
    "tonne": "tonnes?|tons?|metric tons?|metric tonnes?|тонн*|т|t|tonnen|toneladas?|톤|吨|噸|公吨|公噸|トン",
    "barrel": "barrels?|bpd|баррел*|барел*|barrel|fass|barils?|barriles|배럴|桶|バレル",
    "kilogram": "kg|kilos?|kilograms?|кг|килограмм*|кілограм*|kilogramm|kilogrammes?|kilogramos?|"
    "킬로그램|公斤|キログラム",
    "litre": "litres?|liters?|литр*|літр*|litros?|리터|升|リットル",
    "kilometre": "km|kilomet*|км|километ*|кіломет*|kilómetros?|킬로미터|킬로|公里|千米|キロメートル|キロ",
    "mile": "miles?|мил[ьи]|meilen|millas|마일|英里|マイル",
    "metre": "m|metres?|meters?|mètres?|metros?|метр*|м|미터|米|メートル",
}
SIGNS = {"$": "usd", "€": "eur", "£": "gbp", "₩": "krw", "₽": "rub", "¥": "jpy", "₴": "uah"}
MONEY = frozenset({"usd", "eur", "rub", "krw", "jpy", "cny", "uah", "gbp"})
