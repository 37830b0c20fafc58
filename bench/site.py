"""What the archive for a browser costs: read from a warehouse, all pages, and again with little new.

    python -m bench.site [STORIES]

A warehouse of 10,000 stories with four articles each, over two years, is made in a temporary folder.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.site import pages, write
from monitor.store.holdings import Holdings
from monitor.store.ledger import Ledger
from tests.store.desk import attribution, begun, source
from tests.store.newsroom import Piece, publish

LAST = datetime(2024, 11, 6, 6, tzinfo=UTC)
SPAN = timedelta(days=730)
OUTLETS = ("gazette", "herald", "wire", "courier")
DAYS = 20


def main() -> None:
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        ledger = filled(Path(folder), stories)
        told("warehouse made", began)
        build(ledger, Path(folder))
        publish(ledger, *story(stories, LAST + timedelta(days=1)))
        build(ledger, Path(folder))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{most:.0f} MB at most, the making of the warehouse with it")


def filled(folder: Path, stories: int) -> Ledger:
    ledger = begun(folder, LAST - SPAN, tuple(map(source, OUTLETS)))
    held: list[Piece] = []
    for number in range(stories):
        # All stories of some weeks at once: the making is not what is measured.
        at = LAST - SPAN + SPAN / DAYS * (number * DAYS // stories) + timedelta(seconds=1)
        held += story(number, at)
    publish(ledger, *held)
    return ledger


def story(number: int, at: datetime) -> list[Piece]:
    return [
        Piece(
            f"{number}-{outlet}",
            "" if outlet == OUTLETS[0] else f"{number}-{OUTLETS[0]}",
            at=at,
            source=outlet,
            published=at - timedelta(hours=30 - place),
            origins=(attribution("nis", "NIS"),),
            figures=(("soldiers", 1500.0, 2000.0),),
            text=f"North Korean troops of unit {number} reached the border, officials said. " * 20,
        )
        for place, outlet in enumerate(OUTLETS)
    ]


def build(ledger: Ledger, folder: Path) -> None:
    began = time.perf_counter()
    archive = Holdings(ledger.warehouse).archive(LAST, "UTC")
    told(f"{len(archive.stories):,} stories read", began)
    began = time.perf_counter()
    written = write(folder / "site", pages(archive))
    told(f"{written.pages:,} pages, {written.changed:,} written", began)
    sizes = [path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()]
    index = (folder / "site" / "index.html").stat().st_size
    print(f"{sum(sizes) / 1e6:.0f} MB of pages, index {index / 1e3:.0f} kB")


def told(what: str, began: float) -> None:
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
