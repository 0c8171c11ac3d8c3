"""Events that are pushed."""

from __future__ import annotations

import datetime as dt

from reseau_sync.model import AnyEvent, Event, ZonedTime

STAMP = dt.datetime(2010, 9, 1, tzinfo=dt.UTC)


def event(number: int, title: str | None = None, *, hour: int = 18) -> AnyEvent:
    """Return a meeting of two hours in September, with stamps as feeds have them."""
    start = dt.datetime(2010, 9, 1, hour) + dt.timedelta(days=number)
    return Event(
        uid=f"e{number}@reseau-sync",
        title=title or f"Réunion {number}",
        start=ZonedTime(local=start, zone="Europe/Paris"),
        end=ZonedTime(local=start + dt.timedelta(hours=2), zone="Europe/Paris"),
        stamp=STAMP,
        last_modified=STAMP,
        sequence=0,
    )


def events(count: int) -> list[AnyEvent]:
    """Return so many meetings, a day each."""
    return [event(number) for number in range(count)]
