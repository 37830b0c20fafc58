"""What a digest says about itself and its themes, in words. Pure, the same in every format."""

from __future__ import annotations

import re

from monitor.digest.lists import count, number, shorten
from monitor.digest.times import date, day
from monitor.model import Digest, DigestStory, DigestTheme, QuietStory, Silence

_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9._-]")
_ADDRESS = re.compile(r"https?://\S+")
# Usual silent reading speeds, a minute.
_WORDS, _SYLLABLES = 220, 450


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


def reading_time(text: str) -> str:
    """About how long it takes to read ``text``, an issue as plain text, without its addresses."""
    text = _ADDRESS.sub(" ", text)
    syllables = len(_SYLLABIC.findall(text))
    words = len(_SYLLABIC.sub(" ", text).split())
    return f"{max(round(words / _WORDS + syllables / _SYLLABLES), 1)} min to read"


def background(digest: Digest) -> str:
    """What stands behind the issue: articles read, told before, repeated, found by looking back."""
    told = count(digest.already_told, "story", "stories")
    parts = [f"{count(digest.articles_read, 'article')} read"]
    if digest.already_told:
        parts.append(f"{told} told before")
    if digest.repeats:
        parts.append(f"{count(digest.repeats, 'repeat')} that brought nothing new")
    if digest.look_back:
        parts.append(f"{digest.look_back:,} older, found by looking back with a changed watchlist")
    return ", ".join(parts)


def standing(digest: Digest, time: str) -> str:
    """The comparison, the ``time`` it takes to read and what stands behind it, on one line."""
    return f"{' '.join(filter(None, (change(digest), time)))}; {background(digest)}."


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
    """``9 in the last 24 hours, usually 2.1 a day over 7 days, 1.8 over 28``, as far as is known."""
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
    return f"{theme.trend.days[-1]:,} in the last 24 hours, {base}{more}"


def quiet_line(story: QuietStory, digest: Digest) -> str:
    """``한빛일보 · 12 articles · last seen 3 Nov``."""
    seen = f"last seen {date(story.last_seen_at, digest)}"
    parts = (story.outlet, count(story.articles, "article"), seen)
    return " · ".join(part for part in parts if part)


def quiet_left_out(digest: Digest, most: int) -> int:
    """The quiet stories that are not listed where ``most`` are."""
    return digest.quiet_left_out + max(len(digest.quiet) - most, 0)


def burst_line(theme: DigestTheme) -> str:
    """``Troops: 9 in the last 24 hours, usually 2.1 a day over 7 days – far more than usual.``"""
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


def ledger(theme: DigestTheme) -> str:
    """The saved question that shows the figures of a theme."""
    return f"@claims --set watchlist={plain_id(theme.watchlist_id)}"


def identity(digest: Digest) -> str:
    """By what an issue is known; a window has no run."""
    run = f"run {digest.run_id}, " if digest.run_id else ""
    return f"Digest {digest.id}, {run}watchlists {digest.watchlists_version}."


def told_above(story: DigestStory, theme: DigestTheme, digest: Digest) -> str:
    """The title of the theme under which a story stands whole already, or empty."""
    for earlier in digest.themes:
        if earlier.watchlist_id == theme.watchlist_id:
            break
        if any(one.story_id == story.story_id for one in earlier.stories):
            return earlier.title
    return ""


def plain_id(text: str) -> str:
    """An id as it may stand in a command."""
    return _NOT_AN_ID.sub("", text)
