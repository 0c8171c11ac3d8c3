"""Times in all their forms, and the spans between them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Literal, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.model import CustomTime, CustomZone, Date, FixedTime, Time, ZonedTime
from reseau_sync.model.time import local_of, same_form

Form: TypeAlias = Literal["zoned", "floating", "date", "utc", "fixed", "custom"]
"""How a time is stated: in an IANA zone; in none, so that one was supplied; as a day; in UTC; at a fixed offset; in a
zone that the source defines itself."""

FORMS: tuple[Form, ...] = ("zoned", "floating", "date", "utc", "fixed", "custom")

FIRST = dt.date(1970, 1, 1)
LAST = dt.date(2100, 12, 31)

_ZONES = (
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
)

# Offsets and dates that no IANA zone has, so that no reader maps these zones to one.
_CUSTOM_ZONES = tuple(
    CustomZone.model_validate(each)
    for each in (
        {
            "tzid": "Heure du port",
            "observances": [
                {"name": "PORT", "start": "1970-01-01T00:00:00", "offset_from": 3_000, "offset_to": 3_000},
            ],
        },
        {
            "tzid": "Customized Time Zone",
            "observances": [
                {
                    "start": "1970-11-04T03:00:00",
                    "offset_from": 9_300,
                    "offset_to": 5_700,
                    "rule": "FREQ=YEARLY;BYMONTH=11;BYDAY=1WE",
                },
                {
                    "daylight": True,
                    "start": "1970-05-06T02:00:00",
                    "offset_from": 5_700,
                    "offset_to": 9_300,
                    "rule": "FREQ=YEARLY;BYMONTH=5;BYDAY=1WE",
                },
            ],
        },
    )
)

_DAYS = st.one_of(st.none(), st.integers(1, 9).map(lambda each: dt.timedelta(days=each)))
_LENGTHS = st.one_of(_DAYS, st.integers(1, 600).map(lambda each: dt.timedelta(minutes=each)))
_OFFSETS = (3_600, -18_000, 19_800, -34_200, 43_200)


@functools.cache
def locals_() -> SearchStrategy[dt.datetime]:
    """Give naive local times from 1970 to 2100: most on a quarter of an hour, some on any second."""
    days = st.one_of(st.dates(dt.date(2010, 1, 1), dt.date(2030, 12, 31)), st.dates(FIRST, LAST))
    quarters = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, quarter % 4 * 15))
    seconds = st.integers(0, 86_399).map(lambda each: dt.time(each // 3_600, each // 60 % 60, each % 60))
    return st.builds(dt.datetime.combine, days, st.one_of(quarters, seconds))


def times(forms: Sequence[Form] = FORMS) -> SearchStrategy[Time]:
    """Give times in the forms asked for."""
    return _times(tuple(forms))


@functools.cache
def _times(forms: tuple[Form, ...]) -> SearchStrategy[Time]:
    return st.one_of([_of_form(form) for form in forms])


@functools.cache
def _of_form(form: Form) -> SearchStrategy[Time]:
    made: dict[Form, SearchStrategy[Time]] = {
        "zoned": st.builds(ZonedTime, local=locals_(), zone=st.sampled_from(_ZONES)),
        "floating": st.builds(ZonedTime, local=locals_(), zone=st.just("Europe/Paris"), floating=st.just(True)),
        "date": st.builds(Date, date=locals_().map(dt.datetime.date)),
        "utc": st.builds(FixedTime, local=locals_()),
        "fixed": st.builds(FixedTime, local=locals_(), offset=st.sampled_from(_OFFSETS)),
        "custom": st.builds(CustomTime, local=locals_(), zone=st.sampled_from(_CUSTOM_ZONES)),
    }
    return made[form]


@st.composite
def spans(draw: st.DrawFn, forms: Sequence[Form] = FORMS) -> tuple[Time, Time | None]:
    """Give a start and an exclusive end after it in the same form, or no end: an hour, an evening, some days."""
    start = draw(times(forms))
    length = draw(_DAYS if isinstance(start, Date) else _LENGTHS)
    return start, None if length is None else moved(start, length)


def moved(time: Time, by: dt.timedelta) -> Time:
    """Return ``time`` moved in its own local time, its form kept."""
    return same_form(time, local_of(time) + by)


@functools.cache
def stamps() -> SearchStrategy[dt.datetime]:
    """Give instants in UTC, in whole seconds."""
    start = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
    return st.integers(-1_262_304_000, 883_612_799).map(lambda seconds: start + dt.timedelta(seconds=seconds))
