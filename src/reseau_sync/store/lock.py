"""One run at a time: a file beside the store, locked by the system for as long as the process lives.

A process that dies, however it dies, holds no lock: there is nothing to take over. The file itself stays.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from reseau_sync.errors import Busy, Words
from reseau_sync.store.aside import beside
from reseau_sync.store.problems import code_of, store_error

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # far behind the number, which others may read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class RunLock:
    """Held within ``with RunLock(path):``, where ``path`` is the store's.

    :raises Busy: on entering, where another run holds it
    :raises StoreError: on entering, where the file cannot be made
    """

    def __init__(self, path: Path) -> None:
        self._store = path
        self._path = beside(path, ".lock")
        self._descriptor: int | None = None

    def __enter__(self) -> RunLock:
        """Take the lock."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise store_error(code_of(error), self._store, str(error.strerror)) from error
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError):
            holder = _holder(descriptor)
            os.close(descriptor)
            raise _busy(holder) from None
        except OSError as error:  # a file system that knows no locks
            os.close(descriptor)
            raise store_error("unusable", self._store, str(error.strerror)) from error
        self._descriptor = descriptor
        _write_holder(descriptor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give the lock back."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)  # closing unlocks


def _write_holder(descriptor: int) -> None:
    """Write who holds the lock. On a full disk it is held all the same, by nobody in particular."""
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError:
        return


def _holder(descriptor: int) -> int | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        text = os.read(descriptor, 20).strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _busy(holder: int | None) -> Busy:
    said = f" (processus {holder})" if holder else "", f" (process {holder})" if holder else ""
    return Busy(
        "busy",
        Words(
            f"Un autre passage de reseau-sync est en cours{said[0]} : celui-ci n’a rien à faire.",
            f"Another run of reseau-sync is under way{said[1]}: there is nothing for this one to do.",
        ),
    )
