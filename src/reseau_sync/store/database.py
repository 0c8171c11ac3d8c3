"""The SQLite file: opened, checked, moved out of the way where it is damaged, and what it says turned into words.

Write-ahead logging with ``synchronous=FULL``: a commit has reached the disk; one cut short by a crash or a full disk
is as if it had never begun (sqlite.org/wal.html).
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from reseau_sync.store import aside
from reseau_sync.store.problems import UnreadableRowError, code_of, store_error
from reseau_sync.store.schema import APPLICATION_ID, STEPS, migrate, version_of

BUSY_SECONDS = 5.0
"""How long a statement waits for another program that is writing."""

Hook: TypeAlias = Callable[[str], object]
"""Called before each statement; for tests that kill the process there."""

_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",  # a file from elsewhere runs nothing of its own
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA journal_mode = WAL",
)
SYNCHRONOUS = "FULL"
"""A commit has reached the disk when it returns."""

_CAUGHT = (sqlite3.Error, OSError, UnreadableRowError)


class Database:
    """One open store. Its threads take turns; every error that leaves it is a :class:`StoreError`."""

    def __init__(self, path: Path, before_statement: Hook | None = None) -> None:
        self.path = path
        self.rebuilt: Path | None = None
        self._turn = threading.RLock()
        self._hook = before_statement
        self._connection: sqlite3.Connection | None = None
        with self.worded():
            _create(path)
            self._connection = self._opened()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for statements that change nothing.

        :raises StoreError: in place of everything that goes wrong
        """
        with self._turn, self.worded():
            yield self._open_connection()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection within one transaction: all of it is saved, or, where anything is raised, nothing.

        :raises StoreError: in place of everything that goes wrong with the file
        """
        with self._turn, self.worded():
            connection = self._open_connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def compact(self) -> None:
        """Write the file anew without what was deleted, so that its bytes are nowhere in it, nor in the log.

        :raises StoreError: such as ``no-space``; what was deleted is overwritten all the same, only the size stays
        """
        with self._turn, self.worded():
            connection = self._open_connection()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file. Closing twice is closing once."""
        with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None:
                # The log is played into the file here; where that fails, the next opening does it.
                with contextlib.suppress(sqlite3.Error):
                    connection.close()

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise store_error("closed", self.path)
        return self._connection

    @contextlib.contextmanager
    def worded(self) -> Iterator[None]:
        """Turn what goes wrong into words. After damage the store is closed, and marked to be set aside.

        :raises StoreError: in place of every error of SQLite and the system
        """
        try:
            yield
        except _CAUGHT as error:
            code = code_of(error)
            if code == "damaged":
                aside.mark(self.path)
                self.close()  # nothing read from it from now on could be trusted
            raise store_error(code, self.path, _detail(error)) from error

    def _opened(self) -> sqlite3.Connection:
        if not aside.is_marked(self.path):
            try:
                return self._checked()
            except _CAUGHT as error:
                if code_of(error) != "damaged":
                    raise
        self.rebuilt = aside.set_aside(self.path)
        _create(self.path)
        return self._checked()

    def _checked(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.set_trace_callback(self._hook)
            self._refuse_others(connection)
            for pragma in (*_PRAGMAS, f"PRAGMA synchronous = {SYNCHRONOUS}"):
                connection.execute(pragma)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise UnreadableRowError("quick_check")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_others(self, connection: sqlite3.Connection) -> None:
        """Refuse what another program wrote, and what a newer one of ours did, before anything is touched."""
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        if empty and version_of(connection) == 0:
            return
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise store_error("not-ours", self.path)
        if version_of(connection) > len(STEPS):
            raise store_error("newer", self.path)


def _create(path: Path) -> None:
    """Make sure of an ordinary file that its owner alone may read: it holds what closed calendars say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not an ordinary file") from None
        if mode & 0o077:
            with contextlib.suppress(PermissionError):  # another account's file: its owner decides
                path.chmod(0o600)


def _detail(error: Exception) -> str:
    return str(error.strerror) if isinstance(error, OSError) else str(error)
