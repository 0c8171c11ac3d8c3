"""A source that fails costs nobody anything: what it last gave stands, and its failure is said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ..support.misbehaving import reply
from .faults import FAULTS, Fault
from .stage import AFTER, FEED, LATER, LATER_STILL, MORNING, Stage


@pytest.fixture
def _one_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take 127.0.0.1 for a machine of the public Internet: no other can be served by a test."""
    monkeypatch.setattr("reseau_sync.transport.sockets.is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("_one_public_address")
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_feed_stands_through_a_fault_which_is_named_and_follows_again_after_it(
    staged: Callable[..., Stage], fault: Fault
) -> None:
    stage = staged(**fault.stage)
    well = stage.merge(MORNING)
    assert well.code == 0, well.result.output
    before, written = stage.feed, (stage.folder / FEED).stat()

    usual = stage.limits
    stage.limits = replace(usual, **fault.limits)
    with fault.arrange(stage):
        failed = stage.merge(LATER)
        assert failed.code == 3, failed.result.output
        assert stage.feed == before
        assert (stage.folder / FEED).stat().st_mtime_ns == written.st_mtime_ns
        assert (failed.health["state"], failed.health["code"]) == ("failed", fault.code)
        assert [each["state"] for each in failed.report["sources"]] == ["ok", "failed"]
        assert f"dunes : {failed.health['reason']}" in failed.result.stderr
        assert fault.said in failed.result.stderr
        assert "→" in failed.result.stderr
        assert stage.leaks(failed) == []
        assert stage.invoke("status").exit_code == 3

    stage.limits = usual
    stage.answer(reply(AFTER))
    recovered = stage.merge(LATER_STILL)
    assert recovered.code == 0, recovered.result.output
    assert stage.titles == ["Maraude", "Permanence", "Repas partagé", "Réunion d’été"]
    assert stage.invoke("status").exit_code == 0
    assert stage.leaks(recovered) == []
