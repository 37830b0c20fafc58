"""GDELT 2.0: addresses of articles from everywhere, by the countries that machines found in them.

Its files come every 15 minutes; ``lastupdate.txt`` names the newest, the older ones follow from its
name. Its search (``…/api/v2/doc/doc?…&format=json``) is read too. GDELT's times say when it saw an
article, sometimes days late, so no entry is dated by them: the page says when it was published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.model import Failure, FeedEntry, Reading, Reason, Response, Source
from monitor.sources.charset import strip_control
from monitor.sources.countries import BY_CAMEO, BY_FIPS, CODES
from monitor.sources.entries import MAX_TITLE, plain, reading, web_link
from monitor.sources.kind import Kind
from monitor.sources.onezip import Damaged, lines
from monitor.unpack import TooLarge

ZIP = b"PK"
MAX_BYTES = 200_000_000
MAX_PACKED = 50_000_000
QUARTER = timedelta(minutes=15)

_NAMES = {"export": "export.CSV.zip", "gkg": "gkg.csv.zip"}
_NAME = re.compile(
    r"(?P<folder>.*/)(?P<time>20\d{12})(?P<rest>(?:\.translation)?\.(?:export\.CSV|gkg\.csv)\.zip)"
)
# Columns, counted from 0, of the two formats.
_EXPORT_COLUMNS, _EXPORT_URL = 61, 60
_ACTORS, _PLACES = (7, 17), (37, 45, 53)
_GKG_COLUMNS, _GKG_COLLECTION, _GKG_URL, _GKG_EXTRAS = 27, 2, 4, 26
_GKG_PLACES = (9, 10)
_GKG_WEB = "1"
_TITLE = re.compile("<PAGE_TITLE>([^<]*)</PAGE_TITLE>")
# GDELT's search sometimes writes a backslash before what needs none.
_STRAY = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')


def _known(codes: list[str]) -> list[str]:
    for code in codes:
        if code not in CODES:
            raise ValueError(f"'{code}' is not one of {', '.join(sorted(CODES))}")
    return codes


class Options(BaseModel):
    """Which files, how far back, and for which countries (ISO 3166) an article is wanted.

    ``export`` are events, small, without titles; ``gkg`` is all that is mentioned, with titles,
    and some seventy times as much to fetch.
    """

    model_config = ConfigDict(extra="forbid")

    file: Literal["export", "gkg"] = "export"
    countries: Annotated[list[str], Field(min_length=1), AfterValidator(_known)] = ["KP", "RU"]
    match: Literal["all", "any"] = "all"
    hours: Annotated[int, Field(ge=1, le=72)] = 24


def read(response: Response, source: Source) -> Reading | Failure:
    """The addresses in one of GDELT's documents. Pure; meant for a worker process."""
    options = Options.model_validate(source.options)
    if response.body.startswith(ZIP):
        return _read_file(response.body, options, source)
    text = response.body.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        return _read_search(text, source)
    if not text:
        message = "GDELT sent an empty document; it will be read again next time"
        return _failure(source, Reason.EMPTY, message)
    return _read_list(text, response.final_url, options, source)


def _read_list(text: str, base: str, options: Options, source: Source) -> Reading | Failure:
    """The addresses of the files of the last hours, newest first."""
    for line in text.splitlines()[:100]:
        name = _NAME.fullmatch(line.strip().rpartition(" ")[2])
        if name is None or not name["rest"].endswith(_NAMES[options.file]):
            continue
        newest = _time(name["time"])
        if newest is None or web_link(name[0], base) is None:
            continue
        times = (newest - QUARTER * step for step in range(options.hours * 4))
        return Reading(
            (), follow=tuple(f"{name['folder']}{one:%Y%m%d%H%M%S}{name['rest']}" for one in times)
        )
    said = " ".join(plain(text[:2000]).split()[:12])[:200]
    message = f"GDELT answered with something else than a list of files: “{said}”; "
    return _failure(source, Reason.BAD_RESPONSE, message + "look at the address in a browser")


def _read_file(body: bytes, options: Options, source: Source) -> Reading | Failure:
    columns = _EXPORT_COLUMNS if options.file == "export" else _GKG_COLUMNS
    rows = _Rows(lines(body, MAX_BYTES), columns)
    try:
        found = _events(rows) if options.file == "export" else _mentions(rows)
        wanted = set(options.countries)
        chosen = [
            FeedEntry(source.id, url, title)
            for url, (title, countries) in found.items()
            if (countries >= wanted if options.match == "all" else countries & wanted)
        ]
    except TooLarge:
        message = f"a file of GDELT unpacks to more than {MAX_BYTES / 1e6:g} MB and was not read"
        return _failure(source, Reason.TOO_LARGE, message)
    except Damaged:
        message = "a file of GDELT is damaged or cut off; it will be read again next time"
        return _failure(source, Reason.INCOMPLETE, message)
    return _finished(chosen, source, None, rows.odd)


class _Rows:
    """The lines that have as many columns as they should; ``odd`` counts the others."""

    def __init__(self, found: Iterable[str], columns: int) -> None:
        self._found = found
        self._columns = columns
        self.odd = 0

    def __iter__(self) -> Iterator[list[str]]:
        for line in self._found:
            row = line.split("\t")
            if len(row) == self._columns:
                yield row
            else:
                self.odd += 1


_Found = dict[str, tuple[str, set[str]]]


def _events(rows: Iterable[list[str]]) -> _Found:
    """Title and countries by address. An article has a row for each event that it tells of."""
    found: _Found = {}
    for row in rows:
        countries = {BY_CAMEO.get(row[column]) for column in _ACTORS}
        countries |= {BY_FIPS.get(row[column]) for column in _PLACES}
        _add(found, row[_EXPORT_URL], "", countries)
    return found


def _mentions(rows: Iterable[list[str]]) -> _Found:
    found: _Found = {}
    for row in rows:
        if row[_GKG_COLLECTION] != _GKG_WEB:  # broadcasts and journals, which have no address
            continue
        blocks = (block for column in _GKG_PLACES for block in row[column].split(";"))
        countries = {
            BY_FIPS.get(block.split("#", 3)[2]) for block in blocks if block.count("#") > 2
        }
        title = _TITLE.search(row[_GKG_EXTRAS])
        _add(found, row[_GKG_URL], plain(title[1])[:MAX_TITLE] if title else "", countries)
    return found


def _add(found: _Found, address: str, title: str, countries: set[str | None]) -> None:
    # An article without one of the known countries can never be wanted, and most are of that sort.
    named = {country for country in countries if country}
    url = web_link(strip_control(address), "") if named else None
    if url:
        found.setdefault(url, (title, set()))[1].update(named)


def _read_search(text: str, source: Source) -> Reading | Failure:
    note = None
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        note = "the answer has errors in its JSON, it was read as well as possible"
        try:
            data = json.loads(_STRAY.sub(lambda at: at[0] if at[1] else "", text), strict=False)
        except (ValueError, RecursionError):
            message = "GDELT's answer is broken JSON; it will be read again next time"
            return _failure(source, Reason.UNREADABLE, message)
    articles = data.get("articles", [])
    if not isinstance(articles, list) or (data and "articles" not in data):
        message = "GDELT's answer holds no articles; ask for mode=artlist and format=json"
        return _failure(source, Reason.NOT_A_FEED, message)
    entries = []
    odd = 0
    for article in articles:
        url, title = (
            (article.get("url"), article.get("title")) if isinstance(article, dict) else (0, 0)
        )
        link = web_link(strip_control(url), "") if isinstance(url, str) else None
        if link is None:
            odd += 1
            continue
        heading = plain(title)[:MAX_TITLE] if isinstance(title, str) else ""
        entries.append(FeedEntry(source.id, link, heading))
    return _finished(entries, source, note, odd)


def _finished(
    entries: list[FeedEntry], source: Source, note: str | None, odd: int
) -> Reading | Failure:
    """Bounded and counted; that nothing happened between two countries for a while is no fault."""
    found = reading(entries, source.id, [note]) if entries else Reading((), degraded=note)
    if odd:
        message = f"{odd} lines of GDELT are not written as they should be and were skipped"
        failure = _failure(source, Reason.UNREADABLE, message, odd)
        if not entries:
            return failure
        found = Reading(found.entries, (*found.failures, failure), found.degraded)
    return found


def _time(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def _failure(source: Source, reason: Reason, message: str, count: int = 1) -> Failure:
    return Failure("read", source.id, reason, message, count=count)


def limit(source: Source) -> int:
    """The list, and all files of the hours that are asked for."""
    return 1 + 4 * Options.model_validate(source.options).hours


KIND = Kind(
    options=Options,
    read=read,
    accept="text/plain, */*;q=0.5",
    immutable=True,
    limit=limit,
    max_body=MAX_PACKED,
)
