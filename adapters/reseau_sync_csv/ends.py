"""Until when a row of a list is: its last day and its last hour, in columns of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import (
    Day,
    Days,
    Frame,
    Hours,
    Moment,
    Problem,
    Span,
    Times,
    When,
    date_of,
    read_times,
    read_when,
    resolve,
)
from reseau_sync_csv.dates.hours import between
from reseau_sync_csv.dates.values import Stretch
from reseau_sync_csv.marks import said
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.stamps import read_serial
from reseau_sync_csv.unread import UnreadError

Cells = Mapping[str, str]
_MIDNIGHT = re.compile(r"\s(?:0?0[:h]00(?::00)?|12:00(?::00)? ?am)\s*$", re.IGNORECASE)
_UNPARSED = Problem("unparsed-time")


@dataclass(frozen=True, slots=True)
class Asked:
    """How the dates of a sheet are to be read."""

    timezone: str
    approximate: bool = False
    continuous: bool = True
    """Whether hours that stand beside a first and a last day are those of one long event, not of every day."""


def is_time(text: str) -> bool:
    """Say whether a cell holds an hour, or a part of the day."""
    found = read_times(text, edge=True)
    return isinstance(found, Times) and bool(found.hours or found.words)


def is_all_day(cells: Cells) -> bool:
    """Say whether a row says that it is for the whole day."""
    return fold(cells.get("all_day", "")) in ("oui", "vrai", "true", "x", "yes", "1", "o", "y")


def when_of_serial(moment: Moment) -> When:
    """Return what a serial number says, as the grammar would."""
    start = moment.start
    hours = (Hours(start.hour * 60 + start.minute),) if isinstance(start, dt.datetime) else ()
    return When(Days((Day(start.day, start.month, start.year),)), Times(hours))


def ended(when: When, cells: Cells, frame: Frame, asked: Asked) -> When:
    """Return ``when`` with the last day that a column gives, and with hours that can be."""
    end = cells.get("end_date", "")
    if blank(end) and not blank(cells.get("end", "")) and not is_time(cells["end"]):
        end = cells["end"]
    if blank(end):
        return replace(when, times=_checked(when.times, cells))
    last, last_times = _last_day(end)
    if not isinstance(when.what, Days) or len(when.what.days) != 1:
        raise UnreadError("end_date", said(Problem("ambiguous-date"), end))
    first = when.what.days[0]
    found = resolve(When(Span(first, last)), frame)
    if isinstance(found, Problem):
        raise UnreadError("end_date", said(found, end))
    start = found[0].start
    until = found[0].end or start
    days = (_day(until) - _day(start)).days
    if is_all_day(cells) or not (when.times.hours or last_times):
        return _whole_days(when, cells, start, until)
    return _hourly(when, (first, last), days, last_times, cells, asked)


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _last_day(text: str) -> tuple[Day, tuple[Hours, ...]]:
    serial = read_serial(text)
    if serial is not None:
        when: tuple[When, ...] | Problem = (when_of_serial(serial),)
    else:
        when = read_when(text)
    if isinstance(when, tuple) and len(when) == 1:
        what = when[0].what
        if isinstance(what, Days) and len(what.days) == 1:
            return what.days[0], when[0].times.hours
    raise UnreadError("end_date", said(when if isinstance(when, Problem) else Problem("ambiguous-date"), text))


def _whole_days(when: When, cells: Cells, start: dt.date, until: dt.date) -> When:
    """Return a span of days. Outlook ends a whole day at midnight of the day after it."""
    stop = read_times(cells.get("end_time", ""), edge=True)
    text = cells.get("end_date", "") or cells.get("end", "")
    at_midnight = (isinstance(stop, Times) and stop.hours == (Hours(0),)) or bool(_MIDNIGHT.search(text))
    midnight = is_all_day(cells) and at_midnight
    last = _day(until) - dt.timedelta(days=1) if midnight and _day(until) > _day(start) else _day(until)
    first = _day(start)
    span = Span(Day(first.day, first.month, first.year), Day(last.day, last.month, last.year))
    return When(span, Times((), when.times.words, when.times.tentative))


def _hourly(when: When, ends: tuple[Day, Day], days: int, last: tuple[Hours, ...], cells: Cells, asked: Asked) -> When:
    hours = when.times.hours
    if len(hours) > 1 or len(last) > 1 or not hours:
        raise UnreadError("end_date", said(_UNPARSED, cells.get("end_date", "") or cells.get("end", "")))
    stop = last[0].start if last else hours[0].end
    if days == 0:
        return replace(when, times=_checked(replace(when.times, hours=(Hours(hours[0].start, stop),)), cells))
    if last or (asked.continuous and "time" not in cells):
        if stop is None:
            raise UnreadError("end_date", said(_UNPARSED, cells.get("end_date", "") or cells.get("end", "")))
        return When(Stretch(ends[0], hours[0].start, ends[1], stop % (24 * 60) if stop > 24 * 60 else stop))
    if stop is not None and days == 1 and stop <= hours[0].start:
        return When(Stretch(ends[0], hours[0].start, ends[1], stop))
    if "time" not in cells:
        raise UnreadError(
            "end_date", said(Problem("ambiguous-date"), cells.get("end_date", "") or cells.get("end", ""))
        )
    return When(Span(*ends), _checked(when.times, cells))


def _checked(times: Times, cells: Cells) -> Times:
    """Return times whose ends are after their starts, on the next day where need be."""
    made: list[Hours] = []
    for hours in times.hours:
        if hours.end is None or hours.end == hours.start:
            made.append(Hours(hours.start))
            continue
        right = hours if hours.start < hours.end else between(hours.start, hours.end)
        if right is None:
            role = next((each for each in ("end_time", "end", "time") if cells.get(each)), "time")
            raise UnreadError(role, said(_UNPARSED, cells.get(role, "")))
        made.append(right)
    return replace(times, hours=tuple(made))


def on_day(day: Day, hours: tuple[Hours, ...], like: Moment, frame: Frame) -> Moment | None:
    """Return a moment on another day, which comes after it, at the same hours if no others are given.

    ``None`` where the day is not certain.
    """
    before = _day(like.start)
    if day.month is None:
        day = replace(day, month=before.month, year=before.year)
    date = date_of(day, frame, after=before)
    if isinstance(date, Problem) or date <= before or like.rule or (date - before).days > 120 or len(hours) > 1:
        return None
    if hours:
        found = resolve(When(Days((Day(date.day, date.month, date.year),)), Times(hours)), frame)
        return None if isinstance(found, Problem) else replace(like, start=found[0].start, end=found[0].end)
    shift = date - before
    end = None if like.end is None else like.end + shift
    return replace(like, start=like.start + shift, end=end)
