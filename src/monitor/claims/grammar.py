"""How each language counts: what may stand between a number and what it counts. Data.

Words are folded. A gap that holds anything else means that the number counts something else.
"""

from __future__ import annotations

# People, as far as they can be dead, wounded or prisoners: of "300 soldiers were killed" the ledger
# keeps the dead.
_PEOPLE = """
soldier special-forces officer general sapper engineer pilot mercenary worker it-worker hacker diplomat
tourist student child doctor athlete artist refugee civilian spy scientist journalist lawmaker veteran hero
"""
PEOPLE = frozenset(_PEOPLE.split())
STATES = frozenset({"dead", "wounded", "prisoner", "missing-person"})
# Counted by weight, volume or share alone: "ten coal miners" are no coal.
_MASS = """
oil refined-oil coal gas electricity wheat flour rice grain maize potato food meat fertiliser fish pollock
seafood timber textile steel rare-earth gold medicine alcohol explosive technology uranium cryptocurrency
aid-goods weapon
"""
MASS = frozenset(_MASS.split())
# Told in figures of their own.
NEVER = frozenset({"money", "rouble", "yuan", "euro", "dollar-cash", "budget", "article-4"})

# Words between a number and a noun, beside adjectives: "10,000 of its best soldiers".
OF = {
    "en": "of|of the|of its|of their|of his|of those|of these|more of the",
    "de": "der|seiner|ihrer|von",
    "fr": "de|d'|de ses|de leurs|des",
    "es": "de|de sus|de los|de las|de esos",
    "ru": "из|из этих|своих",
    "uk": "з|із|цих|своїх",
}
QUANTITIES = {
    "en": "rounds|pieces|units|sets|rail cars of|boxes of|types|items|head|crates of",
    "de": "stuck|schuss|exemplare|mann|einheiten",
    "fr": "pieces d'|pieces de|exemplaires de|unites de|coups d'|hommes",
    "es": "unidades de|piezas de|rondas de|cajas de",
    "ru": "единиц|единицы|штук|экземпляров|комплектов|человек",
    "uk": "одиниць|одиниці|штук|екземплярів|комплектів|осіб|чоловік",
}
# What may stand between a number and "killed", with or without who was: "300 people were killed".
PERSONS = {
    "en": "people|men|persons|women|others|more|of them|them|north koreans|koreans",
    "de": "menschen|mann|personen|nordkoreaner|weitere|von ihnen",
    "fr": "personnes|hommes|nord coreens|d'entre eux|autres|ont|auraient",
    "es": "personas|hombres|norcoreanos|mas|de ellos|otros",
    "ru": "человек|людей|северокорейцев|из них|еще|мужчин",
    "uk": "людей|осіб|чоловік|північнокорейців|з них|ще",
}
HELPERS = {
    "en": "were|was|are|have|had|has|been|being|may|might|could|would|be|already|reportedly|either|all|"
    "there|who|officially|confirmed|listed as|left|believed to|feared",
    "de": "wurden|wurde|worden|seien|sind|waren|sein|haben|hatten|bereits|schon|angeblich|im kampf|dort|davon|dabei|"
    "sollen|kamen",
    "fr": "ont|ete|etaient|sont|auraient|seraient|avaient|deja|furent",
    "es": "han|sido|fueron|habian|hayan|habrian|habian|estan|son|ya|resultaron|haber|podrian",
    "ru": "были|было|уже|якобы|могли|быть|оказались|там",
    "uk": "були|було|уже|вже|нібито|могли|бути|там",
}
# Who was counted may be described before it is said that they died: "70 soldiers sent to Kursk lost
# their lives". Those who bury the dead did not, so here only verbs tell of dying.
DESCRIBED = {
    "en": r" (?:sent|deployed|serving|fighting|stationed|trained|from|in|of) "
    r"(?:(?!(?:that|who|whose|where|which|and|or|but|when|while|after|before|as) )[a-z']+ ){0,6}",
    "fr": r" (?:[a-z]+(?:e|i|u)e?s|du|de|en|dans) "
    r"(?:(?!(?:que|qui|dont|et|ou|mais|quand|avant|apres) )[a-z']+ ){0,6}",
    "es": r" (?:[a-z]+[ai]d[oa]s|de|del|en) "
    r"(?:(?!(?:que|quien|y|o|ni|pero|cuando|donde|antes|tras|despues) )[a-z']+ ){0,6}",
}
DIED = {
    "en": r"lost their lives|were killed|perished|have died|had died",
    "fr": r"(?:perdu|perdent|perdirent) la vie|trouve la mort|ont (?:peri|ete tues)",
    "es": r"(?:perdieron|perdido|pierden) la vida|murieron|fallecieron|perecieron",
}
# Endings of what agrees with a noun that follows it, and of what rules a word out.
ADJECTIVE = {
    "en": r"(?:[a-z]+(?:ed|an|ese|ish|al|ive|ic|y|ous|ern|ian|less|able|ent|ant|or|er|est|new|old)|"
    r"[a-z]+(?<!ing)(?<![^s]s)|us|\d{2,3})",
    "de": r"[a-z]+(?:e|en|er|es|neue)|\d{2,3}",
    "fr": r"(?:jeunes|autres|nouveaux|nouvelles|premiers|gros|grands|petits|simples|\d{2,3}) ?",
    "es": r"(?:otros|otras|nuevos|nuevas|primeros|jovenes|grandes|supuestos|\d{2,3}) ?",
    "ru": r"[а-яё]+(?:ых|их|ые|ие|ую|ая|ий|ый|ого|ными|скими)|\d{2,3}|мм",
    "uk": r"[а-яіїєґ]+(?:их|іх|ні|кі|ті|ві|ий|ими)|\d{2,3}|мм",
}
# Words that end what a number can count.
STOPS = {
    "en": """and or to in on at for with from by as than that which who whose when where while after before
    against into over under about through during between via per is are was were be been has have had will
    would can could may might must not but if its it they them he she his her this these those a an the up
    off out of near across around inside along toward towards until since because so also then said say
    told left went came sent made took used get got see saw kill lost fire fell hit aboard""",
    "de": """und oder in im auf an am fur mit von vom aus bei als dass die der das den dem des ein eine einer
    eines einem einen zu zur zum nach vor gegen durch ist sind war waren hat haben wurde wurden werden sie er
    es ihre seine sich nicht auch uber unter""",
    "fr": "",
    "es": "",
    "ru": "их его ее которых которые",
    "uk": "їх його її яких які",
}
# Nouns whose plural has no s, or that are told as participles.
PLURAL = (
    r"(?:s|men|people|dead|killed|wounded|injured|missing|personnel|aircraft|infantry|police|lives|"
)
PLURAL += r"children|fatalities|action|combat|battle)$"
COMPOUND = {
    # Adjectives of things: "ракетных ударов" are no missiles.
    "ru": r"н(?:ых|ий|ый|ая|ое|ые|ого|ому|ой|ую|ым|ыми)$",
    "uk": r"н(?:их|ий|а|е|і|ого|ому|ої|ій|ими|им)$",
    "de": r"(?:test|tests|start|starts|angriff|angriffe|angriffen|programm|fabrik|fabriken|abwehr|schlage|"
    r"basen|werfer|werfern|typen|experten|lieferung|lieferungen|arbeiter|kapitane|ladungen)$",
}
# Chinese, Japanese and Korean: between a number and a noun behind it, and after a noun before it.
WIDE_BETWEEN = {
    "ko": r"(?:여 ?|천 ?)?(?:명|발|개|대|척|기|정|인|문|량|채|벌|통|상자|자루|마리|톤|배럴|곳)?"
    r"(?: ?(?:이상|가량|정도|안팎|남짓|넘는|규모))?(?:의|이상의|에 달하는|에 이르는|가 넘는|이 넘는)?"
    r"(?: ?(?:북한|북한산|러시아|국산|신형|포병|중국|한국|우크라이나|추가|새|젊은|파병|북한인))* ?",
    "zh": r"[多余餘来來几]?(?:名|枚|发|發|吨|噸|艘|架|辆|輛|门|門|支|个|個|具|套|件|箱|桶|只|隻|台|座|位|人)?"
    r"(?:以上)?(?:的|左右的)?(?:朝鲜|朝鮮|北韩|北韓|北朝鲜|俄罗斯|俄羅斯|俄军|俄軍|中国|中國|韩国|"
    r"韓國|乌克兰|烏克蘭|美国|美國|西方|外国|各类|各類|各种|各種|大口径|大口徑|毫米|新|旧|舊|年轻|武装|武裝|精锐|精銳|"
    r"特种|特種|军|軍|前线|前線|增援|派遣|攻击|攻擊|战略|戰略|重型|籍|方|\d{2,3}|近程|短程|中程|远程)*(?:的)?",
    "ja": r"(?:余り|以上|近く|ほど|超)?(?:人|名|発|隻|機|両|基|門|丁|個|台|本|体|件|箱|トン|バレル)?"
    r"(?:余り|以上|近く|ほど|超|を超える|規模|程度)?の?"
    r"(?:北朝鮮|ロシア|韓国|ウクライナ|中国|北朝鮮製|ロシア製|新型|新た|増派|若い)?(?:の|な|人)?",
}
WIDE_BEFORE = {
    "ko": r"(?:을|를|이|가|은|는|도|의|만|등|수는|수가|규모는|규모가|자)*,? ?",
    "zh": r"(?:人数|人數|数量|數量|总数|總數|达|達|了|有|为|為|超过|已达|已有|者|共|总计|至少)*",
    "ja": r"(?:を|が|は|の|も|など|数は|数が|の数は|の数が|者)*(?:、)?",
}
WIDE_HELPERS = {
    "ko": r"(?:여 ?)?(?:명|인)?(?: ?(?:이상|가량|정도|넘게|안팎))?(?:이|은|는|가|도|을|를|의)?"
    r"(?: ?(?:이미|이상이|가량이|현장에서|전투에서|모두))* ?",
    "zh": r"[多余餘]?(?:名|人)?(?:已经|已|被|在战斗中|在戰鬥中|不幸|当场|當場|以上|左右|均|都|士兵)*",
    "ja": r"(?:余り|以上|近く|ほど)?(?:人|名)?(?:余り|以上|近く|ほど|超)?(?:が|は|も|の)?"
    r"(?:すでに|既に|これまでに|戦闘で|戦地で)*",
}
# Adjectives that are also people: "тысяча военных сапёров" are sappers.
MILITARY = r"(?:военных|військових|militaires|militares)$"
# Chinese, Japanese and Korean counters; those of people count no things.
COUNTER = (
    r"(?:여|余|多|餘)? ?(?:명|발|개|대|척|기|문|정|량|톤|배럴|곳|채|마리|名|人|枚|发|發|艘|架|辆|輛|門|门|隻|机|機|両|"
    r"基|台|個|个|本|発|件|トン|バレル|吨|噸|桶)"
)
PERSON_COUNTER = "명名人"
# What makes another word of a Chinese or Japanese noun: 铁路员, 炮弹厂.
WIDE_COMPOUND = "员員厂廠站局手师館馆校長长"
# Direct conjunctions of two states: how many were which is not said ("3,000 killed or wounded").
BOTH = r" ?(?:and|or|и|или|та|і|й|або|und|oder|et|ou|y|o|와|과|및|·|や|と|及|和|或)?,? ?"
# Rates are no sums: "$70 a barrel".
RATE = (
    r" ?(?:(?:a|an|per|за|на|pro|par|por|al|je|le|au) (?:one |a |кажд\w+ |кожн\w+ )?"
    r"(?:barrel|tonne|ton|month|year|day|head|person|soldier|worker|week|kilo\w*|килограмм\w*|кілограм\w*|литр\w*|літр\w*|баррел\w*|тонн\w*|месяц\w*|"
    r"человек\w*|год|день|барел\w*|місяць|рік|особ\w*|monat|jahr|tag|kopf|fass|tonne|mois|an|jour|baril|mes|"
    r"ano|dia|barril|tonelada|persona|personne)(?!\w)|"
    r"(?:apiece|each|monthly|a piece|ежемесячно|в месяц|на місяць|monatlich|al mes|par mois)(?!\w))"
)
