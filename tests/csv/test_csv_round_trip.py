"""What is written as a sheet is read back as it was, in every field that has a column."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from frictionless import Resource, Schema
from frictionless.formats.csv import CsvControl
from hypothesis import given
from hypothesis import strategies as st
from tests.csv.writing import CONTEXTS, FORMS, hostile

from reseau_sync.errors import EncodeError
from reseau_sync.model import (
    KINDS,
    AnyEvent,
    CustomTime,
    Date,
    Meeting,
    OtherProperty,
    Place,
    Recurrence,
    Time,
    ZonedTime,
)
from reseau_sync.ports import Adapter, Context, Encoder
from reseau_sync.testing import Body, EncoderSuite, SourceSuite, strategies
from reseau_sync.testing.strategies.times import moved
from reseau_sync_csv import CsvAdapter, left_out, render, table_schema
from reseau_sync_csv.columns import COLUMNS
from reseau_sync_csv.plain import read_sheet
from reseau_sync_csv.times import Zone

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "events.table.json"
DAY = Date(date=dt.date(2010, 9, 14))


@given(st.lists(hostile(), max_size=3), st.sampled_from(CONTEXTS))
def test_any_events_written_and_read_back_are_the_same(events: list[AnyEvent], context: Context) -> None:
    decoded = read_sheet(CsvAdapter().encode(events, context), context)
    assert decoded.rejected == ()
    assert [entry.event for entry in decoded.entries] == events


@given(st.lists(hostile(), max_size=2), st.sampled_from(CONTEXTS))
def test_no_cell_that_is_written_starts_as_a_formula(events: list[AnyEvent], context: Context) -> None:
    text = CsvAdapter().encode(events, context).decode("utf-8-sig")
    bare = re.sub(r'"(?:[^"]|"")*"', '"', text)
    quoted = re.findall(r'(?:^|[;\n])"((?:[^"]|"")*)"', text)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in (*quoted, *re.split(r"[;\r\n]", bare)))


def without_columns(event: AnyEvent) -> AnyEvent:
    """Return an event with only what has a column: times of a zone of its own stand at their offset."""
    return event.model_copy(
        update={
            "stamp": None,
            "provenance": (),
            "other_properties": (),
            "other_components": (),
            "start": at_offset(event.start),
            "end": event.end if event.end is None else at_offset(event.end),
            "overrides": tuple(without_columns(each) for each in event.overrides),
        }
    )


def at_offset(time: Time) -> Time:
    zone = Zone.of(time)
    return zone.at(time.local) if zone and isinstance(time, CustomTime) else time


SHEET = (
    "\ufeffidentifiant;instance;type;titre;début;fin;récurrence;commune;services\r\n"
    'college@example.org;;réunion;"Collège ; salle 2";2010-09-14 18:00;2010-09-14 20:00;"FREQ=WEEKLY;BYDAY=TU";;\r\n'
    "college@example.org;2010-09-21 18:00;réunion;Collège (reporté);22/09/2010 18h;22/09/2010 20h;;;\r\n"
    ';;intervention;Douches;2010-09-16;2010-09-17;;Loon-Plage;"douches ; eau"\r\n'
).encode()
MIXED = 'titre,début\n"Fête 🎉, le soir",14/09/2010\n'.encode()


class TestCsvSource(SourceSuite):
    def adapter(self) -> Adapter:
        return CsvAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {
            "planning.csv": SHEET,
            "feuilles": [("b.tsv", MIXED.replace(b',"', b'\t"')), ("a.csv", SHEET)],
            "https://tableur.example.org/export.csv": MIXED,
        }

    def broken(self) -> Mapping[str, Body]:
        return {
            "sans-date.csv": MIXED.replace(b"14/09/2010", b"bientot"),
            "page.csv": b"<!DOCTYPE html><html></html>",
            "feuilles": [("a.csv", SHEET), ("b.csv", b"pas une feuille")],
        }

    def claimed(self) -> Sequence[str]:
        return ("planning.csv", "PLANNING.CSV", "feuille.tsv", "https://example.org/a.csv?cle=1#x")

    def foreign(self) -> Sequence[str]:
        return (*super().foreign(), "agenda.ics", "https://example.org/a.ics?b=c.csv", "ftp://example.org/a.csv")


class TestCsvEncoder(EncoderSuite):
    def adapter(self) -> Adapter:
        return CsvAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {"planning.csv": SHEET}

    def held(self, event: AnyEvent) -> AnyEvent:
        return without_columns(event)


@given(strategies.series(forms=FORMS, exotic=False, uid=st.none() | strategies.uids(), futures=True))
def test_a_series_without_identifier_is_read_back_with_its_exceptions(event: AnyEvent) -> None:
    held = without_columns(event)
    assert [entry.event for entry in read_sheet(CsvAdapter().encode([event], CONTEXTS[0]), CONTEXTS[0]).entries] == [
        held
    ]


def test_a_series_in_a_zone_of_its_own_cannot_be_written() -> None:
    time = CustomTime.model_validate(
        {
            "local": "2010-09-14T18:00:00",
            "zone": {
                "tzid": "Port",
                "observances": [{"start": "1970-01-01T00:00", "offset_from": 60, "offset_to": 60}],
            },
        }
    )
    event = Meeting(title="Marée", start=time)
    assert left_out([event]) == {"custom_zone": 1}
    with pytest.raises(EncodeError) as caught:
        CsvAdapter().encode([event.model_copy(update={"recurrence": Recurrence(rules=("FREQ=DAILY",))})], Context("s"))
    assert "Marée" in caught.value.say()
    with pytest.raises(EncodeError):
        CsvAdapter().encode([Meeting(start=DAY, recurrence=Recurrence(rules=("FREQ=DAILY;X=a b",)))], Context("s"))


def test_what_has_no_column_is_named() -> None:
    carried = OtherProperty(name="X-A", value="1")
    event = Meeting(
        uid="a",
        start=DAY,
        other_properties=(carried,),
        overrides=(Meeting(uid="a", start=DAY, other_properties=(carried,)),),
    )
    assert left_out([event, Meeting(start=DAY)]) == {"other_properties": 2}
    assert left_out([]) == {}


def test_what_was_recognised_is_not_read_into_a_place_that_did_not_state_it() -> None:
    event = Meeting(start=DAY, place=Place(venue="Calais"))
    data = CsvAdapter().encode([event], Context("s"))
    assert "Calais;;—;—" in data.decode()
    assert read_sheet(data, Context("s")).entries[0].event == event


def test_a_sheet_is_what_french_spreadsheets_open() -> None:
    data = CsvAdapter().encode([Meeting(title="=1+1", start=DAY, end=Date(date=dt.date(2010, 9, 16)))], Context("s"))
    assert data.startswith(b"\xef\xbb\xbfidentifiant;")
    assert data.endswith(b"\r\n")
    assert b";'=1+1;2010-09-14;2010-09-15;" in data
    assert isinstance(CsvAdapter(), Encoder)


def test_the_published_table_schema_is_that_of_the_columns() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == render()


def test_every_field_of_the_shared_schema_has_a_column_or_is_known_not_to() -> None:
    fields = {name for kind in KINDS.values() for name in kind.model_fields}
    together = {"recurrence", "overrides", "place", "this_and_future", "stamp"}
    assert fields - {column.field for column in COLUMNS} == together | {
        "provenance", "other_properties", "other_components",
    }  # fmt: skip
    places = set(Place.model_fields) | (set(Recurrence.model_fields) - {"periods"})
    assert places <= {column.field for column in COLUMNS}


def test_headers_are_told_apart() -> None:
    names = [name for column in COLUMNS for name in (column.header, *column.aliases)]
    assert len(set(names)) == len(names)


def test_a_written_sheet_fits_its_table_schema(tmp_path: Path) -> None:
    series = Meeting(
        uid="a",
        title='Collège "mensuel" ; bis\nsuite 🍲',
        start=ZonedTime(local=dt.datetime.fromisoformat("2010-09-14 18:00"), zone="Europe/Paris"),
        recurrence=Recurrence(rules=("FREQ=WEEKLY",), dates=(moved(DAY, dt.timedelta(days=3)),)),
        capacity=12,
        sequence=0,
    )
    series = series.model_copy(
        update={"overrides": (series.model_copy(update={"recurrence_id": series.start, "recurrence": None}),)}
    )
    path = tmp_path / "feuille.csv"
    path.write_bytes(CsvAdapter().encode([series, Meeting(start=DAY, title="-")], Context("s")))
    resource = Resource(
        path=path.name,
        basepath=str(tmp_path),
        encoding="utf-8-sig",
        control=CsvControl(delimiter=";"),
        schema=Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8"))),
    )
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.task.stats["rows"] == 3
    assert [each["name"] for each in table_schema()["fields"]] == report.task.labels


@pytest.mark.shared
def test_no_real_sheet_makes_it_raise() -> None:
    shared = ROOT / ".." / "shared"
    sheets = [
        path for folder in ("csv-samples", "sheets/open", "matching/open") for path in (shared / folder).rglob("*.csv")
    ]
    if not sheets:
        pytest.skip("no ../shared beside the project")
    for path in sheets:
        decoded = read_sheet(path.read_bytes(), Context("s"), path.name)
        assert all(each.reason.fr and each.reason.en and each.code for each in decoded.rejected)
