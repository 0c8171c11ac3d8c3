"""One event as a calendar object of its own (RFC 4791, 4.1): what is written into a calendar of a server.

One UID in each object, a series with its overrides, its time zones with it; no METHOD, nobody invited, no alarm.
"""

from __future__ import annotations

from reseau_sync.ics.component import ContentLine
from reseau_sync.ics.encode import PRODID, CalendarZoneNames, calendar
from reseau_sync.ics.feed import feed_vevents
from reseau_sync.ics.mark import NAME, Mark
from reseau_sync.ics.seen import Seen, seen
from reseau_sync.model import AnyEvent
from reseau_sync.ports import FeedContext


def calendar_object(event: AnyEvent, context: FeedContext) -> tuple[bytes, Seen]:
    """Return the object of an event, marked as the network's own, and what a person sees of it.

    :param event: with its UID and stamps, every time in a form that engines agree on
    :raises ValueError: the event cannot be read back from what is written
    """
    named = tuple(each.model_copy(update={"uid": event.uid}) for each in event.overrides)
    event = event.model_copy(update={"overrides": named})  # one UID in an object
    zones = CalendarZoneNames([event])
    parts = [zones.renamed(event, part) for part in feed_vevents(event)]
    header = [ContentLine("VERSION", (), "2.0"), ContentLine("PRODID", (), PRODID)]
    header.append(ContentLine("CALSCALE", (), "GREGORIAN"))
    vtimezones = zones.vtimezones(parts)
    shown = seen(calendar(header, vtimezones, parts), context.timezone)
    if shown is None or not shown.uid:
        raise ValueError("no event can be read back")
    mark = Mark.of(context.network, context.feed, shown.uid, shown.content)
    parts[0].properties.append(ContentLine(NAME, (), str(mark)))
    return calendar(header, vtimezones, parts), shown


_LEAST = b"DURATION:PT1S"


def with_ends(data: bytes) -> bytes:
    """Return an object that :func:`calendar_object` made in which every event ends after it starts.

    Strict servers want it (Cyrus). Where RFC 5545 (3.6.1) means no time at all one second stands for it, the least that
    there is, and :mod:`reseau_sync.ics.seen` takes it for none.
    """
    lines: list[bytes] = []
    start, end = b"", b""
    for line in data.split(b"\r\n"):
        if line == b"BEGIN:VEVENT":
            start, end = b"", b""
        elif line.startswith(b"DTSTART"):
            start = line
        elif line.startswith((b"DTEND", b"DURATION")):
            end = line
            if end.replace(b"DTEND", b"DTSTART", 1) == start or end == b"DURATION:PT0S":
                line = _LEAST
        elif line == b"END:VEVENT" and start and not end and b";VALUE=DATE:" not in start:
            lines.append(_LEAST)
        lines.append(line)
    return b"\r\n".join(lines)
