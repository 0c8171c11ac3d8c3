"""Which events a decision names: after edits, under other UIDs, in a state made anew, before there are any."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.decisions import DecisionFile, EventName, apply, named
from reseau_sync.decisions.values import Decided
from reseau_sync.entry import Entry
from reseau_sync.merge import first_uid, identify, lasting_key
from reseau_sync.model import Event, Place, ZonedTime
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec
from reseau_sync.view import Decisions

NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    sources=tuple(SourceSpec(id=each, location=f"{each}.ics") for each in ("a", "b", "c")),
)
TODAY = dt.date(2010, 9, 1)


def entry(source: str, title: str = "Réunion", hour: int = 18, *, uid: str | None = None, key: str = "") -> Entry:
    start = ZonedTime(local=dt.datetime(2010, 9, 7, hour), zone="Europe/Paris")
    event = Event(uid=uid or f"{source}-1", title=title, start=start, place=Place(text="Mairie"))
    return replace(Entry.of(source, event), lasting=key or f"{source}/1")


def name_of(each: Entry, uid: str | None = None) -> EventName:
    return named(uid or first_uid(each, NETWORK), [each], "Europe/Paris")


def file(*names: EventName, later: dt.date | None = None) -> DecisionFile:
    if later is not None:
        return DecisionFile(later=(Decided(events=names, until=later),))
    return DecisionFile(same=(Decided(events=names),))


PAIR = frozenset({("a/1", "b/1")})


def test_a_decision_names_events_after_edits_and_under_other_uids() -> None:
    decided = file(name_of(entry("a")), name_of(entry("b")))
    edited = [entry("a", "Assemblée", 20, uid="new"), entry("b", "AG", 21)]
    assert apply(decided, edited, NETWORK, {}).decisions.same == PAIR


def test_a_decision_names_events_by_their_content_where_the_state_was_lost() -> None:
    decided = file(name_of(entry("a", key="x")), name_of(entry("b", key="y")))
    found = apply(decided, [entry("a"), entry("b"), entry("c")], NETWORK, {})
    assert found.decisions.same == PAIR


def test_a_decision_names_events_by_the_uid_under_which_they_are_published() -> None:
    decided = file(EventName(uid="un@reseau-sync"), EventName(uid="deux@reseau-sync"))
    uids = {("network", "a/1"): "un@reseau-sync", ("organisation:x", "b/1"): "deux@reseau-sync"}
    assert apply(decided, [entry("a"), entry("b")], NETWORK, uids).decisions.same == PAIR


def test_a_decision_names_events_by_the_uid_that_they_had_before_they_were_one() -> None:
    a, b = entry("a"), entry("b")
    decided = file(EventName(uid=first_uid(a, NETWORK)), EventName(uid=first_uid(b, NETWORK)))
    fused = {("network", "a/1"): first_uid(a, NETWORK), ("network", "b/1"): first_uid(a, NETWORK)}
    assert apply(decided, [a, b], NETWORK, fused).decisions.same == PAIR


def test_a_decision_by_hand_names_events_by_title_start_and_calendar() -> None:
    decided = file(
        EventName(title="réunion", start="2010-09-07 18:00", calendars=("a",)),
        EventName(title="REUNION", start="2010-09-07 18:00", place="mairie", calendars=("b",)),
    )
    assert apply(decided, [entry("a"), entry("b"), entry("c")], NETWORK, {}).decisions.same == PAIR


def test_a_decision_on_what_is_not_there_waits_and_is_named() -> None:
    decided = file(name_of(entry("a")), name_of(entry("b")))
    waiting = apply(decided, [entry("a")], NETWORK, {})
    assert waiting.decisions == Decisions()
    assert list(waiting.dangling) == list(decided.all())
    assert apply(decided, [entry("a"), entry("b")], NETWORK, {}).dangling == ()


def test_of_three_that_are_the_same_every_pair_is() -> None:
    decided = file(*(name_of(entry(each)) for each in "abc"))
    found = apply(decided, [entry(each) for each in "abc"], NETWORK, {}).decisions
    assert found.same == {("a/1", "b/1"), ("a/1", "c/1"), ("b/1", "c/1")}


def test_what_is_put_off_is_not_asked_until_its_day() -> None:
    decided = file(name_of(entry("a")), name_of(entry("b")), later=dt.date(2010, 9, 8))
    entries = [entry("a"), entry("b", "Maraude", 9)]
    found = apply(decided, entries, NETWORK, {})
    left, right = identify(entries, NETWORK).groups
    assert found.decisions == Decisions()
    assert found.put_off(left, right, TODAY)
    assert found.put_off(right, left, TODAY)
    assert not found.put_off(left, right, dt.date(2010, 9, 8))
    assert not found.put_off(left, left, TODAY)


def test_the_name_of_an_event_says_what_people_know_it_by() -> None:
    name = name_of(entry("a"))
    assert (name.title, name.start, name.place, name.calendars) == ("Réunion", "2010-09-07 18:00", "Mairie", ("a",))
    assert name.keys == (lasting_key(entry("a")),)
