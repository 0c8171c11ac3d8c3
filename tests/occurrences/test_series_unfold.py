"""What a series shows in a window: rules, dates, exclusions and overrides together (RFC 5545, 3.8.4.4, 3.8.5)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.errors import ReseauError
from reseau_sync.model import CustomTime, CustomZone, Date, Event, Observance, Period, Status, ZonedTime
from reseau_sync.model.time import instant
from reseau_sync.occurrences import OccurrenceError, expand

from .building import PARIS, day, naive, override, paris, series, shown, unfolded, utc, written, zulu

TUESDAYS = "FREQ=WEEKLY;COUNT=4"
FIRST = paris("2026-09-08T18:00")


def test_an_event_that_does_not_recur_is_its_own_occurrence() -> None:
    event = Event(start=FIRST, end=paris("2026-09-08T20:00"))
    (found,) = unfolded(event)
    assert (found.start, found.end, found.event, found.recurrence_id) == (event.start, event.end, event, None)


@pytest.mark.parametrize(
    ("after", "before", "seen"),
    [
        ("2026-09-08T16:00", "2026-09-08T17:00", True),
        ("2026-09-08T17:59", "2026-09-08T19:00", True),
        ("2026-09-08T18:00", "2026-09-08T19:00", False),
        ("2026-09-08T15:00", "2026-09-08T16:00", False),
        ("2026-09-08T15:00", "2026-09-08T16:01", True),
        ("2026-09-08T16:30", "2026-09-08T16:30", False),
        ("2026-09-08T17:00", "2026-09-08T16:00", False),
    ],
)
@pytest.mark.parametrize("rules", [(), ("FREQ=YEARLY",)])
def test_a_window_shows_what_overlaps_it_and_both_ends_are_exclusive(
    after: str, before: str, seen: bool, rules: tuple[str, ...]
) -> None:
    event = series(FIRST, *rules, end=paris("2026-09-08T20:00"))
    assert bool(unfolded(event, after, before)) is seen


def test_an_event_without_duration_is_shown_at_its_instant() -> None:
    event = Event(start=zulu("2026-09-08T16:00"))
    assert shown(event, "2026-09-08T16:00", "2026-09-08T16:01")
    assert not shown(event, "2026-09-08T15:59", "2026-09-08T16:00")
    assert unfolded(event)[0].end is None


def test_a_date_lasts_from_midnight_to_midnight_of_its_zone() -> None:
    event = Event(start=day("2026-09-08"))
    assert shown(event, "2026-09-07T22:00", "2026-09-07T22:01") == ["2026-09-08"]
    assert shown(event, "2026-09-08T21:59", "2026-09-08T22:30") == ["2026-09-08"]
    assert not shown(event, "2026-09-08T22:00", "2026-09-09")
    assert not shown(event, "2026-09-07T22:00", "2026-09-07T22:01", day_zone="America/Guadeloupe")


def test_a_naive_window_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        expand(Event(start=FIRST), naive("2026-01-01"), naive("2027-01-01"))


def test_every_occurrence_of_a_series_names_its_original_start() -> None:
    found = unfolded(series(FIRST, TUESDAYS))
    assert [each.recurrence_id for each in found] == [each.start for each in found]
    assert [written(each.start) for each in found] == [
        "2026-09-08T18:00",
        "2026-09-15T18:00",
        "2026-09-22T18:00",
        "2026-09-29T18:00",
    ]


def test_local_times_stay_the_same_over_a_clock_change() -> None:
    found = unfolded(series(paris("2026-10-20T18:00"), "FREQ=WEEKLY;COUNT=2"))
    assert [instant(each.start).hour for each in found] == [16, 17]


def test_a_night_shift_ends_at_its_hour_in_the_night_of_a_clock_change_too() -> None:
    event = series(paris("2026-10-17T22:00"), "FREQ=WEEKLY;COUNT=2", end=paris("2026-10-18T06:00"))
    assert [written(each.end) for each in unfolded(event)] == ["2026-10-18T06:00", "2026-10-25T06:00"]


def test_between_two_zones_a_length_is_the_time_that_elapses() -> None:
    event = series(paris("2026-10-20T18:00"), "FREQ=WEEKLY;COUNT=2", end=zulu("2026-10-20T18:00"))
    assert [written(each.end) for each in unfolded(event)] == ["2026-10-20T18:00", "2026-10-27T19:00"]


def test_an_end_in_another_zone_is_written_there_in_the_hour_that_comes_twice_as_well() -> None:
    london = ZonedTime(local=naive("2026-10-18T00:30"), zone="Europe/London")
    event = series(zulu("2026-10-17T23:00"), "FREQ=WEEKLY;COUNT=2", end=london)
    assert [written(each.end) for each in unfolded(event)] == ["2026-10-18T00:30", "2026-10-25T00:30"]


def test_dates_count_days() -> None:
    event = series(day("2026-10-24"), "FREQ=WEEKLY;COUNT=2", end=day("2026-10-26"))
    assert [(written(each.start), written(each.end)) for each in unfolded(event)] == [
        ("2026-10-24", "2026-10-26"),
        ("2026-10-31", "2026-11-02"),
    ]


def test_a_skipped_local_time_keeps_its_place_and_is_read_with_the_offset_before() -> None:
    found = unfolded(series(paris("2026-03-28T02:30"), "FREQ=DAILY;COUNT=3"))
    assert [written(each.start)[8:] for each in found] == ["28T02:30", "29T02:30", "30T02:30"]
    assert instant(found[1].start) == utc("2026-03-29T01:30")


@pytest.mark.parametrize(("minutes", "end"), [("15", "02:45"), ("45", "04:15"), ("60", "04:30"), ("120", "05:30")])
def test_a_length_is_laid_from_when_a_skipped_start_really_is(minutes: str, end: str) -> None:
    start = paris("2026-03-28T02:30")
    stop = ZonedTime(local=start.local + dt.timedelta(minutes=int(minutes)), zone=PARIS)
    assert written(unfolded(series(start, "FREQ=DAILY;COUNT=2", end=stop))[1].end) == f"2026-03-29T{end}"


def test_the_first_occurrence_has_the_end_that_the_event_states() -> None:
    event = series(paris("2026-03-29T02:30"), "FREQ=DAILY;COUNT=2", end=paris("2026-03-29T04:00"))
    assert [written(each.end) for each in unfolded(event)] == ["2026-03-29T04:00", "2026-03-30T04:00"]


def test_an_hour_that_a_clock_change_skips_is_shown_once() -> None:
    found = unfolded(series(paris("2026-03-29T01:30"), "FREQ=HOURLY;COUNT=4"))
    assert [instant(each.start).hour for each in found] == [0, 1, 2]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260922T160000Z", "2026-09-22T18:00"),
        ("20260922T155959Z", "2026-09-15T18:00"),
        ("20260922T180000", "2026-09-22T18:00"),
        ("20260922", "2026-09-22T18:00"),
        ("20260921", "2026-09-15T18:00"),
        ("20250101T000000Z", "2026-09-08T18:00"),
        ("00010101T000000Z", "2026-09-08T18:00"),
    ],
)
def test_until_is_inclusive_in_utc_in_local_time_and_as_a_day(until: str, last: str) -> None:
    assert shown(series(FIRST, f"FREQ=WEEKLY;UNTIL={until}"))[-1] == last


def test_until_of_a_series_of_dates_is_the_day_as_written() -> None:
    assert shown(series(day("2026-09-08"), "FREQ=DAILY;UNTIL=20260910T220000Z"))[-1] == "2026-09-10"


def test_until_and_count_both_bound() -> None:
    assert len(shown(series(FIRST, "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z"))) == 3
    assert len(shown(series(FIRST, "FREQ=DAILY;COUNT=30;UNTIL=20260909T160000Z"))) == 2


def test_a_start_that_its_rule_does_not_give_is_shown_beside_what_the_rule_gives() -> None:
    assert shown(series(FIRST, "FREQ=WEEKLY;BYDAY=TH;COUNT=2")) == [
        "2026-09-08T18:00",
        "2026-09-10T18:00",
        "2026-09-17T18:00",
    ]


def test_count_is_counted_from_the_start_whatever_the_window() -> None:
    event = series(paris("2026-01-01T10:00"), "FREQ=MONTHLY;COUNT=3")
    assert shown(event, "2026-03-01") == ["2026-03-01T10:00"]


def test_times_in_the_rule_of_a_series_of_dates_say_nothing() -> None:
    event = series(day("2026-09-08"), "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=1;COUNT=2")
    assert shown(event) == ["2026-09-08", "2026-09-09"]
    assert shown(series(day("2026-09-08"), "FREQ=HOURLY;INTERVAL=48;COUNT=2")) == ["2026-09-08", "2026-09-10"]


def test_several_rules_and_dates_are_joined_and_each_start_is_shown_once() -> None:
    event = series(
        FIRST, "FREQ=WEEKLY;COUNT=2", "FREQ=DAILY;COUNT=2", dates=(paris("2026-09-15T18:00"), zulu("2026-12-24T10:00"))
    )
    assert shown(event) == ["2026-09-08T18:00", "2026-09-09T18:00", "2026-09-15T18:00", "2026-12-24T11:00"]


def test_a_day_among_the_dates_of_a_timed_series_is_that_day_at_its_time() -> None:
    assert shown(series(FIRST, dates=(day("2026-09-10"),))) == ["2026-09-08T18:00", "2026-09-10T18:00"]


def test_a_period_has_its_own_end() -> None:
    event = series(
        FIRST,
        end=paris("2026-09-08T19:00"),
        periods=(Period(start=paris("2026-09-10T18:00"), end=paris("2026-09-12T18:00")),),
    )
    assert [written(each.end) for each in unfolded(event)] == ["2026-09-08T19:00", "2026-09-12T18:00"]
    assert shown(event, "2026-09-12T10:00") == ["2026-09-10T18:00"]


def test_an_exclusion_rule_takes_out_what_it_gives_and_nothing_else() -> None:
    event = series(
        zulu("2026-09-01T09:00"), "FREQ=DAILY;COUNT=7", exclusion_rules=("FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=SU")
    )
    assert [each[8:10] for each in shown(event)] == ["01", "02", "03", "04", "07"]


@pytest.mark.parametrize(
    "excluded",
    [paris("2026-09-15T18:00"), zulu("2026-09-15T16:00"), zulu("2026-09-15T18:00"), day("2026-09-15")],
    ids=["same form", "same instant", "same local time in another form", "same day"],
)
def test_an_exclusion_is_matched_by_instant_then_by_local_time_then_by_day(excluded: ZonedTime | Date) -> None:
    assert shown(series(FIRST, TUESDAYS, excluded=(excluded,))) == [
        "2026-09-08T18:00",
        "2026-09-22T18:00",
        "2026-09-29T18:00",
    ]


def test_the_instant_goes_before_the_local_time_as_written() -> None:
    event = series(paris("2026-09-08T16:00"), "FREQ=HOURLY;COUNT=4", excluded=(zulu("2026-09-08T16:00"),))
    assert [each[11:13] for each in shown(event)] == ["16", "17", "19"]
    assert [each[11:13] for each in shown(event, "2026-09-08T13:59", "2026-09-08T15:30")] == ["16", "17"]


def test_an_exclusion_in_the_same_zone_at_another_time_excludes_nothing() -> None:
    assert len(shown(series(FIRST, TUESDAYS, excluded=(paris("2026-09-15T16:00"),)))) == 4


@pytest.mark.parametrize("excluded", ["2026-09-14T22:00", "2026-09-15T00:00"])
def test_an_exclusion_in_utc_takes_the_day_that_it_is_here(excluded: str) -> None:
    event = series(day("2026-09-14"), "FREQ=DAILY;COUNT=3", excluded=(zulu(excluded),))
    assert shown(event) == ["2026-09-14", "2026-09-16"]


def test_the_start_may_be_excluded_and_still_counts() -> None:
    assert shown(series(FIRST, "FREQ=WEEKLY;COUNT=2", excluded=(FIRST,))) == ["2026-09-15T18:00"]


def test_an_override_replaces_its_occurrence_and_is_placed_at_its_own_time() -> None:
    moved = override(zulu("2026-09-15T16:00"), paris("2026-09-16T10:00"), paris("2026-09-16T11:00"))
    found = unfolded(series(FIRST, TUESDAYS, overrides=(moved,)))
    assert [(written(each.start), written(each.recurrence_id), each.event.title) for each in found] == [
        ("2026-09-08T18:00", "2026-09-08T18:00", "master"),
        ("2026-09-16T10:00", "2026-09-15T18:00", "override"),
        ("2026-09-22T18:00", "2026-09-22T18:00", "master"),
        ("2026-09-29T18:00", "2026-09-29T18:00", "master"),
    ]
    assert found[1].recurrence_id == paris("2026-09-15T18:00")


def test_a_cancelled_override_is_shown_as_cancelled_in_place_of_its_occurrence() -> None:
    gone = override(paris("2026-09-15T18:00"), paris("2026-09-15T18:00"), status=Status.CANCELLED)
    found = unfolded(series(FIRST, TUESDAYS, overrides=(gone,)))
    assert [each.event.status for each in found] == [None, Status.CANCELLED, None, None]


def test_an_override_moved_out_of_the_window_leaves_no_trace_and_one_moved_in_is_shown() -> None:
    event = series(FIRST, TUESDAYS, overrides=(override(paris("2026-09-15T18:00"), paris("2027-05-01T18:00")),))
    assert shown(event, "2026-09-14", "2026-09-20") == []
    assert shown(event, "2027-05-01", "2027-05-02") == ["2027-05-01T18:00"]


def test_an_override_of_no_occurrence_is_shown_all_the_same() -> None:
    extra = override(paris("2026-09-17T18:00"), paris("2026-09-17T20:00"))
    found = unfolded(series(FIRST, "FREQ=WEEKLY;COUNT=2", overrides=(extra,)))
    assert [written(each.start) for each in found] == ["2026-09-08T18:00", "2026-09-15T18:00", "2026-09-17T20:00"]
    assert found[2].recurrence_id == paris("2026-09-17T18:00")


def test_an_override_without_a_master_rule_replaces_the_only_occurrence() -> None:
    event = Event(start=FIRST, overrides=(override(FIRST, paris("2026-09-09T18:00")),))
    assert shown(event) == ["2026-09-09T18:00"]


def test_an_override_by_day_replaces_one_occurrence_of_that_day() -> None:
    event = series(paris("2026-09-08T10:00"), "FREQ=HOURLY;COUNT=3", overrides=(override(day("2026-09-08"), FIRST),))
    assert [each[11:] for each in shown(event)] == ["11:00", "12:00", "18:00"]


def test_of_two_overrides_of_one_occurrence_the_higher_sequence_stands() -> None:
    new = override(paris("2026-09-15T18:00"), paris("2026-09-15T19:00"), sequence=2)
    old = override(zulu("2026-09-15T16:00"), paris("2026-09-15T20:00"), sequence=1)
    for overrides in ((new, old), (old, new)):
        assert shown(series(FIRST, TUESDAYS, overrides=overrides))[1] == "2026-09-15T19:00"


def test_this_and_future_moves_and_renames_what_follows() -> None:
    later = override(
        paris("2026-09-15T18:00"), paris("2026-09-16T19:30"), paris("2026-09-16T20:00"), this_and_future=True
    )
    found = unfolded(series(FIRST, TUESDAYS, end=paris("2026-09-08T20:00"), overrides=(later,)))
    assert [(written(each.start), written(each.end), written(each.recurrence_id)) for each in found] == [
        ("2026-09-08T18:00", "2026-09-08T20:00", "2026-09-08T18:00"),
        ("2026-09-16T19:30", "2026-09-16T20:00", "2026-09-15T18:00"),
        ("2026-09-23T19:30", "2026-09-23T20:00", "2026-09-22T18:00"),
        ("2026-09-30T19:30", "2026-09-30T20:00", "2026-09-29T18:00"),
    ]
    assert [each.event.title for each in found] == ["master", *["override"] * 3]


@pytest.mark.parametrize("moved", ["2026-06-15T18:00", "2026-12-15T18:00"])
def test_what_this_and_future_moves_far_is_found_by_the_window_it_is_moved_to(moved: str) -> None:
    later = override(paris("2026-09-15T18:00"), paris(moved), this_and_future=True)
    event = series(FIRST, "FREQ=WEEKLY;COUNT=3", overrides=(later,))
    week_after = dt.datetime.fromisoformat(moved) + dt.timedelta(days=7)
    assert shown(event, moved[:10], (week_after + dt.timedelta(days=1)).isoformat()[:10]) == [
        moved,
        week_after.isoformat(timespec="minutes"),
    ]


def test_a_single_override_goes_before_this_and_future_and_a_later_one_takes_over() -> None:
    first = override(paris("2026-09-15T18:00"), paris("2026-09-15T19:00"), this_and_future=True, title="first")
    single = override(paris("2026-09-22T18:00"), paris("2026-09-22T08:00"), title="single")
    second = override(paris("2026-09-29T18:00"), paris("2026-09-29T21:00"), this_and_future=True, title="second")
    found = unfolded(series(FIRST, "FREQ=WEEKLY;COUNT=5", overrides=(second, single, first)))
    assert [(each.event.title, written(each.start)[11:]) for each in found] == [
        ("master", "18:00"),
        ("first", "19:00"),
        ("single", "08:00"),
        ("second", "21:00"),
        ("second", "21:00"),
    ]


def test_this_and_future_may_turn_a_timed_series_into_days() -> None:
    later = override(paris("2026-09-15T18:00"), day("2026-09-16"), day("2026-09-17"), this_and_future=True)
    event = series(FIRST, "FREQ=WEEKLY;COUNT=3", overrides=(later,))
    assert shown(event) == ["2026-09-08T18:00", "2026-09-16", "2026-09-23"]


def test_a_series_in_a_zone_of_its_own_is_unfolded_by_its_offsets() -> None:
    zone = CustomZone(
        tzid="Ailleurs",
        observances=(
            Observance(
                start=naive("2000-03-01T02:00"),
                offset_from=3600,
                offset_to=7200,
                rule="FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
            ),
            Observance(
                start=naive("2000-09-15T03:00"),
                offset_from=7200,
                offset_to=3600,
                rule="FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=15",
            ),
        ),
    )
    event = series(
        CustomTime(local=naive("2026-09-08T18:00"), zone=zone),
        "FREQ=WEEKLY;UNTIL=20260922T170000Z",
        excluded=(zulu("2026-09-15T17:00"),),
    )
    assert [instant(each.start) for each in unfolded(event)] == [utc("2026-09-08T16:00"), utc("2026-09-22T17:00")]


@pytest.mark.parametrize("code", ["unreadable-rule", "unsupported-rscale"])
def test_a_rule_that_cannot_be_unfolded_is_an_error_of_this_library(code: str) -> None:
    rule = {"unreadable-rule": "FREQ=OFTEN", "unsupported-rscale": "RSCALE=HEBREW;FREQ=YEARLY"}[code]
    with pytest.raises(OccurrenceError) as caught:
        shown(series(FIRST, rule))
    assert caught.value.code == code
    assert isinstance(caught.value, ReseauError)


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=MONTHLY;SKIP=BACKWARD", "2026-01-31", ["01-31", "02-28", "03-31", "04-30"]),
        ("FREQ=MONTHLY;SKIP=FORWARD", "2026-01-31", ["01-31", "03-01", "03-31", "05-01"]),
        ("FREQ=MONTHLY;SKIP=OMIT", "2026-01-31", ["01-31", "03-31", "05-31", "07-31"]),
        ("FREQ=MONTHLY;INTERVAL=2;SKIP=FORWARD", "2025-12-31", ["03-01", "05-01", "07-01", "08-31"]),
        ("FREQ=YEARLY;SKIP=FORWARD", "2024-02-29", ["03-01"]),
        ("FREQ=YEARLY;SKIP=BACKWARD", "2024-02-29", ["02-28"]),
    ],
)
def test_a_date_that_a_month_lacks_is_skipped_as_the_rule_says(rule: str, start: str, expected: list[str]) -> None:
    found = shown(series(day(start), f"RSCALE=GREGORIAN;{rule}"), "2026-01-01")
    assert [each[5:] for each in found][: len(expected)] == expected


cuts = st.datetimes(naive("2026-08-01"), naive("2027-03-01")).map(lambda each: each.replace(tzinfo=dt.UTC))


@given(st.lists(cuts, min_size=3, max_size=3).map(sorted), st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;COUNT=12"]))
def test_two_windows_side_by_side_show_what_one_shows(cut: list[dt.datetime], rule: str) -> None:
    event = series(
        FIRST,
        rule,
        excluded=(zulu("2026-09-29T16:00"), zulu("2026-10-06T18:00")),
        overrides=(
            override(zulu("2026-09-15T18:00"), paris("2026-10-25T02:30")),
            override(paris("2026-10-20T18:00"), paris("2026-10-18T09:00"), this_and_future=True),
        ),
    )
    first, second, third = cut
    parts = expand(event, first, second) + expand(event, second, third)
    assert parts == expand(event, first, third)


@given(cuts, st.integers(1, 40))
def test_occurrences_are_sorted_and_no_original_start_is_shown_twice(after: dt.datetime, days: int) -> None:
    later = override(paris("2026-10-20T18:00"), paris("2026-10-25T02:30"), this_and_future=True)
    event = series(FIRST, "FREQ=DAILY", end=paris("2026-09-10T08:00"), overrides=(later,))
    found = expand(event, after, after + dt.timedelta(days=days))
    assert [instant(each.start) for each in found] == sorted(instant(each.start) for each in found)
    assert len({each.recurrence_id for each in found}) == len(found)


def test_the_zone_of_dates_must_be_known() -> None:
    assert shown(Event(start=day("2026-09-08")), day_zone=PARIS)
    with pytest.raises(KeyError):
        shown(Event(start=day("2026-09-08")), day_zone="Atlantide/Capitale")
