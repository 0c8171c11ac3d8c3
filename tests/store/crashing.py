"""Kills a process at each SQL statement in turn, and prints what stood afterwards: ``python -m tests.store.crashing``.

A process of its own, without threads, that forks one child for each point: starting Python each time takes too long.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from reseau_sync.entry import Decoded
from reseau_sync.standing import Past
from reseau_sync.store import Store, aside, database
from tests.store.samples import RUN, at, entry, item, past_of, plain, reading, rich, standing

BEFORE = rich()
AFTER = past_of(standing(title="Après"), fingerprint="f2")
Hook = Callable[[str], None]


def begin(path: Path) -> None:
    with Store.open(path) as store:
        store.save(Past(), BEFORE, run=RUN, readings=[reading((item(), [entry("Avant")]))])


def save(path: Path, hook: Hook) -> None:
    with Store.open(path, before_statement=hook) as store:
        store.save(plain(store.load()), AFTER, run=at(1), readings=[reading((item(digest="2"), [entry("Après")]))])


def migrate(path: Path, hook: Hook) -> None:
    """Make the store, from no file at all."""
    Store.open(path, before_statement=hook).close()


def replace_damaged(path: Path, hook: Hook) -> None:
    aside.mark(path)
    Store.open(path, before_statement=hook).close()


def purge(path: Path, hook: Hook) -> None:
    with Store.open(path, before_statement=hook) as store:
        store.purge(dt.date(2011, 1, 1))


def found(path: Path) -> str:
    """Return which state stands."""
    with Store.open(path) as store:
        past = plain(store.load())
        before = store.decoded("a", item(), "ical 1"), store.decoded("a", item(digest="2"), "ical 1")
    if past == plain(BEFORE) and before == (Decoded((entry("Avant"),)), None):
        return "before"
    if past == AFTER and before == (None, Decoded((entry("Après"),))):
        return "after"
    if past == Past() and before == (None, None):
        return "empty"
    emptied = not past.standings and not past.uids and past.sources == BEFORE.sources
    return "purged" if emptied and before == (Decoded(), None) else "broken"


STEPS: dict[str, Callable[[Path, Hook], None]] = {
    "save": save,
    "migrate": migrate,
    "replace_damaged": replace_damaged,
    "purge": purge,
}


def crash(step: str, path: Path, last: int) -> bool:
    """Run the step in a child that is killed at its statement ``last``, and say whether it was."""
    child = os.fork()
    if child == 0:
        count = 0

        def kill_at_last(_: str) -> None:
            nonlocal count
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

        STEPS[step](path, kill_at_last)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(step: str, folder: Path) -> None:
    database.SYNCHRONOUS = "OFF"  # a process dies here, not the machine
    base = folder / "base" / "state.sqlite"
    if step == "migrate":
        base.parent.mkdir()
    else:
        begin(base)
    outcomes: list[str] = []
    killed = True
    while killed:
        work = folder / f"{len(outcomes)}"
        shutil.copytree(base.parent, work)
        path = work / base.name
        killed = crash(step, path, len(outcomes) + 1)
        state = found(path)
        STEPS[step](path, lambda _: None)
        outcomes.append(f"{state} {found(path)}")
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
