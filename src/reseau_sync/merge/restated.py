"""What is missing and yet stated in another way: as a double, or unfolded from a series, or folded into one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from reseau_sync.errors import OccurrenceError
from reseau_sync.merge.likeness import Traits
from reseau_sync.merge.moment import MOST, Moment, is_called_off, is_series
from reseau_sync.model.time import UTC, instant
from reseau_sync.occurrences import expand
from reseau_sync.occurrences.clock import instant_of

MOST_ASKED = 20
"""Of one title and place, at most so many series are asked whether they have an occurrence."""

_SECOND = dt.timedelta(seconds=1)
_LONGEST = dt.timedelta(days=800)


class Restated:
    """What a reading states, ready to be asked. Titles and places are compared folded, starts as instants."""

    def __init__(self, reading: Sequence[Traits], moment: Moment) -> None:
        self._moment = moment
        self._contents = {(each.content, each.recurrence) for each in reading}
        self._series: defaultdict[tuple[str, str], list[Traits]] = defaultdict(list)
        self._starts: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for each in reading:
            words = each.content.title, each.content.place
            if is_series(each.entry.event):
                self._series[words].append(each)
            else:
                self._starts[words].add(each.content.start)

    def holds(self, missing: Traits) -> bool:
        """Say whether the reading states the event that ``missing`` stated, so that nobody took it out."""
        if (missing.content, missing.recurrence) in self._contents:
            return True
        words = missing.content.title, missing.content.place
        try:
            if is_series(missing.entry.event):
                return self._unfolded(missing, self._starts.get(words, set()))
            return any(self._occurs(each, missing) for each in self._series.get(words, [])[:MOST_ASKED])
        except OccurrenceError:
            return False

    def _occurs(self, series: Traits, missing: Traits) -> bool:
        at = instant(missing.entry.event.start, self._moment.timezone)
        if not dt.datetime.min.replace(tzinfo=UTC) < at < dt.datetime.max.replace(tzinfo=UTC) - _SECOND:
            return False
        found = expand(series.entry.event, at, at + _SECOND, day_zone=self._moment.timezone, limit=MOST)
        return any(
            instant_of(each.start, self._moment.timezone) == missing.content.start and not is_called_off(each.event)
            for each in found
        )

    def _unfolded(self, missing: Traits, starts: set[int]) -> bool:
        """Say whether most of the coming occurrences, as far as the reading reaches, are stated one by one."""
        ahead = sorted(each for each in starts if each >= self._moment.seconds)
        if not ahead:
            return False
        reach = min(_LONGEST, dt.timedelta(seconds=ahead[-1] - self._moment.seconds + 1))
        found = expand(
            missing.entry.event,
            self._moment.now,
            self._moment.now + reach,
            day_zone=self._moment.timezone,
            limit=MOST,
        )
        coming = [instant_of(each.start, self._moment.timezone) for each in found]
        coming = [each for each in coming if each >= self._moment.seconds]
        return bool(coming) and 2 * sum(each in starts for each in coming) > len(coming)
