"""``read``, ``convert``, ``check``, ``init`` and ``schema``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import click
import icalendar
import pytest
from tests.cli.test_merge import FEED, calendar, network, run

from reseau_sync.cli import main
from reseau_sync.cli.findings_table import findings_table
from reseau_sync.entry import Rejected, Where
from reseau_sync.errors import Words
from reseau_sync.model import EVENT

LITTORAL = Path(__file__).resolve().parents[2] / "examples/littoral"


def test_read_prints_an_event_of_the_shared_schema_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    result = run("read", tmp_path / "a.ics", "--json-lines")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    event = EVENT.validate_json(line)
    assert (event.title, event.uid) == ("Réunion", "a@entraide.example.org")
    assert json.loads(line)["start"]["local"] == "2010-09-14T18:00:00"


def test_read_prints_rejected_items_with_place_reason_and_code(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion").replace(b"DTSTART:20100914T180000\r\n", b""))
    result = run("read", tmp_path / "a.ics", "--json-lines")
    assert result.exit_code == 0
    (line,) = map(json.loads, result.stdout.splitlines())
    assert line["rejected"]["code"] == "no-start"
    assert line["rejected"]["where"]["line"] == 4
    assert line["rejected"]["reason"]


@pytest.mark.parametrize("command", [("read",), ("convert",)])
def test_a_location_that_cannot_be_read_is_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    target = [tmp_path / "b.ics"] if command == ("convert",) else []
    result = run(*command, tmp_path / "absent.ics", *target)
    assert result.exit_code == 1
    assert "absent.ics" in result.stderr
    assert not (tmp_path / "b.ics").exists()


def test_an_unknown_adapter_or_option_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    assert run("read", tmp_path / "a.ics", "--adapter", "icla").exit_code == 2
    assert run("read", tmp_path / "a.ics", "--option", "couleur=bleu").exit_code == 2
    assert run("read", tmp_path / "a.ics", "--option", "couleur").exit_code == 2


def test_convert_goes_from_any_adapter_to_any(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    for source, target in (("a.ics", "b.csv"), ("b.csv", "c.ics"), ("c.ics", "d.ics")):
        result = run("convert", tmp_path / source, tmp_path / target)
        assert result.exit_code == 0, result.output
    (event,) = icalendar.Calendar.from_ical((tmp_path / "d.ics").read_bytes()).walk("VEVENT")
    assert (event["UID"], event["SUMMARY"]) == ("a@entraide.example.org", "Réunion")


def test_check_of_the_example_finds_nothing() -> None:
    assert run("check", "-c", LITTORAL / "reseau.toml").exit_code == 0


def test_check_prints_each_reject_and_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion").replace(b"20100914T180000", b"mardi soir"))
    result = run("check", "-c", network(tmp_path, "a.ics"))
    assert result.exit_code == 3
    for said in ("s0", "mardi soir", "bad-date", "ligne 7"):
        assert said in result.output
    assert not (tmp_path / "feeds").exists()


SHEETS = """\
[network]
name = "Littoral"
language = "{language}"
[[sources]]
id = "cabane"
adapter = "csv"
location = "cabane.csv"
options = {{ reference_date = 2024-09-25, columns = {{ "Truc" = "title", "Bidule" = "date" }} }}
[[sources]]
id = "vagues"
adapter = "csv"
location = "vagues.csv"
options = {{ reference_date = 2024-09-25, approximate = "span" }}
[[feeds]]
id = "tout"
audience = "network"
path = "tout.ics"
"""


def sheets(folder: Path, language: str = "fr") -> Path:
    """Write a network of two sheets, one with headers of its own, one with vague dates."""
    rows = ("Bidule;Heure;Machin;Truc", "01/10;18h;x;Repas", "mardi 3/10/2024;18h;y;Tri", "4/10/2024;bientôt;z;Tri", "")
    (folder / "cabane.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "vagues.csv").write_text("Date;Quoi;Où\nmi-octobre;Grand tri;Marck\n", encoding="utf-8")
    (folder / "reseau.toml").write_text(SHEETS.format(language=language), encoding="utf-8")
    return folder / "reseau.toml"


def test_options_of_a_sheet_reach_its_reader(tmp_path: Path) -> None:
    result = run("merge", "-c", sheets(tmp_path))
    assert result.exit_code in (0, 3), result.output
    events = icalendar.Calendar.from_ical((tmp_path / "tout.ics").read_bytes()).walk("VEVENT")
    found = {str(event["SUMMARY"]): event for event in events}
    assert found["Repas"]["DTSTART"].to_ical() == b"20241001T180000"
    vague = next(event for title, event in found.items() if "Grand tri" in title)
    assert str(vague["STATUS"]) == "TENTATIVE"
    assert [vague[key].to_ical() for key in ("DTSTART", "DTEND")] == [b"20241011", b"20241021"]


@pytest.mark.parametrize(("language", "said"), [("fr", "est un jeudi"), ("en", "is a Thursday")])
def test_check_writes_a_table_of_rejects_for_the_association(tmp_path: Path, language: str, said: str) -> None:
    result = run("check", "-c", sheets(tmp_path, language), "--table", tmp_path / "rejets.csv")
    assert result.exit_code == 3
    assert "A3" in result.output
    table = list(csv.reader((tmp_path / "rejets.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row[:4] for row in table[1:]] == [["cabane", "cabane.csv", "A3", "3"], ["cabane", "cabane.csv", "B4", "4"]]
    assert said in table[1][5]
    assert all(all(row) for row in table)


def test_what_a_spreadsheet_would_run_is_no_formula_in_the_table_of_rejects() -> None:
    rejected = Rejected(Where("s", row=2, column=28), "no-date", Words("faux", "wrong"), "=cmd()", advice=None)
    assert ";AB2;2;'=cmd();" in findings_table([rejected], "fr", {})


def test_init_writes_a_network_file_that_check_accepts(tmp_path: Path) -> None:
    result = run("init", tmp_path / "réseau", "--name", "Réseau du Détroit", "--organisation", "Les Veilleurs")
    assert result.exit_code == 0, result.output
    assert run("check", "-c", tmp_path / "réseau/reseau.toml").exit_code == 0


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "reseau.toml").write_text("# le mien\n", encoding="utf-8")
    assert run("init", tmp_path, "--name", "x").exit_code == 2
    assert (tmp_path / "reseau.toml").read_text(encoding="utf-8") == "# le mien\n"


@pytest.mark.parametrize(("which", "file"), [("event", "event"), ("network", "reseau"), ("table", "events.table")])
def test_schema_prints_what_the_repository_holds(which: str, file: str) -> None:
    names = {"event": "event.schema.json", "reseau": "reseau.schema.json", "events.table": "events.table.json"}
    kept = (Path(__file__).resolve().parents[2] / "schemas" / names[file]).read_text(encoding="utf-8")
    assert run("schema", which).stdout == kept


def test_the_version_is_said() -> None:
    assert run("--version").stdout.startswith("reseau-sync ")


def test_an_empty_network_makes_an_empty_feed(tmp_path: Path) -> None:
    assert run("merge", "-c", network(tmp_path, rest=FEED)).exit_code == 0
    assert icalendar.Calendar.from_ical((tmp_path / "feeds/tout.ics").read_bytes()).walk("VEVENT") == []


def test_the_help_names_every_command_once() -> None:
    commands = run("--help").stdout.partition("Commands:\n")[2].splitlines()
    names = [line.split()[0] for line in commands if line.startswith("  ") and line[2] != " "]
    assert len(set(names)) == len(names)
    assert {"links", "renew", "review"} <= set(names)


def test_the_readme_has_a_row_for_every_command() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    rows = "\n".join(line.split("|")[1] for line in readme.splitlines() if line.startswith("| `"))
    missing = [name for name in main.list_commands(click.Context(main)) if f"`{name}" not in rows]
    assert missing == []
