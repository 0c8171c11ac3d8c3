"""``reseau-sync merge --clusters``: what was found to be one event, one line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.test_merge import run

NETWORK = """\
[network]
name = "Réseau d’essai"
[[organisations]]
id = "phare"
name = "Le Phare"
[[organisations]]
id = "ancre"
name = "Ancre Solidaire"
[[sources]]
id = "a"
organisation = "phare"
location = "agenda-a.ics"
[[sources]]
id = "b"
organisation = "ancre"
location = "tableau-b.csv"
[[feeds]]
id = "tout"
path = "tout.ics"
"""
SERIES = (
    *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", "BEGIN:VEVENT", "UID:3fa9c04b17@phare.example.org"),
    *("DTSTAMP:20260801T080000Z", "DTSTART;TZID=Europe/Paris:20260907T180000", "RRULE:FREQ=WEEKLY;COUNT=3"),
    *("SUMMARY:Cercle de silence", "LOCATION:Calais", "END:VEVENT", "END:VCALENDAR", ""),
)
SHEET = """\
Date;Début;Fin;Titre;Lieu
14/09/2026;18:00;19:00;Cercle de silence (Calais);
20/09/2026;10:00;12:00;Loto;Lille
"""


def _clusters(folder: Path, *more: str) -> list[dict[str, Any]]:
    (folder / "reseau.toml").write_text(NETWORK, encoding="utf-8")
    (folder / "agenda-a.ics").write_text("\r\n".join(SERIES), encoding="utf-8", newline="")
    (folder / "tableau-b.csv").write_text(SHEET, encoding="utf-8")
    out = folder / "clusters.jsonl"
    days = ("--from", "2026-09-01", "--to", "2026-09-30")
    config = ("-c", folder / "reseau.toml")
    result = run("merge", *config, "--now", "2026-08-20", "--clusters", out, *days, *more)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def _members(line: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(each["source"], each["uid"], each["recurrence_id"]) for each in line["members"]]


def test_a_line_for_each_event_and_occurrence_names_its_members(tmp_path: Path) -> None:
    lines = _clusters(tmp_path)
    series = "3fa9c04b17@phare.example.org"
    assert [_members(line) for line in lines] == [
        [("agenda-a.ics", series, "2026-09-07T18:00:00+02:00")],
        [("agenda-a.ics", series, "2026-09-14T18:00:00+02:00"), ("tableau-b.csv", "row:1", None)],
        [("tableau-b.csv", "row:2", None)],
        [("agenda-a.ics", series, "2026-09-21T18:00:00+02:00")],
    ]
    assert len({line["uid"] for line in lines}) == 2


def test_a_run_in_which_nothing_changed_says_the_same(tmp_path: Path) -> None:
    assert _clusters(tmp_path) == _clusters(tmp_path)
    assert _clusters(tmp_path, "--dry-run") == _clusters(tmp_path)


def test_days_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    _clusters(tmp_path)
    out = tmp_path / "other.jsonl"
    days = ("--from", "2026-09-30", "--to", "2026-09-01")
    result = run("merge", "-c", tmp_path / "reseau.toml", "--clusters", out, *days)
    assert result.exit_code == 2
    assert not out.exists()
