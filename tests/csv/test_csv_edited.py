"""A sheet that people edit: each event keeps its identity, and none gets another's, whatever becomes of its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter

from reseau_sync.entry import Decoded
from reseau_sync.errors import ConfigError
from reseau_sync.following import Followed, follow
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec
from reseau_sync.ports import Context
from reseau_sync.standing import Standing
from reseau_sync_csv import CsvOptions
from reseau_sync_csv.reading import read_any

NETWORK = Network(
    network=NetworkInfo(name="Réseau"), sources=(SourceSpec(id="feuille", adapter="csv", location="feuille.csv"),)
)
NOW = dt.datetime(2010, 8, 30, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Cell = tuple[int, int | None]


def reading(text: str) -> Decoded:
    found = read_any(text.encode(), Context("feuille"), None, CsvOptions(reference_date=NOW.date()))
    assert not [each for each in found.rejected if each.scope == "event"]
    return found


def by_cell(followed: Followed) -> dict[Cell, str]:
    live = [each for each in followed.standings if each.state == "live"]
    return {place(each): each.lasting for each in live}


def place(standing: Standing) -> Cell:
    where = standing.entry.where
    assert where.row is not None
    return where.row, where.column


def check(before: str, after: str, same: Mapping[Cell, Cell], new: set[Cell]) -> Followed:
    """Read two versions of a sheet; ``same`` says which cell of the first is which of the second."""
    once = follow(reading(before), NETWORK, "feuille", now=NOW)
    twice = follow(reading(after), NETWORK, "feuille", before=once, now=NOW + DAY)
    old, now = by_cell(once), by_cell(twice)
    assert set(now) == {*same.values(), *new}
    assert {cell: now[cell] for cell in same.values()} == {same[cell]: old[cell] for cell in same}
    assert not {now[cell] for cell in new} & set(old.values())
    return twice


def rows(pairs: Mapping[int, int]) -> dict[Cell, Cell]:
    return {(one, None): (other, None) for one, other in pairs.items()}


HEADER = "Date;Heure;Lieu;Quoi;Qui\n"
LIST = HEADER + (
    "mar 7/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n"
    "mer 8/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
    "jeu 9/09/2010;;Calais;Tri au local;La Marmite\n"
    "ven 10/09/2010;10h-12h;Téteghem;Soins;Soins sans rivage\n"
    "mar 14/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n"
    "mer 15/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
    "sam 18/09/2010;20h;Dunkerque;Réunion de rentrée;Collectif\n"
)


def test_rows_in_another_order_inserted_and_struck_out() -> None:
    after = HEADER + (
        "sam 18/09/2010;20h;Dunkerque;Réunion de rentrée;Collectif\n"
        "jeu 16/09/2010;9h-12h;Calais;Livraison de bois;Collectif\n"
        "mer 15/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
        "mar 14/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n"
        "jeu 9/09/2010;;Calais;Tri au local;La Marmite\n"
        "mer 8/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
        "mar 7/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n"
    )
    done = check(LIST, after, rows({8: 2, 7: 4, 6: 5, 4: 6, 3: 7, 2: 8}), {(3, None)})
    assert [each.entry.event.title for each in done.standings if each.state == "withdrawn"] == ["Soins"]


def test_every_kind_of_edit_in_its_row() -> None:
    after = HEADER + (
        "mar 7/09/2010;14h30-16h;Loon-Plage;Douches;Entraide des Dunes\n"  # an hour moved, its end kept
        "mer 8/09/2010;18h-20h;Grande-Synthe;Repas chaud et thé;La Marmite\n"  # a title that has grown
        "jeu 9/09/2010;14h-17h;Calais;Tri au local;La Marmite\n"  # hours, now that they are known
        "lun 13/09/2010;10h-12h;Téteghem;Soins;Soins sans rivage\n"  # another day
        "mar 14/09/2010;14h-16h;Gravelines;Douches;Entraide des Dunes\n"  # another site
        "mer 15/09/2010;19h-21h;Grande-Synthe;Repas de rue;La Marmite\n"  # a title and an hour at once
        "sam 18/09/2010;20h;Dunkerque;Reunion de la rentrée;Droit au Port\n"  # a spelling, and who does it
    )
    check(LIST, after, rows({number: number for number in range(2, 9)}), set())


def test_edits_in_a_sheet_that_was_sorted_anew() -> None:
    after = HEADER + (
        "sam 18/09/2010;20h30;Dunkerque;Réunion de rentrée;Collectif\n"
        "ven 10/09/2010;10h-12h;Téteghem;Soins infirmiers;Soins sans rivage\n"
        "mar 14/09/2010;15h-17h;Loon-Plage;Douches;Entraide des Dunes\n"
        "mar 7/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes et La Marmite\n"
        "jeu 9/09/2010;;Calais;Tri;La Marmite\n"
        "mer 8/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
        "mer 15/09/2010;18h-20h;Grande-Synthe;Repas;La Marmite\n"
    )
    check(LIST, after, rows({8: 2, 5: 3, 6: 4, 2: 5, 4: 6, 3: 7, 7: 8}), set())


def test_a_date_struck_out_and_another_added_elsewhere_are_not_one() -> None:
    after = LIST.replace("mar 14/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n", "")
    after += "ven 17/09/2010;14h-16h;Loon-Plage;Douches;Entraide des Dunes\n"
    check(LIST, after, rows({2: 2, 3: 3, 4: 4, 5: 5, 7: 6, 8: 7}), {(8, None)})


def test_another_action_in_the_place_of_one_struck_out_is_not_it() -> None:
    after = LIST.replace(";Tri au local;La Marmite", ";Cours de français;Mots passants")
    check(LIST, after, rows({each: each for each in (2, 3, 5, 6, 7, 8)}), {(4, None)})


def test_rows_that_look_alike_are_told_by_who_does_it_and_else_keep_their_order() -> None:
    header = "Date;Heure;Lieu;Quoi;Qui;Remarques\n"
    row = "mar 7/09/2010;20h-23h;Calais;Maraude;"
    before = header + f"{row}Entraide des Dunes;\n{row}La Marmite;\n{row};Jeanne\n{row};Guy\n"
    after = (
        header
        + f"{row}La Marmite;en camion\n{row};Jeanne et Régis\n{row};Guy et Odile\n{row}Entraide des Dunes;à pied\n"
    )
    check(before, after, rows({2: 5, 3: 2, 4: 3, 5: 4}), set())


def test_another_separator_other_columns_and_a_title_line() -> None:
    lines = [line.split(";") for line in LIST.splitlines()]
    after = "Planning de rentrée,,,,\n\n" + "\n".join(f"{e},{d},{a},{b},{c}" for a, b, c, d, e in lines)
    check(LIST, after, rows({number: number + 2 for number in range(2, 9)}), set())


WEEK = (
    "Semaine du 6 au 12 septembre 2010;;;\n"
    ";Loon-Plage;Grande-Synthe;Calais\n"
    "lundi;12h repas;;14h douches\n"
    "mardi;10h soins;18h repas;\n"
    "mercredi;12h repas;14h vestiaire;\n"
    "jeudi;;18h repas;9h tri\n"
)


def test_cells_of_a_matrix_that_move() -> None:
    after = (
        "Semaine du 6 au 12 septembre 2010;;;;\n"
        ";Calais;Téteghem;Loon-Plage;Grande-Synthe\n"
        "lundi;14h30 douches;20h maraude;12h repas;\n"  # a site inserted, the columns in another order, an hour moved
        "mardi;;;10h soins;18h repas\n"
        "mercredi;;;12h repas et thé;\n"  # a title corrected
        "jeudi;9h tri;;;18h repas\n"
        "vendredi;;;;14h vestiaire\n"  # a cell put on another day
    )
    same: dict[Cell, Cell] = {
        (3, 2): (3, 4),
        (3, 4): (3, 2),
        (4, 2): (4, 4),
        (4, 3): (4, 5),
        (5, 2): (5, 4),
        (5, 3): (7, 5),
        (6, 3): (6, 5),
        (6, 4): (6, 2),
    }
    check(WEEK, after, same, {(3, 3)})


def test_a_matrix_that_is_turned_round() -> None:
    after = (
        "Semaine du 6 au 12 septembre 2010;;;;\n"
        ";lundi;mardi;mercredi;jeudi\n"
        "Loon-Plage;12h repas;10h soins;12h repas;\n"
        "Grande-Synthe;;18h repas;14h vestiaire;18h repas\n"
        "Calais;14h douches;;;9h tri\n"
    )
    filled: list[Cell] = [(3, 2), (3, 4), (4, 2), (4, 3), (5, 2), (5, 3), (6, 3), (6, 4)]
    check(WEEK, after, {(row, column or 0): ((column or 0) + 1, row - 1) for row, column in filled}, set())


def test_what_cannot_be_read_for_a_while_is_still_there() -> None:
    once = follow(reading(LIST), NETWORK, "feuille", now=NOW)
    failed = follow(None, NETWORK, "feuille", before=once, now=NOW + DAY)
    back = follow(reading(LIST), NETWORK, "feuille", before=failed, now=NOW + 2 * DAY)
    assert {each.lasting for each in failed.entries(NETWORK, NOW + DAY)} == set(by_cell(once).values())
    assert by_cell(back) == by_cell(once)
    assert Followed().entries(NETWORK, NOW) == []


def test_what_is_followed_is_a_plain_value_that_can_be_kept() -> None:
    kept = TypeAdapter(Followed)
    once = follow(reading(WEEK), NETWORK, "feuille", now=NOW)
    assert kept.validate_json(kept.dump_json(once)) == once


def test_only_declared_sources_are_followed() -> None:
    with pytest.raises(ConfigError):
        follow(reading(LIST), NETWORK, "ailleurs", now=NOW)
