"""What is remembered of comparisons changes nothing but the cost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.merge import Memory, Verdicts, identify
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
