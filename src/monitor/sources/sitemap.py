"""Sitemaps: news sitemaps, plain ones, their indexes, and lists of addresses in plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources import feed
from monitor.sources.dates import moment
from monitor.sources.document import failure, text_of
from monitor.sources.entries import MAX_TITLE, plain, reading, web_link
from monitor.sources.kind import Kind
from monitor.sources.patterns import Pattern
from monitor.sources.prolog import Opened, open_xml
from monitor.sources.siteurls import Element, TooDeep, elements
from monitor.urls import canonical

ACCEPT = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, text/plain;q=0.5, */*;q=0.3"
# So many addresses that changed in the very same second were not edited then: the file was made then.
_TOO_MANY_AT_ONCE = 10
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_OLDEST = datetime.min.replace(tzinfo=UTC)


class Options(BaseModel):
    """Which addresses of a sitemap are news.

    ``max_age_days``: what changed longer ago is left out; null means no limit. ``pattern``: a regular
    expression that is found in every address that is ours. ``max_children``: how many sitemaps of an
    index are read.
    """

    model_config = ConfigDict(extra="forbid")

    max_age_days: float | None = Field(2, gt=0, le=36500)
    pattern: Pattern | None = None
    max_children: int = Field(10, ge=1, le=49)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read, and what of it is wanted: ``since`` is None where nothing is too old."""

    source: Source
    base: str
    own: set[str | None]
    options: Options
    since: datetime | None
    fits: Callable[[str], object]


def read(response: Response, source: Source) -> Reading | Failure:
    """The entries of a sitemap, or the sitemaps that an index lists as ``follow``. Pure."""
    decoded = text_of(response, source)
    if isinstance(decoded, Failure):
        return decoded
    asked = _asked(response, source)
    opened = open_xml(decoded.text)
    if opened.root.rpartition(":")[2] in feed.FEED_ROOTS or decoded.text[:1] in {"{", "["}:
        return _of_feed(feed.read(response, source), asked)
    if not opened.root:
        return _of_lines(decoded.text, asked, decoded.note)
    return _not_a_sitemap(opened, source) or _of_xml(opened.xml, asked, decoded.note)


def _asked(response: Response, source: Source) -> _Asked:
    options = Options.model_validate(source.options)
    age = timedelta(days=options.max_age_days) if options.max_age_days else None
    since = response.fetched_at - age if age else None
    own = {canonical(address) for address in (response.url, response.final_url, source.url)}
    fits = re.compile(options.pattern or "").search
    return _Asked(source, response.final_url, own, options, since, fits)


def _of_xml(xml: str, asked: _Asked, note: str | None) -> Reading | Failure:
    try:
        found, broken = elements(xml)
    except TooDeep:
        message = "the elements are nested deeper than in any sitemap; it was not read"
        return failure(asked.source, Reason.UNREADABLE, message)
    if broken and not found:
        return failure(asked.source, Reason.UNREADABLE, "the XML is broken from its beginning")
    notes = [note, "the XML is broken, it was read as well as possible" if broken else None]
    if found and all(one.child for one in found):
        return _of_index(found, asked, notes)
    return _of_urls([one for one in found if not one.child], asked, notes)


def _not_a_sitemap(opened: Opened, source: Source) -> Failure | None:
    root = opened.root.rpartition(":")[2]
    if opened.is_html:
        message = (
            "this is an HTML page, not a sitemap; robots.txt of the site may name its sitemaps"
        )
        return failure(source, Reason.NOT_A_FEED, message)
    if opened.multiplies:
        message = "the sitemap declares entities that could multiply without end; it was not read"
        return failure(source, Reason.UNREADABLE, message)
    if root not in {"urlset", "sitemapindex", "url", "sitemap"}:
        message = f"this is XML of another kind (<{root[:40]}>), not a sitemap; check the address"
        return failure(source, Reason.NOT_A_FEED, message)
    return None


def _of_feed(found: Reading | Failure, asked: _Asked) -> Reading | Failure:
    """Some sites give their feed as a sitemap."""
    if isinstance(found, Failure):
        return found
    ours = [entry for entry in found.entries if asked.fits(entry.url or "")]
    dates = [entry.updated_at or entry.published_at for entry in ours]
    old = [bool(asked.since and date and date < asked.since) for date in dates]
    kept = tuple(entry for entry, aged in zip(ours, old, strict=True) if not aged)
    dropped = _dropped(asked, sum(old), 0) + _unwanted(asked, len(found.entries) - len(ours))
    return replace(found, entries=kept, failures=found.failures + dropped)


def _of_lines(text: str, asked: _Asked, note: str | None) -> Reading | Failure:
    """One address a line, which is all that a sitemap in plain text can say."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = [web_link(line, "") for line in lines]
    if sum(map(bool, links)) * 2 < len(links):
        message = "this is plain text, not a sitemap; robots.txt of the site may name its sitemaps"
        return failure(asked.source, Reason.NOT_A_FEED, message)
    if asked.since and not asked.options.pattern:
        return _without_dates(asked)
    ours = [link for link in links if not link or asked.fits(link)]
    entries = [FeedEntry(asked.source.id, link, "") for link in ours]
    notes = [note, _none_fits(len(lines), len(ours))]
    return _reading(entries, asked, _unwanted(asked, len(lines) - len(ours)), notes)


def _of_index(found: list[Element], asked: _Asked, notes: list[str | None]) -> Reading:
    """The newest first, those of unknown age after them, in the order of the index."""
    children: dict[str, tuple[datetime, str]] = {}
    old = lost = 0
    for one in found:
        link = web_link(one.said.get("loc"), asked.base)
        changed = one.said.get("lastmod", "")
        if link is None:
            lost += 1
        elif _is_old(changed, asked):
            old += 1
        elif (spelling := canonical(link)) and spelling not in asked.own:
            children.setdefault(spelling, (moment(changed) or _OLDEST, link))
    ranked = sorted(children.values(), key=lambda child: child[0], reverse=True)
    chosen, left = (
        ranked[: asked.options.max_children],
        ranked[asked.options.max_children :],
    )
    failures = _dropped(asked, old, 0)
    if lost:
        message = f"{lost} of {len(found)} sitemaps in the index have no address; tell the site"
        failures += (failure(asked.source, Reason.NO_IDENTITY, message, lost),)
    if left:
        message = (
            f"the index lists {len(ranked)} sitemaps that may hold news, {len(chosen)} were read; "
            "raise max_children, or take the address of the one that holds the news"
        )
        failures += (failure(asked.source, Reason.OVER_CAP, message, len(left)),)
    if not chosen and not old:
        notes.append("the index lists no sitemap but itself; check the address")
    return Reading((), failures, _told(notes), tuple(link for _, link in chosen))


def _of_urls(found: list[Element], asked: _Asked, notes: list[str | None]) -> Reading | Failure:
    stamps = [one.said.get("lastmod", "") for one in found]
    if len(found) > _TOO_MANY_AT_ONCE and len(set(stamps)) == 1 and ":" in stamps[0]:
        stamps = [""] * len(found)
    dates = [one.said.get("publication_date") or at for one, at in zip(found, stamps, strict=True)]
    keeps_undated = (
        asked.since is None or bool(asked.options.pattern) or any(one.news for one in found)
    )
    if found and not keeps_undated and not any(map(moment, dates)):
        return _without_dates(asked)
    entries: list[FeedEntry] = []
    old = undated = strange = 0
    for one, changed, date in zip(found, stamps, dates, strict=True):
        link = web_link(one.said.get("loc"), asked.base)
        if link and not asked.fits(link):
            strange += 1
        elif _is_old(date, asked):
            old += 1
        elif not keeps_undated and not moment(date):
            undated += 1
        else:
            entries.append(_entry(one, link, moment(changed), asked.source))
    notes.append(_none_fits(len(found), len(found) - strange))
    dropped = _dropped(asked, old, undated) + _unwanted(asked, strange)
    return _reading(entries, asked, dropped, notes, empty=not found)


def _entry(one: Element, link: str | None, changed: datetime | None, source: Source) -> FeedEntry:
    """Without news tags there is no title: one made of the address would hide that of the page."""
    language = one.said.get("language", "").strip().lower().replace("_", "-").partition("-")[0]
    return FeedEntry(
        source_id=source.id,
        url=link,
        title=plain(one.said.get("title", ""))[:MAX_TITLE],
        published_at=moment(one.said.get("publication_date", "")),
        updated_at=changed,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _reading(
    entries: list[FeedEntry],
    asked: _Asked,
    failures: tuple[Failure, ...],
    notes: list[str | None],
    *,
    empty: bool = False,
) -> Reading:
    """A sitemap with nothing new in it is no fault; only one that is ``empty`` may be."""
    if not entries and not empty:
        return Reading((), failures, _told(notes))
    found = reading(entries, asked.source.id, notes)
    return replace(found, failures=failures + found.failures)


def _told(notes: list[str | None]) -> str | None:
    return "; ".join(note for note in notes if note) or None


def _none_fits(total: int, ours: int) -> str | None:
    return (
        f"none of the {total} addresses fits the pattern; check it" if total and not ours else None
    )


def _is_old(text: str, asked: _Asked) -> bool:
    """A day without a time may mean its last minute."""
    date = moment(text)
    if date is None or asked.since is None:
        return False
    return date < asked.since - timedelta(days=1 if _DAY_ONLY.fullmatch(text.strip()) else 0)


def _dropped(asked: _Asked, old: int, undated: int) -> tuple[Failure, ...]:
    if not old and not undated:
        return ()
    told = [f"{old} are older than max_age_days"] if old else []
    told += [f"{undated} do not say when they changed"] if undated else []
    message = f"{' and '.join(told)}; they were left out as no news"
    return (failure(asked.source, Reason.TOO_OLD, message, old + undated),)


def _unwanted(asked: _Asked, count: int) -> tuple[Failure, ...]:
    if not count:
        return ()
    message = f"{count} addresses do not fit the pattern; left out"
    return (failure(asked.source, Reason.UNWANTED, message, count),)


def _without_dates(asked: _Asked) -> Failure:
    message = (
        "the sitemap does not say when its pages changed, so news cannot be told from old pages; "
        "look for the news sitemap of the site, or set the option pattern"
    )
    return failure(asked.source, Reason.TOO_OLD, message)


KIND = Kind(options=Options, read=read, accept=ACCEPT)
