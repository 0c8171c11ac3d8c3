"""A written VTIMEZONE, read back by other programs' readers, tells the time that the tz database tells."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
from functools import cache
from typing import Any

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.ics.iana_changes import Clock, Rule, YearDay, iana_changes
from reseau_sync.ics.lines import parse_component
from reseau_sync.ics.observances import read_vtimezone
from reseau_sync.ics.vtimezone import _rrule, custom_vtimezone, vtimezone
from reseau_sync.model.time import CustomZone, Observance, zone_changes
from reseau_sync.model.zones import iana_keys, zone

LAST = dt.datetime(2037, 12, 31, tzinfo=dt.UTC)
KEYS = sorted(iana_keys())
NOTABLE = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Miquelon",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Macquarie",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "EST5EDT",
    "Etc/GMT-14",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Paris",
    "Europe/Riga",
    "Indian/Reunion",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "UTC",
]
NEAR = (-7201, -3601, -1800, -1, 0, 1, 1800, 3600, 7201)


@cache
def readers(key: str, first_year: int) -> tuple[Any, ...]:
    """The zone, as icalendar and dateutil read it from what was written."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//t//EN", *vtimezone(key, first_year), "END:VCALENDAR", "")
    calendar = icalendar.Calendar.from_ical("\r\n".join(lines))
    (component,) = calendar.walk("VTIMEZONE")
    assert isinstance(component, icalendar.Timezone)
    return component.to_tz(lookup_tzid=False), tzical(io.StringIO("\n".join(lines))).get()


def assert_same_time(key: str, first_year: int, instant: dt.datetime) -> None:
    local = instant.astimezone(zone(key))
    if local.fold or local.year < first_year:
        # RFC 5545 (3.3.5) reads a local time that happens twice as the first one: the second has no spelling.
        return
    for reader in readers(key, first_year):
        assert local.replace(tzinfo=reader).utcoffset() == local.utcoffset(), (key, first_year, local, reader)


def instants_near_changes(key: str, first_year: int) -> list[dt.datetime]:
    start = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    moments = [
        dt.datetime.fromtimestamp(each.instant, dt.UTC) for each in iana_changes(key).changes if each.instant > 0
    ]
    return [
        moment + dt.timedelta(seconds=delta)
        for moment in moments
        if moment > start - dt.timedelta(days=1) and moment < LAST
        for delta in NEAR
    ]


@pytest.mark.parametrize("key", NOTABLE)
@pytest.mark.parametrize("first_year", [1970, 1997, 2010, 2024])
def test_around_every_change_readers_tell_the_offset_of_the_tz_database(key: str, first_year: int) -> None:
    first = dt.datetime(first_year, 1, 1, 12, tzinfo=dt.UTC)
    for instant in [first, *instants_near_changes(key, first_year), LAST]:
        assert_same_time(key, first_year, instant)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(KEYS),
    st.sampled_from([1970, 1997, 2010, 2026]),
    st.floats(min_value=0, max_value=1, exclude_max=True),
)
def test_at_any_instant_of_any_zone_readers_tell_the_offset_of_the_tz_database(
    key: str, first_year: int, part: float
) -> None:
    start = dt.datetime(first_year, 1, 2, tzinfo=dt.UTC)
    assert_same_time(key, first_year, (start + (LAST - start) * part).replace(microsecond=0))


def test_what_is_written_reads_back_as_the_same_changes_in_every_zone() -> None:
    since = dt.datetime(2010, 1, 1)
    until = dt.datetime(2037, 1, 1)
    epoch = dt.datetime(1970, 1, 1)
    for key in KEYS:
        read = read_vtimezone(parse_component("\r\n".join(vtimezone(key, 2010)).encode())).zone
        told = [each for each in zone_changes(read) if since <= each[0] < until and each[1] != each[2]]
        known = [
            (epoch + dt.timedelta(seconds=each.instant + each.before), each.before, each.after)
            for each in iana_changes(key).changes
            if each.before != each.after
        ]
        assert told == [each for each in known if since <= each[0] < until], key


def test_the_footer_of_every_zone_is_understood() -> None:
    for key in KEYS:
        data = iana_changes(key)
        summers = [zone(key).utcoffset(dt.datetime(2037, month, 10)) for month in (1, 7)]
        assert (data.rule is not None) == (summers[0] != summers[1]), key


def test_the_first_of_several_dates_is_among_the_rdates_since_some_readers_forget_dtstart_beside_them() -> None:
    lines = vtimezone("Europe/Istanbul", 2010)
    first = lines.index("DTSTART:20091025T040000")
    assert lines[first + 1 : first + 3] == ("RDATE:20091025T040000", "RDATE:20101031T040000")


def test_europe_paris_is_two_rules_and_nothing_else_since_1997() -> None:
    assert vtimezone("Europe/Paris", 1997) == (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
        "BEGIN:STANDARD",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "DTSTART:19970330T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    )


def test_an_onset_on_the_eve_of_the_counted_day_is_a_plain_rule() -> None:
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA" in vtimezone("America/Nuuk", 2025)


def test_summer_is_daylight_in_dublin_though_the_tz_database_calls_winter_the_exception() -> None:
    lines = vtimezone("Europe/Dublin", 2010)
    assert lines[lines.index("BEGIN:DAYLIGHT") + 1 :][:3] == ("TZNAME:IST", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100")


def test_a_zone_that_never_changes_is_one_standard_time() -> None:
    assert vtimezone("Asia/Tokyo", 2010)[2:-1] == (
        "BEGIN:STANDARD",
        "TZNAME:JST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "DTSTART:19700101T000000",
        "END:STANDARD",
    )


def test_a_first_year_before_the_tz_database_or_after_the_last_year_is_written_all_the_same() -> None:
    assert "TZNAME:LMT" in vtimezone("Europe/Paris", 1850)
    assert vtimezone("Europe/Paris", 2090)[6] == "DTSTART:20891030T030000"


def test_every_zone_has_a_standard_time_and_short_offsets_since_1980() -> None:
    for key in KEYS:
        lines = vtimezone(key, 1980)
        assert "BEGIN:STANDARD" in lines
        assert all(len(line) == 18 for line in lines if line.startswith("TZOFFSETFROM")), key


def test_an_old_offset_with_seconds_that_no_time_uses_is_left_out() -> None:
    assert vtimezone("Africa/Monrovia", 1973)[3:-2] == (
        "TZNAME:GMT",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000",
        "DTSTART:19700101T000000",
    )


def test_a_zone_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        vtimezone("Europe/Dunkerque")


def test_the_bytes_are_the_same_in_another_process_with_another_zone_and_hash_seed() -> None:
    code = (
        "from reseau_sync.ics.vtimezone import vtimezone;"
        "print(*[line for key in ('Europe/Paris','America/Havana','Asia/Gaza') for line in vtimezone(key, 1990)])"
    )
    printed = set()
    for seed, here in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": here}
        printed.add(
            subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True).stdout
        )
    assert len(printed) == 1


def test_a_custom_zone_is_written_as_it_was_given_and_nothing_breaks_out_of_its_names() -> None:
    start = dt.datetime(2000, 3, 26, 2)
    given_zone = CustomZone(
        tzid="Ici, ou\nBEGIN:VEVENT",
        observances=(
            Observance(
                daylight=True,
                name="Été; d'ici",
                start=start,
                offset_from=3600,
                offset_to=7200 + 17,
                rule="FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20060326T010000Z",
            ),
            Observance(
                start=start.replace(month=10), offset_from=7217, offset_to=-3600, dates=(start.replace(year=2010),)
            ),
        ),
    )
    lines = vtimezone(given_zone)
    assert lines == custom_vtimezone(given_zone) == (
        "BEGIN:VTIMEZONE",
        r"TZID:Ici\, ou\nBEGIN:VEVENT",
        "BEGIN:DAYLIGHT",
        r"TZNAME:Été\; d'ici",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+020017",
        "DTSTART:20000326T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20060326T010000Z",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+020017",
        "TZOFFSETTO:-0100",
        "DTSTART:20001026T020000",
        "RDATE:20001026T020000",
        "RDATE:20100326T020000",
        "END:STANDARD",
        "END:VTIMEZONE",
    )  # fmt: skip
    read = read_vtimezone(parse_component("\r\n".join(lines).encode())).zone
    assert zone_changes(read) == zone_changes(given_zone)
    assert read.tzid == given_zone.tzid


@given(
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(0, 6),
    st.integers(-167, 167).map(lambda hours: hours * 3600),
)
def test_the_rrule_of_a_day_of_the_year_gives_that_day(month: int, week: int, weekday: int, seconds: int) -> None:
    day = YearDay(month, week, weekday, False, seconds)
    rule = _rrule(day)
    if rule is None:
        return  # such a day is written date by date
    turn = Rule(Clock(0, False, "W"), Clock(3600, True, "S"), day, day).turns()[0]
    wanted = [dt.datetime.fromtimestamp(day.local(year), dt.UTC).replace(tzinfo=None) for year in range(1999, 2031)]
    part = Observance(start=wanted[0], offset_from=turn[1].offset, offset_to=turn[2].offset, rule=rule)
    told = zone_changes(CustomZone(tzid="t", observances=(part,)))
    assert [start for start, _, _ in told][: len(wanted)] == wanted


def test_days_counted_from_the_start_of_the_year_are_found() -> None:
    def date(day: YearDay, year: int) -> str:
        return dt.datetime.fromtimestamp(day.local(year), dt.UTC).isoformat()[:13]

    assert date(YearDay(0, 60, 0, True, 7200), 2024) == "2024-03-01T02"
    assert date(YearDay(0, 60, 0, True, 7200), 2023) == "2023-03-01T02"
    assert date(YearDay(0, 365, 0, True, 0), 2024) == "2024-12-31T00"
    assert date(YearDay(0, 59, 0, False, 0), 2024) == "2024-02-29T00"
    assert date(YearDay(0, 0, 0, False, 0), 2023) == "2023-01-01T00"
