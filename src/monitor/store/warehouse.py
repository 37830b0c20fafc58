"""The live database file: opened for moments, migrated, and published as a snapshot.

DuckDB locks a file between processes both ways: one open reader stops the writer, and the other
way round. So the live file belongs to the pipeline, every use of it is short, and people open the
copy that ``publish`` puts in place with one atomic rename.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from monitor.errors import MonitorError, NotCommitted, UsageError
from monitor.folders import make_writable

log = logging.getLogger(__name__)

LIVE = "live.duckdb"
SNAPSHOT = "monitor.duckdb"
# Both 1.5 and 2.0 read and write this storage format; a file made by 2.0 without it shuts 1.5 out.
STORAGE_VERSION = "v1.2.0"

# A disk that fills up shows as the first in a statement or a checkpoint, as the second in a commit.
UNWRITTEN = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, OSError)


class WarehouseBusy(NotCommitted):
    """Another program has the live file open."""


class Warehouse:
    """One folder with the live file, the spool and the published snapshot.

    ``sql`` is the folder that holds ``migrations/`` and ``views/``; ``patience`` is how many
    seconds to wait for another program that has the live file open.
    """

    def __init__(self, folder: Path, sql: Path, *, patience: float = 10.0) -> None:
        self.folder = folder
        self.live = folder / LIVE
        self.snapshot = folder / SNAPSHOT
        self._sql = sql
        self._patience = patience
        self._ready = False
        # One session at a time: the file's own lock only keeps other processes out.
        self._turn = threading.RLock()
        self._open_now: duckdb.DuckDBPyConnection | None = None
        # To start DuckDB takes three times as long as to attach a file, so one instance serves all sessions.
        self._instance: duckdb.DuckDBPyConnection | None = None

    def prepare(self) -> None:
        """Create the folder if need be and check that it can be written. Raises ``UsageError``."""
        make_writable(self.folder, "warehouse")

    @contextlib.contextmanager
    def session(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The live file for one short use; migrated at the first. Raises ``WarehouseBusy``.

        Within another session it is that one. To open the file costs as much as many a query, and
        more while the log of what was written waits for the next checkpoint.
        """
        with self._turn:
            if self._open_now is not None:
                yield self._open_now
                return
            connection = self._open_now = self._open()
            try:
                connection.execute("SET TimeZone = 'UTC'")
                if not self._ready:
                    self._migrate(connection)
                    self._ready = True
                yield connection
                connection.close()
                self._started().execute("DETACH live")
            except BaseException:
                # Whatever it was may have left the instance unfit for more; its end lets go of the file.
                connection.close()
                self._started().close()
                self._instance = None
                raise
            finally:
                self._open_now = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A session in which everything is committed, or nothing. Raises ``NotCommitted``."""
        with self.session() as connection, self._writing(self.live):
            connection.begin()
            try:
                yield connection
                connection.commit()
            except BaseException:
                with contextlib.suppress(duckdb.Error):
                    connection.rollback()
                raise

    def publish(self) -> Path:
        """Put the snapshot that people open in place."""
        self.copy_to(self.snapshot)
        return self.snapshot

    def copy_to(self, target: Path) -> None:
        """Copy the live file whole, and put it in its place by one atomic rename.

        The session stays open during the copy, so that no other process can write meanwhile; after
        the checkpoint the file alone holds everything. Raises ``NotCommitted``.
        """
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with self.session() as connection, self._writing(target):
                connection.execute("CHECKPOINT live")
                shutil.copyfile(self.live, fresh)
                fresh.chmod(0o600)
                fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _writing(self, path: Path) -> Iterator[None]:
        try:
            yield
        except UNWRITTEN as error:
            raise NotCommitted(
                f"could not be written: {str(error).splitlines()[0]}",
                where=path,
                mend="free some disk space or mend the permissions of the folder;"
                " what was collected waits for the next run",
            ) from error

    def _started(self) -> duckdb.DuckDBPyConnection:
        if self._instance is None:
            self._instance = duckdb.connect()
        return self._instance

    def _open(self) -> duckdb.DuckDBPyConnection:
        deadline = time.monotonic() + self._patience
        while True:
            connection = self._started().cursor()
            try:
                connection.execute(
                    f"ATTACH '{_quoted(self.live)}' AS live (STORAGE_VERSION '{STORAGE_VERSION}')"
                )
                connection.execute("USE live")
                # A checkpoint writes a table's last row group, up to 122 880 articles, anew: at
                # 20 000 articles that is 210 ms for a commit of 30. `copy_to` makes one a run.
                connection.execute("PRAGMA disable_checkpoint_on_shutdown")
            except duckdb.IOException as error:
                connection.close()
                holder = re.search(r"\(PID (\d+)\)", str(error))
                if "lock" not in str(error):
                    raise MonitorError(
                        f"the warehouse cannot be opened: {error}",
                        where=self.live,
                        mend="see `monitor doctor`; a backup can be put in its place",
                    ) from error
                if time.monotonic() > deadline:
                    who = f"process {holder[1]}" if holder else "another program"
                    raise WarehouseBusy(
                        f"{who} has the live warehouse open",
                        where=self.live,
                        mend=f"close it there; people open {SNAPSHOT} in the same folder instead",
                    ) from None
                time.sleep(0.2)
            else:
                return connection

    def _migrate(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Bring the file to this version, each step in one transaction with its record."""
        steps = sorted((self._sql / "migrations").glob("*.sql"))
        known = {int(step.name[:4]): step for step in steps}
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER, applied_at TIMESTAMPTZ)"
        )
        row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
        version = int(row[0]) if row else 0
        if version > max(known):
            raise UsageError(
                f"the warehouse has schema version {version}, this program knows {max(known)}",
                where=self.live,
                mend="upgrade the program; the file was not touched",
            )
        for number in sorted(known):
            if number <= version:
                continue
            connection.begin()
            connection.execute(known[number].read_text("utf-8"))
            connection.execute("INSERT INTO schema_version VALUES (?, now())", [number])
            connection.commit()
            # DDL replayed from the WAL is a weak spot of DuckDB (duckdb #22044, #18259).
            connection.execute("CHECKPOINT live")
        self._renew_views(connection)

    def _renew_views(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Views are code: they are made anew whenever their text has changed."""
        script = "".join(
            view.read_text("utf-8") for view in sorted((self._sql / "views").glob("*.sql"))
        )
        checksum = hashlib.sha256(script.encode()).hexdigest()
        connection.execute("CREATE TABLE IF NOT EXISTS view_version (checksum VARCHAR)")
        if connection.execute("SELECT checksum FROM view_version").fetchone() == (checksum,):
            return
        connection.begin()
        connection.execute(script)
        connection.execute("DELETE FROM view_version")
        connection.execute("INSERT INTO view_version VALUES (?)", [checksum])
        connection.commit()
        connection.execute("CHECKPOINT live")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
