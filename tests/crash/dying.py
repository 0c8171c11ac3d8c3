"""Runs a merge that dies at its n-th step towards the disk, for each n, and says what stood afterwards.

``python -m tests.crash.dying FOLDER`` prints one JSON object a line. A process of its own that runs no thread when it
forks: each run dies in a child, since starting Python each time takes too long.

A step is a call into C that opens, writes, flushes, closes, renames, removes or makes durable a file, or a statement
of SQL within a transaction. A profile function sees each of them on the thread that writes; the others only read.
"""

from __future__ import annotations

import io
import json
import os
import posix
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from tests.crash import network
from tests.crash.children import ENDED, begun, copied, finished, in_a_child

_SYSTEM = frozenset(
    {"open", "write", "fsync", "rename", "replace", "unlink", "mkdir", "chmod", "fchmod", "fchown", "truncate", "lockf"}
)
_FILES = (io.FileIO, io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper)
_FILE_METHODS = frozenset({"write", "flush", "close", "truncate"})
_SQL = frozenset({"execute", "executemany", "executescript"})


KILLED = 137
MOST = 2000


def is_a_step(called: Any) -> bool:
    """Say whether a call into C changes what is on the disk."""
    owner, name = called.__self__, called.__name__
    if owner is posix:
        return name in _SYSTEM
    if isinstance(owner, _FILES):
        return name in _FILE_METHODS and owner.writable()
    if isinstance(owner, sqlite3.Cursor):
        owner = owner.connection
    return isinstance(owner, sqlite3.Connection) and name in _SQL and owner.in_transaction


def dying_at(last: int) -> Callable[[FrameType, str, Any], None]:
    """Return a profile function that ends the process before its step ``last`` (from 1)."""
    count = 0

    def profile(frame: FrameType, event: str, called: Any) -> None:
        nonlocal count
        del frame
        if event == "c_call" and is_a_step(called):
            count += 1
            if count == last:
                os._exit(KILLED)  # nothing is flushed, no handler runs: as if by kill -9

    return profile


def dies(folder: Path, last: int) -> bool:
    """Merge in a child that dies at its step ``last``; say whether there was such a step."""

    def work() -> int:
        sys.setprofile(dying_at(last))
        network.merge(folder)
        return ENDED

    code = in_a_child(work)
    assert code in (KILLED, ENDED), code
    return code == KILLED


def main(place: Path) -> None:
    wanted = begun(place)
    for last in range(1, MOST):
        folder = copied(place)
        killed = dies(folder, last)
        print(json.dumps({"step": last, "killed": killed} | asdict(finished(folder, wanted))), flush=True)
        if not killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
