"""How nine languages say who something is from. Data: patterns over a sentence with marks in it.

In such a sentence the names of organisations and people are runs of one mark, those of places of
another. In the patterns below ``<O>`` is whoever said it (an organisation or a person),
``<P>`` a place that speaks for its government, ``<T>`` a place that only describes, ``<N>`` a name
that no concept has, ``<F>`` and ``<V>`` the fillers and verbs of the language. A pattern without
any origin is that of a source without a name.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Depth = Literal["cited", "said", "according", "reported"]
# Whoever is cited said it before who reported it: the deepest comes first.
DEPTHS: tuple[Depth, ...] = ("cited", "said", "according", "reported")


class Cue(NamedTuple):
    """A pattern, and how deep its origin is. ``subject`` ones must not be the object of another."""

    depth: Depth
    pattern: str
    subject: bool = False


_EN_ROLES = (
    "spokesman|spokeswoman|spokesperson|spokespeople|officials?|chief|head|director|deputy|minister|ministers|"
    "leader|president|commander|secretary|ambassador|envoy|report|reports|statement|assessment|data|document|"
    "documents|website|press service|news agency|agency|newspaper|broadcaster|intelligence|lawmakers?|service|"
    "foreign|defence|defense|prime|general|military|senior|top|acting|former|then|state|state-run|"
    "state-owned|news|outlet|daily|channel|adviser|analysts?|researchers?|experts?"
)
_EN_VERBS = (
    "said|says|told|announced|claimed|claims|confirmed|confirms|estimated|estimates|stated|states|revealed|"
    "disclosed|warned|assessed|assesses|believes|added|noted|argued|insisted|declared|acknowledged|denied|denies|"
    "alleged|explained|stressed|reiterated|refuted|rebutted|estimates|denies|refutes"
)
# Many say "estimate"; "the NIS estimate" is a noun.
_EN_MANY = (
    "(?:officials|analysts|lawmakers|experts|researchers|ministers|spokespeople|documents|reports) "
    "(?:say|estimate|assess|believe|deny|warn|claim|acknowledge|insist)"
)
# Whoever rejects what was said speaks; whoever rejects an attack or dismisses a minister acts.
_EN_REJECTS = (
    r"(?:dismissed|dismisses|dismiss|rejected|rejects|reject|disputed|disputes|dispute)"
    r"(?: (?!by\b)[\w'<ANY>-]+){0,4}? (?:reports?|reporting|claims?|allegations?|accusations?|suggestions?|"
    r"assertions?|charges|statements?|remarks|comments|notion|speculation|rumou?rs?|figures?|estimates?|"
    r"assessments?|findings?|criticism|warnings?|as (?:baseless|groundless|false|untrue|fake|nonsense|"
    r"absurd|fabricated|propaganda|unfounded|speculation|lies))"
)
_EN_SAYS = rf"(?:(?:{_EN_VERBS})\b(?! to\b)|{_EN_REJECTS}\b)"
_EN_REPORTS = "reported|reports|wrote|writes|published"
_EN_ADV = (
    "(?: (?:on|in|has|have|had|also|later|then|earlier|previously|reportedly|repeatedly|separately|again|"
    "a|the|statement|press|conference|briefing|interview|yesterday|today|this|last|week|month|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|officially|publicly)){0,5}"
)
_EN_TAIL = (
    r"(?:'s)?(?: (?:" + _EN_ROLES + r"))*(?: [A-Z][\w'-]+){0,3}"
    r"(?:,(?! (?:said|says|told)) [^,.;:\"]{2,60},)?" + _EN_ADV + " "
)
_EN_FILL = (
    r"(?:(?:the|a|an|its|their|his|her|of|for|at|from|by|unnamed|South|North|country's|"
    + _EN_ROLES
    + r"|<T>(?:'s)?|[A-Z][\w-]+'s|[A-Z][a-z]+an|[A-Z][a-z]+ese|[A-Z][a-z]+ish|US|U\.S\.|UK) ){0,6}"
)
_EN_CITES = "(?i:citing|quoting)"
_EN_BY = "(?i:according to|as reported by|in the words of)"
_EN_NAMELESS = (
    r"(?:officials?|sources?|insiders?|diplomats?|people familiar|person familiar|persons familiar)"
)
_W = r"[\w<ANY>'.-]+"

EN = (
    Cue("cited", rf"{_EN_CITES} {_EN_FILL}<O>"),
    Cue("according", rf"{_EN_BY} {_EN_FILL}<O>"),
    Cue("according", rf"{_EN_BY} <P>(?=[,.])"),
    Cue("said", rf"<O>{_EN_TAIL}{_EN_SAYS}", subject=True),
    Cue("said", rf"<O>(?:'s)?(?: (?:{_EN_ROLES}))*? {_EN_MANY}\b", subject=True),
    Cue("said", rf"<P>(?:{_EN_ADV}) {_EN_SAYS}", subject=True),
    Cue("reported", rf"<O>{_EN_TAIL}(?:{_EN_REPORTS})\b", subject=True),
    Cue("said", rf"[,\"] (?:{_EN_VERBS}) {_EN_FILL}<O>(?=[,.]|$)"),
    Cue("reported", rf"[,\"] (?:{_EN_REPORTS}) {_EN_FILL}<O>(?=[,.]|$)"),
    Cue("cited", rf"{_EN_CITES} (?:the )?<N>(?! (?:officials?|sources?))"),
    Cue("according", rf"{_EN_BY} (?:the )?<N>(?! (?:officials?|sources?))"),
    Cue(
        "said",
        rf"<N>(?:,(?! (?:said|says|told)) [^,.;:\"]{{2,60}},)?{_EN_ADV} {_EN_SAYS}",
        subject=True,
    ),
    Cue("reported", rf"<N>{_EN_ADV} (?:{_EN_REPORTS})\b", subject=True),
    Cue("cited", rf"{_EN_CITES} (?:{_W} ){{0,4}}{_EN_NAMELESS}\b"),
    Cue("according", rf"{_EN_BY} (?:{_W} ){{0,4}}{_EN_NAMELESS}\b"),
    Cue("said", rf"(?i:\b{_EN_NAMELESS}) (?:{_W} ){{0,5}}?(?:{_EN_VERBS})\b(?! to\b)"),
)

_RU_ROLES = (
    r"представител\w+|пресс-секретар\w+|глав\w{1,2}|министр\w*|агентств\w+|служб\w+|телеканал\w*|газет\w+|издани\w+|"
    r"пресс-служб\w+|президент\w*|директор\w*|официальн\w+|чиновник\w*|генерал\w*|заместител\w+|замглав\w+|"
    r"разведк\w+|ведомств\w+|источник\w+ в|посл?ол?\w*|журнал\w*|портал\w*|лидер\w*|спикер\w*|эксперт\w*|"
    r"аналитик\w*|военн\w+|государственн\w+|информационн\w+|иностранных дел|обороны"
)
_RU_FILL = rf"(?:(?:{_RU_ROLES}|[а-яё]+(?:ого|ой|ых|ская|ский|ское|ские|ская|ную|ным|ных)|<T>[а-яё]{{0,3}}) ){{0,5}}[«\"]?"
_RU_REJECTS = (
    r"отверг(?:ла|ли|ло|ает|ают)?(?= (?:[а-яё-]+ ){0,3}(?:обвинени|утверждени|сообщени|заявлени|данны|"
    r"доклад|отч[её]т|информаци|предположени|верси|упр[её]к|критик|слова|слух|претензи|оценк))"
)
_RU_SAID = (
    r"(?:заяв(?:ил|ила|или|ило|ляет|ляют)|подтверд(?:ил|ила|или|ило)|утвержда(?:ет|ют|л|ла|ли)|рассказал[аи]?|"
    r"отмети(?:л|ла|ли|ло)|объяви(?:л|ла|ли|ло)|счита(?:ет|ют)|уточни(?:л|ла|ли|ло)|подчеркну(?:л|ла|ли|ло)|"
    r"добави(?:л|ла|ли)|сказал[аи]?|сообщи(?:л|ла|ли|ло)|опроверг(?:ла|ли|ло)?|опроверга(?:ет|ют)|отрица(?:ет|ют|л|ла|ли)|предупреди(?:л|ла|ли|ло)|"
    rf"оценива(?:ет|ют)|оцени(?:л|ла|ли|ло)|указа(?:л|ла|ли)|{_RU_REJECTS})"
)
_RU_MANY = (
    rf"(?:заявили|сообщили|подтвердили|считают|отметили|опровергли|утверждают|рассказали|добавили|"
    rf"объявили|опровергают|отрицают|оценивают|{_RU_REJECTS})"
)
_RU_REPORTS = (
    r"(?:сообща(?:ет|ют)|переда(?:ет|ёт|ют)|пиш(?:ет|ут)|написал[аои]?|информиру(?:ет|ют))"
)
_RU_ADV = r"(?:(?: (?:также|ранее|позже|в|во|на|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье|накануне|сегодня|вчера|уже|официально|ранее|пресс-конференции|брифинге|\d{1,2} [а-я]+|же|тоже))*)"
_RU_NAMELESS = r"(?:источник\w*|собеседник\w*|чиновник\w*|официальн\w+ лиц\w+|инсайдер\w*)"
_RU_BY = r"(?i:по данным|по информации|по словам|по оценк\w+|по сообщени\w+|согласно(?: данным| оценк\w+| сообщени\w+)?|по версии|по утверждени\w+|по подсч[её]там)"
_RU_CITES = r"(?i:со ссылкой на|ссылаясь на|цитирует|цитируя)"

RU = (
    Cue("cited", rf"{_RU_CITES} {_RU_FILL}<O>"),
    Cue("according", rf"{_RU_BY} {_RU_FILL}<O>"),
    Cue("according", rf"{_RU_BY} <P>"),
    Cue("said", rf"(?i:\b{_RU_SAID}) (?:(?:об этом|журналистам) )?(?:в |во )?{_RU_FILL}<O><NOM>"),
    Cue("reported", rf"(?i:\b{_RU_REPORTS}) (?:об этом )?{_RU_FILL}<O><NOM>"),
    Cue("said", rf"<O><NOM>[»\"]?{_RU_ADV} {_RU_SAID}\b", subject=True),
    Cue(
        "said",
        rf"(?i:\bво? )<O>\w{{0,3}}{_RU_ADV} {_RU_MANY}\b",
    ),
    Cue(
        "said",
        rf"(?i:\bво? )<P>\w{{0,3}}{_RU_ADV} {_RU_MANY}\b",
    ),
    Cue("said", rf"<P>\w{{0,2}} {_RU_SAID}\b", subject=True),
    Cue("reported", rf"<O><NOM>[»\"]?{_RU_ADV} (?!переда){_RU_REPORTS}\b", subject=True),
    Cue("cited", rf"{_RU_CITES} {_RU_FILL}<N>"),
    Cue("according", rf"{_RU_BY} {_RU_FILL}<N>"),
    Cue("reported", rf"(?i:\b{_RU_REPORTS}) (?:об этом )?{_RU_FILL}<N>"),
    Cue("cited", rf"{_RU_CITES} (?:{_W} ){{0,2}}{_RU_NAMELESS}"),
    Cue("according", rf"{_RU_BY} (?:{_W} ){{0,2}}{_RU_NAMELESS}"),
    Cue("said", rf"(?i:\b{_RU_NAMELESS}) (?:{_W} ){{0,5}}?(?:{_RU_SAID}|{_RU_REPORTS})\b"),
    Cue("said", rf"(?i:\b(?:{_RU_SAID}|{_RU_REPORTS})) (?:{_W} ){{0,3}}?{_RU_NAMELESS}"),
)

_UK_ROLES = (
    r"представни\w+|речни\w+|пресслужб\w+|пресс?екретар\w+|глав\w{1,2}|очільник\w*|керівник\w*|міністр\w*|агенц\w+|"
    r"агентств\w+|служб\w+|телеканал\w*|газет\w+|видання|президент\w*|директор\w*|чиновник\w*|генерал\w*|"
    r"заступни\w+|розвідк\w+|відомств\w+|журнал\w*|лідер\w*|експерт\w*|військов\w+|державн\w+|закордонних справ|"
    r"оборони"
)
_UK_FILL = rf"(?:(?:{_UK_ROLES}|[а-яіїєґ]+(?:ого|ої|их|ська|ський|ське|ську|ним)|<T>[а-яіїєґ]{{0,3}}) ){{0,5}}[«\"]?"
_UK_REJECTS = (
    r"відки(?:нув|нула|нули|дає|дають)(?= (?:[а-яіїєґ'-]+ ){0,3}(?:звинувачен|заяв|твердж|закид|"
    r"повідомлен|інформаці|дані|даних|звіт|оцінк|оцінок|критик|слова|версі|припущен|чутк))"
)
_UK_SAID = (
    r"(?:заяви(?:в|ла|ли|ло)|заявля(?:є|ють)|підтверди(?:в|ла|ли|ло)|стверджу(?:є|ють)|розпові(?:в|ла|ли)|"
    r"зазначи(?:в|ла|ли|ло)|оголоси(?:в|ла|ли|ло)|вважа(?:є|ють)|уточни(?:в|ла|ли|ло)|наголоси(?:в|ла|ли|ло)|"
    r"дода(?:в|ла|ли)|сказа(?:в|ла|ли)|повідоми(?:в|ла|ли|ло)|спростува(?:в|ла|ли)|попереди(?:в|ла|ли)|"
    rf"оцінює|оцінюють|оціни(?:в|ла|ли)|спростову(?:є|ють)|запереч(?:ив|ила|или|ує|ують)|{_UK_REJECTS})"
)
_UK_REPORTS = r"(?:повідомля(?:є|ють)|переда(?:є|ють)|пиш(?:е|уть)|інформу(?:є|ють))"
_UK_MANY = rf"(?:{_UK_REJECTS}|заперечують|заперечили|заявили|повідомили|підтвердили|вважають|зазначили|спростували|стверджують|розповіли|додали|наголосили|оголосили)"
_UK_ADV = r"(?:(?: (?:також|раніше|пізніше|у|в|на|понеділок|вівторок|середу|четвер|п'ятницю|суботу|неділю|напередодні|сьогодні|вчора|вже|офіційно|\d{1,2} [а-яіїєґ]+|теж))*)"
_UK_NAMELESS = r"(?:джерел\w*|співрозмовни\w*|чиновник\w*|посадовц\w*|інсайдер\w*)"
_UK_BY = r"(?i:за даними|за інформацією|за словами|за оцінк\w+|за повідомленн\w+|згідно з(?: даними| оцінк\w+)?|за версією|за твердженням|за підрахунками)"
_UK_CITES = r"(?i:з посиланням на|із посиланням на|посилаючись на|цитує|цитуючи)"

UK = (
    Cue("cited", rf"{_UK_CITES} {_UK_FILL}<O>"),
    Cue("according", rf"{_UK_BY} {_UK_FILL}<O>"),
    Cue("according", rf"{_UK_BY} <P>"),
    Cue("said", rf"(?i:\b{_UK_SAID}) (?:про це )?(?:в |у )?{_UK_FILL}<O><NOM>"),
    Cue("reported", rf"(?i:\b{_UK_REPORTS}) (?:про це )?{_UK_FILL}<O><NOM>"),
    Cue("said", rf"<O><NOM>[»\"]?{_UK_ADV} {_UK_SAID}\b", subject=True),
    Cue("said", rf"(?i:\b[ву] )<O>\w{{0,3}}{_UK_ADV} {_UK_MANY}\b"),
    Cue("said", rf"(?i:\b[ву] )<P>\w{{0,3}}{_UK_ADV} {_UK_MANY}\b"),
    Cue("said", rf"<P>\w{{0,2}} {_UK_SAID}\b", subject=True),
    Cue("reported", rf"<O><NOM>[»\"]?{_UK_ADV} (?!переда){_UK_REPORTS}\b", subject=True),
    Cue("cited", rf"{_UK_CITES} {_UK_FILL}<N>"),
    Cue("according", rf"{_UK_BY} {_UK_FILL}<N>"),
    Cue("reported", rf"(?i:\b{_UK_REPORTS}) (?:про це )?{_UK_FILL}<N>"),
    Cue("cited", rf"{_UK_CITES} (?:{_W} ){{0,2}}{_UK_NAMELESS}"),
    Cue("according", rf"{_UK_BY} (?:{_W} ){{0,2}}{_UK_NAMELESS}"),
    Cue("said", rf"(?i:\b{_UK_NAMELESS}) (?:{_W} ){{0,5}}?(?:{_UK_SAID}|{_UK_REPORTS})\b"),
    Cue("said", rf"(?i:\b(?:{_UK_SAID}|{_UK_REPORTS})) (?:{_W} ){{0,3}}?{_UK_NAMELESS}"),
)
