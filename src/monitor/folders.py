"""Folders that we write into: made where they are missing, and tried before anything starts."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.errors import UsageError


def make_writable(folder: Path, name: str) -> None:
    """Make ``folder``, for its owner alone, and write into it once. Raises ``UsageError``.

    ``name`` is what the folder is called on the command line.
    """
    probe = folder / f".writable-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"the {name} folder cannot be written: {error.strerror}",
            where=folder.absolute(),
            mend=f"choose another with --{name}, or mend its owner and permissions",
        ) from None
