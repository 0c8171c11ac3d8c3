"""A source that fails costs nobody anything: what it last gave stands, and its failure is said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ..support.misbehaving import reply
from .faults import FAULTS, Fault
from .stage import AFTER, FEED, LATER, LATER_STILL, MORNING, PASSWORD, Stage


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


def test_faults_of_every_sort_one_after_another_leave_the_feed_as_it_was(staged: Callable[..., Stage]) -> None:
    stage = staged()
    assert stage.merge(MORNING).code == 0
    before = stage.feed
    usual = stage.limits
    for fault in (each for each in FAULTS.values() if not each.stage):
        stage.limits = replace(usual, **{"total_seconds": 0.3, **fault.limits, "read_seconds": 0.1})
        with fault.arrange(stage):
            assert stage.merge(LATER).code == 3
        assert stage.feed == before
    stage.limits = usual
    stage.answer(reply(AFTER))
    assert stage.merge(LATER_STILL).code == 0
    assert stage.feed != before


def test_a_source_that_was_never_well_costs_the_others_nothing(staged: Callable[..., Stage]) -> None:
    stage = staged()
    stage.answer(reply(b"", 404))
    assert stage.merge(MORNING).code == 3
    assert stage.titles == ["Permanence"]


def test_a_feed_is_not_made_of_failures_alone(staged: Callable[..., Stage]) -> None:
    stage = staged()
    (stage.folder / "ecluse.ics").unlink()
    stage.answer(reply(b"", 404))
    failed = stage.merge(MORNING)
    assert failed.code == 1
    assert not (stage.folder / FEED).exists()
    assert "aucune source" in failed.result.stderr


@pytest.mark.parametrize(
    "name",
    [
        "404",
        "nobody listens",
        "a redirect to itself",
        "a redirect to a file",
        "no such name",
        "silence",
        "empty at 200",
    ],
)
def test_an_address_that_stands_in_the_network_file_is_not_shown_either(
    staged: Callable[..., Stage], name: str
) -> None:
    stage = staged(plain=True, user=f"aline:{PASSWORD}@")
    assert stage.merge(MORNING).code == 0
    stage.limit(**FAULTS[name].limits)
    with FAULTS[name].arrange(stage):
        failed = stage.merge(LATER)
    assert failed.code == 3
    assert "http://…@127.0.0.1:" in failed.result.stderr
    assert stage.leaks(failed) == []
