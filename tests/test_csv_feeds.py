"""Feeds that are tables: what reseau.toml says of them, what a run writes, and what it tells a person."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from reseau_sync.cli import main
from reseau_sync.config import load
from reseau_sync.errors import ConfigError
from reseau_sync.pipeline import Run, run

NOW = dt.datetime(2010, 9, 7, 6, tzinfo=dt.UTC)
NETWORK = """
[network]
name = "Réseau"

[[organisations]]
id = "marmite"
name = "La Marmite"

[[sources]]
id = "agenda"
organisation = "marmite"
location = "agenda.ics"
default_kind = "intervention"

[[feeds]]
id = "table"
format = "csv"
path = "table.csv"
"""
AGENDA = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//essai//FR
BEGIN:VEVENT
UID:repas@marmite.example
DTSTAMP:20100901T000000Z
DTSTART;TZID=Europe/Paris:20100907T120000
DTEND;TZID=Europe/Paris:20100907T140000
RRULE:FREQ=WEEKLY
SUMMARY:Repas
LOCATION:Calais
X-COULEUR:bleu
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
DESCRIPTION:Partir
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def a_network(folder: Path, options: str = "", agenda: str = AGENDA) -> Path:
    (folder / "agenda.ics").write_bytes(agenda.replace("\n", "\r\n").encode())
    path = folder / "reseau.toml"
    path.write_text(f"{NETWORK}{options}\n", encoding="utf-8")
    return path


def done(path: Path) -> Run:
    return run(load(path), now=NOW)


def rows(path: Path) -> list[list[str]]:
    text = (path.parent / "table.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_table_has_a_row_for_each_event(tmp_path: Path) -> None:
    path = a_network(tmp_path)
    assert done(path).exit_code == 0
    header, row = rows(path)
    assert dict(zip(header, row, strict=True))["récurrence"] == "FREQ=WEEKLY"


def test_the_rows_of_a_table_are_in_the_order_of_their_dates(tmp_path: Path) -> None:
    days = (14, 9, 21, 8, 30)
    vevents = "".join(
        f"BEGIN:VEVENT\nUID:{day}@marmite.example\nDTSTAMP:20100901T000000Z\nDTSTART;VALUE=DATE:201009{day:02}\n"
        f"SUMMARY:Tri {day}\nEND:VEVENT\n"
        for day in days
    )
    path = a_network(tmp_path, agenda=AGENDA.partition("BEGIN:VEVENT")[0] + vevents + "END:VCALENDAR\n")
    done(path)
    assert [row[3] for row in rows(path)[1:]] == [f"Tri {day}" for day in sorted(days)]


def test_a_table_of_occurrences_shows_the_days_of_the_feed(tmp_path: Path) -> None:
    path = a_network(tmp_path, 'window = 20\noptions = { rows = "occurrence" }')
    done(path)
    header, *found = rows(path)
    starts = [row[header.index("début")] for row in found]
    assert starts == ["2010-09-07 12:00", "2010-09-14 12:00", "2010-09-21 12:00"]


def test_a_table_of_events_holds_those_of_the_window_that_is_stated(tmp_path: Path) -> None:
    path = a_network(tmp_path, "window = { past = 0, coming = 5 }", AGENDA.replace("RRULE:FREQ=WEEKLY\n", ""))
    done(path)
    assert len(rows(path)) == 2
    run(load(path), now=NOW + dt.timedelta(days=1))
    assert len(rows(path)) == 1


def test_a_rota_to_print_says_who_comes(tmp_path: Path) -> None:
    path = a_network(tmp_path, 'options = { rows = "rota", days = 7, sites = ["Steenvoorde"] }')
    done(path)
    assert [row[:3] for row in rows(path)[:3]] == [
        ["Semaine 36 : du 6 au 12 septembre 2010", "lundi 6 septembre", "mardi 7 septembre"],
        ["Steenvoorde", "—", "—"],
        ["Calais", "—", "12h-14h · Repas · La Marmite"],
    ]


def test_the_next_day_of_the_same_week_writes_nothing(tmp_path: Path) -> None:
    path = a_network(tmp_path, 'options = { rows = "rota" }')
    done(path)
    again = run(load(path), now=NOW + dt.timedelta(days=1))
    assert [each.state for each in again.feeds] == ["unchanged"]


def test_what_has_no_column_is_said_to_the_person(tmp_path: Path) -> None:
    path = a_network(tmp_path)
    told = str(tmp_path / "compte-rendu.json")
    merge = ["merge", "-c", str(path), "--report", told]
    said = "sans colonne dans ce tableau : agendas d'origine (1)"
    assert said in CliRunner().invoke(main, ["check", "-c", str(path)]).output
    assert f"\n  {said}\n" in CliRunner().invoke(main, [*merge, "-v", "--now", NOW.isoformat()]).output
    later = (NOW + dt.timedelta(days=1)).isoformat()
    assert said not in CliRunner().invoke(main, [*merge, "--now", later]).output  # not at every run of every day
    (feed,) = json.loads(Path(told).read_text(encoding="utf-8"))["feeds"]
    assert feed["left_out"] == [said]


def test_what_convert_leaves_out_is_said_too(tmp_path: Path) -> None:
    path = a_network(tmp_path)
    target = tmp_path / "copie.csv"
    found = CliRunner().invoke(main, ["convert", str(path.parent / "agenda.ics"), str(target)])
    assert found.exit_code == 0
    assert "rappels et autres composants (1), propriétés d'autres programmes (1)" in found.output
    arguments = ["convert", str(target), str(tmp_path / "rota.csv"), "--to-option", "rows=rota"]
    printed = CliRunner().invoke(main, [*arguments, "--to-option", "first=2010-09-06", "--to-option", "days=7"])
    assert printed.exit_code == 0
    assert "12h-14h · Repas" in (tmp_path / "rota.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('options = { rws = "rota" }', "feeds[table].options.rws"),
        ('options = { rows = "rota", hxl = true }', "feeds[table].options"),
        ('options = { separator = "x" }', "feeds[table].options.separator"),
    ],
)
def test_options_that_a_table_does_not_know_are_an_error_of_the_network_file(
    tmp_path: Path, options: str, said: str
) -> None:
    path = a_network(tmp_path, options)
    with pytest.raises(ConfigError) as caught:
        done(path)
    assert said in caught.value.say("fr")
    for command in ("merge", "check"):
        assert CliRunner().invoke(main, [command, "-c", str(path)]).exit_code == 2


OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Port
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0117
TZOFFSETTO:+0117
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:maree@marmite.example
DTSTAMP:20100901T000000Z
DTSTART;TZID=Port:20100907T120000
RRULE:FREQ=DAILY;COUNT=3
SUMMARY:Marée
END:VEVENT
END:VCALENDAR"""


def test_a_series_that_no_table_can_state_costs_itself_and_is_named(tmp_path: Path) -> None:
    path = a_network(tmp_path, agenda=AGENDA.replace("END:VCALENDAR", OWN_ZONE))
    found = done(path)
    assert [each.state for each in found.feeds] == ["written"]
    assert [row[3] for row in rows(path)] == ["titre", "Repas"]
    assert [(each.code, each.where.uid) for each in found.rejected] == [("custom-zone", "maree@marmite.example")]
    (tmp_path / "seule").mkdir()
    alone = a_network(tmp_path / "seule", agenda=_alone())
    assert [each.state for each in done(alone).feeds] == ["missing"]


def _alone() -> str:
    head = AGENDA.partition("BEGIN:VEVENT")[0]
    return head + OWN_ZONE + "\n"


def test_the_schema_command_prints_the_schema_of_each_table() -> None:
    found = CliRunner().invoke(main, ["schema", "table", "--option", "rows=occurrence"])
    assert "récurrence" not in [each["name"] for each in json.loads(found.output)["fields"]]


def test_an_edited_row_keeps_the_uid_under_which_it_is_published(tmp_path: Path) -> None:
    network = NETWORK.replace('"agenda.ics"', '"planning.csv"').replace(
        'format = "csv"\npath = "table.csv"', 'path = "t.ics"'
    )
    (tmp_path / "reseau.toml").write_text(network, encoding="utf-8")
    sheet = "Date;Heure;Lieu;Quoi\n{}mer 8/09/2010;18h-20h;Calais;Repas\njeu 9/09/2010;10h;Angres;Douches\n"

    def published(rows: str, day: int) -> dict[str, tuple[str, str]]:
        (tmp_path / "planning.csv").write_text(rows, encoding="utf-8")
        run(load(tmp_path / "reseau.toml"), now=NOW + dt.timedelta(days=day))
        events = icalendar.Calendar.from_ical((tmp_path / "t.ics").read_bytes()).walk("VEVENT")
        return {str(each["SUMMARY"]): (str(each["UID"]), str(each["SEQUENCE"])) for each in events}

    before = published(sheet.format(""), 0)
    inserted = (
        sheet.format("mer 8/09/2010;9h;Calais;Bois\n").replace("18h-20h", "18h30-20h").replace("Repas", "Repas chaud")
    )
    after = published(inserted, 1)
    assert after["Repas chaud"] == (before["Repas"][0], "1")
    assert after["Douches"] == before["Douches"]
    assert after["Bois"][0] not in {uid for uid, _ in before.values()}
