"""Local seconds and instants, both as plain integers, in the zone of one time (RFC 5545, 3.3.5).

Integers cannot overflow, compare without zones, and cost a fraction of aware datetimes. An instant is counted in
seconds of UTC from midnight of ordinal 0, as :func:`reseau_sync.occurrences.plan.seconds_of` counts local ones.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import TypeAlias

from reseau_sync.model.time import Date, FixedTime, Time, ZonedTime, local_of
from reseau_sync.model.zones import zone
from reseau_sync.occurrences.plan import DAY, local_at, seconds_of
from reseau_sync.occurrences.rule import Until

AROUND = 26 * 3_600
"""Within so many seconds of an instant lies every local time that can mean it: offsets stay below a day."""


def instant_seconds(moment: dt.datetime) -> int:
    """Return an aware datetime as an instant.

    :raises ValueError: for a naive one
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a window is bounded by instants: give aware datetimes")
    return seconds_of(moment) - int(offset.total_seconds())


CLOCK_CHANGE = 3 * 3_600
"""By at most so many seconds a change of clocks moves a time."""

Offset: TypeAlias = Callable[[dt.datetime], int]
"""The seconds east of UTC that rule at a naive local time."""


@functools.cache
def _offset_in_zone(key: str) -> Offset:
    rules = zone(key)

    def offset(local: dt.datetime) -> int:
        # A ZoneInfo reads the wall clock alone, and knows a skipped or doubled time by ``fold`` (PEP 495).
        found = rules.utcoffset(local)
        return found.days * DAY + found.seconds if found is not None else 0

    return offset


def _offset_function(time: Time, day_zone: str) -> Offset:
    if isinstance(time, ZonedTime):
        return _offset_in_zone(time.zone)
    if isinstance(time, Date):
        return _offset_in_zone(day_zone)
    if isinstance(time, FixedTime):
        fixed = time.offset
        return lambda _local: fixed
    custom = time.zone
    return lambda local: int(custom.offset_at(local).total_seconds())


class Clock:
    """The wall clock that ``time`` is read on; dates are days of the IANA zone ``day_zone``."""

    def __init__(self, time: Time, day_zone: str) -> None:
        self._offset = _offset_function(time, day_zone)

    def settled(self, local: int, until: int) -> int:
        """Return ``local`` as clocks really show it: a skipped time is later by the gap that skips it.

        Only a gap between ``local`` and ``until`` is of interest, which makes the ordinary case cheap.
        """
        if self._offset(local_at(local)) == self._offset(local_at(until)):
            return local
        return self.local(self.instant(local))

    def instant(self, local: int) -> int:
        """Return the instant of a local time: the first of two, or with the offset before the gap if skipped."""
        return local - self._offset(local_at(local))

    def local(self, instant: int) -> int:
        """Return the local time at an instant."""
        before, after = self._offset(local_at(instant - AROUND)), self._offset(local_at(instant + AROUND))
        later = instant + after
        if before == after or self.instant(later) == instant:
            return later
        earlier = instant + before
        return earlier if self.instant(earlier) == instant else later

    def bounds(self, after: int, before: int) -> tuple[int, int]:
        """Return local times between which lies every local time whose instant is in [after, before)."""
        lowest = min(self._offset(local_at(after + shift)) for shift in (-AROUND, 0, AROUND))
        highest = max(self._offset(local_at(before + shift)) for shift in (-AROUND, 0, AROUND))
        return after + lowest, before + highest


def instant_of(time: Time, day_zone: str) -> int:
    """Return the instant of ``time``; a date is its midnight in the IANA zone ``day_zone``."""
    local = local_of(time)
    return seconds_of(local) - _offset_function(time, day_zone)(local)


def until_seconds(until: Until, clock: Clock, *, is_date: bool) -> int:
    """Return the last local second that UNTIL allows in a series read on ``clock`` (RFC 5545, 3.3.10).

    A day ends at its last second. In a series of dates the day is taken as written, even of a time in UTC: that is
    how other engines read it.
    """
    midnight = until.day.toordinal() * DAY
    if until.time is None or is_date:
        return midnight + DAY - 1
    local = midnight + until.time.hour * 3_600 + until.time.minute * 60 + until.time.second
    return clock.local(local) if until.utc else local
