"""The past, read again with the watchlists as they are now."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from monitor.config import bundled
from monitor.lock import run_lock
from monitor.pipeline import begin, join_stories
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse
from monitor.watch import Matcher, Watchlists


def rematch(folder: Path, watchlists: Watchlists, *, now: datetime) -> tuple[int, int]:
    """Read all that is stored again. Gives the number of articles read, and of hits found.

    Raises ``LockHeld`` where a run is at work, and ``WarehouseBusy``.
    """
    started = time.monotonic()
    warehouse = Warehouse(folder, bundled("warehouse"))
    warehouse.prepare()
    matcher = Matcher(watchlists)
    articles = hits = 0
    with run_lock(folder, now):
        ledger = Ledger(warehouse)
        begin(ledger, watchlists, (), now)
        issues = ledger.digest_ids()
        told_until = ledger.digest(issues[-1]).until if issues else None
        for batch in ledger.articles():
            matched = [(one, matcher.match(one.id, one.title, one.text)) for one in batch]
            ledger.rematch(matched, now, told_until=told_until)
            articles += len(batch)
            hits += sum(len(found) for _, found in matched)
        ledger.finish_rematch(watchlists.version, articles, hits, now)
        join_stories(ledger, now)
        detail = f"read {articles} stored articles again: {hits} hits"
        ledger.end(state="rematched", detail=detail, seconds=round(time.monotonic() - started, 1))
        warehouse.publish()
    return articles, hits
