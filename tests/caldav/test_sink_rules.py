"""What is done, kept and said when a calendar that a feed is pushed into is not as it was left."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from reseau_sync.errors import PublishError, SourceError, Words
from reseau_sync.model import AnyEvent
from reseau_sync.ports import FeedContext
from reseau_sync.testing import SinkSuite, Target
from reseau_sync.testing.sinks import EVENTS
from reseau_sync.view import Memory, told_in
from reseau_sync_caldav.book import Book
from reseau_sync_caldav.collection import Held
from reseau_sync_caldav.pushing import HOPELESS
from reseau_sync_caldav.sink import CollectionSink
from tests.caldav.building import event, events
from tests.caldav.shelf import CONTEXT, Dead, Shelf

FOREIGN = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20100901T000000Z\r\n"
    b"DTSTART:20100920T100000Z\r\nSUMMARY:Dentiste\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def push(shelf: Shelf, wanted: Sequence[AnyEvent], memory: Memory, on_conflict: str = "theirs") -> Memory:
    """Plan and apply by new sinks; the memory comes back from where it is kept."""
    sink = shelf.sink(on_conflict)  # type: ignore[arg-type]
    plan = sink.plan(wanted, memory)
    after: Memory = json.loads(json.dumps(shelf.sink(on_conflict).apply(plan, memory)))  # type: ignore[arg-type]
    return after


def codes(memory: Memory) -> list[str]:
    return [each.code for each in told_in(memory)]


def edit(shelf: Shelf, title: str, new: bytes) -> str:
    """Let a person edit the object with this title; return its name."""
    name = name_of(shelf, title)
    shelf.person_puts(name, shelf.objects[name].data.replace(f"SUMMARY:{title}".encode(), b"SUMMARY:" + new))
    return name


def name_of(shelf: Shelf, title: str) -> str:
    return next(name for name, held in shelf.objects.items() if f"SUMMARY:{title}\r\n".encode() in held.data)


class ShelfTarget:
    """The suite's target."""

    def __init__(self) -> None:
        self.shelf = Shelf()

    def sink(self) -> CollectionSink:
        return self.shelf.sink()

    def contents(self) -> Mapping[str, bytes]:
        return {name: held.data for name, held in self.shelf.objects.items()}

    def add_foreign(self) -> None:
        self.shelf.person_puts("dentiste.ics", FOREIGN % b"dentiste")

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        self.shelf.refusing = 507
        yield
        self.shelf.refusing = None


class TestTheSinkOfACalendar(SinkSuite):
    """What every sink must hold."""

    def target(self, folder: Path) -> Target:
        return ShelfTarget()


def test_an_unchanged_feed_costs_one_request_and_writes_nothing() -> None:
    shelf = Shelf()
    memory = push(shelf, events(20), {})
    shelf.requests.clear()
    assert push(shelf, events(20), memory) == memory
    assert shelf.requests == ["PROPFIND"]


def test_what_changed_is_written_and_nothing_else() -> None:
    shelf = Shelf()
    memory = push(shelf, events(20), {})
    assert len(shelf.writes) == 20
    changed = [event(n, "Reportée") if n < 3 else event(n) for n in range(20)]
    memory = push(shelf, changed, memory)
    assert len(shelf.writes) == 3
    memory = push(shelf, changed[2:], memory)
    assert [each.split()[0] for each in shelf.writes] == ["DELETE", "DELETE"]


def test_a_plan_says_title_day_and_what_changes() -> None:
    shelf = Shelf()
    memory = push(shelf, events(3), {})
    plan = shelf.sink().plan([event(0), event(1, hour=17), event(5)], memory)
    said = [change.about.say("fr") for change in plan.writes if change.about is not None]
    assert said == [
        "modifié : 02/09/2010 17:00 Réunion 1 (début, fin)",
        "ajouté : 06/09/2010 18:00 Réunion 5",
        "retiré : 03/09/2010 18:00 Réunion 2",
    ]


def test_a_persons_edit_is_kept_and_named() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = edit(shelf, "Réunion 2", b"R\xc3\xa9union au port")
    theirs = shelf.objects[name]
    for wanted in (events(5), [event(n, "Reportée") for n in range(5)]):
        memory = push(shelf, wanted, memory)
        assert shelf.objects[name] == theirs
        assert codes(memory) == ["edited"]
    said = told_in(memory)[0].reason.fr
    assert said.startswith("« Reportée » (03/09/2010 18:00) a été modifié dans l’agenda (titre)")


def test_ours_wins_where_the_network_says_so_and_it_is_said() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = edit(shelf, "Réunion 2", b"Port")
    memory = push(shelf, events(5), memory, "ours")
    assert b"SUMMARY:R\xc3\xa9union 2" in shelf.objects[name].data
    assert codes(memory) == ["overwritten"]
    assert codes(push(shelf, events(5), memory, "ours")) == []


def test_an_edit_that_says_what_we_say_is_no_conflict() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    edit(shelf, "Réunion 2", b"Report\xc3\xa9e")
    wanted = [event(n, "Reportée" if n == 2 else None) for n in range(5)]
    shelf.requests.clear()
    memory = push(shelf, wanted, memory)
    assert shelf.writes == []
    assert codes(memory) == []


def test_what_programs_write_beside_the_event_is_no_edit() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = name_of(shelf, "Réunion 2")
    data = shelf.objects[name].data
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
    data = data.replace(b"END:VEVENT", b"X-MOZ-LASTACK:20100901T000000Z\r\n" + alarm + b"END:VEVENT")
    shelf.person_puts(name, data.replace(b"SEQUENCE:0", b"SEQUENCE:3"))
    shelf.requests.clear()
    memory = push(shelf, events(5), memory)
    assert (shelf.writes, codes(memory)) == ([], [])
    push(shelf, [event(n, "Reportée") for n in range(5)], memory)
    assert len(shelf.writes) == 5


def test_an_edited_event_that_is_withdrawn_stays_and_is_named() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = edit(shelf, "Réunion 2", b"Port")
    wanted = [event(n) for n in (0, 1, 3, 4)]
    memory = push(shelf, wanted, memory)
    assert name in shelf.objects
    assert codes(memory) == ["edited-and-withdrawn"]
    memory = push(shelf, wanted, memory, "ours")
    assert name not in shelf.objects


def test_what_is_withdrawn_from_a_public_feed_goes_whoever_edited_it() -> None:
    shelf = Shelf()
    public = dataclasses.replace(CONTEXT, public=True)
    sink = shelf.sink(context=public)
    memory = sink.apply(sink.plan(events(5), {}), {})
    name = edit(shelf, "Réunion 2", b"Port")
    memory = sink.apply(sink.plan(events(5), memory), memory)
    assert name in shelf.objects
    memory = sink.apply(sink.plan([event(n) for n in (0, 1, 3, 4)], memory), memory)
    assert name not in shelf.objects
    assert codes(memory) == ["overwritten"]


def test_what_a_person_deleted_stays_deleted_until_there_is_something_new_to_say() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    del shelf.objects[name_of(shelf, "Réunion 2")]
    for _ in range(2):
        memory = push(shelf, events(5), memory)
        assert (len(shelf.objects), codes(memory)) == (4, ["deleted"])
    wanted = [event(n, hour=17 if n == 2 else 18) for n in range(5)]
    memory = push(shelf, wanted, memory)
    assert (len(shelf.objects), codes(memory)) == (5, [])


def test_deleting_an_edited_event_brings_ours_back() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = edit(shelf, "Réunion 2", b"Port")
    memory = push(shelf, events(5), memory)
    del shelf.objects[name]
    memory = push(shelf, events(5), memory)
    assert b"SUMMARY:R\xc3\xa9union 2" in shelf.objects[name].data
    assert codes(memory) == []


def test_a_calendar_that_was_emptied_is_filled_again() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    shelf.objects.clear()
    push(shelf, events(5), memory)
    assert len(shelf.objects) == 5


def test_a_persons_own_events_are_never_touched_even_with_the_same_uid() -> None:
    shelf = Shelf()
    own = {"a.ics": FOREIGN % b"dentiste", "b.ics": FOREIGN % b"e2@reseau-sync"}
    for name, data in own.items():
        shelf.person_puts(name, data)
    memory = push(shelf, events(5), {})
    assert codes(memory) == ["uid-taken"]
    memory = push(shelf, [event(n, "Reportée") for n in range(5)], memory, "ours")
    memory = push(shelf, [], memory, "ours")
    assert {name: held.data for name, held in shelf.objects.items()} == own


def test_a_copy_of_our_event_under_another_uid_is_the_persons_own() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    data = shelf.objects[name_of(shelf, "Réunion 2")].data.replace(b"e2@reseau-sync", b"copie")
    shelf.person_puts("copie.ics", data)
    memory = push(shelf, [], memory, "ours")
    assert set(shelf.objects) == {"copie.ics"}


def test_an_event_that_lost_our_mark_is_no_longer_touched() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = name_of(shelf, "Réunion 2")
    data = shelf.objects[name].data
    lines = [line for line in data.replace(b"\r\n ", b"").split(b"\r\n") if not line.startswith(b"X-RESEAU-MARK")]
    shelf.person_puts(name, b"\r\n".join(lines))
    for on_conflict in ("theirs", "ours"):
        memory = push(shelf, [event(n, "Reportée") for n in range(5)], memory, on_conflict)
        assert b"SUMMARY:R\xc3\xa9union 2" in shelf.objects[name].data
        assert codes(memory) == ["unmarked"]
    push(shelf, [], memory, "ours")
    assert set(shelf.objects) == {name}


def test_an_event_with_guests_is_never_touched_since_they_would_be_written_to() -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    name = name_of(shelf, "Réunion 2")
    guests = b"ORGANIZER:mailto:a@a.example\r\nATTENDEE:mailto:b@a.example\r\nEND:VEVENT"
    shelf.person_puts(name, shelf.objects[name].data.replace(b"END:VEVENT", guests))
    theirs = shelf.objects[name]
    for wanted in ([event(n, "Reportée") for n in range(5)], [event(n) for n in (0, 1, 3)]):
        memory = push(shelf, wanted, memory, "ours")
        assert shelf.objects[name] == theirs
        assert codes(memory) == ["invited"]


def test_what_a_public_feed_lost_goes_even_with_guests() -> None:
    public = dataclasses.replace(CONTEXT, public=True)
    shelf = Shelf()
    first = shelf.sink(context=public)
    memory = first.apply(first.plan(events(5), {}), {})
    name = name_of(shelf, "Réunion 2")
    guests = b"ORGANIZER:mailto:a@a.example\r\nATTENDEE:mailto:b@a.example\r\nEND:VEVENT"
    shelf.person_puts(name, shelf.objects[name].data.replace(b"END:VEVENT", guests))
    second = shelf.sink(context=public)
    memory = second.apply(second.plan([event(n) for n in (0, 1, 3, 4)], memory), memory)
    assert name not in shelf.objects
    assert codes(memory) == ["overwritten"]


def test_nothing_is_written_that_invites_anybody_or_rings() -> None:
    shelf = Shelf()
    push(shelf, [*events(3), *EVENTS], {})
    for held in shelf.objects.values():
        assert not any(word in held.data for word in (b"ORGANIZER", b"ATTENDEE", b"METHOD", b"VALARM"))
        assert held.data.count(b"\r\nUID:") == held.data.count(b"BEGIN:VEVENT")


@pytest.mark.parametrize("uid", ["../../etc/x", "a/b?c#d", "é" * 300, "x@y\u2028"])
def test_names_of_objects_are_digests_whatever_the_uid(uid: str) -> None:
    shelf = Shelf()
    push(shelf, [event(1).model_copy(update={"uid": uid})], {})
    (name,) = shelf.objects
    assert name.isascii()
    assert len(name) == 36


def test_a_lost_memory_is_recovered_from_the_marks() -> None:
    shelf = Shelf()
    push(shelf, events(5), {})
    edit(shelf, "Réunion 2", b"Port")
    shelf.person_puts("dentiste.ics", FOREIGN % b"dentiste")
    shelf.requests.clear()
    memory = push(shelf, events(5), {})
    assert (shelf.writes, codes(memory)) == ([], ["edited"])
    push(shelf, [event(0)], memory)
    assert len(shelf.objects) == 3


def test_what_is_marked_and_not_remembered_goes_when_it_is_not_wanted_twice() -> None:
    # A pusher that lags behind another must not delete what that one has just learnt of.
    shelf = Shelf()
    push(shelf, events(6), {})
    lagging = push(shelf, events(5), {})
    assert len(shelf.objects) == 6
    push(shelf, events(5), lagging)
    assert len(shelf.objects) == 5


def test_another_networks_and_another_feeds_events_are_not_ours() -> None:
    shelf = Shelf()
    for context in (FeedContext("Autre", "nuage"), FeedContext("Réseau jungles", "public")):
        sink = shelf.sink(context=context)
        sink.apply(sink.plan([event(7).model_copy(update={"uid": context.network + context.feed})], {}), {})
    memory = push(shelf, events(3), {})
    push(shelf, [], memory)
    assert len(shelf.objects) == 2


def test_a_feed_that_was_renamed_finds_its_events() -> None:
    shelf = Shelf()
    push(shelf, events(3), {})
    sink = shelf.sink(context=FeedContext(CONTEXT.network, "nouveau", CONTEXT.others))
    assert sink.plan(events(3), {}).writes == ()


def test_a_server_that_wants_ends_gets_durations() -> None:
    shelf = Shelf(wants_ends=True)
    lone = [event(n).model_copy(update={"end": None}) for n in range(3)]
    memory = push(shelf, lone, {})
    assert all(b"DURATION:PT1S" in held.data for held in shelf.objects.values())
    assert len(shelf.writes) == 4
    assert shelf.sink().plan(lone, memory).writes == ()


def test_a_server_that_tells_no_etag_is_read_back() -> None:
    shelf = Shelf(silent=True)
    memory = push(shelf, events(3), {})
    shelf.requests.clear()
    push(shelf, events(3), memory)
    assert shelf.requests == ["PROPFIND"]


@pytest.mark.parametrize("status", [401, 403, 404, 409, 415, 423, 500, 502, 503, 507])
def test_a_server_that_refuses_costs_nothing_that_stands(status: int) -> None:
    shelf = Shelf()
    memory = push(shelf, events(5), {})
    before = dict(shelf.objects)
    shelf.refusing = status
    wanted = [event(n, "Reportée") for n in range(5)]
    sink = shelf.sink()
    with pytest.raises(PublishError) as refusal:
        sink.apply(sink.plan(wanted, memory), memory)
    assert shelf.objects == before
    shelf.refusing = None
    shelf.requests.clear()
    memory = push(shelf, wanted, refusal.value.memory or {})
    assert len(shelf.writes) == 5
    assert codes(memory) == []


def test_an_event_over_which_the_server_stumbles_costs_that_event_alone() -> None:
    shelf = Shelf(stumbling=b"SUMMARY:Piquet")
    wanted = [*events(6), event(7, "Piquet"), event(8, "Piquet")]
    sink = shelf.sink()
    with pytest.raises(PublishError) as refusal:
        sink.apply(sink.plan(wanted, {}), {})
    assert len(shelf.objects) == 6
    assert refusal.value.code == "objects-refused"
    assert "Piquet" in refusal.value.words.fr
    shelf.stumbling = None
    memory = push(shelf, wanted, refusal.value.memory or {})
    assert len(shelf.objects) == 8
    assert codes(memory) == []


def test_what_is_never_taken_is_not_for_ever_in_the_way_of_what_would_be() -> None:
    shelf = Shelf(stumbling=b"SUMMARY:Piquet")
    wanted = [event(n, "Piquet") for n in range(3 * HOPELESS)]
    memory: Memory = {}
    for _ in range(2):
        wanted = [event(20 + len(wanted)), *wanted]
        for _ in range(6):
            with pytest.raises(PublishError) as refusal:
                shelf.sink().apply(shelf.sink().plan(wanted, memory), memory)
            memory = refusal.value.memory or {}
        assert refusal.value.code == "objects-refused"
        assert f"Et {3 * HOPELESS - 3} autres" in refusal.value.words.fr
    assert len(shelf.objects) == 2
    shelf.stumbling = None
    push(shelf, wanted, memory)
    assert len(shelf.objects) == 2 + 3 * HOPELESS


def test_each_event_that_was_refused_gets_its_turn() -> None:
    shelf = Shelf(stumbling=b"SUMMARY:Piquet")
    wanted = [event(n, "Piquet") for n in range(3 * HOPELESS)]
    memory: Memory = {}
    for _ in range(4):
        with pytest.raises(PublishError) as refusal:
            shelf.sink().apply(shelf.sink().plan(wanted, memory), memory)
        memory = refusal.value.memory or {}
    wanted[4] = event(4, "Réunion")
    for _ in range(3):
        with pytest.raises(PublishError) as refusal:
            shelf.sink().apply(shelf.sink().plan(wanted, memory), memory)
        memory = refusal.value.memory or {}
    assert len(shelf.objects) == 1


def test_a_server_that_fails_each_time_is_not_asked_again_and_again() -> None:
    shelf = Shelf(stumbling=b"BEGIN:VEVENT")
    sink = shelf.sink()
    with pytest.raises(PublishError) as refusal:
        sink.apply(sink.plan(events(50), {}), {})
    assert refusal.value.code == "http-error"
    assert sum(each.startswith("PUT") for each in shelf.requests) <= 2 * HOPELESS


@pytest.mark.parametrize("after", [False, True])
def test_a_process_killed_at_any_request_and_run_again_converges(after: bool) -> None:
    first, second = events(4), [event(0), event(1, "Reportée"), event(2), event(7)]
    whole = Shelf()
    push(whole, second, push(whole, first, {}))
    wanted = {name: held.data for name, held in whole.objects.items()}
    for limit in range(1, 30):
        shelf = Shelf(limit=limit, dies_after=after)
        memory: Memory = {}
        survived = 0
        for step in (first, second):
            try:
                memory = push(shelf, step, memory)
                survived += 1
            except Dead:
                pass
            shelf.limit = None if survived < 2 else shelf.limit
        memory = push(shelf, second, memory)
        assert {name: held.data for name, held in shelf.objects.items()} == wanted
        assert codes(memory) == []
        assert shelf.sink().plan(second, memory).writes == ()
        if survived == 2:
            return
    pytest.fail("it never lived through all requests")


def test_two_pushers_at_once_leave_one_of_each_event() -> None:
    shelf = Shelf()
    one, other = shelf.sink(), shelf.sink()
    plans = one.plan(events(6), {}), other.plan(events(6), {})
    memories = [one.apply(plans[0], {}), other.apply(plans[1], {})]
    assert len(shelf.objects) == 6
    assert [codes(each) for each in memories] == [[], []]
    later = [event(n, "Reportée") for n in range(6)]
    plans = one.plan(later, memories[0]), other.plan(events(5), memories[1])
    after = [one.apply(plans[0], memories[0]), other.apply(plans[1], memories[1])]
    assert [codes(each) for each in after] == [[], []]
    push(shelf, later, after[0])
    assert sorted(held.data.count(b"Report") for held in shelf.objects.values()) == [1] * 6


def test_an_edit_between_planning_and_writing_is_kept_and_named() -> None:
    shelf = Shelf()
    memory = push(shelf, events(3), {})
    sink = shelf.sink()
    plan = sink.plan([event(0, "Reportée"), event(1)], memory)
    names = [edit(shelf, "Réunion 0", b"Port"), edit(shelf, "Réunion 2", b"Quai")]
    theirs = [shelf.objects[name] for name in names]
    memory = sink.apply(plan, memory)
    assert [shelf.objects[name] for name in names] == theirs
    assert sorted(codes(memory)) == ["edited", "edited-and-withdrawn"]


def test_an_object_that_the_server_never_stored_is_no_success() -> None:
    shelf = Shelf(silent=True)
    sink = shelf.sink()
    plan = sink.plan(events(2), {})
    shelf.person_puts = lambda name, data: shelf.objects.update({name: Held('"1"', FOREIGN % b"x")})  # type: ignore[method-assign]
    with pytest.raises(PublishError) as refusal:
        sink.apply(plan, {})
    assert refusal.value.code == "not-stored"


def test_a_server_that_wants_to_be_told_otherwise_who_asks_is_asked_anew() -> None:
    shelf = Shelf(scheme="digest")
    asked: list[str] = []

    @contextlib.contextmanager
    def opened(book: Book) -> Iterator[Shelf]:
        asked.append(book.scheme)
        if book.scheme == "basic":
            raise SourceError("unauthorized", Words("refusé", "refused"))
        yield shelf

    sink = CollectionSink(opened, "shelf", CONTEXT)
    memory = {**sink.apply(sink.plan(events(2), {}), {}), "scheme": "basic"}
    asked.clear()
    assert sink.plan(events(2), memory).writes == ()
    assert asked == ["basic", ""]
