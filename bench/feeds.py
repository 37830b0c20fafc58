"""What reading a changed feed costs, beside feedparser.

Run from a checkout: ``python -m bench.feeds`` (half a minute), or ``--folder DIR`` for saved feeds of
your own. Three ways take turns over each feed, and the best of several rounds counts: feedparser as it
comes; our reader with feedparser inside, its sanitising off; our reader as it is. Ours include what
feedparser leaves to its caller: decoding, refusing bombs, canonical addresses, identities.

"Same entries" compares the two of ours in every field. Beside feedparser as it comes, the number of
entries, their titles, addresses, authors and dates are compared, and texts without markup: its
sanitiser rewrites markup, and it makes the links inside texts absolute.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from calendar import timegm
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import feedparser

from monitor.model import Failure, Reading, Response, Source
from monitor.sources import quick
from monitor.sources.entries import plain
from monitor.sources.feed import read, read_with_home
from monitor.sources.files import headers_of
from tests.gate.measure import articles

NOW = datetime(2024, 11, 4, 6, tzinfo=UTC)
ADDRESS = "http://outlet.example/feed"
SOURCE = Source(id="bench", name="Bench", kind="feed", url=ADDRESS)
MODULES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def made() -> dict[str, bytes]:
    """Twelve feeds of 20 to 40 items with their full texts, made of labelled articles."""
    chosen = random.Random(5)
    rows = list(articles())
    chosen.shuffle(rows)
    feeds: dict[str, bytes] = {}
    for number in range(12):
        dialect = ("rss", "atom", "rdf")[number % 3]
        picked = chosen.sample(rows, chosen.randint(20, 40))
        items = [WRITERS[dialect](row, n, NOW - timedelta(hours=n)) for n, row in enumerate(picked)]
        start, end = FRAMES[dialect]
        feeds[f"{dialect}-{number}"] = f"{start}{''.join(items)}{end}".encode()
    return feeds


def _page(row: Mapping[str, Any]) -> str:
    """A text as a newsroom's system writes it: paragraphs, a picture, links and a list."""
    parts = [part for part in row["text"].split(". ") if part] * 3
    paragraphs = "".join(
        f'<p class="lead">{escape(part)}. <a href="/topic/{n}?a=1&amp;b=2">More</a></p>'
        for n, part in enumerate(parts)
    )
    picture = '<figure><img src="/i/1.jpg" alt="A harbour" width="640"/></figure>'
    return f"{picture}{paragraphs}<ul><li><em>One</em></li><li><strong>Two</strong></li></ul>"


def _rss(row: Mapping[str, Any], number: int, at: datetime) -> str:
    link = f"https://outlet.example/2024/11/{number}/story?utm_source=rss"
    return (
        f"<item><title>{escape(row['title'])}</title><link>{escape(link)}</link>"
        f"<dc:creator><![CDATA[Writer {number}]]></dc:creator><pubDate>{format_datetime(at, usegmt=True)}</pubDate>"
        f'<category>World</category><guid isPermaLink="false">outlet-{number}</guid>'
        f"<description><![CDATA[<p>{escape(row['text'][:200])}</p>]]></description>"
        f"<content:encoded><![CDATA[{_page(row)}]]></content:encoded><slash:comments>3</slash:comments>"
        f'<media:content url="https://outlet.example/i/{number}.jpg" medium="image"/></item>\n'
    )


def _atom(row: Mapping[str, Any], number: int, at: datetime) -> str:
    return (
        f"<entry><id>tag:outlet.example,2024:{number}</id><title>{escape(row['title'])}</title>"
        f'<link rel="alternate" type="text/html" href="https://outlet.example/a/{number}"/>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
        f'<author><name>Writer {number}</name></author><category term="world"/>'
        f'<summary type="html">{escape(escape(row["text"][:200]))}</summary>'
        f'<content type="html">{escape(_page(row))}</content></entry>\n'
    )


def _rdf(row: Mapping[str, Any], number: int, at: datetime) -> str:
    link = f"https://outlet.example/r/{number}.html"
    return (
        f'<item rdf:about="{link}"><title>{escape(row["title"])}</title><link>{link}</link>'
        f"<description>{escape(row['text'][:200])}</description><dc:date>{at.isoformat()}</dc:date>"
        f"<content:encoded><![CDATA[{_page(row)}]]></content:encoded></item>\n"
    )


WRITERS = {"rss": _rss, "atom": _atom, "rdf": _rdf}
FRAMES = {
    "rss": (
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{MODULES}><channel><title>Outlet</title>'
            "<link>https://outlet.example/</link><language>en-US</language>"
        ),
        "</channel></rss>",
    ),
    "atom": (
        (
            '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Outlet</title>'
            '<link rel="self" href="https://outlet.example/feed"/>'
        ),
        "</feed>",
    ),
    "rdf": (
        (
            '<?xml version="1.0"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
            f' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"{MODULES}>'
            '<channel rdf:about="https://outlet.example/"><title>Outlet</title></channel>'
        ),
        "</rdf:RDF>",
    ),
}


def as_it_comes(body: bytes) -> Any:
    """feedparser with its defaults."""
    headers = {"content-type": "application/xml"} | headers_of(body) | {"content-location": ADDRESS}
    return feedparser.parse(io.BytesIO(body), response_headers=headers)


def ours(body: bytes) -> Reading | Failure:
    return read(Response(ADDRESS, ADDRESS, 200, headers_of(body), body, NOW), SOURCE)


def with_feedparser(body: bytes) -> Reading | Failure:
    """Ours as if every feed were in doubt."""
    parse, quick.parse = quick.parse, lambda _: None
    try:
        return ours(body)
    finally:
        quick.parse = parse


def is_quick(body: bytes) -> bool:
    """Whether the quick reader answered."""
    parse = quick.parse
    answers: list[bool] = []

    def watched(xml: str) -> quick.Parsed | None:
        found = parse(xml)
        answers.append(found is not None)
        return found

    quick.parse = watched
    try:
        read_with_home(Response(ADDRESS, ADDRESS, 200, headers_of(body), body, NOW), SOURCE)
    finally:
        quick.parse = parse
    return answers == [True]


WAYS: Mapping[str, Callable[[bytes], object]] = {
    "feedparser as it comes": as_it_comes,
    "ours, feedparser inside": with_feedparser,
    "ours": ours,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One feed; ``seconds`` by way."""

    name: str
    size: int
    entries: int
    quick: bool
    seconds: Mapping[str, float]
    same: bool
    like_feedparser: bool | None


def differs_from_feedparser(body: bytes, reading: Reading) -> bool | None:
    """Whether any entry does; ``None`` where feedparser as it comes read none."""
    theirs = as_it_comes(body).entries
    if not theirs:
        return None
    if len(theirs) != len(reading.entries):
        return True
    for one, other in zip(reading.entries, theirs, strict=True):
        date = other.get("published_parsed") or other.get("created_parsed")
        date = date or (other.get("updated_parsed") if "updated_parsed" in other else None)
        author = (other.get("author_detail") or {}).get("name") or other.get("author") or ""
        told = (
            plain(other.get("title", ""))[:1000],
            other.get("link"),
            datetime.fromtimestamp(timegm(date), UTC) if date else None,
            plain(author) or None,
            "".join(plain(other.get("summary", "")).split()),
        )
        if told != (
            one.title,
            one.url,
            one.published_at,
            one.author,
            "".join(plain(one.summary).split()),
        ):
            return True
    return False


def measure(name: str, body: bytes, rounds: int) -> Line:
    """Every way over one feed, in turns; the best of each counts."""
    least: dict[str, float] = {}
    for _ in range(rounds):
        for way, call in WAYS.items():
            start = time.perf_counter()
            call(body)
            spent = time.perf_counter() - start
            least[way] = min(least.get(way, spent), spent)
    reading, other = ours(body), with_feedparser(body)
    entries = len(reading.entries) if isinstance(reading, Reading) else 0
    differs = differs_from_feedparser(body, reading) if isinstance(reading, Reading) else None
    like = None if differs is None else not differs
    return Line(name, len(body), entries, is_quick(body), least, reading == other, like)


def table(lines: Sequence[Line]) -> None:
    """Print the rows, and the sums."""
    first, second, third = WAYS
    print(
        f"{'':<44}{'KB':>6}{'entries':>9}{'quick':>7}{'feedparser':>12}{'inside':>9}{'ours':>8}{'×':>7}  same entries"
    )
    for one in lines:
        ratio = one.seconds[first] / one.seconds[third]
        told = {None: "", True: ", feedparser too", False: ", feedparser not"}[one.like_feedparser]
        print(
            f"{one.name[:43]:<44}{one.size / 1e3:>6.0f}{one.entries:>9}{'yes' if one.quick else 'no':>7}"
            f"{one.seconds[first] * 1e3:>12.2f}{one.seconds[second] * 1e3:>9.2f}"
            f"{one.seconds[third] * 1e3:>8.2f}{ratio:>7.1f}  {'yes' if one.same else 'NO'}{told}"
        )
    read_by_both = [one for one in lines if one.entries and one.like_feedparser is not None]
    for label, kept in (
        ("feeds of which both read entries", read_by_both),
        ("of these the quick", [one for one in read_by_both if one.quick]),
    ):
        if not kept:
            continue
        sums = {way: sum(one.seconds[way] for one in kept) / len(kept) * 1e3 for way in WAYS}
        print(
            f"\n{label}: {len(kept)} ({len(kept) / len(lines):.0%}), ms a feed: "
            + ", ".join(f"{way} {spent:.2f}" for way, spent in sums.items())
            + f"; ours × {sums[first] / sums[third]:.1f} of feedparser as it comes,"
            f" × {sums[second] / sums[third]:.1f} of feedparser inside"
        )
    same = sum(one.same for one in lines)
    like = [one.like_feedparser for one in lines if one.like_feedparser is not None]
    print(
        f"\nentries equal with feedparser inside: {same} of {len(lines)} feeds; "
        f"with feedparser as it comes: {sum(like)} of {len(like)} that it reads"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="saved feeds instead of made ones")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    feeds = made()
    if given.folder:
        files = sorted(path for path in given.folder.rglob("*") if path.is_file())
        feeds = {path.name: path.read_bytes() for path in files}
    table([measure(name, body, given.rounds) for name, body in feeds.items()])


if __name__ == "__main__":
    main()
