"""Setting a damaged store aside: under a number beside it, so that a person may still look into it.

A store is one file and, while it is open or after a crash, its write-ahead log (``-wal``) and shared memory (``-shm``).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path

KEPT = 3
"""So many damaged files are kept; older ones go, or a failing disk would be filled with them."""


def beside(path: Path, ending: str) -> Path:
    """Return the file beside ``path`` whose name is the store's with ``ending``."""
    return path.with_name(path.name + ending)


def set_aside(path: Path) -> Path:
    """Move the store at ``path``, which nobody has open, out of the way, and return where it is now.

    :raises OSError: where the folder does not allow it; the store is then where it was, or partly moved
    """
    number = max((_number(path, each) or 0 for each in asides(path)), default=0) + 1
    target = beside(path, f".damaged-{number:03}")
    # The log goes first: left beside a new file, SQLite would play it into that one. Without it the old file is
    # merely older, should we be killed in between.
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(beside(path, ending), beside(target, ending))
    os.replace(path, target)
    beside(path, _MARK).unlink(missing_ok=True)
    for old in asides(path)[:-KEPT]:
        remove(old)
    return target


def asides(path: Path) -> list[Path]:
    """Return the files of the store at ``path`` that were set aside, the oldest first."""
    found = [each for each in path.parent.iterdir() if _number(path, each) is not None]
    return sorted(found, key=lambda each: _number(path, each) or 0)


def older(path: Path, before: dt.date) -> tuple[Path, ...]:
    """Return the files set aside that nothing was written to since ``before`` (a day in UTC)."""
    start = dt.datetime.combine(before, dt.time(), dt.UTC).timestamp()
    return tuple(each for each in asides(path) if each.stat().st_mtime < start)


def remove(aside: Path) -> None:
    """Delete a file that was set aside, and its log."""
    for ending in ("-wal", "-shm", ""):
        beside(aside, ending).unlink(missing_ok=True)


_MARK = ".damaged"


def mark(path: Path) -> None:
    """Leave word that damage was seen in a file in use: it cannot be moved now, and a quick check may not see it."""
    with contextlib.suppress(OSError):  # a folder that takes no file takes no store either, and says so itself
        beside(path, _MARK).touch(0o600)


def is_marked(path: Path) -> bool:
    """Say whether damage was seen the last time."""
    return beside(path, _MARK).exists()


def _number(path: Path, found: Path) -> int | None:
    ending = found.name.removeprefix(f"{path.name}.damaged-")
    return int(ending) if ending != found.name and ending.isascii() and ending.isdigit() else None
