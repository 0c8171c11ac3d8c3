"""The suite that every encoder must pass: what it writes, its own reader understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.entry import Decoded
from reseau_sync.errors import EncodeError
from reseau_sync.model import EVENT, AnyEvent
from reseau_sync.ports import Adapter, Context, Encoder, Fetched, write_options_of
from reseau_sync.testing import strategies
from reseau_sync.testing.access import Body, MemoryAccess
from reseau_sync.testing.elsewhere import other_locale, time_zone
from reseau_sync.testing.subject import SUITE


class EncoderSuite:
    """What every encoder must hold. Subclass it in a test module, under a name that starts with ``Test``.

    :meth:`adapter`, :meth:`sample` and :meth:`location` must be filled in; :meth:`held` says what the format cannot.
    """

    def adapter(self) -> Adapter:
        """Return the adapter under test, which is an :class:`~reseau_sync.ports.Encoder` too."""
        raise NotImplementedError("an encoder suite says which adapter it tests")

    def sample(self) -> Mapping[str, Body]:
        """Return calendars of the format, by location."""
        raise NotImplementedError("an encoder suite holds at least one sample calendar")

    def location(self) -> str:
        """Return a location under which the adapter reads what it wrote."""
        return next(iter(self.sample()))

    def held(self, event: AnyEvent) -> AnyEvent:
        """Return the event with only what the format can hold: what must come back. DTSTAMP is left out by default."""
        return without_stamps(event)

    def events(self) -> SearchStrategy[AnyEvent]:
        """Return the events that the encoder is tried on; one that it refuses must be refused by EncodeError."""
        return strategies.events()

    def options(self) -> Mapping[str, Any]:
        """Return the ``options`` of reading, as reseau.toml would hold them."""
        return {}

    def write_options(self) -> Mapping[str, Any]:
        """Return the ``options`` of writing; those of reading where the adapter has no others."""
        adapter = self.adapter()
        return self.options() if write_options_of(adapter) is adapter.Options else {}

    def context(self) -> Context:
        """Return what writing and reading may rest on."""
        return Context("essai")

    def encode(self, events: Sequence[AnyEvent]) -> bytes:
        """Write events.

        :raises EncodeError: for what the format cannot hold
        """
        adapter = self.adapter()
        assert isinstance(adapter, Encoder)
        options = write_options_of(adapter).model_validate(dict(self.write_options()))
        return adapter.encode(events, self.context(), options)

    def written_or_refusal(self, events: Sequence[AnyEvent]) -> bytes | EncodeError:
        """Write events, or return the refusal; any other exception fails the test."""
        try:
            return self.encode(events)
        except EncodeError as refusal:
            return refusal

    def read(self, bodies: Mapping[str, Body], location: str) -> list[Decoded]:
        """Read a calendar back.

        :raises AssertionError: where it cannot be read
        """
        adapter = self.adapter()
        options = adapter.Options.model_validate(dict(self.options()))
        source = adapter.open(location, options, MemoryAccess(bodies))
        result = source.fetch()
        assert isinstance(result, Fetched), result
        return [source.decode(item, self.context()) for item in result.items]

    def read_back(self, data: bytes) -> list[AnyEvent]:
        """Read what was written, which must hold nothing to reject."""
        decoded = self.read({self.location(): data}, self.location())
        assert [each for one in decoded for each in one.rejected] == []
        return [entry.event for one in decoded for entry in one.entries]

    def sample_events(self) -> list[AnyEvent]:
        """Return the events of the sample."""
        return [
            entry.event
            for location in self.sample()
            for one in self.read(self.sample(), location)
            for entry in one.entries
        ]

    def test_what_was_read_and_written_reads_the_same(self) -> None:
        events = self.sample_events()
        assert events, "the sample holds no event"
        assert self.shown(self.read_back(self.encode(events))) == self.shown(events)

    def test_no_events_make_a_valid_calendar_without_events(self) -> None:
        assert self.read_back(self.encode([])) == []

    def test_writing_twice_gives_the_same_bytes(self) -> None:
        events = self.sample_events()
        assert self.encode(events) == self.encode(events)

    def test_writing_what_was_read_from_it_gives_the_same_bytes(self) -> None:
        once = self.encode(self.sample_events())
        assert self.encode(self.read_back(once)) == once

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
    def test_where_the_machine_stands_makes_no_difference(self, zone: str) -> None:
        events = self.sample_events()
        here = self.encode(events)
        with time_zone(zone), other_locale():
            assert self.encode(events) == here

    @SUITE
    @given(st.data())
    def test_every_event_comes_back_or_is_refused_in_words(self, data: st.DataObject) -> None:
        event = data.draw(self.events())
        written = self.written_or_refusal([event])
        if isinstance(written, bytes):
            assert self.shown(self.read_back(written)) == self.shown([event])
        else:
            assert written.words.fr.strip()
            assert written.words.en.strip()

    @SUITE
    @given(st.data())
    def test_neighbours_do_not_change_each_other(self, data: st.DataObject) -> None:
        events = data.draw(st.lists(self.events(), max_size=4, unique_by=lambda event: event.uid))
        written = self.written_or_refusal(events)
        if isinstance(written, bytes):
            assert self.shown(self.read_back(written)) == self.shown(events)

    def shown(self, events: Iterable[AnyEvent]) -> list[str]:
        """Return what the format can hold of each event, as JSON, in an order of its own."""
        return sorted(EVENT.dump_json(self.held(event), exclude_none=True).decode() for event in events)


def without_stamps(event: AnyEvent) -> AnyEvent:
    """Return the event and its overrides without DTSTAMP and provenance, which say nothing of the event."""
    bare = {"stamp": None, "provenance": ()}
    overrides = tuple(each.model_copy(update=bare) for each in event.overrides)
    return event.model_copy(update={**bare, "overrides": overrides})
