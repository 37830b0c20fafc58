"""What pages need to know of the whole archive: which others there are, and what stands in each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from monitor.digest.story_words import language_name
from monitor.model import Archive, ArchiveArticle, ArchiveIssue, ArchiveStory
from monitor.site.words import day_of, language, partial

# Buttons beside the filter; whoever wants another language can write it.
_LANGUAGES = 10


class Shelf:
    """An archive in order: days and months with the last first, as the stories are."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.stories = {story.story_id: story for story in archive.stories}
        self.titles = {theme.watchlist_id: theme.title for theme in archive.themes}
        self.told = {issue.digest_id for issue in archive.issues}
        self.issues: defaultdict[date, list[ArchiveIssue]] = defaultdict(list)
        for issue in archive.issues:
            self.issues[issue.day].append(issue)
        days: defaultdict[date, list[ArchiveStory]] = defaultdict(list)
        months: defaultdict[date, list[ArchiveStory]] = defaultdict(list)
        self.by_theme: defaultdict[str, list[ArchiveStory]] = defaultdict(list)
        for story in archive.stories:
            for day in {self.day(story), *map(self._seen, story.articles)}:
                days[day].append(story)
            months[self.day(story).replace(day=1)].append(story)
            for theme in story.themes:
                self.by_theme[theme].append(story)
        for day in self.issues:
            days.setdefault(day, [])
        self.by_day = dict(sorted(days.items(), reverse=True))
        self.by_month = dict(sorted(months.items(), reverse=True))

    def day(self, story: ArchiveStory) -> date:
        """The day of its last news."""
        return day_of(story.last_seen_at, self.archive.timezone)

    def grouped(self, stories: Iterable[ArchiveStory]) -> list[tuple[date, list[ArchiveStory]]]:
        """``stories`` by the day of their last news; they are in its order."""
        return [(day, list(held)) for day, held in groupby(stories, self.day)]

    def _seen(self, article: ArchiveArticle) -> date:
        return day_of(article.first_seen_at, self.archive.timezone)


def filters(stories: Sequence[ArchiveStory]) -> list[tuple[str, str]]:
    """What is often asked for, as the word of the filter and its name: languages, states alone."""
    alone = sum(map(partial, stories))
    spoken = Counter(tag for story in stories for tag in story.languages if language(tag))
    found = [
        (f"lang:{tag}", f"{language_name(tag)} {number:,}")
        for tag, number in sorted(spoken.items(), key=lambda one: (-one[1], one[0]))
    ]
    return found[:_LANGUAGES] + ([("only:states", f"states alone {alone:,}")] if alone else [])
