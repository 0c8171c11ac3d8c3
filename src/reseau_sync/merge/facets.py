"""Facets: what statements are compared by, one for each of their occurrences, each with a time and a portrait.

A series is unfolded within the window (unfolded.py); an event that does not repeat has its one facet whenever it is.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.naming import lasting_key
from reseau_sync.merge.revision import place_key
from reseau_sync.merge.window import AHEAD, BACK, Window
from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Date, Time, ZonedTime, instant, local_of
from reseau_sync.occurrences.clock import Clock, instant_of
from reseau_sync.view import Member, Statement

DAY = 86_400


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """One statement to be compared: ``number`` is its place in a stable order; ``event`` is what it says as a whole.

    ``keys`` are the lasting keys of its members; ``began`` is the instant of its first start.
    """

    number: int
    statement: Statement
    event: AnyEvent
    keys: frozenset[str]
    began: int

    @property
    def entry(self) -> Entry:
        """Return the version that won."""
        return self.statement.winner


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """One occurrence of a statement. ``start`` and ``end`` are instants in seconds, ``day`` counts local days.

    ``rid`` is the original start within a series; ``portrait`` the number of the portrait; ``order`` is unique and
    depends on the statements alone. ``left``: nothing happens here any more, the occurrence was moved away.
    """

    stated: Stated
    order: tuple[int, int]
    portrait: int
    start: int
    end: int | None
    day: int
    all_day: bool
    rid: Time | None = None
    left: bool = False


def stated(memberships: Iterable[Sequence[Member]], timezone: str) -> list[Stated]:
    """Return the statements in a stable order: of their winning entries, whatever order they came in."""
    ordered = sorted(memberships, key=lambda members: place_key(members[0].entry))
    return [
        Stated(
            number,
            Statement(tuple(members)),
            whole(members),
            frozenset(lasting_key(member.entry) for member in members),
            instant_of(members[0].entry.event.start, timezone),
        )
        for number, members in enumerate(ordered)
    ]


def whole(members: Sequence[Member]) -> AnyEvent:
    """Return the winning master with the overrides that count."""
    master, *others = (member.entry.event for member in members if member.role == "winner")
    if not others:
        return master
    replaced = {recurrence_key(each.recurrence_id) for each in others}
    kept = [each for each in master.overrides if recurrence_key(each.recurrence_id) not in replaced]
    return master.model_copy(update={"overrides": (*kept, *others)})


def facet(
    each: Stated, number: int, portrait: int, start: Time, end: Time | None, rid: Time | None, timezone: str
) -> Facet:
    """Return the facet of one occurrence."""
    began = instant_of(start, timezone)
    return Facet(
        each,
        (each.number, number),
        portrait,
        began,
        None if end is None else instant_of(end, timezone),
        _day(start, began, timezone),
        isinstance(start, Date),
        rid,
    )


def _day(start: Time, began: int, timezone: str) -> int:
    """Return the day of the network's zone on which an event starts, counted from year 1."""
    if isinstance(start, Date) or (isinstance(start, ZonedTime) and start.zone == timezone):
        return local_of(start).toordinal()
    return _clock(timezone).local(began) // DAY


@functools.cache
def _clock(timezone: str) -> Clock:
    return Clock(Date(date=dt.date(2000, 1, 1)), timezone)


def window_around(entries: Sequence[Entry], timezone: str) -> Window:
    """Return the window of a year around the median start of the entries: where nobody says what time it is."""
    starts = sorted(instant(each.event.start, timezone) for each in entries)
    middle = starts[len(starts) // 2] if starts else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    try:
        return middle - (BACK + AHEAD) / 2, middle + (BACK + AHEAD) / 2
    except OverflowError:
        return middle, middle
