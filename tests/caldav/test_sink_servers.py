"""Pushing into real servers: what is written, what is kept, and what becomes of it when things break."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reseau_sync.errors import PublishError
from reseau_sync.model import AnyEvent
from reseau_sync.ports import Sink
from reseau_sync.testing import SinkSuite, Target
from reseau_sync.testing.sinks import EVENTS
from reseau_sync.transport import Limits, Transport

from ..support.davservers import Break, Calendar, Fault, Relay, Started
from ..support.davservers import event as foreign
from .building import SPECIAL, event, events
from .pushing import Dead, Mortal, Pusher, count, edit, name_of, titles

WHOLE = "RESEAU_DAV_EVENTS" in os.environ
SIZE = int(os.environ.get("RESEAU_DAV_EVENTS", "20"))
"""Events that are pushed; 1,000 where the gate asks for it, and then everything is tried on every server."""


@pytest.fixture
def pusher(calendar: Calendar, transport: Transport) -> Pusher:
    """Return one that pushes into the new calendar."""
    return Pusher(calendar.url, transport)


@pytest.fixture
def relayed(relay: Relay, calendar: Calendar, transport: Transport) -> Pusher:
    """Return one that pushes through the relay, and does not sleep between its tries."""
    patience = dataclasses.replace(transport.patience, sleep=lambda _: None)
    return Pusher(relay.url(calendar.url), dataclasses.replace(transport, patience=patience))


class ServerTarget:
    """The suite's target: a calendar behind a relay that can be told to refuse."""

    def __init__(self, calendar: Calendar, relay: Relay, pusher: Pusher) -> None:
        self.calendar, self.relay, self.pusher = calendar, relay, pusher

    def sink(self) -> Sink:
        return self.pusher.sink()

    def contents(self) -> Mapping[str, bytes]:
        return {name: self.calendar.get(name).body for name in self.calendar.names() if name}

    def add_foreign(self) -> None:
        own = f"dentiste-{self.calendar.id}@example.org"
        assert self.calendar.put("dentiste.ics", foreign(own)).status == 201

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        self.relay.faults = lambda number, method, path: Fault(507) if method in ("PUT", "DELETE") else None
        yield
        self.relay.faults = lambda number, method, path: None


class TestTheCaldavSink(SinkSuite):
    """What every sink must hold, on every server."""

    given: ServerTarget

    @pytest.fixture(autouse=True)
    def _given(self, calendar: Calendar, relay: Relay, relayed: Pusher) -> None:
        self.given = ServerTarget(calendar, relay, relayed)

    def target(self, folder: Path) -> Target:
        return self.given

    def events(self) -> Sequence[AnyEvent]:
        return self.given.pusher.named(EVENTS)


def test_pushing_writes_what_changed_and_nothing_else(calendar: Calendar, pusher: Pusher) -> None:
    assert pusher.push(events(SIZE)) == ["create"] * SIZE
    assert pusher.push(events(SIZE)) == []
    assert count(calendar) == SIZE
    changed = [event(n, "Reportée") if n < 10 else event(n) for n in range(SIZE)]
    assert pusher.push(changed) == ["update"] * 10
    assert pusher.push(changed) == []
    assert pusher.push(changed[5:]) == ["delete"] * 5
    shown = titles(calendar)
    assert shown.count("Reportée") == 5
    assert len(shown) == SIZE - 5


def test_an_unchanged_feed_costs_one_request(relay: Relay, relayed: Pusher) -> None:
    relayed.push(events(3))
    relay.forget()
    relayed.push(events(3))
    assert relay.methods() == ["PROPFIND"]


def test_a_calendar_is_found_by_its_name_once(
    server: Started, calendar: Calendar, relay: Relay, transport: Transport
) -> None:
    pusher = Pusher(relay.url(server.url), transport, calendar=calendar.name)
    event_ = event(1).model_copy(update={"uid": f"{calendar.id}@reseau-sync"})
    pusher.push([event_])
    assert titles(calendar) == ["Réunion 1"]
    relay.forget()
    pusher.push([event_])
    assert relay.methods() == ["PROPFIND"]


def test_a_persons_edit_in_between_is_kept_and_named(calendar: Calendar, pusher: Pusher) -> None:
    pusher.push(events(4))
    edit(calendar, "Réunion 2", "Au port")
    pusher.push([event(n, "Reportée") for n in range(4)])
    assert titles(calendar) == ["Au port", *["Reportée"] * 3]
    assert pusher.conflicts == ["edited"]
    pusher.on_conflict = "ours"
    pusher.push([event(n, "Reportée") for n in range(4)])
    assert titles(calendar) == ["Reportée"] * 4


def test_a_persons_own_event_is_never_touched(calendar: Calendar, pusher: Pusher) -> None:
    calendar.put("dentiste.ics", foreign(f"dentiste-{calendar.id}@example.org", "Dentiste"))
    calendar.put("sien.ics", foreign(str(pusher.named(events(2))[1].uid), "Le sien"))
    before = {name: calendar.get(name).body for name in ("dentiste.ics", "sien.ics")}
    pusher.push(events(3))
    assert titles(calendar) == ["Dentiste", "Le sien", "Réunion 0", "Réunion 2"]
    assert pusher.conflicts == ["uid-taken"]
    pusher.push([event(0, "Reportée"), event(1, "Reportée")])
    pusher.push([])
    assert {name: calendar.get(name).body for name in calendar.names() if name} == before


def test_a_uid_that_somebody_takes_between_planning_and_writing(calendar: Calendar, pusher: Pusher) -> None:
    wanted = pusher.named(events(2))
    plan = pusher.sink().plan(wanted, {})
    calendar.put("sien.ics", foreign(str(wanted[1].uid), "Le sien"))
    pusher.memory = pusher.sink().apply(plan, {})
    pusher.push(events(2))
    assert "Le sien" in titles(calendar)
    assert pusher.conflicts in (["uid-taken"], [])  # some servers take two objects of one UID: both then stand


def test_what_a_person_deleted_stays_deleted_while_nothing_new_is_said(calendar: Calendar, pusher: Pusher) -> None:
    pusher.push(events(3))
    calendar.delete(name_of(calendar, "Réunion 1"))
    assert pusher.push(events(3)) == []
    assert pusher.conflicts == ["deleted"]
    assert pusher.push([event(0), event(1, hour=10), event(2)]) == ["create"]


def test_a_lost_memory_is_recovered_from_the_marks(calendar: Calendar, pusher: Pusher) -> None:
    calendar.put("dentiste.ics", foreign(f"dentiste-{calendar.id}@example.org", "Dentiste"))
    pusher.push(events(3))
    edit(calendar, "Réunion 2", "Au port")
    pusher.memory = {}
    assert pusher.push(events(3)) == []
    assert pusher.conflicts == ["edited"]
    published = pusher.sink().published({})  # type: ignore[attr-defined]
    assert published.count(b"BEGIN:VEVENT") == 2


def test_series_with_exceptions_whole_days_and_events_without_end(calendar: Calendar, pusher: Pusher) -> None:
    pusher.push(SPECIAL)
    assert pusher.push(SPECIAL) == []
    pusher.memory = {}
    assert pusher.push(SPECIAL) == []
    assert pusher.conflicts == []
    assert len([name for name in calendar.names() if name]) == len(SPECIAL)


def test_two_pushers_at_once_leave_each_event_once(calendar: Calendar, transport: Transport) -> None:
    pushers = [Pusher(calendar.url, transport) for _ in range(2)]

    def push(pusher: Pusher) -> None:
        with contextlib.suppress(PublishError):  # a server may lock the other out: the next run finishes
            pusher.push(wanted)

    for wanted in (events(6), [event(n, "Reportée") for n in range(6)], [event(n, "Reportée") for n in range(4)]):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(push, pushers))
        for pusher in pushers:
            pusher.push(wanted)
            pusher.push(wanted)
        assert titles(calendar) == sorted(each.title for each in wanted)
        assert [pusher.conflicts for pusher in pushers] == [[], []]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_process_killed_at_any_request_and_run_again_converges(
    after: bool, server: Started, transport: Transport
) -> None:
    first, second = events(2), [event(0, "Reportée"), event(3)]
    for limit in range(1, 40):
        calendar = Calendar.made(server.name, server.home)
        access = Mortal(transport, limit, after=after)
        pusher = Pusher(calendar.url, access)
        killed = False
        for wanted in (first, second):
            try:
                pusher.push(wanted)
            except Dead:
                killed = True
        access.limit = None
        pusher.push(second)
        pusher.push(second)
        assert titles(calendar) == ["Reportée", "Réunion 3"], limit
        assert pusher.conflicts == []
        assert pusher.push(second) == []
        calendar.remove()
        if not killed:
            return
    pytest.fail("it never lived through all requests")


PAGE = b"<!DOCTYPE html><html><body><form action='/login'></form></body></html>"
HTML = {"Content-Type": "text/html"}
FAULTS = {
    **{str(status): Fault(status) for status in (401, 403, 404, 409, 412, 423, 429, 500, 502, 503, 507)},
    "login page": Fault(200, PAGE, HTML),
    "login redirect": Fault(302, b"", {"Location": "/login"}),
    "breaks before": Fault(breaks=Break.BEFORE),
    "breaks after": Fault(breaks=Break.AFTER),
    "half an answer": Fault(breaks=Break.HALF),
}


MOST_TELLING = ("401", "412", "502", "breaks after", "half an answer", "login page")
"""What is tried by default: the others differ from these by a number."""


@pytest.mark.parametrize("fault", sorted(FAULTS) if WHOLE else MOST_TELLING)
def test_whatever_goes_wrong_with_a_request_the_next_run_finishes(
    fault: str, calendar: Calendar, relay: Relay, relayed: Pusher
) -> None:
    relayed.push(events(4))
    theirs = edit(calendar, "Réunion 3", "Au port")
    wanted = [event(0, "Reportée"), event(1), event(3), event(5)]
    for method in ("PROPFIND", "REPORT", "PUT", "DELETE"):
        relay.faults = lambda number, asked, path, method=method: FAULTS[fault] if asked == method else None  # type: ignore[misc]
        before = calendar.get(theirs).body
        try:
            relayed.push(wanted)
        except PublishError as error:
            relayed.memory = error.memory or relayed.memory
        assert calendar.get(theirs).body == before
    relay.faults = lambda number, asked, path: None
    relayed.push(wanted)
    relayed.push(wanted)
    assert titles(calendar) == ["Au port", "Reportée", "Réunion 1", "Réunion 5"]
    assert relayed.conflicts == ["edited"]
    assert relayed.push(wanted) == []


@pytest.mark.parametrize("method", ["PROPFIND", "PUT"])
def test_a_server_that_takes_for_ever_is_left_in_time(
    method: str, calendar: Calendar, relay: Relay, transport: Transport
) -> None:
    limits = Limits(connect_seconds=1.0, read_seconds=0.3, total_seconds=1.5, attempts=2)
    pusher = Pusher(relay.url(calendar.url), dataclasses.replace(transport, limits=limits))
    pusher.push(events(2))
    given_up = threading.Event()

    def late(number: int, asked: str, path: str) -> None:
        if asked == method:
            given_up.wait(20)

    relay.faults = late
    try:
        with pytest.raises(PublishError) as refusal:
            pusher.push([event(0, "Reportée"), event(1)])
    finally:
        given_up.set()
    assert refusal.value.code == "timeout"
