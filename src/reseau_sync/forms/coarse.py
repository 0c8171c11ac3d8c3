"""Occurrences told later, or less exactly: for readers who must not know where people are at this very hour."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Literal

from reseau_sync.model import AnyEvent, Date, Time, ZonedTime
from reseau_sync.model.time import instant
from reseau_sync.model.zones import zone

Rounding = Literal["hour", "half-day", "day"]

_HOURS = {"hour": 1, "half-day": 12, "day": 24}
_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)


def delayed(events: Iterable[AnyEvent], days: int, today: dt.date, timezone: str) -> list[AnyEvent]:
    """Return the events whose last day, in the IANA zone ``timezone``, is at least so many days before ``today``."""
    return [each for each in events if today - _last_day(each, timezone) >= days * _DAY]


def _last_day(event: AnyEvent, timezone: str) -> dt.date:
    start, end = event.start, event.end if event.end is not None else event.start
    if isinstance(end, Date):
        return max(end.date - _DAY, start.date) if isinstance(start, Date) else end.date
    return max(_local(start, timezone), _local(end, timezone) - _SECOND).date()


def rounded(event: AnyEvent, rounding: Rounding, timezone: str) -> AnyEvent:
    """Return a single event with its times told by the hour, by the half of a day, or by the day alone.

    It is told to begin no later and to end no earlier than it does. Its UID, which may hold the hour, is another one
    that lasts as long. An event of whole days stays as it is, but for that.

    :param timezone: the IANA zone in which hours and days are counted
    """
    name = hashlib.blake2b((event.uid or "").encode(), digest_size=16, person=b"reseau-rounded").hexdigest()
    update: dict[str, object] = {"uid": f"{name}@reseau-sync"}
    if not isinstance(event.start, Date):
        first = _down(_local(event.start, timezone), rounding)
        last = _up(max(_local(event.end or event.start, timezone), first + _SECOND), rounding)
        update |= {"start": _told(first, rounding, timezone), "end": _told(last, rounding, timezone)}
    return event.model_copy(update=update)


def _local(time: Time, timezone: str) -> dt.datetime:
    return instant(time, timezone).astimezone(zone(timezone)).replace(tzinfo=None)


def _down(local: dt.datetime, rounding: Rounding) -> dt.datetime:
    return local.replace(hour=local.hour - local.hour % _HOURS[rounding], minute=0, second=0)


def _up(local: dt.datetime, rounding: Rounding) -> dt.datetime:
    down = _down(local, rounding)
    return down if down == local else down + dt.timedelta(hours=_HOURS[rounding])


def _told(local: dt.datetime, rounding: Rounding, timezone: str) -> Time:
    return Date(date=local.date()) if rounding == "day" else ZonedTime(local=local, zone=timezone)
