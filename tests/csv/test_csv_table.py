"""From bytes to rows: encodings, separators, quotes, and the numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync_csv import table
from reseau_sync_csv.columns import score
from reseau_sync_csv.table import Row, decode_text, rows, separator_of


def cells(text: str, separator: str = ";") -> list[tuple[str, ...] | None]:
    return [row.cells if row.problem is None else None for row in rows(text, separator)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_survive_every_encoding(encoding: str) -> None:
    text = "titre;début\r\nRéunion à l’Écluse – 5 €;2010-09-14\r\n"
    assert decode_text(text.encode(encoding)) == text


def test_big_endian_text_with_its_mark_is_read() -> None:
    assert decode_text(b"\xfe\xff" + "début".encode("utf-16-be")) == "début"


def test_a_file_into_which_two_encodings_were_pasted_is_read_line_by_line() -> None:
    data = "Réunion\n".encode() + "Téteghem\n".encode("cp1252") + "Cassel 🍲".encode()
    assert decode_text(data) == "Réunion\nTéteghem\nCassel 🍲"


@given(st.binary(max_size=300))
def test_any_bytes_are_some_rows(data: bytes) -> None:
    text = decode_text(data)
    for separator in table.SEPARATORS:
        assert all(isinstance(row, Row) for row in rows(text, separator))


@given(st.lists(st.lists(st.text(alphabet='ab;,\t|"\r\n é\x00', max_size=6), min_size=1, max_size=4), max_size=6))
def test_what_a_csv_writer_wrote_is_read_as_it_was(written: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(written)
    assert cells(out.getvalue()) == [tuple(each) for each in written]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_end_of_line_ends_a_row(ending: str) -> None:
    assert cells(ending.join(("a;b", "", "c;d"))) == [("a", "b"), ("",), ("c", "d")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    found = list(rows('a;b\n\n"c\nd\ne";f\ng;h', ";"))
    assert [(row.number, row.cells) for row in found] == [
        (1, ("a", "b")),
        (2, ("",)),
        (3, ("c\nd\ne", "f")),
        (4, ("g", "h")),
    ]
    assert [row.blank for row in found] == [False, True, False, False]


def test_a_quote_never_closed_costs_its_row_and_not_those_below() -> None:
    assert cells('a;b\n"c;d\ne;f\n') == [("a", "b"), None, ("e", "f")]


def test_a_quote_closed_by_another_rows_quote_swallows_nothing() -> None:
    assert cells('"a;b\nc;d\n"e";f\n') == [None, ("c", "d"), ("e", "f")]


def test_quotes_typed_by_hand_are_text() -> None:
    assert cells('"Jungle" de Calais;x\nLa "Jungle";y') == [('"Jungle" de Calais', "x"), ('La "Jungle"', "y")]


@pytest.mark.parametrize("separator", table.SEPARATORS)
def test_the_separator_is_the_one_that_makes_headers(separator: str) -> None:
    header = separator.join(("titre", "début", "texte, avec ; des | choses")).replace("texte", '"texte')
    assert separator_of(f'\n{header}"\n', score) == separator


def test_a_separator_line_says_which_it_is() -> None:
    assert separator_of("sep=|\r\na;b;c", score) == "|"
    assert separator_of("sep=x\r\ntitre,début", score) == ";"


def test_too_wide_and_too_long_rows_are_refused_and_their_neighbours_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_COLUMNS", 3)
    monkeypatch.setattr(table, "MAX_CELL", 5)
    text = 'a;b\n1;2;3;4\n"1";2;3;4\nabcdef;b\n"abcdef";b\nc;d'
    assert cells(text) == [("a", "b"), None, None, None, None, ("c", "d")]


def test_many_quotes_left_open_are_given_up_without_searching_to_the_end_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "MAX_OPEN_QUOTES", 2)
    text = 'x;"a\ny"";"b;"\n' * 3 + "c;d\n"
    found = cells(text)
    assert len(found) == 7
    assert found[-1] == ("c", "d")
