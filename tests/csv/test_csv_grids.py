"""Matrices: days along one side, sites or associations along the other, and what stands in their cells."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync.entry import Decoded
from reseau_sync.model import Date, Status
from reseau_sync.model.time import local_of
from reseau_sync.ports import Context
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.entries import entries_of, says_nothing
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.reading import read_any

DESK = Desk.of(Context("essai"))


def read(text: str, reference: dt.date | None = dt.date(2010, 9, 1)) -> Decoded:
    return read_any(text.encode(), Context("essai"), None, CsvOptions(reference_date=reference))


def said(found: Decoded) -> list[str]:
    """Return each cell as ``row,column`` with the start and title of its event, or the code of its problem."""
    lines = []
    for entry in found.entries:
        event = entry.event
        start = local_of(event.start).isoformat()[5 : 10 if isinstance(event.start, Date) else 16]
        lines.append(f"{entry.where.row},{entry.where.column} {start} {event.title}")
    lines += [f"{each.where.row},{each.where.column} {each.code}" for each in found.rejected if each.scope == "event"]
    return sorted(lines)


def test_days_across_take_their_dates_from_the_week_above() -> None:
    found = read(
        "Semaine 37 – septembre 2010;;;\nSite;lundi;mardi;mercredi\n"
        "Calais;Entraide 12h repas;;-\nLoon-Plage;X;fermé;Entraide 18h repas ANNULÉ\nResponsable : Guy;;;\n"
    )
    assert said(found) == ["3,2 09-13T12:00 repas", "4,4 09-15T18:00 repas"]
    first, last = (entry.event for entry in found.entries)
    assert first.place is not None
    assert (first.place.commune, first.lead and first.lead.name, last.status) == (
        "Calais",
        "Entraide",
        Status.CANCELLED,
    )


def test_days_down_the_side_are_read_alike() -> None:
    found = read(
        '"Semaine du 6 au 12 septembre 2010",,\n,Ouistreham,Caen\nlundi 6,Camo 12h repas,\n'
        '"mardi 7","Camo 12h repas\nMarmite 14h-17h soins",Droit 10h-12h permanence\nmercredi 7,Camo 12h repas,\n'
    )
    assert said(found) == [
        "3,2 09-06T12:00 repas", "4,2 09-07T12:00 repas", "4,2 09-07T14:00 soins", "4,3 09-07T10:00 permanence",
        "5,2 weekday-mismatch",
    ]  # fmt: skip


def test_half_days_under_merged_days_are_words_not_hours() -> None:
    found = read(
        "semaine du 20 au 26 septembre 2010;;;;\nAssociation;lundi 20;;mardi 21;\n;matin;après-midi;matin;après-midi\n"
        "Entraide;café;;;soins 13h30\n"
    )
    assert said(found) == ["4,2 09-20 café", "4,5 09-21T13:30 soins"]
    assert found.entries[0].event.description == "Horaire : matin"
    assert found.entries[0].event.lead is not None


def test_hours_may_head_rows_or_columns() -> None:
    by_row = read("Semaine 38;;\n;Lundi 20/09;Mardi 21/09\n9h-12h;Entraide;\n14h-17h;;Marmite\n")
    assert said(by_row) == ["3,2 09-20T09:00 Entraide", "4,3 09-21T14:00 Marmite"]
    by_column = read("Date;Matin;Soir\nlundi 4 octobre 2010;Entraide café;\nmardi 5 octobre 2010;;Maraude 20h\n")
    assert said(by_column) == ["2,2 10-04 café", "3,3 10-05T20:00 Maraude"]


def test_a_week_that_comes_again_is_weekly() -> None:
    found = read("SEMAINE TYPE;;\nLieu;Lundi;Vendredi\nCalais;repas 18h;1er vendredi : soins 14h\n")
    assert [entry.event.recurrence and entry.event.recurrence.rules[0] for entry in found.entries] == [
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1FR",
    ]


@pytest.mark.parametrize("title", ["", "Semaines paires", "Semaine 37 – décembre 2010"])
def test_without_a_week_weekdays_are_no_dates(title: str) -> None:
    found = read(f"{title};;;\nSite;lundi;mardi;mercredi\nCalais;repas 12h;;\n")
    assert said(found) == ["3,2 ambiguous-date"]


def test_blocks_for_several_weeks_follow_each_other() -> None:
    found = read(
        "Semaine 37;;\nSite;lundi;mardi\nCalais;repas 12h;\n;;\nSemaine 38;;\nSite;lundi;mardi\nCalais;;repas 12h\n"
    )
    assert said(found) == ["3,2 09-13T12:00 repas", "7,3 09-21T12:00 repas"]
    sections = read("Octobre 2010;;\n;lundi;mardi\nSemaine du 4 au 8;;\nmatin;a;\nSemaine du 11 au 15;;\nmatin;;b\n")
    assert said(sections) == ["4,2 10-04 a", "6,3 10-12 b"]


def test_rows_may_be_weeks() -> None:
    found = read("Semaine;Lundi;Mardi\nSemaine 40;Entraide;\n41;;Marmite 14h\ndu 18 au 24 octobre;;Entraide\n")
    assert said(found) == ["2,2 10-04 Entraide", "3,3 10-12T14:00 Marmite", "4,3 10-19 Entraide"]


def test_a_calendar_of_a_month_has_its_numbers_in_rows() -> None:
    found = read(
        "Octobre 2010;;;;;;\nLundi;Mardi;Mercredi;Jeudi;Vendredi;Samedi;Dimanche\n;;;;1;2;3\n;;;;repas 18h;;\n"
        "4;5;6;7;8;9;10\nrepas 18h;;;;;;\n"
    )
    assert said(found) == ["4,5 10-01T18:00 repas", "6,1 10-04T18:00 repas"]


def test_merged_labels_hold_for_the_rows_below() -> None:
    found = read("Semaine 37;;\nSite;lundi;mardi\nCalais;repas 12h;\n;;soins 14h\nMarck;tri 9h;\n")
    places = [entry.event.place.commune for entry in found.entries if entry.event.place]
    assert places == ["Calais", "Calais", "Marck"]


def test_a_wrong_weekday_in_a_heading_costs_its_column() -> None:
    found = read("Asso,Lundi 20 sept.,Mardi 21 sept.,Mercredi 20 sept.\nEntraide,repas,repas,repas\n")
    assert said(found) == ["2,2 09-20 repas", "2,3 09-21 repas", "2,4 weekday-mismatch"]


def test_a_poll_is_no_calendar() -> None:
    found = read(";lun. 4 oct. 2010;mar. 5 oct. 2010\n;18h;20h\nJeanne;Oui;Non\nGuy;Si nécessaire;Oui\n")
    assert [each.code for each in found.rejected] == ["not-a-table"]


CELLS = {
    "Salam 12h repas": [("Salam", "repas", 720)],
    "Salam 12h repas / Chaleur d'Opale 14h-16h cours": [("Salam", "repas", 720), ("Chaleur d'Opale", "cours", 840)],
    "Salam 18h repas + Chaleur d'Opale 10h cours": [("Salam", "repas", 1080), ("Chaleur d'Opale", "cours", 600)],
    "Utopia 56 (14h-16h) eau + recharge": [("Utopia 56", "eau + recharge", 840)],
    "Fraternité Sud 16h eau, pain": [("Fraternité Sud", "eau, pain", 960)],
    "Cours, Aide administrative": [("", "Cours, Aide administrative", None)],
    "maraude 20h-23h": [("", "maraude", 1200)],
    "14h-16h\n(vestiaire)": [("", "vestiaire", 840)],
    "Tri 9h/12h": [("", "Tri", 540)],
    "x": [],
    "fermé": [],
    "annulé": [],
}


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_is_split_only_where_another_action_begins(text: str) -> None:
    found = [
        (each.organisation, each.title, each.times.hours[0].start if each.times and each.times.hours else None)
        for each in entries_of(text, DESK)
    ]
    assert found == CELLS[text]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soins 14h ou 15h", "unparsed-time"),
        ("soins jusqu'à 18h", "unparsed-time"),
        ("soins 26h", "unparsed-time"),
        ("une semaine sur deux : soins 14h", "unparsed-recurrence"),
        ("repas reporté au jeudi 23", "ambiguous-date"),
        ("repas sauf le 12/10", "ambiguous-date"),
    ],
)
def test_a_cell_that_is_not_understood_whole_is_a_problem(text: str, code: str) -> None:
    assert [each.problem and each.problem.code for each in entries_of(text, DESK)] == [code]


@pytest.mark.parametrize("text", ["", "-", "X", "néant", "Fermé", "pas de maraude", "RAS", "férié"])
def test_words_for_nothing_are_nothing(text: str) -> None:
    assert says_nothing(text)
    assert not says_nothing(f"{text} accueil 14h")
