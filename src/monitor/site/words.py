"""What pages of the archive say, and how they are called. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from monitor.digest.figures import worded
from monitor.digest.lists import count, shorten, together
from monitor.digest.story_words import PARTIAL, STANCES
from monitor.model import ArchiveArticle, ArchiveFigure, ArchiveStory, Stance, StatedFigure

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# Origins that are named, and how many letters of each.
_NAMED, _LONGEST = 4, 60
_HOUR, _DAYS = timedelta(hours=1), timedelta(days=2)


def page_name(name: str) -> str:
    """A file name for an id. Ids are ours and plain; whatever else gets a name of its own."""
    return name if _PLAIN.fullmatch(name) else sha256(name.encode()).hexdigest()[:24]


def day_of(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()


def long_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def long_month(month: date) -> str:
    return f"{month:%B %Y}"


def moment(at: datetime, timezone: str) -> str:
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local.day} {local:%b %Y %H:%M}"


def later(article: ArchiveArticle, story: ArchiveStory) -> str:
    """How long after the first article of its story it came: ``+3 h``, ``+4 days``, or nothing."""
    lag = article.at - min(one.at for one in story.articles)
    if lag < _HOUR / 2:
        return ""
    return f"+{lag / _HOUR:.0f} h" if lag < _DAYS else f"+{lag / timedelta(days=1):.0f} days"


def echo(story: ArchiveStory) -> list[ArchiveArticle]:
    """The first article in each language, in the order in which the languages took it up."""
    found: dict[str, ArchiveArticle] = {}
    for article in sorted(story.articles, key=lambda one: one.at):
        if language(article.language):
            found.setdefault(article.language, article)
    return list(found.values())


def extent(story: ArchiveStory) -> str:
    """``5 articles (2 copies), 4 outlets, 2 origins (NIS and Pentagon)``."""
    outlets = sorted({article.outlet for article in story.articles})
    if len(story.articles) == 1:
        own = list(story.origins) in ([], outlets)
        return f"1 article, {outlets[0]}" + ("" if own else f", from {_names(story)}")
    copies = f" ({count(story.copies, 'copy', 'copies')})" if story.copies else ""
    parts = [count(len(story.articles), "article") + copies, count(story.outlets, "outlet")]
    if story.origins:
        parts.append(f"{count(len(story.origins), 'origin')} ({_names(story)})")
    return ", ".join(parts)


def voices(story: ArchiveStory) -> str:
    """``state media only``, or all the voices there are."""
    return ", ".join(map(stance, story.voices)) + (" only" if partial(story) else "")


def partial(story: ArchiveStory) -> bool:
    """Whether nobody but states and their media tell it."""
    return bool(story.voices) and set(story.voices) <= PARTIAL


def stance(one: Stance | None) -> str:
    return STANCES[one] if one else ""


def language(tag: str, country: str | None = None) -> str:
    """The tag with its script where the country decides it; nothing where it is none."""
    if not _LANGUAGE.fullmatch(tag):
        return ""
    return "zh-Hant" if tag == "zh" and country in ("TW", "HK", "MO") else tag


def byline(article: ArchiveArticle, story: ArchiveStory, timezone: str) -> str:
    at = moment(article.at, timezone)
    lag = later(article, story)
    parts = (article.outlet, stance(article.stance), f"{at} ({lag})" if lag else at)
    return " · ".join(filter(None, parts))


def quantity(figure: ArchiveFigure) -> str:
    """``at least 10,000–12,000 tonnes of oil``, as a digest says it."""
    stated = StatedFigure("", figure.thing, figure.unit, figure.low, figure.high, figure.bound)
    return worded(stated, figure.thing)


def _names(story: ArchiveStory) -> str:
    return together([shorten(origin, _LONGEST) for origin in story.origins], _NAMED)
