"""What is remembered between runs, as a person and as cron see it."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import Result
from tests.cli.test_merge import calendar, network, run, titles

DAY = dt.timedelta(days=1)
START = dt.datetime(2010, 9, 1, 8, tzinfo=dt.UTC)


def many(*titles: str) -> bytes:
    """Return a calendar of coming events, one a day from 14 September 2010 on."""
    events = [
        line
        for number, title in enumerate(titles)
        for line in (
            *("BEGIN:VEVENT", f"UID:{title}@entraide.example.org", "DTSTAMP:20100901T080000Z"),
            *(f"DTSTART:201009{14 + number:02}T180000", f"SUMMARY:{title}", "END:VEVENT"),
        )
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


class World:
    """A network of one source, and the days that pass."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "a.ics"
        self.config = network(folder, "a.ics")
        self.feed = folder / "feeds/tout.ics"
        self.now = START

    def merge(self, *arguments: object, after: dt.timedelta = dt.timedelta(hours=1)) -> Result:
        self.now += after
        return run("merge", "-c", self.config, "--now", self.now.isoformat(), *arguments)

    def titles(self) -> list[str]:
        return titles(self.feed)

    def events(self) -> dict[str, Any]:
        calendar = icalendar.Calendar.from_ical(self.feed.read_bytes())
        return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.source.write_bytes(many("a", "b", "c", "d", "e", "f"))
    assert made.merge().exit_code == 0
    return made


def test_a_source_that_fails_keeps_what_it_last_gave(world: World) -> None:
    before = world.feed.read_bytes()
    world.source.unlink()
    result = world.merge()
    assert result.exit_code == 3
    assert world.feed.read_bytes() == before
    assert "a.ics" in result.stderr


def test_a_deleted_event_is_shown_as_cancelled_then_goes(world: World) -> None:
    world.source.write_bytes(many("a", "b", "c", "d", "e"))
    assert world.merge().exit_code == 0
    assert world.titles() == ["ANNULÉ – f", "a", "b", "c", "d", "e"]
    assert str(world.events()["ANNULÉ – f"]["STATUS"]) == "CANCELLED"
    world.merge(after=15 * DAY)
    assert "ANNULÉ – f" not in world.titles()


def test_a_mass_disappearance_is_held_until_it_is_accepted(world: World) -> None:
    world.source.write_bytes(many("a"))
    result = world.merge()
    assert result.exit_code == 3
    assert world.titles() == ["a", "b", "c", "d", "e", "f"]
    assert run("status", "-c", world.config).exit_code == 3
    assert "accept" in run("status", "-c", world.config).stdout
    assert run("accept", "s0", "-c", world.config).exit_code == 0
    assert world.merge().exit_code == 0
    assert world.titles() == ["ANNULÉ – b", "ANNULÉ – c", "ANNULÉ – d", "ANNULÉ – e", "ANNULÉ – f", "a"]


def test_an_empty_calendar_withdraws_nothing_before_hold_days(world: World) -> None:
    world.source.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    assert world.merge().exit_code == 3
    assert world.titles() == ["a", "b", "c", "d", "e", "f"]
    assert world.merge(after=8 * DAY).exit_code == 0
    assert all(title.startswith("ANNULÉ") for title in world.titles())


def test_what_is_long_unread_is_not_confirmed(world: World) -> None:
    world.source.write_bytes(b"<html>connexion</html>")
    world.merge()
    world.merge(after=4 * DAY)
    event = world.events()["f"]
    assert str(event["STATUS"]) == "TENTATIVE"
    assert "Non confirmé depuis le 01/09/2010" in str(event["DESCRIPTION"])
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f"))
    world.merge()
    assert "Non confirmé" not in str(world.events()["f"].get("DESCRIPTION"))


def test_an_edit_keeps_the_uid_and_raises_sequence_and_stamp(world: World) -> None:
    before = world.events()["a"]
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f").replace(b"SUMMARY:a", b"SUMMARY:a bis"))
    world.merge()
    after = world.events()["a bis"]
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert world.events()["b"]["DTSTAMP"].dt == before["DTSTAMP"].dt


def test_uids_that_do_not_survive_rename_nothing(world: World) -> None:
    before = world.feed.read_bytes()
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f").replace(b"@entraide", b"-2@entraide"))
    assert world.merge().exit_code == 0
    assert world.feed.read_bytes() == before


def test_a_lost_state_is_recovered_from_the_feed(world: World) -> None:
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f").replace(b"SUMMARY:a", b"SUMMARY:a bis"))
    world.merge()
    before = world.feed.read_bytes()
    for path in world.folder.glob("reseau-sync.sqlite*"):
        path.unlink()
    world.source.write_bytes(world.source.read_bytes().replace(b"@entraide", b"-2@entraide"))
    assert world.merge(after=3 * DAY).exit_code == 0
    assert world.feed.read_bytes() == before


def test_a_corrupt_state_is_set_aside_and_said(world: World) -> None:
    before = world.feed.read_bytes()
    (world.folder / "reseau-sync.sqlite").write_bytes(b"rien" * 5000)
    for journal in world.folder.glob("reseau-sync.sqlite-*"):
        journal.unlink()
    result = world.merge("-q")
    assert result.exit_code == 0
    assert "mise de côté" in result.stderr
    assert world.feed.read_bytes() == before


def test_a_source_taken_out_leaves_without_a_word(world: World) -> None:
    network(world.folder)
    assert world.merge().exit_code == 0
    assert world.titles() == []


def test_another_tool_under_the_same_source_keeps_the_uids(world: World) -> None:
    before = {title: str(event["UID"]) for title, event in world.events().items()}
    assert run("convert", world.source, world.folder / "b.csv").exit_code == 0
    sheet = (world.folder / "b.csv").read_text(encoding="utf-8-sig").replace("@entraide.example.org", "")
    (world.folder / "b.csv").write_text(sheet, encoding="utf-8-sig")
    text = world.config.read_text(encoding="utf-8").replace('"ical"', '"csv"').replace("a.ics", "b.csv")
    world.config.write_text(text, encoding="utf-8")
    assert world.merge().exit_code == 0
    assert {title: str(event["UID"]) for title, event in world.events().items()} == before


def test_quiet_speaks_when_something_changes_and_once_a_day(world: World) -> None:
    assert world.merge("-q").stderr == ""
    world.source.rename(world.folder / "ailleurs.ics")
    spoken = [bool(world.merge("-q", after=dt.timedelta(hours=5)).stderr) for _ in range(6)]
    assert spoken == [True, False, True, False, False, False]  # 15 h, 20 h, then 1 h of the next day
    (world.folder / "ailleurs.ics").rename(world.source)
    assert "de nouveau lue" in world.merge("-q").stderr
    assert world.merge("-q").stderr == ""


def test_a_run_in_which_nothing_changed_writes_nothing(world: World) -> None:
    world.merge(after=dt.timedelta(minutes=5))
    before = {path: path.stat().st_mtime_ns for path in world.folder.rglob("*.sqlite*") if "lock" not in path.name}
    content = (world.folder / "reseau-sync.sqlite").read_bytes()
    world.merge(after=dt.timedelta(minutes=5))
    assert (world.folder / "reseau-sync.sqlite").read_bytes() == content
    assert before


def test_a_run_that_dies_before_publishing_is_finished_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f", "g"))
    with monkeypatch.context() as patched:
        patched.setattr("reseau_sync.pipeline.publish", _die)
        assert isinstance(world.merge().exception, KeyboardInterrupt | SystemExit)
    assert "g" not in world.titles()
    assert world.merge().exit_code == 0
    assert "g" in world.titles()


def _die(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def test_a_second_run_at_the_same_time_does_nothing_and_is_no_failure(world: World) -> None:
    (lock,) = world.folder.glob("*.lock")
    with lock.open("rb+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        result = world.merge()
    assert result.exit_code == 0
    assert "en cours" in result.stderr


def test_retract_takes_out_at_once_and_stays_out(world: World) -> None:
    uid = str(world.events()["c"]["UID"])
    assert run("retract", uid, "-c", world.config).exit_code == 0
    assert world.titles() == ["a", "b", "d", "e", "f"]
    world.merge(after=2 * DAY)
    assert world.titles() == ["a", "b", "d", "e", "f"]
    assert run("retract", "s0", "-c", world.config).exit_code == 0
    assert world.titles() == []
    assert run("retract", "personne", "-c", world.config).exit_code == 2


def test_rollback_publishes_the_version_before_until_resume(world: World) -> None:
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f", "g"))
    world.merge()
    assert "g" in world.titles()
    back = run("rollback", "-c", world.config)
    assert back.exit_code == 0
    assert " : écrit" in back.stdout
    assert world.titles() == ["a", "b", "c", "d", "e", "f"]
    assert world.merge().exit_code == 3
    assert world.titles() == ["a", "b", "c", "d", "e", "f"]
    assert run("resume", "-c", world.config).exit_code == 0
    assert world.merge().exit_code == 0
    assert "g" in world.titles()


def test_diff_says_what_would_change_and_writes_nothing(world: World) -> None:
    before = world.feed.read_bytes()
    changed = many("a", "b", "c", "d", "e", "f", "g").replace(b"SUMMARY:a", b"SUMMARY:a bis")
    world.source.write_bytes(changed)
    result = run("diff", "-c", world.config, "--now", (world.now + DAY).isoformat())
    assert result.exit_code == 0
    assert "ajouté : 20/09/2010 18:00 g" in result.stdout
    assert "a bis (titre)" in result.stdout
    assert world.feed.read_bytes() == before


def test_history_tells_what_became_of_an_event(world: World) -> None:
    uid = str(world.events()["a"]["UID"])
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f").replace(b"SUMMARY:a", b"SUMMARY:a bis"))
    world.merge()
    told = run("history", uid, "-c", world.config)
    assert told.exit_code == 0
    assert [line.split()[-1] for line in told.stdout.splitlines()] == ["a", "bis"]
    assert "en cours" in told.stdout
    runs = run("history", "-c", world.config).stdout
    assert runs.count("\n") >= 2
    assert "6 ajouté(s)" in runs
    assert "1 modifié(s)" in runs
    assert run("retract", uid, "-c", world.config).exit_code == 0
    assert "rien dans les agendas : une décision" in run("history", "-c", world.config).stdout


def test_what_ended_long_ago_is_forgotten(world: World) -> None:
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f").replace(b"SUMMARY:a", b"SUMMARY:marque-du-passe"))
    world.merge()
    world.source.write_bytes(many("a", "b", "c", "d", "e", "f"))
    world.merge(after=1200 * DAY)
    assert b"marque-du-passe" in _remembered(world)
    assert run("purge", "-c", world.config, "--now", world.now.isoformat()).exit_code == 0
    assert b"marque-du-passe" not in _remembered(world)


def _remembered(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in world.folder.glob("reseau-sync.sqlite*"))


def test_status_is_json_for_monitoring(world: World) -> None:
    result = run("status", "--json", "-c", world.config)
    assert result.exit_code == 0
    (source,) = json.loads(result.stdout)["sources"]
    assert (source["source"], source["state"], source["events"]) == ("s0", "ok", 6)


def test_without_a_state_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    assert run("status", "-c", network(tmp_path, "a.ics")).exit_code == 2
