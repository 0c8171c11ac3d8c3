"""What is remembered of comparisons changes nothing but the cost."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.merge import Memory, Verdicts, blocks, identify
from reseau_sync.merge.facets import Facet, Stated, facet, stated
from reseau_sync.merge.series import assemble
from reseau_sync.merge.shared_uids import by_uid
from reseau_sync.model import Recurrence
from tests.merge.test_identity import NETWORK, NOW, WINDOW, networks_entries, said

PROPERTY = settings(max_examples=40, deadline=None)


@PROPERTY
@given(networks_entries(), networks_entries())
def test_a_run_that_remembers_another_gives_the_same_as_one_that_does_not(
    before: list[Entry], now: list[Entry]
) -> None:
    earlier = Memory(NETWORK)
    identify(before, NETWORK, window=WINDOW, memory=earlier)
    memory = Memory(NETWORK, Verdicts.load(earlier.verdicts.dump()))
    assert identify(now, NETWORK, window=WINDOW, memory=memory) == identify(now, NETWORK, window=WINDOW)
    warm, cold = (merge_calendars(NETWORK, now, now=NOW, memory=each) for each in (memory, None))
    assert warm.render("tout") == cold.render("tout")


def _many() -> list[Entry]:
    subjects = ("asile", "logement", "transport", "santé mentale", "cuisine", "musique", "jardin", "vélo")
    sources = ("phare", "ancre", "voile")
    return [
        said(source, f"Réunion {subject}", "Calais", 2 + day)
        for day in range(20)
        for source in sources
        for subject in subjects
    ]


def test_the_same_again_weighs_nothing() -> None:
    entries = _many()
    first = Memory(NETWORK)
    identify(entries, NETWORK, window=WINDOW, memory=first)
    assert first.verdicts.weighed > 100
    again = Memory(NETWORK, Verdicts.load(first.verdicts.dump()))
    identify(entries, NETWORK, window=WINDOW, memory=again)
    assert again.verdicts.weighed == 0


def test_an_entry_that_changed_is_weighed_against_its_neighbours_alone() -> None:
    entries = _many()
    first = Memory(NETWORK)
    identify(entries, NETWORK, window=WINDOW, memory=first)
    changed = entries[7]
    edited = replace(changed, event=changed.event.model_copy(update={"title": "Réunion piscine"}))
    now = [Entry.of(edited.source, edited.event) if each is changed else each for each in entries]
    again = Memory(NETWORK, Verdicts.load(first.verdicts.dump()))
    identify(now, NETWORK, window=WINDOW, memory=again)
    assert 0 < again.verdicts.weighed <= 24


@given(st.dictionaries(st.integers(0, 2**64 - 1), st.integers(-20_000, 20_000), max_size=20))
def test_what_is_remembered_is_read_back(known: dict[int, int]) -> None:
    verdicts = Verdicts(known)
    for pair in known:
        verdicts.weight(pair, lambda: 0)
    again = Verdicts.load(verdicts.dump())
    assert {pair: again.weight(pair, lambda: 99_999) for pair in known} == known


def test_what_cannot_be_read_is_forgotten() -> None:
    for data in (b"", b"\x01", b"\xff" * 8, b"\x02" + b"\0" * 30):
        assert Verdicts.load(data).dump() == Verdicts().dump()


def test_a_series_is_unfolded_once_for_all_that_see_it() -> None:
    weekly = Recurrence(rules=("FREQ=WEEKLY;COUNT=8",))
    series = [
        replace(each, event=each.event.model_copy(update={"recurrence": weekly}))
        for each in (said("phare", "Cours de français", "Calais", 2), said("ancre", "Permanence", "Lille", 3))
    ]
    memory = Memory(NETWORK)
    for _ in range(3):
        identify([*series, *_many()[:5]], NETWORK, window=WINDOW, memory=memory)
    assert memory.unfolded.unfolded == len(series)
    assert identify(series, NETWORK, window=WINDOW, memory=memory) == identify(series, NETWORK, window=WINDOW)


def test_what_is_unfolded_for_one_window_is_not_shown_in_another() -> None:
    weekly = Recurrence(rules=("FREQ=WEEKLY;COUNT=8",))
    lone = said("phare", "Cours de français", "Calais", 2)
    series = lone.event.model_copy(update={"recurrence": weekly})
    memory = Memory(NETWORK)
    whole = memory.unfolded.of(series, WINDOW, "Europe/Paris")
    short = memory.unfolded.of(series, (WINDOW[0], WINDOW[0]), "Europe/Paris")
    assert (len(whole), len(short)) == (8, 0)
    assert memory.unfolded.of(series, WINDOW, "Europe/Paris") == whole


@PROPERTY
@given(networks_entries(), st.integers(0, 2**16), st.integers(1, 6))
def test_who_is_far_from_a_place_changes_nothing_near_it(entries: list[Entry], which: int, dense: int) -> None:
    found, _ = by_uid(entries, NETWORK)
    statements = stated((members for each in found for members in assemble(each, NETWORK)), "Europe/Paris")
    portraits = [Memory(NETWORK).painter.paint(each.entry, each.event) for each in statements]
    facets = [_only(each) for each in statements]
    places = [each for at, each in enumerate(facets) if which >> at & 1]
    days = {each.day for each in places}
    that_day = [each for each in facets if each.day in days]
    with patch.object(blocks, "DENSE", dense):
        few, all_ = (
            {pair for pair in blocks.candidates(those, portraits) if {*pair} & {*places}}
            for those in (blocks.around(facets, places), that_day)
        )
    assert few == all_


def _only(each: Stated) -> Facet:
    return facet(each, 0, each.number, each.event.start, each.event.end, None, "Europe/Paris")
