"""What the schema does not say is carried as written, and written again for as long as it is still true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reseau_sync.ics.codec import Codec, Fields, Lines, Reading
from reseau_sync.ics.codecs import ALL_CODECS
from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.values import Zones, unescape
from reseau_sync.ics.zones import iana_of
from reseau_sync.model import AnyEvent, CustomTime, CustomZone, OtherComponent, OtherProperty, Place, ZonedTime
from reseau_sync.model.time import Time

NAMED: frozenset[str] = frozenset(name for codec in ALL_CODECS for name in codec.names) | {"X-RESEAU-KIND"}

_LISTS = frozenset({"RDATE", "EXDATE"})
_DESCRIPTIONS = frozenset({"DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION"})
_TIME_VALUES = frozenset({("VALUE", ("DATE",)), ("VALUE", ("DATE-TIME",)), ("VALUE", ("PERIOD",))})

VALUE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ATTACH", "CONFERENCE", "IMAGE", "SOURCE", "LINK", "TZURL"), "URI"),
        **dict.fromkeys(("ATTENDEE", "ORGANIZER", "CALENDAR-ADDRESS"), "CAL-ADDRESS"),
        **dict.fromkeys(("PRIORITY", "REPEAT", "PERCENT-COMPLETE"), "INTEGER"),
        **dict.fromkeys(("TRIGGER", "REFRESH-INTERVAL"), "DURATION"),
        **dict.fromkeys(("DUE", "COMPLETED", "DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"), "DATE-TIME"),
        **dict.fromkeys(("CREATED", "LAST-MODIFIED", "DTSTAMP", "ACKNOWLEDGED"), "DATE-TIME"),
        **dict.fromkeys(("RRULE", "EXRULE"), "RECUR"),
        **dict.fromkeys(("CONCEPT", "URL"), "URI"),
        **dict.fromkeys(
            (
                *("ACTION", "CATEGORIES", "CLASS", "COLOR", "COMMENT", "CONTACT", "DESCRIPTION", "LOCATION", "NAME"),
                *("RELATED-TO", "REQUEST-STATUS", "RESOURCES", "STATUS", "SUMMARY", "TRANSP", "UID", "REFID"),
                *("LOCATION-TYPE", "PARTICIPANT-TYPE", "RESOURCE-TYPE", "STRUCTURED-DATA", "STYLED-DESCRIPTION"),
            ),
            "TEXT",
        ),
        "GEO": "FLOAT",
        "DURATION": "DURATION",
        "SEQUENCE": "INTEGER",
    }
)
"""Default value types of registered properties (RFC 5545, 7986, 9073, 9253); unregistered ones are UNKNOWN."""


def carry(line: ContentLine) -> OtherProperty:
    """Return the line as an other property."""
    declared = line.parameter("VALUE")
    value_type = declared.upper() if declared else VALUE_TYPES.get(line.name, "UNKNOWN")
    return OtherProperty(name=line.name, parameters=line.parameters, value=line.value, value_type=value_type)


def carry_component(component: Component) -> OtherComponent:
    """Return a component inside an event as an other component."""
    return OtherComponent(
        name=component.name,
        properties=tuple(carry(line) for line in component.properties),
        components=tuple(carry_component(inner) for inner in component.components),
    )


def written(other: OtherProperty) -> ContentLine:
    """Return a carried property as a line."""
    return ContentLine(other.name, other.parameters, other.value)


def written_component(other: OtherComponent) -> Component:
    """Return a carried component as a component."""
    return Component(
        other.name,
        properties=[written(each) for each in other.properties],
        components=[written_component(each) for each in other.components],
    )


def says_all(encoded: Lines, read: Lines) -> bool:
    """Say whether the lines that the fields give say all that was read: then nothing has to be carried.

    The spelling of zones, of VALUE and of escapes does not count, nor how dates are spread over lines.
    """
    if [_written(line) for line in read] == [_written(line) for line in encoded]:
        return True  # as a rule they are letter for letter the same
    return Counter(_comparable(read)) <= Counter(_comparable(encoded))


def _written(line: ContentLine) -> tuple[object, ...]:
    return line.name, line.parameters, line.value


def _comparable(lines: Iterable[ContentLine]) -> Iterable[tuple[object, ...]]:
    for line in lines:
        parameters = frozenset(each for each in line.parameters if each[0] != "TZID") - _TIME_VALUES
        if line.name in _LISTS:
            yield from ((line.name, parameters, value) for value in line.value.split(","))
        elif line.name in _DESCRIPTIONS:  # HTML is kept whichever of the three properties held it
            yield ("DESCRIPTION", parameters - {("FMTTYPE", ("text/html",))}, unescape(line.value))
        else:
            yield (line.name, parameters, unescape(line.value))


def still_true(codec: Codec, carried: Lines, event: AnyEvent) -> bool:
    """Say whether a carried group still says what the fields of the event say."""
    so_far: Fields = {"start": event.start, "end": event.end, "status": event.status}
    read = codec.decode(carried, Reading(EventZones.of(event)), so_far)
    blank = type(event).model_fields
    return all(
        _stated(read.get(name, blank[name].get_default())) == _stated(getattr(event, name))
        for name in codec.fields
        if name in blank
    )


def _stated(value: object) -> object:
    """Return a value without what was only recognised in it: a place is what its text says."""
    if isinstance(value, Place) and value.text is not None:
        return Place(text=value.text, geo=value.geo)
    return value


class EventZones(Zones):
    """What the TZIDs of a carried property mean: the zones of its event, and the names that everybody knows."""

    def __init__(self, custom: Mapping[str, CustomZone], floating: str) -> None:
        self._custom = custom
        self._floating = floating

    @classmethod
    def of(cls, event: AnyEvent) -> EventZones:
        """Return the zones that ``event`` uses."""
        custom = {time.zone.tzid: time.zone for time in times_of(event) if isinstance(time, CustomTime)}
        floating = next((t.zone for t in times_of(event) if isinstance(t, ZonedTime) and t.floating), "UTC")
        return cls(custom, floating)

    @property
    def floating(self) -> str:
        """The zone that was supplied for the floating times of the event."""
        return self._floating

    def resolve(self, tzid: str) -> str | CustomZone | None:
        """Return the zone of the event that is called ``tzid``, or the IANA zone it spells."""
        return self._custom.get(tzid) or iana_of(tzid)


def times_of(event: AnyEvent) -> list[Time]:
    """Return every time that an event states, those of its overrides included."""
    found: list[Time | None] = [event.start, event.end, event.recurrence_id]
    if event.recurrence is not None:
        found += [*event.recurrence.dates, *event.recurrence.excluded]
        found += [time for period in event.recurrence.periods for time in (period.start, period.end)]
    for override in event.overrides:
        found += times_of(override)
    return [time for time in found if time is not None]
