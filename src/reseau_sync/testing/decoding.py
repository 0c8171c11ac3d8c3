"""What understanding the bytes of a source must hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.entry import Decoded, Rejected, content_digest
from reseau_sync.model import EVENT
from reseau_sync.ports import Failed, Part
from reseau_sync.testing.access import Body, ClosedAccess
from reseau_sync.testing.elsewhere import decode_elsewhere, other_locale, time_zone
from reseau_sync.testing.fetching import draw_change
from reseau_sync.testing.hostile import arbitrary_bytes, hostile_bodies, within
from reseau_sync.testing.subject import SUITE, SourceSubject, files_of, items_of, with_bytes

BOUND = 60.0
"""Seconds in which any hostile body must be done with: to find what never ends, not to measure speed."""

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Meaning: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str, str | None], ...]]


class DecodeTests(SourceSubject):
    """``decode``: pure, total, and clear about what it did not understand."""

    def test_every_sample_holds_events_and_nothing_to_reject(self) -> None:
        for location, source, items in self.fetched():
            decoded = [source.decode(item, self.context()) for item in items]
            assert [each for one in decoded for each in one.rejected] == []
            assert any(one.entries for one in decoded), f"no event in {location!r}"

    def test_the_known_titles_are_found(self) -> None:
        known = self.titles()
        found = [entry.event.title for decoded in self._samples() for entry in decoded.entries]
        assert known is None or sorted(found) == sorted(known)

    def test_what_is_broken_is_said_and_costs_that_alone(self) -> None:
        for location in self.broken():
            result, decoded = self.outcome(self.opened(location, self.broken()))
            rejected = [each for one in decoded for each in one.rejected]
            assert rejected or isinstance(result, Failed), f"{location!r}: nothing was said"
            assert_clear(rejected)

    def test_decoding_twice_gives_the_same(self) -> None:
        for _, source, items in self.fetched():
            for item in items:
                assert source.decode(item, self.context()) == source.decode(item, self.context())

    def test_the_order_of_items_makes_no_difference(self) -> None:
        for location, source, items in self.fetched():
            forward = [source.decode(item, self.context()) for item in items]
            other = self.opened(location, self.sample())
            backward = [other.decode(item, self.context()) for item in reversed(items)]
            assert backward == forward[::-1]

    def test_decoding_needs_no_fetch_and_reads_nothing(self) -> None:
        for location, source, items in self.fetched():
            closed = self.opened_by(ClosedAccess(), location)
            for item in items:
                assert closed.decode(item, self.context()) == source.decode(item, self.context())

    def test_threads_may_decode_at_the_same_time(self) -> None:
        for _, source, items in self.fetched():
            alone = [source.decode(item, self.context()) for item in items]
            with ThreadPoolExecutor(4) as pool:
                together = list(pool.map(source.decode, items * 4, repeat(self.context())))
            assert together == alone * 4

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
    def test_the_time_zone_of_the_machine_makes_no_difference(self, zone: str) -> None:
        here = list(self._samples())
        with time_zone(zone):
            assert list(self._samples()) == here

    def test_the_language_of_the_machine_makes_no_difference(self) -> None:
        here = list(self._samples())
        with other_locale():
            assert list(self._samples()) == here

    def test_another_process_elsewhere_understands_the_same(self) -> None:
        location, source, items = next(self.fetched())
        here = [source.decode(item, self.context()) for item in items]
        there = decode_elsewhere(self.adapter(), location, self.valid_options(), items, self.context())
        assert there == here

    def test_every_entry_and_reject_names_the_source(self) -> None:
        bodies: dict[str, Body] = {**self.sample(), **self.broken()}
        context = replace(self.context(), source="une-autre")
        for location in bodies:
            source = self.opened(location, bodies)
            for item in items_of(source.fetch()):
                decoded = source.decode(item, context)
                assert {entry.source for entry in decoded.entries} <= {"une-autre"}
                assert {entry.where.source for entry in decoded.entries} <= {"une-autre"}
                assert {each.where.source for each in decoded.rejected} <= {"une-autre"}

    def test_events_survive_json_and_their_digest_is_of_their_content(self) -> None:
        for decoded in self._samples():
            for entry in decoded.entries:
                assert EVENT.validate_json(EVENT.dump_json(entry.event)) == entry.event
                assert entry.digest == content_digest(entry.event)
                assert isinstance(hash(entry), int)

    @SUITE
    @given(st.data())
    def test_decoding_is_total_on_mutations_of_the_sample(self, data: st.DataObject) -> None:
        location = data.draw(st.sampled_from(sorted(self.sample())))
        bodies = {**self.sample(), location: draw_change(data, self.sample()[location])}
        _, decoded = self.outcome(self.opened(location, bodies))
        for one in decoded:
            assert_whole(one)

    @SUITE
    @given(st.data())
    def test_decoding_is_total_on_items_that_nobody_fetched(self, data: st.DataObject) -> None:
        _, source, items = data.draw(st.sampled_from(list(self.fetched())))
        item = data.draw(st.sampled_from(items))
        parts = data.draw(st.lists(arbitrary_bytes(item.parts[0].data if item.parts else b""), max_size=3))
        envelope = data.draw(st.one_of(st.just(item.envelope), arbitrary_bytes(item.envelope)))
        other = replace(item, parts=tuple(Part(1, part) for part in parts), envelope=envelope)
        assert_whole(source.decode(other, self.context()))

    @SUITE
    @given(st.data())
    def test_items_of_equal_digest_mean_the_same(self, data: st.DataObject) -> None:
        location = data.draw(st.sampled_from(sorted(self.sample())))
        bodies = {**self.sample(), location: draw_change(data, self.sample()[location])}
        meanings: dict[str, Meaning] = {}
        for held in (self.sample(), bodies):
            source = self.opened(location, held)
            for item in items_of(source.fetch()):
                meaning = meaning_of(source.decode(item, self.context()))
                assert meanings.setdefault(item.digest, meaning) == meaning, "other bytes, other meaning, same digest"

    @pytest.mark.parametrize("wrong", sorted(hostile_bodies(b"")))
    def test_a_hostile_body_is_done_with_in_bounded_time(self, wrong: str) -> None:
        location, body = next(iter(self.sample().items()))
        name, before = files_of(body)[0]
        bodies = {location: with_bytes(body, name, hostile_bodies(before)[wrong])}
        _, decoded = within(BOUND, lambda: self.outcome(self.opened(location, bodies)))
        for one in decoded:
            assert_whole(one)

    def _samples(self) -> Iterator[Decoded]:
        for _, source, items in self.fetched():
            for item in items:
                yield source.decode(item, self.context())


def meaning_of(decoded: Decoded) -> Meaning:
    """Return what an item means, stamps, places and lines left out: what its digest must tell apart."""
    return (
        tuple(entry.digest for entry in decoded.entries),
        tuple((each.code, each.scope, each.where.uid) for each in decoded.rejected),
    )


def assert_whole(decoded: Decoded) -> None:
    """Hold an outcome to what everything after it relies on, whatever the bytes were."""
    assert_clear(decoded.rejected)
    for entry in decoded.entries:
        assert EVENT.validate_json(EVENT.dump_json(entry.event)) == entry.event


def assert_clear(rejected: Iterable[Rejected]) -> None:
    """Hold rejects to what a person needs: a code for programs, a reason in French and in English, plain data."""
    for each in rejected:
        assert _CODE.fullmatch(each.code), each
        assert each.reason.fr.strip(), each
        assert each.reason.en.strip(), each
        assert json.dumps(each.as_json("fr"))
        assert all(number is None or number >= 1 for number in (each.where.line, each.where.row, each.where.column))
