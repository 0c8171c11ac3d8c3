"""When the clocks of an IANA zone change, from the pinned ``tzdata`` package (TZif, RFC 9636).

``zoneinfo`` tells the offset at an instant but keeps to itself the changes and the rule that goes on for ever, which
are what a VTIMEZONE is made of. Instants are whole seconds since 1970-01-01T00:00:00Z; offsets are seconds east of UTC.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from reseau_sync.model.zones import zone_file

LAST_YEAR = 2037
"""The year up to which changes are counted one by one, unless a caller asks for more."""

_HEADER = struct.Struct(">4sc15x6L")
_DAY = 86_400
_FIRST_INSTANT = calendar.timegm((1, 1, 3, 0, 0, 0))
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_SPAN = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
_FOOTER = re.compile(
    rf"(?P<name>{_NAME})(?P<offset>{_SPAN})"
    rf"(?:(?P<summer>{_NAME})(?P<ahead>{_SPAN})?,(?P<start>[^,]+),(?P<end>[^,]+))?"
)
_DATE = re.compile(rf"(?:M(\d+)\.([1-5])\.([0-6])|(J?)(\d+))(?:/({_SPAN}))?")


@dataclass(frozen=True, slots=True)
class Clock:
    """One way in which the clocks of a zone stand. ``daylight`` is as the tz database has it."""

    offset: int
    daylight: bool
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clocks. ``daylight``: what follows is ahead of the zone's other time of the year."""

    instant: int
    before: int
    after: int
    daylight: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year, and seconds after its midnight (they may be negative, or more than a day).

    Either the ``week``-th ``weekday`` (0 is Sunday; week 5 is the last) of ``month``; or, where ``month`` is 0, the
    day ``week`` of the year, counted from 1 with 29 February left out (``julian``) or from 0 with it.
    """

    month: int
    week: int
    weekday: int
    julian: bool
    seconds: int

    def local(self, year: int) -> int:
        """Return the moment in ``year``, by a clock that shows UTC."""
        return self._midnight(year) + self.seconds

    def _midnight(self, year: int) -> int:
        if not self.month:
            skipped = self.julian and not (calendar.isleap(year) and self.week > 59)
            return calendar.timegm((year, 1, 1, 0, 0, 0)) + (self.week - skipped) * _DAY
        first, length = calendar.monthrange(year, self.month)
        day = 1 + (self.weekday - 1 - first) % 7 + 7 * (self.week - 1)
        return calendar.timegm((year, self.month, day - 7 if day > length else day, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a zone that still changes its clocks: from ``winter`` to ``summer`` at ``start``, back at ``end``."""

    winter: Clock
    summer: Clock
    start: YearDay
    end: YearDay

    def turns(self) -> tuple[tuple[YearDay, Clock, Clock], ...]:
        """Return (when, clock before, clock after) of its two changes."""
        return (self.start, self.winter, self.summer), (self.end, self.summer, self.winter)

    def change(self, turn: tuple[YearDay, Clock, Clock], year: int) -> Change:
        """Return the change that one of :meth:`turns` makes in ``year``."""
        day, before, after = turn
        ahead = after.offset > before.offset
        return Change(day.local(year) - before.offset, before.offset, after.offset, ahead, after.name)


@dataclass(frozen=True, slots=True)
class IanaChanges:
    """A zone's clock before its first change, its changes in order, and the rule that goes on after them."""

    first: Clock
    changes: tuple[Change, ...]
    rule: Rule | None


@functools.lru_cache(maxsize=1024)
def iana_changes(key: str, last_year: int = LAST_YEAR) -> IanaChanges:
    """Return the changes of the IANA zone ``key``, up to the end of ``last_year``.

    :raises zoneinfo.ZoneInfoNotFoundError: for a key that is not in the pinned tz database
    """
    clocks, times, footer = _read(zone_file(key))
    rule = _rule(footer)
    first = next((each for each in clocks if not each.daylight), clocks[0]) if not times else clocks[0]
    changes = list(_changes(first, times))
    if rule:
        changes.extend(_continued(rule, times[-1][0] if times else 0, last_year))
    end = calendar.timegm((last_year + 1, 1, 1, 0, 0, 0))
    return IanaChanges(first, tuple(each for each in changes if each.instant < end), rule)


def _read(data: bytes) -> tuple[list[Clock], list[tuple[int, Clock]], str]:
    """Return the clocks, the changes as (instant, clock after), and the footer of a TZif file of version 2 or later."""
    _, _, *counts = _HEADER.unpack_from(data)
    indicators, standards, leaps, times, types, letters = counts
    # The first block holds 32-bit times, for programs of old; the second says all that it says, and more.
    start = _HEADER.size + 5 * times + 6 * types + letters + 8 * leaps + standards + indicators
    _, _, *counts = _HEADER.unpack_from(data, start)
    indicators, standards, leaps, times, types, letters = counts
    at = start + _HEADER.size
    instants = struct.unpack_from(f">{times}q", data, at)
    indices = data[at + 8 * times : at + 9 * times]
    at += 9 * times
    names = data[at + 6 * types : at + 6 * types + letters]
    clocks = []
    for offset, daylight, index in struct.iter_unpack(">lBB", data[at : at + 6 * types]):
        clocks.append(Clock(offset, bool(daylight), names[index : names.index(b"\0", index)].decode("ascii")))
    end = at + 6 * types + letters + 12 * leaps + standards + indicators
    changes = [
        (instant, clocks[index]) for instant, index in zip(instants, indices, strict=True) if instant > _FIRST_INSTANT
    ]
    return clocks, changes, data[end:].strip(b"\n").decode("ascii")


def _changes(first: Clock, times: list[tuple[int, Clock]]) -> Iterator[Change]:
    """Yield the changes, each told as STANDARD or DAYLIGHT.

    In some zones (Europe/Dublin, Africa/Casablanca) the tz database calls the winter or Ramadan time the exception,
    with less than the standard offset. Programs that read VTIMEZONE expect DAYLIGHT to be ahead: there, the two swap.
    """
    before, standard, behind = first, first.offset, False
    for instant, after in times:
        if after.daylight:
            daylight, behind = after.offset > standard, after.offset < standard
        else:
            daylight, behind, standard = behind and after.offset > before.offset, False, after.offset
        if (before.offset, before.name) != (after.offset, after.name):
            yield Change(instant, before.offset, after.offset, daylight, after.name)
        before = after


def _continued(rule: Rule, after: int, last_year: int) -> list[Change]:
    first_year = dt.datetime.fromtimestamp(after, dt.UTC).year
    found = (rule.change(turn, year) for year in range(first_year, last_year + 1) for turn in rule.turns())
    return sorted((each for each in found if each.instant > after), key=lambda each: each.instant)


def _rule(footer: str) -> Rule | None:
    """Read the rule of a TZ string (POSIX, and RFC 9636, 3.3.1); ``None`` where the clocks no longer change."""
    found = _FOOTER.fullmatch(footer)
    if not found or not found["summer"]:
        return None
    start, end = _year_day(found["start"]), _year_day(found["end"])
    if not start or not end:
        return None
    offset = -_seconds(found["offset"])
    ahead = -_seconds(found["ahead"]) if found["ahead"] else offset + 3600
    winter = Clock(offset, False, found["name"].strip("<>"))
    return Rule(winter, Clock(ahead, True, found["summer"].strip("<>")), start, end)


def _year_day(text: str) -> YearDay | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    month, week, weekday, julian, day, time = found.groups()
    seconds = _seconds(time) if time else 2 * 3600
    if month:
        return YearDay(int(month), int(week), int(weekday), False, seconds)
    return YearDay(0, int(day), 0, bool(julian), seconds)


def _seconds(text: str) -> int:
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    total = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    return -total if text.startswith("-") else total
