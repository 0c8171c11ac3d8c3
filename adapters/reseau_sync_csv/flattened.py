"""Events as the single occurrences of a window of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from reseau_sync.errors import EncodeError, OccurrenceError, Words
from reseau_sync.model import AnyEvent, Date
from reseau_sync.model.time import instant
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import Occurrence, expand

MOST = 20_000
"""A sheet has no more occurrences than this: nobody reads such a one, and it would fill memory."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One occurrence, and the instants at which it begins and ends; a date lasts a day in the network's zone."""

    occurrence: Occurrence
    uid: str | None
    start: dt.datetime
    end: dt.datetime

    def event(self) -> AnyEvent:
        """Return the occurrence as an event of its own, which names the series that it is an instance of."""
        found = self.occurrence
        update = {
            "uid": self.uid,
            "start": found.start,
            "end": found.end,
            "recurrence_id": found.recurrence_id,
            "recurrence": None,
            "overrides": (),
            "this_and_future": False,
        }
        if found.event.approximate is not None and (found.start, found.end) != found.event.approximate.span():
            update["approximate"] = None
        return found.event.model_copy(update=update)


def occurrences_in(
    events: Iterable[AnyEvent], days: tuple[dt.date, dt.date], timezone: str
) -> tuple[list[Shown], list[AnyEvent]]:
    """Return the occurrences that overlap the window, the earliest first, and the events that cannot be unfolded.

    :param days: the first day and the day after the last, in the IANA zone ``timezone``
    :raises EncodeError: ``too-many-rows``
    """
    lower, upper = (_midnight(day, timezone) for day in days)
    found: list[Shown] = []
    broken: list[AnyEvent] = []
    for event in events:
        try:
            unfolded = expand(event, lower, upper, day_zone=timezone, limit=MOST)
        except OccurrenceError:
            broken.append(event)
            continue
        found += [_shown(each, event.uid, timezone) for each in unfolded]
        if len(found) > MOST:
            raise _too_many()
    return sorted(found, key=lambda each: (each.start, each.end, each.uid or "", each.occurrence.event.title)), broken


def taking_place(events: Iterable[AnyEvent], days: tuple[dt.date, dt.date], timezone: str) -> list[AnyEvent]:
    """Return the events of which some occurrence overlaps the window; one that cannot be unfolded may."""
    lower, upper = (_midnight(day, timezone) for day in days)
    return [each for each in events if _takes_place(each, lower, upper, timezone)]


def _takes_place(event: AnyEvent, lower: dt.datetime, upper: dt.datetime, timezone: str) -> bool:
    try:
        return bool(expand(event, lower, upper, day_zone=timezone, limit=MOST))
    except OccurrenceError:
        return True


def _shown(occurrence: Occurrence, uid: str | None, timezone: str) -> Shown:
    start = instant(occurrence.start, timezone)
    end = start if occurrence.end is None else instant(occurrence.end, timezone)
    if end <= start and isinstance(occurrence.start, Date):
        end = _midnight(start.astimezone(zone(timezone)).date() + dt.timedelta(days=1), timezone)
    return Shown(occurrence, uid, start, max(start, end))


def _midnight(day: dt.date, timezone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone(timezone)).astimezone(dt.UTC)


def _too_many() -> EncodeError:
    return EncodeError(
        "too-many-rows",
        Words(
            f"Cette fenêtre contient plus de {MOST} dates : une feuille n'en tient pas tant.",
            f"This window holds more than {MOST} occurrences: too many for a sheet.",
        ),
        Words("Montrez moins de jours (days).", "Show fewer days (days)."),
    )
