"""One occurrence as an event of its own: its UID, and its times in a form that every engine reads alike."""

from __future__ import annotations

import datetime as dt
import functools

from reseau_sync.entry import recurrence_key
from reseau_sync.model import AnyEvent, CustomTime, Date, FixedTime, Time, ZonedTime
from reseau_sync.model.time import instant, same_form, utc_time, zone_of
from reseau_sync.model.zones import zone

UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "Etc/UCT", "UCT", "Etc/Universal", "Universal"})


def occurrence_uid(series: str, original: Time) -> str:
    """Return the UID of one occurrence: that of its series, and its original start (RFC 5545, 3.8.4.4).

    It is the same in both forms, and whatever becomes of the occurrence's own time.
    """
    name, at, domain = series.rpartition("@")
    key = recurrence_key(original)
    return f"{name}-{key}@{domain}" if at else f"{series}-{key}"


def plain(event: AnyEvent, uid: str | None, start: Time, end: Time | None) -> AnyEvent:
    """Return ``event`` as a single event at these times, under this UID."""
    start, end = _stated(start, end)
    update = {"uid": uid, "start": start, "end": end, "recurrence": None, "overrides": ()}
    return event.model_copy(update={**update, "recurrence_id": None, "this_and_future": False})


def plain_time(time: Time) -> Time:
    """Return the time with its zone stated: no floating time, UTC as ``Z``, an offset as UTC."""
    if isinstance(time, ZonedTime):
        if time.zone in UTC_NAMES:
            return FixedTime(local=time.local)
        return time.model_copy(update={"floating": False}) if time.floating else time
    if isinstance(time, FixedTime) and time.offset:
        return utc_time(instant(time))
    return time


def _stated(start: Time, end: Time | None) -> tuple[Time, Time | None]:
    """Return start and end as every engine reads them alike: the same instants, in one zone.

    A time that a clock change skips or doubles, and one of a zone that the source made up, are told in UTC. A day has
    an end; what has no length has none.
    """
    if isinstance(start, Date):
        following = start.date + dt.timedelta(days=1) if start.date < dt.date.max else start.date
        longer = isinstance(end, Date) and end.date > start.date
        return start, end if longer else Date(date=following)
    if end is None or isinstance(end, Date):
        return (utc_time(instant(start)) if needs_utc(start) else plain_time(start)), None
    if instant(end) <= instant(start):
        return _stated(start, None)
    if needs_utc(start) or needs_utc(end) or zone_of(start) != zone_of(end):
        return _in_zone_of(start, end)
    return plain_time(start), plain_time(end)


def _in_zone_of(start: Time, end: Time) -> tuple[Time, Time]:
    """Return both in the zone of the start, where that says the same instants, else in UTC."""
    if isinstance(start, ZonedTime) and not needs_utc(start):
        moved = same_form(start, instant(end).astimezone(zone(start.zone)).replace(tzinfo=None))
        if not needs_utc(moved):
            return plain_time(start), plain_time(moved)
    return utc_time(instant(start)), utc_time(instant(end))


def needs_utc(time: Time) -> bool:
    """Say whether engines read the local time otherwise, or could not know its zone."""
    return isinstance(time, CustomTime) or (isinstance(time, ZonedTime) and _skipped_or_doubled(time.zone, time.local))


@functools.lru_cache(maxsize=65536)
def _skipped_or_doubled(key: str, local: dt.datetime) -> bool:
    """Say whether a clock change skips or doubles the local time (PEP 495: the two folds then differ)."""
    aware = local.replace(tzinfo=zone(key))
    return aware.utcoffset() != aware.replace(fold=1).utcoffset()
