"""What a digest says about itself, its themes and its stories. Pure, the same in every format."""

from __future__ import annotations

import re

from monitor.digest.lists import count, number, shorten, together
from monitor.digest.times import date, dated, day
from monitor.model import (
    Correction,
    Digest,
    DigestArticle,
    DigestFigure,
    DigestStory,
    DigestTheme,
    Following,
    News,
    QuietStory,
    Silence,
    Stance,
)

Spoken = DigestArticle | DigestFigure | QuietStory | Following

_STANCES: dict[Stance, str] = {
    "independent": "independent",
    "agency": "agency",
    "think-tank": "think tank",
    "government": "government",
    "state-media": "state media",
}
# Whose word it is must be seen also where an outlet is only named.
_PARTIAL: frozenset[Stance] = frozenset({"state-media", "government"})
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
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9._-]")
# Usual silent reading speeds, a minute.
_WORDS, _SYLLABLES = 220, 450
_WITHDRAWN = "no longer says so"
_ORIGINS = 4


def name(digest: Digest) -> str:
    """What its reader calls it."""
    return shorten(digest.title, 80) or "Monitor digest"


def headline(digest: Digest) -> str:
    """``Monitor digest, Wednesday 6 November 2024``, the day in the reader's zone."""
    return f"{name(digest)}, {day(digest)}"


def stories(digest: Digest) -> int:
    return digest.new_stories + digest.developed_stories + digest.corrected_stories


def summary(digest: Digest) -> str:
    """One sentence with the counts."""
    if not digest.themes:
        return "Nothing new on any theme."
    states = (
        (digest.new_stories, "new"),
        (digest.developed_stories, "developed"),
        (digest.corrected_stories, "corrected"),
    )
    parts = ", ".join(f"{total:,} {state}" for total, state in states if total)
    themes = len(digest.themes) + len(digest.nothing_on)
    origins = f" and {count(digest.origins, 'origin')}" if digest.origins else ""
    return (
        f"{count(stories(digest), 'story', 'stories')} ({parts}) from "
        f"{count(digest.articles, 'article')} of {count(digest.outlets, 'outlet')}{origins}, "
        f"on {len(digest.themes)} of {count(themes, 'theme')}."
    )


def change(digest: Digest) -> str:
    """How this issue compares with the one before."""
    if digest.previous is None:
        return "This is the first issue." if digest.since is None else ""
    now = sum(theme.articles for theme in digest.themes)
    difference = now - digest.previous
    if not difference:
        return f"As many hits as in the issue before ({now:,})."
    more = "more" if difference > 0 else "fewer"
    return f"{count(abs(difference), 'hit')} {more} than in the issue before ({digest.previous:,})."


def reading_time(digest: Digest) -> str:
    """About how long it takes to read what is shown."""
    text = " ".join(
        f"{story.lead.title} {story.lead.sentence} {' '.join(c.text for c in story.lead.claims)}"
        for theme in digest.themes
        for story in theme.stories
    )
    syllables = len(_SYLLABIC.findall(text))
    words = len(_SYLLABIC.sub(" ", text).split())
    return f"{max(round(words / _WORDS + syllables / _SYLLABLES), 1)} min to read"


def background(digest: Digest) -> str:
    """What stands behind the issue: articles read, told before, found by looking back."""
    told = count(digest.already_told, "story", "stories")
    parts = [f"{count(digest.articles_read, 'article')} read", f"{told} told before"]
    if digest.look_back:
        parts.append(f"{digest.look_back:,} older, found by looking back with a changed watchlist")
    return ", ".join(parts)


def standing(digest: Digest) -> str:
    """The comparison, the time it takes and what stands behind it, on one line."""
    return f"{f'{change(digest)} {reading_time(digest)}'.strip()}; {background(digest)}."


def counts(theme: DigestTheme) -> str:
    told = count(len(theme.stories) + theme.left_out, "story", "stories")
    return f"{told}, {count(theme.articles, 'article')}, {count(theme.outlets, 'outlet')}"


def trend(theme: DigestTheme, digest: Digest) -> str:
    """``▲ 3 more than last time``, empty in the first issue."""
    if digest.previous is None:
        return ""
    difference = theme.articles - theme.previous
    if not difference:
        return "as many as last time"
    more = f"▲ {difference:,} more" if difference > 0 else f"▼ {-difference:,} fewer"
    return f"{more} than last time ({theme.previous:,})"


def usual(theme: DigestTheme) -> str:
    """``9 today, usually 2.1 a day over 7 days, 1.8 over 28 days``, as far as that is known."""
    if theme.trend is None or not theme.trend.days:
        return ""
    known = [
        f"{number(round(mean, 1))}{a_day} over {days}"
        for mean, a_day, days in (
            (theme.trend.week, " a day", "7 days"),
            (theme.trend.month, "" if theme.trend.week is not None else " a day", "28 days"),
        )
        if mean is not None
    ]
    base = f"usually {', '.join(known)}" if known else "too early to say what is usual"
    more = " – far more than usual" if theme.trend.burst else ""
    return f"{theme.trend.days[-1]:,} today, {base}{more}"


def state(story: DigestStory) -> str:
    """``developed: new origin NIS, new figure 2,000 dead``."""
    more = novelty(story)
    return f"{story.state}: {more}" if more else str(story.state)


def novelty(story: DigestStory) -> str:
    """What is new in a story beyond its state, in words."""
    parts = [_news(one) for one in story.news]
    if story.correction:
        parts.append(_CORRECTIONS[story.correction])
    if story.lead.withdrawn:
        parts.append(_WITHDRAWN)
    told = f"{story.told:,} told before" if story.told and story.state == "developed" else ""
    return ", ".join(parts) + (f" ({told})" if parts and told else told)


def byline(article: DigestArticle, digest: Digest) -> str:
    """``Haidong Daily · state media · 6 Nov 07:30 (5 Nov 22:30 UTC)``."""
    parts = (article.outlet, _STANCES[article.stance], dated(article, digest), article.note)
    return " · ".join(part for part in parts if part)


def extent(story: DigestStory, digest: Digest) -> str:
    """``5 articles (2 copies), 4 outlets, 2 origins (NIS and HUR), in … · first seen 3 Nov``."""
    if not story.articles:
        return ""
    copies = f" ({count(story.copies, 'copy', 'copies')})" if story.copies else ""
    parts = [f"{count(story.articles, 'article')}{copies}", count(story.outlets, "outlet")]
    if story.origins:
        shown = together([shorten(origin, 60) for origin in story.origins], _ORIGINS)
        parts.append(f"{count(len(story.origins), 'origin')} ({shown})")
    if len(story.languages) > 1:
        parts.append(f"in {together([language_name(one) for one in story.languages], 9)}")
    seen = f"first seen {date(story.first_seen_at, digest)}" if story.first_seen_at else ""
    return " · ".join(part for part in (", ".join(parts), seen) if part)


def voices(story: DigestStory) -> str:
    """Whose voices tell it: ``state media only``, ``agency and independent``."""
    named = story.voices or tuple(dict.fromkeys(one.stance for one in (story.lead, *story.others)))
    told = together([_STANCES[stance] for stance in named])
    return f"{told} only" if partial(story) else told


def partial(story: DigestStory) -> bool:
    """Whether nobody but those who speak for a state tells the story."""
    named = story.voices or [one.stance for one in (story.lead, *story.others)]
    return set(named) <= _PARTIAL


def others(story: DigestStory) -> int:
    """The articles of this issue beside the lead."""
    return len(story.others) + story.left_out


def aside(article: DigestArticle) -> str:
    """``ru, state media, edited``: what to know of an outlet that is only named."""
    parts = (
        language(article),
        _STANCES[article.stance] if article.stance in _PARTIAL else "",
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


def quiet_line(story: QuietStory, digest: Digest) -> str:
    """``한빛일보 · 12 articles · last seen 3 Nov``."""
    seen = f"last seen {date(story.last_seen_at, digest)}"
    parts = (story.outlet, count(story.articles, "article"), seen)
    return " · ".join(part for part in parts if part)


def quiet_left_out(digest: Digest, most: int) -> int:
    """The quiet stories that are not listed where ``most`` are."""
    return digest.quiet_left_out + max(len(digest.quiet) - most, 0)


def burst_line(theme: DigestTheme) -> str:
    """``Troop deployment: 9 today, usually 2.1 a day over 7 days – far more than usual.``"""
    return f"{shorten(theme.title, 80)}: {usual(theme)}."


def silence_line(silence: Silence, digest: Digest) -> str:
    """``KCNA has had nothing on sanctions for 9 days (since 27 Oct); usually every 2 days.``"""
    every = "day" if round(silence.usual, 1) == 1 else f"{number(round(silence.usual, 1))} days"
    return (
        f"{shorten(silence.outlet, 80)} has had nothing on {shorten(silence.about, 80)} for "
        f"{count(silence.days, 'day')} (since {date(silence.since, digest)}); usually every {every}."
    )


def bursts(digest: Digest) -> tuple[DigestTheme, ...]:
    return tuple(theme for theme in digest.themes if theme.trend and theme.trend.burst)


def tags(digest: Digest) -> list[str]:
    """Tags for a collection of notes: one word each."""
    return ["monitor", *(plain_id(theme.watchlist_id) for theme in digest.themes)]


def mending() -> str:
    """How to change what a digest tells."""
    return (
        "To change what is looked for, edit watchlists/ and ask monitor watchlist check; "
        "to change where, edit sources.yaml."
    )


def query(theme: DigestTheme) -> str:
    """The SQL that shows what the cap left out."""
    return f"from hits where watchlist_id = '{plain_id(theme.watchlist_id)}'"


def plain_id(text: str) -> str:
    """An id as it may stand in a command."""
    return _NOT_AN_ID.sub("", text)


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


def _news(one: News) -> str:
    text = shorten(one.text, 80)
    match one.kind:
        case "origin":
            return f"new origin {text}"
        case "figure":
            return f"new figure {text}"
        case "actor":
            return f"now with {text}"
        case "language":
            return f"first in {language_name(text)}"
