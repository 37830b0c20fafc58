"""An article as a digest shows it: the sentence that says it best, and what that bears on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from monitor.digest.passage import Marks, digest_edit, quote, sound
from monitor.model import (
    Article,
    Claim,
    DigestArticle,
    Evidence,
    Finding,
    Stance,
    TextOrigin,
)

# Whose report leads a story: those who report for others first, those who speak for a state last.
_LEADS: Mapping[Stance, int] = {
    "agency": 0,
    "independent": 0,
    "think-tank": 1,
    "government": 2,
    "state-media": 2,
}

Telling = Callable[[str, str], tuple[str, tuple[Claim, ...]]]


def lead_order(finding: Finding) -> tuple[bool, bool, bool, int, datetime, str]:
    """The earliest whole page of an agency or independent outlet first; edits after news."""
    return (
        finding.told,
        finding.withdrawn,
        finding.article.text_origin is not TextOrigin.PAGE,
        _LEADS[finding.source.stance],
        moment(finding),
        finding.article.id,
    )


def moment(finding: Finding) -> datetime:
    """The article's own time."""
    return finding.article.published_at or finding.article.first_seen_at


def digest_article(finding: Finding, telling: Telling) -> DigestArticle:
    """``finding`` as a digest shows it; ``telling`` as in ``build``."""
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


def _quote(article: Article, found: Sequence[Evidence]) -> tuple[str, Marks]:
    """The sentence that ``found`` stands in."""
    if not found:
        return "", ()
    whole = article.title if found[0].field == "title" else article.text
    return quote(
        whole,
        found[0].sentence_start,
        found[0].sentence_end,
        ((one.start, one.end) for one in found),
    )
