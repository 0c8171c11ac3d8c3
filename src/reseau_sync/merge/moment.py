"""What is over, what has begun and what is still to come, seen from one moment. Pure: the moment is given.

Past and future are told by the occurrence. What has begun can no longer be called off by vanishing: many tools list
only what is to come, and drop an event at its first minute. An all-day event has begun when its first day is over.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

from reseau_sync.errors import OccurrenceError
from reseau_sync.merge.likeness import DAY, span
from reseau_sync.model import AnyEvent, Status
from reseau_sync.model.time import Date, Time
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import Occurrence, expand
from reseau_sync.occurrences.clock import instant_of, instant_seconds

MOST = 10_000
"""A window of a series with more occurrences than this is not unfolded; the series then counts as going on."""

_AHEAD = tuple(dt.timedelta(days=days) for days in (62, 800, 30 * 366))
_FIRST_DAY = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
_LAST_DAY = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Moment:
    """A moment (aware) in a network's IANA zone."""

    now: dt.datetime
    timezone: str

    @functools.cached_property
    def seconds(self) -> int:
        """Return the moment as an instant."""
        return instant_seconds(self.now)

    @functools.cached_property
    def today(self) -> dt.date:
        """Return the day in the network's zone."""
        return self.day_of(self.now)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """Return on which day of the network's zone an aware instant lies."""
        return instant.astimezone(zone(self.timezone)).date()

    def has_begun(self, start: Time) -> bool:
        """Say whether what starts at ``start`` has begun: a time has come, a day is over."""
        instant = instant_of(start, self.timezone)
        return instant + DAY <= self.seconds if isinstance(start, Date) else instant < self.seconds

    def is_ahead(self, event: AnyEvent) -> bool:
        """Say whether some occurrence of the event has not begun and is not cancelled by itself.

        A series that cannot be unfolded within bounds counts as going on.
        """
        if not is_series(event):
            return not self.has_begun(event.start)
        try:
            return any(self._ahead_within(event, reach) for reach in _AHEAD)
        except OccurrenceError:
            return True

    def ahead(self, event: AnyEvent) -> list[Occurrence]:
        """Return the occurrences of a series that have not begun, by instant, two years of them or the next ones.

        :raises OccurrenceError: for a series that cannot be unfolded within bounds
        """
        near, far, farthest = _AHEAD
        try:
            return self._ahead_within(event, far) or self._ahead_within(event, farthest)
        except OccurrenceError:
            return self._ahead_within(event, near)

    def _ahead_within(self, event: AnyEvent, reach: dt.timedelta) -> list[Occurrence]:
        until = self.now + min(reach, max(_LAST_DAY - self.now, dt.timedelta()))
        found = expand(event, self.now, until, day_zone=self.timezone, limit=MOST)
        # Of a series that is cancelled as a whole, all that is to come is to come.
        counts = [each for each in found if each.event is event or not is_called_off(each.event)]
        return [each for each in counts if not self.has_begun(each.start)]

    def ended_within(self, event: AnyEvent, months: int) -> bool:
        """Say whether the event still lasted at some moment of the last ``months`` (a month is 365.25 / 12 days)."""
        cutoff = self.now - min(dt.timedelta(days=months * 365.25 / 12), max(self.now - _FIRST_DAY, dt.timedelta()))
        if not is_series(event):
            return span(event, self.timezone)[1] > instant_seconds(cutoff)
        recent = max(cutoff, self.now - _AHEAD[0]) if self.now - _AHEAD[0] > _FIRST_DAY else cutoff
        try:
            return any(expand(event, after, self.now, day_zone=self.timezone, limit=MOST) for after in (recent, cutoff))
        except OccurrenceError:
            return True


def is_series(event: AnyEvent) -> bool:
    """Say whether the event may occur more than once."""
    return event.recurrence is not None or bool(event.overrides)


def is_called_off(event: AnyEvent) -> bool:
    """Say whether the owner has cancelled the event in so many words (STATUS, RFC 5545, 3.8.1.11)."""
    return event.status is Status.CANCELLED
