"""What a digest says about itself in words: counts, times, trends. Pure, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.digest.escape import visible
from monitor.model import (
    Digest,
    DigestArticle,
    DigestEdit,
    DigestStory,
    DigestTheme,
    Outcome,
    Reason,
    SourceHealth,
    Stance,
)

_HEALTHY = (Outcome.OK, Outcome.UNCHANGED)
_UNREAD = (Outcome.FAILED_SOFT, Outcome.FAILED_HARD, Outcome.REFUSED)
_STANCES: dict[Stance, str] = {"state-media": "state media", "government": "government"}
_CONDITIONS = {
    Outcome.OK: "read",
    Outcome.UNCHANGED: "unchanged",
    Outcome.DEGRADED: "read in part",
    Outcome.FAILED_SOFT: "not read",
    Outcome.FAILED_HARD: "not read, needs mending",
    Outcome.REFUSED: "refused to be read",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_SYLLABIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9._-]")
# Usual silent reading speeds, a minute.
_WORDS, _SYLLABLES = 220, 450
_SHORT = 140
_WITHDRAWN = "no longer says so"
# Of the outlets that are only named, one edit each, and of so many of them.
_EDITED_OTHERS = 3

Fragment = tuple[str, bool]


def count(number: int, one: str, many: str = "") -> str:
    """``1 story``, ``1,204 stories``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def stories(digest: Digest) -> int:
    return digest.new_stories + digest.developed_stories + digest.corrected_stories


def headline(digest: Digest) -> str:
    """``Monitor digest, Wednesday 6 November 2024``, the day in the reader's zone."""
    day = digest.created_at.astimezone(ZoneInfo(digest.timezone))
    return f"Monitor digest, {day:%A} {day.day} {day:%B %Y}"


def summary(digest: Digest) -> str:
    """One sentence with the counts."""
    if not digest.themes:
        return "Nothing new on any theme."
    states = (
        (digest.new_stories, "new"),
        (digest.developed_stories, "developed"),
        (digest.corrected_stories, "corrected"),
    )
    parts = ", ".join(f"{number:,} {name}" for number, name in states if number)
    themes = len(digest.themes) + len(digest.nothing_on)
    return (
        f"{count(stories(digest), 'story', 'stories')} ({parts}) from "
        f"{count(digest.articles, 'article')} of {count(digest.outlets, 'outlet')}, "
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


def counts(theme: DigestTheme) -> str:
    return f"{count(theme.articles, 'article')}, {count(theme.outlets, 'outlet')}"


def trend(theme: DigestTheme, digest: Digest) -> str:
    """``▲ 3 more than last time``, empty in the first issue."""
    if digest.previous is None:
        return ""
    difference = theme.articles - theme.previous
    if not difference:
        return "as many as last time"
    more = f"▲ {difference:,} more" if difference > 0 else f"▼ {-difference:,} fewer"
    return f"{more} than last time ({theme.previous:,})"


def unread(digest: Digest) -> tuple[SourceHealth, ...]:
    """The sources whose news, if there was any, is not in this issue."""
    return tuple(source for source in digest.health if source.outcome in _UNREAD)


def ailing(digest: Digest) -> tuple[SourceHealth, ...]:
    return tuple(source for source in digest.health if source.outcome not in _HEALTHY)


def condition(source: SourceHealth, digest: Digest) -> str:
    """``not read since 5 Nov 11:00``, in the words of someone who waits for the news."""
    since = source.failing_since
    return _CONDITIONS[source.outcome] + (f" since {moment(since, digest)}" if since else "")


def healthy(digest: Digest) -> str:
    number = sum(source.outcome in _HEALTHY for source in digest.health)
    return f"{number} of {count(len(digest.health), 'source')} read without trouble."


def warning(digest: Digest) -> str:
    """That something was not read, so that silence is not taken for "no news"."""
    return " ".join(filter(None, (digest.notice, _not_read(digest), _silent(digest))))


def _not_read(digest: Digest) -> str:
    missing = unread(digest)
    if not missing:
        return ""
    if all(source.reason is Reason.NETWORK_DOWN for source in missing):
        return (
            f"This machine had no network: {len(missing)} of {count(len(digest.health), 'source')}"
            " could not be read. Silence is not “no news”."
        )
    return (
        f"{len(missing)} of {count(len(digest.health), 'source')} could not be read: "
        f"{_names(source.name for source in missing)}. Silence from there is not “no news”."
    )


def _silent(digest: Digest) -> str:
    """Sources that answer, and have had nothing new for longer than is usual for them."""
    silent = [one for one in digest.health if one.silent_since and one.outcome not in _UNREAD]
    if not silent:
        return ""
    told = _names(f"{one.name} (since {one.silent_since:%-d %b})" for one in silent)
    return f"Nothing new for unusually long from {told}."


def _names(names: Iterable[str]) -> str:
    listed = list(names)
    rest = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(listed[:8]) + rest


def moment(at: datetime, digest: Digest) -> str:
    """``6 Nov 07:30 KST (5 Nov 22:30 UTC)``; the year where it is not the issue's."""
    local = at.astimezone(ZoneInfo(digest.timezone))
    year = f" {local.year}" if local.year != digest.created_at.year else ""
    here = f"{local.day} {local:%b}{year} {local:%H:%M}"
    if not local.utcoffset():
        return f"{here} UTC"
    there = at.astimezone(UTC)
    day = "" if there.date() == local.date() else f"{there.day} {there:%b} "
    return f"{here} ({day}{there:%H:%M} UTC)"


def dated(article: DigestArticle, digest: Digest) -> str:
    if article.published_at is None:
        return f"undated, first seen {moment(article.first_seen_at, digest)}"
    return moment(article.published_at, digest)


def byline(article: DigestArticle, digest: Digest) -> str:
    """``Haidong Daily · state media · 6 Nov 07:30 (5 Nov 22:30 UTC)``."""
    stance = _STANCES.get(article.stance, "")
    return " · ".join(part for part in (article.outlet, stance, dated(article, digest)) if part)


def window(digest: Digest) -> str:
    until = moment(digest.until, digest)
    span = f"everything up to {until}"
    if digest.since is not None:
        span = f"{moment(digest.since, digest)} to {until}"
    return f"Window: {span}. Times in {digest.timezone}."


def state(story: DigestStory) -> str:
    if story.lead.withdrawn:
        return f"{story.state}, {_WITHDRAWN}"
    if story.state == "developed":
        return f"developed ({story.told:,} told before)"
    return str(story.state)


def query(theme: DigestTheme) -> str:
    """The SQL that shows what the cap left out."""
    return f"from hits where watchlist_id = '{_NOT_AN_ID.sub('', theme.watchlist_id)}'"


def language(article: DigestArticle) -> str:
    """The language tag, or nothing if it is none."""
    return article.language if _LANGUAGE.fullmatch(article.language) else ""


def language_tag(article: DigestArticle) -> str:
    """The language with its script where the country decides it: fonts differ."""
    tag = language(article)
    return "zh-Hant" if tag == "zh" and article.country in ("TW", "HK", "MO") else tag


def aside(article: DigestArticle) -> str:
    """``ru, state media, edited``: what to know of an outlet that is only named."""
    parts = (
        language(article),
        _STANCES.get(article.stance, ""),
        ("edited" if article.edited else "") + (f" and {_WITHDRAWN}" if article.withdrawn else ""),
    )
    return ", ".join(part for part in parts if part)


def also(article: DigestArticle) -> str:
    """``Haidong Daily (zh, state media)``."""
    return f"{article.outlet} ({aside(article)})" if aside(article) else article.outlet


def bears_on(article: DigestArticle) -> str:
    """The first claim that the article bears on, the numbers of the others, and the indicator."""
    first, *others = article.claims
    more = [f"also {', '.join(claim.id for claim in others)}"] if others else []
    more += [f"indicator {article.indicator}"] if article.indicator else []
    return f"{first.id} {shorten(first.text)}" + (f" ({'; '.join(more)})" if more else "")


def shorten(text: str, limit: int = _SHORT) -> str:
    text = visible(text).strip().rstrip(".")
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def title_fragments(article: DigestArticle) -> list[Fragment]:
    """The headline in parts; its marks are known where the headline is what matched."""
    title = article.title if visible(article.title).strip() else "(no headline)"
    return _split(title, article.marks if article.sentence == title else ())


def sentence_fragments(article: DigestArticle) -> list[Fragment]:
    """The matching sentence in parts, empty where it would repeat the headline."""
    same = visible(article.sentence).strip() == visible(article.title).strip()
    return [] if same else _split(article.sentence, article.marks)


def edits(story: DigestStory) -> list[tuple[DigestArticle, list[tuple[str, list[Fragment]]]]]:
    """What was edited, those of the lead first: the article, and what was said before and after."""
    others = [one for one in story.others if one.edits][:_EDITED_OTHERS]
    shown = [(story.lead, edit) for edit in story.lead.edits]
    shown += [(one, one.edits[0]) for one in others]
    return [(article, _said(edit)) for article, edit in shown]


def edit_label(article: DigestArticle, story: DigestStory) -> str:
    """``Edit``, or ``Edit, Haidong Daily`` where that is not the outlet that leads."""
    return "Edit" if article is story.lead else f"Edit, {article.outlet}"


def edit_line(said: list[tuple[str, list[Fragment]]]) -> str:
    """``was “…” → now “…”`` without marks."""
    return " → ".join(f"{label} “{''.join(part for part, _ in text)}”" for label, text in said)


def _said(edit: DigestEdit) -> list[tuple[str, list[Fragment]]]:
    name = "headline " if edit.field == "title" else ""
    before, after = _split(edit.before, edit.before_marks), _split(edit.after, edit.after_marks)
    if not after:
        return [(f"{name}taken out", before)]
    if not before:
        return [(f"{name}added", after)]
    return [(f"{name}was", before), ("now", after)]


def _split(text: str, marks: tuple[tuple[int, int], ...]) -> list[Fragment]:
    """``text`` as (part, marked), in order; a marked part begins and ends with a letter or digit.

    Markdown reads ``**“x”**y`` as plain asterisks, so quotes and spaces stay outside the mark.
    """
    parts: list[Fragment] = []
    done = 0
    for start, end in marks:
        left, right = max(start, done), min(end, len(text))
        while left < right and not text[left].isalnum():
            left += 1
        while right > left and not text[right - 1].isalnum():
            right -= 1
        if left == right:
            continue
        parts += [(text[done:left], False), (text[left:right], True)]
        done = right
    parts.append((text[done:], False))
    return [part for part in parts if part[0]]
