"""The suite that every source must pass: the built-in ones do, and so should yours."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from reseau_sync.ports import Adapter
from reseau_sync.testing.decoding import DecodeTests
from reseau_sync.testing.fetching import FetchTests
from reseau_sync.testing.subject import SUITE

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class SourceSuite(FetchTests, DecodeTests):
    """What every source must hold. Subclass it in a test module, under a name that starts with ``Test``.

    What a subclass says is documented in :class:`~reseau_sync.testing.subject.SourceSubject`: the adapter and a
    sample at least; ``titles``, ``broken`` and ``secret_location`` make the suite see more.
    """

    def test_it_has_the_shape_of_an_adapter(self) -> None:
        adapter = self.adapter()
        assert isinstance(adapter, Adapter)
        assert _NAME.fullmatch(adapter.name), adapter.name
        assert adapter.version
        assert isinstance(type(adapter)(), Adapter)

    def test_it_claims_its_own_locations(self) -> None:
        assert [location for location in self.claimed() if not self.adapter().claims(location)] == []

    def test_it_claims_nothing_foreign(self) -> None:
        assert [location for location in self.foreign() if self.adapter().claims(location)] == []

    @SUITE
    @given(st.text(max_size=60))
    @example("https://[::1")
    @example("http://\u2100.example/")
    @example("a" * 100_000)
    def test_any_text_may_be_asked_about(self, location: str) -> None:
        assert self.adapter().claims(location) in (True, False)

    def test_its_options_refuse_unknown_keys(self) -> None:
        with pytest.raises(ValidationError):
            self.adapter().Options.model_validate({**self.options(), "cette-option-n-existe-pas": 1})

    def test_its_options_can_be_written_down_and_read_again(self) -> None:
        options = self.valid_options()
        assert self.adapter().Options.model_validate_json(options.model_dump_json()) == options
