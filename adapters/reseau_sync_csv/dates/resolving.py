"""What is meant, as dates: values of the grammar and the frame of the sheet become moments, or one problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reseau_sync_csv.dates.frames import Frame, checked, date_of, days_from, month_end, month_start
from reseau_sync_csv.dates.recurring import Series, unrolled
from reseau_sync_csv.dates.values import (
    Days,
    Hours,
    NthWeekday,
    Part,
    Problem,
    Rule,
    Span,
    Stretch,
    Times,
    Vague,
    Weekdays,
    When,
)

MAX_SPAN = 800
"""No plan is for a longer time: such a range is a slip."""
MAX_INFERRED = 300
"""So is one that only a year that nobody wrote makes so long ("du 14 au 12 septembre")."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event in time, in the local time of the sheet.

    ``start`` and ``end`` are dates (the last day included) or naive times; ``rule`` is an RRULE without its UNTIL,
    which is ``until`` (included); ``excluded`` are days; ``approximate`` is (year, month, part).
    """

    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    rule: str | None = None
    until: dt.date | None = None
    excluded: tuple[dt.date, ...] = ()
    words: str = ""
    tentative: bool = False
    approximate: tuple[int, int, Part] | None = None


def resolve(when: When, frame: Frame, *, approximate: bool = False) -> tuple[Moment, ...] | Problem:
    """Return the moments that ``when`` means on a sheet that covers ``frame``, or the one thing that is wrong.

    :param approximate: whether a part of a month may stand as a span of days
    """
    what = when.what
    if isinstance(what, Days):
        return _of_dates(_all(date_of(day, frame) for day in what.days), when.times)
    if isinstance(what, Span):
        return _of_span(what, frame, when.times)
    if isinstance(what, Rule):
        return _of_rule(what, frame, when.times)
    if isinstance(what, Weekdays):
        return _of_weekdays(what, frame, when.times)
    if isinstance(what, Stretch):
        return _of_stretch(what, frame)
    if isinstance(what, NthWeekday):
        return _of_dates(_nth(what, frame), when.times)
    return _of_vague(what, frame, when.times) if approximate else Problem("ambiguous-date")


def at(date: dt.date, minutes: int) -> dt.datetime:
    """Return a time of a day in minutes, which may be on the next day."""
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minutes)


def moments_on(date: dt.date, times: Times) -> tuple[Moment, ...]:
    """Return one moment for each time of a day, or the whole day where no clock time is known."""
    bare = Moment(date, None, words=times.words, tentative=times.tentative)
    if not times.hours:
        return (bare,)
    return tuple(replace(bare, start=at(date, hour.start), end=_end(date, hour)) for hour in times.hours)


def _end(date: dt.date, hours: Hours) -> dt.datetime | None:
    return None if hours.end is None else at(date, hours.end)


def _all(dates: Iterable[dt.date | Problem]) -> list[dt.date] | Problem:
    made: list[dt.date] = []
    for date in dates:
        if isinstance(date, Problem):
            return date
        made.append(date)
    return made


def _of_dates(dates: Sequence[dt.date] | Problem, times: Times) -> tuple[Moment, ...] | Problem:
    if isinstance(dates, Problem):
        return dates
    return tuple(moment for date in dict.fromkeys(dates) for moment in moments_on(date, times))


def span_of(span: Span, frame: Frame) -> tuple[dt.date, dt.date] | Problem:
    """Return the first and the last day of a range."""
    first = date_of(span.first, frame)
    if isinstance(first, Problem):
        return first
    last = date_of(span.last, frame, after=first)
    if isinstance(last, Problem):
        return last
    stated = span.first.year is not None and span.last.year is not None
    if last < first or (last - first).days > (MAX_SPAN if stated else MAX_INFERRED):
        return Problem("ambiguous-date")
    return first, last


def _of_span(span: Span, frame: Frame, times: Times) -> tuple[Moment, ...] | Problem:
    found = span_of(span, frame)
    if isinstance(found, Problem):
        return found
    first, last = found
    made = moments_on(first, times)
    if first == last:
        return made
    if not times.hours:
        return tuple(replace(each, end=last) for each in made)
    daily = f"FREQ=DAILY;COUNT={(last - first).days + 1}"
    return tuple(replace(each, rule=daily) for each in made)


def _of_rule(rule: Rule, frame: Frame, times: Times) -> tuple[Moment, ...] | Problem:
    series = Problem("unparsed-recurrence") if frame.exceptions else unrolled(rule, frame)
    if isinstance(series, Problem):
        return series
    return _in_series(series, times)


def _in_series(series: Series, times: Times) -> tuple[Moment, ...]:
    return tuple(
        replace(each, rule=series.rule, until=series.until, excluded=series.excluded)
        for each in moments_on(series.start, times)
    )


def _of_weekdays(what: Weekdays, frame: Frame, times: Times) -> tuple[Moment, ...] | Problem:
    if frame.is_week and frame.first is not None and frame.last is not None:
        dates = [each for each in days_from(frame.first, frame.last) if each.weekday() in what.weekdays]
        return _of_dates(dates, times) if len(dates) == len(what.weekdays) else Problem("ambiguous-date")
    if frame.weekly:
        return _of_rule(Rule("WEEKLY", what.weekdays), frame, times)
    return Problem("ambiguous-date" if len(what.weekdays) == 1 else "unparsed-recurrence")


def _of_stretch(what: Stretch, frame: Frame) -> tuple[Moment, ...] | Problem:
    found = span_of(Span(what.first, what.last), frame)
    if isinstance(found, Problem):
        return found
    start, end = at(found[0], what.start), at(found[1], what.end)
    return (Moment(start, end),) if start < end else Problem("unparsed-time")


def _nth(what: NthWeekday, frame: Frame) -> list[dt.date] | Problem:
    first = month_start(what.month, frame)
    if isinstance(first, Problem):
        return first
    days = [each for each in days_from(first, month_end(first)) if each.weekday() == what.weekday]
    if any(not (nth == -1 or 1 <= nth <= len(days)) for nth in what.ordinals):
        return Problem("no-date")
    return [days[nth - 1] if nth > 0 else days[-1] for nth in what.ordinals]


def _of_vague(what: Vague, frame: Frame, times: Times) -> tuple[Moment, ...] | Problem:
    first = month_start(what.month, frame)
    if isinstance(first, Problem):
        return first
    if what.part is None or times.hours:
        return Problem("ambiguous-date")
    return (Moment(first, words=times.words, tentative=True, approximate=(first.year, first.month, what.part)),)


__all__ = ["Moment", "at", "checked", "moments_on", "resolve", "span_of"]
