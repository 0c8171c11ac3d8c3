"""A feed shows what its filter asks for, resting on what its readers may know alone."""

from __future__ import annotations

from typing import Any

import pytest

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.model import Audience, Event, Meeting, OrganisationRef, OrganisationType, Place
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, PlaceSpec, SourceSpec
from tests.merge.building import at

ORGANISATIONS = (
    Organisation(id="dunes", name="Entraide des Dunes"),
    Organisation(id="phares", name="Phares"),
    Organisation(id="port", name="Droit au Port"),
    Organisation(id="petit", name="Petit collectif", type=OrganisationType.COLLECTIVE, members=("dunes",)),
    Organisation(id="grand", name="Grand collectif", type=OrganisationType.COLLECTIVE, members=("petit", "port")),
)
EVENTS: dict[str, Any] = {
    "dunes": Meeting(
        title="Réunion des bénévoles", start=at(7), place=Place(text="Le Carrefour, Dunkerque", commune="Dunkerque")
    ),
    "phares": Event(
        title="Maraude", start=at(8), place=Place(commune="Calais"), services=("outreach",), description="Café chaud"
    ),
    "port": Event(
        title="Permanence", start=at(9), place=Place(venue="Carrefour", commune="Dunkerque"), services=("legal",)
    ),
    "grand": Event(title="Repas", start=at(10), lead=OrganisationRef(name="Phares"), services=("food",)),
}


def shown(wanted: dict[str, Any], audience: Audience = Audience.NETWORK) -> set[str]:
    network = Network(
        network=NetworkInfo(name="Essai"),
        organisations=ORGANISATIONS,
        places=(PlaceSpec(name="Carrefour des solidarités", commune="Dunkerque", aliases=("Carrefour",)),),
        sources=tuple(
            SourceSpec.model_validate(
                {
                    "id": id_,
                    "organisation": id_,
                    "location": f"{id_}.ics",
                    "role": "coordination" if id_ == "grand" else "member",
                    "default_audience": "public",
                }
            )
            for id_ in EVENTS
        ),
        feeds=(FeedSpec.model_validate({"id": "f", "path": "f.ics", "audience": audience, "filter": wanted}),),
    )
    entries = [Entry.of(source, event) for source, event in EVENTS.items()]
    return {each.event.title.split()[0] for each in merge_calendars(network, entries, key=b"cle").view("f").events}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"Réunion", "Maraude", "Permanence", "Repas"}),
        ({"kind": "meeting"}, {"Réunion"}),
        ({"commune": "dunkerque"}, {"Réunion", "Permanence"}),
        ({"site": "Carrefour"}, {"Réunion", "Permanence"}),
        ({"site": ["Carrefour des solidarités"], "kind": ["event"]}, {"Permanence"}),
        ({"service": ["food", "legal"]}, {"Permanence", "Repas"}),
        ({"organisation": "phares"}, {"Maraude", "Repas"}),
        ({"collective": "petit"}, {"Réunion"}),
        ({"collective": "grand"}, {"Réunion", "Permanence"}),
        ({"text": "benevoles"}, {"Réunion"}),
        ({"text": ["CAFÉ CHAUD", "repas"]}, {"Maraude", "Repas"}),
        ({"text": "mara"}, set()),
        ({"commune": "Calais", "text": "permanence"}, set()),
    ],
)
def test_each_key_that_is_given_must_match_by_any_of_its_values(wanted: dict[str, Any], expected: set[str]) -> None:
    assert shown(wanted) == expected


def test_a_filter_of_a_public_feed_knows_no_more_than_the_public() -> None:
    assert shown({"text": "café"}, Audience.PUBLIC) == set()
    assert shown({"text": "maraude"}, Audience.PUBLIC) == {"Maraude"}
    assert shown({"site": "Carrefour"}, Audience.PUBLIC) == set()
    assert shown({"collective": "grand"}, Audience.PUBLIC) == {"Réunion", "Permanence"}
