"""What a story is to its reader: new, developed, corrected or quiet. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.digest.figures import worded
from monitor.digest.ranges import called, other_than
from monitor.model import (
    OPENING,
    Correction,
    Facts,
    Finding,
    News,
    Said,
    StoryFacts,
    StoryState,
    Told,
)

# A person or organisation that is named once is background more often than news.
NAMED = 2
# One number that was told may stand in any news; two or more, and nothing else, are a retelling.
RETOLD = 2
# Of one kind of news, so much is named.
MOST_OF_A_KIND = 3


# Han characters, kana and Hangul syllables, each of which says as much as three letters.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def opening(text: str) -> str:
    """The first ``OPENING`` letters of ``text``, or as much in a denser script."""
    room = OPENING
    for place, letter in enumerate(text[:OPENING]):
        room -= 3 if _DENSE.match(letter) else 1
        if room < 0:
            return text[:place]
    return text[:OPENING]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a story under one theme, and what makes it that.

    ``by`` are the articles that correct it.
    """

    state: StoryState
    news: tuple[News, ...] = ()
    correction: Correction = ""
    by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells the state of stories.

    ``labels`` are English names of concepts; ``denies(headline, opening)`` says whether an article
    denies something.
    """

    facts: Facts
    labels: Mapping[str, str]
    denies: Callable[[str, str], bool]

    def verdict(self, story: Sequence[Finding]) -> Verdict:
        """The state of the story that ``story``, all its findings under one theme, belong to."""
        facts = self.facts.stories.get(story[0].story_id, StoryFacts())
        told = facts.told
        new = [one for one in story if not one.told]
        fresh = [one for one in new if not self._known_copy(one, told, new)]
        denied = self._denied(fresh, facts)
        known = told.articles or any(one.told or one.story_told for one in story)
        news = self._news(fresh, told, facts.origins) if known else ()
        if denied:
            return Verdict("corrected", news, "denied", denied)
        if not known:
            return Verdict("quiet" if self._retold(fresh, facts) else "new")
        # Under a theme that it was never told under, it says something on another point of the brief.
        # What was never read may bring anything.
        first = bool(told.themes) and story[0].match.watchlist_id not in told.themes
        unread = any(one.article.id not in self.facts.said for one in fresh)
        if news or (new and first) or unread:
            return Verdict("developed", news)
        if len(new) < len(story):
            edited = frozenset(one.article.id for one in story if one.told)
            return Verdict("corrected", correction="edited", by=edited)
        return Verdict("quiet")

    def _known_copy(self, finding: Finding, told: Told, new: Sequence[Finding]) -> bool:
        """Whether it is a copy of what was told, or of what is judged itself."""
        original = self.facts.said.get(finding.article.id, Said()).copy_of
        return original in told.articles or any(original == one.article.id for one in new)

    def _retold(self, fresh: Sequence[Finding], facts: StoryFacts) -> bool:
        """Whether all of it was told in the story that it follows: whoever writes of it days later
        has the same figures from the same origins, in a language and under a theme it was told in.
        """
        if not facts.follows:
            return False
        told = self.facts.stories.get(facts.follows.story_id, StoryFacts()).told
        return bool(fresh and told.articles) and all(
            one.match.watchlist_id in told.themes
            and one.article.language in told.languages
            and len(self.facts.said.get(one.article.id, Said()).figures) >= RETOLD
            and not any(self._news_of(one, told, {}))
            for one in fresh
        )

    def _denied(self, fresh: Sequence[Finding], facts: StoryFacts) -> frozenset[str]:
        """What denies what was told of the story, or of the one that it follows.

        None where that was told with a denial already.
        """
        openings = facts.told.openings
        if facts.follows:
            before = self.facts.stories.get(facts.follows.story_id, StoryFacts())
            openings += before.told.openings
        found = frozenset(
            one.article.id
            for one in fresh
            if openings and self.denies(one.article.title, opening(one.article.text))
        )
        if found and any(self.denies(title, opening(text)) for title, text in openings):
            return frozenset()
        return found

    def _news(
        self, fresh: Sequence[Finding], told: Told, names: Mapping[str, str]
    ) -> tuple[News, ...]:
        found: dict[News, None] = {}
        for one in fresh:
            found.update(dict.fromkeys(self._news_of(one, told, names)))
        kinds = ("origin", "figure", "actor", "language")
        return tuple(
            news
            for kind in kinds
            for news in [one for one in found if one.kind == kind][:MOST_OF_A_KIND]
        )

    def _news_of(self, finding: Finding, told: Told, names: Mapping[str, str]) -> Iterator[News]:
        """What an article brings; ``names`` are what the story calls its origins."""
        said = self.facts.said.get(finding.article.id, Said())
        for origin, name in said.origins.items():
            # One more outlet that names nobody is no news; one that names somebody else is.
            if not said.own and origin not in told.said.origins:
                yield News("origin", called(origin, names.get(origin, name), self.labels))
        for figure in said.figures:
            if other_than(figure, told.said.figures):
                yield News("figure", worded(figure, self.labels.get(figure.thing, figure.thing)))
        for actor, times in said.actors.items():
            if times >= NAMED and actor not in told.said.actors:
                yield News("actor", self.labels.get(actor, actor))
        language = finding.article.language
        if language and told.languages and language not in told.languages:
            yield News("language", language)
