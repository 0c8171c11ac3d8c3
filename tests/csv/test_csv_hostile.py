"""Files that are no sheets, and sheets made to hurt: each is done with, in words and in bounded time."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.labelled import FOLDER, labelled

from reseau_sync.entry import Decoded
from reseau_sync.ports import Context
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.reading import read_any

BOUND = 20.0
"""Seconds: to find what never ends, not to measure speed."""
PIECES = (
    "Date;Heure;Lieu;Quoi\n", "12/09/2010;14h;Calais;Repas\n", "Site;lundi;mardi;mercredi\n", "Semaine 37\n",
    "Calais;Entraide 12h repas;;x\n", "#date+start;#org\n", "tous les mardis;14h-16h;;a\n", '"', ";", ",", "\t", "\n",
    "\x00", "²", "31/02/2010", "9999-12-31", "0001-01-01T00:00Z", "40433", "=A1", "#REF!", "semaine du 6 au 12",
    "1;2;3;4;5\n", "lun;mar;mer;jeu;ven\n", "à définir", "??", "reporté au 12", "du 12 au", "|", "\r",
)  # fmt: skip


def read(data: bytes, **options: object) -> Decoded:
    return read_any(data, Context("essai"), None, CsvOptions.model_validate({"reference_date": "2010-09-01"} | options))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n ;;\n", b"\x00\x00", b"PK\x03\x04rest", b"<!DOCTYPE html><p>12/09/2010; 14h;</p>",
        b'{"error": "12/09"}', b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"Nom;Email\nx;y\n", b"- riz\n- pates\n",
        b"\xff\xfe\x00\xd8",
    ],
)  # fmt: skip
def test_what_is_no_table_is_one_reject_for_the_file(data: bytes) -> None:
    found = read(data)
    assert found.entries == ()
    assert [(each.code, each.where.row) for each in found.rejected] == [("not-a-table", None)]


def test_a_header_without_rows_is_no_event() -> None:
    assert read("Date;Horaire;Lieu;Activité\n".encode()) == Decoded()


def test_an_open_quote_costs_its_row_and_no_other() -> None:
    found = read(b'Date;Heure;Quoi\n12/09/2010;14h;"Vestiaire\n13/09/2010;18h;Repas\n')
    assert [entry.where.row for entry in found.entries] == [3]
    assert [(each.where.row, each.code) for each in found.rejected] == [(2, "malformed-row")]


def test_invisible_characters_in_a_date_are_named_and_elsewhere_dropped() -> None:
    found = read("Date;Quoi\n13/0\x009/2010;a\n14/09/2010\u200b;Re\x00pas\n".encode())
    assert [entry.event.title for entry in found.entries] == ["Repas"]
    assert [(each.where.row, each.code) for each in found.rejected] == [(2, "malformed-row")]


WEEK = "Semaine 36 : du 6 au 12 septembre 2010;" + ";".join(
    f"{day} {number} septembre" for number, day in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi",
    "samedi", "dimanche"), 6)
)  # fmt: skip
LINES = (
    "14h-16h · Repas · La Marmite", "ANNULÉ · 22h-1h · x", "journée jusqu'au 99/99/9999 · x", "25h · x", "14h · ",
    "2h UTC+99:99 · x", "depuis le 01/01/0001 0h jusqu'au 31/12/9999 23h59 · x · a + b", "23:59:60 · x", '"', ";", "\n",
    "journée jusqu'au 31/12/9999 · x", "9h jusqu'au 01/01/2009 8h · x", "… y", "—", "12h repas", "\\", "· ·", "x [",
    "journée · x [repas, \\u00e9] · \\e", "'", "=1",
)  # fmt: skip


HUGE = {
    "a cell of 5 MB": b"Date;Heure;Quoi\n12/09/2010;14h;" + b"a " * 2_500_000 + b"\n13/09/2010;14h;b\n",
    "too many rows": b"Date;Heure;Quoi\n" + b"12/09/2010;14h;x\n" * 60_000,
    "many columns": b";".join([b"Date;Quoi", *(b"c%d" % at for at in range(2_000))])
    + b"\n12/09/2010;a"
    + b";v" * 2_000,
    "blank lines": b"\n" * 3_000_000 + b"Date;Quoi\n12/09/2010;a\n",
    "quotes": b'"' * 2_000_000,
    "separators": b";" * 2_000_000,
    "parentheses": b"Date;Quoi\n" + (b"(" * 290 + b";x\n") * 2_000,
    "dates in a cell": b"Date;Quoi\n" + b"1/2/2010, " * 100_000 + b";x\n",
    "lines of a rota": f"{WEEK}\nCalais;".encode() + b"14h \xc2\xb7 x [" * 300_000,
    "cells of a rota": f"{WEEK}\n".encode() + b"Calais;14h \xc2\xb7 x;12h repas\n" * 4_000,
    "timings": b"uid;title;timings\n1;a;" + b"2021-09-14T18:00:00Z/2021-09-14T19:00:00Z " * 10_000,
}


@pytest.mark.parametrize("case", HUGE)
def test_what_is_huge_is_read_or_refused_in_bounded_time(case: str) -> None:
    start = time.monotonic()
    found = read(HUGE[case])
    assert time.monotonic() - start < BOUND
    assert found.entries or found.rejected


def test_a_table_of_thousands_of_columns_is_refused_in_its_own_words() -> None:
    (rejected,) = read(HUGE["many columns"]).rejected
    assert rejected.code == "not-a-table"
    assert "400" in rejected.reason.fr


@given(
    st.one_of(
        st.binary(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map(lambda each: "".join(each).encode())
    )
)
def test_any_bytes_are_events_or_rejects(data: bytes) -> None:
    for options in (
        {},
        {"approximate": "span", "reference_date": dt.date(2010, 9, 1)},
        {"layout": "matrix"},
        {"layout": "list"},
    ):
        found = read(data, **options)
        for each in found.rejected:
            assert each.reason.fr
            assert each.reason.en
            assert each.where.row is None or each.where.row >= 1


@given(
    st.lists(st.sampled_from(LINES), max_size=30).map(";".join), st.sampled_from(("Calais;", ";", "(sans lieu);", "\n"))
)
def test_any_week_is_events_or_rejects(text: str, site: str) -> None:
    data = f"{WEEK}\n{site}{text}".encode()
    assert read(data) == read(data)


def _mutated(data: bytes, changes: list[tuple[int, int, str]]) -> bytes:
    """Return a sheet into which pieces were put, over some of what was there."""
    for at, length, piece in changes:
        place = at % (len(data) + 1)
        data = data[:place] + piece.encode() + data[place + length :]
    return data


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FOLDER.glob("*.txt"))),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=8),
)
def test_a_real_sheet_that_was_damaged_is_events_or_rejects(path: Path, changes: list[tuple[int, int, str]]) -> None:
    sheet = labelled(path)
    found = read(_mutated(sheet.data, changes), reference_date=dt.date(2024, 9, 1))
    assert all(each.reason.fr and each.reason.en for each in found.rejected)


def test_a_second_column_of_dates_that_ends_before_the_table_begins_is_no_matter() -> None:
    found = read(b"x;;;02/09/2024\n04/09/2024;a\n05/09/2024;b\n06/09/2024;c\n")
    assert found.entries or found.rejected


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_reading_twice_is_reading_once(text: str) -> None:
    assert read(text.encode()) == read(text.encode())
