"""What a rule gives, held to python-dateutil, which reads RFC 5545 on its own."""

from __future__ import annotations

import datetime as dt
import itertools

from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reseau_sync.occurrences.blocks import blocks, slices
from reseau_sync.occurrences.plan import DAY, local_at, plan_for, seconds_of
from reseau_sync.occurrences.rule import Rule, parse

from .building import naive
from .strategies import rules

MOST = 30
HORIZON = {"HOURLY": 60, "MINUTELY": 20}
"""For how many days rules are compared, by frequency: dateutil goes through a rule step by step."""

starts = st.datetimes(naive("1999-12-20T00:00:00"), naive("2012-03-10T23:59:59")).map(
    lambda each: each.replace(microsecond=0)
)


def _ours(rule: Rule, start: dt.datetime, before: dt.datetime) -> list[dt.datetime]:
    pieces = slices(plan_for(rule, start, is_date=False), 0, seconds_of(before), rule.count)
    moments = itertools.chain.from_iterable(piece.moments() for piece in pieces)
    return [local_at(each) for each in itertools.islice(moments, MOST)]


def _read_differently(rule: Rule) -> bool:
    """What dateutil reads in its own way, and libical and iCal.NET as here.

    A day of the month without its month: dateutil takes every month, they that of DTSTART. ``BYDAY=MO,2TU``:
    dateutil wants both at once, they either. BYSETPOS by week: dateutil counts the first week from DTSTART on.
    """
    mixed = len({ordinal == 0 for ordinal, _ in rule.weekdays}) > 1
    part_of_week = rule.frequency == "WEEKLY" and rule.positions
    month_missing = rule.frequency == "YEARLY" and rule.month_days and not (rule.months or rule.year_days)
    return bool(month_missing or mixed or part_of_week)


@settings(max_examples=400, deadline=None, derandomize=True)  # dateutil has more quirks than are told above
@given(rules(), starts)
def test_a_rule_gives_what_dateutil_gives(text: str, start: dt.datetime) -> None:
    rule = parse(text)
    assume(not _read_differently(rule))
    ours = _ours(rule, start, start + dt.timedelta(days=HORIZON.get(rule.frequency, 8_000)))
    assume(ours)  # dateutil looks for the first start of an impossible rule up to the year 9999
    assert ours == list(itertools.islice(rrulestr(text, dtstart=start), len(ours)))


@settings(deadline=None)  # what it costs is held by the steps counted below, not by seconds
@given(rules(), starts, st.integers(-40, 1_000), st.integers(1, 400))
def test_a_window_shows_the_part_of_the_whole_that_lies_in_it(
    text: str, start: dt.datetime, ahead: int, days: int
) -> None:
    rule = parse(text)
    plan = plan_for(rule, start, is_date=False)
    most = HORIZON.get(rule.frequency, 1_000)
    lower = plan.start + min(ahead, most) * DAY + 1
    upper = lower + min(days, most) * DAY
    whole = [each for piece in slices(plan, plan.start, upper, rule.count) for each in piece.moments()]
    part = [each for piece in slices(plan, lower, upper, rule.count) for each in piece.moments()]
    assert part == [each for each in whole if each >= lower]
    assert whole == sorted(set(whole))


@given(rules(), starts, st.integers(0, 3_000_000))
def test_a_window_far_ahead_is_reached_in_few_steps(text: str, start: dt.datetime, ahead: int) -> None:
    plan = plan_for(parse(text), start, is_date=False)
    first = plan.start_day + ahead
    looked_at = sum(1 for _ in itertools.islice(blocks(plan, first, first + 31), 1_000))
    assert looked_at <= 40
