"""Drafts of events, and events of the shared schema made of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from reseau_sync.model import KINDS, AnyEvent, ApproximateDate, Date, Place, Recurrence, Status, ZonedTime
from reseau_sync.model.event import Audience, PartOfMonth
from reseau_sync.model.network import KindName
from reseau_sync.model.time import Time, aware, local_of
from reseau_sync.vocabulary import kinds
from reseau_sync_csv.cells import read_service
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Moment

MAX_TITLE = 500
REFUSED = (ValidationError, OverflowError)
"""What :func:`events_of` raises for a draft that the schema or the calendar cannot hold."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one row, or one entry in a cell of a matrix, says of an event. ``row`` and ``column`` count from 1."""

    row: int
    moments: tuple[Moment, ...]
    title: str = ""
    column: int | None = None
    uid: str | None = None
    place: str = ""
    commune: str = ""
    organisation: str = ""
    services: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    status: Status | None = None
    audience: Audience | None = None
    url: str | None = None
    zone: str | None = None
    said: str = field(default="", compare=False)


def events_of(draft: Draft, desk: Desk) -> list[AnyEvent]:
    """Return the events that a draft states: one for each moment, or one that recurs where it has an identifier.

    :raises ValidationError: for what the schema cannot hold (a time beyond the calendar)
    """
    values = _values(draft, desk)
    kind: KindName = kinds.recognise(draft.title) or desk.default_kind or "event"
    made = [_event(kind, values, draft, moment, desk) for moment in draft.moments]
    if len(made) < 2 or draft.uid is None:
        return made
    return _one_series(made)


def _event(kind: KindName, values: dict[str, Any], draft: Draft, moment: Moment, desk: Desk) -> AnyEvent:
    zone = draft.zone or desk.timezone
    start, end = _times(moment, zone)
    status = draft.status
    if moment.tentative and status is None:
        status = Status.TENTATIVE
    more: dict[str, Any] = {"start": start, "end": end, "status": status}
    if moment.approximate:
        year, month, part = moment.approximate
        approximate = ApproximateDate(year=year, month=month, part=PartOfMonth(part))
        more |= {"approximate": approximate, "start": approximate.span()[0], "end": approximate.span()[1]}
        more["status"] = Status.CANCELLED if status is Status.CANCELLED else Status.TENTATIVE
    if moment.rule:
        more["recurrence"] = _recurrence(moment, start)
    return KINDS[kind].model_validate(values | more)


def _values(draft: Draft, desk: Desk) -> dict[str, Any]:
    named = dict.fromkeys(service for item in draft.services for service in _services(item, desk))
    services = tuple(dict.fromkeys((*named, *desk.services.recognise(draft.title))))
    values: dict[str, Any] = {"title": draft.title[:MAX_TITLE], "services": services, "contacts": draft.contacts}
    notes = "\n".join(dict.fromkeys(each for each in draft.notes if each))
    optional = {
        "uid": draft.uid,
        "description": notes or None,
        "place": _place(draft.place, draft.commune, desk),
        "lead": desk.organisations.ref(draft.organisation) if draft.organisation else None,
        "audience": draft.audience,
        "url": draft.url,
    }
    return values | {key: value for key, value in optional.items() if value is not None}


def _services(item: str, desk: Desk) -> tuple[str, ...]:
    return desk.services.recognise(item) or read_service(item, desk.services)


def _place(text: str, commune: str, desk: Desk) -> Place | None:
    if not text and not commune:
        return None
    place = Place(venue=text, commune=commune) if text and commune else Place(text=text or commune)
    return desk.places.fill(place)


def _times(moment: Moment, zone: str) -> tuple[Time, Time | None]:
    start = _time(moment.start, zone)
    if moment.end is None:
        return start, None
    if isinstance(start, Date):
        day = moment.end.date() if isinstance(moment.end, dt.datetime) else moment.end
        return start, Date(date=day + dt.timedelta(days=1))
    return start, _time(moment.end, zone)


def _time(value: dt.date | dt.datetime, zone: str) -> Time:
    if isinstance(value, dt.datetime):
        return ZonedTime(local=value, zone=zone, floating=True)
    return Date(date=value)


def _recurrence(moment: Moment, start: Time) -> Recurrence:
    rule = str(moment.rule)
    if moment.until is not None:
        rule += f";UNTIL={_until(moment.until, start)}"
    excluded = tuple(_on(day, start) for day in moment.excluded)
    return Recurrence(rules=(rule,), excluded=excluded)


def _on(day: dt.date, start: Time) -> Time:
    if isinstance(start, ZonedTime):
        return start.model_copy(update={"local": dt.datetime.combine(day, start.local.time())})
    return Date(date=day)


def _until(day: dt.date, start: Time) -> str:
    """Return UNTIL (RFC 5545, 3.3.10): the day itself for days, else the end of that day, in UTC."""
    if isinstance(start, ZonedTime):
        last = start.model_copy(update={"local": dt.datetime.combine(day, dt.time(23, 59, 59))})
        return f"{aware(last).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return f"{day:%Y%m%d}"


def _one_series(events: list[AnyEvent]) -> list[AnyEvent]:
    """Return events that one row gives under one identifier as one that recurs on given dates (RDATE)."""
    first = events[0]
    same = all(each.recurrence is None and type(each.start) is type(first.start) for each in events)
    lengths = {_length(each) for each in events}
    if not same or len(lengths) != 1 or len({each.start for each in events}) != len(events):
        return [each.model_copy(update={"uid": None}) for each in events]
    dates = tuple(each.start for each in events[1:])
    return [first.model_copy(update={"recurrence": Recurrence(dates=dates)})]


def _length(event: AnyEvent) -> dt.timedelta | None:
    if event.end is None:
        return None
    return local_of(event.end) - local_of(event.start)
