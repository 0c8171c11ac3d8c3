"""Dates, times and zones in cells of the plain form, both ways.

A cell holds ``2010-09-14`` or ``2010-09-14 14:30`` (seconds where there are any); ``14/09/2010`` and
``14/09/2010 14h30`` are read too, the day always first, since French spreadsheets rewrite dates so. The column of the
zone holds for the whole row: empty for the network's zone, ``Europe/London``, ``UTC``, ``UTC+01:00``. A time in
another zone than its row's carries its own: ``2010-09-14 14:30 UTC``. Ends that are dates are the last day in a
sheet, and the day after it in the schema (RFC 5545, 3.6.1).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from reseau_sync.errors import EncodeError, Words
from reseau_sync.model.event import ApproximateDate, PartOfMonth
from reseau_sync.model.network import Language
from reseau_sync.model.time import CustomTime, Date, FixedTime, Period, Time, ZonedTime, aware
from reseau_sync.model.zones import iana_key
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.problems import CellError, impossible_date, unknown_zone, unparsed_time

_CLOCK = (
    r"(?:(?:T| +|\s+à\s+)(?P<hour>\d{1,2})\s?(?::|h)\s?(?P<minute>\d{2})?(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2}|\s+\S+)?)?"
)
_ISO = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_CLOCK}", re.ASCII | re.IGNORECASE)
_FRENCH = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_CLOCK}",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})(?::(\d{2}))?", re.ASCII | re.IGNORECASE)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Zone:
    """What makes an instant of a local time: an IANA zone (``floating``: supplied), or an offset in seconds."""

    key: str | None = None
    floating: bool = False
    offset: int = 0

    @classmethod
    def of(cls, time: Time) -> Zone | None:
        """Return the zone of a time, ``None`` for a date; a zone of the source's own counts as its offset then."""
        if isinstance(time, ZonedTime):
            return cls(time.zone, time.floating)
        if isinstance(time, FixedTime):
            return cls(offset=time.offset)
        if isinstance(time, CustomTime):
            return cls(offset=int(time.zone.offset_at(time.local).total_seconds()))
        return None

    def at(self, local: dt.datetime) -> Time:
        """Return the naive ``local`` in this zone."""
        if self.key is None:
            return FixedTime(local=local, offset=self.offset)
        return ZonedTime(local=local, zone=self.key, floating=self.floating)

    def text(self) -> str:
        """Return what stands for it: ``Europe/Paris``, ``~Europe/Paris`` if supplied, ``UTC``, ``UTC+01:00``."""
        if self.key is not None:
            # "UTC" alone is the offset; the IANA zone of that name is another value of the schema.
            name = "iana:UTC" if self.key == "UTC" else self.key
            return f"~{self.key}" if self.floating else name
        sign = "-" if self.offset < 0 else "+"
        minutes, seconds = divmod(abs(self.offset), 60)
        rest = f":{seconds:02}" if seconds else ""
        return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}{rest}" if self.offset else "UTC"


def read_zone(text: str | None, timezone: str) -> Zone:
    """Return the zone that a cell names; the network's zone ``timezone``, as supplied, for an empty one.

    :raises CellError: ``unknown-zone``
    """
    if text is None:
        return Zone(timezone, floating=True)
    if text.upper() in ("UTC", "Z"):
        return Zone()
    found = _OFFSET.fullmatch(text)
    if found:
        return Zone(offset=_seconds(found, text))
    name = text.removeprefix("~").removeprefix("iana:")
    key = iana_key(name)
    if key is None:
        raise unknown_zone(text)
    return Zone(key, floating=text.startswith("~"))


def _seconds(found: re.Match[str], text: str) -> int:
    sign, hours, minutes, seconds = found.groups()
    total = int(hours) * 3_600 + int(minutes) * 60 + int(seconds or 0)
    if total >= 86_400:
        raise unknown_zone(text)
    return -total if sign == "-" else total


def read_time(text: str, row: Zone, timezone: str) -> Time:
    """Return the date or time in a cell; one without a zone of its own is in the zone of its ``row``.

    :raises CellError: ``unparsed-time``, ``no-date`` for a day that does not exist, ``unknown-zone``
    """
    found = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
    if found is None:
        raise unparsed_time(text)
    try:
        day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["hour"] is None:
            return Date(date=day)
        if found["minute"] is None and ":" in text:
            raise unparsed_time(text)
        clock = dt.time(int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError as error:
        raise impossible_date(text) from error
    zone = row if found["zone"] is None else read_zone(found["zone"].strip(), timezone)
    return zone.at(dt.datetime.combine(day, clock))


def read_end(text: str, row: Zone, timezone: str) -> Time:
    """Return the exclusive end that a cell means: the day after the last one, if it is a date.

    :raises CellError: as :func:`read_time`
    """
    time = read_time(text, row, timezone)
    if not isinstance(time, Date):
        return time
    if time.date == dt.date.max:
        raise impossible_date(text)
    return Date(date=time.date + _DAY)


def time_text(time: Time, row: Zone | None) -> str:
    """Return a cell that :func:`read_time` reads as ``time`` in a row whose zone is ``row``."""
    if isinstance(time, Date):
        return time.date.isoformat()
    local = time.local.isoformat(sep=" ", timespec="minutes" if time.local.second == 0 else "seconds")
    zone = Zone.of(time)
    return local if zone is None or zone == row else f"{local} {zone.text()}"


def end_text(time: Time, row: Zone | None) -> str:
    """Return a cell that :func:`read_end` reads as the exclusive end ``time``.

    :raises EncodeError: for the first day of all, before which there is none
    """
    if not isinstance(time, Date):
        return time_text(time, row)
    if time.date == dt.date.min:
        raise EncodeError(
            "no-such-day",
            Words(
                "Une fin au 1er janvier de l'an 1 ne s'écrit pas.",
                "An end on 1 January of the year 1 cannot be written.",
            ),
        )
    return (time.date - _DAY).isoformat()


def read_period(text: str, row: Zone, timezone: str) -> Time | Period:
    """Return one added date: a time, or a stretch ``2010-09-14 14:30 → 2010-09-14 16:00``.

    :raises CellError: as :func:`read_time`
    """
    start, arrow, end = text.partition("→")
    if not arrow:
        return read_time(text, row, timezone)
    return Period(start=read_time(start.strip(), row, timezone), end=read_end(end.strip(), row, timezone))


def period_text(period: Period, row: Zone | None) -> str:
    """Return a cell that :func:`read_period` reads as ``period``."""
    return f"{time_text(period.start, row)} → {end_text(period.end, row)}"


def read_stamp(text: str, timezone: str) -> dt.datetime:
    """Return an instant in UTC; a local time without zone is in the network's.

    :raises CellError: as :func:`read_time`, and ``unparsed-time`` for a date without a time
    """
    time = read_time(text, read_zone(None, timezone), timezone)
    if isinstance(time, Date):
        raise unparsed_time(text)
    try:
        return aware(time).astimezone(dt.UTC)
    except OverflowError as error:
        raise impossible_date(text) from error


def stamp_text(stamp: dt.datetime) -> str:
    """Return an aware instant as :func:`read_stamp` reads it, in UTC."""
    local = stamp.astimezone(dt.UTC).replace(tzinfo=None)
    return time_text(FixedTime(local=local), None)


# Approximate dates: "mi 2010-09".

PARTS: dict[PartOfMonth, tuple[str, str]] = {
    PartOfMonth.EARLY: ("début", "early"),
    PartOfMonth.MID: ("mi", "mid"),
    PartOfMonth.LATE: ("fin", "late"),
}
_PART_WORDS = {fold(word): part for part, words in PARTS.items() for word in words}
_APPROXIMATE = re.compile(
    r"(?P<part>[^\W\d_]+)[\s-]+(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})|(?P<m2>[0-9]{1,2})/(?P<y2>[0-9]{4}))"
)


def read_approximate(text: str) -> ApproximateDate:
    """Return an approximate date: ``début``, ``mi`` or ``fin`` (``early``, ``mid``, ``late``), year and month.

    :raises CellError: ``ambiguous-date``
    """
    found = _APPROXIMATE.fullmatch(text)
    part = _PART_WORDS.get(fold(found["part"])) if found else None
    if found is None or part is None:
        raise _vague(text)
    year, month = int(found["y"] or found["y2"]), int(found["m"] or found["m2"])
    if not (1 <= year <= 9_998 and 1 <= month <= 12):
        raise _vague(text)
    return ApproximateDate(year=year, month=month, part=part)


def approximate_text(date: ApproximateDate, language: Language = "fr") -> str:
    """Return an approximate date as :func:`read_approximate` reads it."""
    return f"{PARTS[date.part][language == 'en']} {date.year:04}-{date.month:02}"


def _vague(text: str) -> CellError:
    problem = unparsed_time(text)
    return CellError(
        "ambiguous-date",
        problem.reason,
        Words(
            "Écrivez « début 2010-09 », « mi 2010-09 » ou « fin 2010-09 ».",
            "Write “early 2010-09”, “mid 2010-09” or “late 2010-09”.",
        ),
    )
