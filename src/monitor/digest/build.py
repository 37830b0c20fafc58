"""From what was found to one issue: grouped, judged, ordered, capped. Pure; nothing is escaped here."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from monitor.digest.article import Telling
from monitor.digest.older import upgraded
from monitor.digest.ranges import Labels, notable, theme_ranges
from monitor.digest.state import Judge, Verdict
from monitor.digest.story import Teller, by_weight
from monitor.digest.trends import silences, trend
from monitor.model import (
    Digest,
    DigestTheme,
    Facts,
    Finding,
    QuietStory,
    Said,
    SourceHealth,
    StoryState,
)

# Of the stories that stay quiet, those with more of the same are named, and those told so lately.
MOST_QUIET, QUIET = 12, timedelta(days=3)

# A story in different states under different themes is counted as the first of these.
_COUNTED: tuple[StoryState, ...] = ("new", "developed", "corrected")
# Control, direction and line-breaking characters: exact in JSON, but never raw on a terminal.
_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_DIGEST = TypeAdapter(Digest)


@dataclass(frozen=True, slots=True)
class _Part:
    """A story's findings under one theme, and what that makes it."""

    findings: tuple[Finding, ...]
    verdict: Verdict


def build(
    findings: Iterable[Finding],
    *,
    facts: Facts,
    labels: Labels,
    denies: Callable[[str, str], bool],
    digest_id: str,
    watchlists: Sequence[tuple[str, str]],
    telling: Telling,
    health: Sequence[SourceHealth],
    since: datetime | None,
    until: datetime,
    now: datetime,
    timezone: str,
    run_id: str,
    watchlists_version: str,
    articles_read: int,
    already_told: int,
    previous: Mapping[str, int],
    story_cap: int = 12,
    others_cap: int = 6,
    notice: str = "",
    reader: str = "daily",
    title: str = "",
) -> Digest:
    """One issue of ``findings``, the theme with the most articles first; ``watchlists`` are (id, title).

    ``facts`` are what the reader was told before and what has been usual; ``labels`` the English
    names of concepts; ``denies(headline, opening)`` says whether an article denies something;
    ``telling(watchlist_id, rule)`` gives what it shows that a rule fires, and the claims of the
    brief that it bears on;
    ``previous`` the article count of each watchlist in the issue before. Stories beyond
    ``story_cap`` a theme, and articles beyond ``others_cap`` a story, are counted, not shown, and so
    are the articles of stories that stay quiet.
    """
    titles, facts = dict(watchlists), notable(facts)
    fresh = [
        finding
        for finding in findings
        if finding.match.watchlist_id in titles and (finding.edited or not finding.told)
    ]
    judge = Judge(facts, labels, denies)
    moved: dict[str, list[_Part]] = {}
    for (theme, _), story in _grouped(fresh).items():
        verdict = judge.verdict(story)
        if verdict.state != "quiet":
            moved.setdefault(theme, []).append(_Part(tuple(story), verdict))
    shown = [one for parts in moved.values() for part in parts for one in part.findings]
    articles = {finding.article.id for finding in shown}
    stories = {finding.story_id for finding in shown}
    states = _states(moved)
    quiet = [one for one in facts.recent if one.story_id not in stories]
    named = _named(quiet, {finding.story_id for finding in fresh}, until)
    teller = Teller(facts, labels, telling, others_cap)
    ordered = sorted(watchlists, key=lambda one: -_heaviness(moved.get(one[0], ()), facts))
    return Digest(
        id=digest_id,
        created_at=now,
        since=since,
        until=until,
        timezone=timezone,
        themes=tuple(
            _theme(one, moved[one[0]], teller, previous=previous.get(one[0], 0), cap=story_cap)
            for one in ordered
            if one[0] in moved
        ),
        nothing_on=tuple(title for theme, title in watchlists if theme not in moved),
        health=tuple(health),
        articles_read=articles_read,
        already_told=already_told,
        run_id=run_id,
        watchlists_version=watchlists_version,
        look_back=len({finding.article.id for finding in shown if finding.look_back}),
        articles=len(articles),
        outlets=len({finding.source.id for finding in shown}),
        new_stories=states["new"],
        developed_stories=states["developed"],
        corrected_stories=states["corrected"],
        previous=None if since is None else sum(previous.values()),
        notice=notice,
        reader=reader,
        title=title,
        origins=len({o for one in articles for o in facts.said.get(one, Said()).origins}),
        quiet=named,
        quiet_left_out=len(quiet) - len(named),
        silences=silences(facts.rhythms, titles, until),
        repeats=len({finding.article.id for finding in fresh} - articles),
    )


def to_json(digest: Digest) -> str:
    """The whole digest, indented; ``from_json`` gives back an equal one."""
    text = _DIGEST.dump_json(digest, indent=2).decode()
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def from_json(text: str) -> Digest:
    """The digest that ``to_json`` wrote, now or before. Raises ``ValueError`` where it is not one."""
    return _DIGEST.validate_python(upgraded(json.loads(text)))


def _named(
    quiet: Iterable[QuietStory], repeated: Container[str], until: datetime
) -> tuple[QuietStory, ...]:
    """The quiet stories to name: those with more of the same first, then those told of late."""
    named = [
        one
        for one in quiet
        if one.story_id in repeated or (one.told_at is not None and until - one.told_at <= QUIET)
    ]
    return tuple(sorted(named, key=lambda one: one.story_id not in repeated)[:MOST_QUIET])


def _grouped(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """The findings of each story under each theme."""
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        grouped.setdefault((one.match.watchlist_id, one.story_id), []).append(one)
    return grouped


def _states(moved: Mapping[str, Sequence[_Part]]) -> Counter[StoryState]:
    """How many stories are in each state, each counted once."""
    stories: dict[str, set[StoryState]] = {}
    for parts in moved.values():
        for part in parts:
            stories.setdefault(part.findings[0].story_id, set()).add(part.verdict.state)
    return Counter(
        next(state for state in _COUNTED if state in states) for states in stories.values()
    )


def _heaviness(parts: Sequence[_Part], facts: Facts) -> int:
    """How many articles a theme has; copies say nothing, however many they are."""
    return sum(
        not facts.said.get(finding.article.id, Said()).copy_of
        for part in parts
        for finding in part.findings
    )


def _theme(
    watchlist: tuple[str, str],
    parts: Sequence[_Part],
    teller: Teller,
    *,
    previous: int,
    cap: int,
) -> DigestTheme:
    theme, facts = watchlist[0], teller.facts
    weighed = sorted(parts, key=lambda part: by_weight(part.findings))
    findings = [finding for part in parts for finding in part.findings]
    # What was told and edited stands among the figures of before, as it is now.
    new = frozenset(finding.article.id for finding in findings if not finding.told)
    attention = facts.attention.get(theme)
    return DigestTheme(
        watchlist_id=theme,
        title=watchlist[1],
        stories=tuple(teller.story(part.findings, part.verdict, new) for part in weighed[:cap]),
        previous=previous,
        left_out=max(len(weighed) - cap, 0),
        articles=len({finding.article.id for finding in findings}),
        outlets=len({finding.source.id for finding in findings}),
        trend=trend(attention, facts.reach) if attention else None,
        figures=theme_ranges(facts.figures.get(theme, ()), new, teller.labels),
    )
