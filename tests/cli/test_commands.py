"""``read``, ``convert``, ``check``, ``init`` and ``schema``."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest
from tests.cli.test_merge import FEED, calendar, network, run

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
