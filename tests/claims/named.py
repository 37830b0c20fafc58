"""A few names in nine languages, and where they stand in a text: the mentions that the tests need."""

import re

from monitor.model import Mention, MentionKind, TextField

# The concept, its kind and its names; the words of spaced scripts take any ending.
NAMES: list[tuple[str, MentionKind, str]] = [
    (
        "nis",
        "organisation",
        r"\bNIS\b|National Intelligence Service|\bНИС\b|국정원|국가정보원|国家情报院|国家情報院|国情院",
    ),
    ("yonhap", "organisation", r"\bYonhap\b|Рёнхап|Йонхап|Ренхап|연합뉴스|韩联社|聯合ニュース"),
    ("tass", "organisation", r"\bTASS\b|\bТАСС\b|타스통신|塔斯社|タス通信"),
    ("gur", "organisation", r"\bГУР\b|\bGUR\b|\bHUR\b"),
    ("kremlin", "organisation", r"\bKremlin\b|\bКремл\w*|크렘린궁|克里姆林宫|クレムリン|\bKreml\b"),
    ("lavrov", "person", r"\bLavrov\b|\bЛавров\w*|라브로프|拉夫罗夫|ラブロフ|\bLawrow\b"),
    ("zakharova", "person", r"\bZakharova\b|\bЗахаров\w*|자하로바|扎哈罗娃|ザハロワ|\bSacharowa\b"),
    ("seoul", "place", r"\bSeouls?\b|\bСеул\w*|\bSéoul\b|\bSeúl\b"),
    (
        "russia",
        "theme",
        r"\bRussia\b|\bРосси\w*|러시아|俄罗斯|ロシア|\bRussland\b|\bRussie\b|\bRusia\b",
    ),
    (
        "shell",
        "thing",
        r"artillery shells|\bshells\b|\bснаряд\w*|포탄|炮弹|砲弾|\bGranaten\b|\bobus\b|\bproyectiles\b",
    ),
    ("missile", "thing", r"\bmissiles?\b|\bракет\w*|미사일|导弹|ミサイル|\bRakete\w*|\bmisiles?\b"),
    (
        "container",
        "thing",
        r"\bcontainers?\b|\bконтейнер\w*|컨테이너|集装箱|コンテナ|\bContainer\b|\bconteneurs\b|\bcontenedores\b",
    ),
    (
        "soldier",
        "thing",
        r"\bsoldiers?\b|\btroops\b|\bсолдат\w*|\bвоенных\b|\bвійськов\w*|병력|병사|북한군|士兵|兵士|\bSoldaten\b|\bsoldats\b|\bsoldados\b",
    ),
    (
        "worker",
        "thing",
        r"\bworkers\b|\bрабочих\b|\bробітник\w*|노동자|工人|労働者|\bArbeiter\b|\bouvriers\b|\btrabajadores\b",
    ),
    (
        "dead",
        "thing",
        r"\bkilled\b|\bdead\b|\bпогиб\w*|\bубит\w*|\bзагин\w*|\bзагибл\w*|사망|전사|死亡|阵亡|死者|\bgetötet\b|\bTote\b|\btués\b|\bmorts\b|\bmuertos\b|\bmurieron\b|\bperdieron la vida\b|\bperdu la vie\b|\blost their lives\b|\bums Leben\b",
    ),
    (
        "wounded",
        "thing",
        r"\bwounded\b|\bранен\w*|\bпоранен\w*|부상|受伤|負傷|\bverwundet\b|\bblessés\b|\bheridos\b",
    ),
    (
        "coal",
        "thing",
        r"\bcoal\b|\bугля\b|\bвугілля\b|석탄|煤|石炭|\bKohle\b|\bcharbon\b|\bcarbón\b",
    ),
    ("oil", "thing", r"\boil\b|\bнефт\w*|\bнафт\w*|석유|石油|\bÖl\b|\bpétrole\b|\bpetróleo\b"),
    ("weapon", "thing", r"\barms\b"),
]


def mentions(text: str, field: TextField = "text") -> list[Mention]:
    """Every name of the list in one field, in the order of reading."""
    found = [
        Mention(concept, kind, field, one.start(), one.end())
        for concept, kind, pattern in NAMES
        for one in re.finditer(pattern, text, re.IGNORECASE)
    ]
    return sorted(found, key=lambda one: (one.start, -one.end))
