"""The shared schema of events.

An event is a :class:`Meeting`, an :class:`Intervention`, a :class:`Delegation`, a :class:`PublicAction`, a
:class:`Service`, or, where its kind is not known, a plain :class:`Event`; ``kind`` tells which. Events are frozen;
``model_copy(update=…)`` gives a changed one. A series is one event: its master, with its ``recurrence`` and
its ``overrides``.
"""

from __future__ import annotations

import calendar
import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from reseau_sync.model.base import Value
from reseau_sync.model.organisation import OrganisationRef
from reseau_sync.model.other import OtherComponent, OtherProperty
from reseau_sync.model.place import Place
from reseau_sync.model.time import Date, Period, Time


class Status(StrEnum):
    """STATUS of a VEVENT (RFC 5545, 3.8.1.11). An event that states none counts as confirmed."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Who may know of something, the widest first."""

    PUBLIC = "public"
    NETWORK = "network"
    ORGANISATION = "organisation"


class PartOfMonth(StrEnum):
    """A third of a month: "début" is days 1 to 10, "mi-" 11 to 20, "fin" 21 to the last."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


class ApproximateDate(Value):
    """A date known only roughly, such as "mi-septembre". Published as a tentative all-day span."""

    year: Annotated[int, Field(ge=1, le=9998)]
    month: Annotated[int, Field(ge=1, le=12)]
    part: PartOfMonth

    def span(self) -> tuple[Date, Date]:
        """Return the first day and the day after the last."""
        last = calendar.monthrange(self.year, self.month)[1]
        first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}[self.part.value]
        start = dt.date(self.year, self.month, first_day)
        end = dt.date(self.year, self.month, last_day) + dt.timedelta(days=1)
        return Date(date=start), Date(date=end)


RuleText: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z0-9-]+=[^;=]+(;[A-Z0-9-]+=[^;=]+)*$")]


class Recurrence(Value):
    """How a series repeats (RFC 5545, 3.8.5): RRULE, EXRULE (RFC 2445), RDATE and EXDATE.

    ``rules`` are RRULE values in upper case; an UNTIL in them is inclusive. The event's start is the
    first occurrence.
    """

    rules: tuple[RuleText, ...] = ()
    exclusion_rules: tuple[RuleText, ...] = ()
    dates: tuple[Time, ...] = ()
    periods: tuple[Period, ...] = ()
    excluded: tuple[Time, ...] = ()


class Provenance(Value):
    """Which calendar states an event.

    ``uid`` and ``recurrence_id`` are those of the source (``recurrence_id`` in RFC 5545 form, as ``20100914T143000``);
    ``path`` names the hubs it came through, the origin first. ``key`` is the UID under which the first of them
    published it: other hubs read that in place of the UID, which is the source's own affair.
    """

    source: str
    organisation: str | None = None
    uid: str | None = None
    recurrence_id: str | None = None
    path: tuple[str, ...] = ()
    key: str | None = None


def _whole_seconds(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a stamp is an instant in UTC")
    return value.astimezone(dt.UTC).replace(microsecond=0)


Stamp: TypeAlias = Annotated[dt.datetime, AfterValidator(_whole_seconds)]


class EventFields(Value):
    """What events of every kind have. RFC 5545 names are given where they differ.

    ``start`` DTSTART; ``end`` DTEND, exclusive, ``None`` where none is stated; ``title`` SUMMARY; ``sequence`` SEQUENCE
    (``None``: not stated, counts as 0); ``classification`` CLASS in upper case; ``contacts`` never public;
    ``public_url`` a web page that everybody may be shown (``url`` need not be one);
    ``stamp`` DTSTAMP, which says nothing about the event; ``this_and_future`` RANGE=THISANDFUTURE.
    """

    uid: str | None = None
    recurrence_id: Time | None = None
    this_and_future: bool = False
    title: str = ""
    description: str | None = None
    description_html: str | None = None
    status: Status | None = None
    start: Time
    end: Time | None = None
    approximate: ApproximateDate | None = None
    recurrence: Recurrence | None = None
    overrides: tuple[AnyEvent, ...] = ()
    audience: Audience | None = None
    classification: str | None = None
    place: Place | None = None
    lead: OrganisationRef | None = None
    partners: tuple[OrganisationRef, ...] = ()
    services: tuple[str, ...] = ()
    theme: str | None = None
    categories: tuple[str, ...] = ()
    url: str | None = None
    public_url: str | None = None
    agenda: str | None = None
    minutes: str | None = None
    contacts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    capacity: Annotated[int, Field(ge=0)] | None = None
    sequence: Annotated[int, Field(ge=0)] | None = None
    created: Stamp | None = None
    last_modified: Stamp | None = None
    stamp: Stamp | None = None
    provenance: tuple[Provenance, ...] = ()
    other_properties: tuple[OtherProperty, ...] = ()
    other_components: tuple[OtherComponent, ...] = ()

    @model_validator(mode="after")
    def _approximate_means_its_span(self) -> EventFields:
        if self.approximate is not None:
            if (self.start, self.end) != self.approximate.span():
                raise ValueError("start and end of an approximate date are those of its part of the month")
            if self.status not in (Status.TENTATIVE, Status.CANCELLED):
                raise ValueError("an event whose date is approximate is tentative")
        return self


class Event(EventFields):
    """An event whose kind is not known; kept and published all the same."""

    kind: Literal["event"] = "event"


class Meeting(EventFields):
    """A meeting (réunion): of an association, a collective, or the whole network on a ``theme``."""

    kind: Literal["meeting"] = "meeting"


class Intervention(EventFields):
    """Work on a site: a distribution, a maraude, showers; ``services`` says which (vocabulary.services)."""

    kind: Literal["intervention"] = "intervention"


class Delegation(EventFields):
    """A delegation to a mairie, a sous-préfecture, a préfecture: its ``counterpart``, and what came of it."""

    kind: Literal["delegation"] = "delegation"
    counterpart: OrganisationRef | None = None
    outcome: str | None = None


class PublicAction(EventFields):
    """An act in public space: a gathering, a demonstration, a stand on a market."""

    kind: Literal["public_action"] = "public_action"


class Service(EventFields):
    """A session of a service: a permanence, a training; ``languages`` are BCP 47 tags or names as written."""

    kind: Literal["service"] = "service"
    languages: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()


AnyEvent: TypeAlias = Annotated[
    Event | Meeting | Intervention | Delegation | PublicAction | Service, Field(discriminator="kind")
]

KINDS: dict[str, type[Event | Meeting | Intervention | Delegation | PublicAction | Service]] = {
    "event": Event,
    "meeting": Meeting,
    "intervention": Intervention,
    "delegation": Delegation,
    "public_action": PublicAction,
    "service": Service,
}

for _kind in (EventFields, *KINDS.values()):
    _kind.model_rebuild()

EVENT: TypeAdapter[Event | Meeting | Intervention | Delegation | PublicAction | Service] = TypeAdapter(AnyEvent)
"""Validates and dumps an event of any kind: ``EVENT.validate_json(…)``, ``EVENT.dump_json(event)``."""
