"""What waits is sent by a process that kills itself, hard, where a state goes on record.

``python -m tests.support.sending FOLDER NOW WHEN STATE``: WHEN is ``before`` or ``after``.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from monitor.config import bundled, load_settings
from monitor.desk import Desk, send_again
from monitor.model import Delivery
from monitor.store.ledger import Ledger


def desk(folder: Path, now: datetime) -> Desk:
    """The desk of a working folder."""
    return Desk(
        warehouse=folder / "warehouse",
        watchlists=bundled("watchlists"),
        digests=folder / "digests",
        settings=load_settings(folder / "monitor.toml"),
        now=now,
    )


def main() -> None:
    folder, now, when, state = sys.argv[1:]
    record = Ledger.record

    def dying(ledger: Ledger, delivery: Delivery) -> None:
        last = delivery.state.value == state
        if last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        record(ledger, delivery)
        if last and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    Ledger.record = dying  # type: ignore[method-assign]
    send_again(desk(Path(folder), datetime.fromisoformat(now)))


if __name__ == "__main__":
    main()
