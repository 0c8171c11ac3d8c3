"""VTIMEZONE as it is written (RFC 5545, 3.6.5): IANA zones from the pinned tz database, custom ones as they were given.

docs/design/zones.md says what shape was chosen, and what was measured with the programs that read it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reseau_sync.ics.iana_changes import LAST_YEAR, Change, IanaChanges, Rule, YearDay, iana_changes
from reseau_sync.ics.values import escape, format_local
from reseau_sync.model.time import CustomZone

FIRST_YEAR = 1970

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - onsets are local times
_MARGIN = 26 * 3600  # local times of the first year reach so far into the one before
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class _Part:
    """One STANDARD or DAYLIGHT: its onsets as local seconds since 1970, or the first one and its rule."""

    daylight: bool
    name: str
    before: int
    after: int
    onsets: tuple[int, ...]
    rule: str | None = None

    def lines(self) -> Iterator[str]:
        kind = "DAYLIGHT" if self.daylight else "STANDARD"
        yield f"BEGIN:{kind}"
        yield f"TZNAME:{escape(self.name)}"
        yield f"TZOFFSETFROM:{_offset(self.before)}"
        yield f"TZOFFSETTO:{_offset(self.after)}"
        yield f"DTSTART:{_local(self.onsets[0])}"
        if self.rule:
            yield f"RRULE:{self.rule}"
        elif len(self.onsets) > 1:
            # One date a line, since old readers know no lists here; DTSTART too, which ical.js forgets beside an RDATE.
            yield from (f"RDATE:{_local(onset)}" for onset in self.onsets)
        yield f"END:{kind}"


def vtimezone(zone: str | CustomZone, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> tuple[str, ...]:
    """Return the content lines of a zone's VTIMEZONE, unfolded, from BEGIN to END.

    They are right for every local time from ``first_year`` on; a zone that changes by a rule keeps it for ever, single
    changes (Ramadan in Africa/Casablanca) are told up to ``last_year``. A custom zone is written whole.

    :raises zoneinfo.ZoneInfoNotFoundError: (a ``KeyError``) for an id that is not in the pinned tz database
    """
    if isinstance(zone, CustomZone):
        return custom_vtimezone(zone)
    return _iana_vtimezone(zone, first_year, max(first_year, last_year))


def custom_vtimezone(zone: CustomZone) -> tuple[str, ...]:
    """Return the content lines of a custom zone's VTIMEZONE, unfolded: the observances as they were given."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{escape(zone.tzid)}"]
    for part in zone.observances:
        kind = "DAYLIGHT" if part.daylight else "STANDARD"
        lines += [f"BEGIN:{kind}"]
        lines += [f"TZNAME:{escape(part.name)}"] if part.name else []
        lines += [f"TZOFFSETFROM:{_offset(part.offset_from)}", f"TZOFFSETTO:{_offset(part.offset_to)}"]
        lines += [f"DTSTART:{format_local(part.start)}"]
        lines += [f"RRULE:{part.rule}"] if part.rule else []
        # ical.js forgets DTSTART beside an RDATE.
        dates = sorted({part.start, *part.dates}) if part.dates and not part.rule else part.dates
        lines += [f"RDATE:{format_local(each)}" for each in dates]
        lines += [f"END:{kind}"]
    return (*lines, "END:VTIMEZONE")


@functools.lru_cache(maxsize=256)
def _iana_vtimezone(key: str, first_year: int, last_year: int) -> tuple[str, ...]:
    parts = _parts(iana_changes(key, last_year), first_year, last_year)
    if all(part.daylight for part in parts):
        parts = [_Part(False, part.name, part.before, part.after, part.onsets, part.rule) for part in parts]
    lines = [line for part in sorted(parts, key=lambda each: each.onsets[0] - each.before) for line in part.lines()]
    return ("BEGIN:VTIMEZONE", f"TZID:{key}", *lines, "END:VTIMEZONE")


def _parts(data: IanaChanges, first_year: int, last_year: int) -> list[_Part]:
    bound = calendar.timegm((first_year, 1, 1, 0, 0, 0)) - _MARGIN
    past = [each for each in data.changes if each.instant < bound]
    kept = [*past[-1:], *data.changes[len(past) :]]
    parts, ruled = _ruled(data.rule, kept, last_year) if data.rule else ([], set())
    single = [each for each in kept if each not in ruled]
    if not past or (past[-1] in single and (past[-1].instant < 0 <= bound + _MARGIN or past[-1].before % 60)):
        # What came before matters to nobody, and clients stumble over 1883 and over offsets with seconds: the clock
        # as it stands when the zone is first used is said to have stood so since 1970.
        parts.append(_standing(data, past[-1] if past else None, bound))
        single = single[1:] if past else single
    return parts + _dated(single)


def _standing(data: IanaChanges, last: Change | None, bound: int) -> _Part:
    offset, name, daylight = (
        (last.after, last.name, last.daylight) if last else (data.first.offset, data.first.name, False)
    )
    return _Part(daylight, name, offset, offset, (min(0, bound + _MARGIN),))


def _ruled(rule: Rule, kept: list[Change], last_year: int) -> tuple[list[_Part], set[Change]]:
    """Return the parts that a rule states, each from the first year since which it held without a break."""
    parts: list[_Part] = []
    stated: set[Change] = set()
    known = set(kept)
    for turn in rule.turns():
        text = _rrule(turn[0])
        run: list[Change] = []
        year = last_year
        while text and (change := rule.change(turn, year)) in known:
            run.append(change)
            year -= 1
        if run:
            stated.update(run)
            parts.append(_part(reversed(run), text))
    return parts, stated


def _dated(changes: Iterable[Change]) -> list[_Part]:
    alike: dict[tuple[bool, str, int, int], list[Change]] = {}
    for each in changes:
        alike.setdefault((each.daylight, each.name, each.before, each.after), []).append(each)
    return [_part(group) for group in alike.values()]


def _part(changes: Iterable[Change], rule: str | None = None) -> _Part:
    told = list(changes)
    onsets = tuple(each.instant + each.before for each in told)
    return _Part(told[0].daylight, told[0].name, told[0].before, told[0].after, onsets, rule)


def _rrule(day: YearDay) -> str | None:
    """Return the RRULE of a day of every year, or ``None`` where none of the plain kind says it."""
    shift = day.seconds // 86_400
    weekday = _WEEKDAYS[(day.weekday + shift) % 7]
    if not day.month:
        return None
    if not shift:
        return f"FREQ=YEARLY;BYMONTH={day.month};BYDAY={-1 if day.week == 5 else day.week}{weekday}"
    # A time past midnight (26:00) or before it (-1:00) falls on another day than the one that is counted.
    length = _LENGTHS[day.month]
    last = (length if day.week == 5 else 7 * day.week) + shift
    if last > length or last < 7 or (day.week == 5 and day.month == 2):
        return None
    days = ",".join(str(each) for each in range(last - 6, last + 1))
    return f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={days};BYDAY={weekday}"


def _local(seconds: int) -> str:
    return format_local(_EPOCH + dt.timedelta(seconds=seconds))


def _offset(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}"
    return f"{text}{rest:02}" if rest else text
