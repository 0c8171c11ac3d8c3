"""Short ways to say times, series and windows in these tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reseau_sync.model import Date, Event, FixedTime, Recurrence, Time, ZonedTime
from reseau_sync.model.time import local_of
from reseau_sync.occurrences import Occurrence, expand
from reseau_sync.occurrences.blocks import slices
from reseau_sync.occurrences.plan import local_at, plan_for, seconds_of
from reseau_sync.occurrences.rule import parse

PARIS = "Europe/Paris"


def naive(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def paris(text: str) -> ZonedTime:
    return ZonedTime(local=naive(text), zone=PARIS)


def zulu(text: str) -> FixedTime:
    return FixedTime(local=naive(text))


def day(text: str) -> Date:
    return Date(date=dt.date.fromisoformat(text))


def series(start: Time, *rules: str, end: Time | None = None, overrides: tuple[Event, ...] = (), **more: Any) -> Event:
    """An event that recurs by ``rules``; ``more`` are the other fields of its recurrence."""
    return Event(
        uid="series@example.org",
        title="master",
        start=start,
        end=end,
        recurrence=Recurrence(rules=rules, **more),
        overrides=overrides,
    )


def override(of: Time, start: Time, end: Time | None = None, **more: Any) -> Event:
    return Event(uid="series@example.org", recurrence_id=of, start=start, end=end, **({"title": "override"} | more))


def shown(event: Event, after: str = "2026-01-01", before: str = "2027-01-01", **more: Any) -> list[str]:
    """The starts that a window shows, as the local times that they are written in."""
    return [written(each.start) for each in unfolded(event, after, before, **more)]


def unfolded(
    event: Event, after: str = "2026-01-01", before: str = "2027-01-01", **more: Any
) -> tuple[Occurrence, ...]:
    return expand(event, utc(after), utc(before), **more)


def written(time: Time | None) -> str:
    if time is None:
        return "-"
    return time.date.isoformat() if isinstance(time, Date) else local_of(time).isoformat(timespec="minutes")


def given_by(rule: str, start: dt.datetime, before: dt.datetime, *, is_date: bool = False) -> list[dt.datetime]:
    """What a rule alone gives (UNTIL aside), in local times."""
    read = parse(rule)
    plan = plan_for(read, start, is_date=is_date)
    return [local_at(each) for piece in slices(plan, 0, seconds_of(before), read.count) for each in piece.moments()]
