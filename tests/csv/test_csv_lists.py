"""Lists as people write them: what rows mean, what they leave to the rows below, what is said of those that fail."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync.entry import Decoded
from reseau_sync.model import Date, Status
from reseau_sync.model.event import AnyEvent, Audience
from reseau_sync.model.time import local_of
from reseau_sync.ports import Context
from reseau_sync_csv.headers import role_of
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.reading import read_any

SEPTEMBER = dt.date(2010, 9, 1)


def read(text: str | bytes, **options: object) -> Decoded:
    data = text if isinstance(text, bytes) else text.encode()
    given = {"reference_date": SEPTEMBER} | options
    return read_any(data, Context("essai"), None, CsvOptions.model_validate(given))


def events(found: Decoded) -> list[AnyEvent]:
    return [entry.event for entry in found.entries]


def said(found: Decoded) -> list[tuple[int | None, str]]:
    """Return each event as its row and its start, each reject as its row and its code, by row."""
    lines: list[tuple[int | None, str]] = [(each.where.row, _start(each.event)) for each in found.entries]
    lines += [(each.where.row, each.code) for each in found.rejected if each.scope == "event"]
    return sorted(lines, key=lambda line: line[0] or 0)


def _start(event: AnyEvent) -> str:
    return local_of(event.start).isoformat()[: 10 if isinstance(event.start, Date) else 16]


def test_a_row_becomes_an_event_with_what_its_words_name() -> None:
    found = read(
        "Planning septembre 2010;;;;;;\n\nDate;Horaire;Lieu;Activité;Association;Référent;Remarques\n"
        "dim. 12/09;14h-16h30;Loon-Plage;Distribution de vêtements;Entraide;Colette;chaussures\n"
    )
    (entry,) = found.entries
    event = entry.event
    assert (event.kind, event.title, event.services) == ("intervention", "Distribution de vêtements", ("clothing",))
    assert event.place is not None
    assert event.place.commune == "Loon-Plage"
    assert event.lead is not None
    assert (event.lead.name, event.contacts, event.description) == ("Entraide", ("Colette",), "chaussures")
    assert (entry.where.row, entry.where.record, event.uid, entry.row_key()) == (4, 1, None, "row:1")
    assert found.rejected == ()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found(separator: str, encoding: str) -> None:
    rows = [("Date", "Heure", "Intitulé"), ("12/09/2010", "14h", "Réunion à Téteghem")]
    data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    assert [event.title for event in events(read(data))] == ["Réunion à Téteghem"]


def test_headers_over_two_lines_are_one() -> None:
    found = read(
        "Jour;Horaires;;Lieu;;Action\n;Début;Fin;Commune;Site;\n04-10-2010;9h;12h;Calais;salle;Tri\n"
        "05-10-2010;22h;2h;Calais;gare;Maraude\n"
    )
    assert said(found) == [(3, "2010-10-04T09:00"), (4, "2010-10-05T22:00")]
    assert [local_of(each.end).hour for each in events(found) if each.end] == [12, 2]


@pytest.mark.parametrize(
    "header", ["Porté par", "Porté(e) par", "Animé par", "Pris en charge par", "Run by", "Acteurs"]
)
def test_a_header_that_says_who_does_it_is_of_organisations(header: str) -> None:
    assert role_of(header) == "organisation"


@pytest.mark.parametrize("header", ["Porte", "Organisé le", "Proposé le", "Saisi par", "Modifié par", "Repas par jour"])
def test_a_header_that_only_sounds_like_it_is_not(header: str) -> None:
    assert role_of(header) != "organisation"


def test_a_sheet_without_headers_is_read_by_what_stands_in_its_columns() -> None:
    found = read(
        "2010-09-12,14:00,16:00,Grande-Synthe,Distribution de repas,Entraide\n"
        "2010-09-13,10:00,,Calais,Réunion,Marmite\n"
    )
    first, second = events(found)
    assert (first.title, first.lead and first.lead.name) == ("Distribution de repas", "Entraide")
    assert (second.place and second.place.commune, second.end) == ("Calais", None)


def test_columns_that_nobody_knows_can_be_named() -> None:
    text = "Wann;Uhr;Was\n12/09/2010;14h;Repas\n"
    found = read(text, columns={"Wann": "date", "Uhr": "time", "Was": "title"})
    assert said(found) == [(2, "2010-09-12T14:00")]
    with pytest.raises(ValueError, match="no role"):
        CsvOptions(columns={"Wann": "dat"})
    with pytest.raises(ValueError, match="extra"):
        CsvOptions.model_validate({"colums": {}})


def test_a_blank_date_is_the_merged_cell_above_unless_dates_are_repeated() -> None:
    merged = "Date;Heure;Quoi;Asso\n12/09/2010;14h;a;X\n;16h;b;\n13/09/2010;14h;c;Y\n"
    assert said(read(merged)) == [(2, "2010-09-12T14:00"), (3, "2010-09-12T16:00"), (4, "2010-09-13T14:00")]
    assert [each.lead and each.lead.name for each in events(read(merged))] == ["X", "X", "Y"]
    repeated = "Date;Heure;Quoi\n12/09/2010;14h;a\n12/09/2010;16h;b\n;18h;c\n"
    assert said(read(repeated))[-1] == (4, "no-date")
    below_an_error = "Date;Heure;Quoi\nà définir;14h;a\n;16h;b\n"
    assert said(read(below_an_error)) == [(2, "no-date"), (3, "no-date")]


def test_days_that_stand_alone_head_the_rows_below_them() -> None:
    found = read("Heure;Quoi\nlundi 4 octobre 2010;\n14h;a\n\n18h;b\nmardi 5 octobre 2010;\n10h;c\n")
    assert said(found) == [(3, "2010-10-04T14:00"), (5, "2010-10-04T18:00"), (7, "2010-10-05T10:00")]


def test_months_that_stand_alone_date_the_rows_below_them() -> None:
    found = read("Jour;Heure;Quoi\nSeptembre;;\nlundi 6;14h;a\n12;18h;b\nOctobre;;\nmercredi 6;14h;c\n")
    assert said(found) == [(3, "2010-09-06T14:00"), (4, "2010-09-12T18:00"), (6, "2010-10-06T14:00")]


def test_a_column_of_weeks_dates_the_weekdays_beside_it() -> None:
    assert said(read("Semaine;Jour;Heure;Quoi\n38;lundi;14h;a\n39;jeudi;18h;b\n")) == [
        (2, "2010-09-20T14:00"),
        (3, "2010-09-30T18:00"),
    ]


def test_day_month_and_year_may_have_a_column_each() -> None:
    found = read("Jour;Date;Mois;Année;Quoi\nlundi;6;septembre;2010;a\nmardi;6;9;2010;b\n")
    assert said(found) == [(2, "2010-09-06"), (3, "weekday-mismatch")]


def test_titles_notes_totals_and_repeated_headers_yield_nothing() -> None:
    found = read(
        "Planning;;\nmettez votre prénom;;\nDate;Heure;Quoi\n12/09/2010;14h;a\nDate;Heure;Quoi\n;;\n"
        "Total : 16 actions;;\nNB : prévenir Colette 48 h avant.;;\n20/09/2010;;\n"
    )
    assert said(found) == [(4, "2010-09-12T14:00")]


def test_the_order_of_day_and_month_is_proven_by_the_sheet() -> None:
    def with_days(*days: str, head: str = "Date;Quoi") -> list[str]:
        return [line for _, line in said(read("\n".join([head, *(f"{day};x" for day in days)])))]

    assert with_days("05/06/2010", "18/09/2010") == ["2010-06-05", "2010-09-18"]
    assert with_days("05/06/2010", "09/18/2010") == ["2010-05-06", "2010-09-18"]
    assert with_days("05/06/2010", "18/09/2010", "09/18/2010") == ["ambiguous-date", "2010-09-18", "2010-09-18"]
    assert with_days("05/06/2010", "06/06/2010", head="Start date;Subject") == ["ambiguous-date", "2010-06-06"]
    chosen = read("Start date;Subject\n05/06/2010;x\n", dayfirst=True)
    assert said(chosen) == [(2, "2010-06-05")]


def test_serial_numbers_of_spreadsheets_are_dates_and_times() -> None:
    found = read("Date;Début;Fin;Quoi\n40433;0,583333333;0,6875;a\n40441,8541666667;;;b\n12;;;c\n2010;;;d\n")
    assert said(found) == [
        (2, "2010-09-12T14:00"),
        (3, "2010-09-20T20:30"),
        (4, "ambiguous-date"),
        (5, "ambiguous-date"),
    ]


def test_formulas_and_errors_of_spreadsheets_are_no_dates() -> None:
    found = read('Date;Heure;Quoi\n=A2+7;18h;a\n"=""21/09/2010""";18h;b\n#REF!;18h;c\n22/09/2010;#VALEUR!;d\n')
    assert said(found) == [(2, "no-date"), (3, "2010-09-21T18:00"), (4, "no-date"), (5, "unparsed-time")]


def test_rows_whose_cells_are_shifted_are_malformed() -> None:
    found = read(
        "Lieu;Date;Début;Fin;Quoi\nCalais; quai;13/09/2010;14h;16h;a\nCalais;18h;19/09/2010;20h;b\n"
        "Marck,18/09/2010,9h,12h,c\nMarck\nCalais;20/09/2010;18h;20h;d\n"
    )
    assert said(found) == [
        (2, "malformed-row"), (3, "malformed-row"), (4, "malformed-row"), (5, "malformed-row"), (6, "2010-09-20T18:00"),
    ]  # fmt: skip
    assert said(read("Date;Heure;Lieu;Quoi\n14/09/2010;;18h;Repas\n")) == [(2, "malformed-row")]


def test_hours_in_two_places_that_contradict_each_other_are_no_time() -> None:
    assert said(read("Quand;Heure;Quoi\n12/09/2010 14h;16h;a\n12/09/2010 14h;14h;b\n")) == [
        (2, "unparsed-time"),
        (3, "2010-09-12T14:00"),
    ]


def test_a_length_gives_the_end() -> None:
    first, second = events(read("Date;Début;Durée;Quoi\n12/09/2010;14h;1h30;a\n12/09/2010;23h;120 min;b\n"))
    assert first.end is not None
    assert second.end is not None
    assert (local_of(first.end).isoformat(), local_of(second.end).day) == ("2010-09-12T15:30:00", 13)


def test_hours_beside_a_range_are_those_of_every_day() -> None:
    found = read(
        "Quoi;Du;Au;Horaires\nStage;04/10/2010;08/10/2010;9h-17h\nExpo;12/10/2010;20/10/2010;\nx;2/1/2010;1/1/2010;\n"
    )
    stage, expo = events(found)
    assert stage.recurrence is not None
    assert stage.recurrence.rules == ("FREQ=DAILY;COUNT=5",)
    assert expo.end == Date(date=dt.date(2010, 10, 21))
    assert said(found)[-1] == (4, "ambiguous-date")


def test_a_column_of_the_rhythm_is_read_with_its_first_day() -> None:
    found = read(
        "Quoi;Fréquence;Date\na;hebdomadaire;06/09/2010\nb;mensuel;07/09/2010\nc;ponctuel;08/09/2010\n"
        "d;un samedi sur deux;11/09/2010\n"
    )
    rules = [each.recurrence.rules[0] if each.recurrence else None for each in events(found)]
    assert rules == ["FREQ=WEEKLY;BYDAY=MO", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"]
    assert said(found)[1] == (3, "unparsed-recurrence")


def test_a_list_of_habits_reads_weekdays_as_such() -> None:
    found = read("Jours;Quoi\ndu lundi au vendredi;a\nmercredi;b\n")
    assert [each.recurrence and each.recurrence.rules[0] for each in events(found)] == [
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;BYDAY=WE",
    ]
    assert said(read("Jour;Quoi\n13/09/2010;a\nmercredi;b\n"))[-1] == (3, "ambiguous-date")


def test_a_rule_ends_with_its_last_day_in_utc() -> None:
    (event,) = events(read("Quand;Quoi\ntous les mardis à 10h du 14/09 au 14/12/2010 sauf le 2/11;a\n"))
    assert event.recurrence is not None
    assert event.recurrence.rules == ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20101214T225959Z",)
    assert [local_of(each).isoformat() for each in event.recurrence.excluded] == ["2010-11-02T10:00:00"]


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ("Repas;oui;", Status.CANCELLED),
        ("Repas;ANNULÉ;", Status.CANCELLED),
        ("Repas;non;", None),
        ("ANNULÉ – Repas;;", Status.CANCELLED),
        ("Repas (annulé);;", Status.CANCELLED),
        ("Repas (annulé si pluie);;", None),
        ("Repas;;camion en panne, annulé", Status.CANCELLED),
        ("Repas;;annulation du 22", None),
        ("Repas;;annulé le 22", None),
        ("Repas;;annulé le 12", Status.CANCELLED),
        ("Repas;;maintenu malgré la grève", None),
        ("Repas;;reporté d'une semaine", Status.CANCELLED),
        ("Repas;;reporté du 5", None),
        ("Repas (sous réserve);;", Status.TENTATIVE),
    ],
)
def test_what_a_row_says_of_itself_is_its_status(cells: str, status: Status | None) -> None:
    (event,) = events(read(f"Date;Quoi;Annulé ?;Remarques\n12/09/2010;{cells}\n"))
    assert event.status is status


def test_what_is_put_off_is_cancelled_and_stands_on_its_new_day() -> None:
    found = read("Date;Heure;Quoi;Remarques\nmercredi 10/11/2010;14h;Cours;reporté au vendredi 12\n")
    assert [(each.status, local_of(each.start).day) for each in events(found)] == [(Status.CANCELLED, 10), (None, 12)]
    wrong = read("Date;Heure;Quoi;Remarques\nmercredi 10/11/2010;14h;Cours;reporté au lundi 12\n")
    assert [each.status for each in events(wrong)] == [Status.CANCELLED]


@pytest.mark.parametrize("remark", ["décalé à 15h", "finalement à 15h", "avancé au 11"])
def test_a_remark_that_moves_an_event_makes_its_row_unclear(remark: str) -> None:
    assert said(read(f"Date;Heure;Quoi;Remarques\n12/09/2010;14h;Cours;{remark}\n")) == [(2, "ambiguous-date")]


def test_a_remark_that_limits_a_recurrence_makes_its_row_unclear() -> None:
    assert said(read("Quand;Quoi;Remarques\ntous les mardis;Cours;pas en août\n")) == [(2, "unparsed-recurrence")]


def test_what_is_not_public_is_said_and_nothing_is_wider_than_it_says() -> None:
    found = read(
        "Date;Quoi;Public/Interne\n12/09/2010;a;Public\n12/09/2010;b;Interne\n12/09/2010;c;\n12/09/2010;d;hm\n"
    )
    organisation = Audience.ORGANISATION
    assert [each.audience for each in events(found)] == [Audience.PUBLIC, organisation, None, organisation]


def test_an_identifier_is_used_where_it_tells_rows_apart() -> None:
    apart = read("ID;Date;Quoi\n1;12/09/2010;a\n2;13/09/2010;b\n")
    same = read("ID;Date;Quoi\n1;12/09/2010;a\n1;13/09/2010;b\n")
    assert [each.uid for each in events(apart)] == ["1", "2"]
    assert [each.uid for each in events(same)] == [None, None]


def test_what_has_no_column_of_its_own_is_kept_in_the_description() -> None:
    (event,) = events(read("Date;Heure;Quoi;Nb de repas;Remarques\n12/09/2010;matin;a;120;froid\n"))
    assert event.description == "froid\nNb de repas : 120\nHoraire : matin"


def test_a_part_of_a_month_is_reported_or_a_tentative_span() -> None:
    text = "Date;Quoi\nmi-septembre;Ménage\n"
    assert said(read(text)) == [(2, "ambiguous-date")]
    (event,) = events(read(text, approximate="span"))
    assert (event.start, event.end) == (Date(date=dt.date(2010, 9, 11)), Date(date=dt.date(2010, 9, 21)))
    assert event.status is Status.TENTATIVE
    assert event.approximate is not None


def test_a_reject_names_the_cell_and_what_to_write_instead() -> None:
    (rejected,) = read("Quoi;Date\na;lundi 12/09/2010\n").rejected
    assert (rejected.where.row, rejected.where.column, rejected.raw) == (2, 2, "lundi 12/09/2010")
    assert rejected.reason.fr == "« lundi 12/09/2010 » : le 12/09/2010 est un dimanche."
    assert rejected.reason.en == "“lundi 12/09/2010”: 2010-09-12 is a Sunday."
    assert rejected.advice is not None
    assert rejected.advice.fr
    assert rejected.advice.en


def test_the_plain_form_is_still_read_as_such() -> None:
    plain = "titre;début;récurrence\nRéunion;2010-09-14 14:30;FREQ=WEEKLY;BYDAY=TU\n".replace("WEEKLY;", "WEEKLY\\;")
    assert read(plain.replace("\\;", "")).rejected
    iso = read("Titre;Début;Fin\nFête;2010-09-11;2010-09-12\n")
    assert events(iso)[0].end == Date(date=dt.date(2010, 9, 13))
    by_hand = read("Titre;Début;Fin\nFête;samedi 11 septembre 2010;\n")
    assert said(by_hand) == [(2, "2010-09-11")]
