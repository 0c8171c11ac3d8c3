"""A series in several calendars: the winning master brings its own overrides; others count only where they fit."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync.entry import Entry
from reseau_sync.merge import combine, identify
from reseau_sync.model import AnyEvent, Event, Recurrence, Status, ZonedTime
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec
from reseau_sync.view import Group

NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    sources=tuple(SourceSpec(id=each, location=f"{each}.ics") for each in ("a", "b")),
)
UID = "rota-12@entraide.example.org"


def _at(day: int, hour: int = 18) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2010, 9, day, hour), zone="Europe/Paris")


def _master(**fields: object) -> AnyEvent:
    series = Event(uid=UID, title="Rota", start=_at(7), recurrence=Recurrence(rules=("FREQ=WEEKLY;BYDAY=TU",)))
    return series.model_copy(update=fields)


def _override(day: int, hour: int, **fields: object) -> AnyEvent:
    return Event(uid=UID, title="Rota", start=_at(day, hour), recurrence_id=_at(day)).model_copy(update=fields)


def _only(*entries: Entry) -> Group:
    (group,) = identify(entries, NETWORK).groups
    return group


def _starts(group: Group) -> list[int]:
    return [
        each.start.local.hour for each in combine(group, NETWORK).event.overrides if isinstance(each.start, ZonedTime)
    ]


def test_the_winning_master_brings_its_own_overrides() -> None:
    newer = Entry.of("a", _master(sequence=2, overrides=(_override(14, 17),)))
    older = Entry.of("b", _master(sequence=1, overrides=(_override(14, 20), _override(21, 20))))
    assert _starts(_only(older, newer)) == [17]


def test_another_sources_override_counts_if_it_lies_in_the_winning_series() -> None:
    assert _starts(_only(Entry.of("a", _master()), Entry.of("b", _override(14, 20)))) == [20]


@pytest.mark.parametrize(
    ("override", "reason"),
    [(_override(14, 20, sequence=1), "sequence"), (_override(15, 20, sequence=2), "not-in-the-winning-series")],
)
def test_another_sources_override_that_does_not_count_is_named(override: AnyEvent, reason: str) -> None:
    shared = ZonedTime(local=dt.datetime(2010, 9, 7, 18), zone="Europe/Paris")
    master = _master(sequence=2, start=shared)
    groups = identify([Entry.of("a", master), Entry.of("b", override)], NETWORK).groups
    said = {member.reason for group in groups for member in group.members if member.role == "superseded"}
    # What lies outside the series does not agree with it either: it stays an event of its own.
    assert said == {reason} or len(groups) == 2
    assert all(not _starts(group) for group in groups)


def test_an_excluded_date_is_not_brought_back_by_another_source() -> None:
    excluded = _master(recurrence=Recurrence(rules=("FREQ=WEEKLY;BYDAY=TU",), excluded=(_at(14),)))
    groups = identify([Entry.of("a", excluded), Entry.of("b", _override(14, 20))], NETWORK).groups
    assert all(not _starts(group) for group in groups)


def test_a_cancelled_instance_of_the_same_source_in_another_file_is_cancelled() -> None:
    cancelled = _override(14, 18, status=Status.CANCELLED, sequence=1)
    (only,) = combine(_only(Entry.of("a", _master()), Entry.of("a", cancelled)), NETWORK).event.overrides
    assert only.status is Status.CANCELLED


def test_instances_without_a_master_are_events_of_their_own() -> None:
    groups = identify([Entry.of("a", _override(14, 20)), Entry.of("a", _override(21, 20))], NETWORK).groups
    events = [combine(group, NETWORK).event for group in groups]
    assert len({event.uid for event in events}) == 2
    assert [event.recurrence_id for event in events] == [None, None]
