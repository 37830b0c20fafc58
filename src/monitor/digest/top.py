"""The top of an issue as a short message: what changed, and the first headlines with their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from monitor.digest.changes import top_lines
from monitor.digest.escape import link, visible
from monitor.digest.health import healthy, warning
from monitor.digest.lists import shorten
from monitor.digest.marks import title
from monitor.digest.story_words import also
from monitor.digest.wording import summary
from monitor.model import Digest, DigestStory

_LONGEST_HEADLINE = 160
_LONGEST_OUTLET = 80


def top(digest: Digest, headlines: int) -> str:
    """Lines of plain text; an address stands on a line of its own."""
    return "\n".join(visible(line) for line in _lines(digest, headlines))


def _lines(digest: Digest, headlines: int) -> Iterator[str]:
    if digest.themes or digest.silences:
        yield from top_lines(digest)
    yield summary(digest)
    # Silence must not look like failure, nor failure like silence.
    if warning(digest):
        yield f"Incomplete: {warning(digest)}"
    elif digest.health:
        yield healthy(digest)
    for number, story in enumerate(_first(digest, headlines), 1):
        headline = shorten(title(story.lead.title), _LONGEST_HEADLINE)
        yield ""
        yield f"{number}. {headline} – {shorten(also(story.lead), _LONGEST_OUTLET)}"
        if address := link(story.lead.url):
            yield address


def _first(digest: Digest, most: int) -> list[DigestStory]:
    """The first stories, those that lead a theme before those that come second in one."""
    found: dict[str, DigestStory] = {}
    for row in zip_longest(*(theme.stories for theme in digest.themes)):
        for story in filter(None, row):
            found.setdefault(story.story_id, story)
    return list(found.values())[:most]
