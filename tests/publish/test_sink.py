"""A plan is data; applying it does what it says, to what it was made for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from reseau_sync.errors import PublishError, Words
from reseau_sync.model import AnyEvent
from reseau_sync.ports import Sink, digest_of
from reseau_sync.publish import FileSink, apply_file, plan_file
from reseau_sync.view import Change, Plan


def test_planning_touches_nothing(tmp_path: Path) -> None:
    plan = plan_file(tmp_path / "feeds" / "a.ics", b"new")
    assert [(each.action, each.data) for each in plan.changes] == [("create", b"new")]
    assert list(tmp_path.iterdir()) == []


def test_a_plan_does_what_it_says_and_then_nothing_is_left_to_do(tmp_path: Path) -> None:
    path = tmp_path / "feeds" / "a.ics"
    for data, action in ((b"one", "create"), (b"two", "update"), (b"two", "keep")):
        plan = plan_file(path, data)
        assert [each.action for each in plan.changes] == [action]
        assert apply_file(plan) is (action != "keep")
        assert path.read_bytes() == data


def test_a_file_that_changed_since_the_plan_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    creating = plan_file(path, b"new")
    path.write_bytes(b"old")
    updating = plan_file(path, b"new")
    path.write_bytes(b"somebody else's")
    for plan in (creating, updating):
        with pytest.raises(PublishError) as caught:
            apply_file(plan)
        assert caught.value.code == "changed"
    path.unlink()
    with pytest.raises(PublishError):
        apply_file(updating)


def test_applying_twice_is_applying_once(tmp_path: Path) -> None:
    plan = plan_file(tmp_path / "a.ics", b"new")
    assert [apply_file(plan), apply_file(plan)] == [True, False]


def test_a_gate_that_refuses_keeps_the_old_feed_and_is_not_asked_where_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")
    asked: list[tuple[bytes | None, bytes]] = []

    def shut(_: Path, before: bytes | None, after: bytes) -> None:
        asked.append((before, after))
        raise PublishError("refused", Words("non", "no"))

    with pytest.raises(PublishError):
        plan_file(path, b"new", shut)
    assert plan_file(path, b"old", shut).writes == ()
    assert asked == [(b"old", b"new")]
    assert path.read_bytes() == b"old"


def test_a_sink_publishes_what_is_rendered_and_remembers_its_digest(tmp_path: Path) -> None:
    def render(events: Sequence[AnyEvent]) -> bytes:
        return b"%d events" % len(events)

    sink: Sink = FileSink(tmp_path / "a.ics", render)
    memory = sink.apply(sink.plan((), {}), {"other": 1})
    assert (tmp_path / "a.ics").read_bytes() == b"0 events"
    assert json.loads(json.dumps(memory)) == {"other": 1, "digest": digest_of(b"0 events")}
    again = sink.plan((), memory)
    assert again.writes == ()
    assert sink.apply(again, memory) == memory


def test_a_file_is_never_deleted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="never deleted"):
        apply_file(Plan((Change("delete", str(tmp_path / "a.ics"), "gone"),)))


def test_what_is_no_file_is_found_out_when_planning(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as caught:
        plan_file(tmp_path, b"new")
    assert caught.value.code == "not-a-file"
