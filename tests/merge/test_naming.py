"""The UID of a merged event lasts while its members come and go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.entry import Entry
from reseau_sync.merge import identify, lasting_key
from reseau_sync.model import Event, ZonedTime
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec

NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    sources=tuple(SourceSpec(id=each, location=f"{each}.ics") for each in ("a", "b", "c")),
)
UID = "6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1b2"


def _entry(source: str, title: str = "Réunion", day: int = 7, lasting: str | None = None) -> Entry:
    start = ZonedTime(local=dt.datetime(2010, 9, day, 18), zone="Europe/Paris")
    return replace(Entry.of(source, Event(uid=UID, title=title, start=start)), lasting=lasting or f"{source}/1")


def _past(*entries: Entry, past: dict[str, str] | None = None) -> dict[str, str]:
    groups = identify(entries, NETWORK, past or {}).groups
    return {lasting_key(member.entry): group.uid for group in groups for member in group.members}


def test_an_event_keeps_its_uid_when_its_founder_leaves() -> None:
    together = _past(_entry("a"), _entry("b"))
    alone = _past(_entry("b"), past=together)
    assert alone["b/1"] == together["a/1"]


def test_an_event_keeps_its_uid_when_another_calendar_joins_that_sorts_first() -> None:
    alone = _past(_entry("b"))
    together = _past(_entry("a"), _entry("b"), past=alone)
    assert set(together.values()) == set(alone.values())


def test_when_an_event_comes_apart_the_founder_keeps_the_uid_and_the_other_gets_its_own() -> None:
    together = _past(_entry("a"), _entry("b"))
    apart = _past(_entry("a"), _entry("b", title="Maraude", day=30), past=together)
    assert apart["a/1"] == together["a/1"]
    assert apart["b/1"] not in together.values()


def test_when_two_events_become_one_it_keeps_one_of_their_uids() -> None:
    apart = _past(_entry("a"), _entry("b", title="Maraude", day=30))
    together = _past(_entry("a"), _entry("b"), past=apart)
    assert len(set(together.values())) == 1
    assert set(together.values()) <= set(apart.values())


def test_a_founder_that_comes_back_does_not_take_the_uid_from_who_kept_it() -> None:
    together = _past(_entry("a"), _entry("b"))
    kept = _past(_entry("b"), past=together)
    back = _past(_entry("a", title="Maraude", day=30, lasting="a/2"), _entry("b"), past=kept)
    assert back["b/1"] == together["a/1"]
    assert back["a/2"] != back["b/1"]


def test_events_that_become_one_late_have_the_uid_of_one_from_the_beginning() -> None:
    apart = _past(_entry("a", title="Maraude", day=30), _entry("b"))
    assert len(set(apart.values())) == 2
    late = _past(_entry("a"), _entry("b"), past=apart)
    assert late == _past(_entry("a"), _entry("b"))


def test_a_group_that_splits_and_joins_again_is_what_it_was() -> None:
    together = _past(_entry("a"), _entry("b"), _entry("c"))
    split = _past(_entry("a"), _entry("b", title="Maraude", day=30), _entry("c"), past=together)
    assert split["a/1"] == split["c/1"] == together["a/1"]
    assert _past(_entry("a"), _entry("b"), _entry("c"), past=split) == together


def test_members_that_come_and_go_in_any_order_leave_the_uid_as_it_was() -> None:
    first = _past(_entry("b"))
    (uid,) = set(first.values())
    past = first
    for present in ("ab", "abc", "ac", "c", "bc", "ac"):
        past |= _past(*(_entry(each) for each in present), past=past)
        assert {past[f"{each}/1"] for each in present} == {uid}


def test_what_leaves_an_event_for_another_does_not_take_its_uid_along() -> None:
    together = _past(_entry("a"), _entry("b"))
    other = _entry("c", title="Maraude", day=30)
    before = _past(_entry("a"), _entry("b"), other, past=together)
    moved = _past(_entry("a"), _entry("b", title="Maraude", day=30), other, past=before)
    assert moved["a/1"] == together["a/1"]
    assert moved["b/1"] == moved["c/1"]
    assert moved["c/1"] != moved["a/1"]
