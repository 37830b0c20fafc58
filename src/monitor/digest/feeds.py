"""Stories as entries of a feed, each once, under an id that stays; and JSON Feed 1.1."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID, uuid5

from monitor.digest.changes import top_lines
from monitor.digest.escape import link, visible
from monitor.digest.figures import figure_line, shown_figures
from monitor.digest.health import warning
from monitor.digest.marks import edit_label, edit_line, edits, plain, sentence_fragments, title
from monitor.digest.story_words import (
    also,
    bears_on,
    byline,
    extent,
    follows,
    language,
    language_tag,
    state,
    voices,
    why,
)
from monitor.digest.wording import headline, name, summary
from monitor.model import Digest, DigestStory

_IDS = UUID("7c1e6a1c-5f0f-4b55-9a37-2a51c0d6b9de")
_FIRST_READER = "daily"


@dataclass(frozen=True)
class Entry:
    """A story once, with all the themes it stands under."""

    id: str
    story: DigestStory
    themes: tuple[tuple[str, str], ...]


def entries(digest: Digest) -> tuple[Entry, ...]:
    themes: dict[str, list[tuple[str, str]]] = {}
    first: dict[str, DigestStory] = {}
    for theme in digest.themes:
        for story in theme.stories:
            first.setdefault(story.story_id, story)
            themes.setdefault(story.story_id, []).append((theme.watchlist_id, theme.title))
    return tuple(
        Entry(_urn(*_desk(digest), digest.id, story_id), story, tuple(themes[story_id]))
        for story_id, story in first.items()
    )


def feed_id(digest: Digest) -> str:
    """The same for every issue of one reader, and of no other desk that tells of the same days."""
    if desk := _desk(digest):
        return _urn("reader", digest.reader, *desk)
    return _IDS.urn if digest.reader == _FIRST_READER else _urn("reader", digest.reader)


def subtitle(digest: Digest) -> str:
    """The summary, what changed, and whether something is missing."""
    lines = top_lines(digest) if digest.themes or digest.silences else ()
    return " ".join(filter(None, (summary(digest), *lines, warning(digest))))


def content(story: DigestStory, digest: Digest) -> list[str]:
    """All that is told of a story, as lines of plain text."""
    lead = story.lead
    sentence = plain(sentence_fragments(lead))
    lines = [f"{state(story)} · {byline(lead, digest)}", _extent(story, digest)]
    lines += [f"“{sentence}”"] if sentence else []
    lines += [f"Figure: {figure_line(figure, story)}" for figure in shown_figures(story)]
    lines += [f"{edit_label(article, story)}: {edit_line(said)}" for article, said in edits(story)]
    lines += [f"Bears on {bears_on(lead)}"] if lead.claims else []
    lines += [f"Why: {why(lead)}"] if why(lead) else []
    if story.follows:
        lines.append(f"Follows: “{story.follows.headline}”, {follows(story.follows, digest)}")
    if story.others:
        more = f", and {story.left_out:,} more" if story.left_out else ""
        lines.append(f"Also: {', '.join(map(also, story.others))}{more}")
    return [visible(line) for line in lines if line]


def _extent(story: DigestStory, digest: Digest) -> str:
    return " · ".join(filter(None, (voices(story), extent(story, digest))))


def json_feed(digest: Digest) -> str:
    """JSON Feed, version 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": visible(name(digest)),
        "description": visible(subtitle(digest)),
        "language": "en",
        "authors": [{"name": "monitor"}],
        "items": [_item(entry, digest) for entry in entries(digest)],
        "_monitor": {
            "about": "one digest; each item is a story",
            "digest_id": visible(digest.id),
            "run_id": visible(digest.run_id),
            "title": visible(headline(digest)),
        },
    }
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def _item(entry: Entry, digest: Digest) -> dict[str, Any]:
    story, lead = entry.story, entry.story.lead
    item: dict[str, Any] = {"id": entry.id}
    if address := link(lead.url):
        item["url"] = address
    item["title"] = visible(title(lead.title))
    item["content_text"] = "\n".join(content(story, digest))
    if lead.published_at:
        item["date_published"] = lead.published_at.isoformat()
    item["date_modified"] = digest.created_at.isoformat()
    item["authors"] = [{"name": visible(lead.outlet)}]
    item["tags"] = [visible(theme) for _, theme in entry.themes] + [str(story.state)]
    if language(lead):
        item["language"] = language_tag(lead)
    item["_monitor"] = {
        "story_id": visible(story.story_id),
        "state": story.state,
        "watchlists": [visible(watchlist_id) for watchlist_id, _ in entry.themes],
        "articles": story.articles,
        "outlets": story.outlets,
        "origins": [visible(origin) for origin in story.origins],
        "voices": list(story.voices),
    }
    return item


def _desk(digest: Digest) -> tuple[str, ...]:
    """What tells desks apart: when they began. Issues that do not say so keep the ids they had."""
    return (digest.begun_at.astimezone(UTC).isoformat(),) if digest.begun_at else ()


def _urn(*parts: str) -> str:
    return uuid5(_IDS, "\n".join(parts)).urn
