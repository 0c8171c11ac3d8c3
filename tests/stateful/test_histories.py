"""Histories that were once got wrong, each as short as it can be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.stateful.calendars import Shown, Told, Uids, shown_by
from tests.stateful.guarding import HOLD_DAYS
from tests.stateful.world import Calendar, Published, World

NOW = dt.datetime(2010, 9, 1, 10, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture(name="agenda")
def _agenda() -> Calendar:
    return Calendar("agenda", Uids("lasting"), said=[_told(day) for day in range(6)])


@pytest.fixture(name="world")
def _world(agenda: Calendar) -> Iterator[World]:
    world = World([agenda])
    yield world
    world.clear()


def _told(day: int) -> Told:
    return Told(day, dt.datetime(2010, 9, 10, 18) + dt.timedelta(days=day), 0)


def alive(done: Published | None) -> dict[str, Shown]:
    assert done is not None
    return {each.content.title: each for each in shown_by(done.feeds["tout"]) if not each.cancelled}


def test_a_calendar_that_was_empty_for_long_comes_back_with_the_next_run(world: World, agenda: Calendar) -> None:
    before = alive(world.run(NOW))
    agenda.fault = "emptied"
    world.run(NOW)
    let_go = NOW + dt.timedelta(days=HOLD_DAYS)
    assert not alive(world.run(let_go))
    agenda.fault = ""
    after = alive(world.run(let_go + dt.timedelta(hours=1)))
    assert {title: each.uid for title, each in after.items()} == {title: each.uid for title, each in before.items()}


def test_a_run_killed_before_feeds_are_written_is_finished_by_the_next(world: World, agenda: Calendar) -> None:
    world.run(NOW)
    agenda.said.append(_told(9))
    killed = world.run(LATER, "before-publish")
    assert killed is not None
    assert world.feeds() != killed.feeds
    done = world.run(LATER)
    assert done is not None
    assert world.feeds() == killed.feeds == done.feeds


def test_what_counters_named_before_stays_beside_what_they_name_now(world: World, agenda: Calendar) -> None:
    agenda.uids = Uids("positions")
    before = alive(world.run(NOW))
    agenda.fault, agenda.left = "shrunk", frozenset({5})  # the last one alone, as number 1
    assert alive(world.run(LATER)) == before


def test_no_sequence_falls_when_the_network_was_without_sources(world: World, agenda: Calendar) -> None:
    world.run(NOW)
    agenda.said[0] = replace(agenda.said[0], version=1)
    before = alive(world.run(LATER))
    agenda.declared = False
    assert not alive(world.run(LATER))
    agenda.declared = True
    assert alive(world.run(LATER)) == before
