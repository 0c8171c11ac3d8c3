"""One run at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reseau_sync.errors import Busy, ReseauError, StoreError
from reseau_sync.store import RunLock

HOLD = """
import sys
from pathlib import Path
from reseau_sync.store import RunLock
with RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def test_a_second_run_is_told_who_is_at_it(tmp_path: Path) -> None:
    process = holder(tmp_path / "s")
    try:
        with pytest.raises(Busy) as caught, RunLock(tmp_path / "s"):
            pass
        assert f"processus {process.pid}" in caught.value.say("fr")
        assert f"process {process.pid}" in caught.value.say("en")
    finally:
        end(process)
    with RunLock(tmp_path / "s"):
        pass


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    process = holder(tmp_path / "s")
    os.kill(process.pid, signal.SIGKILL)
    end(process)
    with RunLock(tmp_path / "s"):
        assert (tmp_path / "s.lock").read_text() == f"{os.getpid()}\n"


def test_the_lock_is_given_back_also_after_a_failure_and_can_be_taken_again(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "s")
    with pytest.raises(KeyError), lock:
        raise KeyError
    with lock, pytest.raises(Busy), RunLock(tmp_path / "s"):
        pass
    with lock:
        pass


def test_whatever_stands_in_the_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.lock").write_bytes(b"\xff" * 100)
    with RunLock(tmp_path / "s"):
        assert (tmp_path / "s.lock").read_text() == f"{os.getpid()}\n"


def test_being_busy_is_no_failure_of_the_store() -> None:
    assert issubclass(Busy, ReseauError)
    assert not issubclass(Busy, StoreError)


def test_a_lock_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "s.lock").mkdir()
    with pytest.raises(StoreError) as caught, RunLock(tmp_path / "s"):
        pass
    assert caught.value.code == "unusable"
