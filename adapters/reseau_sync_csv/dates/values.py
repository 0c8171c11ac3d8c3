"""What the words of a sheet say of when: values that still lack what only the whole sheet knows (year, order, week).

Months and days count from 1, weekdays from 0 (Monday), minutes from midnight (0 to 1440). Nothing here is in a zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Code: TypeAlias = Literal[
    "no-date",
    "ambiguous-date",
    "weekday-mismatch",
    "unparsed-time",
    "unparsed-recurrence",
    "needs-year",
    "malformed-row",
]
Part: TypeAlias = Literal["early", "mid", "late"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read, as a code; ``detail`` is what a sentence about it may show (the day as it was counted)."""

    code: Code
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written, each part ``None`` where it is not.

    ``mark`` is set for two numbers of which either may be the month: the ``/`` or ``-`` between them. ``day`` is then
    the first and ``month`` the second. ``short`` says that the year is written in two digits.
    """

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    mark: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month as written."""

    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day, from ``start`` to ``end`` (``None``: not written), in minutes; an end before it is a day on."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one day: none where no clock time is known, and ``words`` is then what was written instead."""

    hours: tuple[Hours, ...] = ()
    words: str = ""
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Single days, one after the other."""

    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to another, which is included."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Stretch:
    """One event from an hour of a day to an hour of another."""

    first: Day
    start: int
    last: Day
    end: int


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The first, second, … or last (-1) such weekday of one month."""

    ordinals: tuple[int, ...]
    weekday: int
    month: Month


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Weekdays alone ("mardi", "lundi, jeudi"): the sheet says which week, or that it is every one."""

    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence. ``first`` and ``last`` bound it, as days or whole months; ``excluded`` days are left out."""

    freq: Literal["DAILY", "WEEKLY", "MONTHLY"]
    weekdays: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    interval: int = 1
    count: int | None = None
    first: Day | Month | None = None
    last: Day | Month | None = None
    excluded: tuple[Day | Span, ...] = ()
    months_off: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Vague:
    """A part of a month ("mi-septembre"), or a month without a day (``part`` ``None``)."""

    month: Month
    part: Part | None = None


What: TypeAlias = Days | Span | Stretch | NthWeekday | Weekdays | Rule | Vague


@dataclass(frozen=True, slots=True)
class When:
    """Days or a recurrence, with their times; ``cancelled`` where the text says so."""

    what: What
    times: Times = field(default_factory=Times)
