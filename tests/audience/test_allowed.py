"""Every field of the schema has been thought about: listed for the public, the network, or nobody but its owner."""

from __future__ import annotations

import pytest

from reseau_sync.audience.allowed import ALLOWED
from reseau_sync.audience.projection import event_for, shown, types_within
from reseau_sync.model import KINDS, Audience, Event, OtherProperty, ZonedTime
from reseau_sync.model.base import Value
from reseau_sync.model.network import Network, NetworkInfo
from tests.merge.building import at

NETWORK = Network(network=NetworkInfo(name="Réseau d’essai"))
SCHEMA = sorted({each for kind in KINDS.values() for each in types_within(kind)}, key=lambda each: each.__name__)
PUBLIC = {
    *("kind", "title", "start", "end", "recurrence", "recurrence_id", "this_and_future", "overrides", "approximate"),
    *("status", "lead", "partners", "place", "public_url"),
}


def test_the_schema_that_is_looked_at_is_all_of_it() -> None:
    assert {each.__name__ for each in SCHEMA} >= {"Place", "Geo", "OrganisationRef", "Provenance", "Recurrence"}
    assert {each.__name__ for each in SCHEMA} >= {"CustomZone", "Observance", "OtherComponent", "ApproximateDate"}


@pytest.mark.parametrize("kind", SCHEMA, ids=lambda each: each.__name__)
def test_every_field_is_listed(kind: type[Value]) -> None:
    assert kind in ALLOWED, f"audience/allowed.py: say who may read a {kind.__name__}"
    assert set(ALLOWED[kind]) == set(kind.model_fields), "audience/allowed.py: say who may read each field"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda each: each.__name__)
def test_the_public_reads_what_the_domain_rules_name_and_no_more(kind: type[Value]) -> None:
    assert {name for name, audience in ALLOWED[kind].items() if audience is Audience.PUBLIC} == PUBLIC


INNER = {
    "Place": {"commune", "insee"},
    "Geo": set[str](),
    "OrganisationRef": {"name", "id", "type"},
    "Provenance": set[str](),
    "CustomZone": {"observances"},
    "OtherProperty": set[str](),
    "OtherComponent": set[str](),
}


@pytest.mark.parametrize("name", INNER)
def test_of_what_an_event_holds_the_public_reads_no_more_than_was_decided(name: str) -> None:
    """The place, say, is made anew of a known commune too: this list alone would not be missed by a canary."""
    kind = next(each for each in SCHEMA if each.__name__ == name)
    assert {each for each, audience in ALLOWED[kind].items() if audience is Audience.PUBLIC} == INNER[name]


class Newer(Event):
    """The schema as it may be one day."""

    camp: str = ""


def test_a_field_that_nobody_listed_is_shown_to_nobody() -> None:
    event = Newer(title="Réunion", start=at(7), camp="derrière la voie ferrée")
    for readers in (Audience.PUBLIC, Audience.NETWORK):
        assert "voie" not in event_for(event, readers, "source", NETWORK).model_dump_json()


def test_what_is_whole_is_not_built_anew() -> None:
    time = at(7)
    assert shown(time, Audience.PUBLIC) is time
    assert isinstance(time, ZonedTime)
    assert "b" not in shown(OtherProperty(name="b", value="b"), Audience.NETWORK).model_dump().values()
