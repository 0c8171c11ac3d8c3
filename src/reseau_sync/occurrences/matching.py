"""Which occurrence of a series a RECURRENCE-ID or an EXDATE means (RFC 5545, 3.8.4.4 and 3.8.5.1).

Files name an occurrence in other forms than the series' own: in UTC, in another zone, as a day. The instant decides;
failing that, where the forms differ, the local time as it is written; a day is told by the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from reseau_sync.model.time import Date, FixedTime, Time, local_of, zone_of
from reseau_sync.occurrences.clock import Clock, instant_of
from reseau_sync.occurrences.plan import DAY, seconds_of


class Frame:
    """The form in which a series counts its starts: local seconds on the clock of its master's start."""

    def __init__(self, start: Time, day_zone: str) -> None:
        self.form = start
        self.start = seconds_of(local_of(start))
        self.day_zone = day_zone
        self.clock = Clock(start, day_zone)
        self.is_date = isinstance(start, Date)

    def local(self, time: Time) -> int:
        """Return ``time`` as local seconds of the series: a day under a timed series is that day at its time."""
        literal = seconds_of(local_of(time))
        if isinstance(time, Date):
            return literal if self.is_date else literal + self.start % DAY
        if self.is_date:  # only a time in UTC has to be turned into the day that it is here
            literal = self.clock.local(self.instant(time)) if isinstance(time, FixedTime) else literal
            return literal - literal % DAY
        return literal if self.alike(time) else self.clock.local(self.instant(time))

    def instant(self, time: Time) -> int:
        """Return the instant of ``time``."""
        return instant_of(time, self.day_zone)

    def alike(self, time: Time) -> bool:
        """Return whether ``time`` has the form and zone of the series."""
        return isinstance(time, Date) == self.is_date and zone_of(time) == zone_of(self.form)


class Originals:
    """The original starts of a series within reach of a window, in local seconds, ascending."""

    def __init__(self, starts: Sequence[int], frame: Frame) -> None:
        self.starts = starts
        self._frame = frame

    @cached_property
    def _by_instant(self) -> dict[int, int]:
        return {self._frame.clock.instant(each): each for each in self.starts}

    @cached_property
    def _by_day(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for each in self.starts:
            found.setdefault(each // DAY, []).append(each)
        return found

    @cached_property
    def _all(self) -> frozenset[int]:
        return frozenset(self.starts)

    def named(self, time: Time) -> list[int]:
        """Return the starts that ``time`` names: at most one, or all of a day where one of the two is a day."""
        literal = seconds_of(local_of(time))
        if isinstance(time, Date):
            return self._by_day.get(literal // DAY, [])
        if self._frame.is_date:
            here = self._frame.clock.local(self._frame.instant(time))
            return self._by_day.get(here // DAY) or self._by_day.get(literal // DAY, [])
        found = self._by_instant.get(self._frame.instant(time))
        if found is None and literal in self._all and not self._frame.alike(time):
            found = literal
        return [] if found is None else [found]
