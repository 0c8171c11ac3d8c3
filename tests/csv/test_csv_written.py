"""The other forms that are written: dialects, the 4W row, one row per occurrence, the rota; each is read back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from frictionless import Dialect, Resource, Schema
from frictionless.formats.csv import CsvControl
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.csv.writing import CONTEXTS, hostile

from reseau_sync.entry import Decoded
from reseau_sync.errors import EncodeError
from reseau_sync.model import (
    AnyEvent,
    CustomTime,
    Date,
    FixedTime,
    Geo,
    Intervention,
    Meeting,
    OrganisationRef,
    OtherProperty,
    Place,
    Provenance,
    Recurrence,
    Status,
    ZonedTime,
)
from reseau_sync.model.network import Network, NetworkInfo, Organisation, PlaceSpec, SourceSpec
from reseau_sync.model.organisation import OrganisationType
from reseau_sync.model.time import instant
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import expand
from reseau_sync.ports import Context
from reseau_sync.testing import strategies
from reseau_sync_csv import SCHEMAS, CsvAdapter, CsvOptions, CsvWriteOptions, render, table_schema
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.reading import read_any
from reseau_sync_csv.rota import key_of, site_label
from reseau_sync_csv.rota_lines import Line, line_text, read_line

ROOT = Path(__file__).resolve().parents[2]
MONDAY = dt.date(2010, 9, 6)
WEEK = CsvWriteOptions(rows="rota", first=MONDAY, days=7)
PARIS = "Europe/Paris"
CONTEXT = Context("s")


def back(data: bytes, context: Context = CONTEXT) -> Decoded:
    return read_any(data, context, None, CsvOptions())


def encode(events: Sequence[AnyEvent], options: CsvWriteOptions, context: Context = CONTEXT) -> bytes:
    return CsvAdapter().encode(events, context, options)


def at(day: int, hour: int, minute: int = 0, month: int = 9) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2010, month, day, hour, minute), zone=PARIS)


DIALECTS = st.builds(
    CsvWriteOptions,
    separator=st.sampled_from((";", ",", "tab")),
    encoding=st.sampled_from(("utf-8-sig", "utf-8")),
    hxl=st.booleans(),
    language=st.sampled_from(("fr", "en", None)),
)


@given(st.lists(hostile(), max_size=3), st.sampled_from(CONTEXTS), DIALECTS)
def test_any_events_are_read_back_in_every_dialect(
    events: list[AnyEvent], context: Context, options: CsvWriteOptions
) -> None:
    decoded = back(encode(events, options, context), context)
    assert decoded.rejected == ()
    assert [entry.event for entry in decoded.entries] == events


# One row per occurrence.


@given(st.lists(strategies.series(forms=("zoned", "date", "utc"), exotic=False), max_size=2), st.integers(-40, 400))
def test_each_occurrence_of_the_window_has_its_row(events: list[AnyEvent], shift: int) -> None:
    first = _day_of(events) + dt.timedelta(days=shift)
    options = CsvWriteOptions(rows="occurrence", first=first, days=30)
    events = [each.model_copy(update={"uid": f"{number}@a.example"}) for number, each in enumerate(events)]
    wanted = Counter(
        (event.uid, each.recurrence_id, each.start, each.end, each.event.title)
        for event in events
        for each in expand(event, _midnight(first), _midnight(first + dt.timedelta(days=30)))
    )
    decoded = back(encode(events, options))
    found = [entry.event for entry in decoded.entries]
    assert decoded.rejected == ()
    assert all(each.recurrence is None and not each.overrides for each in found)
    assert Counter((each.uid, each.recurrence_id, each.start, each.end, each.title) for each in found) == wanted


def _day_of(events: Sequence[AnyEvent]) -> dt.date:
    starts = [instant(each.start, PARIS).date() for each in events]
    latest = max(starts, default=MONDAY)
    return min(max(latest, dt.date(1902, 1, 1)), dt.date(2190, 1, 1))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone(PARIS)).astimezone(dt.UTC)


def test_an_occurrence_says_all_that_its_event_says() -> None:
    series = Intervention(
        uid="a@b.example",
        title="Douches",
        description="Prendre des serviettes",
        start=at(6, 14),
        end=at(6, 16),
        services=("showers",),
        lead=OrganisationRef(name="Entraide"),
        recurrence=Recurrence(rules=("FREQ=DAILY",)),
    )
    moved = series.model_copy(update={"recurrence": None, "recurrence_id": at(7, 14), "start": at(7, 15), "end": None})
    series = series.model_copy(update={"overrides": (moved,)})
    found = [
        each.event for each in back(encode([series], CsvWriteOptions(rows="occurrence", first=MONDAY, days=2))).entries
    ]
    plain = series.model_copy(update={"recurrence": None, "overrides": (), "recurrence_id": at(6, 14)})
    assert found == [plain, moved]


def test_a_window_must_be_stated_and_may_come_from_the_feed() -> None:
    event = Meeting(title="Réunion", start=at(8, 18))
    options = CsvWriteOptions(rows="occurrence")
    with pytest.raises(EncodeError) as caught:
        encode([event], options)
    assert caught.value.code == "no-today"
    assert len(back(encode([event], options, Context("s", today=dt.date(2010, 8, 30)))).entries) == 1
    assert not back(encode([event], options, Context("s", today=dt.date(2011, 8, 30)))).entries
    days = (dt.date(2010, 9, 8), dt.date(2010, 9, 9))
    assert len(back(encode([event], options, Context("s", days=days))).entries) == 1
    with pytest.raises(EncodeError):
        encode([event], CsvWriteOptions(rows="rota", first=dt.date.max, days=3650))


def test_too_many_rows_are_refused_and_a_rule_without_sense_costs_itself() -> None:
    often = Meeting(title="Cloche", start=at(6, 0), recurrence=Recurrence(rules=("FREQ=MINUTELY",)))
    other = Meeting(title="Réunion", start=at(8, 18))
    options = CsvWriteOptions(rows="occurrence", first=MONDAY, days=30)
    assert [entry.event.title for entry in back(encode([often, other], options)).entries] == ["Réunion"]
    (said,) = CsvAdapter().left_out([often, other], CONTEXT, options)
    assert "Cloche" in said.fr
    assert "Cloche" in said.en


# Who does what, where, when.


def test_a_4w_table_names_its_columns_by_hashtags_and_counts_clusters() -> None:
    event = Intervention(
        title="Passage sur site",
        start=at(6, 14),
        services=("showers", "water", "food"),
        place=Place(venue="Site", commune="Dunkerque", geo=Geo(latitude=51.031, longitude=-0.15)),
        lead=OrganisationRef(name="Union des Quais", type=OrganisationType.UNION),
    )
    text = encode([event], CsvWriteOptions(hxl=True)).decode("utf-8-sig")
    header, tags, row = list(csv.reader(io.StringIO(text), delimiter=";"))
    told = dict(zip(tags, row, strict=True))
    assert told["#sector+cluster"] == "WASH ; food security"
    assert (told["#geo+lat"], told["#geo+lon"]) == ("51.031", "-0.15")
    assert told["#org+impl"] == "Union des Quais [syndicat]"
    assert told["#group+name"] == "Union des Quais"
    assert (told["#activity+name"], told["#date+start"]) == ("Passage sur site", "2010-09-06 14:00")
    assert header[tags.index("#service")] == "services"
    assert back(text.encode()).entries[0].event == event


def test_columns_of_the_same_names_without_hashtags_are_said_not_to_be_read() -> None:
    text = "titre;début;fuseau;latitude\nRéunion;2010-09-06 14:00;;51\n"
    (rejected,) = back(text.encode()).rejected
    assert rejected.code == "unknown-column"
    assert "latitude" in rejected.reason.fr


# The rota.

TITLES = st.one_of(
    st.sampled_from(
        ("Repas", "Réunion : bilan", "=1+1", "14h · x", "(à confirmer)", "x [repas]", "… suite", "\\e", "")
    ),
    st.text(alphabet="aé=·+\\[]()\n\r\t\x00 ;,'—🍲", max_size=6),
)
NAMES = st.lists(TITLES, max_size=3)
PLACES = st.one_of(
    st.none(),
    st.sampled_from(("Calais", "(sans lieu)", "\\x", "—", "=A1")).map(lambda text: Place(text=text)),
    st.builds(Place, venue=st.sampled_from(("Carrefour", "Site de Calais")), commune=st.sampled_from(("Calais", None))),
)


@st.composite
def timed(draw: st.DrawFn) -> AnyEvent:
    """Give events around a week, also over midnight, over days, and over the hour that comes twice."""
    base = dt.datetime(2010, 10, 24) + dt.timedelta(minutes=draw(st.integers(0, 10 * 24 * 60)))
    form = draw(st.sampled_from(("zoned", "utc", "date")))
    length = draw(st.sampled_from((None, 0, 45, 90, 600, 1440, 1500, 6000)))
    names = [OrganisationRef(name=each) for each in draw(NAMES)]
    rule = draw(st.sampled_from((None, None, "FREQ=DAILY;COUNT=4", "FREQ=WEEKLY", "FREQ=HOURLY;INTERVAL=9;COUNT=5")))
    more: dict[str, Any] = {
        "recurrence": Recurrence(rules=(rule,)) if rule and (form != "date" or "HOUR" not in rule) else None,
        "title": draw(TITLES),
        "place": draw(PLACES),
        "lead": names[0] if names else None,
        "partners": tuple(names[1:]),
        "status": draw(st.sampled_from((None, *Status))),
        "services": draw(st.sampled_from(((), ("food",), ("showers", "water"), ("inconnu",)))),
    }
    if form == "date":
        end = None if length is None else Date(date=base.date() + dt.timedelta(days=1 + length // 1440))
        return Intervention(start=Date(date=base.date()), end=end, **more)
    end_at = None if length is None else base + dt.timedelta(minutes=length)
    if form == "utc":
        start, end_time = FixedTime(local=base), None if end_at is None else FixedTime(local=end_at)
        return Intervention(start=start, end=end_time, **more)
    zoned = ZonedTime(local=base, zone="Europe/London" if draw(st.booleans()) else PARIS)
    return Intervention(start=zoned, end=end_at and zoned.model_copy(update={"local": end_at}), **more)


def facts(event: AnyEvent, desk: Desk) -> tuple[Any, ...]:
    """Return what a rota says of an event: when, where and who, and what is held of it."""
    names = tuple(each.name for each in (event.lead, *event.partners) if each is not None)
    start = instant(event.start, PARIS)
    whole = isinstance(event.start, Date)
    end = None if event.end is None else instant(event.end, PARIS)
    if whole:
        end = max(end or start, _midnight(event.start.date + dt.timedelta(days=1)))  # type: ignore[union-attr]
    elif end is not None:
        end = max(start, end)
    place = key_of(site_label(event.place, desk))
    status = None if event.status is Status.CONFIRMED else event.status
    return whole, start, end, place, names, status, event.title


@given(st.lists(timed(), max_size=4), st.sampled_from(("fr", "en")), st.sampled_from((7, 14)))
def test_each_occurrence_stands_in_the_rota_once(
    events: list[AnyEvent], language: Literal["fr", "en"], days: int
) -> None:
    first = dt.date(2010, 10, 25)
    options = CsvWriteOptions(rows="rota", first=first, days=days, language=language)
    desk = Desk.of(CONTEXT)
    window = _midnight(first), _midnight(first + dt.timedelta(days=days))
    found = [each for event in events for each in expand(event, *window)]
    singles = (each.event.model_copy(update={"start": each.start, "end": each.end}) for each in found)
    wanted = Counter(facts(each, desk) for each in singles)
    decoded = back(encode(events, options))
    assert decoded.rejected == ()
    assert Counter(facts(entry.event, desk) for entry in decoded.entries) == wanted


MOMENTS = st.datetimes(dt.datetime(2010, 10, 29), dt.datetime(2010, 11, 2), timezones=st.just(dt.UTC))


@given(MOMENTS, st.none() | MOMENTS, st.sampled_from((PARIS, "UTC", "America/New_York", "Africa/Monrovia")))
def test_a_line_says_its_hours_without_doubt(start: dt.datetime, end: dt.datetime | None, key: str) -> None:
    start = start.replace(microsecond=0)
    line = Line(start, end and max(start, end.replace(microsecond=0)), "x")
    for day in (start.astimezone(zone(key)).date(), dt.date(2010, 11, 1)):
        text = line_text(line, day, zone(key), Desk.of(CONTEXT))
        read = read_line(text, day, zone(key))
        assert read is not None
        assert [in_utc(read.start), in_utc(read.end)] == [line.start, line.end], text


def in_utc(moment: dt.date | None) -> dt.datetime | None:
    """Return an instant in UTC: a clock time that comes twice equals none of another zone."""
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else None


def sheet(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_rota_is_a_page_that_a_coordinator_reads() -> None:
    events: list[AnyEvent] = [
        Intervention(
            title="Repas",
            start=at(6, 12),
            end=at(6, 14),
            place=Place(venue="Site de Loon-Plage", commune="Loon-Plage"),
            lead=OrganisationRef(name="La Marmite"),
            partners=(OrganisationRef(name="Entraide des Dunes"),),
            recurrence=Recurrence(rules=("FREQ=DAILY;COUNT=2",)),
        ),
        Intervention(title="Passage", start=at(6, 9, 30), place=Place(text="site de loon-plage"), services=("water",)),
        Meeting(title="Forum", start=Date(date=MONDAY), end=Date(date=MONDAY + dt.timedelta(days=3))),
        Intervention(
            title="Maraude", start=at(7, 22), end=at(8, 1), place=Place(text="Calais"), status=Status.CANCELLED
        ),
        Intervention(title="Soins", start=at(20, 9, month=8), place=Place(text="Angres")),
        Intervention(title="Soins", start=at(20, 9, month=6), place=Place(text="Bailleul")),
    ]
    rows = sheet(encode(events, WEEK))
    assert rows[0][:3] == ["Semaine 36 : du 6 au 12 septembre 2010", "lundi 6 septembre", "mardi 7 septembre"]
    assert rows[1] == ["Angres", *["—"] * 7]  # visited in August, and not this week
    assert rows[2][:4] == ["Calais", "—", "ANNULÉ · 22h-1h · Maraude", "—"]
    repas = "12h-14h · Repas · La Marmite + Entraide des Dunes"
    assert rows[3][:4] == ["Site de Loon-Plage", f"9h30 · Passage [eau]\n{repas}", repas, "—"]
    assert rows[4][:5] == ["(sans lieu)", "journée jusqu'au 08/09/2010 · Forum", "… Forum", "… Forum", "—"]
    assert rows[5:] == [[], ["— : personne d'annoncé ce jour-là"]]


def test_sites_that_were_asked_for_have_their_row_in_their_order() -> None:
    options = WEEK.model_copy(update={"sites": ("Steenvoorde", "Calais", "Angres"), "language": "en"})
    event = Intervention(title="Repas", start=at(6, 12), place=Place(text="CALAIS"))
    assert [row[0] for row in sheet(encode([event], options))[1:4]] == ["Steenvoorde", "Calais", "Angres"]


def test_a_site_that_was_asked_for_is_the_one_that_calendars_name() -> None:
    network = Network(
        network=NetworkInfo(name="R"),
        places=(
            PlaceSpec(name="Site de Téteghem", commune="Téteghem-Coudekerque-Village"),
            PlaceSpec(name="Carrefour"),
        ),
    )
    context = Context("s", network)
    places = (
        Place(venue="Site de Téteghem", commune="Téteghem-Coudekerque-Village"),
        Place(text="site de téteghem"),
        Place(text="Carrefour, salle 2"),
        Place(text="Mairie, Loon-Plage"),
        Place(text="Angres"),
    )
    events = [Intervention(title="Repas", start=at(6 + number, 12), place=place) for number, place in enumerate(places)]
    sites = ("Loon-Plage", "Site de Téteghem", "Calais")
    rows = sheet(encode(events, WEEK.model_copy(update={"sites": sites}), context))
    assert [row[0] for row in rows[1:6]] == [
        "Mairie, Loon-Plage",
        "Site de Téteghem, Téteghem-Coudekerque-Village",
        "Calais",
        "Angres",
        "Carrefour, salle 2",
    ]
    assert rows[2][1:3] == ["12h · Repas", "12h · Repas"]


def test_a_rota_over_several_weeks_has_a_table_for_each() -> None:
    event = Intervention(title="Repas", start=at(30, 12), place=Place(text="Calais"))
    rows = sheet(encode([event], CsvWriteOptions(rows="rota", first=dt.date(2010, 9, 22), days=9)))
    heads = [row[0] for row in rows if row and row[0].startswith("Semaine")]
    assert heads == [
        "Semaine 38 : du 20 au 26 septembre 2010",
        "Semaine 39 : du 27 septembre au 3 octobre 2010",
    ]
    over_new_year = sheet(encode([event], WEEK.model_copy(update={"first": dt.date(2010, 12, 30)})))
    assert over_new_year[0][0] == "Semaine 52 : du 27 décembre 2010 au 2 janvier 2011"
    assert over_new_year[0][6] == "samedi 1er janvier"


def test_the_weeks_of_a_rota_are_this_one_and_the_next() -> None:
    context = Context("s", today=dt.date(2010, 9, 9), days=(dt.date(2010, 8, 1), dt.date(2011, 8, 1)))
    rows = sheet(encode([], CsvWriteOptions(rows="rota"), context))
    assert [row[1] for row in rows if len(row) > 1] == ["lundi 6 septembre", "lundi 13 septembre"]


def test_who_comes_is_told_by_the_calendar_where_the_event_names_nobody() -> None:
    network = Network(
        network=NetworkInfo(name="R"),
        organisations=(
            Organisation(id="soins", name="Soins sans rivage"),
            Organisation(id="collectif", name="Collectif"),
        ),
        sources=(
            SourceSpec(id="agenda", organisation="soins", location="a.ics"),
            SourceSpec(id="rota", organisation="collectif", location="b.ics", role="coordination"),
        ),
    )
    said = (Provenance(source="rota"), Provenance(source="agenda"))
    event = Intervention(title="Clinique mobile", start=at(6, 14), provenance=said)
    _, tags, row = sheet(encode([event], CsvWriteOptions(hxl=True), Context("s", network)))
    assert row[tags.index("#org+impl+host")] == "Soins sans rivage"
    assert sheet(encode([event], WEEK, Context("s", network)))[1][1] == "14h · Clinique mobile · Soins sans rivage"


def test_a_line_of_a_rota_that_a_person_changed_is_read_as_people_write() -> None:
    event = Intervention(title="Repas", start=at(6, 12), end=at(6, 14), place=Place(text="Calais"))
    others = [event.model_copy(update={"start": at(day, 12), "end": at(day, 14)}) for day in (7, 8)]
    text = encode([event, *others], WEEK).decode("utf-8-sig")
    changed = text.replace("12h-14h · Repas;", "14h30-16h douches;", 1).replace("—", "demain 9h ou 10h", 1)
    decoded = back(changed.encode())
    assert [(each.event.title, each.event.start) for each in decoded.entries] == [
        ("douches", at(6, 14, 30).model_copy(update={"floating": True})),
        ("Repas", at(7, 12).model_copy(update={"floating": True})),
        ("Repas", at(8, 12).model_copy(update={"floating": True})),
    ]
    assert decoded.entries[0].where.column == 2
    assert [each.code for each in decoded.rejected] == ["unparsed-time"]


def test_the_week_of_somebody_else_is_read_as_people_write() -> None:
    text = (
        "Semaine 36 : du 6 au 12 septembre 2010;;;\n"
        ";lundi 6 septembre;mardi 7 septembre;mercredi 8 septembre\n"
        "Calais;12h repas;;14h-16h douches\n"
    )
    assert [each.event.title for each in back(text.encode()).entries] == ["repas", "douches"]


# What is left out, and the schemas.


def test_what_a_form_has_no_column_for_is_said() -> None:
    adapter = CsvAdapter()
    event = Meeting(
        title="Réunion",
        start=at(6, 18),
        description="Ordre du jour",
        needs=("chaises",),
        other_properties=(OtherProperty(name="X-A", value="1"),),
    )
    (plain,) = adapter.left_out([event], CONTEXT)
    assert plain.fr == "sans colonne dans ce tableau : propriétés d'autres programmes (1)"
    (printed,) = adapter.left_out([event], CONTEXT, WEEK)
    assert printed.en == "without a column in this table: description (1), needs (1), properties of other programs (1)"
    assert adapter.left_out([event.model_copy(update={"other_properties": ()})], CONTEXT) == ()


FULL: list[AnyEvent] = [
    Intervention(
        uid="a@b.example",
        title="=Douches; repas",
        start=at(6, 14),
        end=at(6, 16),
        services=("showers",),
        place=Place(venue="Site", commune="Calais", geo=Geo(latitude=50.95, longitude=-1.5)),
        capacity=12,
        recurrence=Recurrence(rules=("FREQ=DAILY;COUNT=3",)),
    ),
    Meeting(title="Réunion 🍲\nde rentrée", start=Date(date=MONDAY)),
]


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (CsvWriteOptions(), 2),
        (CsvWriteOptions(separator=",", encoding="utf-8", language="en"), 2),
        (CsvWriteOptions(separator="tab", hxl=True), 2),
        (CsvWriteOptions(rows="occurrence", first=MONDAY, days=7), 4),
        (CsvWriteOptions(rows="occurrence", first=MONDAY, days=7, hxl=True, language="en", encoding="utf-8"), 4),
        (WEEK, 2),
        (WEEK.model_copy(update={"language": "en"}), 2),
    ],
)
def test_each_form_fits_its_table_schema(options: CsvWriteOptions, rows: int, tmp_path: Path) -> None:
    data = encode(FULL, options)
    if options.rows == "rota":  # the note below the table is for people
        data = b"\r\n".join(data.split(b"\r\n")[: 1 + rows]) + b"\r\n"
    (tmp_path / "feuille.csv").write_bytes(data)
    mark = "\t" if options.separator == "tab" else options.separator
    dialect = Dialect(comment_rows=[2] if options.hxl else [], controls=[CsvControl(delimiter=mark)])
    schema = CsvAdapter().table_schema(options)
    resource = Resource(
        path="feuille.csv",
        basepath=str(tmp_path),
        encoding=options.encoding,
        dialect=dialect,
        schema=Schema.from_descriptor(schema),
    )
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert report.task.stats["rows"] == rows
    assert [each["name"] for each in schema["fields"]] == report.task.labels


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_published_table_schemas_are_those_of_the_columns(name: str) -> None:
    made = render(table_schema(SCHEMAS[name]))
    assert (ROOT / "schemas" / name).read_text(encoding="utf-8") == made, "run: reseau-sync schema table --option …"


def test_the_tags_of_a_rota_are_refused() -> None:
    with pytest.raises(ValidationError):
        CsvWriteOptions(rows="rota", hxl=True)
    assert json.loads(render(table_schema(WEEK)))["fields"][1]["name"] == "lundi 6 septembre"


def test_a_time_in_a_zone_of_its_own_has_a_row_for_each_occurrence() -> None:
    start = CustomTime.model_validate(
        {
            "local": "2010-09-06T18:00:00",
            "zone": {
                "tzid": "Port",
                "observances": [{"start": "1970-01-01T00:00", "offset_from": 3600, "offset_to": 3600}],
            },
        }
    )
    series = Meeting(title="Marée", start=start, recurrence=Recurrence(rules=("FREQ=DAILY;COUNT=2",)))
    found = back(encode([series], CsvWriteOptions(rows="occurrence", first=MONDAY, days=7))).entries
    assert [instant(each.event.start).hour for each in found] == [17, 17]
