"""The past, read again with the watchlists as they are now."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.analyse import analyse
from monitor.config import bundled
from monitor.lock import run_lock
from monitor.pipeline import begin
from monitor.store.ledger import Ledger
from monitor.store.warehouse import Warehouse
from monitor.watch import Matcher, Watchlists


@dataclass(frozen=True, slots=True)
class Rematched:
    """What a re-match did: the watchlists it read for, articles read, and hits found."""

    watchlists: tuple[str, ...]
    articles: int = 0
    hits: int = 0


def rematch(
    folder: Path, watchlists: Watchlists, *, now: datetime, everything: bool = False
) -> Rematched:
    """Read the stored past again for the watchlists that ask for something else than they did.

    ``everything`` reads it for all of them. Raises ``LockHeld`` where a run is at work, and
    ``WarehouseBusy``.
    """
    started = time.monotonic()
    warehouse = Warehouse(folder, bundled("warehouse"))
    warehouse.prepare()
    checksums = {one.id: watchlists.checksum(one.id) for one in watchlists.watchlists}
    with run_lock(folder, now):
        ledger = Ledger(warehouse)
        outdated = ledger.outdated(checksums, watchlists.version) | (
            checksums.keys() if everything else set()
        )
        if not outdated:
            return Rematched(())
        begin(ledger, watchlists, (), now)
        matcher = Matcher(watchlists, only=outdated)
        issues = ledger.digest_ids()
        told_until = ledger.digest(issues[-1]).until if issues else None
        articles = hits = 0
        for batch in ledger.articles():
            matched = [(one, matcher.match(one.id, one.title, one.text)) for one in batch]
            ledger.rematch(matched, now, told_until=told_until)
            articles += len(batch)
            hits += sum(len(found) for _, found in matched)
        ledger.finish_rematch(
            watchlists.version,
            {one: checksums.get(one, "") for one in outdated},
            articles=articles,
            hits=hits,
            now=now,
        )
        analyse(ledger, watchlists.folder, now)
        listed = ", ".join(sorted(outdated))
        detail = f"read {articles} stored articles again for {listed}: {hits} hits"
        ledger.end(state="rematched", detail=detail, seconds=round(time.monotonic() - started, 1))
        warehouse.publish()
    return Rematched(tuple(sorted(outdated)), articles, hits)
