"""What becomes of what a source no longer states: withdrawn, held, kept, gone."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync.merge.continuity import Advanced, unconfirmed
from reseau_sync.model import AnyEvent, Event, Recurrence, Status, Time
from reseau_sync.model.time import instant
from reseau_sync.occurrences import expand
from reseau_sync.standing import Policy
from tests.merge.building import (
    DAY,
    GLOBAL,
    NOW,
    TODAY,
    ZONE,
    at,
    entry,
    first,
    key_of,
    keys,
    on,
    step,
    weekly,
    why,
)

TEN = [entry(f"Réunion {letter}", 3 + number, uid=GLOBAL.format(number)) for number, letter in enumerate("ghijkopqrs")]
UNTIL_2012 = dt.datetime(2012, 1, 1, tzinfo=dt.UTC)


def states(done: Advanced) -> dict[str, int]:
    counts: dict[str, int] = {}
    for said in (f"{each.state}/{each.why}" if each.why else each.state for each in done.standings):
        counts[said] = counts.get(said, 0) + 1
    return counts


def test_a_few_that_vanish_are_withdrawn_from_today() -> None:
    done = step(first(*TEN), TEN[3:])
    assert states(done) == {"live": 7, "withdrawn/vanished": 3}
    assert {each.since for each in done.withdrawn} == {TODAY}
    assert done.hold is None


@pytest.mark.parametrize(("left", "held"), [(10, False), (6, False), (5, True), (1, True), (0, True)])
def test_five_and_more_than_the_limit_or_all_are_held(left: int, held: bool) -> None:
    done = step(first(*TEN), TEN[:left])
    assert (done.hold is not None) is held
    if held:
        assert states(done).get("kept/held") == 10 - left
        assert done.hold is not None
        assert (done.hold.since, done.hold.missing) == (TODAY, 10 - left)


def test_exactly_the_limit_is_not_more_than_the_limit() -> None:
    done = step(first(*TEN), TEN[:5], policy=Policy(shrink_limit=0.5))
    assert done.hold is None


def test_the_only_event_to_come_is_all_of_them() -> None:
    assert step(first(TEN[0], entry("Passée", -9)), [entry("Passée", -9)]).hold is not None


def test_past_events_do_not_count_in_the_judgement() -> None:
    past = [entry(f"Passée {number}", -20 + number) for number in range(20)]
    done = step(first(*past, *TEN), TEN[:9])
    assert done.hold is None
    assert states(done) == {"live": 9, "kept/passed": 20, "withdrawn/vanished": 1}


def test_under_a_hold_edits_new_entries_and_cancellations_pass() -> None:
    held = step(first(*TEN), TEN[:2])
    edited = Event.model_validate({**TEN[0].event.model_dump(), "title": "Corrigée"})
    called_off = TEN[5].event.model_copy(update={"status": Status.CANCELLED})
    new = entry("Nouvelle", 30, uid=GLOBAL.format(99))
    given = [type(new).of("source", edited), TEN[1], new, type(new).of("source", called_off)]
    done = step(held, given, now=NOW + DAY)
    assert states(done) == {"live": 4, "kept/held": 7}
    assert done.hold is not None
    assert done.hold.since == TODAY
    assert not done.withdrawn


def test_a_hold_ends_by_recovery_under_the_same_keys() -> None:
    start = first(*TEN)
    done = step(step(start, TEN[:1]), TEN, now=NOW + DAY)
    assert done.hold is None
    assert keys(done) == keys(start)
    assert len(done.returned) == 9


def test_a_hold_ends_when_a_person_accepts_it() -> None:
    done = step(step(first(*TEN), TEN[:1]), TEN[:1], accepted=True)
    assert done.hold is None
    assert states(done) == {"live": 1, "withdrawn/vanished": 9}


@pytest.mark.parametrize(
    ("days", "policy", "held"), [(6, Policy(), True), (7, Policy(), False), (99, Policy(hold_days=0), True)]
)
def test_a_hold_ends_after_hold_days_unless_they_are_none(days: int, policy: Policy, held: bool) -> None:
    far = [entry(f"Réunion {letter}", 200, uid=GLOBAL.format(ord(letter))) for letter in "ghijkopqrs"]
    start = step(first(*far), far[:1], policy=policy)
    done = step(start, far[:1], policy=policy, now=NOW + days * DAY)
    assert (done.hold is not None) is held


def test_a_hold_starts_anew_only_when_another_wave_goes_missing() -> None:
    more = [entry(f"Atelier {letter}", 30, uid=GLOBAL.format(ord(letter))) for letter in "abcdefgh"]
    start = step(first(*TEN, *more), more)
    one_less = step(start, more[1:], now=NOW + DAY)
    assert states(one_less) == {"live": 7, "kept/held": 10, "withdrawn/vanished": 1}
    assert one_less.hold == start.hold
    wave = step(one_less, more[6:], now=NOW + DAY)
    assert states(wave) == {"live": 2, "kept/held": 15, "withdrawn/vanished": 1}
    assert wave.hold is not None
    assert wave.hold.since == TODAY + DAY
    shrunk = step(wave, more[5:], now=NOW + 2 * DAY)
    assert shrunk.hold is not None
    assert (shrunk.hold.since, shrunk.hold.missing) == (TODAY + DAY, 14)


def test_new_entries_do_not_make_what_is_held_look_like_little() -> None:
    held = step(first(*TEN), [])
    new = [entry(f"Nouvelle {letter}", 40, uid=GLOBAL.format(ord(letter))) for letter in "abcdefghijklmnopqrstuvwxyz"]
    done = step(step(held, new), new)
    assert states(done) == {"live": 26, "kept/held": 10}
    assert done.hold == held.hold


def test_when_most_of_what_was_held_comes_back_the_rest_was_meant() -> None:
    done = step(step(first(*TEN), TEN[:1]), TEN[:8])
    assert states(done) == {"live": 8, "withdrawn/vanished": 2}
    assert done.hold is None


def test_a_feed_that_is_cut_short_does_not_look_full_when_it_is_read_again() -> None:
    start = step(first(*TEN), TEN[:3])
    again = step(start, TEN[:3])
    assert (again.standings, again.hold) == (start.standings, start.hold)


def test_the_last_one_that_drops_out_of_a_full_window_is_kept() -> None:
    start = first(*TEN)
    done = step(start, [*TEN[:9], entry("Intercalée", 2, uid=GLOBAL.format(99))])
    assert why(done)["Réunion s"] == "kept/left-window"
    assert not done.withdrawn


def test_beyond_a_window_that_is_not_full_it_was_taken_out() -> None:
    done = step(first(*TEN), TEN[:9])
    assert why(done)["Réunion s"] == "withdrawn/vanished"


def test_a_declared_limit_makes_a_window_although_the_count_fell() -> None:
    done = step(first(*TEN), TEN[:9], policy=Policy(limit=9))
    assert why(done)["Réunion s"] == "kept/left-window"


def test_what_had_left_the_window_and_is_not_there_when_it_reaches_so_far_was_taken_out() -> None:
    inserted = [entry(f"Intercalée {number}", 2, uid=GLOBAL.format(90 + number)) for number in range(2)]
    start = step(first(*TEN), [*TEN[:9], inserted[0]])
    done = step(start, [*TEN[:9], entry("Au-delà", 40, uid=GLOBAL.format(98))])
    assert why(done)["Réunion s"] == "withdrawn/vanished"
    assert "Intercalée 0" in {each.entry.event.title for each in done.withdrawn}


def test_a_past_event_stays_until_retention_then_goes_and_is_named() -> None:
    old = entry("Passée", at(1, month=8), end=at(2, month=8))
    start = step(first(old, *TEN), TEN)
    assert why(start)["Passée"] == "kept/passed"
    policy = Policy(retention_months=2)
    assert "Passée" in why(step(start, TEN, policy=policy, now=NOW + 30 * DAY))
    done = step(start, None, policy=policy, now=NOW + 32 * DAY)
    assert "Passée" not in why(done)
    assert [each.why for each in done.gone] == ["passed"]


def test_what_was_withdrawn_is_forgotten_in_the_end_and_lives_again_before() -> None:
    start = first(*TEN)
    done = step(start, TEN[1:])
    back = step(done, TEN, now=NOW + 59 * DAY)
    assert keys(back) == keys(start)
    late = step(done, TEN[1:], now=NOW + 61 * DAY)
    assert key_of(start, "Réunion g") not in keys(late, "live", "kept", "withdrawn")
    assert [each.why for each in late.gone] == ["vanished"]


def test_a_withdrawn_series_is_cut_what_was_stays_what_comes_is_withdrawn() -> None:
    series = weekly("Permanence", at(-20), uid=GLOBAL.format(77), end=at(-20, 20))
    start = first(series, *TEN)
    done = step(start, TEN)
    key = key_of(start, "Permanence")
    parts = {each.lasting: each for each in done.standings if each.entry.event.title == "Permanence"}
    assert {name: each.state for name, each in parts.items()} == {key: "kept", f"{key}/rest": "withdrawn"}
    assert occurrences(parts[key].entry.event) == [at(-20), at(-13), at(-6)]
    rest = occurrences(parts[f"{key}/rest"].entry.event)
    assert rest[:2] == [at(1), at(8)]
    assert sorted(map(str, [*occurrences(parts[key].entry.event), *rest])) == sorted(
        map(str, occurrences(series.event))
    )


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(rules=("FREQ=WEEKLY;COUNT=12",)),
        Recurrence(rules=("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20101201T000000Z",)),
        Recurrence(rules=("FREQ=MONTHLY;BYDAY=2TU;COUNT=9", "FREQ=WEEKLY;COUNT=2")),
        Recurrence(rules=("FREQ=WEEKLY",), exclusion_rules=("FREQ=MONTHLY;BYDAY=1WE;UNTIL=20110301T000000Z",)),
        Recurrence(dates=tuple(at(day) for day in (-14, -3, 2, 5, 40))),
        Recurrence(rules=("FREQ=WEEKLY;UNTIL=20101201T000000Z",), excluded=(at(-14), at(7)), dates=(at(3), at(-2))),
    ],
)
def test_a_cut_loses_no_occurrence_and_doubles_none(recurrence: Recurrence) -> None:
    override = Event(title="Déplacée", recurrence_id=at(-7), start=at(4), uid=GLOBAL.format(77))
    for overrides in ((), (override,)):
        series = weekly("Permanence", at(-21), uid=GLOBAL.format(77), recurrence=recurrence, overrides=overrides)
        done = step(first(series, *TEN), TEN)
        parts = [each for each in done.standings if each.entry.event.title == "Permanence"]
        kept, rest = (occurrences(each.entry.event) for each in sorted(parts, key=lambda each: each.lasting))
        assert sorted(map(str, [*kept, *rest])) == sorted(map(str, occurrences(series.event)))
        assert all(instant(each, ZONE) < NOW for each in kept)
        assert all(instant(each, ZONE) >= NOW for each in rest)


def test_a_series_of_days_is_cut_between_two_days() -> None:
    series = weekly("Collecte", on(-20), uid=GLOBAL.format(77), rule="FREQ=DAILY;COUNT=60")
    parts = [each for each in step(first(series, *TEN), TEN).standings if each.entry.event.title == "Collecte"]
    kept, rest = sorted(parts, key=lambda each: each.lasting)
    assert occurrences(kept.entry.event)[-1] == on(0)
    assert occurrences(rest.entry.event)[0] == on(1)
    assert len(occurrences(rest.entry.event)) == 39


def occurrences(event: AnyEvent) -> list[Time]:
    return [each.start for each in expand(event, dt.datetime(2010, 1, 1, tzinfo=dt.UTC), UNTIL_2012)]


def test_a_series_that_comes_back_is_whole_again_under_its_key() -> None:
    series = weekly("Permanence", uid=GLOBAL.format(77))
    start = first(series, *TEN)
    back = step(step(start, TEN), [series, *TEN], now=NOW + 20 * DAY)
    assert keys(back, "live", "kept", "withdrawn") == keys(start)


def test_a_series_that_has_ended_is_past() -> None:
    ended = weekly("Permanence", -60, uid=GLOBAL.format(77), rule="FREQ=WEEKLY;COUNT=3")
    assert why(step(first(ended, *TEN), TEN))["Permanence"] == "kept/passed"


def test_a_source_that_fails_withdraws_nothing_before_drop_days() -> None:
    start = first(*TEN, entry("Passée", -9))
    failing = step(start, None, failing_since=NOW)
    assert states(failing) == {"kept/unread": 11}
    later = step(failing, None, failing_since=NOW, now=NOW + DAY)
    assert later.standings == failing.standings
    assert not later.kept
    back = step(later, [*TEN, entry("Passée", -9)], now=NOW + 2 * DAY)
    assert keys(back) == keys(start)


def test_after_drop_days_what_is_to_come_is_withdrawn_and_what_was_stays() -> None:
    far, past = entry("Loin", 300, uid=GLOBAL.format(1)), entry("Passée", -9)
    failing = step(first(far, past), None, failing_since=NOW)
    late = NOW + 60 * DAY
    assert states(step(failing, None, failing_since=NOW, now=late - DAY)) == {"kept/unread": 2}
    assert states(step(failing, None, failing_since=NOW, now=late, policy=Policy(drop_days=0))) == {"kept/unread": 2}
    dropped = step(failing, None, failing_since=NOW, now=late)
    assert why(dropped) == {"Loin": "withdrawn/dropped", "Passée": "kept/passed"}
    assert step(dropped, None, failing_since=NOW, now=late).standings == dropped.standings
    assert keys(step(dropped, [far, past], now=late)) == keys(first(far, past))


def test_a_failure_does_not_end_a_hold() -> None:
    held = step(first(*TEN), TEN[:1])
    failing = step(held, None, failing_since=NOW)
    assert failing.hold == held.hold
    assert states(failing) == {"kept/held": 9, "kept/unread": 1}
    assert step(failing, TEN[:1]).hold == held.hold


def test_an_empty_reading_after_a_failure_is_held_too() -> None:
    assert step(step(first(*TEN), None, failing_since=NOW), []).hold is not None


def test_an_entry_unread_for_stale_days_and_still_to_come_is_unconfirmed() -> None:
    failing = step(first(entry(start=30), entry("Passée", -9)), None, failing_since=NOW)
    doubtful = {
        (each.entry.event.title, days)
        for each in failing.standings
        for days in (2, 3, 40)
        if unconfirmed(each, Policy(), TODAY + days * DAY, NOW)
    }
    assert doubtful == {("Réunion", 3)}
    assert unconfirmed(failing.standings[0], Policy(stale_days=0), TODAY, None) or unconfirmed(
        failing.standings[1], Policy(stale_days=0), TODAY, None
    )


def test_a_live_or_held_entry_is_not_unconfirmed() -> None:
    live, held = first(*TEN), step(first(*TEN), [])
    for each in (*live.standings, *held.standings):
        assert not unconfirmed(each, Policy(), TODAY + 9 * DAY, NOW)
