"""Clusters of facets: what is one event, such that one weak link never chains two different events together.

The strongest pairs are joined first. Two clusters become one if all their pairs together speak for it, none of them
speaks clearly against it, and no source would state the event twice. Decisions come before any score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from reseau_sync.merge.facets import Facet
from reseau_sync.merge.rules import FUSED, NEVER

TOGETHER = 50
"""So much the pairs of two clusters must weigh on average for these to become one."""

Score = Callable[[Facet, Facet], int]
Edge = tuple[int, Facet, Facet]
"""A score and the two facets that have it, the lesser first."""


class Clusters:
    """Facets in clusters, each alone at first."""

    def __init__(self, score: Score, apart: Callable[[Facet, Facet], bool]) -> None:
        self._score = score
        self._apart = apart
        self._members: dict[tuple[int, int], list[Facet]] = {}
        self._decided: set[tuple[tuple[int, int], tuple[int, int]]] = set()

    def of(self, facet: Facet) -> Sequence[Facet]:
        """Return the cluster of a facet."""
        return self._members.get(facet.order) or [facet]

    def decide(self, pairs: Iterable[tuple[Facet, Facet]]) -> None:
        """Join what people said is the same, unless they also said of some two in it that these are different."""
        for left, right in sorted(pairs, key=lambda pair: (pair[0].order, pair[1].order)):
            a, b = self.of(left), self.of(right)
            if a is not b and not any(self._apart(x, y) for x in a for y in b):
                self._join(a, b)

    def join(self, edges: Iterable[Edge]) -> None:
        """Join by score, the highest first."""
        strong = (edge for edge in edges if edge[0] >= FUSED)
        for _, left, right in sorted(strong, key=lambda edge: (-edge[0], edge[1].order, edge[2].order)):
            a, b = self.of(left), self.of(right)
            if a is not b and not (len(a) > 1 and left in b) and self._may_be_one(a, b):
                self._join(a, b)

    def _may_be_one(self, left: Sequence[Facet], right: Sequence[Facet]) -> bool:
        total = 0
        for a in left:
            for b in right:
                if self._apart(a, b):
                    return False
                score = self._score(a, b)
                if score <= NEVER:
                    return False
                total += score
        return total >= TOGETHER * len(left) * len(right)

    def worst(self, left: Facet, right: Facet) -> int:
        """Return the least that any pair of the clusters of two facets weighs; ``NEVER`` where one may not be one."""
        return min(NEVER if self._apart(a, b) else self._score(a, b) for a in self.of(left) for b in self.of(right))

    def _join(self, left: Sequence[Facet], right: Sequence[Facet]) -> None:
        both = sorted({*left, *right}, key=lambda each: each.order)
        for each in both:
            self._members[each.order] = both

    def all(self) -> list[Sequence[Facet]]:
        """Return every cluster of two facets or more, in the order of its first."""
        found: defaultdict[tuple[int, int], Sequence[Facet]] = defaultdict(list)
        for members in self._members.values():
            found[members[0].order] = members
        return [found[order] for order in sorted(found)]
