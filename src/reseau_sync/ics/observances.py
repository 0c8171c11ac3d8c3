"""VTIMEZONE as it is read (RFC 5545, 3.6.5), bounded: what cannot be read costs that zone, and little time.

Real rules say one day of every year. Only those are taken, so that no rule can make a reader run for ever.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import ValidationError

from reseau_sync.errors import Words
from reseau_sync.ics.component import Component
from reseau_sync.ics.values import format_local, parse_stamp, unescape
from reseau_sync.model.time import CustomZone, Observance

MAX_OBSERVANCES = 500
MAX_RULES = 100
MAX_DATES = 2_000
"""So many of each in one VTIMEZONE, at most: ten times what the longest real one has."""

_FIRST_YEAR = 1600
_LAST_YEAR = 9000
_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d)(?::?(\d\d))?")
_ORDINAL_DAY = re.compile(r"([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)")
_SHORTEST = 28  # every month has so many days, so a rule of such a day always finds one
_ORIGIN = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a local time

Row: TypeAlias = tuple[str, str, int]
"""Name, value, and line counted from the VTIMEZONE's BEGIN."""
Rows: TypeAlias = tuple[Row, ...]


class UnreadableZoneError(ValueError):
    """A VTIMEZONE that cannot be read: the line, counted from its BEGIN, a code, and words."""

    def __init__(self, line: int, code: str, words: Words) -> None:
        super().__init__(words.fr)
        self.line, self.code, self.words = line, code, words


@dataclass(frozen=True, slots=True)
class ReadZone:
    """A VTIMEZONE as it was understood. ``aliases``: what it says it is called elsewhere (X-LIC-LOCATION)."""

    zone: CustomZone
    aliases: tuple[str, ...] = ()
    endless: bool = False


def tzid_of(vtimezone: Component) -> str:
    """Return the TZID of a VTIMEZONE, unescaped; empty where it has none."""
    found = vtimezone.first("TZID")
    return unescape(found.value).strip() if found else ""


def read_vtimezone(vtimezone: Component) -> ReadZone:
    """Read one VTIMEZONE. Its onsets before the year 1600 are taken as of 1600, an UNTIL is told in UTC.

    :raises UnreadableZoneError: with the line in the VTIMEZONE and the reason
    """
    parts = [part for part in vtimezone.components if part.name in ("STANDARD", "DAYLIGHT")]
    if not parts:
        raise _unreadable(0, "no-observance", "il n'a ni STANDARD ni DAYLIGHT", "it has neither STANDARD nor DAYLIGHT")
    if len(parts) > MAX_OBSERVANCES or sum(len(part.properties) for part in parts) > 4 * MAX_DATES:
        raise _unreadable(0, "too-long", "il est démesuré", "it is out of all proportion")
    base = vtimezone.line
    told = tuple((part.name == "DAYLIGHT", part.line - base, _rows(part, base)) for part in parts)
    return _read(tzid_of(vtimezone), told, _aliases(vtimezone))


def _rows(part: Component, base: int) -> Rows:
    wanted = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE")
    return tuple((each.name, each.value.strip(), each.line - base) for each in part.properties if each.name in wanted)


def _aliases(vtimezone: Component) -> tuple[str, ...]:
    names = ("X-LIC-LOCATION", "TZID-ALIAS-OF")
    return tuple(unescape(each.value).strip() for name in names for each in vtimezone.all(name))


# Calendars repeat the same few VTIMEZONEs: each is read once.
@functools.lru_cache(maxsize=512)
def _read(tzid: str, parts: tuple[tuple[bool, int, Rows], ...], aliases: tuple[str, ...]) -> ReadZone:
    observances: list[Observance] = []
    for daylight, line, rows in parts:
        observances.extend(_observances(daylight, line, rows, alone=len(parts) == 1))
    rules = sum(each.rule is not None for each in observances)
    if rules > MAX_RULES or sum(len(each.dates) for each in observances) > MAX_DATES:
        raise _unreadable(0, "too-long", "il est démesuré", "it is out of all proportion")
    try:
        zone = CustomZone(tzid=tzid or "?", observances=tuple(observances))
    except (ValidationError, OverflowError) as error:
        raise _unreadable(0, "bad-rule", "ses règles se contredisent", "its rules contradict themselves") from error
    endless = any(each.rule and "UNTIL=" not in each.rule and "COUNT=" not in each.rule for each in observances)
    return ReadZone(zone, aliases, endless)


def _observances(daylight: bool, line: int, rows: Rows, *, alone: bool) -> Iterator[Observance]:
    """Yield the observance, once more for each RRULE after the first."""
    to = _offset(_one(rows, "TZOFFSETTO", line))
    # A zone that never changes needs neither the offset before nor the moment: some programs leave them out.
    known = {name for name, _, _ in rows}
    before = to if alone and "TZOFFSETFROM" not in known else _offset(_one(rows, "TZOFFSETFROM", line))
    start = _ORIGIN if alone and "DTSTART" not in known else _moment(_one(rows, "DTSTART", line))
    start = start.replace(year=max(start.year, _FIRST_YEAR))
    name = next((unescape(value)[:64] for key, value, _ in rows if key == "TZNAME"), None)
    dates = tuple(sorted({date for row in rows if row[0] == "RDATE" for date in _dates(row)}))
    rules = [_rule(row, before) for row in rows if row[0] == "RRULE"]
    for index, rule in enumerate(rules or [None]):
        yield Observance(
            daylight=daylight,
            name=name or None,
            start=start,
            offset_from=before,
            offset_to=to,
            rule=rule,
            dates=() if index else dates,
        )


def _one(rows: Rows, name: str, line: int) -> Row:
    found = next((row for row in rows if row[0] == name), None)
    if found is None:
        raise _unreadable(line, "incomplete", f"il y manque {name}", f"{name} is missing")
    return found


def _offset(row: Row) -> int:
    name, value, line = row
    found = _OFFSET.fullmatch(value)
    if not found or int(found[2]) > 23 or int(found[3]) > 59 or int(found[4] or 0) > 59:
        raise _unreadable(
            line, "bad-offset", f"{name} « {value[:20]} » n'est pas un décalage", f'{name} "{value[:20]}" is no offset'
        )
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
    return -seconds if found[1] == "-" else seconds


def _moment(row: Row) -> dt.datetime:
    """Return a local time as it is written: the Z that some programs add to it means nothing here (RFC 5545, 3.6.5)."""
    name, value, line = row
    try:
        found = parse_stamp(value).local
    except (ValueError, OverflowError) as error:
        raise _bad_date(line, name, value) from error
    if found.year > _LAST_YEAR:
        raise _bad_date(line, name, value)
    return found


def _bad_date(line: int, name: str, value: str) -> UnreadableZoneError:
    return _unreadable(
        line, "bad-date", f"{name} « {value[:20]} » n'est pas une date", f'{name} "{value[:20]}" is no date'
    )


def _dates(row: Row) -> Iterator[dt.datetime]:
    name, value, line = row
    for each in value.split(",")[: MAX_DATES + 1]:
        moment = _moment((name, each.partition("/")[0], line))
        yield moment.replace(year=max(moment.year, _FIRST_YEAR))


def _rule(row: Row, before: int) -> str | None:
    """Return the RRULE as :class:`Observance` has it: yearly, one day a year, UNTIL in UTC.

    :raises UnreadableZoneError: for any other rule, which no clock of this world follows
    """
    _, value, line = row
    pairs = [pair.partition("=") for pair in value.upper().strip(";").split(";")]
    parts = {name.strip(): text.strip() for name, _, text in pairs}
    parts.pop("WKST", None)  # says nothing where no weeks are counted
    if len(pairs) > 12 or not _is_one_day_a_year(parts):
        raise _unreadable(line, "bad-rule", f"RRULE « {value[:60]} » n'est pas lisible", f'RRULE "{value[:60]}" is odd')
    if "UNTIL" in parts:
        until = _until(("UNTIL", parts.pop("UNTIL"), line), before)
        parts |= {"UNTIL": until} if until else {}
    return ";".join(f"{name}={text}" for name, text in parts.items())


def _until(row: Row, before: int) -> str | None:
    moment = _moment(row)
    stamp = parse_stamp(row[1])
    if moment.year > 2200:
        return None
    if stamp.is_date:
        moment += dt.timedelta(hours=23, minutes=59, seconds=59)
    if stamp.offset is None and moment.year > _FIRST_YEAR:
        moment -= dt.timedelta(seconds=before)
    return f"{format_local(moment)}Z"


_NUMBERS = {
    "INTERVAL": (1, 100),
    "COUNT": (1, 9999),
    "BYMONTH": (1, 12),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}


def _is_one_day_a_year(parts: dict[str, str]) -> bool:
    if parts.get("FREQ") != "YEARLY" or ("COUNT" in parts and "UNTIL" in parts):
        return False
    if parts.keys() - {"FREQ", "UNTIL", "BYDAY", "BYMONTHDAY"} - _NUMBERS.keys():
        return False
    for name, (least, most) in _NUMBERS.items():
        text = parts.get(name, str(least))
        if not (text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most):
            return False
    if "BYDAY" not in parts and "BYMONTHDAY" not in parts:
        return True
    return "BYMONTH" in parts and _is_one_day_a_month(parts.get("BYDAY"), parts.get("BYMONTHDAY"))


def _is_one_day_a_month(weekday: str | None, days: str | None) -> bool:
    """Say whether BYDAY and BYMONTHDAY mean one day of a month: -1SU; 25; the SU among 25 to 31."""
    found = _ORDINAL_DAY.fullmatch(weekday) if weekday is not None else None
    if weekday is not None and not found:
        return False
    if days is None:
        return bool(found and found[1])
    numbers = days.split(",")
    if not all(re.fullmatch(r"[+-]?\d{1,2}", each) and 1 <= abs(int(each)) <= 31 for each in numbers):
        return False
    if min(abs(int(each)) for each in numbers) > _SHORTEST:
        return False
    return len(numbers) == 1 if found is None else len(numbers) <= 7 and not found[1]


def _unreadable(line: int, code: str, fr: str, en: str) -> UnreadableZoneError:
    return UnreadableZoneError(
        line,
        f"vtimezone-{code}",
        Words(f"Ce VTIMEZONE ne peut pas être lu : {fr}.", f"This VTIMEZONE cannot be read: {en}."),
    )
