"""The schemas in schemas/ say what the models say."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from reseau_sync.config import template
from reseau_sync.model.event import EVENT, Event, Meeting, Recurrence
from reseau_sync.model.network import Network
from reseau_sync.model.place import Place
from reseau_sync.model.time import CustomTime, CustomZone, Date, FixedTime, Observance, ZonedTime
from reseau_sync.schema_words import DESCRIPTIONS
from reseau_sync.schemas import SCHEMAS, event_schema, network_schema, render, write

FOLDER = Path(__file__).resolve().parents[1] / "schemas"
NOON = dt.datetime.fromisoformat("2010-09-14T12:00:00")
ZONE = CustomZone(tzid="Chez nous", observances=(Observance(start=NOON, offset_from=0, offset_to=3600, dates=(NOON,)),))
START = ZonedTime(local=NOON, zone="Europe/Paris")
EVENTS = [
    Meeting(
        uid="1@a.example",
        title="Réunion",
        start=START,
        end=START,
        place=Place(commune="Dunkerque", insee="59183"),
        recurrence=Recurrence(rules=("FREQ=WEEKLY",), excluded=(START,)),
        created=dt.datetime(2010, 9, 1, tzinfo=dt.UTC),
        overrides=(Meeting(start=START, recurrence_id=START),),
    ),
    Event(start=Date(date=NOON.date())),
    Event(start=FixedTime(local=NOON, offset=3600)),
    Event(start=CustomTime(local=NOON, zone=ZONE)),
]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_file_is_what_the_models_give(name: str) -> None:
    made = render(SCHEMAS[name]())
    assert (FOLDER / name).read_text(encoding="utf-8") == made, "run: python -m reseau_sync.schemas schemas/"


def test_writing_gives_the_same_files(tmp_path: Path) -> None:
    write(tmp_path / "new")
    assert {each.name for each in (tmp_path / "new").iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize("make", [event_schema, network_schema])
def test_a_schema_is_one_and_the_same_each_time(make: Any) -> None:
    Draft202012Validator.check_schema(make())
    assert make()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert render(make()) == render(make())


@pytest.mark.parametrize("event", EVENTS)
def test_events_as_they_are_printed_are_valid(event: Event | Meeting) -> None:
    validator = Draft202012Validator(event_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    whole = json.loads(EVENT.dump_json(event))
    validator.validate(whole)
    validator.validate(json.loads(EVENT.dump_json(event, exclude_none=True)))
    assert EVENT.validate_python(whole) == event


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": {"type": "date", "date": "2010-09-14"}},
        {"kind": "event"},
        {"kind": "party", "start": {"type": "date", "date": "2010-09-14"}},
        {"kind": "event", "start": {"date": "2010-09-14"}},
        {"kind": "event", "start": {"type": "date", "date": "2010-09-14"}, "titel": "x"},
        {"kind": "event", "start": {"type": "zoned", "local": "2010-09-14T12:00:00Z", "zone": "Europe/Paris"}},
        {"kind": "event", "start": {"type": "date", "date": "2010-09-14"}, "capacity": -1},
    ],
)
def test_schema_and_model_refuse_the_same_events(wrong: dict[str, Any]) -> None:
    assert not Draft202012Validator(event_schema()).is_valid(wrong)
    with pytest.raises(ValidationError):
        EVENT.validate_python(wrong)


NETWORK: dict[str, Any] = {
    "network": {"name": "R"},
    "organisations": [{"id": "a", "name": "A", "type": "collective", "members": ["b"]}],
    "sources": [{"id": "s", "location": {"command": ["pass", "show"]}, "options": {"x": 1}}],
    "feeds": [{"id": "f", "path": "f.ics", "filter": {"kind": "meeting", "commune": ["Dunkerque"]}}],
}


def test_a_network_is_valid() -> None:
    validator = Draft202012Validator(network_schema())
    validator.validate(NETWORK)
    Network.model_validate(NETWORK)
    validator.validate(tomllib.loads(template("R")))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        NETWORK | {"source": []},
        NETWORK | {"network": {"name": ""}},
        NETWORK | {"sources": [{"id": "s"}]},
        NETWORK | {"sources": [{"id": "S", "location": "a"}]},
        NETWORK | {"sources": [{"id": "s", "location": {}}]},
        NETWORK | {"sources": [{"id": "s", "location": {"env": "A", "file": "b"}}]},
        NETWORK | {"feeds": [{"id": "f", "path": "a", "filter": {"kind": "meting"}}]},
    ],
)
def test_schema_and_model_refuse_the_same_networks(wrong: dict[str, Any]) -> None:
    assert not Draft202012Validator(network_schema()).is_valid(wrong)
    with pytest.raises(ValidationError):
        Network.model_validate(wrong)


def test_every_key_of_reseau_toml_is_described_and_no_other() -> None:
    schema = network_schema()
    tables = {"Network": schema} | schema["$defs"]
    keys = {name: set(each["properties"]) for name, each in tables.items() if "properties" in each}
    assert keys == {name: set(each) for name, each in DESCRIPTIONS.items()}
    assert '"null"' not in render(schema)
