"""One source from reading to reading: who is who."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from reseau_sync.entry import Entry
from reseau_sync.model import FixedTime, Place, Recurrence, Status
from tests.merge.building import GLOBAL, at, entry, first, key_of, keys, on, step, weekly, why

OTHERS = [entry(f"Autre {number}", 20 + number, uid=GLOBAL.format(100 + number)) for number in range(4)]
UID, NEW_UID = GLOBAL.format(1), GLOBAL.format(2)


def carried(before: Entry, now: Entry, others: Sequence[Entry] = OTHERS, same_tool: bool = True) -> bool:
    """Say whether ``now`` lives on under the key of ``before``, among other entries that stay."""
    start = first(*others, before)
    return keys(start) == keys(step(start, [*others, now], same_tool=same_tool))


def test_the_first_reading_is_live_under_keys_of_its_own() -> None:
    done = first(entry(uid=UID), entry("Maraude", uid=NEW_UID), entry("Sans identifiant"))
    assert len(keys(done)) == 3
    assert [each.why for each in done.standings] == [""] * 3
    assert set(done.added) == set(done.standings)


def test_a_key_says_the_same_in_a_rebuilt_store() -> None:
    assert first(entry(uid=UID)) == first(entry(uid=UID))


@pytest.mark.parametrize(
    "edited",
    [
        entry("Réunion publique", uid=UID),
        entry(start=28, uid=UID),
        entry(place="Maison des associations", uid=UID),
        entry("Tout autre chose", 60, "Ailleurs", uid=UID),
        entry(uid=UID, status=Status.CANCELLED),
    ],
)
def test_an_edited_event_under_its_uid_is_itself_where_uids_survive(edited: Entry) -> None:
    assert carried(entry(uid=UID), edited)


def test_a_uid_that_is_not_unique_and_names_something_else_altogether_is_another_event() -> None:
    assert carried(entry(uid="1@localhost"), entry("Réunion publique", uid="1@localhost"))
    assert not carried(entry(uid="1@localhost"), entry("Maraude", 60, "Ailleurs", uid="1@localhost"))


def test_a_counter_that_names_the_next_event_after_one_has_passed_is_no_identity() -> None:
    assert not carried(entry("Permanence", -6, uid="1"), entry("Permanence", 8, uid="1"))


def test_one_uid_for_many_instances_is_told_apart_by_recurrence_id() -> None:
    busy = [entry("Occupé", day, uid=UID, recurrence_id=at(day)) for day in (7, 14, 21)]
    start = first(*busy)
    moved = busy[1].event.model_copy(update={"start": at(15)})
    done = step(start, [busy[0], Entry.of("source", moved), busy[2]])
    assert len(keys(start)) == 3
    assert keys(done) == keys(start)


def test_all_uids_anew_change_no_key() -> None:
    old = [entry(f"Réunion {letter}", day, uid=GLOBAL.format(day)) for day, letter in enumerate("abcdef", 3)]
    new = [entry(f"Réunion {letter}", day, uid=GLOBAL.format(99 - day)) for day, letter in enumerate("abcdef", 3)]
    start = first(*old)
    done = step(start, new)
    assert {each.entry.event.title: each.lasting for each in done.standings} == {
        each.entry.event.title: each.lasting for each in start.standings
    }
    assert not done.withdrawn
    assert not done.hold


def test_a_counter_that_shifts_hands_no_key_to_the_neighbour() -> None:
    titles = ["Réunion", "Maraude", "Douches", "Distribution"]
    old = [entry(title, day, uid=f"event-{day}") for day, title in enumerate(titles)]
    new = [entry(title, day, uid=f"event-{day + 1}") for day, title in enumerate(titles)]
    inserted = entry("Assemblée", 9, uid="event-0")
    start = first(*old)
    done = step(start, [inserted, *new])
    assert all(key_of(done, title) == key_of(start, title) for title in titles)
    assert [each.entry.event.title for each in done.added] == ["Assemblée"]


def test_a_change_of_tool_is_followed_by_content() -> None:
    old = entry(uid="17", place="Maison de la Vie associative")
    utc = FixedTime(local=dt.datetime(2010, 9, 7, 16))
    new = entry("REUNION", utc, "maison de la vie associative", uid=UID)
    assert carried(old, new, same_tool=False)


def test_a_series_that_a_new_tool_states_one_by_one_is_not_withdrawn() -> None:
    start = first(weekly(start=-20), *OTHERS)
    singles = [entry("Permanence", day) for day in (8, 15, 22)]
    done = step(start, [*singles, *OTHERS], same_tool=False)
    assert not done.withdrawn
    assert [(each.why, each.entry.event.title) for each in done.gone] == [("double", "Permanence")]


def test_single_events_that_become_a_series_are_not_withdrawn() -> None:
    start = first(*[entry("Permanence", day) for day in (8, 15, 22)], *OTHERS)
    done = step(start, [weekly(start=1), *OTHERS])
    assert not done.withdrawn
    assert {each.why for each in done.gone} == {"double"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (entry("Reunoin du bureau"), entry("Réunion du bureau")),
        (entry("Réunion bureau"), entry("Réunion bureau élargi")),
        (entry(start=7), entry(start=9)),
        (entry(start=at(7, 18)), entry(start=at(7, 19))),
        (entry(place="Salle A"), entry(place="Salle B")),
        (entry("Réunion du bureau", 7, None), entry("Réunion de bureau", 7, None)),
    ],
)
def test_an_edit_without_a_uid_that_lasts_is_followed_where_nothing_competes(before: Entry, after: Entry) -> None:
    assert carried(before, after)
    renamed = [
        Entry.of("source", each.event.model_copy(update={"uid": uid}))
        for each, uid in ((before, UID), (after, NEW_UID))
    ]
    assert carried(renamed[0], renamed[1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (entry("Atelier vélo, séance 3"), entry("Atelier vélo, séance 4")),
        (entry("Cours de français A"), entry("Cours de français B")),
        (entry("Réunion logement"), entry("Réunion transports")),
        (entry("Maraude"), entry("Réunion")),
        (entry(start=3), entry(start=18)),
        (entry(start=7), entry("Réunion", 9, "Ailleurs")),
        (entry("", 7, None), entry("", 8, None)),
        (entry("Permanence", -6), entry("Permanence", 8)),
        (entry(start=7), weekly("Réunion", 8)),
    ],
)
def test_what_only_resembles_is_another_event(before: Entry, after: Entry) -> None:
    assert not carried(before, after)


def test_a_place_in_another_commune_is_another_event() -> None:
    here, there = (
        Entry.of("source", entry("Maraude").event.model_copy(update={"place": Place(commune=commune)}))
        for commune in ("Calais", "Dunkerque")
    )
    assert not carried(here, there)


def test_two_candidates_compete_and_neither_gets_the_key() -> None:
    start = first(*OTHERS, entry("Réunion du bureau"))
    done = step(start, [*OTHERS, entry("Réunion du bureau élargi"), entry("Réunion de bureau reportée")])
    assert key_of(start, "Réunion du bureau") not in keys(done)
    assert len(done.added) == 2


def test_two_that_left_compete_for_one_and_neither_lives_on() -> None:
    start = first(*OTHERS, entry("Réunion du bureau local"), entry("Réunion du bureau élargi"))
    done = step(start, [*OTHERS, entry("Réunion du bureau local élargi")])
    assert len(done.added) == 1


def test_the_next_instance_that_comes_into_a_window_is_not_the_one_that_left_it() -> None:
    start = first(*[entry("Permanence", day) for day in (3, 10)])
    done = step(start, [entry("Permanence", day) for day in (10, 17)])
    assert not done.moved
    assert len(done.added) == 1


def test_one_of_a_weekly_row_of_events_that_moves_by_a_day_is_followed() -> None:
    start = first(*[entry("Permanence", day) for day in (3, 10, 17)])
    done = step(start, [entry("Permanence", day) for day in (3, 11, 17)])
    assert keys(done) == keys(start)


def test_a_duplicate_that_goes_leaves_no_cancellation_beside_its_twin() -> None:
    start = first(entry(uid=UID), entry(uid=NEW_UID), *OTHERS)
    done = step(start, [entry(uid=NEW_UID), *OTHERS])
    assert not done.withdrawn
    assert [(each.state, each.why) for each in done.gone] == [("withdrawn", "double")]


def test_duplicates_are_each_live_under_a_key_of_their_own() -> None:
    twins = [entry(record=number) for number in (1, 2, 3)]
    start = first(*twins)
    assert len(keys(start)) == 3
    assert step(start, reversed(twins)).standings == start.standings


def test_rows_that_move_within_their_sheet_are_the_same_rows() -> None:
    rows = [("Réunion", 7), ("Maraude", 8), ("Douches", 9)]
    start = first(*[entry(title, day, record=row) for row, (title, day) in enumerate(rows, 1)])
    done = step(start, [entry(title, day, record=row) for row, (title, day) in enumerate([*rows][::-1], 5)])
    assert keys(done) == keys(start)
    assert not done.moved


def test_an_explicit_cancellation_is_an_edit_of_a_live_event() -> None:
    start = first(entry(uid=UID))
    done = step(start, [entry(uid=UID, status=Status.CANCELLED)])
    assert why(done) == {"Réunion": "live"}
    assert not done.hold


def test_a_cancelled_event_that_is_then_taken_out_is_no_disappearance_to_hold() -> None:
    start = first(entry(uid=UID, status=Status.CANCELLED))
    done = step(start, [])
    assert done.hold is None
    assert why(done) == {"Réunion": "withdrawn/vanished"}


def test_what_is_at_the_ends_of_the_calendar_is_carried_on() -> None:
    far = [
        entry("Fin", FixedTime(local=dt.datetime(9999, 12, 31, 23, 59)), uid=UID),
        entry("Début", FixedTime(local=dt.datetime(1, 1, 1)), uid=NEW_UID),
        weekly("Toujours", FixedTime(local=dt.datetime(9999, 12, 1)), uid=GLOBAL.format(3)),
    ]
    start = first(*far)
    assert step(start, far).standings == start.standings
    assert "kept/passed" in why(step(start, far[::2])).values() or step(start, far[::2]).gone
    assert why(step(start, []))["Fin"] == "kept/held"


def test_a_series_that_cannot_be_unfolded_is_carried_on_and_withdrawn_whole() -> None:
    wild = weekly("Sans fin", uid=UID, rule="FREQ=SECONDLY")
    start = first(wild, *OTHERS)
    done = step(start, OTHERS)
    assert why(done)["Sans fin"] == "withdrawn/vanished"


def test_an_all_day_event_is_still_to_come_on_its_day_and_a_timed_one_that_has_begun_is_not() -> None:
    start = first(entry("Jour", on(1)), entry("Commencé", at(1, 11), end=at(1, 20)), *OTHERS)
    done = step(start, OTHERS)
    assert why(done)["Jour"] == "withdrawn/vanished"
    assert why(done)["Commencé"] == "kept/passed"


def test_recurrence_tells_two_events_of_one_start_apart() -> None:
    series, single = weekly("Permanence", 7, recurrence=Recurrence(rules=("FREQ=WEEKLY",))), entry("Permanence", 7)
    start = first(series, single)
    done = step(start, [single, series])
    assert done.standings == start.standings
