"""The suite that every sink must pass: what it would do is data, and it does that and no more."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest

from reseau_sync.errors import PublishError
from reseau_sync.model import AnyEvent, Date, Event, FixedTime
from reseau_sync.ports import Sink
from reseau_sync.view import Memory, Plan


class Target(Protocol):
    """The world that a sink writes to, as the suite needs to see it."""

    def sink(self) -> Sink:
        """Return a new sink on this target."""
        ...

    def contents(self) -> Mapping[str, bytes]:
        """Return all that the target holds now, foreign things included, by name."""
        ...

    def add_foreign(self) -> None:
        """Put something into the target that no sink of ours made; nothing where it can hold nothing else."""
        ...

    def failing(self) -> AbstractContextManager[object]:
        """Make every write to the target fail for a while."""
        ...


class SinkSuite:
    """What every sink must hold. Subclass it in a test module, under a name that starts with ``Test``."""

    def target(self, folder: Path) -> Target:
        """Return a new and empty target; ``folder`` is a temporary folder that it may use."""
        raise NotImplementedError("a sink suite says what it writes to")

    def events(self) -> Sequence[AnyEvent]:
        """Return three events or more that the sink can show, with UIDs of their own."""
        return EVENTS

    def test_planning_touches_nothing(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        target.add_foreign()
        before = dict(target.contents())
        target.sink().plan(self.events(), {})
        assert target.contents() == before

    def test_a_plan_is_data(self, tmp_path: Path) -> None:
        plan = self.target(tmp_path).sink().plan(self.events(), {})
        assert pickle.dumps(plan)
        assert hash(plan) == hash(Plan(plan.changes))
        assert len({change.key for change in plan.changes}) == len(plan.changes)
        assert all(change.data is not None for change in plan.changes if change.action in ("create", "update"))
        assert all(change.reason for change in plan.changes)

    def test_planning_twice_gives_the_same_plan(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        assert target.sink().plan(self.events(), {}) == target.sink().plan(self.events(), {})

    def test_the_order_of_events_makes_no_difference(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        forward, backward = (target.sink().plan(events, {}) for events in (self.events(), self.events()[::-1]))
        assert set(forward.changes) == set(backward.changes)

    def test_the_first_plan_creates_and_does_nothing_else(self, tmp_path: Path) -> None:
        plan = self.target(tmp_path).sink().plan(self.events(), {})
        assert {change.action for change in plan.changes} == {"create"}

    def test_after_applying_everything_is_kept(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        memory = applied(target, self.events(), {})
        assert target.contents()
        assert target.sink().plan(self.events(), memory).writes == ()

    def test_what_is_remembered_is_plain_json(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        sink = target.sink()
        memory = sink.apply(sink.plan(self.events(), {}), {})
        assert json.loads(json.dumps(memory, allow_nan=False)) == memory

    def test_applying_a_plan_that_keeps_everything_writes_nothing(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        memory = applied(target, self.events(), {})
        before = dict(target.contents())
        again = applied(target, self.events(), memory)
        assert target.contents() == before
        assert again == memory

    def test_applying_the_empty_plan_writes_nothing(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        target.add_foreign()
        before = dict(target.contents())
        target.sink().apply(Plan(), {})
        assert target.contents() == before

    def test_a_changed_event_is_written_again(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        memory = applied(target, self.events(), {})
        before = dict(target.contents())
        changed = [self.events()[0].model_copy(update={"title": "Reportée"}), *self.events()[1:]]
        plan = target.sink().plan(changed, memory)
        assert [change.action for change in plan.writes] == ["update"]
        target.sink().apply(plan, memory)
        assert target.contents() != before
        assert target.contents().keys() == before.keys()

    def test_a_withdrawn_event_is_gone_and_foreign_things_stay(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        target.add_foreign()
        foreign = dict(target.contents())
        memory = applied(target, self.events(), {})
        full = dict(target.contents())
        memory = applied(target, self.events()[1:], memory)
        assert target.contents() != full
        assert target.sink().plan(self.events()[1:], memory).writes == ()
        applied(target, (), memory)
        assert foreign.items() <= target.contents().items()

    def test_a_lost_memory_deletes_nothing_foreign_and_doubles_nothing(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        target.add_foreign()
        foreign = dict(target.contents())
        applied(target, self.events(), {})
        before = dict(target.contents())
        applied(target, self.events(), {})
        assert target.contents() == before
        assert foreign.items() <= before.items()

    def test_a_target_that_fails_is_left_whole(self, tmp_path: Path) -> None:
        target = self.target(tmp_path)
        memory = applied(target, self.events(), {})
        before = dict(target.contents())
        changed = [self.events()[0].model_copy(update={"title": "Reportée"}), *self.events()[2:]]
        plan = target.sink().plan(changed, memory)
        with target.failing(), pytest.raises(PublishError) as refusal:
            target.sink().apply(plan, memory)
        assert refusal.value.words.fr.strip()
        assert refusal.value.words.en.strip()
        assert target.contents() == before
        applied(target, changed, memory)
        assert target.contents() != before


def applied(target: Target, events: Sequence[AnyEvent], memory: Memory) -> Memory:
    """Plan and apply with new sinks, and return the memory as it comes back from where it is kept."""
    plan = target.sink().plan(events, memory)
    kept: Memory = json.loads(json.dumps(target.sink().apply(plan, memory)))
    return kept


def _event(number: int, title: str) -> Event:
    start = FixedTime.model_validate({"local": f"2010-09-{number:02}T18:00:00"})
    return Event(uid=f"{number}-5f1c7c0e@example.org", title=title, start=start)


EVENTS: Sequence[AnyEvent] = (
    _event(1, "Collège hebdomadaire"),
    _event(7, "Réunion mensuelle du réseau"),
    Event(
        uid="fete-9a41@example.org",
        title="Fête de quartier 🎉",
        start=Date.model_validate({"date": "2010-09-11"}),
        end=Date.model_validate({"date": "2010-09-13"}),
    ),
)
"""Events that any sink can show."""
