"""What is removed for ever is nowhere in the file."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest

from reseau_sync.entry import Decoded
from reseau_sync.model import Date, Event
from reseau_sync.standing import Past, SourceState, Stamp
from reseau_sync.store import Reading, Store, aside
from reseau_sync.store.retention import has_ended
from tests.store.samples import NOW, RUN, at, entry, event, item, past_of, plain, reading, rejected, says, standing

WORDS = ("Alpha", "Bravo", "Charlie")
OLD, NEW = "2008-03-04T10:00", "2010-09-14T14:30"


def stored(store: Store) -> Past:
    """Save an old event and a new one, each as a standing and as an item."""
    past = Past(
        sources={"a": SourceState("a")},
        standings={"a": (standing("L1", "Alpha", start=OLD), standing("L2", "Bravo", start=NEW))},
        uids={("network", "L1"): "m1", ("network", "L2"): "m2"},
        stamps={("reseau", "m1"): Stamp("d", 1, NOW), ("reseau", "m2"): Stamp("d", 1, NOW)},
    )
    old = (item("k1", b"SUMMARY:Alpha" + os.urandom(2000)), [entry("Alpha", start=OLD)])
    new = (item("k2", b"SUMMARY:Bravo"), [entry("Bravo", start=NEW)])
    store.save(Past(), past, run=RUN, readings=[reading(old, new)])
    return past


def test_what_has_ended_goes_from_state_copies_and_history_and_its_bytes_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store.open(path) as store:
        past = stored(store)
        assert says(path, WORDS) == {"Alpha", "Bravo"}
        purged = store.purge(dt.date(2009, 1, 1))
        assert (bool(purged), purged.events) == (True, 1)
        assert says(path, WORDS) == {"Bravo"}
        found = plain(store.load())
        assert found.standings == {"a": past.standings["a"][1:]}
        assert found.uids == {("network", "L2"): "m2"}
        assert list(found.stamps) == [("reseau", "m2")]
        assert store.history("L1") == ()
        # Known, and empty: a source that goes on giving it does not have it decoded anew each time.
        assert store.decoded("a", item("k1"), "ical 1") == Decoded()
        assert store.items("a") is None
    assert says(path, WORDS) == {"Bravo"}


def test_a_reading_that_still_gives_what_was_purged_does_not_bring_it_back(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        stored(store)
        store.purge(dt.date(2009, 1, 1))
        again = Reading("a", "ical 1", ((item("k1"), Decoded()), (item("k2"), Decoded((entry("Bravo", start=NEW),)))))
        store.remember(again, at=NOW)
        assert says(tmp_path / "s", WORDS) == {"Bravo"}


def test_a_purge_without_anything_to_remove_writes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        stored(store)
    before = (tmp_path / "s").read_bytes()
    with Store.open(tmp_path / "s") as store:
        assert not store.purge(dt.date(2005, 1, 1))
        assert not store.purge(dt.date.min)
    assert (tmp_path / "s").read_bytes() == before


def test_the_history_forgets_old_versions_of_what_still_stands(tmp_path: Path) -> None:
    states = [past_of(standing(title=title, start="2030-01-01T10:00")) for title in WORDS]
    with Store.open(tmp_path / "s") as store:
        for number, (before, after) in enumerate(zip([Past(), *states], states, strict=False)):
            store.save(before, after, run=at(400 * number))
        purged = store.purge(at(401).at.date())
        assert (purged.events, purged.versions) == (0, 1)
        assert [each.standing.entry.event.title for each in store.history("L1")] == ["Bravo", "Charlie"]
        assert says(tmp_path / "s", WORDS) == {"Bravo", "Charlie"}
        purged = store.purge(at(4000).at.date())
        assert [each.standing.entry.event.title for each in store.history("L1")] == ["Charlie"]
        assert len(store.runs()) == 1
        assert plain(store.load()) == states[-1]


def test_numbers_of_runs_are_never_given_twice(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        first = store.save(Past(), past_of(standing(start=OLD)), run=RUN)
        store.purge(dt.date(2020, 1, 1))
        second = store.save(store.load(), past_of(standing("L2", start="2030-01-01T10:00")), run=at(1))
        assert first is not None
        assert second is not None
        assert second > first


def test_a_uid_that_a_standing_event_shares_keeps_its_stamp(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        past = stored(store)
        store.save(past, replace(past, uids={("network", "L1"): "m1", ("network", "L2"): "m1"}), run=RUN)
        store.purge(dt.date(2009, 1, 1))
        assert dict(store.load().uids) == {("network", "L2"): "m1"}
        assert ("reseau", "m1") in store.load().stamps


def test_a_source_that_is_forgotten_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store.open(path) as store:
        past = stored(store)
        other = standing("L3", "Charlie", source="b")
        store.save(past, replace(past, standings={**past.standings, "b": (other,)}), run=RUN)
        store.remember(Reading("a", "ical 1", ((item("k9"), Decoded((), (rejected(3),))),)), at=NOW)
        store.forget(sources=["a"])
        assert plain(store.load()).standings == {"b": (other,)}
        assert (store.items("a"), dict(store.load().uids), dict(store.load().sources)) == ((), {}, {})
        assert says(path, (*WORDS, "DTSTART:x")) == {"Charlie"}


def test_an_event_that_is_forgotten_goes_in_all_its_versions_and_its_item_too(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with Store.open(path) as store:
        past = stored(store)
        later = replace(past, standings={"a": (standing("L1", "Charlie"), past.standings["a"][1])})
        store.save(past, later, run=at(1))
        store.forget(lastings=["L1"])
        assert says(path, WORDS) == {"Bravo"}
        assert plain(store.load()).standings == {"a": past.standings["a"][1:]}


def test_another_source_that_states_the_same_keeps_it(tmp_path: Path) -> None:
    same = (standing("L1", "Alpha", source="a"), standing("L2", "Alpha", source="b"))
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(*same), run=RUN, readings=[reading((item(), [same[1].entry]), source="b")])
        store.forget(lastings=["L1"])
        assert plain(store.load()).standings == {"b": same[1:]}


def test_damaged_files_set_aside_go_with_the_events_of_their_time(tmp_path: Path) -> None:
    path = tmp_path / "s"
    for number in range(2):
        path.write_text("Alpha " * 1000)
        Store.open(path).close()
        os.utime(aside.asides(path)[-1], (NOW.timestamp() + 86400 * number,) * 2)
    old, new = aside.asides(path)
    with Store.open(path) as store:
        assert store.purge(NOW.date() + dt.timedelta(days=1)).files == (old,)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    ("stated", "ended"),
    [
        (event(start="2010-08-31T21:59"), True),
        (event(start="2010-08-31T22:01"), False),
        (event(start="2010-08-01T10:00", rule="FREQ=DAILY;COUNT=31"), True),
        (event(start="2010-08-01T10:00", rule="FREQ=DAILY;COUNT=32"), False),
        (event(start="2010-08-01T10:00", rule="FREQ=DAILY"), False),
        (event(start="2010-08-01T10:00", rule="FREQ=SECONDLY"), False),
        (event(start="2000-01-01T10:00", rule="FREQ=YEARLY;UNTIL=20090101T100000Z"), True),
        (Event(start=Date(date=dt.date(2010, 8, 31))), True),
        (Event(start=Date(date=dt.date(2010, 8, 31)), end=Date(date=dt.date(2010, 9, 2))), False),
    ],
)
def test_an_event_has_ended_when_its_last_occurrence_has(stated: Event, ended: bool) -> None:
    midnight_in_paris = dt.datetime(2010, 8, 31, 22, tzinfo=dt.UTC)
    assert has_ended(stated, midnight_in_paris, "Europe/Paris") == ended
