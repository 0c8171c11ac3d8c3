"""The full form: a series as one event that repeats by one plain rule, and what differs from it as events of their own.

What no engine is known to read otherwise is kept: one RRULE (rules.py) and EXDATE, in the zone of DTSTART, which is
the first occurrence that is left. An instance that was moved, changed or cancelled, an RDATE, and a DTSTART that its
rule does not give stand beside, as single events. A series that no plain rule says is unfolded in the window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reseau_sync.errors import OccurrenceError
from reseau_sync.forms.ending import Ending, ending
from reseau_sync.forms.flat import flat
from reseau_sync.forms.plain import needs_utc, occurrence_uid, plain, plain_time
from reseau_sync.forms.rules import common_rule
from reseau_sync.forms.whole import portable
from reseau_sync.model import AnyEvent, CustomTime, Recurrence, Time, ZonedTime
from reseau_sync.model.time import local_of, same_form
from reseau_sync.occurrences.placing import Length, replacements
from reseau_sync.occurrences.plan import local_at
from reseau_sync.occurrences.series import Rules, Series, rule_of

Window = tuple[dt.datetime, dt.datetime]

_EVER = (dt.datetime(1, 1, 3, tzinfo=dt.UTC), dt.datetime(9999, 12, 29, tzinfo=dt.UTC))
_NIGHTS = 800
"""So many days from its start, or from the window's, a series is looked at for clock changes."""


def full(event: AnyEvent, window: Window | None, timezone: str, most: int) -> list[AnyEvent]:
    """Return the events that say what ``event`` says.

    :param window: where a series is unfolded that cannot be written as one; ``None``: it is written as RFC 5545 has it
    :param timezone: the IANA zone of whole days
    :raises OccurrenceError: a rule cannot be read, or there are more than ``most`` occurrences to unfold
    """
    if event.recurrence is None and not event.overrides:
        return [plain(event, event.uid, event.start, event.end)]
    rules = event.recurrence.rules if event.recurrence else ()
    if not rules:
        return flat(event, _EVER, timezone, most)
    text = _plain_rule(event, rules[0])
    split = _split(event, text, timezone, most) if text is not None else None
    if split is None:
        return flat(event, window, timezone, most) if window is not None else [portable(event, timezone)]
    return [*split.series(), *split.apart()]


def _split(event: AnyEvent, rule: str, timezone: str, most: int) -> _Split | None:
    try:
        return _Split.of(event, rule, timezone, most)
    except OccurrenceError:  # its first or last occurrence lies too far off; a window may be nearer
        return None


def _plain_rule(event: AnyEvent, text: str) -> str | None:
    """Return the one rule of the series as every engine reads it; ``None`` where the series needs more than a rule."""
    recurrence = event.recurrence or Recurrence()
    if len(recurrence.rules) > 1 or recurrence.exclusion_rules or any(each.this_and_future for each in event.overrides):
        return None
    if _meets_a_clock_change(event):
        return None
    return common_rule(text, rule_of(text), event.start)


def _meets_a_clock_change(event: AnyEvent) -> bool:
    """Say whether the start or end of an occurrence may be a local time that a clock change skips or doubles."""
    times = [each for each in (event.start, event.end) if isinstance(each, ZonedTime)]
    if len(times) == 2 and times[0].zone != times[1].zone:
        return True
    return any(_is_changed(each) for each in times if each.local.hour < 4 or each.local.hour == 23)


def _is_changed(time: ZonedTime) -> bool:
    days = (dt.timedelta(days=day) for day in range(_NIGHTS))
    return any(needs_utc(same_form(time, time.local + day)) for day in days if time.local.year < dt.MAXYEAR - 3)


@dataclass(frozen=True, slots=True)
class _Split:
    """A series as one rule, and the instances beside it. Starts are counted in local seconds.

    ``replaced``: overrides by the start that each replaces; ``extra``: starts that the rule does not give, or with an
    end of their own (``ends``).
    """

    event: AnyEvent
    rule: str
    ending: Ending
    excluded: tuple[int, ...]
    replaced: Mapping[int, AnyEvent]
    extra: tuple[int, ...]
    ends: Mapping[int, Time]
    day_zone: str

    @classmethod
    def of(cls, event: AnyEvent, rule: str, timezone: str, most: int) -> _Split | None:
        """Return the series so split; ``None`` where that cannot be found in bounded time."""
        recurrence = event.recurrence or Recurrence()
        series = Series(event.start, recurrence.model_copy(update={"excluded": ()}), timezone, most)
        rules = Rules(recurrence.rules[0], series.frame)
        gone = {series.original_named(each) for each in recurrence.excluded}
        replaced = replacements(event, series)
        explicit = {series.frame.start, *(series.frame.local(each) for each in recurrence.dates), *series.ends}
        given = {at for at in {*gone, *replaced, *explicit} if rules.starts(at, at + 1, most)}
        extra = {at for at in explicit if at in series.ends or at not in given} - gone - replaced.keys()
        out = (gone | replaced.keys() | series.ends.keys()) & given
        end = ending(rules, out, event.start, most)
        if end is None:
            return None
        left = tuple(sorted(at for at in out if end.first is not None and at > end.first))
        return cls(event, rule, end, left, replaced, tuple(sorted(extra)), series.ends, timezone)

    def series(self) -> Iterator[AnyEvent]:
        """Yield the event that repeats, or stands alone where one occurrence is left of it."""
        if self.ending.first is None:
            return
        start = self._time(self.ending.first)
        single = plain(self.event, self.event.uid, start, self._end(start))
        if self.ending.single:
            yield single
            return
        text = ";".join(part for part in (self.rule, self.ending.text) if part)
        excluded = tuple(plain_time(self._time(at)) for at in self.excluded)
        # A zone that the source made up is kept: a rule follows its clock.
        single = single.model_copy(update={"start": plain_time(start), "end": self._plain_end(start, single.end)})
        yield single.model_copy(update={"recurrence": Recurrence(rules=(text,), excluded=excluded)})

    def apart(self) -> Iterator[AnyEvent]:
        """Yield the instances that stand beside the series."""
        uid = self.event.uid or ""
        for at, override in sorted(self.replaced.items(), key=lambda each: each[0]):
            yield plain(override, occurrence_uid(uid, self._time(at)), override.start, override.end)
        for at in self.extra:
            start = self._time(at)
            yield plain(self.event, occurrence_uid(uid, start), start, self.ends.get(at) or self._end(start))
        for number, override in enumerate(each for each in self.event.overrides if each.recurrence_id is None):
            named = occurrence_uid(uid, override.start)
            yield plain(override, f"{number + 2}-{named}", override.start, override.end)

    def _time(self, at: int) -> Time:
        return same_form(self.event.start, local_at(at))

    def _end(self, start: Time) -> Time | None:
        if local_of(start) == local_of(self.event.start):
            return self.event.end
        return Length(self.event, self.day_zone).end_from(start)

    def _plain_end(self, start: Time, end: Time | None) -> Time | None:
        if not isinstance(start, CustomTime) or end is None:
            return end
        return self._end(start)
