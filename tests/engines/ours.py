"""What our own expansion shows, in the words of an engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from reseau_sync.model import AnyEvent, Date, FixedTime, Status, Time
from reseau_sync.model.time import instant, local_of
from reseau_sync.occurrences import expand

from .engines import Occ


def ours(events: Iterable[AnyEvent], after: dt.date, before: dt.date) -> tuple[Occ, ...]:
    """Return what our own expansion shows of ``events`` from ``after`` up to ``before``, as an engine would."""
    margin = dt.timedelta(days=2)
    first, last = _midnight(after - margin), _midnight(before + margin)
    found = [
        _as_occ((event.uid or "").strip(), each.start, each.end, each.event)
        for event in events
        for each in expand(event, first, last)
    ]
    return tuple(sorted(occ for occ in found if after.isoformat() <= occ.wall_start[:10] < before.isoformat()))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _as_occ(uid: str, start: Time, end: Time | None, event: AnyEvent) -> Occ:
    stop = end or (Date(date=start.date + dt.timedelta(days=1)) if isinstance(start, Date) else start)
    return Occ(
        uid=uid,
        start=_utc(start),
        end=_utc(stop),
        wall_start=_wall(start),
        wall_end=_wall(stop),
        summary=event.title,
        cancelled=event.status is Status.CANCELLED,
    )


def _utc(time: Time) -> str:
    return time.date.isoformat() if isinstance(time, Date) else f"{instant(time):%Y-%m-%dT%H:%M:%SZ}"


def _wall(time: Time) -> str:
    if isinstance(time, Date):
        return time.date.isoformat()
    if isinstance(time, FixedTime):
        return f"{instant(time):%Y-%m-%dT%H:%M:%S}"
    return local_of(time).isoformat()
