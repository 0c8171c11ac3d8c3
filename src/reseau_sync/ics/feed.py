"""A feed as iCalendar: what subscribers' programs need, and only fields that the schema names (domain rules for feeds).

The same events give the same bytes: no clock, no order of reading, no zone of the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reseau_sync.ics.codecs import ALL_CODECS
from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.encode import NO_STAMP, PRODID, CalendarZoneNames, calendar
from reseau_sync.ics.machines import machine_components, machine_lines
from reseau_sync.ics.values import escape, format_stamp
from reseau_sync.model import AnyEvent, Status
from reseau_sync.vocabulary import kinds

REFRESH = "PT1H"
"""How often a subscriber may look again (RFC 7986, 5.7)."""

_STAMPS = frozenset({"stamp", "last_modified", "sequence", "created"})
_SHOWN = tuple(codec for codec in ALL_CODECS if not _STAMPS.intersection(codec.fields))


@dataclass(frozen=True, slots=True)
class FeedHeader:
    """What a feed says of itself: the name that subscribers read, its language, and the zone of its whole days.

    ``source`` is its address; ``colours`` are those of organisations, by id, and of kinds (RFC 7986, 5.9);
    ``kinds``: each event bears its kind among its CATEGORIES; ``machines``: it is also said for programs.
    """

    name: str
    language: Literal["fr", "en"] = "fr"
    timezone: str = "Europe/Paris"
    source: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    kinds: bool = False
    machines: bool = False


def render(events: Iterable[AnyEvent], header: FeedHeader) -> bytes:
    """Return a feed of merged events, in the form in which they are to be written (forms/).

    Each has a UID, which no other one has; texts are already those to show.
    """
    plain = sorted(events, key=_order)
    zones = CalendarZoneNames(plain)
    components = [
        zones.renamed(event, _dressed(part, each, header))
        for event in plain
        for each, part in zip((event, *event.overrides), feed_vevents(event), strict=True)
    ]
    name = escape(header.name)
    lines = [
        ContentLine("VERSION", (), "2.0"),
        ContentLine("PRODID", (), PRODID),
        ContentLine("CALSCALE", (), "GREGORIAN"),
        ContentLine("METHOD", (), "PUBLISH"),
        ContentLine("NAME", (), name),
        ContentLine("X-WR-CALNAME", (), name),
        ContentLine("REFRESH-INTERVAL", (("VALUE", ("DURATION",)),), REFRESH),
        ContentLine("X-PUBLISHED-TTL", (), REFRESH),
    ]
    if header.source:
        lines.append(ContentLine("SOURCE", (("VALUE", ("URI",)),), header.source))
    return calendar(lines, zones.vtimezones(components), components)


def _dressed(component: Component, event: AnyEvent, header: FeedHeader) -> Component:
    """Return the VEVENT with what the feed says of each: kind, colour, and what is for programs."""
    if header.kinds and event.kind != "event":
        _add_category(component, escape(kinds.name(event.kind, header.language).capitalize()))
    colour = _colour(event, header.colours) if header.colours else None
    if colour:
        component.properties.append(ContentLine("COLOR", (), colour))
    if header.machines:
        component.properties += machine_lines(event)
        component.components += machine_components(event)
    return component


def _add_category(component: Component, name: str) -> None:
    """Put ``name`` first among the CATEGORIES, unless it is there: many programs show the first alone."""
    for number, line in enumerate(component.properties):
        if line.name == "CATEGORIES":
            if name.casefold() not in line.value.casefold().split(","):
                component.properties[number] = ContentLine("CATEGORIES", line.parameters, f"{name},{line.value}")
            return
    component.properties.append(ContentLine("CATEGORIES", (), name))


def _colour(event: AnyEvent, colours: Mapping[str, str]) -> str | None:
    """Return the colour of the event: of the organisation that leads it, or states it first, else of its kind."""
    ids = [event.lead.id if event.lead else None, *(each.organisation for each in event.provenance)]
    return next((colours[each] for each in (*ids, event.kind) if each is not None and each in colours), None)


def _order(event: AnyEvent) -> str:
    return event.uid or ""


def stamp_of(event: AnyEvent) -> dt.datetime:
    """Return DTSTAMP of a merged event: the newest LAST-MODIFIED or CREATED in it, else a fixed date, never now."""
    stated = [event.last_modified or event.created, *(each.last_modified or each.created for each in event.overrides)]
    return max((each for each in stated if each is not None), default=NO_STAMP)


def sequence_of(event: AnyEvent) -> int:
    """Return SEQUENCE of a merged event: the highest in it."""
    return max(event.sequence or 0, *(each.sequence or 0 for each in event.overrides), 0)


def feed_vevents(event: AnyEvent) -> Sequence[Component]:
    """Return the VEVENT of an event as feeds show it, and one for each of its overrides."""
    stamp, sequence = stamp_of(event), sequence_of(event)
    return [_vevent(each, stamp, sequence) for each in (event, *event.overrides)]


def _vevent(event: AnyEvent, stamp: dt.datetime, sequence: int) -> Component:
    lines: list[ContentLine] = []
    for codec in _SHOWN:
        lines += codec.encode(event)
    if event.status is None:
        lines.append(ContentLine("STATUS", (), Status.CONFIRMED.upper()))
    lines.append(ContentLine("DTSTAMP", (), format_stamp(stamp)))
    if stamp != NO_STAMP:  # a LAST-MODIFIED that never moves makes clients skip edits: none is better
        lines.append(ContentLine("LAST-MODIFIED", (), format_stamp(stamp)))
    lines.append(ContentLine("SEQUENCE", (), str(sequence)))
    if event.kind != "event":
        lines.append(ContentLine("X-RESEAU-KIND", (), event.kind.upper()))
    return Component("VEVENT", properties=lines)
