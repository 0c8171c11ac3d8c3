"""The shared schema: frozen pydantic models, unknown keys refused. Import from the submodules or from here."""

from reseau_sync.model.event import (
    EVENT,
    KINDS,
    AnyEvent,
    ApproximateDate,
    Audience,
    Delegation,
    Event,
    EventFields,
    Intervention,
    Meeting,
    PartOfMonth,
    Provenance,
    PublicAction,
    Recurrence,
    Service,
    Status,
)
from reseau_sync.model.organisation import OrganisationRef, OrganisationType
from reseau_sync.model.other import OtherComponent, OtherProperty
from reseau_sync.model.place import Geo, Place
from reseau_sync.model.time import CustomTime, CustomZone, Date, FixedTime, Observance, Period, Time, ZonedTime

__all__ = [
    "EVENT",
    "KINDS",
    "AnyEvent",
    "ApproximateDate",
    "Audience",
    "CustomTime",
    "CustomZone",
    "Date",
    "Delegation",
    "Event",
    "EventFields",
    "FixedTime",
    "Geo",
    "Intervention",
    "Meeting",
    "Observance",
    "OrganisationRef",
    "OrganisationType",
    "OtherComponent",
    "OtherProperty",
    "PartOfMonth",
    "Period",
    "Place",
    "Provenance",
    "PublicAction",
    "Recurrence",
    "Service",
    "Status",
    "Time",
    "ZonedTime",
]
