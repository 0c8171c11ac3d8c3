"""Both forms of a feed show what its events say, and hold no construct that engines read otherwise."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.errors import ConfigError, OccurrenceError
from reseau_sync.forms import Shape, formed
from reseau_sync.model import AnyEvent, Event, FixedTime, Period, Recurrence, Status, Time
from reseau_sync.model.network import Window
from reseau_sync.model.time import instant
from reseau_sync.occurrences import expand, unpublishable

from ..occurrences.building import day, override, paris, series, zulu
from ..occurrences.strategies import rules

TODAY = dt.date(2026, 10, 1)
FULL = Shape(flat=False, timezone="Europe/Paris", today=TODAY)
FLAT = Shape(flat=True, timezone="Europe/Paris", today=TODAY, window=Window(past=31, coming=400))
AFTER, BEFORE = dt.datetime(2026, 9, 3, tzinfo=dt.UTC), dt.datetime(2027, 10, 30, tzinfo=dt.UTC)
Shown = Counter[tuple[str, str, str, str]]


def shown(events: Iterable[AnyEvent], after: dt.datetime = AFTER, before: dt.datetime = BEFORE) -> Shown:
    """What starts in the window, as instants or days."""
    return Counter(
        (_said(each.start), _end(each.start, each.end), each.event.title, str(each.event.status))
        for event in events
        for each in expand(event, after, before)
        if after <= instant(each.start, "Europe/Paris") < before
    )


def _said(time: Time) -> str:
    return str(time.date) if time.type == "date" else str(instant(time))


def _end(start: Time, end: Time | None) -> str:
    if end is None or instant(end) <= instant(start):  # what has no length has no end; a day lasts that day
        return str(start.date + dt.timedelta(days=1)) if start.type == "date" else _said(start)
    return _said(end)


def uids(events: Sequence[AnyEvent]) -> list[str]:
    return sorted(each.uid or "" for each in events)


SERIES = {
    "weekly": series(paris("2026-09-01T19:00"), "FREQ=WEEKLY", end=paris("2026-09-01T20:00")),
    "moved": series(
        paris("2026-10-01T19:00"),
        "FREQ=WEEKLY;COUNT=4",
        end=paris("2026-10-01T20:00"),
        overrides=(override(paris("2026-10-08T19:00"), paris("2026-10-08T20:30"), paris("2026-10-08T21:30")),),
    ),
    "excluded in UTC": series(paris("2026-10-01T19:00"), "FREQ=DAILY;COUNT=9", excluded=(zulu("2026-10-03T17:00"),)),
    "excluded by day": series(paris("2026-10-01T19:00"), "FREQ=DAILY;COUNT=9", excluded=(day("2026-10-03"),)),
    "the first excluded": series(
        paris("2026-10-01T19:00"), "FREQ=DAILY;COUNT=3", excluded=(paris("2026-10-01T19:00"),)
    ),
    "all excluded": series(paris("2026-10-01T19:00"), "FREQ=DAILY;COUNT=1", excluded=(paris("2026-10-01T19:00"),)),
    "one left": series(paris("2026-10-01T19:00"), "FREQ=DAILY;COUNT=2", excluded=(paris("2026-10-01T19:00"),)),
    "until in local time": series(paris("2026-10-01T09:00"), "FREQ=WEEKLY;UNTIL=20261015T090000"),
    "until a day": series(paris("2026-10-01T23:30"), "FREQ=DAILY;UNTIL=20261003"),
    "until the end of time": series(paris("2026-10-01T09:00"), "FREQ=DAILY;UNTIL=99991231T235959Z"),
    "count and until": series(paris("2026-10-01T09:00"), "FREQ=DAILY;COUNT=30;UNTIL=20261005T220000Z"),
    "until and count": series(paris("2026-10-01T09:00"), "FREQ=DAILY;COUNT=3;UNTIL=20261005T220000Z"),
    "days": series(day("2026-10-01"), "FREQ=WEEKLY;UNTIL=20261029", excluded=(day("2026-10-08"),)),
    "dates beside": series(
        paris("2026-10-01T19:00"), "FREQ=WEEKLY;COUNT=2", dates=(paris("2026-12-24T18:00"), paris("2026-10-08T19:00"))
    ),
    "dates alone": series(paris("2026-10-01T19:00"), dates=(paris("2026-12-24T18:00"), paris("2027-01-03T10:00"))),
    "a period": series(
        paris("2026-10-01T19:00"),
        "FREQ=WEEKLY;COUNT=3",
        periods=(Period(start=paris("2026-10-08T19:00"), end=paris("2026-10-08T23:00")),),
    ),
    "this and future": series(
        paris("2026-10-01T10:00"),
        "FREQ=WEEKLY",
        overrides=(override(paris("2026-10-15T10:00"), paris("2026-10-15T11:30"), this_and_future=True),),
    ),
    "two rules": series(paris("2026-10-01T19:00"), "FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY;BYMONTHDAY=3"),
    "a start outside the rule": series(paris("2026-10-01T19:00"), "FREQ=WEEKLY;BYDAY=MO;COUNT=5"),
    "an override of nothing": series(
        paris("2026-10-01T19:00"),
        "FREQ=WEEKLY;COUNT=3",
        overrides=(override(paris("2026-10-02T08:00"), paris("2026-10-02T09:00")),),
    ),
    "a night shift": series(paris("2026-10-01T22:00"), "FREQ=DAILY", end=paris("2026-10-02T06:00")),
    "half past two": series(paris("2026-10-01T02:30"), "FREQ=DAILY", end=paris("2026-10-01T02:45")),
    "an instance cancelled": series(
        paris("2026-10-01T19:00"),
        "FREQ=WEEKLY",
        overrides=(
            override(
                paris("2026-10-08T19:00"), paris("2026-10-08T19:00"), status=Status.CANCELLED, title="ANNULÉ – master"
            ),
        ),
    ),
    "an offset": series(FixedTime(local=dt.datetime(2026, 10, 1, 19), offset=7200), "FREQ=WEEKLY;COUNT=3"),
}


@pytest.mark.parametrize("shape", [FULL, FLAT], ids=["full", "flat"])
@pytest.mark.parametrize("name", SERIES)
def test_a_form_shows_what_the_series_says(name: str, shape: Shape) -> None:
    found = formed([SERIES[name]], shape)
    assert shown(found.events) == shown([SERIES[name]])
    assert found.refused == ()
    assert len(set(uids(found.events))) == len(found.events)
    assert all(is_plain(each, shape) for each in found.events)


def is_plain(event: AnyEvent, shape: Shape) -> bool:
    """No overrides, no RECURRENCE-ID; of recurrences one rule and EXDATE in the form of DTSTART, in the full form."""
    if event.overrides or event.recurrence_id is not None or event.this_and_future:
        return False
    recurrence = event.recurrence or Recurrence()
    if recurrence.dates or recurrence.periods or recurrence.exclusion_rules or len(recurrence.rules) > 1:
        return False
    return event.recurrence is None or (not shape.flat and {type(event.start)} >= set(map(type, recurrence.excluded)))


EVENTS = st.builds(
    lambda text, moves, gone: series(
        paris("2026-09-07T18:30"),
        text,
        end=paris("2026-09-07T20:00"),
        excluded=tuple(paris(f"2026-{each}T18:30") for each in gone),
        overrides=tuple(override(paris(f"2026-{each}T18:30"), paris("2026-10-09T07:00")) for each in moves),
    ),
    rules(),
    st.lists(st.sampled_from(["09-07", "09-14", "10-05", "12-07"]), unique=True, max_size=2),
    st.lists(st.sampled_from(["09-07", "09-08", "09-14", "09-21", "11-02"]), unique=True, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(event=EVENTS, shape=st.sampled_from([FULL, FLAT]))
def test_whatever_the_rule_a_form_shows_what_it_gives(event: Event, shape: Shape) -> None:
    try:
        expected = shown([event])
    except OccurrenceError:
        return
    if unpublishable(event) is not None:
        return
    found = formed([event], shape)
    assert shown(found.events) == expected
    assert all(is_plain(each, shape) for each in found.events)
    assert len(set(uids(found.events))) == len(found.events)


def test_the_uid_of_an_occurrence_is_the_same_in_both_forms_and_wherever_it_is_moved() -> None:
    (apart,) = (each for each in formed([SERIES["moved"]], FULL).events if each.title == "override")
    assert apart.uid == "series-20261008T190000@example.org"
    assert apart.uid in uids(formed([SERIES["moved"]], FLAT).events)


def test_the_uids_of_a_flat_feed_do_not_change_when_the_window_moves() -> None:
    later = Shape(flat=True, timezone="Europe/Paris", today=TODAY + dt.timedelta(days=7))
    now, then = (set(uids(formed([SERIES["weekly"]], shape).events)) for shape in (FLAT, later))
    assert len(now & then) == len(now) - 1 == len(then) - 1


def test_an_event_that_does_not_repeat_keeps_its_uid() -> None:
    single = Event(uid="a@b", title="x", start=paris("2026-10-01T19:00"))
    for shape in (FULL, FLAT):
        assert uids(formed([single], shape).events) == ["a@b"]


def test_the_window_counts_whole_days_of_the_zone() -> None:
    shape = Shape(flat=True, timezone="Europe/Paris", today=TODAY, window=Window(past=1, coming=2))
    starts = ["2026-09-29T23:59", "2026-09-30T00:00", "2026-10-02T23:59", "2026-10-03T00:00"]
    events = [Event(uid=each, title=each, start=paris(each)) for each in starts]
    assert uids(formed(events, shape).events) == starts[1:3]


def test_a_window_of_a_full_feed_chooses_events_and_leaves_series_whole() -> None:
    shape = Shape(flat=False, timezone="Europe/Paris", today=TODAY, window=Window(past=1, coming=9))
    over = Event(uid="over", title="x", start=paris("2025-10-01T19:00"))
    found = formed([over, SERIES["weekly"]], shape)
    assert uids(found.events) == ["series@example.org"]
    assert found.events[0].recurrence == Recurrence(rules=("FREQ=WEEKLY",))


def test_a_window_without_a_day_to_count_from_is_refused() -> None:
    with pytest.raises(ConfigError):
        formed([], Shape(flat=True, timezone="Europe/Paris"))


def test_without_a_day_a_series_that_no_plain_rule_says_is_written_whole() -> None:
    (event,) = formed([SERIES["two rules"]], Shape(flat=False, timezone="Europe/Paris")).events
    assert shown([event]) == shown([SERIES["two rules"]])


@pytest.mark.parametrize("shape", [FULL, FLAT], ids=["full", "flat"])
def test_what_is_cancelled_is_dropped_where_the_feed_shows_none(shape: Shape) -> None:
    event = SERIES["an instance cancelled"]
    found = formed([event], replace(shape, cancelled=False)).events
    kept = {key: count for key, count in shown([event]).items() if key[3] != "cancelled"}
    assert shown(found) == kept
    assert len(shown([event])) == len(kept) + 1


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("FREQ=WEEKLY;UNTIL=20261015T070000Z", "20261015T090000Z"),  # later than 07:00Z, which is the last
        ("FREQ=WEEKLY;UNTIL=20261015T215959Z", "20261015T090000Z"),
        ("FREQ=HOURLY;INTERVAL=24;UNTIL=20261003T070000Z", None),
    ],
)
def test_until_says_the_same_to_an_engine_that_takes_it_for_local_time(text: str, until: str | None) -> None:
    (event, *others) = formed([series(paris("2026-10-01T09:00"), text)], FULL).events
    said = event.recurrence.rules[0].partition("UNTIL=")[2] if event.recurrence else None
    assert said == until
    assert bool(others) == (until is None)


def test_times_that_a_clock_change_doubles_are_told_in_utc() -> None:
    twice = Event(uid="a", title="x", start=paris("2026-10-25T02:30"), end=paris("2026-10-25T03:30"))
    (event,) = formed([twice], FULL).events
    assert (event.start, event.end) == (zulu("2026-10-25T00:30"), zulu("2026-10-25T02:30"))


def _hourly() -> Any:
    return series(paris("2020-10-01T09:00"), "FREQ=MINUTELY;INTERVAL=2")


def test_an_event_of_too_many_occurrences_is_refused_and_costs_nobody_else() -> None:
    found = formed([_hourly(), SERIES["days"]], FLAT)
    assert found.refused == (("series@example.org", "too-many-occurrences"),)
    assert found.events
