"""Real calendars, version after version: nobody is renamed, nothing is cancelled falsely, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from replay import Replay, Tally, histories, main
from reseau_sync.standing import Policy

OPEN = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "open"
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{}END:VCALENDAR\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:2011{}T180000Z\r\nSUMMARY:{}\r\nEND:VEVENT\r\n"


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "versions"), [("nfroidure+douaicollectif", 47), ("celesteap+Agenda-AN", 112)])
def test_a_real_history_renames_nobody_and_cancels_nothing_falsely(folder: str, versions: int) -> None:
    if not (OPEN / folder).is_dir():
        pytest.skip("no ../shared/corpus beside the project")
    tally = Tally()
    for name, found in histories((OPEN / folder).resolve()).items():
        run = Replay(name, tally, Policy())
        for version in found:
            done = run.step(version)
            assert done.withdrawn == () or version.path.stat().st_size > 1_000, "an empty version withdraws nothing"
    assert tally.steps == versions
    assert (tally.renamed, tally.falsely_cancelled, tally.lost, tally.unread) == (0, 0, 0, 0), tally.notes
    assert tally.events_kept > versions


def written(folder: Path, number: int, *events: str) -> None:
    path = folder / f"history__{number:03}-2011-01-{number + 1:02}-0123abcd-agenda.ics"
    path.write_bytes(CALENDAR.format("".join(events)).encode())


def test_the_replay_counts_what_is_cancelled_and_what_is_held(tmp_path: Path) -> None:
    seven = [EVENT.format(f"{number}@example.org", f"03{number + 1:02}", f"Réunion {number}") for number in range(7)]
    written(tmp_path, 0, *seven)
    written(tmp_path, 1, *seven[1:])
    written(tmp_path, 2)
    (tmp_path / "history__003-2011-01-04-0123abcd-agenda.ics").write_bytes(b"<html></html>")
    written(tmp_path, 4, *seven[1:])
    tally = Tally()
    ((name, versions),) = histories(tmp_path).items()
    run = Replay(name, tally, Policy())
    for version in versions:
        run.step(version)
    assert (tally.steps, tally.unread, tally.cancelled, tally.held_steps) == (5, 1, 1, 2)
    assert tally.is_right()
    assert main([str(tmp_path)]) == 0


def test_a_folder_without_a_history_is_no_success(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 1
