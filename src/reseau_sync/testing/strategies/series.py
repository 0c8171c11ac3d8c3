"""Series: a master, how it repeats, and overrides whose recurrence ids lie in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.model import AnyEvent, Date, Period, Recurrence, Status, Time, ZonedTime
from reseau_sync.model.time import instant, local_of, same_form
from reseau_sync.testing.strategies.single import single_events
from reseau_sync.testing.strategies.texts import titles
from reseau_sync.testing.strategies.times import FORMS, Form, moved, stamps

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MANY = 12
"""At most so many occurrences of a bounded series, and of those that overrides and EXDATEs are drawn from."""


_CHANGES: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": titles(),
        "status": st.sampled_from(Status),
        "sequence": st.integers(0, 30),
        "last_modified": stamps(),
    },
)
_EXTRA = st.lists(st.integers(1, 400), max_size=3, unique=True).map(sorted)
_MOVES = st.sampled_from((0, 1, -2, 30))


@dataclass(frozen=True)
class Rhythm:
    """An RRULE without its end, and the naive local start of its n-th occurrence (from 0) for a given first start."""

    rule: str
    nth: Callable[[dt.datetime, int], dt.datetime]


def _by_days(rule: str, days: int) -> Rhythm:
    return Rhythm(rule, lambda start, number: start + dt.timedelta(days=days * number))


def _month_later(start: dt.datetime, months: int) -> dt.datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


def _nth_weekday_later(start: dt.datetime, months: int) -> dt.datetime:
    first = _month_later(start.replace(day=1), months)
    week = (start.day - 1) // 7
    return first + dt.timedelta(days=(start.weekday() - first.weekday()) % 7 + 7 * week)


def _rhythms(start: dt.datetime) -> list[Rhythm]:
    """Return rhythms of which ``start`` is the first occurrence and whose occurrences can be told by arithmetic."""
    day = _WEEKDAYS[start.weekday()]
    found = [
        _by_days("FREQ=DAILY", 1),
        _by_days("FREQ=DAILY;INTERVAL=3", 3),
        _by_days("FREQ=WEEKLY", 7),
        _by_days(f"FREQ=WEEKLY;BYDAY={day}", 7),
        _by_days(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}", 14),
    ]
    if start.day <= 28:  # later days do not come every month, and are then left out: no arithmetic
        week = (start.day - 1) // 7 + 1
        found += [
            Rhythm("FREQ=MONTHLY", _month_later),
            Rhythm(f"FREQ=MONTHLY;BYMONTHDAY={start.day}", _month_later),
            Rhythm(f"FREQ=MONTHLY;BYDAY={week}{day}", _nth_weekday_later),
            Rhythm("FREQ=YEARLY", lambda first, number: _month_later(first, 12 * number)),
        ]
    return found


def _until(start: Time, last: dt.datetime) -> str:
    """Return UNTIL as RFC 5545 (3.3.10) asks for it: a day, a local time where DTSTART is floating, else UTC."""
    if isinstance(start, Date):
        return last.strftime("%Y%m%d")
    if isinstance(start, ZonedTime) and start.floating:
        return last.strftime("%Y%m%dT%H%M%S")
    return instant(same_form(start, last)).strftime("%Y%m%dT%H%M%SZ")


@st.composite
def _rule(draw: st.DrawFn, start: Time) -> tuple[str, tuple[Time, ...]]:
    """Draw an RRULE, and return it with its first occurrences."""
    local = local_of(start)
    rhythm = draw(st.sampled_from(_rhythms(local)))
    count = draw(st.integers(1, _MANY))
    end = draw(st.sampled_from(("", ";COUNT", ";UNTIL")))
    bound = {"": "", ";COUNT": f"={count}", ";UNTIL": f"={_until(start, rhythm.nth(local, count - 1))}"}[end]
    starts = tuple(same_form(start, rhythm.nth(local, number)) for number in range(count))
    return f"{rhythm.rule}{end}{bound}", starts


def _periods(start: Time) -> SearchStrategy[tuple[Period, ...]]:
    if isinstance(start, Date):
        return st.just(())
    begin = moved(start, dt.timedelta(days=500))
    period = Period(start=begin, end=moved(begin, dt.timedelta(hours=3)))
    return st.sampled_from(((), (period,)))


@st.composite
def _override(draw: st.DrawFn, master: AnyEvent, original: Time) -> AnyEvent:
    """Draw one instance that differs from its series: another time, another title, cancelled."""
    start = moved(original, dt.timedelta(days=draw(_MOVES)))
    length = None if master.end is None else local_of(master.end) - local_of(master.start)
    return master.model_copy(
        update={
            "recurrence_id": original,
            "recurrence": None,
            "overrides": (),
            "start": start,
            "end": None if length is None else moved(start, length),
            **draw(_CHANGES),
        }
    )


@st.composite
def series(
    draw: st.DrawFn,
    *,
    forms: Sequence[Form] = FORMS,
    exotic: bool = True,
    uid: SearchStrategy[str | None] | None = None,
    futures: bool = False,
) -> AnyEvent:
    """Give events that repeat: endless, COUNT or UNTIL, with RDATEs, EXDATEs, and overrides of their own occurrences.

    The start always lies in the rule. No occurrence is both excluded and overridden. Overrides keep the kind and the
    UID of their master, and stand in the order of their recurrence ids. ``futures``: the last override may hold for
    all that follow (RANGE=THISANDFUTURE). The other parameters are those of :func:`single_events`.
    """
    master = draw(single_events(forms=forms, exotic=exotic, uid=uid))
    rule, starts = draw(_rule(master.start))
    extra = tuple(moved(master.start, dt.timedelta(days=each)) for each in draw(_EXTRA))  # RDATEs after the start
    ruled = draw(st.booleans()) or not extra
    known = sorted({*(starts if ruled else (master.start,)), *extra}, key=local_of)
    touched = draw(st.lists(st.sampled_from(known), max_size=4, unique=True))
    excluded = draw(st.integers(0, len(touched)))
    recurrence = Recurrence(
        rules=(rule,) if ruled else (),
        dates=extra,
        periods=draw(_periods(master.start)) if exotic else (),
        excluded=tuple(sorted(touched[:excluded], key=local_of)),
    )
    overrides = [draw(_override(master, each)) for each in sorted(touched[excluded:], key=local_of)]
    if futures and overrides and draw(st.booleans()):
        overrides[-1] = overrides[-1].model_copy(update={"this_and_future": True})
    return master.model_copy(update={"recurrence": recurrence, "overrides": tuple(overrides)})


def occurrences_of(event: AnyEvent) -> frozenset[Time]:
    """Return the original starts that a drawn series surely has: start, RDATEs, what is overridden or excluded."""
    if event.recurrence is None:
        return frozenset({event.start})
    named = (each.recurrence_id for each in event.overrides if each.recurrence_id is not None)
    return frozenset({event.start, *event.recurrence.dates, *event.recurrence.excluded, *named})
