"""Days as they are written, and lists and ranges of them, as steps of the grammar.

::

    day    = [le] [weekday] (D | n month [y] | month n [y] | n) [weekday]
    list   = day ((, | et | /) day)+           months and years are carried back: 4, 11 et 18 décembre 2010
    range  = [du] day (au | - | >) day         les 12-14/10/2010, du 27 décembre au 2 janvier 2011
    dates  = les samedis 4 et 11 décembre      the weekday holds for each
    vague  = (mi- | début | fin) [de] month [y]  |  month [y]
    nth    = 1er samedi d'octobre [y]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reseau_sync_csv.dates.reduction import values
from reseau_sync_csv.dates.values import Day, Days, Month, NthWeekday, Span, Vague
from reseau_sync_csv.dates.words import Atom

_DAY = r"(?:[ld]*w?,?l?)(?:(?:D|[on]d?m(?:,?y)?|m[on](?:,?y)?)(?:,?w(?!,?l?[onD]))?|[on](?![onSJOrmyD]))"
DAY = re.compile(_DAY)
LIST = re.compile(rf"d?(?:lW|W)?{_DAY}(?:[,/]+{_DAY})+")
OF_WEEKDAY = re.compile(rf"[dl]*W{_DAY}(?:[,/]+{_DAY})*")
SPAN = re.compile(rf"(?:Ef?d?)?d?{_DAY}(?:a|-|>|ia?)+{_DAY}(?![,/-]*[nD])")
VAGUE = re.compile(r"f*l?(?:v[dl-]*)?my?")
NTH = re.compile(r"[lf]*[oz](?:,l?[oz])*wd?my?")

_AMBIGUOUS: Atom = ("!", "ambiguous-date")


def day_of(each: Sequence[Atom]) -> Day | None:
    """Return the day that atoms state, or ``None`` where they state none that can be."""
    weekdays = values(each, "w")
    weekday = int(weekdays[0][0]) if weekdays and isinstance(weekdays[0], tuple) else None
    if len(weekdays) > 1 and weekdays[0] != weekdays[1]:
        return None
    for code, value in each:
        if code == "D" and isinstance(value, Day):
            return replace(value, weekday=weekday)
    numbers, months, years = values(each, "on"), values(each, "m"), values(each, "y")
    if not numbers or not 1 <= int(str(numbers[0])) <= 31:
        return None
    return Day(
        int(str(numbers[0])),
        int(str(months[0])) if months else None,
        int(str(years[0])) if years else None,
        weekday,
    )


def month_of(each: Sequence[Atom]) -> Month:
    """Return the month that atoms state."""
    years = values(each, "y")
    return Month(int(str(values(each, "m")[0])), int(str(years[0])) if years else None)


def single(each: Sequence[Atom]) -> list[Atom]:
    """Make a day."""
    day = day_of(each)
    return [_AMBIGUOUS] if day is None else [("Y", Days((day,)))]


def span(each: Sequence[Atom]) -> list[Atom]:
    """Make a range of days."""
    parts = _parts(each)
    days = None if parts is None else completed(parts)
    joined = {code for code, _ in each} & set("adw>")
    if days is not None and days[-1].month is None and not joined:
        # "05-09" may be a day and a month.
        return [_AMBIGUOUS]
    return [_AMBIGUOUS] if days is None or len(days) != 2 else [("Y", Span(days[0], days[1]))]


def listed(each: Sequence[Atom]) -> list[Atom]:
    """Make a list of days."""
    plural = values(each, "W")
    parts = _parts([atom for atom in each if atom[0] != "W"])
    days = None if parts is None else completed(parts)
    if days is None:
        return [_AMBIGUOUS]
    if plural:
        weekdays = plural[0]
        if not isinstance(weekdays, tuple) or len(weekdays) != 1 or any(day.weekday is not None for day in days):
            return [_AMBIGUOUS]
        days = tuple(replace(day, weekday=weekdays[0]) for day in days)
    return [("Y", Days(days))]


def vague(each: Sequence[Atom]) -> list[Atom]:
    """Make a part of a month, or a month."""
    parts = values(each, "v")
    return [("G", Vague(month_of(each), parts[0] if parts else None))]  # type: ignore[arg-type]  # words.py: a Part


def nth(each: Sequence[Atom]) -> list[Atom]:
    """Make the nth weekdays of one month."""
    ordinals = tuple(int(str(value)) if code == "o" else -1 for code, value in each if code in "oz")
    weekday = next(value for code, value in each if code == "w")[0]
    return [("Y", NthWeekday(ordinals, weekday, month_of(each)))]


def _parts(each: Sequence[Atom]) -> list[Day] | None:
    """Return the days of a list or range, as each is written."""
    codes = "".join(atom[0] for atom in each)
    found = [day_of(each[match.start() : match.end()]) for match in DAY.finditer(codes)]
    days = [day for day in found if day is not None]
    return days if len(days) == len(found) and len(days) > 1 else None


def completed(days: Sequence[Day]) -> tuple[Day, ...] | None:
    """Return days with the month and year that those after them state; ``None`` where one would be made up.

    A day that stands after the month ("4 octobre et 11") is only understood with its weekday, which proves it.
    """
    made: list[Day] = []
    after: Day | None = None
    for day in reversed(days):
        if after is not None:
            day = _before(day, after)
        made.insert(0, day)
        after = day
    if made[-1].month is None and any(day.month is not None for day in made):
        return _forward(made)
    return tuple(made)


def _before(day: Day, after: Day) -> Day:
    if day.month is None and after.month is not None:
        # "12-14/10": the first number can only be a day, so the second pair is day and month as well.
        day = replace(day, month=after.month)
    if day.year is None and after.year is not None and day.month is not None and after.month is not None:
        day = replace(day, year=after.year - (day.month > after.month))
    return day


def _forward(days: Sequence[Day]) -> tuple[Day, ...] | None:
    made = [days[0]]
    for day in days[1:]:
        before = made[-1]
        if day.month is None:
            if day.weekday is None or before.mark or day.day <= before.day:
                return None
            day = replace(day, month=before.month, year=before.year)
        made.append(day)
    return tuple(made)
