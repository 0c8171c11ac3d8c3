"""Values of properties: text, dates and times, durations, periods (RFC 5545, 3.3), as met and as written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Protocol

from reseau_sync.ics.component import ContentLine
from reseau_sync.model import CustomTime, CustomZone, Date, FixedTime, Period, Time, ZonedTime
from reseau_sync.model.time import TimeOfDay, aware, local_of, same_form
from reseau_sync.model.zones import zone

_UNESCAPE = re.compile(r"\\([\\;,nN:\"])")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPLIT = re.compile(r"((?:\\.|[^,\\]|\\$)*)(?:,|$)", re.DOTALL)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})S)?)?", re.ASCII
)
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s?(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?"
)


class UnknownZoneError(ValueError):
    """A TZID that names no zone and that no VTIMEZONE defines."""


class Zones(Protocol):
    """What a TZID means in one calendar."""

    @property
    def floating(self) -> str:
        """The IANA zone in which times without a zone are read."""
        ...

    def resolve(self, tzid: str) -> str | CustomZone | None:
        """Return the zone that ``tzid`` names, or ``None``."""
        ...


def unescape(value: str) -> str:
    r"""Return TEXT without its escapes; ``\:`` and ``\"``, which old programs write, are read too."""
    if "\\" not in value:
        return value
    return _UNESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escape(text: str) -> str:
    """Return ``text`` as a TEXT value; line ends become ``\\n``, other control characters but TAB are dropped."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _UNWRITABLE.sub("", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def split_text(value: str) -> list[str]:
    """Split a list of TEXT values at its unescaped commas; the parts keep their escapes."""
    if "," not in value:
        return [value]
    return _SPLIT.findall(value)[: 1 + len(re.findall(r"(?<!\\)(?:\\\\)*,", value))]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A date or a local time as written: ``offset`` in seconds where one is, 0 for ``Z``; ``None`` where none is."""

    local: dt.datetime
    is_date: bool = False
    offset: int | None = None


def parse_stamp(value: str) -> Stamped:
    """Read DATE or DATE-TIME, the RFC form and the sloppy ones that leave no doubt (ISO 8601, no seconds).

    :raises ValueError: for anything else, and for what the calendar does not have
    """
    found = _TIME.fullmatch(value.strip())
    if not found:
        raise ValueError(value)
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if found[4] is None:
        return Stamped(dt.datetime(year, month, day), is_date=True)  # noqa: DTZ001 - a local time
    hour, minute, second = int(found[4]), int(found[5]), min(int(found[6] or 0), 59)
    extra = dt.timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else dt.timedelta()
    local = dt.datetime(year, month, day, 0 if extra else hour, minute, second) + extra  # noqa: DTZ001 - a local time
    return Stamped(local, offset=_offset(found["zone"]))


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text in "Zz":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[-2:]) * 60
    if seconds >= 86_400:
        raise ValueError(text)
    return -seconds if text[0] == "-" else seconds


def parse_time(value: str, tzid: str | None, zones: Zones) -> Time:
    """Read one date or time, in the zone that it names.

    :raises UnknownZoneError: for a TZID that means nothing
    :raises ValueError: for a value that is no date or time
    """
    stamp = parse_stamp(value)
    if stamp.is_date:
        return Date(date=stamp.local.date())
    if stamp.offset is not None:
        return FixedTime(local=stamp.local, offset=stamp.offset)
    if not tzid:
        return ZonedTime(local=stamp.local, zone=zones.floating, floating=True)
    found = zones.resolve(tzid)
    if found is None:
        raise UnknownZoneError(tzid)
    if isinstance(found, CustomZone):
        return CustomTime(local=stamp.local, zone=found)
    return ZonedTime(local=stamp.local, zone=found)


@dataclass(frozen=True, slots=True)
class Duration:
    """A DURATION: days by the calendar, seconds by the clock (RFC 5545, 3.3.6).

    A timedelta, as icalendar gives it, cannot tell P1D from PT24H; over a clock change they are an hour apart.
    """

    days: int
    seconds: int


def parse_duration(value: str) -> Duration:
    """Read a DURATION (RFC 5545, 3.3.6).

    :raises ValueError: if it is none
    """
    found = _DURATION.fullmatch(value.strip().upper())
    if not found or not any(found.groups()[1:]):
        raise ValueError(value)
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return Duration(sign * (7 * weeks + days), sign * (3600 * hours + 60 * minutes + seconds))


def add_duration(start: Time, duration: Duration) -> Time:
    """Return ``start`` and ``duration`` later: days by the calendar, the rest by the clock (RFC 5545, 3.3.6).

    :raises ValueError: past the end of the calendar, or where a date would get hours
    """
    if isinstance(start, Date):
        days, rest = divmod(duration.seconds, 86_400)
        if rest:
            raise ValueError("a date lasts whole days")
        duration = Duration(duration.days + days, 0)  # some programs write P1D as PT86400S
    try:
        later = same_form(start, local_of(start) + dt.timedelta(days=duration.days))
        if isinstance(later, Date) or not duration.seconds:
            return later
        return _add_seconds(later, dt.timedelta(seconds=duration.seconds))
    except OverflowError as error:
        raise ValueError("past the end of the calendar") from error


def _add_seconds(start: TimeOfDay, rest: dt.timedelta) -> Time:
    if not isinstance(start, ZonedTime):
        return same_form(start, start.local + rest)
    moved = (aware(start).astimezone(dt.UTC) + rest).astimezone(zone(start.zone))
    return same_form(start, moved.replace(tzinfo=None))


def parse_period(value: str, tzid: str | None, zones: Zones) -> Period:
    """Read a PERIOD: start and end, or start and duration (RFC 5545, 3.3.9).

    :raises ValueError: if it is none
    """
    first, slash, second = value.partition("/")
    if not slash:
        raise ValueError(value)
    start = parse_time(first, tzid, zones)
    if second.strip().lstrip("+-").upper().startswith("P"):
        return Period(start=start, end=add_duration(start, parse_duration(second)))
    return Period(start=start, end=parse_time(second, tzid, zones))


def format_local(local: dt.datetime) -> str:
    """Return a naive time as ``20100914T143000``."""
    return local.isoformat().replace("-", "").replace(":", "")


def format_time(time: Time) -> str:
    """Return a date or time as its value; what is at a fixed offset is written in UTC."""
    if isinstance(time, Date):
        return time.date.isoformat().replace("-", "")
    if isinstance(time, FixedTime):
        return format_local(_utc(time)) + "Z"
    return format_local(time.local)


def _utc(time: FixedTime) -> dt.datetime:
    try:
        return time.local - dt.timedelta(seconds=time.offset)
    except OverflowError:
        return time.local


def time_line(name: str, time: Time, value: str | None = None) -> ContentLine:
    """Return a property that holds a date or time, with the VALUE or TZID that it needs."""
    text = format_time(time) if value is None else value
    if isinstance(time, Date):
        return ContentLine(name, (("VALUE", ("DATE",)),), text)
    if isinstance(time, ZonedTime) and not time.floating:
        return ContentLine(name, (("TZID", (time.zone,)),), text)
    if isinstance(time, CustomTime):
        return ContentLine(name, (("TZID", (time.zone.tzid,)),), text)
    return ContentLine(name, (), text)


def format_stamp(stamp: dt.datetime) -> str:
    """Return an aware instant as a UTC value."""
    return format_local(stamp.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)) + "Z"
