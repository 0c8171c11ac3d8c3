"""From one calendar object (the VEVENTs of one UID, as bytes) to entries, and to what could not be understood.

Pure and total: same bytes and context, same outcome; no bytes raise. What breaks costs as little as it can: a property
costs itself, an alarm never costs its event, an event never costs its neighbours.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from reseau_sync.entry import MAX_RAW, Decoded, Entry, Rejected, Where, recurrence_key
from reseau_sync.errors import Words
from reseau_sync.ics.carried import NAMED, carry, carry_component, says_all
from reseau_sync.ics.closing import UNREADABLE, Closing, kept_closed, says_how_wide
from reseau_sync.ics.codec import Fields, Reading
from reseau_sync.ics.codecs import ALL_CODECS
from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.lines import MalformedLineError, format_line, read_component, to_text
from reseau_sync.ics.network import recognised_kind
from reseau_sync.ics.values import unescape
from reseau_sync.ics.zones import CalendarZones
from reseau_sync.model import KINDS, AnyEvent, Status
from reseau_sync.model.network import Network, PlaceSpec
from reseau_sync.model.time import CustomZone
from reseau_sync.ports import Context, Item, Part
from reseau_sync.vocabulary.places import Places

_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
"""Methods that answer an invitation and state no event (RFC 5546, 1.4). A method nobody knows hides no calendar."""
_IGNORED = {name: f"ignored-{name.lower()}" for name in ("VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY")}
_COSTS_THE_EVENT = frozenset({"DTSTART", "RECURRENCE-ID"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a calendar says of all its events: METHOD (RFC 5546) and its time zones."""

    method: str
    zones: CalendarZones


@functools.lru_cache(maxsize=64)
def read_envelope(data: bytes, timezone: str) -> Envelope:
    """Read the envelope that split.py keeps with each item."""
    try:
        calendar, _ = read_component(b"BEGIN:VCALENDAR\n" + data + b"\nEND:VCALENDAR")
    except MalformedLineError:
        calendar = Component("VCALENDAR")
    method = calendar.first("METHOD")
    zone = calendar.first("X-WR-TIMEZONE")
    zones = CalendarZones.of(
        list(calendar.inner("VTIMEZONE")), default=timezone, x_wr_timezone=zone.value.strip() if zone else None
    )
    return Envelope(method.value.strip().upper() if method else "", zones)


def decode_item(item: Item, context: Context) -> Decoded:
    """Return the entries of one calendar object; overrides are put with their master, as one series."""
    envelope = read_envelope(item.envelope, context.timezone)
    read: list[tuple[AnyEvent, Where]] = []
    rejected: list[Rejected] = []
    closings: list[Closing] = []
    for part in item.parts:
        decoder = _Decoder(item, context, envelope, rejected)
        found = decoder.part(part)
        if found is not None:
            read.append(found)
        if decoder.closing is not None:
            closings.append(decoder.closing)
    read = [(kept_closed(event, closings), where) for event, where in read]
    entries = tuple(Entry.of(context.source, event, where) for event, where in join_series(read))
    return Decoded(entries, tuple(rejected))


@functools.lru_cache(maxsize=16)
def _places_of(declared: tuple[PlaceSpec, ...]) -> Places:
    return Places(declared)


def _places(network: Network | None) -> Places:
    return _places_of(network.places if network is not None else ())


def join_series(read: Sequence[tuple[AnyEvent, Where]]) -> list[tuple[AnyEvent, Where]]:
    """Put each override with its master, where one is there; an older version of either stays an entry of its own."""
    masters = [each for each in read if each[0].uid is not None and each[0].recurrence_id is None]
    if not masters or len(read) == len(masters):
        return list(read)
    newest = max(masters, key=lambda each: _revision(each[0]))
    latest: dict[str | None, tuple[AnyEvent, Where]] = {}
    others: list[tuple[AnyEvent, Where]] = []
    for each in read:
        key = recurrence_key(each[0].recurrence_id)
        if key is None or each[0].uid != newest[0].uid:
            others += [] if each is newest else [each]
        elif key in latest and _revision(latest[key][0]) >= _revision(each[0]):
            others.append(each)
        else:
            others += [latest[key]] if key in latest else []
            latest[key] = each
    series = newest[0].model_copy(update={"overrides": tuple(override for override, _ in latest.values())})
    return [(series, newest[1]), *others]


def _revision(event: AnyEvent) -> tuple[int, str, bool]:
    modified = event.last_modified.isoformat() if event.last_modified else ""
    return (event.sequence or 0, modified, event.status is Status.CANCELLED)


class _Decoder:
    """Decodes one part of an item."""

    def __init__(self, item: Item, context: Context, envelope: Envelope, rejected: list[Rejected]) -> None:
        self.item, self.context, self.envelope, self.rejected = item, context, envelope, rejected
        self.where = Where(context.source, file=item.file)
        self.closing: Closing | None = None

    def part(self, part: Part) -> tuple[AnyEvent, Where] | None:
        """Return the event of a part; anything else is reported."""
        self.where = Where(self.context.source, line=part.line, file=self.item.file)
        try:
            component, unread = read_component(part.data, part.line)
        except MalformedLineError:
            self.refuse(part.line, "not-a-calendar", *_NOT_A_CALENDAR, raw=to_text(part.data[:MAX_RAW]))
            return None
        self.where = _where(component, self.where)
        if component.name != "VEVENT":
            self.skip(component, _IGNORED.get(component.name, "ignored-component"), *_not_an_event(component.name))
            return None
        if self.envelope.method in _ANSWERS:
            code = f"ignored-{self.envelope.method.lower()}"
            self.skip(component, code, *_not_a_statement(self.envelope.method))
            return None
        if any(line == component.line for line, _ in unread):
            self.refuse(component.line, "unbalanced", *_UNBALANCED, raw=f"BEGIN:{component.name}")
            if self.where.recurrence_id is None:
                self.closing = Closing.of_lost_series(self.where.uid)
            return None
        for line, text in unread:
            self.refuse(line, "malformed-line", *_MALFORMED, raw=text, scope="property")
        event = self.event(component)
        if event is not None and any(says_how_wide(text) for _, text in unread):
            event = event.model_copy(update={"classification": UNREADABLE})
        if event is not None:
            self.closing = Closing.of(event)
        return (event, self.where) if event is not None else None

    def event(self, component: Component) -> AnyEvent | None:
        """Return the event that a VEVENT states, or ``None`` and say why."""
        reading = Reading(self.envelope.zones)
        groups = self.groups(component)
        fields: Fields = {}
        other: list[ContentLine] = []
        for codec in ALL_CODECS:
            lines = [line for name in codec.names for line in groups.get(name, ())]
            fields |= codec.decode(lines, reading, fields)
        if "start" not in fields and self.envelope.method == "CANCEL" and "recurrence_id" in fields:
            fields["start"] = fields["recurrence_id"]  # RFC 5546, 3.2.5: a cancellation may state the instance alone
        fatal = self.report(reading)
        if fatal or "start" not in fields:
            self.closing = Closing.of_fields(fields)
            if not fatal:
                self.refuse(component.line, "no-start", *_NO_START, raw=_title(component))
            return None
        if self.envelope.method == "CANCEL":
            fields["status"] = Status.CANCELLED
        event = self.build(component, fields, groups)
        if event is None:
            return None
        for codec in ALL_CODECS:
            lines = [line for name in codec.names for line in groups.get(name, ())]
            if lines and not (set(codec.fields) <= set(KINDS[event.kind].model_fields) and _kept(codec, event, lines)):
                other += lines
        other += [line for line in component.properties if line.name not in NAMED]
        return event.model_copy(update={"other_properties": tuple(carry(self.spelled(line)) for line in other)})

    def build(self, component: Component, fields: Fields, groups: dict[str, list[ContentLine]]) -> AnyEvent | None:
        """Return the event of the kind that is stated, recognised or supplied."""
        kind = self.kind(groups.get("X-RESEAU-KIND", []), fields)
        known = {name: value for name, value in fields.items() if name in kind.model_fields}
        if "place" in known:
            known["place"] = _places(self.context.network).fill(known["place"])
        try:
            event: AnyEvent = kind(
                **known, other_components=tuple(carry_component(each) for each in component.components)
            )
        except ValidationError:
            self.refuse(component.line, "invalid-event", *_INVALID, raw=_title(component))
            return None
        return event

    def kind(self, lines: list[ContentLine], fields: Fields) -> Any:
        """Return the model of the kind: stated by X-RESEAU-KIND, else by one category, else the source's default."""
        stated = lines[0].value.strip().lower() if lines else ""
        if stated in KINDS:
            return KINDS[stated]
        return KINDS[recognised_kind(fields.get("categories", ())) or self.context.default_kind or "event"]

    def groups(self, component: Component) -> dict[str, list[ContentLine]]:
        """Return the properties by name."""
        groups: dict[str, list[ContentLine]] = {}
        for line in component.properties:
            groups.setdefault(line.name, []).append(line)
        return groups

    def spelled(self, line: ContentLine) -> ContentLine:
        """Return the line with the TZID under which its zone will be written."""
        tzid = line.parameter("TZID")
        zone = self.envelope.zones.resolve(tzid) if tzid else None
        if zone is None:
            return line
        name = zone.tzid if isinstance(zone, CustomZone) else zone
        parameters = tuple((key, (name,) if key == "TZID" else values) for key, values in line.parameters)
        return ContentLine(line.name, parameters, line.value, line.line)

    def report(self, reading: Reading) -> bool:
        """Report what the codecs refused; return whether it costs the event."""
        fatal = False
        for line, code, words in reading.refused:
            costs = line.name in _COSTS_THE_EVENT
            fatal = fatal or costs
            self.refuse(
                line.line, code, words.fr, words.en, raw=format_line(line), scope="event" if costs else "property"
            )
        return fatal

    def refuse(self, line: int, code: str, fr: str, en: str, *, raw: str, scope: Any = "event") -> None:
        """Report what cannot be understood."""
        where = Where(self.where.source, self.where.uid, self.where.recurrence_id, line, file=self.where.file)
        self.rejected.append(Rejected(where, code, Words(fr, en), raw[:MAX_RAW], scope))

    def skip(self, component: Component, code: str, fr: str, en: str) -> None:
        """Report what is none of ours."""
        self.refuse(component.line, code, fr, en, raw=_title(component), scope="skipped")


def _kept(codec: Any, event: AnyEvent, lines: list[ContentLine]) -> bool:
    return says_all(codec.encode(event), lines)


def _where(component: Component, where: Where) -> Where:
    uid, instance = component.first("UID"), component.first("RECURRENCE-ID")
    return Where(
        where.source,
        unescape(uid.value) or None if uid else None,
        instance.value.strip() or None if instance else None,
        component.line,
        file=where.file,
    )


def _title(component: Component) -> str:
    title = component.first("SUMMARY")
    return f"SUMMARY:{title.value}" if title else f"BEGIN:{component.name}"


def _not_an_event(name: str) -> tuple[str, str]:
    what = {
        "VTODO": ("une tâche", "a to-do"),
        "VJOURNAL": ("une note de journal", "a journal entry"),
        "VFREEBUSY": ("une disponibilité", "free/busy time"),
    }.get(name)
    if what:
        return f"{what[0]} n’est pas un évènement : laissée de côté", f"{what[1]} is no event: left out"
    return f"« {name[:40]} » n’est pas un évènement : laissé de côté", f"“{name[:40]}” is no event: left out"


def _not_a_statement(method: str) -> tuple[str, str]:
    return (
        f"une réponse à une invitation (METHOD:{method}) n’annonce pas d’évènement : laissée de côté",
        f"an answer to an invitation (METHOD:{method}) states no event: left out",
    )


_NOT_A_CALENDAR = ("ce n’est pas un calendrier iCal", "this is no iCal calendar")
_UNBALANCED = (
    "l’évènement n’est pas terminé (END:VEVENT manque) : le fichier a été abîmé à cet endroit",
    "the event is not ended (END:VEVENT is missing): the file is damaged here",
)
_MALFORMED = ("cette ligne ne se lit pas : elle est laissée de côté", "this line cannot be read: it is left out")
_NO_START = (
    "l’évènement n’a pas de date de début (DTSTART) : il faut lui en donner une",
    "the event has no start (DTSTART): give it one",
)
_INVALID = ("l’évènement se contredit", "the event contradicts itself")
