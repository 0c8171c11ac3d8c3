"""Where an occurrence ends, and where overrides put it (RFC 5545, 3.6.1, 3.8.2.2 and 3.8.4.4)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Date, Time, local_of, same_form, zone_of
from reseau_sync.occurrences.clock import Clock, instant_of
from reseau_sync.occurrences.matching import Frame
from reseau_sync.occurrences.plan import DAY, local_at, seconds_of
from reseau_sync.occurrences.series import Series


class Length:
    """How long an event lasts, to be laid from another start.

    In one zone the length is what the wall clock says: a night shift from 22:00 to 06:00 ends at 06:00 in the night of
    a clock change too; from a start that the change skips, it is counted from when that really is. Between two zones
    the length is the time that elapses. Dates count days.
    """

    def __init__(self, event: AnyEvent, day_zone: str) -> None:
        self._end = event.end
        self._day_zone = day_zone
        self._clock = Clock(event.start, day_zone)
        self.seconds = 0
        self.elapsed = False
        if event.end is None:
            return
        timed = not (isinstance(event.start, Date) or isinstance(event.end, Date))
        self.elapsed = timed and zone_of(event.start) != zone_of(event.end)
        if self.elapsed:
            self.seconds = instant_of(event.end, day_zone) - instant_of(event.start, day_zone)
        else:
            self.seconds = seconds_of(local_of(event.end)) - seconds_of(local_of(event.start))

    def end_from(self, start: Time) -> Time | None:
        """Return the end of an occurrence that starts at ``start``; ``None`` where the event states no end."""
        if self._end is None:
            return None
        if self.elapsed:
            instant = instant_of(start, self._day_zone) + self.seconds
            return same_form(self._end, local_at(Clock(self._end, self._day_zone).local(instant)))
        local = seconds_of(local_of(start))
        if isinstance(start, Date) or isinstance(self._end, Date):
            return same_form(self._end, local_at(local + self.seconds))
        return same_form(start, local_at(self._clock.settled(local, local + self.seconds) + self.seconds))


@dataclass(frozen=True, slots=True)
class Variant:
    """What an event makes of the original starts from ``since`` on: their event, moved by ``shift`` local seconds."""

    event: AnyEvent
    form: Time
    length: Length
    since: int | None = None
    shift: int = 0

    def start(self, original: int) -> Time:
        """Return where the occurrence with this original start is placed."""
        return same_form(self.form, local_at(original + self.shift))


class Variants:
    """The master, and what its RANGE=THISANDFUTURE overrides make of later occurrences."""

    def __init__(self, event: AnyEvent, series: Series) -> None:
        self._master = Variant(event, event.start, Length(event, series.frame.day_zone))
        later = (
            _variant(each, series.frame, series.original_named(each.recurrence_id))
            for each in sorted(event.overrides, key=_rank)
            if each.this_and_future and each.recurrence_id is not None
        )
        self._later = sorted(later, key=lambda each: each.since or 0)
        self._since = [each.since or 0 for each in self._later]

    def of(self, original: int) -> Variant:
        """Return the variant that rules the occurrence with this original start."""
        index = bisect_right(self._since, original)
        return self._later[index - 1] if index else self._master

    def reach(self) -> tuple[int, int]:
        """Return how many seconds before and after a window an original start may lie to show in it."""
        every = (self._master, *self._later)
        last = max(each.shift + max(each.length.seconds, DAY if isinstance(each.form, Date) else 0) for each in every)
        return max(0, last), max(0, *(-each.shift for each in every))


def _variant(override: AnyEvent, frame: Frame, since: int) -> Variant:
    length = Length(override, frame.day_zone)
    if isinstance(override.start, Date) != frame.is_date:  # a timed series turned into days, or the reverse
        return Variant(override, override.start, length, since, seconds_of(local_of(override.start)) - since)
    return Variant(override, frame.form, length, since, frame.local(override.start) - since)


def replacements(event: AnyEvent, series: Series) -> dict[int, AnyEvent]:
    """Return the overrides by the original start that each replaces, one for each.

    Of several for one occurrence, that of the occurrence itself goes before RANGE=THISANDFUTURE, then the
    higher SEQUENCE, then the later LAST-MODIFIED, then the later in the order given.
    """
    ranked = sorted(event.overrides, key=_rank)
    return {series.original_named(each.recurrence_id): each for each in ranked if each.recurrence_id is not None}


def _rank(override: AnyEvent) -> tuple[bool, int, dt.datetime]:
    modified = override.last_modified or dt.datetime.min.replace(tzinfo=dt.UTC)
    return not override.this_and_future, override.sequence or 0, modified
