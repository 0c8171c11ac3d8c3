"""A series written whole, as RFC 5545 has it, with its overrides: where nobody says which day it is, so that it could
be unfolded.

Engines differ on floating times, on a RECURRENCE-ID or EXDATE in another form than DTSTART, on UNTIL that is not UTC,
and on RDATE;VALUE=PERIOD (docs/design/engines.md). The instants stay what they were.
"""

from __future__ import annotations

import datetime as dt
import re

from reseau_sync.forms.plain import plain_time
from reseau_sync.ics.values import format_local, parse_stamp
from reseau_sync.model import AnyEvent, CustomTime, Date, FixedTime, Period, Recurrence, Time, ZonedTime
from reseau_sync.model.time import aware, instant, local_of, same_form, utc_time
from reseau_sync.model.zones import zone

_UNTIL = re.compile(r"(?<=UNTIL=)[^;]+")


def portable(event: AnyEvent, timezone: str) -> AnyEvent:
    """Return the event with every time in a form that engines agree on; ``timezone`` is where days are told."""
    start = plain_time(event.start)
    update: dict[str, object] = {"start": start, "end": plain_time(event.end) if event.end is not None else None}
    overrides = [_override(each, start, timezone) for each in event.overrides]
    if event.recurrence is not None:
        recurrence, extra = _recurrence(event, event.recurrence, start, timezone)
        update["recurrence"] = recurrence
        taken = {each.recurrence_id for each in overrides}
        overrides += [each for each in extra if each.recurrence_id not in taken]
    update["overrides"] = tuple(overrides)
    return event.model_copy(update=update)


def like(time: Time, start: Time, timezone: str) -> Time:
    """Return ``time`` in the form and zone of ``start``: the same instant, or the same day where one is a date."""
    if isinstance(start, Date):
        if isinstance(time, Date):
            return time
        return Date(date=_in_zone(time, timezone).date())
    if isinstance(time, Date):
        return same_form(start, dt.datetime.combine(time.date, local_of(start).time()))
    if isinstance(start, ZonedTime):
        return same_form(start, _in_zone(time, start.zone))
    if isinstance(start, FixedTime):
        return utc_time(instant(time))
    if isinstance(time, CustomTime) and time.zone == start.zone:
        return time
    offset = start.zone.offset_at(_in_zone(time, "UTC"))
    return same_form(start, _in_zone(time, "UTC") + offset)


def _in_zone(time: Time, key: str) -> dt.datetime:
    """Return the naive local time in the IANA zone ``key`` of an instant."""
    if isinstance(time, ZonedTime) and time.zone == key:
        return time.local
    moment = instant(time) if isinstance(time, Date) else aware(time)
    return moment.astimezone(zone(key)).replace(tzinfo=None)


def _override(override: AnyEvent, start: Time, timezone: str) -> AnyEvent:
    rid = override.recurrence_id
    return override.model_copy(
        update={
            "start": plain_time(override.start),
            "end": plain_time(override.end) if override.end is not None else None,
            "recurrence_id": like(rid, start, timezone) if rid is not None else None,
            "recurrence": None,
        }
    )


def _recurrence(
    event: AnyEvent, recurrence: Recurrence, start: Time, timezone: str
) -> tuple[Recurrence, list[AnyEvent]]:
    rules = tuple(_until(rule, start, timezone) for rule in recurrence.rules)
    exclusions = tuple(_until(rule, start, timezone) for rule in recurrence.exclusion_rules)
    dates = [like(each, start, timezone) for each in recurrence.dates]
    extra: list[AnyEvent] = []
    for period in recurrence.periods:
        at = like(period.start, start, timezone)
        dates.append(at)
        extra += _own_end(event, period, at)
    plain = Recurrence(
        rules=rules,
        exclusion_rules=exclusions,
        dates=tuple(dict.fromkeys(dates)),
        excluded=tuple(dict.fromkeys(like(each, start, timezone) for each in recurrence.excluded)),
    )
    return plain, extra


def _own_end(event: AnyEvent, period: Period, at: Time) -> list[AnyEvent]:
    """Return the override that gives a period of RDATE its own end."""
    update = {"recurrence": None, "overrides": (), "recurrence_id": at, "start": at, "end": plain_time(period.end)}
    return [event.model_copy(update=update)]


def _until(rule: str, start: Time, timezone: str) -> str:
    """Return the rule with UNTIL as RFC 5545 (3.3.10) wants it: a date for dates, else UTC."""
    found = _UNTIL.search(rule)
    if not found:
        return rule
    stamp = parse_stamp(found[0])
    if isinstance(start, Date):
        return rule.replace(found[0], f"{stamp.local:%Y%m%d}".zfill(8))
    local = stamp.local
    if stamp.is_date:
        local = dt.datetime.combine(local.date(), dt.time(23, 59, 59))
    if stamp.offset is not None:
        until = local - dt.timedelta(seconds=stamp.offset)
    else:
        until = instant(same_form(start, local), timezone).replace(tzinfo=None)
    return rule.replace(found[0], format_local(until) + "Z")
