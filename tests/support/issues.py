"""What readers were told over many issues, read from the warehouse, for tests of their memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor import digest
from monitor.demo import load_web
from monitor.demo.web import SampleArticle
from monitor.model import Digest, DigestStory
from tests.support.desk import Desk

# What says again what was said: agency text, or yesterday's news in other words.
OLD_NEWS = ("wire-copy", "retelling")


@dataclass(frozen=True)
class Filter:
    """What a reader asks for; nothing means all of it."""

    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        parts = [
            f"{column} IN ({', '.join(repr(one) for one in wanted)})"
            for column, wanted in (("watchlist_id", self.themes), ("language", self.languages))
            if wanted
        ]
        return " AND ".join(parts) or "true"


@dataclass(frozen=True)
class Memory:
    """The issues of one reader, the oldest first; ``story_of`` is where an article is now."""

    reader: str
    issues: tuple[Digest, ...]
    story_of: Mapping[str, str]
    sample: Mapping[str, SampleArticle]

    @classmethod
    def of(cls, desk: Desk, reader: str) -> Memory:
        found = desk.query(f"SELECT content FROM digests WHERE reader = '{reader}' ORDER BY until")
        by_address = {article.address: article for article in load_web().articles}
        urls = desk.query("SELECT article_id, url FROM articles")
        return cls(
            reader,
            tuple(digest.from_json(content) for (content,) in found),
            dict(desk.query("SELECT article_id, story_id FROM story_membership")),
            {name: by_address[url] for name, url in urls},
        )

    def stories(self) -> Iterator[tuple[Digest, str, DigestStory]]:
        """Every story of every issue, with its current name; once for each theme."""
        for issue in self.issues:
            for theme in issue.themes:
                for story in theme.stories:
                    yield issue, self.story_of[story.lead.article_id], story

    def new_twice(self) -> list[str]:
        """Stories that were new in more than one issue."""
        return _more_than_once(
            {(issue.id, name) for issue, name, story in self.stories() if story.state == "new"}
        )

    def news_twice(self) -> list[tuple[str, str, str]]:
        """Developments of a story that more than one issue named."""
        return _more_than_once(
            {
                (issue.id, (name, news.kind, news.text))
                for issue, name, story in self.stories()
                for news in story.news
            }
        )

    def denied_twice(self) -> list[str]:
        return _more_than_once(
            {
                (issue.id, name)
                for issue, name, story in self.stories()
                if story.correction == "denied"
            }
        )

    def edits_twice(self) -> list[tuple[str, str]]:
        """Edits of an article that more than one issue showed."""
        return _more_than_once(
            {
                (issue.id, (article.article_id, edit.after))
                for issue, _, story in self.stories()
                for article in (story.lead, *story.others)
                for edit in article.edits
            }
        )

    def old_news(self) -> list[tuple[str, str]]:
        """Issues that called a story new or developed for nothing but old news, with its titles.

        A copy or a retelling is old news where its reader was told of that event in its language
        by an earlier issue.
        """
        told: set[tuple[str, str]] = set()
        found = []
        for issue in self.issues:
            now = set()
            for theme in issue.themes:
                for story in theme.stories:
                    shown = [self.sample[one.article_id] for one in (story.lead, *story.others)]
                    now |= {(one.story, one.outlet.language) for one in shown}
                    old = all(
                        one.kind in OLD_NEWS and (one.story, one.outlet.language) in told
                        for one in shown
                    )
                    if old and story.state in ("new", "developed"):
                        found.append((issue.id, story.lead.title))
            told |= now
        return found


def told(desk: Desk, reader: str) -> list[tuple[str, str, int]]:
    """Article, theme and version of all that a reader was told."""
    return desk.query(
        "SELECT article_id, watchlist_id, article_version FROM digest_articles"
        f" WHERE reader = '{reader}' ORDER BY ALL"
    )


def due(desk: Desk, reader: str, wanted: Filter) -> set[tuple[str, str]]:
    """Article and theme of all hits up to a reader's last issue, whatever their version."""
    return set(
        desk.query(
            "SELECT article_id, watchlist_id FROM hits JOIN articles USING (article_id)"
            f" WHERE NOT look_back AND {wanted.condition} AND matched_at <="
            f" (SELECT max(until) FROM digests WHERE reader = '{reader}')"
        )
    )


def _more_than_once(found: set[tuple[str, object]]) -> list:
    counted = Counter(what for _, what in found)
    return sorted(what for what, times in counted.items() if times > 1)
