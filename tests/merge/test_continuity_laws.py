"""The laws of continuity (docs/design/continuity.md), as properties over generated readings."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.entry import Entry, Where
from reseau_sync.merge.continuity import Advanced
from reseau_sync.merge.likeness import alike_titles, traits
from reseau_sync.model import Event, Place, Recurrence, Status, ZonedTime
from reseau_sync.testing import strategies
from tests.merge.building import DAY, GLOBAL, NOW, ZONE, entry, first, keys, step

T = TypeVar("T")
WORDS = ("Atelier", "Sortie")
PROPERTY = settings(max_examples=40, deadline=None)

# Few of everything, so that entries are often alike, and on both sides of now.
TITLES = st.sampled_from(
    ["Réunion", "reunion", "Réunion du bureau", "Réunion de bureau", "Maraude", "Atelier 3", "Atelier 4", ""]
)
STARTS = st.sampled_from(
    [dt.datetime(2010, month, day, 18) for month, day in ((8, 3), (9, 1), (9, 2), (9, 9), (10, 30))]
)
UIDS = st.sampled_from([*(GLOBAL.format(number) for number in range(4)), "1", "2@localhost", None])
RULES = st.sampled_from([None, None, None, "FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY"])


@st.composite
def look_alikes(draw: st.DrawFn) -> Entry:
    rule, place = draw(RULES), draw(st.sampled_from([None, "Carrefour", "Ailleurs"]))
    event = Event(
        uid=draw(UIDS),
        title=draw(TITLES),
        start=ZonedTime(local=draw(STARTS), zone=ZONE),
        place=Place(text=place) if place else None,
        recurrence=Recurrence(rules=(rule,)) if rule else None,
        status=draw(st.sampled_from([None, None, Status.CANCELLED])),
    )
    return Entry.of("source", event, Where("source", event.uid, record=draw(st.integers(1, 99))))


READING: SearchStrategy[list[Entry]] = st.lists(
    st.one_of(look_alikes(), look_alikes(), strategies.entries(sources=("source",))), max_size=10
)
READINGS = st.lists(st.one_of(READING, st.none()), min_size=1, max_size=4)


def history(readings: Sequence[list[Entry] | None]) -> Advanced:
    """Return where a history of readings leads, a day between two of them."""
    done = first()
    for number, reading in enumerate(readings):
        done = step(done, reading, now=NOW + number * DAY)
    return done


def shuffled(random: Random, items: Sequence[T]) -> list[T]:
    return random.sample(list(items), len(items))


@PROPERTY
@given(READINGS, READING, st.randoms(use_true_random=False))
def test_the_order_of_standings_and_of_entries_makes_no_difference(
    before: list[list[Entry] | None], reading: list[Entry], random: Random
) -> None:
    start = history(before)
    known = shuffled(random, start.standings)
    stated = shuffled(random, reading)
    assert step(known, stated, hold=start.hold) == step(start, reading)


@PROPERTY
@given(READINGS, READING)
def test_the_same_reading_again_changes_nothing(before: list[list[Entry] | None], reading: list[Entry]) -> None:
    once = step(history(before), reading)
    again = step(once, reading)
    assert again == Advanced(once.standings, once.hold)


@PROPERTY
@given(READINGS, READING)
def test_every_entry_of_a_reading_is_live_exactly_once(before: list[list[Entry] | None], reading: list[Entry]) -> None:
    done = step(history(before), reading)
    live = [each.entry for each in done.standings if each.state == "live"]
    assert Counter((each.digest, each.where) for each in live) == Counter((each.digest, each.where) for each in reading)


@PROPERTY
@given(READINGS, st.one_of(READING, st.none()))
def test_keys_are_unique(before: list[list[Entry] | None], reading: list[Entry] | None) -> None:
    done = step(history(before), reading)
    assert len({each.lasting for each in done.standings}) == len(done.standings)


@PROPERTY
@given(READINGS, st.one_of(READING, st.none()))
def test_nothing_vanishes_without_being_named(before: list[list[Entry] | None], reading: list[Entry] | None) -> None:
    start = history(before)
    done = step(start, reading, now=NOW + len(before) * DAY)
    named = {each.lasting.removesuffix("/rest") for each in (*done.kept, *done.withdrawn, *done.gone)}
    as_before = {(each.lasting, each.state, each.why) for each in done.standings}
    for each in start.standings:
        if each.state != "withdrawn" and each.lasting not in keys(done):
            assert each.lasting in named or (each.lasting, each.state, each.why) in as_before


@PROPERTY
@given(READINGS, st.one_of(READING, st.none()))
def test_what_is_withdrawn_is_not_stated(before: list[list[Entry] | None], reading: list[Entry] | None) -> None:
    done = step(history(before), reading)
    stated = {(traits(each, ZONE).content, each.event.recurrence) for each in reading or ()}
    for each in done.withdrawn:
        assert (traits(each.entry, ZONE).content, each.entry.event.recurrence) not in stated


@PROPERTY
@given(READINGS)
def test_a_history_told_twice_leads_to_the_same_place(readings: list[list[Entry] | None]) -> None:
    assert history(readings) == history(readings)


@PROPERTY
@given(READINGS, READING)
def test_failing_and_recovering_with_the_same_reading_changes_no_key(
    before: list[list[Entry] | None], reading: list[Entry]
) -> None:
    start = step(history(before), reading)
    back = step(step(start, None, failing_since=NOW), reading)
    assert by_key(back) == by_key(start)
    assert back.hold == start.hold


def by_key(done: Advanced) -> dict[str, tuple[str, str]]:
    return {each.lasting: (each.state, each.entry.digest) for each in done.standings}


@PROPERTY
@given(READING, st.randoms(use_true_random=False))
def test_new_uids_for_all_keep_every_key_of_content_that_is_unique(reading: list[Entry], random: Random) -> None:
    start = first(*reading)
    anew = [
        Entry.of("source", each.event.model_copy(update={"uid": f"new-{number}@example.org", "overrides": ()}))
        for number, each in enumerate(reading)
    ]
    done = step(start, shuffled(random, anew))
    counts = Counter(traits(each, ZONE).content for each in reading)
    before = {traits(each.entry, ZONE).content: each.lasting for each in start.standings}
    for each in done.standings:
        content = traits(each.entry, ZONE).content
        if each.state == "live" and counts[content] == 1:
            assert each.lasting == before[content]


@PROPERTY
@given(READING, look_alikes(), st.data())
def test_an_edit_of_one_changes_no_other_key(reading: list[Entry], edited: Entry, data: st.DataObject) -> None:
    start = first(*reading)
    if not reading:
        return
    chosen = data.draw(st.integers(0, len(reading) - 1))
    others = [each for number, each in enumerate(reading) if number != chosen]
    done = step(start, [*others, edited])
    once = Counter((each.digest, each.where) for each in reading)
    before = {(each.entry.digest, each.entry.where): each.lasting for each in start.standings}
    now = {(each.entry.digest, each.entry.where): each.lasting for each in done.standings if each.state == "live"}
    for each in others:
        identity = (each.digest, each.where)
        if once[identity] == 1 and identity != (edited.digest, edited.where) and alone(each, reading):
            assert now[identity] == before[identity]


def alone(one: Entry, reading: Sequence[Entry]) -> bool:
    return sum(each.digest == one.digest for each in reading) == 1


@PROPERTY
@given(st.lists(st.sampled_from(range(1, 4)), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_duplicates_keep_their_keys_whatever_their_order(days: list[int], random: Random) -> None:
    reading = [entry(start=day, record=number) for number, day in enumerate(days)]
    start = first(*reading)
    assert step(start, shuffled(random, reading)).standings == (start.standings)


def test_what_is_compared_grows_with_the_entries_not_with_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Counter[str]()

    def counting(left: str, right: str) -> bool:
        compared["titles"] += 1
        return alike_titles(left, right)

    monkeypatch.setattr("reseau_sync.merge.kinship.alike_titles", counting)
    alike = [entry("Permanence", 2, uid=f"{number}@example.org") for number in range(500)]
    renumbered = [entry("Permanence", 2, uid=f"{number}-new@example.org") for number in range(500)]
    spread, retitled = ([entry(f"{word} {number}", 2 + number % 100) for number in range(500)] for word in WORDS)
    crowd, another = ([entry(f"{word} {number}", 200) for number in range(500)] for word in WORDS)
    done = step(first(*alike, *spread, *crowd), [*renumbered, *retitled, *another])
    assert len(keys(done)) == 1_500
    assert 0 < compared["titles"] <= 20 * 3_000


def test_keys_are_hashes_that_tell_nothing_of_the_source_uid() -> None:
    done = first(*(entry(uid=f"secret-{number}@example.org") for number in range(3)))
    assert all("secret" not in each.lasting for each in done.standings)
    assert len(set(itertools.chain.from_iterable(keys(done)))) <= 16
