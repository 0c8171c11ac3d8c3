"""What is recognised as a place, and above all what is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.model import Place
from reseau_sync.model.network import Network, NetworkInfo, PlaceSpec
from reseau_sync.vocabulary.gazetteer import COMMUNES
from reseau_sync.vocabulary.places import Places

CARREFOUR = PlaceSpec(
    name="Carrefour des solidarités", commune="Dunkerque", aliases=("Carrefour", "15 rue de l'Écluse de Bergues")
)
GHYVELDE = PlaceSpec(name="Ghyvelde", commune="Ghyvelde", insee="59260")
LOON = PlaceSpec(name="Loon-Plage", commune="Loon-Plage", aliases=("Loon",))
LOCAL = PlaceSpec(name="Local des Veilleurs")
PLACES = Places((CARREFOUR, GHYVELDE, LOON, LOCAL))


def commune(text: str) -> str | None:
    match = PLACES.recognise(text)
    return match.commune if match else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loon Plage - jungle", "Loon-Plage"),
        ("CALAIS.", "Calais"),
        ("Teteghem", "Téteghem-Coudekerque-Village"),
        ("Steenworde", "Steenvoorde"),
        ("St Omer 62500", "Saint-Omer"),
        ("Norrent Fontes (62)", "Norrent-Fontes"),
        ("Le Havre", "Le Havre"),
        ("Dunkirk", "Dunkerque"),
        ("Carrefour DK", "Dunkerque"),
        ("Gde-Synthe", "Grande-Synthe"),
        ("Petite-Synthe", "Dunkerque"),
        ("place d’Armes Calais", "Calais"),
        ("Grande rue, Calais", "Calais"),
        ("Calais, quai de la Moselle", "Calais"),
        ("Ghyvelde (salle des fêtes)", "Ghyvelde"),
        ("Loon", "Loon-Plage"),
        ("Place de l'Europe, Grande-Synthe (arrivée)", "Grande-Synthe"),
        ("Salle paroissiale\n59114 Steenvoorde", "Steenvoorde"),
    ],
)
def test_a_commune_is_recognised_however_it_is_written(text: str, expected: str) -> None:
    assert commune(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "visio",
        "https://visio.example.org/salle",
        "Marche",
        "Coudekerque",
        "Synthe",
        "un havre de paix",
        "Pas-de-Calais",
        "Saint-Calais",
        "Bailleul-sur-Thérain",
        "12 rue de Calais",
        "avenue du Havre",
        "faubourg de Béthune",
        "De Calais à Dunkerque",
        "Calais, Dunkerque",
        "Calaisis",
        "Lillers",
    ],
)
def test_what_is_not_certain_is_not_recognised(text: str) -> None:
    assert commune(text) is None


def test_a_likeness_is_never_accepted() -> None:
    assert commune("Marck") == "Marck"
    assert commune("Mardyck") == "Dunkerque"
    assert commune("Marcq") is None
    assert commune("Mardik") is None


def test_the_name_of_a_street_is_no_commune() -> None:
    assert commune("27 rue de Calais, Dunkerque") == "Dunkerque"
    assert commune("route de Saint-Omer, Calais") == "Calais"


@pytest.mark.parametrize(
    "text", ["Bailleul 80490", "Bailleul (80)", "80051 Bailleul", "Saint-Omer, 14220", "14635 St-Omer"]
)
def test_a_homonym_in_another_department_is_not_the_commune(text: str) -> None:
    assert commune(text) is None


def test_the_town_that_has_the_postcode_is_the_certain_one_of_two() -> None:
    assert commune("Départ de Dunkerque : 12 rue de Vic, 62100 Calais") == "Calais"
    assert commune("59140 Dunkerque, 62100 Calais") is None


def test_a_declared_place_is_recognised_by_its_longest_alias() -> None:
    match = PLACES.recognise("Carrefour des solidarités, 15 rue de l'Écluse de Bergues, Dunkerque")
    assert match is not None
    assert (match.venue, match.commune, match.insee) == ("Carrefour des solidarités", "Dunkerque", "59183")


def test_a_declared_place_in_another_commune_than_the_text_names_is_not_it() -> None:
    match = PLACES.recognise("Carrefour, Calais")
    assert match is not None
    assert (match.venue, match.commune) == (None, "Calais")
    assert PLACES.recognise("Carrefour, 75011 Paris") is None


def test_a_place_without_commune_takes_that_of_the_text() -> None:
    match = PLACES.recognise("local des veilleurs, Calais")
    assert match is not None
    assert (match.venue, match.commune, match.insee) == ("Local des Veilleurs", "Calais", "62193")


def test_an_alias_of_two_places_names_neither_unless_the_commune_tells() -> None:
    places = Places((PlaceSpec(name="Local", commune="Calais"), PlaceSpec(name="local", commune="Dunkerque")))
    assert places.recognise("Local") is None
    match = places.recognise("Local, Calais")
    assert match is not None
    assert (match.venue, match.commune) == ("Local", "Calais")


def test_what_is_stated_of_a_place_stays() -> None:
    place = Place(venue="Carrefour", commune="Dunkerque")
    assert PLACES.fill(place) == place.model_copy(update={"insee": "59183"})
    other = Place(venue="Salle Calais", commune="Paris")
    assert PLACES.fill(other) == other
    homonym = Place(commune="Bailleul", insee="80051")
    assert PLACES.fill(homonym) == homonym


def test_a_location_is_filled_in_and_its_text_kept() -> None:
    filled = PLACES.fill(Place(text="Carrefour - DK"))
    assert filled == Place(text="Carrefour - DK", venue="Carrefour des solidarités", commune="Dunkerque", insee="59183")


@given(st.sampled_from([(name, each.insee) for each in COMMUNES for name in (each.name, *each.aliases)]))
def test_every_name_of_the_gazetteer_is_recognised(known: tuple[str, str]) -> None:
    name, insee = known
    for text in (name, name.upper(), name.replace("-", " "), f"Salle des fêtes, {name}"):
        match = Places().recognise(text)
        assert match is not None
        assert match.insee == insee


def test_no_point_of_the_gazetteer_is_doubled_or_off_the_coast() -> None:
    assert len({each.insee for each in COMMUNES}) == len(COMMUNES)
    assert all(re.fullmatch(r"\d{5}", each.insee) for each in COMMUNES)
    assert all(49 < each.latitude < 51.1 and -1.7 < each.longitude < 3.1 for each in COMMUNES)


@given(st.text(max_size=80))
def test_any_text_may_be_asked_about_and_filling_twice_is_filling_once(text: str) -> None:
    filled = PLACES.fill(Place(text=text))
    assert PLACES.fill(filled) == filled


def test_the_places_of_a_network_are_those_it_declares() -> None:
    network = Network(network=NetworkInfo(name="Réseau"), places=(CARREFOUR,))
    assert Places.of(network).recognise("Carrefour") is not None
    assert Places.of(None).recognise("Carrefour") is None
    town = Places.of(None).commune("dunkirk")
    assert town is not None
    assert (town.name, town.insee) == ("Dunkerque", "59183")
