"""The pages of the archive, each as its path and its text. Pure: the same archive, the same bytes.

index.html             what moved in the last two weeks, with a filter
days/2024-11-06.html   the stories that had news that day, and the digests told
months/2024-11.html    all stories of a month, with the filter
themes/ID.html         a watchlist's stories, with the filter
stories/ID.html        every article of a story, and why it is in
sources.html           what came of each source
digests/ID.html        the issues as they were told
feed.atom              the last issue, for a feed reader
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from inspect import isfunction

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor import digest
from monitor.digest.charts import spark
from monitor.digest.escape import link, visible
from monitor.model import Archive, ArchiveStory, Trend
from monitor.site import words

RECENT = timedelta(days=14)
# More rows than that are no list but a wall; the months have them all.
MOST = 300
MOST_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What every page needs to know of the whole: which pages there are."""

    archive: Archive
    by_id: dict[str, ArchiveStory]
    by_day: dict[date, list[ArchiveStory]]
    by_month: dict[str, list[ArchiveStory]]
    titles: dict[str, str]


def pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every page of the archive: its path below the folder, and what it holds."""
    shelf = _shelf(archive)
    since = archive.until - RECENT
    recent = [story for story in archive.stories if story.last_seen_at > since]
    yield "index.html", _draw("index.html", shelf, "", stories=recent[:MOST], all=len(recent))
    for day in _days(shelf):
        issues = [issue for issue in archive.issues if issue.day == day]
        yield (
            f"days/{day}.html",
            _draw("day.html", shelf, "../", day=day, stories=shelf.by_day[day], issues=issues),
        )
    for month, stories in shelf.by_month.items():
        yield (
            f"months/{month}.html",
            _draw("month.html", shelf, "../", month=month, stories=stories),
        )
    for theme in archive.themes:
        held = [story for story in archive.stories if theme.watchlist_id in story.themes]
        trend = spark(Trend(theme.days, None, None))
        yield (
            f"themes/{words.page_name(theme.watchlist_id)}.html",
            _draw(
                "theme.html",
                shelf,
                "../",
                theme=theme,
                trend=trend,
                stories=held[:MOST],
                all=len(held),
            ),
        )
    for story in archive.stories:
        yield (
            f"stories/{words.page_name(story.story_id)}.html",
            _draw("story.html", shelf, "../", story=story, most=MOST_ARTICLES),
        )
    yield "sources.html", _draw("sources.html", shelf, "")
    for issue in archive.issues:
        told = digest.from_json(issue.content)
        yield f"digests/{words.page_name(issue.digest_id)}.html", digest.render(told, "html")
    if archive.issues:
        yield "feed.atom", digest.render(digest.from_json(archive.issues[0].content), "atom")


def _shelf(archive: Archive) -> _Shelf:
    by_day: defaultdict[date, list[ArchiveStory]] = defaultdict(list)
    by_month: defaultdict[str, list[ArchiveStory]] = defaultdict(list)
    for story in archive.stories:
        days = {words.day_of(article.at, archive.timezone) for article in story.articles}
        for day in days:
            by_day[day].append(story)
        by_month[f"{words.day_of(story.last_seen_at, archive.timezone):%Y-%m}"].append(story)
    return _Shelf(
        archive=archive,
        by_id={story.story_id: story for story in archive.stories},
        by_day=by_day,
        by_month=dict(sorted(by_month.items(), reverse=True)),
        titles={theme.watchlist_id: theme.title for theme in archive.themes},
    )


def _days(shelf: _Shelf) -> list[date]:
    """The days that have a page, the last first."""
    return sorted({*shelf.by_day, *(issue.day for issue in shelf.archive.issues)}, reverse=True)


def _draw(template: str, shelf: _Shelf, up: str, **values: object) -> str:
    """A page; ``up`` leads from it to the folder of the archive."""
    return (
        _environment()
        .get_template(template)
        .render(shelf=shelf, archive=shelf.archive, up=up, days=_days(shelf)[:14], **values)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.site"),
        autoescape=True,
        finalize=_calm,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        {name: value for name, value in vars(words).items() if isfunction(value)}
    )
    environment.globals.update(link=link, style=_style, script=_script, hash=_hash)
    return environment


def _calm(value: object) -> object:
    """What is printed, on one line and without what cannot be seen."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else visible(str(value))


@cache
def _style() -> Markup:
    return Markup(digest.style() + _part("site.css"))  # noqa: S704 - files of ours


@cache
def _script() -> Markup:
    return Markup(_part("site.js"))  # noqa: S704


def _part(name: str) -> str:
    source, _, _ = PackageLoader("monitor.site").get_source(Environment(autoescape=True), name)
    return source


def _hash(part: str) -> Markup:
    """A part of a page as its content security policy names it."""
    sum_ = b64encode(sha256(part.encode()).digest()).decode()
    return Markup(f"'sha256-{sum_}'")  # noqa: S704 - letters and digits
