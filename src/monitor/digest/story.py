"""A story as a digest shows it: who leads, who else has it, and how far it has spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.digest.article import Telling, digest_article, lead_order, moment
from monitor.digest.passage import sound
from monitor.digest.ranges import Labels, called, earlier_ranges, story_figures
from monitor.digest.state import Verdict
from monitor.model import DigestStory, Facts, Finding, Said, StoryFacts


def by_weight(story: Sequence[Finding]) -> tuple[float, int, float, str]:
    """Sorts the strongest match first, then the most outlets, then the latest news."""
    return (
        -max(finding.match.score for finding in story),
        -len({finding.source.id for finding in story}),
        -max(moment(finding).timestamp() for finding in story),
        story[0].story_id,
    )


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes stories of findings; ``others_cap`` is how many articles follow the lead."""

    facts: Facts
    labels: Labels
    telling: Telling
    others_cap: int

    def story(
        self, findings: Sequence[Finding], verdict: Verdict, new: frozenset[str]
    ) -> DigestStory:
        """The story of ``findings``, all under one theme; ``new`` are the articles of the theme that were not told."""
        # What corrects a story leads it.
        lead, *others = ordered = sorted(
            findings, key=lambda one: (one.article.id not in verdict.by, lead_order(one))
        )
        facts = self.facts.stories.get(lead.story_id, StoryFacts())
        stated = [
            (finding, figure)
            for finding in ordered
            if not finding.withdrawn
            for figure in self.facts.said.get(finding.article.id, Said()).figures
        ]
        before = earlier_ranges(self.facts.figures.get(lead.match.watchlist_id, ()), new)
        return DigestStory(
            story_id=lead.story_id,
            state=verdict.state,
            lead=digest_article(lead, self.telling),
            others=tuple(
                digest_article(finding, self.telling) for finding in others[: self.others_cap]
            ),
            told=max(len(facts.told.articles), *(finding.story_told for finding in ordered)),
            left_out=max(len(others) - self.others_cap, 0),
            articles=facts.articles,
            outlets=facts.outlets,
            copies=facts.copies,
            origins=tuple(
                called(origin, name, self.labels) for origin, name in facts.origins.items()
            ),
            languages=facts.languages,
            voices=facts.voices,
            first_seen_at=facts.first_seen_at,
            news=verdict.news,
            correction=verdict.correction,
            figures=story_figures(stated, facts.told.said.figures, before, self.labels),
            follows=facts.follows,
            denies=self._denied(facts) if verdict.correction == "denied" else "",
        )

    def _denied(self, facts: StoryFacts) -> str:
        """The first headline that was told of the story, or of the one that it follows."""
        openings = facts.told.openings
        if facts.follows:
            openings += self.facts.stories.get(facts.follows.story_id, StoryFacts()).told.openings
        return sound(openings[0][0]) if openings else ""
