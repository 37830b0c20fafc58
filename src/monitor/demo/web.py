"""The sample web as values: its outlets, its articles, and what was published by a given time.

Everything in it is invented. ``outlets.yaml`` holds the outlets and what their pages say around an
article, ``articles/*.yaml`` the articles; both are checked when they are read, and nothing changes
after that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel

from monitor.demo.outlets import Fault, Frozen, Id, Outlet, OutletsFile, Text, Wording
from monitor.model import Source
from monitor.yamlfile import Document, load_yaml, read_yaml, validate

FOLDER = Path(__file__).parent

Kind = Literal[
    "report",
    "wire-copy",
    "retelling",
    "opinion",
    "listicle",
    "roundup",
    "live-blog",
    "transcript",
    "social",
]
UtcTime = Annotated[AwareDatetime, AfterValidator(lambda time: time.astimezone(UTC))]


class _Revised(Frozen):
    at: UtcTime
    title: Text | None = None
    text: Text | None = None


class _ArticleEntry(Frozen):
    id: Id
    outlet: Id
    slug: Id
    at: UtcTime
    section: Text
    author: Text | None = None
    title: Text
    text: Text
    labels: tuple[Id, ...]
    also: tuple[Id, ...] = ()
    story: Id
    kind: Kind
    hard: Text | None = None
    aside: tuple[Text, ...] = ()
    revised: _Revised | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """What an article said from ``at`` on."""

    at: datetime
    title: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text.split("\n\n") if part.strip())


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article of the sample web, with what is true about it.

    ``editions`` are in order of time and never empty; the second is a silent edit. ``labels`` are
    theme ids, the primary first; ``also`` are themes on which careful readers might differ.
    """

    id: str
    outlet: Outlet
    slug: str
    section: str
    author: str | None
    editions: tuple[Edition, ...]
    labels: tuple[str, ...]
    also: tuple[str, ...]
    story: str
    kind: Kind
    hard: str | None
    aside: tuple[str, ...]

    @property
    def published_at(self) -> datetime:
        return self.editions[0].at

    @property
    def path(self) -> str:
        return f"/{self.published_at:%Y/%m/%d}/{self.slug}"

    @property
    def address(self) -> str:
        return f"http://{self.outlet.host}{self.path}"

    def edition(self, now: datetime) -> Edition:
        """What a reader sees at ``now``, which is not before publication."""
        return max((e for e in self.editions if e.at <= now), key=lambda edition: edition.at)


@dataclass(frozen=True, slots=True)
class Web:
    """All outlets and all articles, the oldest first."""

    outlets: tuple[Outlet, ...]
    faults: tuple[Fault, ...]
    wordings: Mapping[str, Wording]
    articles: tuple[SampleArticle, ...]

    def published(self, now: datetime, outlet: Outlet | None = None) -> tuple[SampleArticle, ...]:
        """The articles that exist at ``now``, the newest first; of one outlet, or of all."""
        return tuple(
            article
            for article in reversed(self.articles)
            if article.published_at <= now and outlet in (None, article.outlet)
        )

    @property
    def hosts(self) -> tuple[Outlet | Fault, ...]:
        """The outlets, then the hosts that go wrong."""
        return self.outlets + self.faults

    def wording(self, outlet: Outlet) -> Wording:
        return self.wordings[outlet.wording]

    @property
    def days(self) -> tuple[date, ...]:
        """Every UTC day from the first to the last article."""
        if not self.articles:
            return ()
        first, last = (self.articles[i].published_at.date() for i in (0, -1))
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def load_web(articles: Path = FOLDER / "articles", outlets: Path = FOLDER / "outlets.yaml") -> Web:
    """Read the outlets file and every ``*.yaml`` of the articles folder.

    Raises ``ConfigError`` with file and line: for a wrong key or value, an unknown outlet or
    wording, an id, host or address used twice, and text that its outlet's encoding cannot write.
    """
    file, document = load_yaml(outlets, OutletsFile)
    _check_outlets(file, document)
    by_id = {outlet.id: outlet for outlet in file.outlets}
    seen: dict[tuple[str, str], str] = {}
    found: list[SampleArticle] = []
    for path in sorted(articles.glob("*.yaml")):
        page = read_yaml(path)
        for index in range(len(_entries(page))):
            article = _article(validate(page, _ArticleEntry, (index,)), by_id, page, index)
            for key, value, scope in (
                ("id", article.id, ""),
                ("slug", article.slug, article.outlet.id),
            ):
                if (scope, value) in seen:
                    raise page.error(
                        f"the {key} '{value}' stands twice, first at {seen[scope, value]}",
                        (index, key),
                        f"choose another {key}",
                    )
                seen[scope, value] = f"{path.name}:{page.place((index, key))[0]}"
            found.append(article)
    found.sort(key=lambda article: (article.published_at, article.id))
    return Web(file.outlets, file.faults, file.wordings, tuple(found))


def sources(web: Web) -> tuple[Source, ...]:
    """The sample web as a source list: every outlet's feed, then the hosts that go wrong."""
    return tuple(host.source for host in web.hosts)


def labelled(web: Web) -> tuple[dict[str, Any], ...]:
    """The articles as first published, one row each, in the columns of a labelled evaluation set.

    ``primary`` is null where ``labels`` is empty; ``published`` is ISO 8601 with its offset.
    """
    return tuple(
        {
            "id": article.id,
            "url": article.address,
            "outlet": article.outlet.name,
            "lang": article.outlet.language,
            "title": article.editions[0].title,
            "text": article.editions[0].text,
            "published": article.published_at.isoformat(),
            "labels": list(article.labels),
            "primary": article.labels[0] if article.labels else None,
            "also": list(article.also),
            "story": article.story,
            "kind": article.kind,
            "hard": article.hard,
        }
        for article in web.articles
    )


def _check_outlets(file: OutletsFile, document: Document) -> None:
    seen: set[str] = set()
    for part, hosts in (("outlets", file.outlets), ("faults", file.faults)):
        for index, host in enumerate(hosts):
            for key, value in (("id", host.id), ("host", host.host)):
                if value in seen:
                    raise document.error(f"'{value}' stands twice", (part, index, key))
                seen.add(value)
    for index, outlet in enumerate(file.outlets):
        wording = file.wordings.get(outlet.wording)
        if wording is None:
            raise document.error(
                f"there is no wording '{outlet.wording}'",
                ("outlets", index, "wording"),
                f"one of {', '.join(file.wordings)}",
            )
        for where, text in (
            *_texts(outlet, ("outlets", index)),
            *_texts(wording, ("wordings", outlet.wording)),
        ):
            _check_encoding(text, outlet, document, where)


def _entries(document: Document) -> list[Any]:
    if not document.data:
        return []
    if not isinstance(document.data, list):
        raise document.error("this is not a list of articles", mend="begin each entry with '- id:'")
    return document.data


def _article(
    entry: _ArticleEntry, outlets: Mapping[str, Outlet], document: Document, index: int
) -> SampleArticle:
    outlet = outlets.get(entry.outlet)
    if outlet is None:
        raise document.error(
            f"there is no outlet '{entry.outlet}'",
            (index, "outlet"),
            f"one of {', '.join(outlets)}",
        )
    for where, text in _texts(entry, (index,)):
        _check_encoding(text, outlet, document, where)
    editions = [Edition(entry.at, entry.title, entry.text)]
    if entry.revised:
        if entry.revised.at <= entry.at:
            raise document.error("revised before it was published", (index, "revised", "at"))
        title, text = entry.revised.title or entry.title, entry.revised.text or entry.text
        editions.append(Edition(entry.revised.at, title, text))
    return SampleArticle(
        id=entry.id,
        outlet=outlet,
        slug=entry.slug,
        section=entry.section,
        author=entry.author,
        editions=tuple(editions),
        labels=entry.labels,
        also=entry.also,
        story=entry.story,
        kind=entry.kind,
        hard=entry.hard,
        aside=entry.aside,
    )


def _texts(part: Any, where: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Every string in a model, with its place in the file."""
    if isinstance(part, str):
        yield where, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _texts(getattr(part, name), (*where, name))
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from _texts(value, (*where, name))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from _texts(value, (*where, index))


def _check_encoding(
    text: str, outlet: Outlet, document: Document, where: tuple[int | str, ...]
) -> None:
    try:
        text.encode(outlet.encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        name = unicodedata.name(letter, f"U+{ord(letter):04X}")
        raise document.error(
            f"{outlet.name} is written in {outlet.encoding}, which has no '{letter}' ({name})",
            where,
            "write it with another character",
        ) from None
