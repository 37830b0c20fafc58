"""The errors that stop something, each with the exit code the command line ends with.

    MonitorError              1  anything the user can mend, and the base of all below
    ├── UsageError            2  a file, folder or option is wrong; nothing was started
    │   └── ConfigError       2  a configuration file is wrong: says file, line and the mend
    ├── LockHeld              3  another run works on this warehouse
    ├── NotCommitted          4  collected, but the warehouse could not be written; nothing is lost
    └── NotDelivered          5  the digest file exists, but a channel did not take it

What goes wrong with one source or one page is no error: it is a ``model.Failure``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The mend for a word that is not known: the nearest one, or ``otherwise``."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else otherwise


class MonitorError(Exception):
    """Something the user can mend: *what* went wrong, *where*, and the *mend*."""

    exit_code = 1

    def __init__(self, what: str, *, where: str | Path | None = None, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = str(where) if where is not None else ""
        self.mend = mend

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}\n  → {self.mend}" if self.mend else line


class UsageError(MonitorError):
    """A command, file or folder was named that cannot be used; nothing was started."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file is wrong. ``line`` and ``column`` count from 1.

    ``others`` are mistakes that were found beside this one.
    """

    others: tuple[ConfigError, ...] = ()

    def __init__(
        self,
        what: str,
        *,
        path: str | Path,
        line: int | None = None,
        column: int | None = None,
        mend: str = "",
    ) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(what, where=place, mend=mend)
        self.path = str(path)
        self.line = line
        self.column = column


class Mistakes:
    """Gathers the errors of parts that can be read apart, so that all are told at once."""

    def __init__(self) -> None:
        self._found: list[ConfigError] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        try:
            yield
        except ConfigError as error:
            self.add(error)

    def add(self, error: ConfigError) -> None:
        self._found += [error, *error.others]

    def stop(self) -> None:
        """Raise the first error with the others beside it, if there is one."""
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first


class LockHeld(MonitorError):
    """Another run holds the lock of this warehouse."""

    exit_code = 3


class NotCommitted(MonitorError):
    """What was collected waits in the spool, because the warehouse could not be written."""

    exit_code = 4


class NotDelivered(MonitorError):
    """The digest is on disk, but at least one channel did not take it."""

    exit_code = 5
