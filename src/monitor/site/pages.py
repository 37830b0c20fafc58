"""The pages of the archive, each as its path and its text. Pure: the same archive, the same bytes.

digests/ID.html        the issues as they were told
stories/ID.html        every article of a story, and why it is in
days/2024-11-06.html   the stories that had news that day, and the digests told
months/2024-11.html    all stories that had their last news in a month
themes/ID.html         a watchlist's stories
sources.html           what came of each source
index.html             what moved in the last two weeks, and the way to all else
feed.atom              the last issue, for a feed reader
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from inspect import isfunction

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor import digest
from monitor.digest.charts import Spark, spark
from monitor.digest.escape import link, visible
from monitor.digest.marks import Fragment, sentence_fragments, title_fragments
from monitor.digest.passage import quote
from monitor.digest.story_words import language_name
from monitor.model import Archive, ArchiveArticle, ArchiveTheme, Trend
from monitor.site import words
from monitor.site.shelf import Shelf, filters

RECENT = timedelta(days=14)
# More rows than that are no list but a wall; the months have them all.
MOST = 300
MOST_ARTICLES, MOST_FIGURES = 200, 40


def pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every page of the archive: its path below the folder, and what it holds.

    A page comes after those it leads to, as far as can be: who reads meanwhile finds them.
    """
    shelf = Shelf(archive)
    for issue in archive.issues:
        told = digest.from_json(issue.content)
        yield f"digests/{words.page_name(issue.digest_id)}.html", digest.render(told, "html")
    for story in archive.stories:
        name = f"stories/{words.page_name(story.story_id)}.html"
        yield name, _draw("story.html", shelf, story=story)
    for day, earlier, later in _between(shelf.by_day):
        yield (
            f"days/{day}.html",
            _draw("day.html", shelf, day=day, earlier=earlier, later=later),
        )
    for month, earlier, later in _between(shelf.by_month):
        yield (
            f"months/{month:%Y-%m}.html",
            _draw("month.html", shelf, month=month, earlier=earlier, later=later),
        )
    for theme in archive.themes:
        name = f"themes/{words.page_name(theme.watchlist_id)}.html"
        yield name, _draw("theme.html", shelf, theme=theme)
    yield "sources.html", _draw("sources.html", shelf, up="")
    since = archive.until - RECENT
    recent = [story for story in archive.stories if story.last_seen_at > since]
    yield "index.html", _draw("index.html", shelf, up="", stories=recent)
    if archive.issues:
        yield "feed.atom", digest.render(digest.from_json(archive.issues[0].content), "atom")


def _between(days: Iterable[date]) -> Iterator[tuple[date, date | None, date | None]]:
    """Each of ``days`` with the one before it and the one after it; the last come first."""
    listed = [None, *days, None]
    for later, day, earlier in zip(listed, listed[1:], listed[2:], strict=False):
        if day:
            yield day, earlier, later


def _draw(template: str, shelf: Shelf, *, up: str = "../", **values: object) -> str:
    """A page; ``up`` leads from it to the folder of the archive."""
    archive = shelf.archive
    return (
        _environment().get_template(template).render(shelf=shelf, archive=archive, up=up, **values)
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
    environment.globals.update(
        link=link,
        filters=filters,
        title_parts=title_fragments,
        sentence_parts=_sentence_parts,
        language_name=language_name,
        trend=_trend,
        style=_style,
        script=_script,
        hash=_hash,
        MOST=MOST,
        MOST_ARTICLES=MOST_ARTICLES,
        MOST_FIGURES=MOST_FIGURES,
    )
    return environment


def _calm(value: object) -> object:
    """What is printed, on one line and without what cannot be seen."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else visible(str(value))


def _sentence_parts(article: ArchiveArticle) -> list[Fragment]:
    """What the article hit for, cut to what a reader needs; nothing where the headline says it."""
    sentence, marks = quote(article.sentence, 0, len(article.sentence), article.marks)
    return sentence_fragments(replace(article, sentence=sentence, marks=marks))


def _trend(theme: ArchiveTheme) -> Spark:
    return spark(Trend(theme.days, None, None))


@cache
def _style() -> Markup:
    return Markup(digest.style() + _part("site.css"))  # noqa: S704 - files of ours


@cache
def _script() -> Markup:
    return Markup(_part("site.js"))  # noqa: S704


def _part(name: str) -> str:
    source, _, _ = PackageLoader("monitor.site").get_source(Environment(autoescape=True), name)
    return source


@cache
def _hash(part: str) -> Markup:
    """A part of a page as its content security policy names it."""
    sum_ = b64encode(sha256(part.encode()).digest()).decode()
    return Markup(f"'sha256-{sum_}'")  # noqa: S704 - letters and digits
