"""A state that is lost is made anew from feeds in either form: UIDs stay, and no SEQUENCE falls."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import icalendar
import pytest

from reseau_sync.config import load
from reseau_sync.ics.published import series_uid
from reseau_sync.pipeline import run

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
AGENDA = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\n"
    "BEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;TZID=Europe/Paris:20261001T190000\r\n"
    "RRULE:FREQ=WEEKLY\r\nSUMMARY:Chorale\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;TZID=Europe/Paris:20261008T203000\r\n"
    "RECURRENCE-ID;TZID=Europe/Paris:20261008T190000\r\nSUMMARY:Chorale (déplacée)\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


@pytest.mark.parametrize("form", ["full", "flat"])
@pytest.mark.parametrize("days", [0, 1])
def test_a_lost_state_is_made_anew_from_the_feed(tmp_path: Path, form: str, days: int) -> None:
    (tmp_path / "reseau.toml").write_text(
        '[network]\nname = "R"\n[[organisations]]\nid = "a"\nname = "A"\n'
        '[[sources]]\nid = "a"\norganisation = "a"\nlocation = "a.ics"\n'
        f'[[feeds]]\nid = "f"\npath = "f.ics"\nform = "{form}"\n',
        encoding="utf-8",
    )

    def merged(agenda: str, now: dt.datetime) -> dict[str, Any]:
        (tmp_path / "a.ics").write_bytes(agenda.encode())
        assert run(load(tmp_path / "reseau.toml"), now=now).exit_code == 0
        events: Any = icalendar.Calendar.from_ical((tmp_path / "f.ics").read_bytes()).walk("VEVENT")
        return {str(each["UID"]): each for each in events}

    merged(AGENDA, NOW)
    edited = AGENDA.replace("Chorale\r\n", "La chorale\r\n")
    before = merged(edited, NOW + dt.timedelta(hours=1))
    assert {int(each["SEQUENCE"]) for each in before.values()} == {1}
    (tmp_path / "reseau-sync.sqlite").unlink()
    after = merged(edited, NOW + dt.timedelta(days=days, hours=2))
    assert {series_uid(each) for each in after} == {series_uid(each) for each in before}
    assert len(after.keys() & before.keys()) >= len(before) - 1
    assert min(int(each["SEQUENCE"]) for each in after.values()) >= 1
    if form == "full" or days == 0:
        assert {int(each["SEQUENCE"]) for each in after.values()} == {1}


@pytest.mark.parametrize(
    ("uid", "series"),
    [
        ("0a1b-20261008T190000@reseau-sync", "0a1b@reseau-sync"),
        ("0a1b-20261008T170000Z@reseau-sync", "0a1b@reseau-sync"),
        ("0a1b-20261008@reseau-sync", "0a1b@reseau-sync"),
        ("2-0a1b-20261008@reseau-sync", "0a1b@reseau-sync"),
        ("0a1b@reseau-sync", "0a1b@reseau-sync"),
    ],
)
def test_the_uid_of_an_instance_tells_its_series(uid: str, series: str) -> None:
    assert series_uid(uid) == series
