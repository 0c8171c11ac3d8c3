"""Reading calendars of real servers: what comes, what it costs, and that nothing is ever written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from reseau_sync.ports import Failed, Fetched, FetchResult, Unchanged
from reseau_sync.transport import Transport
from reseau_sync_caldav import CaldavAdapter

from ..support.davservers import Calendar, Fault, Relay, Started, event
from .pulling import LOGIN, Reader, fetch

COUNT = 12


def filled(calendar: Calendar, count: int = COUNT) -> None:
    for n in range(count):
        said = calendar.put(f"e{n}.ics", numbered(n))
        assert said.status in (201, 204), said


def numbered(n: int, title: str = "Permanence") -> bytes:
    return event(f"e{n}@example.org", f"{title} {n}", n % 28 + 1, n % 12 + 6)


def titles(*numbers: int, title: str = "Permanence") -> list[str]:
    return sorted(f"{title} {n}" for n in numbers)


@pytest.fixture
def reader(transport: Transport, calendar: Calendar, relay: Relay) -> Reader:
    return Reader(transport, calendar.url, relay)


def failure(result: FetchResult) -> str:
    assert isinstance(result, Failed), result
    assert result.error.say("fr")
    assert result.error.hint is not None
    return result.error.code


def test_an_empty_calendar_is_no_failure(reader: Reader) -> None:
    reader.pull()
    assert isinstance(reader.result, Fetched)
    assert reader.result.items == ()
    reader.pull()
    assert reader.titles() == []


def test_all_events_come(reader: Reader, calendar: Calendar) -> None:
    filled(calendar)
    reader.pull()
    assert reader.titles() == titles(*range(COUNT))
    assert len(reader.requests) == 3


def test_an_unchanged_calendar_costs_one_request(reader: Reader, calendar: Calendar) -> None:
    filled(calendar, 5)
    reader.pull()
    for _ in range(3):
        reader.pull()
        assert reader.unchanged
        assert len(reader.requests) == 1


def test_what_changed_is_all_that_comes_again(reader: Reader, calendar: Calendar) -> None:
    filled(calendar)
    reader.pull()
    calendar.put("e3.ics", numbered(3, "Cours"))
    calendar.put("neuf.ics", numbered(99))
    calendar.delete("e7.ics")
    reader.pull()
    assert reader.titles() == sorted([*titles(3, title="Cours"), *titles(*({*range(COUNT)} - {3, 7}), 99)])
    assert reader.fresh == 2
    assert len(reader.requests) == 2
    reader.pull()
    assert reader.unchanged


def test_batches_are_asked_for_one_after_the_other(reader: Reader, calendar: Calendar) -> None:
    filled(calendar)
    reader.options = {"batch": 5}
    reader.pull()
    assert reader.titles() == titles(*range(COUNT))
    assert len(reader.requests) == 2 + 3


def test_what_goes_and_comes_back_is_seen(reader: Reader, calendar: Calendar) -> None:
    filled(calendar, 3)
    reader.pull()
    calendar.delete("e1.ics")
    reader.pull()
    assert reader.titles() == titles(0, 2)
    calendar.put("e1.ics", numbered(1))
    reader.pull()
    assert reader.titles() == titles(0, 1, 2)
    for n in range(3):
        calendar.delete(f"e{n}.ics")
    reader.pull()
    assert reader.titles() == []


def test_a_stamp_that_moved_is_no_change(reader: Reader, calendar: Calendar) -> None:
    filled(calendar, 3)
    reader.pull()
    calendar.put("e1.ics", numbered(1).replace(b"DTSTAMP:2026", b"DTSTAMP:2027"))
    reader.pull()
    assert reader.unchanged
    assert reader.titles() == titles(0, 1, 2)


@pytest.mark.parametrize("token", ["urn:forged", "http://sabre.io/ns/sync/99999", "1" * 3000])
def test_a_forged_token_leads_to_a_full_listing(reader: Reader, calendar: Calendar, token: str) -> None:
    filled(calendar)
    reader.pull()
    calendar.put("e3.ics", numbered(3, "Cours"))
    calendar.delete("e7.ics")
    assert reader.checkpoint is not None
    reader.checkpoint = {**reader.checkpoint, "sync_token": token}
    reader.pull()
    assert reader.titles() == sorted([*titles(3, title="Cours"), *titles(*({*range(COUNT)} - {3, 7}))])
    assert reader.fresh == 1
    assert len(reader.requests) <= 3
    calendar.delete("e8.ics")
    reader.pull()
    assert len(reader.titles()) == COUNT - 2


@pytest.mark.parametrize("lost", ["sync_token", "ctag", "both"])
def test_without_a_token_the_listing_tells_what_changed(reader: Reader, calendar: Calendar, lost: str) -> None:
    filled(calendar)
    reader.pull()
    gone = ("sync_token", "ctag") if lost == "both" else (lost,)
    reader.checkpoint = {key: value for key, value in (reader.checkpoint or {}).items() if key not in gone}
    calendar.put("e3.ics", numbered(3, "Cours"))
    reader.pull()
    assert reader.fresh == 1
    assert len(reader.requests) <= 3
    assert len(reader.titles()) == COUNT


def test_reading_never_writes(reader: Reader, calendar: Calendar, server: Started, transport: Transport) -> None:
    filled(calendar, 5)
    assert reader.relay is not None
    heard = []
    for url in (calendar.url, server.url, server.home):
        for options in ({}, {"past_days": 30, "future_days": 400}):
            one = Reader(transport, url, reader.relay, {"calendar": calendar.id, **options})
            for _ in range(2):
                one.pull()
                heard += one.requests
    assert {method for method, _ in heard} <= {"PROPFIND", "REPORT", "GET"}
    assert len(heard) > 10
    assert calendar.names() == [f"e{n}.ics" for n in range(5)]


# Where the calendar is


def named(server: Started, name: str) -> Calendar:
    return Calendar.made(server.name, server.home, name)


@pytest.mark.parametrize(
    ("start", "by"),
    [
        ("server", "name"),
        ("home", "id"),
        ("home", "name"),
        ("home", "letter case"),
        ("principal", "id"),
        ("elsewhere", "id"),
    ],
)
def test_a_calendar_is_found(server: Started, transport: Transport, start: str, by: str) -> None:
    calendar = named(server, "Réseau : permanences")
    try:
        filled(calendar, 2)
        starts = {
            "server": server.url,
            "home": server.home.rstrip("/"),
            "principal": server.principal,
            "elsewhere": server.home.replace(server.home.removeprefix(server.root), "/nulle/part/"),
        }
        wanted = {"name": calendar.name, "id": calendar.id, "letter case": f" {calendar.name.upper()} "}[by]
        reader = Reader(transport, starts[start], None, {"calendar": wanted})
        assert isinstance(reader.pull(), Fetched), reader.result
        assert reader.titles() == titles(0, 1)
        calendar.put("neuf.ics", numbered(9))
        assert isinstance(reader.pull(), Fetched), reader.result
        assert reader.titles() == titles(0, 1, 9)
    finally:
        calendar.remove()


def test_a_name_is_compared_as_it_is_shown(server: Started, transport: Transport) -> None:
    calendar = named(server, "Repas & accueil <jour>")
    try:
        assert isinstance(fetch(transport, server.home, calendar=calendar.name), Fetched)
    finally:
        calendar.remove()


def test_a_found_calendar_is_not_looked_for_again(
    server: Started, calendar: Calendar, transport: Transport, relay: Relay
) -> None:
    reader = Reader(transport, server.url, relay, {"calendar": calendar.id})
    reader.pull()
    assert len(reader.requests) <= 5
    reader.pull()
    assert len(reader.requests) == 1


def test_of_several_calendars_one_must_be_chosen(server: Started, calendar: Calendar, transport: Transport) -> None:
    other = named(server, "Autre")
    try:
        result = fetch(transport, server.home)
        assert failure(result) == "several-calendars"
        assert isinstance(result, Failed)
        assert all(each in result.error.say() for each in ("Autre", calendar.name)), result.error.say()
        assert failure(fetch(transport, server.home, calendar="inconnu")) == "no-such-calendar"
        assert failure(fetch(transport, calendar.url, calendar="inconnu")) == "no-such-calendar"
    finally:
        other.remove()


def test_a_calendar_that_is_gone_is_a_failure(calendar: Calendar, reader: Reader) -> None:
    filled(calendar, 2)
    reader.pull()
    calendar.remove()
    assert failure(reader.pull()) in ("not-found", "no-such-calendar", "several-calendars", "forbidden")
    reader.checkpoint = None
    assert failure(reader.pull()) in ("not-found", "no-such-calendar", "several-calendars", "forbidden")


def test_another_calendar_does_not_take_the_place_of_one_that_is_gone(
    server: Started, calendar: Calendar, transport: Transport
) -> None:
    filled(calendar, 1)
    gone = calendar.url.replace(calendar.id, "nulle-part")
    assert failure(fetch(transport, gone)) in ("not-found", "forbidden")


def test_a_wrong_password_is_told(calendar: Calendar, transport: Transport) -> None:
    assert failure(fetch(transport, calendar.url, password="faux")) == "unauthorized"
    assert failure(fetch(transport, calendar.url, username=None, password=None, auth="auto")) == "unauthorized"


def test_the_scheme_of_the_login_is_learnt_once(calendar: Calendar, reader: Reader) -> None:
    filled(calendar, 2)
    reader.options = {"auth": "auto"}
    reader.pull()
    reader.pull()
    assert reader.unchanged
    assert len(reader.requests) == 1


def test_a_private_address_is_refused(calendar: Calendar, transport: Transport) -> None:
    closed = dataclasses.replace(transport, allow_private=False)
    assert failure(fetch(closed, calendar.url)) == "address-refused"


# Objects that are missing, broken, or many


def test_an_object_that_goes_between_listing_and_fetching_is_gone(reader: Reader, calendar: Calendar) -> None:
    filled(calendar, 9)
    assert reader.relay is not None
    done: list[str] = []

    def going(number: int, method: str, path: str) -> Fault | None:
        if method == "REPORT" and not done:
            done.append(path)
            calendar.delete("e4.ics")
        return None

    reader.relay.faults = going
    reader.pull()
    assert reader.titles() == titles(*({*range(9)} - {4}))
    assert len(reader.requests) <= 2 + 2 * 4
    reader.pull()
    assert reader.titles() == titles(*({*range(9)} - {4}))


def test_an_object_of_several_events_is_read(reader: Reader, calendar: Calendar) -> None:
    series = event("s@example.org", "Atelier", 1, 9, "RRULE:FREQ=WEEKLY;COUNT=4")
    override = event("s@example.org", "Atelier", 9, 14, "RECURRENCE-ID:20260608T090000Z")
    inner = override.partition(b"BEGIN:VEVENT")[2].partition(b"END:VCALENDAR")[0]
    both = series.replace(b"END:VCALENDAR", b"BEGIN:VEVENT" + inner + b"END:VCALENDAR")
    assert calendar.put("s.ics", both).status in (201, 204)
    reader.pull()
    assert reader.titles() == ["Atelier"]
    assert len(reader.items) == 1


def test_names_of_all_kinds_are_read(reader: Reader, calendar: Calendar) -> None:
    names = ["a b.ics", "é.ics", "u@example.org.ics", "sans-suffixe", "plus+et&.ics"]
    for n, name in enumerate(names):
        assert calendar.put(name, numbered(n)).status in (201, 204), name
    reader.pull()
    assert reader.titles() == titles(*range(len(names)))
    reader.pull()
    assert reader.unchanged
    calendar.put(names[1], numbered(1, "Cours"))
    calendar.delete(names[2])
    reader.pull()
    assert reader.fresh == 1
    assert reader.titles() == sorted([*titles(0, 3, 4), "Cours 1"])


def test_tasks_are_passed_over(reader: Reader, calendar: Calendar) -> None:
    filled(calendar, 1)
    task = event("t@example.org").replace(b"VEVENT", b"VTODO").replace(b"DTEND", b"DUE")
    calendar.put("t.ics", task)
    reader.pull()
    source = CaldavAdapter().open(calendar.url, CaldavAdapter.Options(), reader.access)
    from .pulling import CONTEXT

    decoded = [source.decode(each, CONTEXT) for each in reader.items.values()]
    assert [entry.event.title for each in decoded for entry in each.entries] == ["Permanence 0"]
    assert {rejected.scope for each in decoded for rejected in each.rejected} <= {"skipped"}


# A window


def test_a_window_leaves_out_what_is_long_over(calendar: Calendar, relay: Relay, transport: Transport) -> None:
    today = dt.date(2026, 6, 15)

    def dated(n: int, day: dt.date, *more: str) -> bytes:
        return event(f"e{n}@example.org", f"Permanence {n}", 1, 9, *more).replace(b"202606", f"{day:%Y%m}".encode())

    calendar.put("past.ics", dated(0, dt.date(2019, 6, 1)))
    calendar.put("now.ics", dated(1, dt.date(2026, 6, 1)))
    calendar.put("later.ics", dated(2, dt.date(2031, 6, 1)))
    calendar.put("series.ics", dated(3, dt.date(2019, 6, 1), "RRULE:FREQ=MONTHLY"))
    adapter = CaldavAdapter()

    def pull(day: dt.date, checkpoint: Any = None, **window: int) -> tuple[FetchResult, int]:
        options = adapter.Options.model_validate({**LOGIN, **window})
        source = adapter.open(relay.url(calendar.url), options, transport)
        source._today = lambda: day
        relay.forget()
        return source.fetch(checkpoint), len(relay.heard)

    def names(result: FetchResult) -> list[str]:
        assert isinstance(result, Fetched), result
        return sorted(each.key for each in result.items)

    first, count = pull(today, past_days=60, future_days=400)
    assert names(first) == ["now.ics", "series.ics"]
    assert count == 3
    assert names(pull(today, past_days=60)[0]) == ["later.ics", "now.ics", "series.ics"]
    assert names(pull(today, future_days=400)[0]) == ["now.ics", "past.ics", "series.ics"]
    assert isinstance(first, Fetched)
    again, count = pull(today, first.checkpoint, past_days=60, future_days=400)
    assert isinstance(again, Unchanged)
    assert count == 1
    calendar.put("new.ics", dated(4, dt.date(2026, 6, 1)))
    calendar.put("old.ics", dated(5, dt.date(2018, 6, 1)))
    more, count = pull(today, first.checkpoint, past_days=60, future_days=400)
    assert names(more) == ["new.ics", "now.ics", "series.ics"]
    assert count <= 3
    assert isinstance(more, Fetched)
    assert sum(not each.remembered for each in more.items) == 1
    tomorrow, _ = pull(today + dt.timedelta(days=400), more.checkpoint, past_days=60, future_days=400)
    assert names(tomorrow) == ["series.ics"]
