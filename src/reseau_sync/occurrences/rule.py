"""One recurrence rule as RFC 5545, 3.3.10 states it: read from text, checked, and given back in one spelling.

What the RFC forbids but files hold, and every reading gives the same sense, is read: COUNT beside UNTIL, X- parts,
a trailing ``;``, BYMONTHDAY under WEEKLY (it limits). What has no sense is refused, with the part that has none.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Frequency: TypeAlias = Literal["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
Skip: TypeAlias = Literal["OMIT", "FORWARD", "BACKWARD"]

SUB_DAILY: dict[str, int] = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3_600}
"""The frequencies shorter than a day, and their length in seconds."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_FREQUENCIES = (*SUB_DAILY, "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SKIPS = ("OMIT", "FORWARD", "BACKWARD")
_WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_WHOLE = re.compile(r"[0-9]{1,18}")
_SIGNED = re.compile(r"[+-]?[0-9]{1,3}")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?")
_LEAP_MONTH = re.compile(r"[0-9]{1,2}L?")


@dataclass(frozen=True, slots=True)
class Until:
    """The last moment that a rule may give, inclusive: a day (``time`` is ``None``), a local time, or one in UTC."""

    day: dt.date
    time: dt.time | None = None
    utc: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. Weekdays count from Monday = 0; ``weekdays`` holds (ordinal, weekday), ordinal 0 = every one.

    An empty tuple stands for a part that is absent. ``rscale`` is ``GREGORIAN`` unless the rule names another calendar
    (RFC 7529), which cannot be unfolded here.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    rscale: str = "GREGORIAN"
    skip: Skip = "OMIT"


def check_rule(text: str) -> str:
    """Return the RRULE or EXRULE value ``text`` in one spelling: upper case, no spaces, no empty or repeated part.

    Parts keep their order.

    :raises ValueError: what RFC 5545, 3.3.10 cannot read, in a plain sentence
    """
    parts = _parts(text)
    _rule(parts)
    return ";".join(f"{name}={value}" for name, value in parts.items())


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """Return the rule that ``text`` states.

    :raises ValueError: as :func:`check_rule`
    """
    return _rule(_parts(text))


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in "".join(text.split()).upper().split(";"):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals or not value or "=" in value or not re.fullmatch(r"[A-Z0-9-]+", name):
            raise ValueError(f"{part[:40]!r} is not a rule part such as FREQ=WEEKLY")
        if found.setdefault(name, value) != value:
            raise ValueError(f"{name} is stated twice, differently")
        if name not in _READERS and not name.startswith("X-"):
            raise ValueError(f"{name[:40]} is not a part of a recurrence rule")
    return found


def _rule(parts: dict[str, str]) -> Rule:
    if "FREQ" not in parts:
        raise ValueError("FREQ is missing")
    rscale = parts.get("RSCALE", "GREGORIAN")
    fields: dict[str, Any] = {}
    for name, value in parts.items():
        if name == "BYMONTH" and rscale != "GREGORIAN":
            _leap_months(value)  # months of another calendar: read, never used
        elif name in _READERS:
            field, read = _READERS[name]
            fields[field] = read(name, value)
    return Rule(**fields)


def _whole(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value) or int(value) == 0:
        raise ValueError(f"{name}={value[:40]} is not a whole number from 1 on")
    return int(value)


def _among(*values: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in values:
            raise ValueError(f"{name}={value[:40]} is none of {', '.join(values)}")
        return value

    return read


def _numbers(lowest: int, highest: int, *, negative: bool = False) -> Callable[[str, str], tuple[int, ...]]:
    def read(name: str, value: str) -> tuple[int, ...]:
        found = set()
        for each in value.split(","):
            number = int(each) if _SIGNED.fullmatch(each) else None
            if number is None or not lowest <= (abs(number) if negative else number) <= highest:
                raise ValueError(f"{name}={each[:40]} is not a number from {lowest} to {highest}")
            found.add(number)
        return tuple(sorted(found))

    return read


def _seconds(name: str, value: str) -> tuple[int, ...]:
    # A leap second counts as the second before it (RFC 5545, 3.3.12).
    return tuple(sorted({min(each, 59) for each in _numbers(0, 60)(name, value)}))


def _leap_months(value: str) -> None:
    for each in value.split(","):
        if not _LEAP_MONTH.fullmatch(each):
            raise ValueError(f"BYMONTH={each[:40]} is not a month such as 5 or 5L")


def _weekday(name: str, value: str) -> int:
    return WEEKDAYS.index(_among(*WEEKDAYS)(name, value))


def _weekdays(name: str, value: str) -> tuple[tuple[int, int], ...]:
    found = set()
    for each in value.split(","):
        match = _WEEKDAY.fullmatch(each)
        ordinal = int(match[1] or 0) if match else 0
        if match is None or (match[1] and not 1 <= abs(ordinal) <= 53):
            raise ValueError(f"{name}={each[:40]} is not a weekday such as MO, 1MO or -1SU")
        found.add((ordinal, WEEKDAYS.index(match[2])))
    return tuple(sorted(found))


def _until(name: str, value: str) -> Until:
    match = _UNTIL.fullmatch(value)
    if match is None:
        raise ValueError(f"{name}={value[:40]} is neither a date nor a time such as 20101231T225959Z")
    day, time, zone = match.groups()
    try:
        date = dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
        clock = dt.time(int(time[:2]), int(time[2:4]), min(int(time[4:]), 59)) if time else None
    except ValueError as error:
        raise ValueError(f"{name}={value} is not in the calendar") from error
    return Until(date, clock, utc=zone == "Z")


def _calendar(name: str, value: str) -> str:
    if not re.fullmatch(r"[A-Z0-9-]{1,40}", value):
        raise ValueError(f"{name}={value[:40]} is not the name of a calendar")
    return value


_READERS: dict[str, tuple[str, Callable[[str, str], object]]] = {
    "FREQ": ("frequency", _among(*_FREQUENCIES)),
    "INTERVAL": ("interval", _whole),
    "COUNT": ("count", _whole),
    "UNTIL": ("until", _until),
    "WKST": ("week_start", _weekday),
    "BYMONTH": ("months", _numbers(1, 12)),
    "BYMONTHDAY": ("month_days", _numbers(1, 31, negative=True)),
    "BYYEARDAY": ("year_days", _numbers(1, 366, negative=True)),
    "BYWEEKNO": ("weeks", _numbers(1, 53, negative=True)),
    "BYDAY": ("weekdays", _weekdays),
    "BYHOUR": ("hours", _numbers(0, 23)),
    "BYMINUTE": ("minutes", _numbers(0, 59)),
    "BYSECOND": ("seconds", _seconds),
    "BYSETPOS": ("positions", _numbers(1, 366, negative=True)),
    "RSCALE": ("rscale", _calendar),
    "SKIP": ("skip", _among(*_SKIPS)),
}
