"""One run that kills its own process, hard, when a step begins or ends.

``python -m tests.support.crash FOLDER NOW HOSTS STEP WHEN [READERS ONLY]``: STEP is a prefix of a
step's name, READERS the settings of ``digests`` as JSON, ONLY the sources with commas between.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

from monitor.config import FetchSettings, Folders, Settings, bundled
from monitor.job import prepare
from monitor.pipeline import run_async

T = TypeVar("T")


class Killer:
    def __init__(self, step: str, when: str) -> None:
        self._step = step
        self._when = when

    async def step(self, name: str, work: Callable[[], Awaitable[T]], *, retries: int = 0) -> T:
        del retries
        if name.startswith(self._step) and self._when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await work()
        if name.startswith(self._step) and self._when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def main() -> None:
    folder, now, hosts, step, when, *more = sys.argv[1:]
    readers, only = more or ("{}", "")
    root = Path(folder)
    job = prepare(
        Folders(root / "sources.yaml", bundled("watchlists"), root / "warehouse", root / "digests"),
        Settings(
            fetch=FetchSettings(pause=0.0, hosts=json.loads(hosts)), digests=json.loads(readers)
        ),
        now=datetime.fromisoformat(now),
        only=tuple(filter(None, only.split(","))),
        allow=(ip_network("127.0.0.0/16"),),
    )
    asyncio.run(run_async(job, Killer(step, when)))


if __name__ == "__main__":
    main()
