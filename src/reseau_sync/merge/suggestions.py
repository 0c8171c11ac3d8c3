"""Pairs of groups that are perhaps one event: not sure enough to be fused, too alike to be passed over in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from reseau_sync.merge.evidence import shown
from reseau_sync.merge.facets import Facet
from reseau_sync.merge.grain import Codes, Homes
from reseau_sync.merge.grouping import Edge
from reseau_sync.merge.rules import NEVER
from reseau_sync.view import Group, Suggestion


def suggested(
    named: Mapping[int, Group],
    homes: Homes,
    doubtful: Iterable[Edge],
    against_rules: Iterable[Edge],
    refused: Callable[[Facet, Facet], int],
    codes: Codes,
) -> tuple[Suggestion, ...]:
    """Return each pair of groups once, by its best pair of facets, in the order of their UIDs.

    :param against_rules: pairs that a rule keeps apart, though all else speaks for one event
    """
    best: dict[tuple[int, int], Edge] = {}
    possible = [edge for edge in doubtful if refused(edge[1], edge[2]) > NEVER]
    for edge in sorted([*possible, *against_rules], key=lambda each: (-each[0], each[1].order, each[2].order)):
        pair = homes.shown[edge[1].order], homes.shown[edge[2].order]
        if pair[0] != pair[1]:
            best.setdefault((min(pair), max(pair)), edge)
    found = [_suggestion(named[a], named[b], a, edge, homes, codes) for (a, b), edge in best.items()]
    return tuple(sorted(found, key=lambda each: (each.left, each.right)))


def _suggestion(a: Group, b: Group, first: int, edge: Edge, homes: Homes, codes: Codes) -> Suggestion:
    score, left, right = edge
    if homes.shown[left.order] != first:
        left, right = right, left
    if a.uid > b.uid:
        a, b, left, right = b, a, right, left
    pair = (left, right) if left.order < right.order else (right, left)
    entries, at = (left.stated.entry, right.stated.entry), (left.rid, right.rid)
    return Suggestion(a.uid, b.uid, entries, score / 100, shown(codes(*pair)), at)
