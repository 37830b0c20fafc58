"""What a digest says of a story and its articles, in words. Pure, the same in every format."""

from __future__ import annotations

import re
from typing import Literal

from monitor.digest.lists import count, quotable, shorten, together
from monitor.digest.times import date, dated
from monitor.model import (
    Correction,
    Digest,
    DigestArticle,
    DigestFigure,
    DigestStory,
    Following,
    News,
    QuietStory,
    Stance,
)

NewsKind = Literal["origin", "figure", "actor", "language"]
Spoken = DigestArticle | DigestFigure | QuietStory | Following

STANCES: dict[Stance, str] = {
    "independent": "independent",
    "agency": "agency",
    "think-tank": "think tank",
    "government": "government",
    "state-media": "state media",
}
# Whose word it is must be seen also where an outlet is only named.
PARTIAL: frozenset[Stance] = frozenset({"state-media", "government"})
_NEWS: dict[NewsKind, tuple[str, str]] = {
    "origin": ("new origin", "new origins"),
    "figure": ("new figure", "new figures"),
    "actor": ("now with", "now with"),
    "language": ("first in", "first in"),
}
_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_CORRECTIONS: dict[Correction, str] = {
    "": "",
    "edited": "edited by its outlet",
    "denied": "denied",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_WITHDRAWN = "no longer says so"
_ORIGINS = 4


def state(story: DigestStory) -> str:
    """``developed: new origin NIS, new figure 2,000 dead``."""
    more = novelty(story)
    return f"{story.state}: {more}" if more else str(story.state)


def novelty(story: DigestStory) -> str:
    """What is new in a story beyond its state, in words."""
    parts = [_news(kind, story.news) for kind in _NEWS]
    denies = f"denies “{quotable(story.denies, 120)}”" if story.denies else ""
    parts.append(denies or _CORRECTIONS[story.correction])
    parts.append(_WITHDRAWN if story.lead.withdrawn else "")
    said = ", ".join(filter(None, parts))
    told = f"{story.told:,} told before" if story.told and story.state == "developed" else ""
    return f"{said} ({told})" if said and told else said or told


def byline(article: DigestArticle, digest: Digest) -> str:
    """``Haidong Daily · state media · 6 Nov 07:30 (5 Nov 22:30 UTC)``."""
    parts = (article.outlet, STANCES[article.stance], dated(article, digest), article.note)
    return " · ".join(part for part in parts if part)


def extent(story: DigestStory, digest: Digest) -> str:
    """``5 articles (2 copies), 4 outlets, 2 origins (NIS and HUR), in … · first seen 3 Nov``."""
    if not story.articles:
        return ""
    # One article of one outlet is the rule, and said in fewer words.
    alone = story.articles == 1
    copies = f" ({count(story.copies, 'copy', 'copies')})" if story.copies else ""
    parts = [
        f"{count(story.articles, 'article')}{copies}",
        "" if alone else count(story.outlets, "outlet"),
    ]
    if alone and story.origins == (story.lead.outlet,):
        parts.append("its own report")
    elif story.origins:
        shown = together([shorten(origin, 60) for origin in story.origins], _ORIGINS)
        parts.append(f"{count(len(story.origins), 'origin')} ({shown})")
    if len(story.languages) > 1:
        parts.append(f"in {together([language_name(one) for one in story.languages], 9)}")
    seen = f"first seen {date(story.first_seen_at, digest)}" if story.first_seen_at else ""
    return " · ".join(part for part in (", ".join(filter(None, parts)), seen) if part)


def voices(story: DigestStory) -> str:
    """Whose voices tell it; of one article the byline says so."""
    return "" if story.articles == 1 else stances(story)


def stances(story: DigestStory) -> str:
    """``state media only``, ``agency and independent``."""
    named = story.voices or tuple(dict.fromkeys(one.stance for one in (story.lead, *story.others)))
    told = together([STANCES[stance] for stance in named])
    return f"{told} only" if partial(story) else told


def partial(story: DigestStory) -> bool:
    """Whether nobody but those who speak for a state tells the story."""
    named = story.voices or [one.stance for one in (story.lead, *story.others)]
    return set(named) <= PARTIAL


def others(story: DigestStory) -> int:
    """The articles of this issue beside the lead."""
    return len(story.others) + story.left_out


def aside(article: DigestArticle) -> str:
    """``ru, state media, edited``: what to know of an outlet that is only named."""
    parts = (
        language(article),
        STANCES[article.stance] if article.stance in PARTIAL else "",
        ("edited" if article.edited else "") + (f" and {_WITHDRAWN}" if article.withdrawn else ""),
    )
    return ", ".join(part for part in parts if part)


def also(article: DigestArticle) -> str:
    """``Haidong Daily (zh, state media)``."""
    return f"{article.outlet} ({aside(article)})" if aside(article) else article.outlet


def why(article: DigestArticle) -> str:
    """``indicator men-arrive, rule deployed``: what made it a hit."""
    parts = (
        f"indicator {article.indicator}" if article.indicator else "",
        f"rule {article.rule}" if article.rule else "",
    )
    return ", ".join(part for part in parts if part)


def bears_on(article: DigestArticle) -> str:
    """The first claim of the brief that the article bears on, and the numbers of the others."""
    first, *more = article.claims
    also_ = f" (also {together([claim.id for claim in more])})" if more else ""
    return f"{first.id} {shorten(first.text).rstrip('.')}{also_}"


def follows(earlier: Following, digest: Digest) -> str:
    return f"last seen {date(earlier.last_seen_at, digest)}"


def language(article: Spoken) -> str:
    """The language tag, or nothing if it is none."""
    return article.language if _LANGUAGE.fullmatch(article.language) else ""


def language_tag(article: Spoken) -> str:
    """The language with its script where the country decides it: fonts differ."""
    tag, country = language(article), getattr(article, "country", None)
    return "zh-Hant" if tag == "zh" and country in ("TW", "HK", "MO") else tag


def language_name(tag: str) -> str:
    """``Korean``; a tag that is not known, or a name, stays as it is."""
    return _LANGUAGES.get(tag, shorten(tag, 40))


def _news(kind: NewsKind, news: tuple[News, ...]) -> str:
    """``new origins NIS and HUR``: all of one kind together."""
    texts = [shorten(one.text, 80) for one in news if one.kind == kind]
    if kind == "language":
        texts = [language_name(text) for text in texts]
    one, many = _NEWS[kind]
    return f"{one if len(texts) == 1 else many} {together(texts, 3)}" if texts else ""
