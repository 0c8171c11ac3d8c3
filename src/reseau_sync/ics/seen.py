"""What a person sees of a calendar object, whatever program or server wrote it: to tell an edit from mere rewriting.

Servers reorder, fold and escape anew, programs add properties of their own; neither is an edit. Pure and total: any
bytes are seen somehow, if only as other than before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reseau_sync.errors import SourceError
from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.decode import read_envelope
from reseau_sync.ics.lines import MalformedLineError, read_component
from reseau_sync.ics.mark import NAME, Mark
from reseau_sync.ics.split import split
from reseau_sync.ics.values import Zones, add_duration, parse_duration, parse_time, split_text, unescape
from reseau_sync.model import Date, Time, ZonedTime
from reseau_sync.model.time import instant
from reseau_sync.ports import Raw, digest_of

FIELDS = ("title", "start", "end", "status", "place", "recurrence", "overrides", "description", "other")
"""What is told apart. ``other``: address, categories, class."""

_INVITES = frozenset({"ATTENDEE", "ORGANIZER"})
_REPEATS = ("RRULE", "EXRULE", "RDATE", "EXDATE")
_OPEN = "PUBLIC"
_SHORT = 12
_LEAST = dt.timedelta(seconds=1)
"""What lasts no longer has no end: some servers take nothing shorter (ics/objects.py)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One calendar object as a person sees it: ``fields`` gives a digest of each of :data:`FIELDS`.

    ``mark``: the mark on it, valid or not; ``invites``: it has an organiser or guests. ``uid`` is empty where it has
    none, ``start`` ``None`` where it cannot be read.
    """

    uid: str
    title: str
    start: Time | None
    fields: Mapping[str, str]
    mark: Mark | None = None
    invites: bool = False

    @property
    def content(self) -> str:
        """Return one digest of all fields."""
        return content_of(self.fields)


def content_of(fields: Mapping[str, str]) -> str:
    """Return one digest of the digests of fields."""
    return digest_of(*(fields.get(name, "").encode() for name in FIELDS))


def seen(data: bytes, timezone: str) -> Seen | None:
    """Return what a person sees of a calendar object; ``None`` where its bytes are no calendar, or hold no event.

    :param timezone: where floating times are read
    """
    try:
        items = split(Raw("", data))
    except SourceError:
        return None
    for item in items:
        zones = read_envelope(item.envelope, timezone).zones
        parts = [each for part in item.parts if (each := _component(part.data)) is not None]
        if parts:
            return _seen(parts, zones)
    return None


def _component(data: bytes) -> Component | None:
    try:
        component, _ = read_component(data)
    except MalformedLineError:
        return None
    return component if component.name == "VEVENT" else None


def _seen(parts: Sequence[Component], zones: Zones) -> Seen:
    master = next((each for each in parts if each.first("RECURRENCE-ID") is None), parts[0])
    others = [each for each in parts if each is not master]
    start = _time(master.first("DTSTART"), zones)
    said = _said(master, start, zones)
    said["overrides"] = "\n".join(sorted(_override(each, zones) for each in others))
    lines = [line for part in parts for line in part.properties]
    marks = [Mark.read(line.value) for line in master.all(NAME)]
    return Seen(
        _text(master, "UID"),
        _text(master, "SUMMARY"),
        start,
        {name: digest_of(said[name].encode(errors="surrogatepass"))[:_SHORT] for name in FIELDS},
        marks[0] if len(marks) == 1 else None,
        any(line.name in _INVITES for line in lines),
    )


def _override(part: Component, zones: Zones) -> str:
    said = _said(part, _time(part.first("DTSTART"), zones), zones)
    at = _instants(part.all("RECURRENCE-ID"), zones)
    return "\n".join((at, *(said[name] for name in sorted(said))))


def _said(part: Component, start: Time | None, zones: Zones) -> dict[str, str]:
    repeats = "\n".join(_repeat(part, name, zones) for name in _REPEATS).strip()
    zone = start.zone if repeats and isinstance(start, ZonedTime) else ""
    status, class_ = _text(part, "STATUS").upper(), _text(part, "CLASS").upper()
    categories = sorted(unescape(each).strip() for line in part.all("CATEGORIES") for each in split_text(line.value))
    return {
        "title": _text(part, "SUMMARY"),
        "start": f"{_moment(start, part.first('DTSTART'))} {zone}",
        "end": _end(part, start, zones),
        "status": status or "CONFIRMED",
        "place": _text(part, "LOCATION"),
        "recurrence": repeats,
        "description": _text(part, "DESCRIPTION"),
        "other": "\n".join((_text(part, "URL"), "" if class_ == _OPEN else class_, *categories)),
        "overrides": "",
    }


def _text(part: Component, name: str) -> str:
    line = part.first(name)
    return unescape(line.value).replace("\r\n", "\n").strip() if line is not None else ""


def _time(line: ContentLine | None, zones: Zones) -> Time | None:
    if line is None:
        return None
    try:
        return parse_time(line.value, line.parameter("TZID"), zones)
    except ValueError:
        return None


def _moment(time: Time | None, line: ContentLine | None) -> str:
    """Return a day or an instant as text; what cannot be read as it is written."""
    if time is None:
        return line.value if line is not None else ""
    return time.date.isoformat() if isinstance(time, Date) else instant(time).isoformat()


def _end(part: Component, start: Time | None, zones: Zones) -> str:
    """Return the end; where none is stated the one that RFC 5545 (3.6.1) means: the same moment, or the next day."""
    stated, duration = part.first("DTEND"), part.first("DURATION")
    end = _time(stated, zones)
    if stated is None and start is not None:
        try:
            lasting = duration.value if duration is not None else "P1D" if isinstance(start, Date) else "PT0S"
            end = add_duration(start, parse_duration(lasting))
        except (ValueError, OverflowError):
            end = None
    if end is None or start is None:
        return "\n".join(line.value for line in (stated, duration) if line is not None)
    if isinstance(end, Date) or instant(end) - instant(start) > _LEAST:
        return _moment(end, None)
    return _moment(start, None)


def _repeat(part: Component, name: str, zones: Zones) -> str:
    if name.endswith("RULE"):
        rules = sorted(_rule(line.value) for line in part.all(name))
        return "\n".join(f"{name}:{rule}" for rule in rules)
    found = _instants(part.all(name), zones)
    return f"{name}:{found}" if found else ""


def _rule(value: str) -> str:
    """Return a rule whose parts, and lists in them, are in one order, without those that hold anyway.

    RFC 5545, 3.3.10. Cyrus sorts the days of BYDAY: nobody edited that.
    """
    parts = set(value.strip().upper().replace("+", "").split(";")) - {"INTERVAL=1", "WKST=MO", ""}
    named = (part.partition("=") for part in parts)
    return ";".join(sorted(f"{name}{sign}{','.join(sorted(said.split(',')))}" for name, sign, said in named))


def _instants(lines: Iterable[ContentLine], zones: Zones) -> str:
    found: set[str] = set()
    for line in lines:
        for value in line.value.split(","):
            single = ContentLine(line.name, line.parameters, value)
            found.add(_moment(_time(single, zones), single))
    return ",".join(sorted(found))
