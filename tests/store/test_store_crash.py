"""A process killed at any statement leaves the state before, or the state after; and the next run goes on from it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reseau_sync.standing import Past
from reseau_sync.store import Store, aside
from tests.store.samples import RUN, at, entry, item, past_of, plain, reading, rich, standing

ROOT = Path(__file__).resolve().parents[2]

# One process forks a child for each point of the crash: starting Python each time would take minutes.
CHILD = """
import datetime, os, signal, sys
from pathlib import Path
from reseau_sync.standing import Past
from reseau_sync.store import Store
from tests.store.samples import *

path, step, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
count = 0

def kill_at_last(statement):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)

with Store.open(path, before_statement=kill_at_last) as store:
    before = store.load()
    if step == "save":
        store.save(plain(before), past_of(standing(title="Après")), run=at(1), readings=[reading((item(), [entry("Après")]))])
    elif step == "purge":
        store.purge(datetime.date(2011, 1, 1))
print(count)
"""


def crash(path: Path, step: str, last: int) -> int | None:
    """Run a step until its statement ``last``, and return how many there were, ``None`` where it was killed."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), step, str(last)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
