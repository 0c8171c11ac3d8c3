"""Edited entries under a new UID: a title corrected, a time moved, a place changed, where that is beyond doubt.

Beyond doubt: of all that is left over before and now, each is the other's only candidate among those that are as near
to it; and nothing that is settled already looks as much like either of them. A pair may be a candidate, and so raise
a doubt about another, without being certain enough to be one itself.
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from reseau_sync.merge.likeness import DAY, Content, Traits, alike_titles, one_within_the_other, share_a_word
from reseau_sync.merge.moment import Moment
from reseau_sync.merge.rows import Rows
from reseau_sync.model.time import local_of

MOVED_AT_MOST = 14 * DAY
MOST_COMPARED = 400
"""In a block with more pairs than this everything competes with everything: nothing in it is beyond doubt."""

Pair: TypeAlias = tuple[Traits, Traits]


class Nearness(IntEnum):
    """How near an edit stays to what it was: the same start, the same day, another day."""

    START = 1
    DAY = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class _Edge:
    """A candidate: how near, and whether it is sure enough to be taken where nothing competes."""

    before: Traits
    now: Traits
    near: Nearness
    sure: bool


def undoubted(
    known: Sequence[Traits],
    stated: Sequence[Traits],
    settled: Sequence[Pair],
    left_known: Sequence[Traits],
    left_stated: Sequence[Traits],
    moment: Moment,
) -> list[Pair]:
    """Return the pairs of left-over standings and left-over entries that are one event each, beyond doubt.

    ``known`` and ``stated`` are all of them, the settled ones too: they may raise a doubt. ``settled`` are the pairs
    so far: rows of a sheet are told by the rows around them as well.
    """
    candidates = [each for each in left_known if _may_live_on(each)]
    kin = _Kinship(_Neighbours(known, stated), Rows(known, stated, settled), moment)
    edges: list[_Edge] = []
    edges += _edges(candidates, left_stated, _slot, kin.retitled)
    edges += _edges(candidates, left_stated, _named_start, kin.replaced)
    edges += _edges(candidates, left_stated, _named_place, kin.moved)
    edges += _edges(candidates, left_stated, _day_and_place, kin.reworked)
    return list(_alone(edges))


def _may_live_on(each: Traits) -> bool:
    return each.standing is not None and each.standing.state != "withdrawn" and each.standing.why != "passed"


def _frame(each: Traits) -> Hashable:
    """Return what never changes in an edit under a new UID: whether it is a series, and which instance."""
    return (each.recurrence is None, each.recurrence_id)


def _slot(each: Traits) -> Hashable:
    return (_frame(each), each.content.start, each.content.place)


def _named_start(each: Traits) -> Hashable | None:
    return (_frame(each), each.content.start, each.content.title) if each.content.title else None


def _named_place(each: Traits) -> Hashable | None:
    return (_frame(each), each.content.title, each.content.place) if each.content.title else None


def _day_and_place(each: Traits) -> Hashable:
    return (_frame(each), _day(each), each.content.place)


def _day(each: Traits) -> Hashable:
    return local_of(each.entry.event.start).date()


@dataclass(frozen=True, slots=True)
class _Kinship:
    """The rules, by what two entries of a block have in common; each says how sure a candidate is, or ``None``."""

    neighbours: _Neighbours
    rows: Rows
    moment: Moment

    def retitled(self, before: Traits, now: Traits) -> _Edge | None:
        """At one start and place: a title corrected; where nothing else is there, one that has grown or shrunk."""
        a, b = before.content.title, now.content.title
        alike = alike_titles(a, b)
        if not (alike or share_a_word(a, b)):
            return None
        grown = one_within_the_other(a, b) and self.neighbours.alone_in_slot(before.content)
        return _Edge(before, now, Nearness.START, alike or grown)

    def replaced(self, before: Traits, now: Traits) -> _Edge | None:
        """Of one title and start: a place changed. Another commune is another event, unless more tells."""
        there = not _communes_differ(before, now) or _same_hands(before, now) or self.rows.in_place(before, now)
        return _Edge(before, now, Nearness.START, there and self.neighbours.only_ones(before.content))

    def moved(self, before: Traits, now: Traits) -> _Edge | None:
        """Of one title and place: moved within its day, or with the same length to another one."""
        shift = abs(now.content.start - before.content.start)
        if not 0 < shift <= MOVED_AT_MOST:
            return None
        only_one = self.rows.in_place(before, now) or self.neighbours.only_titles(before.content)
        sure = self.moment.is_ahead(before.entry.event) and not _leads_differ(before, now)
        sure = sure and (only_one or self.neighbours.nearest(before.content, now.content))
        if _day(before) == _day(now):
            return _Edge(before, now, Nearness.DAY, sure)
        # Of two rows of a list, the one struck out and the one added for another day look like one that was moved.
        listed = self.rows.are_of_a_list(before, now)
        return _Edge(before, now, Nearness.LATER, sure and before.duration == now.duration and (only_one or not listed))

    def reworked(self, before: Traits, now: Traits) -> _Edge | None:
        """Of one day and place: title corrected and time moved at once, where nothing else is, or in its old row."""
        a, b = before.content.title, now.content.title
        if a == b or before.content.start == now.content.start:
            return None
        if not (alike_titles(a, b) or one_within_the_other(a, b)):
            return None
        sure = self.moment.is_ahead(before.entry.event) and not _leads_differ(before, now)
        alone = alike_titles(a, b) and self.neighbours.alone_that_day(before, now)
        return _Edge(before, now, Nearness.DAY, sure and (alone or self.rows.in_place(before, now)))


def _lead(each: Traits) -> str | None:
    lead = each.entry.event.lead
    return (lead.id or lead.name) if lead is not None else None


def _same_hands(before: Traits, now: Traits) -> bool:
    """Say whether the same organisation, named by both, does it for as long."""
    return _lead(before) is not None and _lead(before) == _lead(now) and before.duration == now.duration


def _leads_differ(before: Traits, now: Traits) -> bool:
    a, b = _lead(before), _lead(now)
    return a is not None and b is not None and a != b


def _communes_differ(before: Traits, now: Traits) -> bool:
    a, b = before.entry.event.place, now.entry.event.place
    return bool(a and b and a.commune and b.commune and a.commune != b.commune)


def _edges(
    known: Iterable[Traits],
    stated: Iterable[Traits],
    key: Callable[[Traits], Hashable | None],
    rule: Callable[[Traits, Traits], _Edge | None],
) -> Iterator[_Edge]:
    blocks: defaultdict[Hashable, tuple[list[Traits], list[Traits]]] = defaultdict(lambda: ([], []))
    for side, members in enumerate((known, stated)):
        for each in members:
            if (found := key(each)) is not None:
                blocks[found][side].append(each)
    for before, now in blocks.values():
        if len(before) * len(now) <= MOST_COMPARED:
            yield from (edge for a in before for b in now if (edge := rule(a, b)) is not None)


def _alone(edges: Iterable[_Edge]) -> Iterator[Pair]:
    """Yield the sure pairs of which neither side has another candidate that is as near."""
    once: dict[tuple[int, int], _Edge] = {}
    for each in edges:
        key = (id(each.before), id(each.now))
        had = once.get(key, each)
        once[key] = replace(each, near=min(each.near, had.near), sure=each.sure or had.sure)
    rivals: defaultdict[int, list[_Edge]] = defaultdict(list)
    for each in once.values():
        rivals[id(each.before)].append(each)
        rivals[id(each.now)].append(each)
    for each in once.values():
        around = (*rivals[id(each.before)], *rivals[id(each.now)])
        if each.sure and all(other is each or other.near > each.near for other in around):
            yield each.before, each.now


class _Neighbours:
    """What else there is of the same title, or at the same start and place, whether it is settled or not."""

    def __init__(self, known: Sequence[Traits], stated: Sequence[Traits]) -> None:
        self._starts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for each in (*known, *stated):
            self._starts[each.content.title, each.content.place].append(each.content.start)
        for starts in self._starts.values():
            starts.sort()
        self._named = [Counter(each.content.title for each in side) for side in (known, stated)]
        self._titled = [Counter((each.content.title, each.content.start) for each in side) for side in (known, stated)]
        self._placed = [Counter((each.content.place, each.content.start) for each in side) for side in (known, stated)]
        self._days = [Counter(map(_day_and_place, side)) for side in (known, stated)]

    def only_ones(self, content: Content) -> bool:
        """Say whether each reading has exactly one event of this title at this start."""
        return all(side[content.title, content.start] == 1 for side in self._titled)

    def only_titles(self, content: Content) -> bool:
        """Say whether each reading has exactly one event of this title, whenever it is."""
        return all(side[content.title] == 1 for side in self._named)

    def alone_in_slot(self, content: Content) -> bool:
        """Say whether each reading has exactly one event at this start and place."""
        return all(side[content.place, content.start] == 1 for side in self._placed)

    def alone_that_day(self, before: Traits, now: Traits) -> bool:
        """Say whether each reading has exactly one event on this day at this place."""
        return all(side[_day_and_place(each)] == 1 for side, each in zip(self._days, (before, now), strict=True))

    def nearest(self, before: Content, now: Content) -> bool:
        """Say whether nothing of the same title and place lies as near to either start as they lie to each other.

        So the next instance of a weekly meeting, come into the window, is not the one that left it.
        """
        shift = abs(now.start - before.start)
        starts = self._starts[before.title, before.place]
        return all(
            bisect.bisect_right(starts, own + shift) - bisect.bisect_left(starts, own - shift) == 2
            for own in (before.start, now.start)
        )
