"""Public feeds that tell later, or less exactly, where people are."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.model import Audience, Date, Event, FixedTime, Recurrence, Time, ZonedTime
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, SourceSpec, Window

TODAY = dt.date(2026, 4, 10)


def at(day: int, hour: int, minute: int = 0) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2026, 4, day, hour, minute), zone="Europe/Paris")


def shown(event: Event, today: dt.date = TODAY, **feed: object) -> list[icalendar.Component]:
    spec = {"id": "public", "path": "public.ics", "audience": "public", "window": Window(past=60, coming=60), **feed}
    network = Network(
        network=NetworkInfo(name="Essai"),
        sources=(SourceSpec(id="dunes", location="a.ics", default_audience=Audience.PUBLIC),),
        feeds=(FeedSpec.model_validate(spec),),
    )
    data = merge_calendars(network, [Entry.of("dunes", event)], key=b"cle").render("public", today=today)
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


@pytest.mark.parametrize(
    ("rounding", "start", "end", "told"),
    [
        ("hour", at(6, 18, 40), at(6, 20, 10), ("2026-04-06 18:00", "2026-04-06 21:00")),
        ("hour", at(6, 18), at(6, 20), ("2026-04-06 18:00", "2026-04-06 20:00")),
        ("half-day", at(6, 9, 15), at(6, 11), ("2026-04-06 00:00", "2026-04-06 12:00")),
        ("half-day", at(6, 18, 40), None, ("2026-04-06 12:00", "2026-04-07 00:00")),
        ("day", at(6, 18, 40), at(7, 0, 30), ("2026-04-06", "2026-04-08")),
        ("day", at(6, 18, 40), at(7, 0, 0), ("2026-04-06", "2026-04-07")),
        ("day", FixedTime(local=dt.datetime(2026, 4, 6, 22, 30)), None, ("2026-04-07", "2026-04-08")),
        ("hour", Date(date=dt.date(2026, 4, 6)), None, ("2026-04-06", "2026-04-07")),
    ],
)
def test_times_are_told_less_exactly(rounding: str, start: Time, end: Time | None, told: tuple[str, str]) -> None:
    (event,) = shown(Event(uid="a", title="Maraude", start=start, end=end), rounding=rounding)
    found = [event.decoded(name) for name in ("DTSTART", "DTEND")]
    assert tuple(each.strftime("%Y-%m-%d %H:%M" if hasattr(each, "hour") else "%Y-%m-%d") for each in found) == told


def test_the_exact_hour_stands_nowhere_else() -> None:
    weekly = Event(
        uid="a", title="Maraude", start=at(6, 18, 47), end=at(6, 19, 53), recurrence=Recurrence(rules=("FREQ=WEEKLY",))
    )
    events = shown(weekly, rounding="day")
    assert len(events) > 5
    said = b"".join(each.to_ical() for each in events)
    assert b"1847" not in said
    assert b"1953" not in said
    assert len({str(each["UID"]) for each in events}) == len(events)
    assert {str(each["UID"]) for each in events} == {str(each["UID"]) for each in shown(weekly, rounding="day")}


def test_an_occurrence_is_told_some_days_after_its_end() -> None:
    weekly = Event(
        uid="a", title="Maraude", start=at(3, 22), end=at(4, 2), recurrence=Recurrence(rules=("FREQ=WEEKLY;COUNT=3",))
    )
    days = [each.decoded("DTSTART").day for each in shown(weekly, delay_days=7, today=dt.date(2026, 4, 10))]
    assert days == []
    days = [each.decoded("DTSTART").day for each in shown(weekly, delay_days=7, today=dt.date(2026, 4, 11))]
    assert days == [3]
    days = [each.decoded("DTSTART").day for each in shown(weekly, delay_days=7, today=dt.date(2026, 4, 18))]
    assert days == [3, 10]
