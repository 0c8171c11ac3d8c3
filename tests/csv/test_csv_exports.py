"""Sheets that programs write: agendas' exports, OpenAgenda's, HXL tables."""

from __future__ import annotations

import datetime as dt

from reseau_sync.entry import Decoded
from reseau_sync.model import Date, Status
from reseau_sync.model.event import Audience
from reseau_sync.model.time import local_of
from reseau_sync.ports import Context
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.reading import read_any


def read(text: str, encoding: str = "utf-8") -> Decoded:
    return read_any(text.encode(encoding), Context("essai"), None, CsvOptions())


def said(found: Decoded) -> list[tuple[str, str | None]]:
    """Return starts and ends; a day's end is the last day, included."""
    made = []
    for event in (entry.event for entry in found.entries):
        end = event.end
        if isinstance(end, Date):
            end = Date(date=end.date - dt.timedelta(days=1))
        size = 10 if isinstance(event.start, Date) else 16
        made.append((local_of(event.start).isoformat()[:size], local_of(end).isoformat()[:size] if end else None))
    return made


GOOGLE = """\
Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private
Repas,09/12/2010,12:00 PM,09/12/2010,2:00 PM,False,,"Calais, quai",False
Forum,09/18/2010,,,,True,,Calais,True
Maraude,10/09/2010,10:00 PM,10/10/2010,2:00 AM,False,,Dunkerque,False
"""
OUTLOOK = """\
"Objet","Début","Début","Fin","Fin","Journée entière","Rappel actif/inactif","Date du rappel","Emplacement","Privé"
"Vêtements","12/09/2010","14:00:00","12/09/2010","16:30:00","Faux","Vrai","11/09/2010","Loon-Plage","Faux"
"Formation","25/10/2010","00:00:00","28/10/2010","00:00:00","Vrai","Faux","","Calais","Faux"
"Annulé : Sortie","05/11/2010","22:00:00","06/11/2010","02:00:00","Faux","Faux","","Wissant","Vrai"
"""
OUTLOOK_EN = """\
"Subject","Start Date","Start Time","End Date","End Time","All day event","Reminder Date","Location","Show time as"
"Food","9/13/2010","2:00:00 PM","9/13/2010","4:00:00 PM","False","9/13/2010","Calais","2"
"Fair","10/2/2010","12:00:00 AM","10/4/2010","12:00:00 AM","True","","Dunkirk","3"
"""
EVENTS_CALENDAR = """\
Event Name,Event Start Date,Event Start Time,Event End Date,Event End Time,All Day Event,Event Venue Name,Event Website
Fête,05/06/2016,9:30:00,05/06/2016,17:30:00,0,The Shire,
Fair,05-06-2016,9:30:00,05-06-2016,17:30:00,no,The Shire,
"""
OPENAGENDA = """\
uid;title.fr;location.name;location.city;timings;status
1;Cours;Maison;Calais;2021-09-14T18:00:00+02:00/2021-09-14T19:30:00+02:00 | 2021-09-21T18:00:00+02:00/2021-09-21T19:30:00+02:00;programmé
2;Concert;Salle;Caen;2021-10-30T20:30:00+02:00/2021-10-30T23:00:00+02:00;annulé
3;Lecture;Salle;Caen;2021-11-13T14:00:00Z/2021-11-13T15:30:00Z;programmé
4;Repas;Salle;Caen;;programmé
"""  # noqa: E501 - one row of the export
HXL = """\
Qui fait quoi où;;;;
Organisation;Activité;Commune;Date de début;Date de fin
#org;#service;#loc+commune;#date+start;#date+end
Entraide;Repas;Calais;2016-09-01;2016-12-31
Marmite;Douches;Marck;2016-11-02;2016-10-31
Cimade;Permanence;Calais;2016-10-05T14:00;2016-10-05T17:00
Salam;Cours;Calais;;
"""


def test_google_calendar_writes_months_first_where_it_proves_so() -> None:
    found = read(GOOGLE)
    assert said(found) == [
        ("2010-09-12T12:00", "2010-09-12T14:00"), ("2010-09-18", None), ("2010-10-09T22:00", "2010-10-10T02:00"),
    ]  # fmt: skip
    assert [entry.event.audience for entry in found.entries] == [None, Audience.ORGANISATION, None]


def test_outlook_has_two_columns_of_one_name_and_ends_days_at_midnight() -> None:
    found = read(OUTLOOK, "cp1252")
    assert said(found) == [
        ("2010-09-12T14:00", "2010-09-12T16:30"), ("2010-10-25", "2010-10-27"),
        ("2010-11-05T22:00", "2010-11-06T02:00"),
    ]  # fmt: skip
    last = found.entries[-1].event
    assert (last.title, last.status) == ("Sortie", Status.CANCELLED)


def test_outlook_in_english_is_read_alike() -> None:
    assert said(read(OUTLOOK_EN)) == [("2010-09-13T14:00", "2010-09-13T16:00"), ("2010-10-02", "2010-10-03")]


def test_the_events_calendar_tells_the_order_by_the_mark() -> None:
    assert [start for start, _ in said(read(EVENTS_CALENDAR))] == ["2016-05-06T09:30", "2016-06-05T09:30"]


def test_openagenda_gives_one_event_with_many_times() -> None:
    found = read(OPENAGENDA)
    assert said(found) == [
        ("2021-09-14T18:00", "2021-09-14T19:30"), ("2021-10-30T20:30", "2021-10-30T23:00"),
        ("2021-11-13T15:00", "2021-11-13T16:30"),
    ]  # fmt: skip
    first, cancelled = found.entries[0].event, found.entries[1].event
    assert first.recurrence is not None
    assert [local_of(each).isoformat() for each in first.recurrence.dates] == ["2021-09-21T18:00:00"]
    assert (first.uid, cancelled.status) == ("1", Status.CANCELLED)
    assert [(each.where.row, each.code) for each in found.rejected] == [(5, "no-date")]


def test_hxl_tags_tell_the_columns() -> None:
    found = read(HXL)
    assert said(found) == [("2016-09-01", "2016-12-31"), ("2016-10-05T14:00", "2016-10-05T17:00")]
    assert [(each.where.row, each.code) for each in found.rejected] == [(5, "ambiguous-date"), (7, "no-date")]
    assert found.entries[0].event.lead is not None


def test_rules_of_other_formats_are_not_taken_for_single_days() -> None:
    found = read("id,name,dtstart,freq,byday\n1,Repas,2020-04-01,WEEKLY,MO\n")
    assert [each.code for each in found.rejected if each.scope == "event"] == ["unparsed-recurrence"]
