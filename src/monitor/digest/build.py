"""From what was found to one issue: grouped, ordered, capped. Pure; nothing is escaped here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from monitor.digest.passage import digest_edit, sound
from monitor.model import (
    Article,
    Claim,
    Digest,
    DigestArticle,
    DigestStory,
    DigestTheme,
    Evidence,
    Facts,
    Finding,
    SourceHealth,
    Stance,
    StoryState,
    TextOrigin,
)

# Text without full stops can make one "sentence" of a whole page.
LONGEST_SENTENCE = 420

# Whose report leads a story: those who report for others first, those who speak for a state last.
_LEADS: Mapping[Stance, int] = {
    "agency": 0,
    "independent": 0,
    "think-tank": 1,
    "government": 2,
    "state-media": 2,
}
# Control, direction and line-breaking characters: exact in JSON, but never raw on a terminal.
_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_DIGEST = TypeAdapter(Digest)

Telling = Callable[[str, str], tuple[str, tuple[Claim, ...]]]


def build(
    findings: Iterable[Finding],
    *,
    facts: Facts,
    labels: Mapping[str, str],
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

    ``telling(watchlist_id, rule)`` gives what it shows that a rule fires, and the claims of the
    brief that it bears on;
    ``previous`` the article count of each watchlist in the issue before. Stories beyond
    ``story_cap`` a theme, and articles beyond ``others_cap`` a story, are counted, not shown.
    """
    del facts, labels, denies
    known = {watchlist_id for watchlist_id, _ in watchlists}
    fresh = [
        finding
        for finding in findings
        if finding.match.watchlist_id in known and (finding.edited or not finding.told)
    ]
    grouped: dict[str, list[Finding]] = {}
    for finding in fresh:
        grouped.setdefault(finding.match.watchlist_id, []).append(finding)
    themes = tuple(
        _theme(
            (watchlist_id, title),
            grouped[watchlist_id],
            telling=telling,
            previous=previous.get(watchlist_id, 0),
            story_cap=story_cap,
            others_cap=others_cap,
        )
        # The theme with the most news first; the order of the brief decides between equals.
        for watchlist_id, title in sorted(watchlists, key=lambda one: -len(grouped.get(one[0], ())))
        if watchlist_id in grouped
    )
    states = _states(fresh)
    return Digest(
        id=digest_id,
        created_at=now,
        since=since,
        until=until,
        timezone=timezone,
        themes=themes,
        nothing_on=tuple(
            title for watchlist_id, title in watchlists if watchlist_id not in grouped
        ),
        health=tuple(health),
        articles_read=articles_read,
        already_told=already_told,
        run_id=run_id,
        watchlists_version=watchlists_version,
        look_back=len({finding.article.id for finding in fresh if finding.look_back}),
        articles=len({finding.article.id for finding in fresh}),
        outlets=len({finding.source.id for finding in fresh}),
        new_stories=states["new"],
        developed_stories=states["developed"],
        corrected_stories=states["corrected"],
        previous=None if since is None else sum(previous.values()),
        notice=notice,
        reader=reader,
        title=title,
    )


def to_json(digest: Digest) -> str:
    """The whole digest, indented; ``from_json`` gives back an equal one."""
    text = _DIGEST.dump_json(digest, indent=2).decode()
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def from_json(text: str) -> Digest:
    """The digest that ``to_json`` wrote. Raises ``ValueError`` where it is not one."""
    return _DIGEST.validate_json(text)


def _theme(
    watchlist: tuple[str, str],
    findings: Sequence[Finding],
    *,
    telling: Telling,
    previous: int,
    story_cap: int,
    others_cap: int,
) -> DigestTheme:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.story_id, []).append(finding)
    weighed = sorted(grouped.values(), key=_weight)
    return DigestTheme(
        watchlist_id=watchlist[0],
        title=watchlist[1],
        stories=tuple(_story(story, telling, others_cap) for story in weighed[:story_cap]),
        previous=previous,
        left_out=max(len(weighed) - story_cap, 0),
        articles=len({finding.article.id for finding in findings}),
        outlets=len({finding.source.id for finding in findings}),
    )


def _states(findings: Iterable[Finding]) -> Counter[StoryState]:
    """How many stories are in each state, over all themes."""
    stories: dict[str, list[Finding]] = {}
    for finding in findings:
        stories.setdefault(finding.story_id, []).append(finding)
    return Counter(_state(story) for story in stories.values())


def _state(story: Sequence[Finding]) -> StoryState:
    if all(finding.told for finding in story):
        return "corrected"
    return "developed" if any(finding.story_told for finding in story) else "new"


def _weight(story: Sequence[Finding]) -> tuple[float, int, float, str]:
    """Sorts the strongest match first, then the most outlets, then the latest news."""
    return (
        -max(finding.match.score for finding in story),
        -len({finding.source.id for finding in story}),
        -max(_moment(finding).timestamp() for finding in story),
        story[0].story_id,
    )


def _story(story: Sequence[Finding], telling: Telling, others_cap: int) -> DigestStory:
    lead, *others = sorted(story, key=_lead_order)
    return DigestStory(
        story_id=lead.story_id,
        state=_state(story),
        lead=_article(lead, telling),
        others=tuple(_article(finding, telling) for finding in others[:others_cap]),
        told=max(finding.story_told for finding in story),
        left_out=max(len(others) - others_cap, 0),
    )


def _lead_order(finding: Finding) -> tuple[bool, bool, bool, int, datetime, str]:
    """The earliest whole page of an agency or independent outlet first; edits after news."""
    return (
        finding.told,
        finding.withdrawn,
        finding.article.text_origin is not TextOrigin.PAGE,
        _LEADS[finding.source.stance],
        _moment(finding),
        finding.article.id,
    )


def _moment(finding: Finding) -> datetime:
    return finding.article.published_at or finding.article.first_seen_at


def _article(finding: Finding, telling: Telling) -> DigestArticle:
    article, source, match = finding.article, finding.source, finding.match
    best = _best_sentence(match.evidence)
    # What it matched for stands in a version that is gone; the edits say what was said there.
    sentence, marks = ("", ()) if finding.withdrawn else _quote(article, best)
    rule = best[0].rule if best else ""
    indicator, claims = telling(match.watchlist_id, rule) if rule else ("", ())
    return DigestArticle(
        article_id=article.id,
        title=sound(article.title),
        url=sound(article.url),
        outlet=sound(source.name),
        stance=source.stance,
        country=source.country,
        language=article.language,
        published_at=article.published_at,
        first_seen_at=article.first_seen_at,
        sentence=sentence,
        marks=marks,
        rule=rule,
        claims=claims,
        edited=finding.edited,
        note=sound(article.note),
        indicator=indicator,
        edits=tuple(map(digest_edit, finding.edits)),
        withdrawn=finding.withdrawn,
    )


def _best_sentence(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence of one sentence: of the text before the title, the most concepts, the earliest."""
    sentences: dict[tuple[str, int, int], list[Evidence]] = {}
    for one in evidence:
        place = (one.field, one.sentence_start, one.sentence_end)
        sentences.setdefault(place, []).append(one)
    return min(
        sentences.values(),
        key=lambda found: (
            found[0].field == "title",
            -len({one.concept or one.text.casefold() for one in found}),
            found[0].sentence_start,
        ),
        default=[],
    )


def _quote(article: Article, found: Sequence[Evidence]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The sentence that ``found`` stands in, cut around its first mark if it is very long."""
    if not found:
        return "", ()
    whole = article.title if found[0].field == "title" else article.text
    start, end = found[0].sentence_start, found[0].sentence_end
    first = min(one.start for one in found)
    if end - start > LONGEST_SENTENCE:
        start = max(start, min(first - LONGEST_SENTENCE // 4, end - LONGEST_SENTENCE))
        end = min(end, start + LONGEST_SENTENCE)
    spans = sorted((max(one.start, start), min(one.end, end)) for one in found)
    before = "…" if start > found[0].sentence_start else ""
    after = "…" if end < found[0].sentence_end else ""
    shift = len(before) - start
    marks: list[tuple[int, int]] = []
    for left, right in ((left + shift, right + shift) for left, right in spans if left < right):
        if marks and left <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(right, marks[-1][1]))
        else:
            marks.append((left, right))
    return sound(before + whole[start:end] + after), tuple(marks)
