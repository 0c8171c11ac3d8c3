"""Whatever a rule says, it is answered in bounded work: by its occurrences, or by an error.

Each case below makes a reader that steps through the rule run for minutes. Here all of them together take a second or
two; the steps themselves are counted in test_rules_against_dateutil.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.model import Event
from reseau_sync.occurrences import OccurrenceError, expand, unpublishable

from .building import day, override, paris, series, shown, utc, written, zulu
from .strategies import rules

HOURS = ",".join(map(str, range(24)))
MINUTES = ",".join(map(str, range(60)))
MONTH_DAYS = ",".join(map(str, range(1, 32)))
EVERY_SECOND = f"BYHOUR={HOURS};BYMINUTE={MINUTES};BYSECOND={MINUTES}"

TOO_MANY = "too-many-occurrences"

HOSTILE = [
    ("FREQ=SECONDLY", TOO_MANY),
    ("FREQ=SECONDLY;COUNT=1000000000", 0),
    ("FREQ=DAILY;COUNT=1000000000", 365),
    ("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=1000000000", 156),
    ("FREQ=SECONDLY;INTERVAL=7;COUNT=1000000000", TOO_MANY),
    ("FREQ=HOURLY;INTERVAL=7;COUNT=100000000", 1252),
    ("FREQ=YEARLY;INTERVAL=999999999999999999", 0),
    ("FREQ=MONTHLY;INTERVAL=999999999999999999", 0),
    ("FREQ=WEEKLY;INTERVAL=999999999999999999", 0),
    ("FREQ=DAILY;INTERVAL=999999999999999999", 0),
    ("FREQ=SECONDLY;INTERVAL=999999999999999999", 0),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0),
    ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31", 0),
    ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31;COUNT=5", 0),
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=7;COUNT=5", 0),
    ("FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", 0),
    ("FREQ=SECONDLY;INTERVAL=86399;BYHOUR=3;BYMINUTE=3;BYSECOND=3", 0),
    (f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;{EVERY_SECOND}", TOO_MANY),
    (f"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY={MONTH_DAYS};{EVERY_SECOND};BYSETPOS=-1,1", 2),
    (f"FREQ=MONTHLY;BYMONTHDAY={MONTH_DAYS};{EVERY_SECOND};BYSETPOS=-1,1;COUNT=100000000", 24),
    (f"FREQ=HOURLY;INTERVAL=7;BYMINUTE={MINUTES};BYSECOND={MINUTES};COUNT=100000000000", TOO_MANY),
]


def _outcome(event: Event, **more: str) -> int | str:
    try:
        return len(shown(event, **more))
    except OccurrenceError as error:
        return error.code


@pytest.mark.parametrize(("rule", "expected"), HOSTILE)
def test_a_window_half_a_century_after_the_start_is_answered(rule: str, expected: int | str) -> None:
    assert _outcome(series(paris("1970-01-01T09:00"), rule)) == expected


@pytest.mark.parametrize("rule", [rule for rule, _ in HOSTILE])
@pytest.mark.parametrize("start", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_are_answered(rule: str, start: str) -> None:
    event = series(paris(start), rule, end=paris(start))
    for after, before in (("0001-01-01", "0002-01-01"), ("9999-01-01", "9999-12-31T23:59:59"), ("2026-01-01",) * 2):
        assert _outcome(event, after=after, before=before) is not None
    assert unpublishable(event) in (None, TOO_MANY)


def test_a_second_by_second_series_is_shown_where_the_window_is_short() -> None:
    event = series(paris("1970-01-01T09:00"), "FREQ=SECONDLY")
    assert len(shown(event, "2026-01-01T00:00", "2026-01-01T01:00")) == 3_600


def test_the_limit_is_the_number_of_occurrences_that_are_still_given() -> None:
    event = series(zulu("2026-01-01T00:00"), "FREQ=DAILY")
    assert len(shown(event, "2026-01-01", "2026-01-11", limit=10)) == 10
    with pytest.raises(OccurrenceError):
        shown(event, "2026-01-01", "2026-01-12", limit=10)


def test_the_limit_holds_for_many_rules_dates_and_overrides_together() -> None:
    start = zulu("2026-01-01T00:00")
    dates = tuple(zulu(f"2026-01-{number:02}T01:00") for number in range(1, 21))
    with pytest.raises(OccurrenceError):
        shown(series(start, dates=dates), limit=10)
    with pytest.raises(OccurrenceError):
        shown(series(start, overrides=tuple(override(each, each) for each in dates)), limit=10)
    with pytest.raises(OccurrenceError):
        shown(series(start, "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;COUNT=9"), limit=10)


@settings(deadline=None)  # work is bounded by the code; a busy machine must not fail it
@given(rules(), st.sampled_from(["1900-01-31T23:30", "2026-02-28T00:00"]), st.booleans())
def test_any_rule_is_unfolded_and_judged_or_refused(rule: str, start: str, as_date: bool) -> None:
    event = series(day(start[:10]) if as_date else paris(start), rule)
    outcome = _outcome(event)
    assert outcome == TOO_MANY or isinstance(outcome, int)
    assert unpublishable(event) in (None, TOO_MANY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=60",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=5001",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12",
        "FREQ=MONTHLY;BYMONTH=1;INTERVAL=12",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31;UNTIL=20300101T000000Z",
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
    ],
)
def test_a_rule_that_others_would_choke_on_is_not_published(rule: str) -> None:
    assert unpublishable(series(paris("2026-02-08T18:00"), rule)) == TOO_MANY


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=HOURLY;INTERVAL=2",
        "FREQ=HOURLY;COUNT=5000",
        "FREQ=SECONDLY;UNTIL=20260208T180000",
        "FREQ=MINUTELY;BYHOUR=18;BYMINUTE=0,20,40",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=WEEKLY;UNTIL=20200101T000000Z",
        "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260210T000000Z",
        "FREQ=DAILY;COUNT=1000000000",
    ],
)
def test_a_rule_that_gives_some_starts_or_ends_at_once_is_published(rule: str) -> None:
    assert unpublishable(series(paris("2026-02-08T18:00"), rule)) is None


def test_the_year_that_counts_is_the_first_in_which_the_rule_gives_anything() -> None:
    late = "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=0,1"
    assert unpublishable(series(paris("2026-02-08T18:00"), late)) == TOO_MANY


def test_several_rules_are_counted_together_and_exclusion_rules_bounded_as_well() -> None:
    start = paris("2026-02-08T18:00")
    assert unpublishable(series(start, *["FREQ=HOURLY;INTERVAL=4"] * 2)) is None
    assert unpublishable(series(start, *["FREQ=HOURLY;INTERVAL=4"] * 3)) == TOO_MANY
    assert unpublishable(series(start, "FREQ=DAILY", exclusion_rules=("FREQ=SECONDLY",))) == TOO_MANY


def test_what_cannot_be_read_is_not_published() -> None:
    start = paris("2026-02-08T18:00")
    assert unpublishable(series(start, "FREQ=OFTEN")) == "unreadable-rule"
    assert unpublishable(series(start, "RSCALE=HEBREW;FREQ=YEARLY")) == "unsupported-rscale"


def test_an_event_without_rules_is_published() -> None:
    assert unpublishable(Event(start=paris("2026-02-08T18:00"))) is None
    assert unpublishable(series(day("2026-02-08"), dates=(day("2026-02-09"),))) is None


def test_a_window_in_another_zone_is_the_same_window() -> None:
    event = series(paris("2026-02-08T18:00"), "FREQ=DAILY;COUNT=3")
    here = dt.timezone(dt.timedelta(hours=-4))
    window = utc("2026-02-08T17:00").astimezone(here), utc("2026-02-08T17:01").astimezone(here)
    assert [written(each.start) for each in expand(event, *window)] == ["2026-02-08T18:00"]
