"""Services, kinds and organisations, by the words that people use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.model import KINDS, OrganisationType
from reseau_sync.model.network import KindName, Network, NetworkInfo, Organisation, ServiceSpec
from reseau_sync.vocabulary import kinds
from reseau_sync.vocabulary.organisations import Organisations
from reseau_sync.vocabulary.services import SERVICES, Services

SERVICE_IDS = (
    "food water firewood clothing shelter showers laundry health legal charging outreach day_centre hosting language "
    "schooling interpreting observation cleaning transport sorting training"
)
CLUSTERS = {"food security", "WASH", "shelter", "health", "protection", "education", "logistics"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Distribution de repas chauds et douches", ("food", "showers")),
        ("Eau et recharge de téléphones", ("water", "charging")),
        ("Tri du vestiaire d'hiver", ("sorting", "clothing")),
        ("Mobile clinic", ("health",)),
        ("Cours de français", ("language",)),
        ("bois de chauffage", ("firewood",)),
        ("Marée haute, nouveau départ", ()),
        ("Boisson", ()),
        ("Repasser", ()),
    ],
)
def test_services_are_recognised_by_whole_words(text: str, expected: tuple[str, ...]) -> None:
    assert Services().recognise(text) == expected


def test_every_service_of_the_schema_is_known_in_both_languages_with_its_cluster() -> None:
    known = Services()
    assert [each.id for each in SERVICES] == SERVICE_IDS.split()
    for each in SERVICES:
        assert known.exact(each.fr) == known.exact(each.en) == known.exact(each.id) == each.id
        assert (known.name(each.id), known.name(each.id, "en")) == (each.fr, each.en)
        assert known.cluster(each.id) in CLUSTERS


def test_a_network_adds_services_and_words() -> None:
    network = Network(
        network=NetworkInfo(name="Réseau"),
        services=(
            ServiceSpec(id="hair", name="Coiffure", aliases=("salon",), cluster="WASH"),
            ServiceSpec(id="food", name="Popote", aliases=("gamelle",)),
        ),
    )
    known = Services.of(network)
    assert known.recognise("coiffure, gamelles et repas") == ("hair", "food")
    assert known.cluster("hair") == "WASH"
    assert (known.name("food"), known.cluster("food")) == ("Popote", "food security")
    assert Services.of(None).recognise("coiffure") == ()
    assert Services().name("hair") is None
    assert Services().cluster("hair") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Réunion de préparation de la manifestation", "meeting"),
        ("Demonstration planning meeting", "meeting"),
        ("Rassemblement devant la sous-préfecture", "public_action"),
        ("Rencontre avec le sous-préfet", "delegation"),
        ("Délégation à la mairie de Loon-Plage", "delegation"),
        ("Maraude", "intervention"),
        ("Distribution de repas", "intervention"),
        ("Permanence juridique", "service"),
        ("Fermeture annuelle", None),
        ("", None),
    ],
)
def test_a_title_announces_its_kind(text: str, expected: KindName | None) -> None:
    assert kinds.recognise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ramasse des invendus du marché", None),
        ("RAMASSE AU MARCHE", None),
        ("Distribution sur le marché", "intervention"),
        ("Marche pour la dignité", "public_action"),
        ("Après la marche", "public_action"),
    ],
)
def test_a_market_is_no_march(text: str, expected: KindName | None) -> None:
    assert kinds.recognise(text) == expected


@given(st.sampled_from(sorted(KINDS)))
def test_every_kind_has_a_name_in_both_languages_that_names_it(kind: KindName) -> None:
    assert kinds.exact(kind) == kinds.exact(kinds.name(kind)) == kinds.exact(kinds.name(kind, "en")) == kind


def test_a_word_of_a_kind_inside_a_sentence_is_not_the_kind_as_a_whole() -> None:
    assert kinds.exact("Réunions") == "meeting"
    assert kinds.exact("Réunion du bureau") is None


def test_organisations_are_recognised_by_name_and_alias_and_the_text_is_kept() -> None:
    known = Organisations(
        (
            Organisation(id="entraide-dunes", name="Entraide des Dunes", aliases=("EdD",)),
            Organisation(id="cgt", name="CGT", type=OrganisationType.UNION, aliases=("le syndicat",)),
            Organisation(id="autre", name="Autre", aliases=("le syndicat",)),
        )
    )
    assert [each.id for each in known.recognise("CGT, EDD et le syndicat")] == ["cgt", "entraide-dunes"]
    ref = known.ref("entraide des dunes")
    assert (ref.name, ref.id, ref.type) == ("entraide des dunes", "entraide-dunes", OrganisationType.ASSOCIATION)
    assert known.ref("Inconnue").id is None
    assert known.exact("le syndicat") is None


@given(st.text(max_size=100))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert set(Services().recognise(text)) <= set(SERVICE_IDS.split())
    assert kinds.recognise(text) in (None, *KINDS)
