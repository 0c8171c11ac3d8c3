"""The occurrences of series that are one: which one of this is which one of that, as events of their own. Pure."""

from __future__ import annotations

import datetime as dt

from reseau_sync.errors import ReseauError
from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Time, instant
from reseau_sync.occurrences import Occurrence, expand

NEAR = dt.timedelta(hours=12)
"""Two series that are one have their occurrences within so much of each other."""


def recurs(event: AnyEvent) -> bool:
    """Say whether an event is a series."""
    return event.recurrence is not None or bool(event.overrides)


def overridden(event: AnyEvent, timezone: str) -> dict[dt.datetime, AnyEvent]:
    """Return the overrides of single occurrences of a series, by the instant of their original start."""
    return {
        instant(each.recurrence_id, timezone): each
        for each in event.overrides
        if each.recurrence_id is not None and not each.this_and_future
    }


def occurrence_near(event: AnyEvent, at: Time, timezone: str) -> AnyEvent | None:
    """Return the occurrence of ``event`` whose original start is ``at``, or lies nearest to it within half a day.

    It is an event of its own; one that does not recur is its only occurrence. ``None`` where there is none.
    """
    if not recurs(event):
        return event
    wanted = instant(at, timezone)
    override = overridden(event, timezone).get(wanted)
    if override is not None:
        return override
    try:
        found = expand(event, wanted - 2 * NEAR, wanted + 2 * NEAR, day_zone=timezone)
    except ReseauError:
        return None
    near = [(abs(_original(each, timezone) - wanted), each) for each in found]
    near = [each for each in near if each[0] <= NEAR]
    if not near:
        return None
    _, nearest = min(near, key=lambda each: (each[0], _original(each[1], timezone)))
    return as_event(nearest)


def as_event(occurrence: Occurrence) -> AnyEvent:
    """Return an occurrence as an event of its own."""
    return occurrence.event.model_copy(
        update={
            "start": occurrence.start,
            "end": occurrence.end,
            "recurrence_id": occurrence.recurrence_id,
            "this_and_future": False,
            "recurrence": None,
            "overrides": (),
        }
    )


def _original(occurrence: Occurrence, timezone: str) -> dt.datetime:
    return instant(occurrence.recurrence_id or occurrence.start, timezone)
