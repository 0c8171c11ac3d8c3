"""Sheets in the plain form, read: what each row means, and what is said of the rows that mean nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.entry import Decoded
from reseau_sync.model import (
    Audience,
    Date,
    Delegation,
    Event,
    FixedTime,
    Meeting,
    Place,
    Recurrence,
    Status,
    ZonedTime,
)
from reseau_sync.model.network import KindName, Network, NetworkInfo, Organisation, PlaceSpec
from reseau_sync.ports import Context
from reseau_sync_csv import plain
from reseau_sync_csv.plain import read_sheet

NETWORK = Network(
    network=NetworkInfo(name="Réseau"),
    organisations=(Organisation(id="entraide", name="Entraide des Dunes"),),
    places=(PlaceSpec(name="Carrefour des solidarités", commune="Dunkerque", aliases=("Carrefour",)),),
)


def read(text: str, kind: KindName | None = None, network: Network | None = None) -> Decoded:
    return read_sheet(text.encode(), Context("essai", network=network, default_kind=kind))


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def paris(text: str) -> ZonedTime:
    return ZonedTime(local=local(text), zone="Europe/Paris", floating=True)


def codes(decoded: Decoded) -> list[tuple[str, int | None, int | None, str]]:
    return [(each.code, each.where.row, each.where.column, each.scope) for each in decoded.rejected]


def test_a_row_is_an_event_with_its_place_in_the_sheet() -> None:
    decoded = read("\n\ntitre;début;fin;type\n\nRéunion;14/09/2010 14:30;14/09/2010 16:00;réunion\n")
    (entry,) = decoded.entries
    assert entry.event == Meeting(title="Réunion", start=paris("2010-09-14 14:30"), end=paris("2010-09-14 16:00"))
    assert (entry.where.row, entry.where.record, entry.row_key()) == (5, 2, "row:2")
    assert decoded.rejected == ()


def test_headers_may_be_english_and_in_any_order_and_case() -> None:
    (entry,) = read("START,Kind,Title\n2010-09-14,meeting,Collège\n").entries
    assert entry.event == Meeting(title="Collège", start=Date(date=dt.date(2010, 9, 14)))


def test_the_kind_is_the_rows_then_the_sources_then_what_its_columns_imply() -> None:
    assert read("titre;début\nx;2010-09-14", "meeting").entries[0].event.kind == "meeting"
    assert read("titre;début;type\nx;2010-09-14;délégation", "meeting").entries[0].event.kind == "delegation"
    assert read("titre;début\nx;2010-09-14").entries[0].event.kind == "event"
    implied = read("titre;début;interlocuteur\nx;2010-09-14;Mairie de Calais").entries[0].event
    assert isinstance(implied, Delegation)
    assert implied.counterpart is not None


def test_date_ends_are_included() -> None:
    (entry,) = read("titre;début;fin\nFête;2010-09-11;2010-09-12\n").entries
    assert entry.event.end == Date(date=dt.date(2010, 9, 13))


def test_the_zone_of_a_row_holds_for_its_times() -> None:
    decoded = read("titre;début;fin;fuseau\nx;2010-09-14 14:30;2010-09-14 15:30;UTC\n")
    assert decoded.entries[0].event.end == FixedTime(local=local("2010-09-14 15:30"))


def test_an_approximate_date_is_tentative() -> None:
    decoded = read("titre;date approximative;statut\nRencontre;mi 2010-09;\nFête;fin 2010-10;confirmé\n")
    first, second = (entry.event for entry in decoded.entries)
    assert (first.start, first.end) == (Date(date=dt.date(2010, 9, 11)), Date(date=dt.date(2010, 9, 21)))
    assert first.status is second.status is Status.TENTATIVE
    assert codes(decoded) == [("approximate-is-tentative", 3, 3, "property")]


def test_an_approximate_and_an_exact_date_that_differ_are_reported() -> None:
    decoded = read("titre;début;date approximative\nRencontre;2010-09-14;mi 2010-09\n")
    assert codes(decoded) == [("ambiguous-date", 2, 3, "event")]


def test_exceptions_go_under_their_series_wherever_they_stand() -> None:
    decoded = read(
        "identifiant;instance;titre;début;récurrence;dates exclues\n"
        "a;2010-09-21 18:00;reporté;2010-09-22 18:00;;\n"
        'a;;Collège;2010-09-14 18:00;"FREQ=WEEKLY;BYDAY=TU";2010-09-28 18:00\n'
        "b;2010-09-21 et suivantes;seule;2010-09-22;;\n"
    )
    series, alone = (entry.event for entry in decoded.entries)
    assert series.recurrence == Recurrence(rules=("FREQ=WEEKLY;BYDAY=TU",), excluded=(paris("2010-09-28 18:00"),))
    assert [(each.uid, each.title, each.recurrence_id) for each in series.overrides] == [
        ("a", "reporté", paris("2010-09-21 18:00"))
    ]
    assert (alone.recurrence_id, alone.this_and_future) == (Date(date=dt.date(2010, 9, 21)), True)


def test_an_exception_without_identifier_belongs_to_the_series_above_it_and_to_nothing_else() -> None:
    decoded = read(
        "instance;titre;début;récurrence\n;Collège;2010-09-14;FREQ=WEEKLY\n2010-09-21;bis;2010-09-22;\n"
        ";Fête;2010-10-01;\n2010-10-02;ter;2010-10-03;\n"
    )
    assert [(entry.event.title, len(entry.event.overrides)) for entry in decoded.entries] == [
        ("Collège", 1),
        ("Fête", 0),
        ("ter", 0),
    ]


def test_a_rule_may_be_written_with_spaces_and_its_name() -> None:
    decoded = read('titre;début;récurrence\nx;2010-09-14;"RRULE:FREQ=weekly; BYDAY=tu, th"\n')
    assert decoded.entries[0].event.recurrence == Recurrence(rules=("FREQ=WEEKLY;BYDAY=TU,TH",))


def test_places_and_organisations_of_the_network_are_recognised_and_the_text_kept() -> None:
    decoded = read("titre;début;lieu;organisation\nx;2010-09-14;Carrefour;ENTRAIDE DES DUNES\n", network=NETWORK)
    event = decoded.entries[0].event
    assert event.place == Place(venue="Carrefour", commune="Dunkerque", insee="59183")
    assert event.lead is not None
    assert (event.lead.name, event.lead.id) == ("ENTRAIDE DES DUNES", "entraide")


def test_a_lead_that_is_not_stated_is_not_invented() -> None:
    decoded = read_sheet(b"titre,start\nx,2010-09-14\n", Context("s", NETWORK, organisation="entraide"))
    assert decoded.entries[0].event.lead is None


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("x;;;;", "no-date", 2),
        ("x;mardi prochain;;;", "unparsed-time", 2),
        ("x;31/09/2010;;;", "no-date", 2),
        ("x;2010-09-14 14:30;2010-09-14 13:30;;", "end-before-start", 3),
        ("x;2010-09-14 14:30;2010-09-14;;", "end-before-start", 3),
        ("x;2010-09-14;2010-09-13;;", "end-before-start", 3),
        ("x;2010-09-14;;tous les mardis;", "unparsed-recurrence", 4),
        ("x;2010-09-14;;BYDAY=TU;", "unparsed-recurrence", 4),
        ("x;2010-09-14;;;reporté", "unknown-status", 5),
        ("x;2010-09-14;;;;trop", "malformed-row", None),
        ('"x;2010-09-14;;;', "malformed-row", None),
    ],
)
def test_a_bad_row_is_reported_with_its_place_and_costs_that_row_alone(row: str, code: str, column: int | None) -> None:
    decoded = read(f"titre;début;fin;récurrence;statut\navant;2010-09-13;;;\n{row}\naprès;2010-09-15;;;\n")
    assert [entry.event.title for entry in decoded.entries] == ["avant", "après"]
    assert codes(decoded) == [(code, 3, column, "event")]
    (rejected,) = decoded.rejected
    assert rejected.where.record == 2
    assert rejected.raw
    assert rejected.advice is not None


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("type", "sieste", "unknown-kind"),
        ("capacité", "beaucoup", "bad-value"),
        ("capacité", "-3", "bad-value"),
        ("insee", "Dunkerque", "bad-value"),
        ("coordonnées", "91, 2", "bad-value"),
        ("coordonnées", "1.2.3, 2", "bad-value"),
        ("créé le", "hier", "unparsed-time"),
        ("modifié le", "0001-01-01 00:00 UTC+01:00", "no-date"),
        ("langues", "français", "not-for-this-kind"),
    ],
)
def test_a_bad_detail_costs_the_detail_and_not_the_event(column: str, cell: str, code: str) -> None:
    decoded = read(f"titre;début;{column}\nx;2010-09-14;{cell}\n", "meeting")
    assert decoded.entries[0].event == Meeting(title="x", start=Date(date=dt.date(2010, 9, 14)))
    assert codes(decoded) == [(code, 2, 3, "property")]


def test_an_audience_that_is_not_understood_is_the_narrowest() -> None:
    decoded = read("titre;début;audience\nx;2010-09-14;tout le monde\n")
    assert decoded.entries[0].event.audience is Audience.ORGANISATION
    assert codes(decoded) == [("unknown-audience", 2, 3, "property")]


def test_a_reject_names_the_identifier_of_its_row() -> None:
    (rejected,) = read("identifiant;titre;début\nabc;x;jamais\n").rejected
    assert (rejected.where.uid, rejected.raw) == ("abc", "jamais")


def test_rows_without_content_are_skipped_without_a_word() -> None:
    decoded = read("titre;début;note\nx;2010-09-14;\n;;\n   ; ;\n;;total : 3\n")
    assert len(decoded.entries) == 1
    assert codes(decoded) == [("unknown-column", 1, None, "skipped")]


def test_columns_that_are_not_read_are_named_once() -> None:
    decoded = read("titre;début;couleur;titre;\nx;2010-09-14;bleu;y;\n")
    assert codes(decoded) == [("unknown-column", 1, None, "skipped"), ("repeated-column", 1, None, "skipped")]
    assert "couleur (3)" in decoded.rejected[0].reason.fr
    assert decoded.entries[0].event.title == "x"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "vide"),
        (b"\n\n", "vide"),
        (b"Planning\n\ntitre;start\n", "« titre »"),
        (b"titre;lieu\nx;Calais\n", "« début »"),
        ("début\n2010-09-14\n".encode(), "« titre »"),
        ('"titre;début\nx;2010-09-14\n'.encode(), "guillemets"),
        (b"PK\x03\x04\x14\x00", "classeur"),
        (b"\x00" * 50, "« titre »"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "« titre »"),
        (b"titre: Calais\n- debut: 2010\n", "« titre »"),
    ],
)
def test_a_file_that_is_no_table_is_one_reject_that_names_what_is_missing(data: bytes, named: str) -> None:
    decoded = read_sheet(data, Context("s"), "a.csv")
    assert decoded.entries == ()
    (rejected,) = decoded.rejected
    assert (rejected.code, rejected.where.row, rejected.where.file) == ("not-a-table", None, "a.csv")
    assert named in rejected.reason.fr


def test_a_table_without_rows_is_an_empty_calendar() -> None:
    assert read("titre;début\n") == Decoded()


def test_too_many_rows_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MAX_ROWS", 3)
    assert len(read("titre;début\n" + "x;2010-09-14\n" * 2 + ";\n" * 9).entries) == 2
    decoded = read("titre;début\n" + "x;2010-09-14\n" * 4)
    assert decoded.entries == ()
    assert [each.code for each in decoded.rejected] == ["too-many-rows"]


def test_two_thousand_columns_and_a_cell_without_end_are_handled() -> None:
    wide = ";".join(f"c{number}" for number in range(2_000))
    row = "x;2010-09-14;" + ";".join("v" * 2_000)
    long = f"y;2010-09-14;{'z' * 5_000_000}"
    decoded = read(f"titre;début;{wide}\n{row}\n{long}\nz;2010-09-15\n")
    assert [entry.event.title for entry in decoded.entries] == ["x", "z"]
    assert codes(decoded) == [("unknown-column", 1, None, "skipped"), ("malformed-row", 3, None, "event")]


_SHEET = (
    "identifiant;instance;type;titre;début;fin;fuseau;récurrence;statut;commune;insee;services\n"
    'a;;réunion;Réunion;2010-09-14 14:30;;UTC;"FREQ=WEEKLY;BYDAY=TU";;Calais;62193;"repas ; eau"\n'
    "a;2010-09-21 14:30;;=1+1;14/09/2010 14h30;;;;annulé;;;\n"
).encode()


@given(st.data())
def test_no_bytes_make_it_raise(data: st.DataObject) -> None:
    sheet = bytearray(_SHEET)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(sheet)))
        sheet[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    decoded = read_sheet(bytes(sheet), Context("s", NETWORK))
    assert all(each.reason.fr and each.reason.en for each in decoded.rejected)


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=4), st.sampled_from(";,\t|"))
def test_no_cells_make_it_raise(body: list[list[str]], separator: str) -> None:
    header = separator.join(("titre", "début", "fin", "récurrence", "dates exclues", "coordonnées"))
    lines = (separator.join(row) for row in body)
    decoded = read_sheet("\n".join((header, *lines)).encode(), Context("s"))
    assert all(isinstance(entry.event, Event) for entry in decoded.entries)
