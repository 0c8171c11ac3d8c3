"""When something happens: a date, or a local time and what makes an instant of it.

Four forms, told apart by ``type`` (RFC 5545, 3.3.4 and 3.3.5):

* :class:`Date`: a day, in no zone;
* :class:`ZonedTime`: a local time in an IANA zone; ``floating`` says that the source stated no zone and that the
  calendar's or the network's was supplied;
* :class:`CustomTime`: a local time in a zone that the source defines itself and that no IANA zone matches;
* :class:`FixedTime`: a local time at a fixed offset from UTC; UTC itself is offset 0.

Ends are exclusive everywhere (RFC 5545, 3.6.1). Local times hold whole seconds; a local time that happens twice
means the first, one that a clock change skips is read with the offset before the gap (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import Annotated, Any, Literal, TypeAlias

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, Field, model_validator

from reseau_sync.model.base import Value
from reseau_sync.model.zones import iana_key, zone

UTC = dt.UTC
LAST_TRANSITION_YEAR = 2100
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local times are counted from it
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})Z")


def _naive_seconds(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is not None:
        raise ValueError("a local time carries no offset")
    return value.replace(microsecond=0, fold=0)


def _is_iana(value: str) -> str:
    key = iana_key(value)
    if key is None:
        raise ValueError(f"{value!r} is not an IANA time zone, such as Europe/Paris")
    return key


Local: TypeAlias = Annotated[dt.datetime, AfterValidator(_naive_seconds)]
ZoneKey: TypeAlias = Annotated[str, AfterValidator(_is_iana)]


class Date(Value):
    """A day (VALUE=DATE)."""

    type: Literal["date"] = "date"
    date: dt.date


class ZonedTime(Value):
    """A local time in an IANA zone of the pinned tz database."""

    type: Literal["zoned"] = "zoned"
    local: Local
    zone: ZoneKey
    floating: bool = False


class FixedTime(Value):
    """A local time at a fixed offset from UTC, in seconds east of it; UTC is 0."""

    type: Literal["fixed"] = "fixed"
    local: Local
    offset: Annotated[int, Field(gt=-86_400, lt=86_400)] = 0


class Observance(Value):
    """One STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545, 3.6.5). Offsets are seconds east of UTC."""

    daylight: bool = False
    name: str | None = None
    start: Local
    offset_from: Annotated[int, Field(gt=-86_400, lt=86_400)]
    offset_to: Annotated[int, Field(gt=-86_400, lt=86_400)]
    rule: str | None = None
    dates: tuple[Local, ...] = ()


class CustomZone(Value):
    """A zone that a source defines and that no IANA zone matches: its observances, as the source gives them."""

    tzid: str
    observances: Annotated[tuple[Observance, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rules_can_be_read(self) -> CustomZone:
        _transitions(self)
        return self

    def offset_at(self, local: dt.datetime) -> dt.timedelta:
        """Return the offset from UTC that rules at the naive time ``local``."""
        current = self.observances_by_start()[0].offset_from
        for change, offset in _transitions(self):
            if local < change:
                break
            current = offset
        return dt.timedelta(seconds=current)

    def observances_by_start(self) -> tuple[Observance, ...]:
        """Return the observances, the earliest first."""
        return tuple(sorted(self.observances, key=lambda each: each.start))


class CustomTime(Value):
    """A local time in a zone that the source defines itself."""

    type: Literal["custom"] = "custom"
    local: Local
    zone: CustomZone


Time: TypeAlias = Annotated[Date | ZonedTime | FixedTime | CustomTime, Field(discriminator="type")]
TimeOfDay: TypeAlias = ZonedTime | FixedTime | CustomTime


class Period(Value):
    """A stretch of time with its own end (RDATE;VALUE=PERIOD, RFC 5545, 3.8.5.2); the end is exclusive."""

    start: Time
    end: Time


@functools.lru_cache(maxsize=256)
def zone_changes(custom: CustomZone) -> tuple[tuple[dt.datetime, int, int], ...]:
    """Return (local onset, offset before, offset after) of each change, in order, to :data:`LAST_TRANSITION_YEAR`.

    An onset is told by the clock as it stood before the change (RFC 5545, 3.6.5); offsets are seconds east of UTC.
    """
    changes: set[tuple[dt.datetime, int, int]] = set()
    for part in custom.observances:
        starts = {part.start, *part.dates}
        if part.rule:
            starts.update(_yearly(part))
        changes.update((start, part.offset_from, part.offset_to) for start in starts)
    return tuple(sorted(changes, key=lambda each: ((each[0] - _EPOCH).total_seconds() - each[1], each)))


@functools.lru_cache(maxsize=256)
def _transitions(custom: CustomZone) -> tuple[tuple[dt.datetime, int], ...]:
    """Return (local time from which the offset is read, offset), in order.

    A local time that the change skips is still read with the offset before it (RFC 5545, 3.3.5).
    """
    return tuple(
        (start + dt.timedelta(seconds=max(0, after - before)) if start.year < dt.MAXYEAR else start, after)
        for start, before, after in zone_changes(custom)
    )


def _yearly(part: Observance) -> list[dt.datetime]:
    rule = _with_local_until(part)
    if "FREQ=YEARLY" not in rule.upper():
        raise ValueError("a time zone changes by yearly rules")
    found: list[dt.datetime] = []
    for start in rrulestr(rule, dtstart=part.start, ignoretz=True):
        if start.year > LAST_TRANSITION_YEAR or len(found) > 2 * LAST_TRANSITION_YEAR:
            break
        found.append(start)
    return found


def _with_local_until(part: Observance) -> str:
    """Return the rule with its UNTIL, which is in UTC (RFC 5545, 3.3.10), by the clock of the onsets."""
    rule = str(part.rule)
    found = _UNTIL.search(rule)
    if not found:
        return rule
    until = dt.datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - made local on the next line
    local = until + dt.timedelta(seconds=part.offset_from) if 1 < until.year < dt.MAXYEAR else until
    return rule.replace(found[0], f"UNTIL={local.isoformat().replace('-', '').replace(':', '')}")


def utc_time(instant: dt.datetime) -> FixedTime:
    """Return the aware ``instant`` as a time in UTC."""
    return FixedTime(local=instant.astimezone(UTC).replace(tzinfo=None))


def local_of(time: Time) -> dt.datetime:
    """Return the naive local time; a date is its midnight."""
    if isinstance(time, Date):
        return dt.datetime.combine(time.date, dt.time())
    return time.local


def aware(time: TimeOfDay) -> dt.datetime:
    """Return a time as an aware datetime in its own zone (a fixed offset for a custom zone)."""
    if isinstance(time, ZonedTime):
        return time.local.replace(tzinfo=zone(time.zone))
    if isinstance(time, FixedTime):
        return time.local.replace(tzinfo=dt.timezone(dt.timedelta(seconds=time.offset)))
    return time.local.replace(tzinfo=dt.timezone(time.zone.offset_at(time.local)))


def instant(time: Time, day_zone: str = "UTC") -> dt.datetime:
    """Return the instant in UTC; a date is its midnight in the IANA zone ``day_zone``.

    Times at the very ends of the calendar (years 1 and 9999) are clamped to what UTC can say.
    """
    moment = local_of(time).replace(tzinfo=zone(day_zone)) if isinstance(time, Date) else aware(time)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return local_of(time).replace(tzinfo=UTC)


def same_form(time: Time, local: dt.datetime) -> Time:
    """Return the naive ``local`` in the form and zone of ``time``; a date keeps only the day."""
    if isinstance(time, Date):
        return Date(date=local.date())
    return time.model_copy(update={"local": local.replace(microsecond=0, fold=0)})


def zone_of(time: Time) -> Any:
    """Return what tells two zones apart: an IANA id, an offset in seconds, a :class:`CustomZone`, or ``None``."""
    if isinstance(time, Date):
        return None
    return time.offset if isinstance(time, FixedTime) else time.zone
