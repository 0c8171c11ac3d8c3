"""A process killed at any statement leaves the state before, or the state after; the next run goes on from it."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("save", "before", "after"),
        ("migrate", "empty", "empty"),
        ("replace_damaged", "empty", "empty"),
        ("purge", "before", "purged"),
    ],
)
def test_a_process_killed_at_any_statement_leaves_the_state_before_or_after(
    tmp_path: Path, step: str, before: str, after: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crashing", step, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert len(outcomes) > 5
    states = [state for state, _ in groupby(outcomes)]
    # First the state before, then the one after, and never another; the run that follows always comes to the end.
    assert states == list(dict.fromkeys([f"{before} {after}", f"{after} {after}"]))
