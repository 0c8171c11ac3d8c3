"""Entries, readings and steps for the tests of continuity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from reseau_sync.entry import Entry, Where
from reseau_sync.merge.continuity import Advanced, advance
from reseau_sync.model import Date, Event, Place, Recurrence, Time, ZonedTime
from reseau_sync.standing import Hold, Policy, Standing

ZONE = "Europe/Paris"
NOW = dt.datetime(2010, 9, 1, 10, tzinfo=dt.UTC)
TODAY = dt.date(2010, 9, 1)
DAY = dt.timedelta(days=1)
GLOBAL = "6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1{:02x}"


def at(day: int, hour: int = 18, month: int = 9) -> ZonedTime:
    """Return a time in 2010; days beyond the month's end count on."""
    local = dt.datetime(2010, month, 1, hour) + (day - 1) * DAY
    return ZonedTime(local=local, zone=ZONE)


def on(day: int) -> Date:
    return Date(date=dt.date(2010, 9, 1) + (day - 1) * DAY)


def entry(
    title: str = "Réunion",
    start: Time | int = 7,
    place: str | None = "Carrefour",
    uid: str | None = None,
    record: int | None = None,
    **fields: Any,
) -> Entry:
    when = at(start) if isinstance(start, int) else start
    where = None if place is None else Place(text=place)
    event = Event(uid=uid, title=title, start=when, place=where, **fields)
    return Entry.of("source", event, Where("source", uid, record=record))


def weekly(title: str = "Permanence", start: Time | int = -20, uid: str | None = None, **fields: Any) -> Entry:
    rule = fields.pop("rule", "FREQ=WEEKLY")
    recurrence = fields.pop("recurrence", Recurrence(rules=(rule,)))
    return entry(title, start, uid=uid, recurrence=recurrence, **fields)


def step(
    previous: Sequence[Standing] | Advanced,
    reading: Iterable[Entry] | None,
    *,
    policy: Policy | None = None,
    now: dt.datetime = NOW,
    hold: Hold | None = None,
    **options: Any,
) -> Advanced:
    """Advance by one reading; given a step, from where it led, its hold included."""
    standings: Sequence[Standing]
    if isinstance(previous, Advanced):
        standings, hold = previous.standings, previous.hold
    else:
        standings = previous
    entries = None if reading is None else tuple(reading)
    return advance(standings, entries, hold, policy or Policy(), now, ZONE, **options)


def first(*entries: Entry) -> Advanced:
    return step((), entries)


def keys(done: Advanced, *states: str) -> set[str]:
    return {each.lasting for each in done.standings if each.state in (states or ("live",))}


def why(done: Advanced) -> dict[str, str]:
    """Return by title how each standing stands: ``live``, ``kept/held``…"""
    return {each.entry.event.title: f"{each.state}/{each.why}" if each.why else each.state for each in done.standings}


def key_of(done: Advanced, title: str) -> str:
    (found,) = [each.lasting for each in done.standings if each.entry.event.title == title]
    return found
