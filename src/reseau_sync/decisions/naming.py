"""How a decision names an event: so that it is known again after edits, under another UID, and by people."""

from __future__ import annotations

from collections.abc import Iterable

from reseau_sync.decisions.values import MAX_KEYS, EventName
from reseau_sync.entry import Entry
from reseau_sync.merge import lasting_key
from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Date, instant
from reseau_sync.model.zones import zone

LONGEST = 200


def named(uid: str, entries: Iterable[Entry], timezone: str) -> EventName:
    """Return the name of the event that ``entries`` state, the first of which it is known by; published as ``uid``."""
    stating = list(entries)
    event = stating[0].event
    place = event.place.line() if event.place is not None else ""
    return EventName(
        uid=uid,
        title=event.title[:LONGEST],
        start=start_of(event, timezone),
        place=place[:LONGEST] or None,
        calendars=tuple(sorted({each.source for each in stating})),
        keys=tuple(sorted({lasting_key(each) for each in stating})[:MAX_KEYS]),
    )


def start_of(event: AnyEvent, timezone: str) -> str:
    """Return when an event starts as a decision writes it: by the clock of the IANA zone ``timezone``."""
    if isinstance(event.start, Date):
        return event.start.date.isoformat()
    at = instant(event.start, timezone).astimezone(zone(timezone))
    return at.replace(tzinfo=None).isoformat(" ", "minutes")
