"""What pages of the archive say, and how they are called. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from monitor.model import ArchiveArticle, ArchiveFigure, ArchiveStory, Stance

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,90}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_STANCES: dict[Stance, str] = {
    "independent": "independent",
    "agency": "agency",
    "think-tank": "think tank",
    "government": "government",
    "state-media": "state media",
}
_BOUNDS = {"": "", "about": "about ", "at-least": "at least ", "at-most": "up to "}
_NAMED = 4


def page_name(name: str) -> str:
    """A file name for an id. Ids are ours and plain; whatever else gets a name of its own."""
    return name if _PLAIN.fullmatch(name) else sha256(name.encode()).hexdigest()[:24]


def day_of(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()


def long_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment(at: datetime, timezone: str) -> str:
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local.day} {local:%b %Y %H:%M}"


def count(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def extent(story: ArchiveStory) -> str:
    """``5 articles (2 copies), 4 outlets, 2 independent origins: NIS, Pentagon``."""
    copies = f" ({count(story.copies, 'copy', 'copies')})" if story.copies else ""
    parts = [count(len(story.articles), "article") + copies, count(story.outlets, "outlet")]
    if story.origins:
        more = len(story.origins) - _NAMED
        names = ", ".join(story.origins[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        parts.append(f"{count(len(story.origins), 'independent origin')}: {names}")
    return ", ".join(parts)


def voices(story: ArchiveStory) -> str:
    """``state media only``, or all the voices there are."""
    return ", ".join(map(stance, story.voices)) + (" only" if partial(story) else "")


def partial(story: ArchiveStory) -> bool:
    """Whether nobody but states and their media tell it."""
    return bool(story.voices) and set(story.voices) <= {"state-media", "government"}


def stance(one: Stance | None) -> str:
    return _STANCES[one] if one else ""


def language(tag: str, country: str | None = None) -> str:
    """The tag with its script where the country decides it; nothing where it is none."""
    if not _LANGUAGE.fullmatch(tag):
        return ""
    return "zh-Hant" if tag == "zh" and country in ("TW", "HK", "MO") else tag


def byline(article: ArchiveArticle, timezone: str) -> str:
    return " · ".join(
        filter(None, (article.outlet, stance(article.stance), moment(article.at, timezone)))
    )


def quantity(figure: ArchiveFigure) -> str:
    """``at least 10,000–12,000 tonne oil``."""
    low, high = f"{figure.low:,.10g}", f"{figure.high:,.10g}"
    span = low if figure.low == figure.high else f"{low}–{high}"
    return _BOUNDS.get(figure.bound, "") + " ".join(filter(None, (span, figure.unit, figure.thing)))
