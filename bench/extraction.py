"""How much of an article we read on real pages, beside trafilatura with its defaults.

Run from a checkout, with folders of pages that you have:

    python -m bench.extraction --gold FOLDER        # the layout of article-extraction-benchmark
    python -m bench.extraction --expected FOLDER    # the layout of fundus' test data

The measure is that of the former: shingles of four words (of four characters where words are not set
apart), counted as often as they occur; precision and recall of each page; their means over the pages,
and F1 of the means. A page that gives no text has recall 0 and no precision. The two ways take turns at
each page; times are the best of the rounds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trafilatura

from monitor.extract import read_page
from monitor.model import Extraction

SHINGLE = 4
WORSE = 0.02
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what is expected of it; ``title`` and ``published_at`` None where nobody says."""

    name: str
    url: str
    body: bytes
    text: str
    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """``precision`` is None where there is no text to judge."""

    precision: float | None
    recall: float

    @property
    def f1(self) -> float:
        return harmonic(self.precision or 0.0, self.recall)


def gold(folder: Path) -> Iterator[Page]:
    """``ground-truth.json`` ({name: {"articleBody", "url"}}) and ``html/<name>.html.gz``."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, facts in truth.items():
        path = folder / "html" / f"{name}.html.gz"
        if path.exists():
            body = gzip.decompress(path.read_bytes())
            yield Page(name[:12], facts["url"], body, facts["articleBody"])


def expected(folder: Path) -> Iterator[Page]:
    """``<country>/<Publisher>_<date>.html.gz`` beside ``<Publisher>.json`` and ``meta.json``.

    The versions of a publisher's expectations belong to its pages in the order of their dates.
    """
    for meta in sorted(folder.glob("*/meta.json")):
        addresses = json.loads(meta.read_text("utf-8"))
        for known in sorted(meta.parent.glob("*.json")):
            paths = sorted(meta.parent.glob(f"{known.stem}_[0-9]*.html.gz"))
            if known == meta or not paths:
                continue
            versions = list(json.loads(known.read_text("utf-8")).values())[-len(paths) :]
            for path, facts in zip(paths, versions, strict=True):
                yield Page(
                    f"{meta.parent.name}/{path.name.removesuffix('.html.gz')}",
                    addresses[path.name]["url"],
                    gzip.decompress(path.read_bytes()),
                    "\n\n".join(parts(facts.get("body"))),
                    facts.get("title"),
                    stamp(facts.get("publishing_date")),
                )


def parts(body: Any) -> Iterator[str]:
    """Every string of a nested body, in order."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for value in body.values():
            yield from parts(value)
    elif isinstance(body, list):
        for value in body:
            yield from parts(value)


def stamp(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def shingles(text: str, *, letters: bool) -> Counter[tuple[str, ...]]:
    """Bag of runs of ``SHINGLE`` words or letters; a text of fewer is one run."""
    tokens = re.findall(r"\w" if letters else r"\w+", text)
    if not tokens:
        return Counter()
    last = max(1, len(tokens) - SHINGLE + 1)
    return Counter(tuple(tokens[at : at + SHINGLE]) for at in range(last))


def score(text: str, right: str) -> Score:
    letters = len(_UNSPACED.findall(right)) * 3 > len(right)
    found, wanted = shingles(text, letters=letters), shingles(right, letters=letters)
    shared = sum((found & wanted).values())
    return Score(shared / found.total() if found else None, shared / (wanted.total() or 1))


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ours(page: Page) -> str:
    read = read_page(page.body, page.url, metadata=False)
    return read.text if isinstance(read, Extraction) else ""


def peer(page: Page) -> str:
    return trafilatura.extract(page.body, url=page.url) or ""


WAYS: dict[str, Callable[[Page], str]] = {"ours": ours, "trafilatura": peer}


def mean(scores: Sequence[Score]) -> str:
    precision = statistics.mean(one.precision for one in scores if one.precision is not None)
    recall = statistics.mean(one.recall for one in scores)
    return f"{precision:>10.3f}{recall:>10.3f}{harmonic(precision, recall):>10.3f}"


def compare(pages: Sequence[Page], rounds: int, *, every: bool) -> None:
    """Print the means, the pages where ours is worse, and the seconds."""
    scores: dict[str, list[Score]] = {way: [] for way in WAYS}
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for page in pages:
        least: dict[str, float] = {}
        text: dict[str, str] = {}
        for _ in range(rounds):
            for way, extract in WAYS.items():
                start = time.process_time()
                text[way] = extract(page)
                spent = time.process_time() - start
                least[way] = min(least.get(way, spent), spent)
        for way in WAYS:
            scores[way].append(score(text[way], page.text))
            seconds[way].append(least[way])
    print(f"{'':<14}{'precision':>10}{'recall':>10}{'F1':>10}{'page F1':>10}{'ms a page':>12}")
    for way in WAYS:
        of_pages = statistics.mean(one.f1 for one in scores[way])
        each = statistics.mean(seconds[way]) * 1e3
        print(f"{way:<14}{mean(scores[way])}{of_pages:>10.3f}{each:>12.1f}")
    pairs = list(zip(pages, scores["ours"], scores["trafilatura"], strict=True))
    worse = [row for row in pairs if row[1].f1 < row[2].f1 - WORSE]
    better = sum(own.f1 > other.f1 + WORSE for _, own, other in pairs)
    print(f"\nof {len(pages)} pages ours is worse by more than {WORSE} on {len(worse)}", end="")
    print(f" ({len(worse) / len(pages):.0%}), better on {better}")
    print(f"{'':<44}{'ours: P':>8}{'R':>7}{'F1':>7}{'theirs: P':>12}{'R':>7}{'F1':>7}")
    for page, own, other in pairs if every else worse:
        print(
            f"{page.name:<44}{own.precision or 0:>8.3f}{own.recall:>7.3f}{own.f1:>7.3f}"
            f"{other.precision or 0:>12.3f}{other.recall:>7.3f}{other.f1:>7.3f}"
        )


def facts(pages: Sequence[Page]) -> None:
    """Print how many titles and dates are what is expected; a date counts to the minute and the day."""
    titled = [page for page in pages if page.title]
    dated = [page for page in pages if page.published_at]
    if not titled and not dated:
        return
    read = {page.name: read_page(page.body, page.url) for page in pages}
    right: Counter[str] = Counter()
    print()
    for page in titled:
        found = read[page.name]
        title = found.title if isinstance(found, Extraction) else None
        same = " ".join((title or "").split()) == " ".join((page.title or "").split())
        right["title"] += same
        if not same:
            print(f"{page.name}: title {title!r}, expected {page.title!r}")
    for page in dated:
        found = read[page.name]
        stated = found.published_at if isinstance(found, Extraction) else None
        wanted = page.published_at
        if stated is not None and wanted is not None:
            zoned = wanted if wanted.tzinfo else wanted.replace(tzinfo=stated.tzinfo)
            right["minute"] += abs((stated - zoned).total_seconds()) < 60
            right["day"] += stated.astimezone(zoned.tzinfo).date() == zoned.date()
        if stated is None or wanted is None or abs(stated - zoned).total_seconds() >= 60:
            print(f"{page.name}: date {stated}, expected {wanted}")
    print(
        f"titles {right['title']} of {len(titled)}; dates to the minute {right['minute']}, to the"
        f" day {right['day']} of {len(dated)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, metavar="FOLDER")
    parser.add_argument("--expected", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3, help="of which the best time counts")
    parser.add_argument("--every", action="store_true", help="show every page")
    given = parser.parse_args()
    if not given.gold and not given.expected:
        parser.error("give a folder of pages with --gold or --expected")
    for folder, read in ((given.gold, gold), (given.expected, expected)):
        if folder:
            pages = list(read(folder))
            print(f"\n{folder}: {len(pages)} pages")
            compare(pages, given.rounds, every=given.every)
            facts(pages)


if __name__ == "__main__":
    main()
