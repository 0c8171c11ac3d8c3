"""A rule made ready for one DTSTART: what the rule leaves open is taken from the start (RFC 5545, 3.3.10, page 45).

Local times are whole seconds counted from the midnight on which day 0 of the ordinals would begin, in the series' own
zone: plain integers, so that nothing overflows at the ends of the calendar.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reseau_sync.occurrences.days import DayParts, Days, days_of
from reseau_sync.occurrences.rule import SUB_DAILY, Rule

DAY = 86_400

_FIRST = dt.datetime.combine(dt.date.min, dt.time())
_LAST = dt.datetime.combine(dt.date.max, dt.time(23, 59, 59))


def seconds_of(local: dt.datetime) -> int:
    """Return the naive ``local`` as seconds from midnight of ordinal 0."""
    return local.toordinal() * DAY + local.hour * 3_600 + local.minute * 60 + local.second


def local_at(seconds: int) -> dt.datetime:
    """Return the naive local time of ``seconds``; beyond the ends of the calendar, that end."""
    try:
        return _FIRST + dt.timedelta(seconds=seconds - DAY)
    except OverflowError:
        return _FIRST if seconds < DAY else _LAST


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule and its start, ready to be unfolded.

    ``times`` are the seconds of the day that each day holds; where they differ from day to day (a step in hours that
    does not divide a day) they are empty, and ``steps`` finds them. ``interval`` counts days, weeks, months or years.
    """

    rule: Rule
    start: int
    days: Days
    frequency: str
    interval: int
    times: Sequence[int] = ()
    positions: tuple[int, ...] = ()
    steps: Steps | None = None

    @property
    def start_day(self) -> int:
        """Return the ordinal of the day of DTSTART."""
        return self.start // DAY


def plan_for(rule: Rule, start: dt.datetime, *, is_date: bool) -> Plan:
    """Return the plan of ``rule`` from the naive local ``start``; for a date, parts that name times say nothing."""
    if is_date:
        rule = _without_times(rule)
    days = days_of(_day_parts(rule, start))
    moment = seconds_of(start)
    if rule.frequency in SUB_DAILY:
        return _plan_in_steps(rule, moment, days)
    times = _product(rule.hours or (start.hour,), rule.minutes or (start.minute,), rule.seconds or (start.second,))
    if rule.frequency == "DAILY":  # a period is one day, so that BYSETPOS picks the same times in each
        return Plan(rule, moment, days, "DAILY", rule.interval, pick(times, rule.positions))
    return Plan(rule, moment, days, rule.frequency, rule.interval, times, rule.positions)


def pick(values: Sequence[int], positions: Iterable[int]) -> Sequence[int]:
    """Return those of ``values`` that BYSETPOS keeps: 1 the first, -1 the last; all of them without BYSETPOS."""
    kept = picked(len(values), positions)
    return values if kept is None else tuple(values[index] for index in kept)


def picked(length: int, positions: Iterable[int]) -> tuple[int, ...] | None:
    """Return the indices that BYSETPOS keeps of a set of ``length``, in order; ``None`` for all."""
    wanted = tuple(positions)
    if not wanted:
        return None
    found = {each - 1 if each > 0 else length + each for each in wanted}
    return tuple(sorted(each for each in found if 0 <= each < length))


class Steps:
    """Times of day that come in steps of seconds from the start, as HOURLY, MINUTELY and SECONDLY give them."""

    def __init__(self, rule: Rule, start: int) -> None:
        self.unit = SUB_DAILY[rule.frequency]
        self.length = self.unit * rule.interval
        self.base = start - start % self.unit
        self._rule = rule
        self._within = _within_step(rule, start)
        self._limited = bool(rule.hours or (self.unit < 3_600 and rule.minutes) or (self.unit == 1 and rule.seconds))
        self._seen: dict[int, Sequence[int]] = {}

    def on(self, day: int) -> Sequence[int]:
        """Return the times of the day with ordinal ``day``, in seconds from its midnight."""
        first = (self.base - day * DAY) % self.length
        return self._from(first) if first < DAY else ()

    def _from(self, first: int) -> Sequence[int]:
        found = self._seen.get(first)
        if found is None:
            found = self._seen[first] = self._find(first)
        return found

    def _find(self, first: int) -> Sequence[int]:
        if not self._limited:
            if len(self._within) == 1:
                return range(first + self._within[0], DAY, self.length)
            return tuple(each + more for each in range(first, DAY, self.length) for more in self._within)
        kept = (each for each in range(first, DAY, self.length) if self._keeps(each))
        return tuple(each + more for each in kept for more in self._within)

    def _keeps(self, time: int) -> bool:
        rule = self._rule
        if rule.hours and time // 3_600 not in rule.hours:
            return False
        if self.unit < 3_600 and rule.minutes and time // 60 % 60 not in rule.minutes:
            return False
        return not (self.unit == 1 and rule.seconds) or time % 60 in rule.seconds


def _plan_in_steps(rule: Rule, start: int, days: Days) -> Plan:
    steps = Steps(rule, start)
    if DAY % steps.length:
        return Plan(rule, start, days, rule.frequency, 1, steps=steps)
    return Plan(rule, start, days, "DAILY", 1, steps.on(start // DAY))


def _within_step(rule: Rule, start: int) -> Sequence[int]:
    """Return the seconds from the beginning of each hour, minute or second that it holds."""
    minute, second = start // 60 % 60, start % 60
    if rule.frequency == "HOURLY":
        found = _product((0,), rule.minutes or (minute,), rule.seconds or (second,))
    elif rule.frequency == "MINUTELY":
        found = rule.seconds or (second,)
    else:
        found = (0,)
    return pick(found, rule.positions)


@functools.lru_cache(maxsize=512)
def _product(hours: tuple[int, ...], minutes: tuple[int, ...], seconds: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(h * 3_600 + m * 60 + s for h, m, s in itertools.product(hours, minutes, seconds))


def _without_times(rule: Rule) -> Rule:
    """Return the rule of a series of dates: a step shorter than a day cannot be seen there and counts as one day."""
    interval = rule.interval
    if rule.frequency in SUB_DAILY:
        interval = max(1, SUB_DAILY[rule.frequency] * interval // DAY)
    frequency = "DAILY" if rule.frequency in SUB_DAILY else rule.frequency
    return replace(rule, frequency=frequency, interval=interval, hours=(), minutes=(), seconds=())


def _day_parts(rule: Rule, start: dt.datetime) -> DayParts:
    months, month_days, weekdays = rule.months, rule.month_days, rule.weekdays
    if rule.frequency not in ("YEARLY", "MONTHLY") or rule.weeks:
        weekdays = tuple(sorted({(0, weekday) for _, weekday in weekdays}))  # an ordinal has no sense there
    if not (month_days or rule.year_days or weekdays):
        if rule.frequency == "WEEKLY" or rule.weeks:
            weekdays = ((0, start.weekday()),)
        elif rule.frequency in ("MONTHLY", "YEARLY"):
            month_days = (start.day,)
    if rule.frequency == "YEARLY" and month_days and not (rule.year_days or rule.weeks):
        months = months or (start.month,)  # a day of a month without its month: libical, ical.js and iCal.NET agree
    return DayParts(
        months=months,
        month_days=month_days,
        year_days=rule.year_days,
        weeks=rule.weeks,
        weekdays=weekdays,
        within_year=rule.frequency == "YEARLY" and not rule.months,
        week_start=rule.week_start,
        skip=rule.skip if rule.frequency in ("YEARLY", "MONTHLY") else "OMIT",  # others meet no invalid date
    )
