"""A digest with everything a digest can hold, and an empty one, made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    Claim,
    Digest,
    DigestArticle,
    DigestEdit,
    DigestFigure,
    DigestStory,
    DigestTheme,
    FigureRange,
    Following,
    News,
    Outcome,
    QuietStory,
    Reason,
    Silence,
    SourceHealth,
    Trend,
)

NOW = datetime(2024, 11, 5, 22, 0, tzinfo=UTC)
# Outlet, host, language, country, stance.
OUTLETS = {
    "wire": ("Meridian Wire", "en", "GB", "agency"),
    "hanbit": ("한빛일보", "ko", "KR", "independent"),
    "haidong": ("海东日报", "zh", "CN", "state-media"),
    "formosa": ("寶島新聞", "zh", "TW", "independent"),
    "volna": ("Волна", "ru", "RU", "state-media"),
    "dnipro": ("Дніпровський вісник", "uk", "UA", "independent"),
    "asahina": ("朝比奈新聞", "ja", "JP", "independent"),
    "kurier": ("Elbkurier", "de", "DE", "independent"),
    "phare": ("Le Phare", "fr", "FR", "independent"),
    "faro": ("El Faro del Norte", "es", "ES", "independent"),
    "ministry": ("Ministry of External Relations", "ru", "RU", "government"),
    "institute": ("Institute for Northern Studies", "en", "US", "think-tank"),
}
CLAIMS = (
    Claim("3.1", "Reports say that North Korean troops were sent to Russia for training."),
    Claim("3.4", "Ukraine may treat them as legitimate targets."),
)
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
    "meldet zusätzliche Güterzüge über die Grenzbrücke am Tumen, beladen mit Weizen, Mehl, "
    "Dieselkraftstoff und Ersatzteilen, wie zwei Eisenbahner unabhängig voneinander berichten"
)


def article(outlet: str, title: str, *, hours: float = 3, **changes) -> DigestArticle:
    name, language, country, stance = OUTLETS[outlet]
    slug = f"{outlet}-{len(title)}-{int(hours * 10)}"
    values = {
        "article_id": f"a-{slug}",
        "title": title,
        "url": f"https://{outlet}.example.com/news/{slug}",
        "outlet": name,
        "stance": stance,
        "country": country,
        "language": language,
        "published_at": NOW - timedelta(hours=hours),
        "first_seen_at": NOW - timedelta(hours=hours - 0.5),
        "sentence": "",
        "marks": (),
        "rule": "deployed",
        "claims": CLAIMS[:1],
        "indicator": "men-arrive",
    }
    return DigestArticle(**values | changes)


def quoted(sentence: str, *words: str) -> dict:
    """The sentence of an article or figure with its marks."""
    marks = tuple((at, at + len(word)) for word in words if (at := sentence.index(word)) >= 0)
    return {"sentence": sentence, "marks": marks}


def figure(
    low: float, high: float | None = None, *, outlet: str = "hanbit", **changes
) -> DigestFigure:
    name, language, _, _ = OUTLETS[outlet]
    values = {
        "thing": "soldiers",
        "label": "soldiers",
        "unit": "",
        "low": low,
        "high": low if high is None else high,
        "bound": "",
        "origin": "NIS",
        "article_id": f"a-{outlet}",
        "outlet": name,
        "language": language,
        "published_at": NOW - timedelta(hours=2),
        **quoted("국정원은 북한군 2만 명이 러시아에 있다고 밝혔다.", "2만 명"),
    }
    return DigestFigure(**values | changes)


def _arrival() -> DigestStory:
    """New, in six languages, with a figure outside its range."""
    return DigestStory(
        "s-arrival",
        "new",
        article(
            "hanbit",
            "국정원 “북한군 2만 명 러시아 도착”",
            claims=CLAIMS,
            **quoted(
                "국가정보원은 북한군 병력이 러시아 동부에 도착했다고 밝혔다.", "북한군", "러시아"
            ),
        ),
        others=(
            article("wire", "North Korean soldiers in Russia’s east, Seoul says", hours=2.5),
            article("haidong", "外交部：不了解有关情况", hours=2),
            article("formosa", "北韓士兵抵達俄羅斯", hours=2),
            article("asahina", "北朝鮮兵、ロシア極東に到着", hours=1.5, edited=True),
            article("phare", "Des soldats nord-coréens en Russie, selon Séoul", hours=1),
        ),
        left_out=3,
        articles=12,
        outlets=9,
        copies=3,
        origins=("NIS", "the Pentagon", "Kyrylo Budanov", "a deputy minister", "KCNA"),
        languages=("ko", "en", "zh", "ja", "fr"),
        voices=("independent", "agency", "state-media"),
        first_seen_at=NOW - timedelta(hours=3),
        figures=(
            figure(20000, earlier=(10000.0, 15000.0), outside=True),
            figure(
                11000,
                12000,
                bound="about",
                origin="the Pentagon",
                outlet="wire",
                **quoted(
                    "The Pentagon spoke of about 11,000 to 12,000 men.", "about 11,000 to 12,000"
                ),
            ),
            figure(3, thing="generals", label="generals", origin="", outlet="formosa", sentence=""),
            figure(500, thing="officers", label="officers", origin="", sentence=""),
            figure(1.5, thing="trains", label="trains", origin="", sentence=""),
        ),
    )


def _losses() -> DigestStory:
    """Developed in every way a story can be."""
    return DigestStory(
        "s-losses",
        "developed",
        article(
            "dnipro",
            "Розвідка: перші втрати північнокорейських військ на Курщині",
            **quoted(
                "Втрати північнокорейських військ підтвердила розвідка.",
                "північнокорейських військ",
            ),
        ),
        others=(article("kurier", "Kiew meldet erste Verluste", hours=4),),
        told=4,
        articles=7,
        outlets=5,
        origins=("HUR", "NIS"),
        languages=("uk", "de", "ko"),
        voices=("independent",),
        first_seen_at=NOW - timedelta(days=3),
        news=(
            News("origin", "NIS"),
            News("figure", "2,000 dead"),
            News("actor", "11th Corps"),
            News("language", "ko"),
        ),
        follows=Following("s-first", "첫 교전 보도", "ko", NOW - timedelta(days=9)),
    )


def _corrected() -> DigestStory:
    """Corrected: the outlet changed what it had said."""
    lead = article(
        "wire",
        "Soldiers train near Ussuriysk",
        edited=True,
        note="text shortened by the outlet",
        edits=(
            DigestEdit(
                "title",
                "Soldiers may train near Ussuriysk",
                "Soldiers train near Ussuriysk",
                ((9, 12),),
                (),
            ),
            DigestEdit(
                "text", "Some 10,000 men came.", "Some 12,000 men came.", ((5, 11),), ((5, 11),)
            ),
        ),
        **quoted("North Korean soldiers train near Ussuriysk.", "North Korean soldiers"),
    )
    other = article(
        "faro",
        "Soldados entrenan en el este",
        edited=True,
        withdrawn=True,
        edits=(DigestEdit("text", "Llegaron en tren.", "", ((0, 17),)),),
    )
    return DigestStory(
        "s-training",
        "corrected",
        lead,
        (other,),
        told=2,
        articles=2,
        outlets=2,
        languages=("en", "es"),
        voices=("agency", "independent"),
        first_seen_at=NOW - timedelta(days=1),
        correction="edited",
    )


def _denied() -> DigestStory:
    """Told by those who speak for a state, and by nobody else; denied."""
    return DigestStory(
        "s-denial",
        "corrected",
        article(
            "ministry",
            "Сообщения об отправке снарядов не соответствуют действительности",
            **quoted(
                "Россия не получала снарядов из КНДР, заявили в министерстве.", "снарядов", "КНДР"
            ),
        ),
        (article("volna", "В министерстве опровергли поставки"),),
        articles=4,
        outlets=2,
        copies=2,
        origins=("Ministry of External Relations",),
        languages=("ru",),
        voices=("government", "state-media"),
        first_seen_at=NOW - timedelta(hours=8),
        correction="denied",
        denies="Munition für “Russland” verladen",
    )


def _trains() -> DigestStory:
    """One outlet with a long headline, undated, outside the web, about goods."""
    return DigestStory(
        "s-trains",
        "new",
        article("kurier", LONG, published_at=None, url="ftp://kurier.example.com/1", claims=()),
        articles=1,
        outlets=1,
        languages=("de",),
        voices=("independent",),
        first_seen_at=NOW - timedelta(hours=6),
        figures=(
            figure(
                34e6,
                thing="trade",
                label="trade",
                unit="usd",
                bound="about",
                origin="",
                outlet="kurier",
                sentence="",
            ),
            figure(
                1e6,
                1.5e6,
                thing="oil",
                label="oil",
                unit="barrel",
                origin="UN",
                outlet="kurier",
                sentence="",
            ),
        ),
    )


def rich() -> Digest:
    """An issue of the sixth of November 2024, in Seoul."""
    troops = DigestTheme(
        "troop-deployment",
        "Troop deployment",
        (_arrival(), _losses(), _corrected()),
        previous=9,
        left_out=4,
        articles=21,
        outlets=11,
        trend=Trend(
            (*((2, 1, 0, 3, 2, 4, 1, 0, 2, 3, 1, 2, 5, 3) * 2)[1:], 9), 2.4, 2.1, burst=True
        ),
        figures=(
            FigureRange("soldiers", "soldiers", "", 10000, 20000, 5, 3, 28, outside=True),
            FigureRange("dead", "dead", "", 300, 2000, 4, 2, 28),
        ),
    )
    arms = DigestTheme(
        "arms-munitions-transfer",
        "Arms and munitions",
        (_denied(),),
        previous=4,
        articles=4,
        outlets=2,
        trend=Trend((0,) * 20 + (1, 0, 2, 0, 0, 1, 3, 4), 1.0, None),
    )
    economy = DigestTheme(
        "economic-lifeline",
        "Food, fuel, money",
        (_trains(),),
        previous=1,
        articles=1,
        outlets=1,
        trend=Trend((0,) * 27 + (1,), None, None),
    )
    return Digest(
        id="2024-11-06",
        created_at=NOW,
        since=NOW - timedelta(days=1),
        until=NOW,
        timezone="Asia/Seoul",
        themes=(troops, arms, economy),
        nothing_on=("Sanctions", "Missile technology", "China’s role"),
        health=(
            SourceHealth("wire", "Meridian Wire", Outcome.OK, "", NOW, None, 30, 4),
            SourceHealth(
                "haidong",
                "海东日报",
                Outcome.FAILED_SOFT,
                "The server did not answer within 30 seconds.",
                NOW - timedelta(days=2),
                NOW - timedelta(days=1),
                0,
                0,
                reason=Reason.TIMEOUT,
            ),
            SourceHealth(
                "gazette",
                "Gazette of the Far East",
                Outcome.DEGRADED,
                "2 entries without a date.",
                NOW,
                None,
                12,
                0,
                silent_since=NOW - timedelta(days=9),
            ),
            SourceHealth(
                "closed",
                "The Closed Door",
                Outcome.REFUSED,
                "robots.txt does not allow it.",
                None,
                NOW - timedelta(days=40),
                0,
                0,
            ),
        ),
        articles_read=1412,
        already_told=31,
        run_id="r-2024-11-05T22",
        watchlists_version="3f9a1c",
        look_back=2,
        articles=26,
        outlets=12,
        new_stories=5,
        developed_stories=1,
        corrected_stories=2,
        previous=14,
        notice="The watchlists cannot be read; those of yesterday were used.",
        reader="desk",
        title="Morning desk",
        origins=7,
        quiet=(
            QuietStory(
                "s-bridge",
                "Строительство моста через Туманную",
                "ru",
                "Волна",
                "https://volna.example.com/bridge",
                14,
                NOW - timedelta(days=4),
            ),
            QuietStory(
                "s-visit", "방북 대표단 귀국", "ko", "한빛일보", "", 3, NOW - timedelta(days=6)
            ),
        ),
        quiet_left_out=2,
        repeats=5,
        silences=(
            Silence("kcna", "KCNA", "Troop deployment", NOW - timedelta(days=9), 9, 2.0),
            Silence("volna", "Волна", "Sanctions", NOW - timedelta(days=30), 30, 6.5),
        ),
    )


def empty() -> Digest:
    """An issue with nothing in it, and everything read."""
    full = rich()
    return replace(
        full,
        themes=(),
        nothing_on=(*(theme.title for theme in full.themes), *full.nothing_on),
        health=full.health[:1],
        articles=0,
        outlets=0,
        new_stories=0,
        developed_stories=0,
        corrected_stories=0,
        previous=0,
        notice="",
        origins=0,
        look_back=0,
        quiet=(),
        quiet_left_out=0,
        repeats=0,
        silences=(),
    )


def crowded(stories: int = 400) -> Digest:
    """Far more than anyone would send: long texts in every place, full of signs that escaping widens."""
    full, noise = rich(), "<&\"'>" * 40
    (troops, *_) = full.themes
    one = _arrival()
    lead = replace(one.lead, title=noise, sentence=noise * 3, url="https://x.example/" + "a" * 1900)
    many = tuple(
        replace(
            one,
            story_id=f"s-{number}",
            lead=lead,
            others=tuple(replace(lead, outlet=f"{number} {noise}") for _ in range(6)),
        )
        for number in range(stories)
    )
    return replace(
        full,
        title=noise,
        notice=noise * 20,
        themes=(
            replace(troops, title=noise, stories=many[: stories // 2]),
            replace(troops, title=noise, stories=many[stories // 2 :]),
            *(replace(troops, title=noise, stories=()) for _ in range(60)),
        ),
        health=tuple(
            replace(full.health[1], source_id=f"h-{number}", name=noise, detail=noise)
            for number in range(200)
        ),
        quiet=tuple(replace(full.quiet[0], headline=noise, outlet=noise) for _ in range(300)),
        silences=tuple(replace(full.silences[0], outlet=noise, about=noise) for _ in range(300)),
        nothing_on=tuple(f"{number} {noise}" for number in range(200)),
    )
