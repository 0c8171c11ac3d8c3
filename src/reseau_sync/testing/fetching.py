"""What getting the bytes of a source must hold."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import Failed, Fetched, Item, Unchanged
from reseau_sync.testing.access import Body, ClosedAccess, MemoryAccess
from reseau_sync.testing.hostile import arbitrary_bytes
from reseau_sync.testing.subject import (
    SUITE,
    SourceSubject,
    as_stored,
    failure_words,
    files_of,
    items_of,
    with_bytes,
)

MARK = "jeton-7f3a9c51e8"
"""What stands for a secret, and must be shown nowhere."""
_REFUSED = Words("L'agenda ne répond pas.", "The calendar does not answer.")


class FetchTests(SourceSubject):
    """``open`` and ``fetch``: effects, and failures as values."""

    def test_opening_reads_nothing(self) -> None:
        for location in (*self.sample(), "nulle-part"):
            self.opened_by(ClosedAccess(), location)

    def test_the_sample_is_read(self) -> None:
        for location, _, items in self.fetched():
            assert items, f"{location!r} holds no item"

    def test_items_have_unique_keys_and_a_digest(self) -> None:
        for _, _, items in self.fetched():
            keys = [item.key for item in items]
            assert len(keys) == len(set(keys)), keys
            assert all(item.digest for item in items)

    def test_the_same_bytes_give_the_same_items(self) -> None:
        for (_, _, first), (_, _, second) in zip(self.fetched(), self.fetched(), strict=True):
            assert first == second

    def test_a_missing_location_is_a_failure_and_not_an_exception(self) -> None:
        for location in self.sample():
            result = self.opened(location, {}).fetch()
            assert isinstance(result, Failed), result
            assert_said(result.error)

    def test_a_refusal_of_the_access_is_handed_on_as_it_is(self) -> None:
        for location in self.sample():
            error = SourceError("unreachable", _REFUSED)
            result = self.opened_by(MemoryAccess({location: error}), location).fetch()
            assert isinstance(result, Failed), result
            assert result.error.code == "unreachable"

    def test_a_failure_survives_pickling(self) -> None:
        for location in self.sample():
            result = self.opened(location, {}).fetch()
            assert isinstance(result, Failed), result
            again = copy.deepcopy(result)  # rebuilt the way pickle does it (__reduce_ex__)
            assert pickle.dumps(result)
            assert (again.error.code, again.error.say("en")) == (result.error.code, result.error.say("en"))

    def test_an_empty_folder_is_no_exception(self) -> None:
        for location in self.sample():
            result = self.opened_by(MemoryAccess({location: []}), location).fetch()
            assert items_of(result) == ()

    def test_a_checkpoint_is_plain_json(self) -> None:
        for location in self.sample():
            result = self.opened(location, self.sample()).fetch()
            assert isinstance(result, Fetched), result
            assert as_stored(result.checkpoint) == result.checkpoint

    def test_an_unchanged_source_says_so_or_gives_equal_items(self) -> None:
        for location in self.sample():
            first = self.opened(location, self.sample()).fetch()
            assert isinstance(first, Fetched), first
            second = self.opened(location, self.sample()).fetch(as_stored(first.checkpoint))
            assert isinstance(second, Unchanged) or named(items_of(second)) == named(first.items)

    def test_a_foreign_checkpoint_is_as_good_as_none(self) -> None:
        for location in self.sample():
            expected = items_of(self.opened(location, self.sample()).fetch())
            for checkpoint in ({}, {"digest": None}, {"inconnu": [1, {"a": None}]}):
                assert items_of(self.opened(location, self.sample()).fetch(checkpoint)) == expected

    def test_nothing_is_remembered_without_a_checkpoint(self) -> None:
        for _, _, items in self.fetched():
            assert not any(item.remembered for item in items)

    @SUITE
    @given(st.data())
    def test_what_is_remembered_is_as_it_was_and_all_is_there(self, data: st.DataObject) -> None:
        location = data.draw(st.sampled_from(sorted(self.sample())))
        before = self.opened(location, self.sample()).fetch()
        assert isinstance(before, Fetched), before
        bodies = {**self.sample(), location: draw_change(data, self.sample()[location])}
        after = self.opened(location, bodies).fetch(as_stored(before.checkpoint))
        if isinstance(after, Fetched):
            assert {*named(item for item in after.items if item.remembered)} <= {*named(before.items)}
            assert named(after.items) == named(items_of(self.opened(location, bodies).fetch()))

    @SUITE
    @given(st.data())
    def test_fetching_is_total_and_what_changed_is_never_called_unchanged(self, data: st.DataObject) -> None:
        location = data.draw(st.sampled_from(sorted(self.sample())))
        before = self.opened(location, self.sample()).fetch()
        assert isinstance(before, Fetched), before
        bodies = {**self.sample(), location: draw_change(data, self.sample()[location])}
        after = self.opened(location, bodies).fetch(as_stored(before.checkpoint))
        if isinstance(after, Unchanged):
            afresh = self.opened(location, bodies).fetch()
            assert {item.digest for item in items_of(afresh)} == {item.digest for item in before.items}
        elif isinstance(after, Failed):
            assert_said(after.error)

    def test_a_secret_in_the_location_is_shown_nowhere(self) -> None:
        location = self.secret_location(MARK)
        assert MARK in location, "secret_location() must hold the secret it is given"
        body = next(iter(self.sample().values()))
        for held in ({}, {location: body}, {location: b""}, {location: b"\x00"}):
            source = self.opened(location, held)
            result, decoded = self.outcome(source)
            shown = failure_words(result) if isinstance(result, Failed) else repr(result)
            assert MARK not in shown
            assert MARK not in repr((source, self.adapter(), decoded))


def named(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Return what names each item: its key and its digest."""
    return [(item.key, item.digest) for item in items]


def draw_change(data: st.DataObject, body: Body) -> Body:
    """Draw ``body`` with other bytes in one of its files."""
    name, before = data.draw(st.sampled_from(files_of(body)))
    return with_bytes(body, name, data.draw(arbitrary_bytes(before)))


def assert_said(error: SourceError) -> None:
    """Hold an error to what a person needs: a code for programs, words in French and in English."""
    assert isinstance(error, SourceError)
    assert error.code
    assert error.words.fr.strip()
    assert error.words.en.strip()
