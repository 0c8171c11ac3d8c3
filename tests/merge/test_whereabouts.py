"""Where an event is, when its calendar cuts names short."""

from __future__ import annotations

import pytest

from reseau_sync.merge.actors import Naming
from reseau_sync.merge.whereabouts import Atlas, Whereabouts, placed
from reseau_sync.model import Place
from reseau_sync.model.network import Network, NetworkInfo, Organisation


def _network(*communes: str, name: str = "Le Phare") -> Network:
    known = tuple(
        Organisation(id=f"o{number}", name=f"{name} {number}", commune=each) for number, each in enumerate(communes)
    )
    return Network(network=NetworkInfo(name="Essai"), organisations=known)


def _communes(text: str, *declared: str) -> frozenset[str]:
    network = _network(*declared)
    return Atlas(network, Naming.of(network)).read(Place(text=text), (), None)[0].communes


@pytest.mark.parametrize("text", ["LH", "LH, plage", "salle B (LH)"])
def test_initials_by_themselves_are_the_one_commune_declared(text: str) -> None:
    assert _communes(text, "Le Havre", "Caen") == {"le havre"}


@pytest.mark.parametrize("text", ["lh", "salle LH", "plage"])
def test_other_letters_are_no_commune(text: str) -> None:
    assert not _communes(text, "Le Havre", "Caen")


def test_initials_of_two_communes_are_neither() -> None:
    assert not _communes("LH", "Le Havre", "La Haye")


def test_a_name_cut_short_is_the_one_commune_that_begins_so() -> None:
    assert _communes("gare, Stee.", "Steenvoorde", "Caen") == {"steenvoorde"}
    assert not _communes("gare, Stee.", "Steenvoorde", "Steenwerck")


def _venues(*words: str) -> list[frozenset[str]]:
    return [each.venue for each in placed([(Whereabouts(venue=frozenset({word})), 1) for word in words])]


def test_the_beginning_of_one_venue_stands_for_it() -> None:
    assert _venues("soq", "soquence") == [{"soq", "soquence"}, {"soquence"}]
    assert _venues("mar", "marengo", "maritime") == [{"mar"}, {"marengo"}, {"maritime"}]
