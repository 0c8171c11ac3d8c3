"""Unfolding a plan, block by block: each block is some days, each with the same times.

A block knows how many moments it holds without listing them, so that a COUNT is walked through, and a window far from
the start reached, in a number of steps that is bounded whatever the rule says.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reseau_sync.errors import OccurrenceError, Words
from reseau_sync.occurrences.days import LAST_DAY, week_year, year_of
from reseau_sync.occurrences.plan import DAY, Plan, picked

MAX_IDLE_BLOCKS = 40_000
"""At most so many blocks in a row may give nothing to the window: some 100 ms, or 110 years day by day."""


@dataclass(frozen=True, slots=True)
class Block:
    """The moments of some days (ordinals, ascending), at some times (seconds, ascending), or those ``kept`` of them."""

    days: Sequence[int]
    times: Sequence[int]
    kept: tuple[int, ...] | None = None

    def __len__(self) -> int:
        """Return how many moments the block holds."""
        return len(self.days) * len(self.times) if self.kept is None else len(self.kept)

    def moment(self, index: int) -> int:
        """Return the moment at ``index``, in local seconds."""
        day, time = divmod(index if self.kept is None else self.kept[index], len(self.times))
        return self.days[day] * DAY + self.times[time]

    def index(self, moment: int) -> int:
        """Return how many of the block's moments come before ``moment``."""
        length = len(self)
        if not length or self.moment(0) >= moment:
            return 0
        if self.moment(length - 1) < moment:
            return length
        return bisect_left(range(len(self)), moment, key=self.moment)


@dataclass(frozen=True, slots=True)
class Slice:
    """The moments of a block from index ``first`` up to, not including, ``last``."""

    block: Block
    first: int
    last: int

    def moments(self) -> Iterator[int]:
        """Yield the moments, in local seconds."""
        return map(self.block.moment, range(self.first, self.last))


def too_many() -> OccurrenceError:
    """Return the error for a series that has too many occurrences, or none within reach."""
    return OccurrenceError(
        "too-many-occurrences",
        Words(
            fr="la règle de répétition donne trop d’occurrences, ou aucune que l’on puisse trouver",
            en="the recurrence rule gives too many occurrences, or none that can be found",
        ),
        Words(
            fr="vérifier la fréquence (FREQ, INTERVAL) et la fin (UNTIL, COUNT) de la répétition",
            en="check how often the event repeats (FREQ, INTERVAL) and when it ends (UNTIL, COUNT)",
        ),
    )


def slices(plan: Plan, lower: int, upper: int, count: int | None) -> Iterator[Slice]:
    """Yield what the plan gives from ``lower`` up to, not including, ``upper`` (local seconds), in order.

    ``count`` moments are given at most, counted from the plan's start on; ``None`` counts none and skips ahead.

    :raises OccurrenceError: when the window cannot be reached in :data:`MAX_IDLE_BLOCKS` steps
    """
    origin = plan.start if count is not None else max(lower, plan.start)
    upper = min(upper, (LAST_DAY + 1) * DAY)
    if upper <= origin or (count is not None and count <= 0):
        return
    idle = 0
    for block in blocks(plan, origin // DAY, (upper - 1) // DAY):
        if idle > MAX_IDLE_BLOCKS:
            raise too_many()
        idle += 1
        if not len(block):
            continue
        first, last = block.index(origin), len(block)
        if count is not None:
            last = min(last, first + count)
            count -= last - first
            first = max(first, block.index(lower))
        last = min(last, block.index(upper))
        if first < last:
            idle = 0
            yield Slice(block, first, last)
        if count == 0:
            return


def blocks(plan: Plan, first: int, last: int) -> Iterator[Block]:
    """Yield the blocks that hold the days (ordinals) from ``first`` to ``last``, in order; they may reach beyond."""
    if plan.steps is not None:
        return _in_steps(plan, first, last)
    return {"YEARLY": _yearly, "MONTHLY": _monthly, "WEEKLY": _weekly, "DAILY": _daily}[plan.frequency](
        plan, first, last
    )


def _not_before(wanted: int, base: int, interval: int) -> int:
    """Return the first of base, base + interval, … that is not before ``wanted``."""
    return base + max(0, -(-(wanted - base) // interval)) * interval


def _period(plan: Plan, days: Sequence[int]) -> Block:
    days = _in_calendar(days)
    return Block(days, plan.times, picked(len(days) * len(plan.times), plan.positions))


def _in_calendar(days: Sequence[int]) -> Sequence[int]:
    inside = not days or (days[0] >= 1 and days[-1] <= LAST_DAY)
    return days if inside else tuple(day for day in days if 1 <= day <= LAST_DAY)


def _yearly(plan: Plan, first: int, last: int) -> Iterator[Block]:
    if plan.rule.weeks:  # then a year is made of whole weeks, and may spill over into its neighbours
        base = week_year(plan.start_day, plan.rule.week_start)
        years = range(_not_before(year_of(first) - 1, base, plan.interval), year_of(last) + 2, plan.interval)
        days_of_year = plan.days.of_week_year
    else:
        base = year_of(plan.start_day)
        years = range(_not_before(year_of(first), base, plan.interval), year_of(last) + 1, plan.interval)
        days_of_year = plan.days.of_year
    return (_period(plan, days_of_year(year)) for year in years)


def _month_number(day: int) -> int:
    date = dt.date.fromordinal(min(max(day, 1), LAST_DAY))
    return date.year * 12 + date.month - 1


def _monthly(plan: Plan, first: int, last: int) -> Iterator[Block]:
    early = plan.rule.skip == "FORWARD"  # a month may then reach into the next one
    numbers = range(
        _not_before(_month_number(first) - early, _month_number(plan.start_day), plan.interval),
        _month_number(last) + 1,
        plan.interval,
    )
    for number in numbers:
        year, month = divmod(number, 12)
        if not plan.rule.months or month + 1 in plan.rule.months:
            yield _period(plan, plan.days.of_month(year, month + 1))


def _weekly(plan: Plan, first: int, last: int) -> Iterator[Block]:
    parts = plan.days.parts
    week = plan.start_day - (plan.start_day - 1 - plan.rule.week_start) % 7
    if plan.positions:
        return _week_by_week(plan, week, max(week, first - 6), last + 6)
    if parts.only_weekdays and len(parts.weekdays) == 1:
        base = week + (parts.weekdays[0][1] - plan.rule.week_start) % 7
        step = 7 * plan.interval
        return iter([Block(range(_not_before(first, base, step), last + 1, step), plan.times)])
    return (
        Block([day for day in days if (day - week) // 7 % plan.interval == 0], plan.times)
        for days in _year_by_year(plan, first, last)
    )


def _week_by_week(plan: Plan, week: int, first: int, last: int) -> Iterator[Block]:
    first -= (first - week) % 7
    for number, days in itertools.groupby(plan.days.between(first, last), lambda day: (day - week) // 7):
        if number % plan.interval == 0:
            yield _period(plan, tuple(days))


def _daily(plan: Plan, first: int, last: int) -> Iterator[Block]:
    start, interval = plan.start_day, plan.interval
    if plan.days.parts.every_day:
        return iter([Block(range(_not_before(first, start, interval), last + 1, interval), plan.times)])
    return (
        Block(days if interval == 1 else [day for day in days if (day - start) % interval == 0], plan.times)
        for days in _year_by_year(plan, first, last)
    )


def _year_by_year(plan: Plan, first: int, last: int) -> Iterator[Sequence[int]]:
    return (plan.days.of_year(year) for year in range(year_of(first), year_of(last) + 1))


def _in_steps(plan: Plan, first: int, last: int) -> Iterator[Block]:
    steps = plan.steps
    if steps is None:
        return
    for day in plan.days.between(first, last):
        yield Block((day,), steps.on(day))
