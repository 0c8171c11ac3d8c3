"""The allow-list: for every field of the shared schema, the widest audience that may read it.

A field that is not listed here is read by nobody but the organisation itself; a test fails until somebody has thought
about it and listed it. Why each field of the public's is there: docs/design/audiences.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reseau_sync.model import (
    ApproximateDate,
    Audience,
    CustomTime,
    CustomZone,
    Date,
    Delegation,
    Event,
    FixedTime,
    Geo,
    Intervention,
    Meeting,
    Observance,
    OrganisationRef,
    OtherComponent,
    OtherProperty,
    Period,
    Place,
    Provenance,
    PublicAction,
    Recurrence,
    Service,
    ZonedTime,
)
from reseau_sync.model.base import Value

Fields = Mapping[str, Audience]


def _fields(public: str = "", network: str = "", organisation: str = "") -> Fields:
    """Return the widest audience of each field; the names of one audience are words of one text."""
    levels = {Audience.PUBLIC: public, Audience.NETWORK: network, Audience.ORGANISATION: organisation}
    return MappingProxyType({name: audience for audience, names in levels.items() for name in names.split()})


_EVENT = _fields(
    # What it is and when; who, as far as the network declares it; where, as a commune; whether it is sure.
    public="kind title start end recurrence recurrence_id this_and_future overrides approximate status"
    " lead partners place public_url",
    network="uid description services theme categories url agenda minutes contacts needs capacity"
    " sequence created last_modified provenance",
    # What tools write for themselves, and what nobody has looked at.
    organisation="description_html audience classification stamp other_properties other_components",
)

ALLOWED: Mapping[type[Value], Fields] = MappingProxyType(
    {
        **dict.fromkeys((Event, Meeting, Intervention, PublicAction), _EVENT),
        Delegation: MappingProxyType({**_EVENT, **_fields(network="counterpart outcome")}),
        Service: MappingProxyType({**_EVENT, **_fields(network="languages competences")}),
        # The public's place is made anew of a commune that is known; its organisations of what is declared.
        Place: _fields(public="commune insee", network="text venue street geo"),
        Geo: _fields(network="latitude longitude"),
        OrganisationRef: _fields(public="name id type"),
        Provenance: _fields(network="source organisation uid recurrence_id path key"),
        Recurrence: _fields(public="rules exclusion_rules dates periods excluded"),
        ApproximateDate: _fields(public="year month part"),
        Period: _fields(public="start end"),
        Date: _fields(public="type date"),
        ZonedTime: _fields(public="type local zone floating"),
        FixedTime: _fields(public="type local offset"),
        # The rules of a zone that a source defines are the public's, the names that it gives them are not.
        CustomTime: _fields(public="type local zone"),
        CustomZone: _fields(public="observances", network="tzid"),
        Observance: _fields(public="daylight start offset_from offset_to rule dates", network="name"),
        OtherProperty: _fields(organisation="name parameters value value_type"),
        OtherComponent: _fields(organisation="name properties components"),
    }
)
