"""Which days of a year a rule's BYMONTH … BYDAY parts name (the table of RFC 5545, 3.3.10, pages 43 to 45).

Every part names a set of days and the rule means their intersection, whether the table calls the part "expand" or
"limit". The days of a year depend only on its shape (which weekday it starts on, whether it is a leap year): there
are fourteen, so that looking through centuries costs almost nothing.

Days are proleptic Gregorian ordinals (:meth:`datetime.date.toordinal`) or offsets from 1 January, from 0.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from reseau_sync.occurrences.rule import Skip

LAST_YEAR = 9999
LAST_DAY = dt.date.max.toordinal()
ALL_MONTHS = tuple(range(1, 13))

Shape: TypeAlias = tuple[int, bool]
"""The weekday of 1 January (Monday = 0), and whether the year is a leap year."""

_MONTH_STARTS = {
    leap: [dt.date(2000 if leap else 2001, month, 1).timetuple().tm_yday - 1 for month in ALL_MONTHS] + [365 + leap]
    for leap in (False, True)
}


@dataclass(frozen=True, slots=True)
class DayParts:
    """The day-level parts of a rule, in numbers.

    An ordinal weekday counts within each of the months, or ``within_year`` (RFC 5545, 3.3.10, erratum 1913).
    """

    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    within_year: bool = False
    week_start: int = 0
    skip: Skip = "OMIT"

    @property
    def every_day(self) -> bool:
        """Return whether no part leaves a day out."""
        return not (self.months or self.month_days or self.year_days or self.weeks or self.weekdays)

    @property
    def only_weekdays(self) -> bool:
        """Return whether weekdays alone decide."""
        return not (self.months or self.month_days or self.year_days or self.weeks)


def new_year(year: int) -> int:
    """Return the ordinal of 1 January of ``year``, which may lie just outside of the calendar."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + 1


def year_of(ordinal: int) -> int:
    """Return the year of a day; days outside of the calendar count as its ends."""
    return dt.date.fromordinal(min(max(ordinal, 1), LAST_DAY)).year


def shape_of(year: int) -> Shape:
    """Return the shape of ``year``."""
    return (new_year(year) - 1) % 7, calendar.isleap(year)


def first_week(year: int, week_start: int) -> int:
    """Return the ordinal of the first day of week 1 of ``year``: the first week with four days in it."""
    fourth = new_year(year) + 3
    return fourth - (fourth - 1 - week_start) % 7


def week_year(ordinal: int, week_start: int) -> int:
    """Return the year that the week of a day is counted in."""
    year = year_of(ordinal)
    if ordinal < first_week(year, week_start):
        return year - 1
    return year + 1 if ordinal >= first_week(year + 1, week_start) else year


class Days:
    """The days that :class:`DayParts` name, year by year; remembers each shape of year that it has seen."""

    def __init__(self, parts: DayParts) -> None:
        self.parts = parts
        self._seen: dict[tuple[Shape, int], tuple[int, ...]] = {}

    def of_month(self, year: int, month: int) -> tuple[int, ...]:
        """Return the days that the parts name within one month, BYMONTH aside."""
        found = self._offsets(year, month)
        start = new_year(year)
        return self._in_weeks(year, tuple(start + each for each in found))

    def of_year(self, year: int) -> tuple[int, ...]:
        """Return the days that the parts name within the calendar year."""
        start = new_year(year)
        return self._in_weeks(year, tuple(start + each for each in self._offsets(year)))

    def of_week_year(self, year: int) -> tuple[int, ...]:
        """Return the days that the parts name in the weeks counted in ``year``, which may spill over its ends."""
        weeks = self._weeks(year)
        around = (each for near in (year - 1, year, year + 1) for each in self._plain(near))
        return tuple(each for each in around if each in weeks)

    def between(self, first: int, last: int) -> Iterator[int]:
        """Yield the days from ``first`` to ``last``, both included, in order."""
        if self.parts.every_day:
            yield from range(first, last + 1)
            return
        for year in range(year_of(first), year_of(last) + 1):
            days = self.of_year(year)
            if days and days[-1] >= first:
                yield from (day for day in days[bisect_left(days, first) :] if day <= last)

    def _plain(self, year: int) -> Iterable[int]:
        start = new_year(year)
        return (start + each for each in self._offsets(year)) if 1 <= year <= LAST_YEAR else ()

    def _in_weeks(self, year: int, days: tuple[int, ...]) -> tuple[int, ...]:
        if not self.parts.weeks:
            return days
        weeks = self._weeks(year - 1) | self._weeks(year) | self._weeks(year + 1)
        return tuple(each for each in days if each in weeks)

    def _weeks(self, year: int) -> frozenset[int]:
        start = first_week(year, self.parts.week_start)
        total = (first_week(year + 1, self.parts.week_start) - start) // 7
        firsts = (start + 7 * index for index in _indices(self.parts.weeks, total))
        return frozenset(day for first in firsts for day in range(first, first + 7))

    def _offsets(self, year: int, month: int = 0) -> tuple[int, ...]:
        key = (shape_of(year), month)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = _offsets(self.parts, key[0], (month,) if month else self.parts.months)
        return found


@functools.lru_cache(maxsize=2048)
def days_of(parts: DayParts) -> Days:
    """Return the (shared) :class:`Days` of ``parts``."""
    return Days(parts)


def _indices(numbers: Iterable[int], length: int) -> set[int]:
    """Return the indices from 0 that ``numbers`` mean in a row of ``length``: 1 the first, -1 the last."""
    found = (each - 1 if each > 0 else length + each for each in numbers)
    return {each for each in found if 0 <= each < length}


def _offsets(parts: DayParts, shape: Shape, months: tuple[int, ...]) -> tuple[int, ...]:
    """Return the offsets of the days that all parts but BYWEEKNO name in a year of ``shape``."""
    length = 365 + shape[1]
    sets: list[set[int]] = []
    if parts.month_days:
        sets.append(_by_month_day(parts, shape[1], months or ALL_MONTHS))
    elif months:
        sets.append({day for month in months for day in _month(shape[1], month)})
    if parts.year_days:
        sets.append(_indices(parts.year_days, length))
    if parts.weekdays:
        sets.append(_by_weekday(parts, shape, months))
    return tuple(sorted(set.intersection(*sets))) if sets else tuple(range(length))


def _month(leap: bool, month: int) -> range:
    starts = _MONTH_STARTS[leap]
    return range(starts[month - 1], starts[month])


def _by_month_day(parts: DayParts, leap: bool, months: tuple[int, ...]) -> set[int]:
    found: set[int] = set()
    for month in months:
        days = _month(leap, month)
        found.update(days[index] for index in _indices(parts.month_days, len(days)))
        if parts.skip != "OMIT" and max(parts.month_days) > len(days):
            found.add(days[-1] + (parts.skip == "FORWARD"))  # RFC 7529, 4.1
    return found


def _by_weekday(parts: DayParts, shape: Shape, months: tuple[int, ...]) -> set[int]:
    whole = parts.within_year or not months
    spans = [range(365 + shape[1])] if whole else [_month(shape[1], month) for month in months]
    found: set[int] = set()
    for ordinal, weekday in parts.weekdays:
        for span in spans:
            all_of_them = span[(weekday - shape[0] - span.start) % 7 :: 7]
            if ordinal == 0:
                found.update(all_of_them)
            else:
                found.update(all_of_them[index] for index in _indices((ordinal,), len(all_of_them)))
    return found
