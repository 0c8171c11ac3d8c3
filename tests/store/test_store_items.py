"""The last good copy of each source, and what its items meant."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.entry import Decoded
from reseau_sync.ports import Item, Part
from reseau_sync.standing import Past
from reseau_sync.store import Reading, Store
from reseau_sync.testing.strategies import entries
from tests.store.samples import NOW, RUN, content, entry, item, past_of, reading, rejected, standing

parts = st.lists(st.builds(Part, st.integers(1, 9_999), st.binary(max_size=50)), max_size=3).map(tuple)
any_text = st.text(st.characters(codec=None), max_size=8)
items = st.builds(Item, any_text, parts, st.binary(max_size=20), st.none() | any_text, st.text("0af", max_size=4))
meanings = st.builds(Decoded, st.lists(entries(sources=("a",)), max_size=2).map(tuple))
pairs = st.lists(st.tuples(items, meanings), max_size=4, unique_by=lambda pair: (pair[0].key, pair[0].digest))


@settings(max_examples=40, deadline=None)
@given(st.lists(pairs, min_size=1, max_size=3), st.sampled_from(("ical 1", "ical 2")))
def test_the_last_good_reading_is_given_back_with_what_it_meant(
    readings: list[list[tuple[Item, Decoded]]], decoder: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        for given_pairs in readings:
            with Store.open(path) as store:
                # Equal digests promise equal bytes, lines and DTSTAMP aside: here each reading has digests of its own.
                store.remember(Reading("a", "none", ()), at=NOW)
                store.remember(Reading("a", decoder, tuple(given_pairs)), at=NOW)
            with Store.open(path) as store:
                held = store.items("a")
                assert held is not None
                assert sorted(held, key=lambda each: (each.key, each.digest)) == sorted(
                    (each for each, _ in given_pairs), key=lambda each: (each.key, each.digest)
                )
                assert [store.decoded("a", each, decoder) for each, _ in given_pairs] == [
                    meaning for _, meaning in given_pairs
                ]


def test_a_decoding_is_used_again_only_for_the_same_bytes_by_the_same_decoder(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.remember(reading((item(), [entry()])), at=NOW)
        assert store.decoded("a", item(), "ical 1") == Decoded((entry(),))
        assert store.decoded("a", item(), "ical 2") is None
        assert store.decoded("a", item(digest="other"), "ical 1") is None
        assert store.decoded("a", item("k2", digest="k1"), "ical 1") is None
        assert store.decoded("b", item(), "ical 1") is None


def test_lines_are_those_of_where_the_item_is_now(tmp_path: Path) -> None:
    two = Item("k1", (Part(10, b"x"), Part(50, b"y")), digest="d")
    moved = Item("k1", (Part(17, b"x"), Part(90, b"y")), digest="d")
    meaning = Decoded((entry(line=12), entry(line=50), entry(line=3)), (rejected(55),))
    with Store.open(tmp_path / "s") as store:
        store.remember(Reading("a", "ical 1", ((two, meaning),)), at=NOW)
        for _ in range(2):
            found = store.decoded("a", moved, "ical 1")
            assert found is not None
            # A line before the item is none of its own: it stays.
            assert [each.where.line for each in found.entries] == [19, 90, 3]
            assert [each.where.line for each in found.rejected] == [95]
            store.remember(Reading("a", "ical 1", ((moved, found),)), at=NOW)
        assert store.items("a") == (moved,)


def test_a_reading_that_says_the_same_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    # Only DTSTAMP differs where digests are equal, and bytes may be longer for it.
    again = item(data=b"BEGIN:VEVENT with another DTSTAMP")
    with Store.open(path) as store:
        store.remember(reading((item(), [entry()])), at=NOW)
    before = content(path)
    with Store.open(path) as store:
        store.remember(reading((again, [entry()])), at=NOW)
        store.save(Past(), Past(), run=RUN, readings=[reading((again, [entry()]))])
        assert store.items("a") == (item(),)
    assert content(path) == before


def test_what_its_source_no_longer_holds_leaves_the_copy(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.remember(reading((item("k1"), [entry()]), (item("k2"), [entry("Autre")])), at=NOW)
        store.remember(reading((item("k2"), [entry("Autre")])), at=NOW)
        assert store.items("a") == (item("k2"),)
        assert store.decoded("a", item("k1"), "ical 1") is None


def test_another_decoder_replaces_what_an_item_meant(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.remember(reading((item(), [entry(), entry("Autre")])), at=NOW)
        store.remember(reading((item(), [entry("Relue")]), decoder="ical 2"), at=NOW)
        assert store.decoded("a", item(), "ical 2") == Decoded((entry("Relue"),))
        assert store.decoded("a", item(), "ical 1") is None
        assert store.items("a") == (item(),)


def test_an_item_cut_in_another_way_is_decoded_again(tmp_path: Path) -> None:
    cut = replace(item(), parts=(Part(1, b"BEGIN"), Part(5, b":VEVENT")))
    with Store.open(tmp_path / "s") as store:
        store.remember(reading((item(), [entry()])), at=NOW)
        assert store.decoded("a", cut, "ical 1") is None
        store.remember(reading((cut, [entry()])), at=NOW)
        assert store.items("a") == (cut,)


def test_an_event_that_an_item_and_a_standing_state_is_one_object(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing()), run=RUN, readings=[reading((item(), [entry()]))])
        found = store.decoded("a", item(), "ical 1")
        assert found is not None
        assert found.entries[0].event is store.load().standings["a"][0].entry.event


def test_an_item_that_is_remembered_stays_as_it_was(tmp_path: Path) -> None:
    """Its bytes, lines and meaning are those of the reading that it was named after; what is not named goes."""
    two = Item("k1", (Part(10, b"x"), Part(50, b"y")), b"zone", "f", "d")
    named = Item("k1", (), digest="d", remembered=True)
    with Store.open(tmp_path / "s") as store:
        store.remember(Reading("a", "ical 1", ((two, Decoded((entry(),))), (item("k2"), Decoded()))), at=NOW)
        assert store.knows("a", [named], "ical 1")
        assert store.holds("a", [named, item("k2")], "ical 1")
        assert not store.holds("a", [named], "ical 1")
        meaning = store.decoded("a", named, "ical 1")
        assert meaning == Decoded((entry(),))
        store.remember(Reading("a", "ical 1", ((named, meaning), (item("k3"), Decoded()))), at=NOW)
        held = {each.key: each for each in store.items("a") or ()}
        assert held.keys() == {"k1", "k3"}
        assert held["k1"] == two
        assert store.decoded("a", two, "ical 1") == meaning


def test_an_item_is_not_known_by_another_decoder_or_digest(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.remember(reading((item(), [entry()])), at=NOW)
        known = replace(item(), parts=(), remembered=True)
        assert store.knows("a", [], "any")
        assert not store.knows("a", [known], "ical 2")
        assert not store.knows("a", [replace(known, digest="other")], "ical 1")
        assert not store.knows("b", [known], "ical 1")
        with pytest.raises(ValueError, match="remembered"):
            store.remember(Reading("a", "ical 1", ((replace(known, key="k9"), Decoded()),)), at=NOW)
        assert store.decoded("a", item(), "ical 1") == Decoded((entry(),))
