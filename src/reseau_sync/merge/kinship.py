"""Edited entries under a new UID: a title corrected, a time moved, a place changed, where that is beyond doubt.

Beyond doubt: of all that is left over before and now, each is the other's only candidate; and nothing that is settled
already looks as much like either of them.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias

from reseau_sync.merge.likeness import DAY, Content, Traits, alike_titles
from reseau_sync.merge.moment import Moment

MOVED_AT_MOST = 14 * DAY
MOST_COMPARED = 400
"""In a block with more pairs than this everything competes with everything: nothing in it is beyond doubt."""

Pair: TypeAlias = tuple[Traits, Traits]
Rule: TypeAlias = Callable[[Traits, Traits], bool]


def undoubted(
    known: Sequence[Traits],
    stated: Sequence[Traits],
    left_known: Sequence[Traits],
    left_stated: Sequence[Traits],
    moment: Moment,
) -> list[Pair]:
    """Return the pairs of left-over standings and left-over entries that are one event each, beyond doubt.

    ``known`` and ``stated`` are all of them, the settled ones too: they may raise a doubt.
    """
    candidates = [each for each in left_known if _may_live_on(each)]
    neighbours = _Neighbours([*known, *stated], known, stated)

    def retitled(before: Traits, now: Traits) -> bool:
        return alike_titles(before.content.title, now.content.title)

    def replaced(before: Traits, now: Traits) -> bool:
        return neighbours.only_ones(before.content) and not _communes_differ(before, now)

    def moved(before: Traits, now: Traits) -> bool:
        return moment.is_ahead(before.entry.event) and neighbours.nearest(before.content, now.content)

    edges: list[Pair] = []
    edges += _edges(
        candidates, left_stated, lambda each: (_frame(each), each.content.start, each.content.place), retitled
    )
    edges += _edges(
        candidates,
        left_stated,
        lambda each: _titled(each) and (_frame(each), each.content.start, each.content.title),
        replaced,
    )
    edges += _edges(
        candidates,
        left_stated,
        lambda each: _titled(each) and (_frame(each), each.content.title, each.content.place, each.duration),
        moved,
    )
    return list(_alone(edges))


def _may_live_on(each: Traits) -> bool:
    return each.standing is not None and each.standing.state != "withdrawn" and each.standing.why != "passed"


def _frame(each: Traits) -> Hashable:
    """Return what never changes in an edit under a new UID: whether it is a series, and which instance."""
    return (each.recurrence is None, each.recurrence_id)


def _titled(each: Traits) -> str | None:
    return each.content.title or None


def _communes_differ(before: Traits, now: Traits) -> bool:
    a, b = before.entry.event.place, now.entry.event.place
    return bool(a and b and a.commune and b.commune and a.commune != b.commune)


def _edges(
    known: Iterable[Traits], stated: Iterable[Traits], key: Callable[[Traits], Hashable | None], rule: Rule
) -> Iterator[Pair]:
    blocks: defaultdict[Hashable, tuple[list[Traits], list[Traits]]] = defaultdict(lambda: ([], []))
    for side, members in enumerate((known, stated)):
        for each in members:
            if (found := key(each)) is not None:
                blocks[found][side].append(each)
    for before, now in blocks.values():
        if len(before) * len(now) <= MOST_COMPARED:
            yield from ((a, b) for a in before for b in now if rule(a, b))


def _alone(edges: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the pairs of which either side has no other candidate."""
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for before, now in edges:
        partners[id(before)].add(id(now))
        partners[id(now)].add(id(before))
    once = {(id(before), id(now)): (before, now) for before, now in edges}
    for (a, b), pair in once.items():
        if len(partners[a]) == 1 and len(partners[b]) == 1:
            yield pair


class _Neighbours:
    """What else there is of the same title, whether it is settled or not."""

    def __init__(self, everybody: Iterable[Traits], known: Iterable[Traits], stated: Iterable[Traits]) -> None:
        self._starts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for each in everybody:
            self._starts[each.content.title, each.content.place].append(each.content.start)
        for starts in self._starts.values():
            starts.sort()
        self._sides = [self._counted(side) for side in (known, stated)]

    @staticmethod
    def _counted(side: Iterable[Traits]) -> defaultdict[tuple[str, int], int]:
        counts: defaultdict[tuple[str, int], int] = defaultdict(int)
        for each in side:
            counts[each.content.title, each.content.start] += 1
        return counts

    def only_ones(self, content: Content) -> bool:
        """Say whether each reading has exactly one event of this title at this start."""
        return all(side[content.title, content.start] == 1 for side in self._sides)

    def nearest(self, before: Content, now: Content) -> bool:
        """Say whether nothing of the same title and place lies as near to either start as they lie to each other.

        So the next instance of a weekly meeting, come into the window, is not the one that left it.
        """
        shift = abs(now.start - before.start)
        if not 0 < shift <= MOVED_AT_MOST:
            return False
        starts = self._starts[before.title, before.place]
        return all(
            bisect.bisect_right(starts, own + shift) - bisect.bisect_left(starts, own - shift) == 2
            for own in (before.start, now.start)
        )
