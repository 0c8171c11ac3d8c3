"""What is asked though a rule keeps it apart: a host that is named, a bare title beside one event, an old copy."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync.entry import Entry
from reseau_sync.model import Recurrence
from tests.merge.test_identity import at, found, said

EARLY = dt.datetime(2026, 8, 1, 8, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 8, 20, 8, tzinfo=dt.UTC)


def asked(*entries: Entry) -> bool:
    """Say whether two entries stand apart and a person is asked; that they are not fused is checked."""
    seen = found(*entries)
    assert len(seen.groups) == len(entries)
    return len(seen.suggestions) > 0


def test_an_intervention_at_the_place_of_its_host_is_asked_for() -> None:
    assert asked(said("phare", "Distribution de repas"), said("ancre", "distribution de repas chez le Phare"))


def test_a_landmark_is_no_host() -> None:
    assert not asked(said("phare", "Distribution de repas"), said("ancre", "Distribution de repas"))
    assert not asked(said("phare", "Repas chaud"), said("ancre", "Vêtements, après le repas du Phare"))


def test_a_bare_title_beside_one_event_of_that_sort_is_asked_for() -> None:
    assert asked(said("phare", "Réunion sur le plan hivernal"), said("ancre", "Réunion"))


def test_a_bare_title_beside_several_is_not() -> None:
    assert not asked(
        said("phare", "Réunion sur le plan hivernal"), said("voile", "Réunion des cuisiniers"), said("ancre", "Réunion")
    )


def test_of_a_series_the_day_that_is_asked_for_is_named() -> None:
    weekly = said(
        "phare", "Réunion sur le plan hivernal", start=1, recurrence=Recurrence(rules=("FREQ=WEEKLY;COUNT=4",))
    )
    (suggestion,) = found(weekly, said("ancre", "Réunion", start=15)).suggestions
    days = dict(zip([each.source for each in suggestion.entries], suggestion.at, strict=True))
    assert days == {"phare": at(15), "ancre": None}


def test_a_board_is_never_asked_for_beside_the_meeting_of_another() -> None:
    assert not asked(said("phare", "Réunion sur le plan hivernal"), said("ancre", "CA"))


@pytest.mark.parametrize("then", [at(9), at(8, 15)], ids=["a day later", "an hour later"])
def test_a_copy_that_is_behind_a_changed_event_is_asked_for(then: object) -> None:
    copy = said("phare", "Groupe mineurs isolés", last_modified=EARLY)
    moved = said("ancre", "Groupe de suivi des mineurs", start=then, last_modified=LATE)
    assert asked(copy, moved)


@pytest.mark.parametrize(("before", "after"), [(EARLY, None), (None, LATE), (LATE, EARLY)])
def test_without_the_word_of_both_it_is_not(before: dt.datetime | None, after: dt.datetime | None) -> None:
    copy = said("phare", "Groupe mineurs isolés", last_modified=before)
    again = said("ancre", "Groupe de suivi des mineurs", start=15, last_modified=after)
    assert not asked(copy, again)


def test_a_copy_that_its_own_calendar_states_anew_is_not_behind() -> None:
    copy = said("phare", "Groupe mineurs isolés", last_modified=EARLY)
    moved = said("ancre", "Groupe de suivi des mineurs", start=at(9), last_modified=LATE)
    anew = said("phare", "Groupe mineurs isolés", start=at(9), last_modified=EARLY)
    seen = found(copy, moved, anew)
    assert len(seen.groups) == 2
    assert seen.suggestions == ()
