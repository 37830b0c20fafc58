"""What stories cost: copies beside datasketch, and a morning's articles beside what is stored.

Run from a checkout: ``python -m bench.stories`` (about two minutes; ``--quick`` half a minute).
The ways take turns in one run; compare the ratios, for machines differ and drift. Times are of the
processor. The articles that are stored already are made up: random signatures whose features are as
unevenly common as those of news.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
from datasketch import MinHash, MinHashLSH

from monitor.config import bundled
from monitor.extract import read_files
from monitor.model import StoryMember, Subject
from monitor.stories import join
from monitor.stories.features import KINDS, Features
from monitor.stories.joining import INDEXED, STOCK
from monitor.stories.postings import Postings
from monitor.stories.signature import Ragged, signature
from monitor.stories.sketch import containment, distinct, sketch
from monitor.watch.gazetteer import load_gazetteer
from tests.gate.measure import articles

T = TypeVar("T")
NOW = datetime(2025, 6, 1, tzinfo=UTC)
ARTICLE = 4_000
COPIES, EDITED = 0.3, (0.01, 0.06)
COPY = 0.6
FEATURES, NEW = 170, 1_000
WINDOW_DAYS, YEARS = 14, 3


def documents(number: int) -> tuple[list[str], dict[int, int]]:
    """Texts of about ``ARTICLE`` bytes, and which of them are edited copies of which."""
    chosen = random.Random(5)
    words = sorted(
        {word for row in articles() for word in re.findall(r"[A-Za-z]{3,}", row["text"])}
    )
    made: list[str] = []
    copied: dict[int, int] = {}
    for at in range(number):
        if made and chosen.random() < COPIES:
            origin = chosen.randrange(len(made))
            told = made[origin].split()
            for place in chosen.sample(range(len(told)), int(len(told) * chosen.uniform(*EDITED))):
                told[place] = chosen.choice(words)
            copied[at] = copied.get(origin, origin)
        else:
            told = chosen.choices(words, k=ARTICLE // 8)
        made.append(" ".join(told))
    return made, copied


def with_numpy(texts: Sequence[str]) -> list[set[int]]:
    """The earlier texts that each one copies, as ``join`` finds them."""
    rows = [sketch(text) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    ragged = Ragged(np.concatenate(rows), starts)
    postings = Postings(ragged.first_of_each(INDEXED), distinct(ragged.values))
    found: list[set[int]] = []
    for at, row in enumerate(rows):
        owners, _ = postings.of(row)
        earlier = owners[owners < at]
        if len(earlier) <= STOCK:
            found.append(set())
            continue
        others, votes = np.unique(earlier, return_counts=True)
        alike = others[votes > STOCK].tolist()
        found.append({other for other in alike if containment(row, rows[other]) >= COPY})
    return found


def with_datasketch(texts: Sequence[str]) -> list[set[int]]:
    """The same with MinHash of 128 permutations over word 5-grams, and its own choice of bands."""
    index = MinHashLSH(threshold=COPY, num_perm=128)
    found: list[set[int]] = []
    for at, text in enumerate(texts):
        words = text.casefold().split()
        grams = {" ".join(words[n : n + 5]).encode() for n in range(max(len(words) - 4, 1))}
        own = MinHash(num_perm=128)
        own.update_batch(list(grams))
        found.append(set(index.query(own)))
        index.insert(at, own)
    return found


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, and what came of it."""
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def copies(number: int) -> None:
    """Copies found, and texts a second, by both ways."""
    texts, copied = documents(number)
    family = {at: copied.get(at, at) for at in range(number)}
    figures: dict[str, tuple[float, float]] = {}
    for name, find in (("numpy (ours)", with_numpy), ("datasketch", with_datasketch)):
        seconds, found = timed(lambda find=find: find(texts))  # type: ignore[misc]
        right = sum(any(family[other] == copied[at] for other in found[at]) for at in copied)
        figures[name] = number / seconds, right / len(copied)
    print(
        f"\ncopies among {number:,} texts of {ARTICLE:,} bytes\n{'':<24}{'texts/s':>10}{'found':>8}"
    )
    for name, (rate, recall) in figures.items():
        print(f"{name:<24}{rate:>10,.0f}{recall:>8.3f}")
    print(f"{'ratio':<24}{figures['numpy (ours)'][0] / figures['datasketch'][0]:>10.1f}")


def stored(number: int, days: float) -> list[StoryMember]:
    """Made-up members, spread evenly over the days before ``NOW``."""
    chosen = np.random.default_rng(3)
    ranks = chosen.zipf(1.3, (number, FEATURES)) % 4_000_000
    keys = ((ranks * 2_654_435_761 & 0x7FFFFFF) << 4 | ranks * 7 % len(KINDS)) << 1 | ranks & 1
    sketches = np.sort(chosen.integers(0, 1 << 27, (number, 128), dtype=np.uint32), axis=1)
    bare = [
        signature(language, sketches[0], Features({}, set()))[:8]
        for language in ("en", "ru", "ko", "zh")
    ]
    return [
        StoryMember(
            f"k{at}",
            f"s-k{at - at % 3}",
            "en",
            NOW - timedelta(days=days * (number - at) / number),
            bare[at % 4] + sketches[at].tobytes() + np.unique(keys[at]).astype("<u4").tobytes(),
        )
        for at in range(number)
    ]


def morning() -> list[Subject]:
    """New articles of ordinary length, as a run has them after matching."""
    rows = articles()
    return [
        Subject(
            f"n{at}",
            (row := rows[at % len(rows)])["lang"],
            NOW - timedelta(minutes=at),
            row["title"],
            f"{row['text']}\n{rows[at * 7 % len(rows)]['text'] * 5}"[:ARTICLE],
        )
        for at in range(NEW)
    ]


def page(text: str) -> str:
    """A page around a text, with the furniture that pages have."""
    link = "<li><a href='/{0}'>Section {0} and its latest news</a></li>"
    menu = "".join(link.format(n) for n in range(120))
    body = "".join(f"<p>{part}</p>" for part in re.findall(r".{1,400}", text, re.DOTALL))
    return (
        f"<html><head><title>A page</title><script>{'var a=1;' * 3000}</script></head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>A page</h1>{body}</article>"
        f"<aside><ul>{menu}</ul></aside><footer>About us</footer></body></html>"
    )


def extraction(new: Sequence[Subject], sample: int) -> float:
    """Seconds that extraction takes for all of the new ones, by a sample of pages."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for at, one in enumerate(new[:sample]):
            file = Path(folder) / f"{at}.html"
            file.write_text(page(one.text), "utf-8")
            files.append(file)
        list(read_files(files[:3]))
        seconds, _ = timed(lambda: list(read_files(files)))
    return seconds * len(new) / sample


def clustering(quick: bool) -> None:
    """What joining 1,000 new articles costs beside 10 k, 100 k, and a fortnight of a million."""
    new = morning()
    join(new[:5], stored(50, 1))
    pages = extraction(new, 50 if quick else 200)
    print(
        f"\n{NEW:,} new articles; to extract them: {pages:.1f} s\n{'beside':<40}{'s':>7}{'share':>8}"
    )
    million = int(1_000_000 * WINDOW_DAYS / (365 * YEARS))
    cases = [
        ("10,000 stored, all of the fortnight", 10_000),
        (f"1,000,000 stored, {million:,} of the fortnight", million),
        ("100,000 stored, all of the fortnight", 100_000),
    ]
    for name, number in cases[: 2 if quick else 3]:
        known = stored(number, WINDOW_DAYS)
        seconds, _ = timed(lambda known=known: join(new, known))  # type: ignore[misc]
        print(f"{name:<40}{seconds:>7.2f}{seconds / pages:>8.3f}")
    names = load_gazetteer(bundled("watchlists"))
    seconds, _ = timed(lambda: [names.mentions(one.title, one.text) for one in new])
    print(f"{'finding the names in them':<40}{seconds:>7.2f}{seconds / pages:>8.3f}")


def main() -> None:
    """Print all figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="smaller, in half a minute")
    quick = asked.parse_args().quick
    copies(1_000 if quick else 4_000)
    clustering(quick)


if __name__ == "__main__":
    main()
