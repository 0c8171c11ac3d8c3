"""From events to iCalendar, faithfully: every property and value that a source wrote, but for the spelling of zones.

This is an organisation's own copy (``reseau-sync convert``). What is published to others is feed.py's.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reseau_sync.entry import content_digest
from reseau_sync.ics.carried import NAMED, still_true, times_of, written, written_component
from reseau_sync.ics.codecs import ALL_CODECS
from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.lines import fold, format_component, format_line
from reseau_sync.ics.network import recognised_kind
from reseau_sync.ics.values import escape
from reseau_sync.ics.vtimezone import custom_vtimezone, vtimezone
from reseau_sync.ics.zones import iana_of
from reseau_sync.model import AnyEvent, CustomTime, CustomZone, ZonedTime
from reseau_sync.model.time import local_of

PRODID = "-//reseau-sync//reseau-sync//FR"
NO_STAMP = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""DTSTAMP of an event that states no stamp: it is required (RFC 5545, 3.8.7.2), and the clock is not used."""


def write(events: Sequence[AnyEvent], *, name: str | None = None) -> bytes:
    """Return the events as one calendar. Overrides stand beside their master, and keep its UID.

    An event without UID gets one made of its content, since RFC 5545 wants one.
    """
    zones = CalendarZoneNames(events)
    header = [ContentLine("VERSION", (), "2.0"), ContentLine("PRODID", (), PRODID)]
    if name:
        header += [ContentLine("NAME", (), escape(name)), ContentLine("X-WR-CALNAME", (), escape(name))]
    if zones.floating:
        header.append(ContentLine("X-WR-TIMEZONE", (), zones.floating))
    components = [zones.renamed(event, part) for event in _with_uids(events) for part in vevents(event)]
    return calendar(header, zones.vtimezones(components), components)


def calendar(header: Iterable[ContentLine], vtimezones: Iterable[str], components: Iterable[Component]) -> bytes:
    """Return a VCALENDAR as bytes: folded, with CRLF."""
    head = ["BEGIN:VCALENDAR", *map(format_line, header), *vtimezones]
    # Each component becomes bytes at once: the lines of a large calendar weigh several times as much as its bytes.
    pieces = [_bytes(head), *(_bytes(format_component(each)) for each in components), fold("END:VCALENDAR")]
    return b"".join(pieces)


def _bytes(lines: Iterable[str]) -> bytes:
    return b"".join(map(fold, lines))


def vevents(event: AnyEvent) -> list[Component]:
    """Return the VEVENT of an event, and one for each of its overrides, everything that was carried included."""
    return [_vevent(event), *(_vevent(override) for override in event.overrides)]


def _vevent(event: AnyEvent) -> Component:
    carried: dict[str, list[ContentLine]] = {}
    for other in event.other_properties:
        carried.setdefault(other.name, []).append(written(other))
    if event.stamp is None and "DTSTAMP" not in carried:
        event = event.model_copy(update={"stamp": event.last_modified or event.created or NO_STAMP})
    lines: list[ContentLine] = []
    for codec in ALL_CODECS:
        group = [line for name in codec.names for line in carried.get(name, ())]
        lines += group if group and still_true(codec, group, event) else codec.encode(event)
    if event.kind != (recognised_kind(event.categories) or "event"):
        lines.append(ContentLine("X-RESEAU-KIND", (), event.kind.upper()))
    lines += [written(other) for other in event.other_properties if other.name not in NAMED]
    return Component("VEVENT", properties=lines, components=[written_component(c) for c in event.other_components])


def _with_uids(events: Sequence[AnyEvent]) -> list[AnyEvent]:
    seen: Counter[str] = Counter()
    named: list[AnyEvent] = []
    for event in events:
        if event.uid is None:
            digest = content_digest(event)
            seen[digest] += 1
            suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
            event = event.model_copy(update={"uid": f"{digest}{suffix}@sans-uid.invalid"})
        named.append(event)
    return named


class CalendarZoneNames:
    """The zones that a calendar uses, each under one name: two zones of one name with other rules are never mixed."""

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        self.names: dict[CustomZone, str] = {}
        self.first_year = 9999
        floating: set[str] = set()
        for event in events:
            for time in times_of(event):
                self.first_year = min(self.first_year, local_of(time).year)
                if isinstance(time, CustomTime) and time.zone not in self.names:
                    self.names[time.zone] = self._free_name(time.zone.tzid)
            if isinstance(event.start, ZonedTime) and event.start.floating:
                floating.add(event.start.zone)
        self.floating = min(floating) if len(floating) == 1 else None

    def _free_name(self, tzid: str) -> str:
        taken = set(self.names.values())
        name, number = tzid, 1
        while name in taken or iana_of(name) is not None:
            number += 1
            name = f"{tzid} ({number})"
        return name

    def renamed(self, event: AnyEvent, component: Component) -> Component:
        """Return the VEVENT with the names under which this calendar defines its custom zones."""
        names = {t.zone.tzid: self.names[t.zone] for t in times_of(event) if isinstance(t, CustomTime)}
        if any(old != new for old, new in names.items()):
            component.properties = [_with_tzid(line, names) for line in component.properties]
        return component

    def vtimezones(self, components: Sequence[Component]) -> list[str]:
        """Return the lines of every VTIMEZONE that the components name, in the order of the names."""
        used = {tzid for component in components for tzid in _tzids(component)}
        custom = {name: zone for zone, name in self.names.items()}
        lines: list[str] = []
        for tzid in sorted(used):
            if tzid in custom:
                lines += custom_vtimezone(custom[tzid].model_copy(update={"tzid": tzid}))
            elif (key := iana_of(tzid)) is not None:
                lines += vtimezone(key, min(self.first_year, 2037))
        return lines


def _with_tzid(line: ContentLine, names: Mapping[str, str]) -> ContentLine:
    tzid = line.parameter("TZID")
    if tzid is None or names.get(tzid, tzid) == tzid:
        return line
    parameters = tuple((key, (names[tzid],) if key == "TZID" else values) for key, values in line.parameters)
    return ContentLine(line.name, parameters, line.value)


def _tzids(component: Component) -> set[str]:
    found = {tzid for line in component.properties if (tzid := line.parameter("TZID"))}
    return found.union(*(_tzids(inner) for inner in component.components))
