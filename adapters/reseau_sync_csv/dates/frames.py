"""What a sheet as a whole says of its dates: its year, its week, the order of day and month; and days made of it.

Years come from the row, else from the title or section above (a period, a year, a school year from September to
August), else from the reference date: the next such day, unless one is just past. What this leaves open is a problem.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reseau_sync_csv.dates.values import Day, Month, Problem

Order: TypeAlias = Literal["dmy", "mdy", "both", "unknown"]
"""Which of two numbers is the month: settled by what other dates prove, contradictory, or not to be told."""

MONTH = 31
NEAR = 150
"""A day farther than so many days from the period of its sheet is not counted to it."""
BEGUN = 60
"""Days by which a date without a year may lie before the reference date, and still be of the same plan."""
SHORT_YEARS = 4
"""Years by which a date whose year has two digits may be away from the time of its sheet."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""No plan is for another year: it is a slip, and what is counted from it would leave the calendar."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The time that a sheet, or a section of it, covers. ``first`` and ``last`` are both included.

    ``weekly`` says that the sheet is a week that comes again; ``exceptions`` that its recurrences have some that nobody
    can know ("hors vacances scolaires"); ``slashed`` and ``dashed`` are the order of day and month by mark.
    """

    reference: dt.date | None = None
    year: int | None = None
    school: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    weekly: bool = False
    exceptions: bool = False
    slashed: Order = "dmy"
    dashed: Order = "dmy"

    @property
    def is_week(self) -> bool:
        """Say whether it covers no more than seven known days."""
        return self.first is not None and self.last is not None and (self.last - self.first).days < 7

    def base(self) -> dt.date | None:
        """Return the day from which a recurrence without a beginning is counted."""
        if self.first is not None:
            return self.first
        if self.school is not None:
            return self._within(dt.date(self.school, 9, 1), dt.date(self.school + 1, 8, 31))
        if self.year is not None:
            return self._within(dt.date(self.year, 1, 1), dt.date(self.year, 12, 31))
        return self.reference

    def _within(self, first: dt.date, last: dt.date) -> dt.date:
        return self.reference if self.reference is not None and first <= self.reference <= last else first


def date_of(day: Day, frame: Frame, after: dt.date | None = None) -> dt.date | Problem:
    """Return the day that is meant; ``after`` is a day that it may not come before, which then tells the year.

    A weekday that is not that day's is a problem, whatever told the year.
    """
    ordered = _ordered(day, frame)
    if isinstance(ordered, Problem):
        return ordered
    if ordered.month is None:
        return _in_period(ordered, frame)
    if not 1 <= ordered.month <= 12:
        return Problem("no-date")
    year = ordered.year
    if ordered.short and year is not None and _is_far(year, frame):
        # "10-10-04" may begin with its year.
        return Problem("ambiguous-date")
    if year is None:
        found = _after(ordered, after) if after is not None else _year_of(ordered, frame)
        if isinstance(found, Problem):
            return found
        year = found
    made = _date(year, ordered.month, ordered.day)
    return Problem("no-date") if made is None else checked(made, ordered.weekday)


def _is_far(year: int, frame: Frame) -> bool:
    """Say whether a year is too far from the time of the sheet for two digits to prove it."""
    around = frame.first or frame.reference
    known = around.year if around is not None else frame.school or frame.year
    return known is not None and abs(year - known) > SHORT_YEARS


def checked(date: dt.date, weekday: int | None) -> dt.date | Problem:
    """Return ``date`` if it falls on ``weekday``."""
    return date if weekday in (None, date.weekday()) else Problem("weekday-mismatch", date.isoformat())


def month_start(month: Month, frame: Frame) -> dt.date | Problem:
    """Return the first day of a month."""
    return date_of(Day(1, month.month, month.year), _to_the_month(frame))


def month_end(first: dt.date) -> dt.date:
    """Return the last day of the month of ``first``."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def days_from(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Yield the days from ``first`` to ``last``."""
    return (first + dt.timedelta(days=step) for step in range((last - first).days + 1))


def proven(days: Iterable[Day], mark: str, *, english: bool) -> Order:
    """Return the order of day and month that the days written with ``mark`` prove for the whole sheet."""
    marked = [day for day in days if day.mark == mark and day.month is not None]
    day_first = any(day.day > 12 and (day.month or 0) <= 12 for day in marked)
    month_first = any((day.month or 0) > 12 and day.day <= 12 for day in marked)
    if day_first and month_first:
        return "both"
    if month_first:
        return "mdy"
    return "unknown" if english and not day_first else "dmy"


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _ordered(day: Day, frame: Frame) -> Day | Problem:
    """Return a day whose ``day`` and ``month`` are what they say."""
    if not day.mark or day.month is None or day.day == day.month:
        return day
    order = frame.slashed if day.mark == "/" else frame.dashed
    swapped = Day(day.month, day.day, day.year, day.weekday, short=day.short)
    if order in ("both", "unknown"):
        if day.day <= 12 and day.month <= 12:
            return Problem("ambiguous-date")
        return swapped if day.month > 12 else day
    return swapped if order == "mdy" else day


def _in_period(day: Day, frame: Frame) -> dt.date | Problem:
    """Return the day of a number alone ("lundi 6"), which only a period of at most a month can tell."""
    if frame.first is None or frame.last is None or (frame.last - frame.first).days > MONTH:
        return Problem("ambiguous-date")
    found = [each for each in days_from(frame.first, frame.last) if each.day == day.day]
    if len(found) != 1:
        return Problem("ambiguous-date")
    return checked(found[0], day.weekday)


def _after(day: Day, after: dt.date) -> int | Problem:
    for year in (after.year, after.year + 1):
        made = _date(year, day.month or 0, day.day)
        if made is not None and made >= after:
            return year
    return Problem("no-date")


def _year_of(day: Day, frame: Frame) -> int | Problem:
    month = day.month or 0
    if _date(2000, month, day.day) is None:
        return Problem("no-date")
    if frame.first is not None and frame.last is not None:
        return _nearest(day, frame.first, frame.last)
    if frame.school is not None:
        return frame.school if month >= 9 else frame.school + 1
    if frame.year is not None:
        return frame.year
    return Problem("needs-year") if frame.reference is None else _to_come(day, frame.reference)


def _nearest(day: Day, first: dt.date, last: dt.date) -> int | Problem:
    """Return the year in which the day is in the period, or next to it."""
    made = [_date(year, day.month or 0, day.day) for year in range(first.year - 1, last.year + 2)]
    gaps = [(max((first - each).days, (each - last).days, 0), each.year) for each in made if each is not None]
    gap, year = min(gaps, default=(NEAR + 1, 0))
    return year if gap <= NEAR else Problem("needs-year")


def _to_come(day: Day, reference: dt.date) -> int | Problem:
    """Return the year of the next such day, unless one is just past; its weekday may tell which it is."""
    made = [_date(year, day.month or 0, day.day) for year in range(reference.year - 1, reference.year + 2)]
    dates = [each for each in made if each is not None]
    coming = min((each for each in dates if each >= reference), default=None)
    past = max((each for each in dates if each < reference), default=None)
    if coming is None or past is None:
        return Problem("needs-year") if coming is None else coming.year
    if (reference - past).days > BEGUN:
        return coming.year
    # Shortly past: of a plan that began already, or next year's. Only its weekday can show which.
    if day.weekday == past.weekday():
        return past.year
    return Problem("weekday-mismatch", past.isoformat()) if day.weekday is not None else Problem("needs-year")


def _to_the_month(frame: Frame) -> Frame:
    """Return a frame whose reference does not put its own month in the past."""
    if frame.reference is None:
        return frame
    return Frame(
        frame.reference.replace(day=1), frame.year, frame.school, frame.first, frame.last, frame.weekly,
    )  # fmt: skip
