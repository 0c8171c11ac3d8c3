"""Whatever happens to the machine, the feeds on the disk stay whole, and the next run finishes the work."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.errors import StoreError
from tests.crash import network
from tests.crash.children import Wanted, begun, copied, finished
from tests.crash.filling import REFUSED, UNSAVED, WHEN
from tests.stateful.calendars import shown_by

ROOT = Path(__file__).resolve().parents[2]
YEAR = dt.timedelta(days=365)


def said_by(module: str, folder: Path) -> list[dict[str, Any]]:
    """Run a module that harms runs, in a process of its own, and return what it says of each."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def all_well(said: list[dict[str, Any]]) -> bool:
    return all(each["whole"] and each["finished"] and each["quiet"] for each in said)


def test_a_run_killed_at_any_step_towards_the_disk_is_finished_by_the_next(tmp_path: Path) -> None:
    said = said_by("tests.crash.dying", tmp_path)
    assert [each for each in said if not all_well([each])] == []
    assert [each["killed"] for each in said] == [True] * (len(said) - 1) + [False]
    # Steps were found before the first feed was written, between the two, and after them.
    assert {each["published"] for each in said} == {0, 1, 2}
    assert len(said) > 50


def test_a_run_on_a_full_disk_is_finished_by_the_next_that_finds_room(tmp_path: Path) -> None:
    said = said_by("tests.crash.filling", tmp_path)
    assert [each for each in said if not all_well([each])] == []
    assert {each["code"] for each in said if each["when"] == WHEN[0]} == {UNSAVED, 0}
    publishing = [each for each in said if each["when"] == WHEN[1]]
    assert {each["code"] for each in publishing if each["published"] < 2} <= {UNSAVED, REFUSED}
    assert {0, 2} <= {each["published"] for each in publishing}


@pytest.fixture(name="wanted")
def _wanted(tmp_path: Path) -> Wanted:
    return begun(tmp_path)


def test_feeds_in_a_folder_that_is_read_only_stand_until_it_is_not(
    tmp_path: Path, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only(folder / "feeds"))
        done = network.merge(folder)
    assert {feed.state for feed in done.feeds} == {"refused"}
    assert done.exit_code == 3
    assert network.feeds(folder) == wanted.old
    after = finished(folder, wanted)
    assert (after.finished, after.quiet) == (True, True)


def test_nothing_is_published_that_cannot_be_remembered(
    tmp_path: Path, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only(folder))
        with pytest.raises(StoreError) as caught:
            network.merge(folder)
    assert caught.value.code == "forbidden"
    assert network.feeds(folder) == wanted.old
    after = finished(folder, wanted)
    assert (after.finished, after.quiet) == (True, True)


def read_only(folder: Path) -> Any:
    """Return an ``os.open`` under which ``folder`` lies on a file system that is read-only: not even root may write."""
    real = os.open

    def opened(path: Any, flags: int, *arguments: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and Path(os.fsdecode(path)).is_relative_to(folder):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return real(path, flags, *arguments, **more)

    return opened


def test_a_clock_that_jumps_back_a_year_and_returns_changes_nothing(tmp_path: Path, wanted: Wanted) -> None:
    folder, straight = copied(tmp_path), copied(tmp_path, "straight")
    for each in (folder, straight):
        network.merge(each)
    before = stamps(folder)
    done = network.merge(folder, network.NOW - YEAR)
    assert {feed.state for feed in done.feeds} <= {"written", "unchanged"}
    assert stamps(folder) == before
    later = network.NOW + dt.timedelta(hours=1)
    network.merge(folder, later)
    network.merge(straight, later)
    assert network.feeds(folder) == network.feeds(straight) == wanted.new


def test_an_edit_while_the_clock_is_a_year_behind_has_a_newer_stamp_all_the_same(
    tmp_path: Path, wanted: Wanted
) -> None:
    folder = copied(tmp_path)
    network.merge(folder)
    before = stamps(folder)
    calendar = folder / "agenda.ics"
    calendar.write_bytes(calendar.read_bytes().replace(b"LOCATION:Carrefour", b"LOCATION:Mairie", 1))
    network.merge(folder, network.NOW - YEAR)
    after = stamps(folder)
    changed = {uid for uid in after if after[uid] != before[uid]}
    assert len(changed) == 1
    assert after.keys() == before.keys()
    assert all(after[uid] > before[uid] for uid in changed)


def stamps(folder: Path) -> dict[str, tuple[int, dt.datetime]]:
    feed = network.feeds(folder)["tout.ics"]
    return {each.uid: (each.sequence, each.changed) for each in shown_by(feed)}
