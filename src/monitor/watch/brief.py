"""The brief as a checklist: which claim is answered by what, and what was found for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from monitor.model import Claim
from monitor.watch.watchlist import Watchlists


class Finding(NamedTuple):
    """An article in which a rule fired."""

    watchlist_id: str
    rule: str
    article_id: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was found; an article that two watchlists found is two hits."""

    hits: int
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An indicator of a watchlist that bears on a claim, and the rules that look for it.

    ``indicator`` is empty where the watchlist names the claim and no indicator of it does.
    """

    watchlist_id: str
    title: str
    status: str
    indicator: str
    text: str
    rules: tuple[str, ...]
    found: Tally | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with all that answers it."""

    claim: Claim
    answers: tuple[Answer, ...]
    found: Tally | None

    @property
    def answered(self) -> bool:
        """Whether a rule that is not paused looks for it."""
        return any(one.rules and one.status != "paused" for one in self.answers)


def checklist(watchlists: Watchlists, findings: Iterable[Finding] | None) -> tuple[ClaimView, ...]:
    """Claim by claim in the order of the brief; without ``findings`` nothing is counted."""
    listed = None if findings is None else list(findings)
    views = []
    for claim in watchlists.claims.values():
        answers = tuple(_answers(watchlists, claim.id, listed))
        bearing = {(one.watchlist_id, rule) for one in answers for rule in one.rules}
        views.append(ClaimView(claim, answers, _tally(listed, bearing)))
    return tuple(views)


def _answers(
    watchlists: Watchlists, claim: str, findings: list[Finding] | None
) -> Iterable[Answer]:
    for watchlist in watchlists.watchlists:
        bearing = [one for one in watchlist.indicators if claim in one.claims]
        named = claim in {one.id for one in watchlist.claims}
        indicators = [(one.id, one.text) for one in bearing] or ([("", "")] if named else [])
        for indicator, text in indicators:
            rules = tuple(one.id for one in watchlist.rules if one.indicator == indicator)
            yield Answer(
                watchlist_id=watchlist.id,
                title=watchlist.title,
                status=watchlist.status,
                indicator=indicator,
                text=text,
                rules=rules,
                found=_tally(findings, {(watchlist.id, rule) for rule in rules}),
            )


def _tally(findings: list[Finding] | None, bearing: set[tuple[str, str]]) -> Tally | None:
    if findings is None:
        return None
    found = [one for one in findings if (one.watchlist_id, one.rule) in bearing]
    return Tally(
        hits=len({(one.watchlist_id, one.article_id) for one in found}),
        articles=len({one.article_id for one in found}),
        outlets=len({one.source_id for one in found}),
    )
