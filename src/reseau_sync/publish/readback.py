"""A calendar read back by a reader that is not ours, the ``icalendar`` package, before it is published. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reseau_sync.errors import Words
from reseau_sync.publish.calendar_text import Fault, event_blocks, without

if TYPE_CHECKING:
    from icalendar.cal import Component

_REQUIRED = ("UID", "DTSTAMP", "DTSTART")
_TIMES = ("DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID")


def readback_fault(before: bytes | None, after: bytes) -> Fault | None:
    """Return the first thing that icalendar finds wrong in ``after``, or ``None``.

    Events that stand in ``before`` byte by byte have been read back when that was published: they are passed over, for
    icalendar takes seconds for a large feed (docs/design/speed.md). Zones and the calendar itself are always read.
    """
    known = frozenset(event_blocks(before)) if before is not None else frozenset[bytes]()
    fresh = without(after, known)
    expected = len(event_blocks(fresh))
    from icalendar import Calendar  # takes a third of a second, and only feeds that changed need it

    try:
        calendar = Calendar.from_ical(fresh)
    except Exception as error:  # whatever it raises, it cannot read the feed
        kind = type(error).__name__
        return Fault("unreadable", "", Words(f"icalendar ne le lit pas ({kind})", f"icalendar cannot read it ({kind})"))
    return next(_faults(calendar, expected), None)


def _faults(calendar: Component, expected: int) -> Iterator[Fault]:
    events = calendar.walk("VEVENT")
    zones = {str(each.get("TZID")) for each in calendar.walk("VTIMEZONE")}
    if len(events) != expected:
        yield Fault("lost", "", Words("des évènements se perdent à la lecture", "events are lost in reading"))
    for each in calendar.walk():
        if each.errors:
            name = str(each.errors[0][0])[:40]
            yield _of(each, "bad-value", f"la valeur de {name} ne se lit pas", f"the value of {name} cannot be read")
    for event in events:
        yield from _event_faults(event, zones)


def _event_faults(event: Component, zones: set[str]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if not event.get(name):
            yield _of(event, "missing", f"{name} manque", f"{name} is missing")
    for name in _TIMES:
        for tzid in _tzids(event.get(name)):
            if tzid not in zones:
                yield _of(event, "no-zone", f"{name} : fuseau sans VTIMEZONE", f"{name}: zone without VTIMEZONE")
    start, end = (_time(event.get(name)) for name in ("DTSTART", "DTEND"))
    if start is not None and end is not None and not _ordered(start, end):
        yield _of(event, "not-ordered", "la fin ne suit pas le début", "the end does not follow the start")


def _tzids(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        tzid = getattr(each, "params", {}).get("TZID")
        if tzid is not None and str(tzid) != "UTC":
            yield str(tzid)


def _time(value: Any) -> dt.date | None:
    found = getattr(value, "dt", None)
    return found if isinstance(found, dt.date) else None


def _ordered(start: dt.date, end: dt.date) -> bool:
    """Say whether the end follows the start; a day and a time do not go together, nor an instant and a local time."""
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        if (start.tzinfo is None) != (end.tzinfo is None):
            return False
        if start.tzinfo is not None:
            return start.astimezone(dt.UTC) < end.astimezone(dt.UTC)
        return start < end
    return not isinstance(start, dt.datetime) and not isinstance(end, dt.datetime) and start < end


def _of(component: Component, code: str, fr: str, en: str) -> Fault:
    uid = str(component.get("UID") or component.get("TZID") or component.name)
    return Fault(code, uid, Words(f"{uid} : {fr}", f"{uid}: {en}"))
