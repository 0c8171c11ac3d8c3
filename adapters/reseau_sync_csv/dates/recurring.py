"""Recurrences as RFC 5545 has them (3.3.10): the first occurrence, the RRULE, its end, and the days left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from reseau_sync_csv.dates.frames import Frame, date_of, days_from, month_end, month_start
from reseau_sync_csv.dates.values import Day, Month, Problem, Rule, Span

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SEARCHED = 800
_UNPARSED = Problem("unparsed-recurrence")


@dataclass(frozen=True, slots=True)
class Series:
    """A recurrence: its first day, its RRULE without UNTIL, its last day (included), and the days left out."""

    start: dt.date
    rule: str
    until: dt.date | None = None
    excluded: tuple[dt.date, ...] = ()


def unrolled(rule: Rule, frame: Frame) -> Series | Problem:
    """Return the series that a recurrence in words means on a sheet that covers ``frame``."""
    first = _anchor(rule, frame) if rule.interval > 1 else _bound(rule.first, frame)
    if isinstance(first, Problem):
        return first
    base = first or frame.base()
    if base is None:
        return Problem("needs-year")
    last = _last(rule.last, frame, base if first is not None else None)
    if isinstance(last, Problem):
        return last
    weekdays = rule.weekdays
    if rule.interval > 1 and weekdays and base.weekday() not in weekdays:
        return _UNPARSED
    if rule.freq == "WEEKLY":
        weekdays = weekdays or (base.weekday(),)
    settled = Rule(rule.freq, weekdays, rule.ordinals, rule.monthdays, rule.interval, months_off=rule.months_off)
    start = next((day for day in days_from(base, last or base + dt.timedelta(_SEARCHED)) if falls(settled, day)), None)
    if start is None:
        return _UNPARSED
    excluded = _excluded(rule, settled, frame, start, last)
    if isinstance(excluded, Problem):
        return excluded
    return Series(start, rule_text(settled), last, excluded)


def falls(rule: Rule, day: dt.date) -> bool:
    """Say whether a day is one of the rule's, its interval aside."""
    if day.month in rule.months_off:
        return False
    if rule.monthdays:
        last = month_end(day).day
        return day.day in rule.monthdays or (-1 in rule.monthdays and day.day == last)
    if rule.weekdays and day.weekday() not in rule.weekdays:
        return False
    if rule.freq != "MONTHLY":
        return True
    nth = (day.day - 1) // 7 + 1
    return nth in rule.ordinals or (-1 in rule.ordinals and day.day + 7 > month_end(day).day)


def rule_text(rule: Rule) -> str:
    """Return the RRULE, without an end."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.weekdays:
        nths = [str(nth) for nth in rule.ordinals] or [""]
        parts.append("BYDAY=" + ",".join(f"{nth}{_CODES[day]}" for nth in nths for day in rule.weekdays))
    if rule.monthdays:
        parts.append("BYMONTHDAY=" + ",".join(map(str, rule.monthdays)))
    if rule.months_off:
        parts.append("BYMONTH=" + ",".join(str(each) for each in range(1, 13) if each not in rule.months_off))
    return ";".join(parts)


def _anchor(rule: Rule, frame: Frame) -> dt.date | Problem | None:
    """Return the first day of a fortnight, which is one of its weekdays: that may tell its year."""
    first = rule.first
    if isinstance(first, Day) and first.weekday is None and len(rule.weekdays) == 1:
        found = _bound(replace(first, weekday=rule.weekdays[0]), frame)
        return _UNPARSED if isinstance(found, Problem) and found.code == "weekday-mismatch" else found
    return _bound(first, frame)


def _bound(bound: Day | Month | None, frame: Frame) -> dt.date | Problem | None:
    if bound is None:
        return None
    return month_start(bound, frame) if isinstance(bound, Month) else date_of(bound, frame)


def _last(bound: Day | Month | None, frame: Frame, first: dt.date | None) -> dt.date | Problem | None:
    if bound is None:
        return None
    after = first or frame.base()
    if isinstance(bound, Day):
        found = date_of(bound, frame, after=after)
    else:
        found = date_of(Day(28, bound.month, bound.year), frame, after=after)
        found = found if isinstance(found, Problem) else month_end(found)
    if isinstance(found, Problem) or after is None or found >= after:
        return found
    return _UNPARSED


def _excluded(
    rule: Rule, settled: Rule, frame: Frame, start: dt.date, last: dt.date | None
) -> tuple[dt.date, ...] | Problem:
    """Return the days that are left out; a day on which nothing falls shows that something else was meant."""
    found: list[dt.date] = []
    for each in rule.excluded:
        first = date_of(each.first if isinstance(each, Span) else each, frame, after=start)
        if isinstance(first, Problem):
            return first if first.code == "weekday-mismatch" else _UNPARSED
        end = date_of(each.last, frame, after=first) if isinstance(each, Span) else first
        if isinstance(end, Problem):
            return end
        if (end - first).days > _SEARCHED or first < start or (last is not None and first > last):
            return _UNPARSED
        days = [day for day in days_from(first, end) if falls(settled, day)]
        if not days or rule.interval > 1:
            return _UNPARSED
        found += days
    return tuple(sorted(set(found)))
