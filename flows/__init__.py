"""Prefect's part: schedule, retries, artifacts. The job itself is ``monitor.pipeline``.

Set before Prefect is imported: what ``prefect.toml`` says, for whoever runs from a folder without
one, and that its client reports to nobody (that part of Prefect heeds no settings file).
"""

import os
from pathlib import Path

os.environ.setdefault("DO_NOT_TRACK", "1")
if not Path("prefect.toml").exists():
    for name, value in {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }.items():
        os.environ.setdefault(name, value)
