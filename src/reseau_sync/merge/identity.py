"""Which entries state the same event: by their UIDs (shared_uids.py), and under different UIDs by evidence.

The flow: entries -> statements (what one UID states) -> facets (their occurrences) -> pairs worth comparing (blocks.py)
-> what speaks for and against each (evidence.py, rules.py) -> clusters (grouping.py) -> groups (grain.py). Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reseau_sync.entry import Entry
from reseau_sync.merge.blocks import candidates
from reseau_sync.merge.evidence import BETWEEN, base_codes, despite_owners, excluded, fair_score, time_codes, weight
from reseau_sync.merge.facets import Facet, Stated, facet, stated, window_around
from reseau_sync.merge.grain import settled
from reseau_sync.merge.grouping import Clusters, Edge
from reseau_sync.merge.naming import Uids, name
from reseau_sync.merge.portrait import Portrait
from reseau_sync.merge.rules import EXCLUDED, LIKELY, NEVER, SUGGESTED, WEAK
from reseau_sync.merge.series import assemble
from reseau_sync.merge.shared_uids import by_uid
from reseau_sync.merge.stale import behind, conflicts, left_behind, stale_copies
from reseau_sync.merge.suggestions import suggested
from reseau_sync.merge.verdicts import Memory, Verdicts, content_of, pair_of
from reseau_sync.merge.whereabouts import placed
from reseau_sync.merge.window import Window
from reseau_sync.model.network import Network
from reseau_sync.view import Decisions, Identified

_NOTHING: Uids = MappingProxyType({})
_UNDECIDED = Decisions()


def identify(
    entries: Iterable[Entry],
    network: Network,
    past: Uids = _NOTHING,
    decisions: Decisions = _UNDECIDED,
    *,
    window: Window | None = None,
    memory: Memory | None = None,
) -> Identified:
    """Return the groups of entries that state one event each, the collisions, and what is perhaps the same.

    Every entry has its home in exactly one group. The order of entries makes no difference.

    :param past: under which UID each entry's event was last published, so that it keeps it
    :param decisions: what people said of pairs of events; it outranks every score
    :param window: two aware instants between which series are compared, occurrence by occurrence
        (:func:`~reseau_sync.merge.window.window_of`); without one, the year around the median start of the entries
    :param memory: what earlier comparisons of this network found; it changes nothing but the cost
    """
    known = list(entries)
    found, collisions = by_uid(known, network)
    timezone = network.network.timezone
    statements = stated((members for cluster in found for members in assemble(cluster, network)), timezone)
    comparison = Comparison.of(
        statements, memory or Memory(network), decisions, timezone, window or window_around(known, timezone)
    )
    clusters = comparison.clusters()
    copies = comparison.stale(clusters)
    decided = {(left.order, right.order) for left, right in comparison.same}
    homes = settled(statements, comparison.facets, clusters.all(), comparison.score, comparison.codes, copies, decided)
    groups = name(list(homes.groups.values()), network, past)
    by_form = {id(group.statements[0]): group for group in groups}
    named = {number: by_form[id(group.statements[0])] for number, group in homes.groups.items()}
    doubts = suggested(
        named,
        homes,
        comparison.doubtful(clusters),
        [*comparison.lone(clusters), *comparison.behind(clusters)],
        clusters.worst,
        comparison.codes,
    )
    return Identified(groups, (*collisions, *conflicts(copies)), doubts)


@dataclass(frozen=True)
class Comparison:
    """All that is compared: the facets, the portraits they show, and what people decided."""

    facets: Sequence[Facet]
    left: Mapping[tuple[int, int], Facet]
    portraits: Sequence[Portrait]
    different: frozenset[tuple[int, int]]
    same: Sequence[tuple[Facet, Facet]]
    verdicts: Verdicts
    _scores: dict[tuple[int, int], int] = field(default_factory=dict)
    _contents: dict[int, bytes] = field(default_factory=dict)
    _owners: dict[tuple[int, int], int | None] = field(default_factory=dict)
    _times: dict[tuple[int, bool, int], int] = field(default_factory=dict)
    _edges: list[Edge] = field(default_factory=list)
    _weak: list[Edge] = field(default_factory=list)

    @classmethod
    def of(
        cls, statements: Sequence[Stated], memory: Memory, decisions: Decisions, timezone: str, window: Window
    ) -> Comparison:
        """Return the comparison of ``statements``."""
        facets, left, portraits = _facets(statements, memory, timezone, window)
        different = _pairs(statements, decisions.different)
        same = [pair for pair in sorted(_pairs(statements, decisions.same)) if pair not in different]
        forced = list(_forced(same, facets))
        return cls(facets, left, portraits, frozenset(different), forced, memory.verdicts)

    def clusters(self) -> Clusters:
        """Return the facets in clusters, each one event."""
        for left, right in candidates(self.facets, self.portraits):
            if self.apart(left, right):
                continue
            if (score := self.score(left, right)) >= SUGGESTED:
                self._edges.append((score, left, right))
            elif score >= WEAK or (score < NEVER and (score := self._despite_owners(left, right)) >= SUGGESTED):
                self._weak.append((score, left, right))
        clusters = Clusters(self.score, self.apart)
        clusters.decide(self.same)
        clusters.join(self._edges)
        return clusters

    def doubtful(self, clusters: Clusters) -> list[Edge]:
        """Return the pairs that are perhaps one event and stand in different clusters."""
        return [edge for edge in self._edges if edge[2] not in clusters.of(edge[1])]

    def lone(self, clusters: Clusters) -> list[Edge]:
        """Return the weak pairs of clusters that have nothing but each other, one of which is a single facet."""
        ends = [(clusters.of(left)[0].order, clusters.of(right)[0].order) for _, left, right in self._weak]
        others: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
        for one, other in ends:
            others[one].add(other)
            others[other].add(one)
        return [
            edge
            for edge, (one, other) in zip(self._weak, ends, strict=True)
            if len(others[one]) == len(others[other]) == 1
            and min(len(clusters.of(edge[1])), len(clusters.of(edge[2]))) == 1
        ]

    def behind(self, clusters: Clusters) -> list[Edge]:
        """Return the pairs of which one is perhaps an old copy of the other, which was changed after it."""
        found = []
        for copy, moved in behind(self.facets, self.portraits):
            if len(clusters.of(copy)) > 1 or any(self.apart(copy, each) for each in clusters.of(moved)):
                continue
            left, right = sorted((copy, moved), key=lambda each: each.order)
            if self._weight(left, right) >= LIKELY:
                found.append((SUGGESTED, left, right))
        return found

    def _despite_owners(self, left: Facet, right: Facet) -> int:
        pair = _portraits_of(left, right)
        if pair not in self._owners:
            self._owners[pair] = despite_owners(self.portraits[pair[0]], self.portraits[pair[1]])
        doubt = self._owners[pair]
        return NEVER if doubt is None else doubt + self._time(left, right)

    def stale(self, clusters: Clusters) -> list[tuple[Facet, Facet]]:
        """Return the copies that show an old time, each with the facet of its event as it is now."""

        def alone(facet: Facet) -> bool:
            return len(clusters.of(facet)) == 1 and facet.order not in self.left

        return stale_copies(self.left, self.facets, self.portraits, alone, self.score, self.apart)

    def apart(self, left: Facet, right: Facet) -> bool:
        """Say whether two facets are never one event, whatever they look like.

        A calendar states an event once; only a sheet that several fill in may state it twice, at the very same time.
        """
        a, b = left.stated, right.stated
        if a is b or (min(a.number, b.number), max(a.number, b.number)) in self.different:
            return True
        if a.entry.source != b.entry.source:
            return False
        twice = self.portraits[left.portrait].coordinates and (left.start, left.end) == (right.start, right.end)
        return not twice or left.rid is not None or right.rid is not None

    def score(self, left: Facet, right: Facet) -> int:
        """Return what a pair weighs, by the rule table."""
        if not (left.all_day or right.all_day) and abs(left.start - right.start) > BETWEEN:
            return NEVER
        if left.day != right.day and (left.all_day or right.all_day):
            return NEVER
        return self._weight(left, right) + self._time(left, right)

    def _time(self, left: Facet, right: Facet) -> int:
        """Return what the times of a pair weigh."""
        between = _between(left, right)
        found = self._times.get(between)
        if found is None:
            found = self._times[between] = weight(time_codes(*between))
        return found

    def _weight(self, left: Facet, right: Facet) -> int:
        """Return what a pair weighs, its times left out."""
        pair = _portraits_of(left, right)
        base = self._scores.get(pair)
        if base is None:
            base = self._scores[pair] = self._base(*pair)
        return base

    def _base(self, left: int, right: int) -> int:
        a, b = self.portraits[left], self.portraits[right]
        if excluded(a, b):  # found sooner than remembered
            return EXCLUDED

        def weigh() -> int:
            return fair_score(a, b)

        return self.verdicts.weight(pair_of(self._content(left), self._content(right)), weigh)

    def _content(self, portrait: int) -> bytes:
        found = self._contents.get(portrait)
        if found is None:
            found = self._contents[portrait] = content_of(self.portraits[portrait])
        return found

    def codes(self, left: Facet, right: Facet) -> list[str]:
        """Return the codes of the evidence of a pair."""
        return time_codes(*_between(left, right)) + base_codes(
            self.portraits[left.portrait], self.portraits[right.portrait]
        )


def _portraits_of(left: Facet, right: Facet) -> tuple[int, int]:
    a, b = left.portrait, right.portrait
    return (a, b) if a <= b else (b, a)


def _between(left: Facet, right: Facet) -> tuple[int, bool, int]:
    """Return what the times of a pair have in common: how far apart they start, one end, how many last all day."""
    same_end = left.end is not None and left.end == right.end
    return abs(left.start - right.start), same_end, left.all_day + right.all_day


def _facets(
    statements: Sequence[Stated], memory: Memory, timezone: str, window: Window
) -> tuple[list[Facet], dict[tuple[int, int], Facet], tuple[Portrait, ...]]:
    """Return the facets of all statements, the places that some left, and all portraits, each once."""
    addresses = Counter(each.event.url for each in statements if each.event.url)
    shared = {each for each, times in addresses.items() if times > 1}
    portraits: dict[Portrait, int] = {}
    facets: list[Facet] = []
    left: dict[tuple[int, int], Facet] = {}
    for each in statements:
        painted: dict[int, int] = {}
        for number, (event, start, end, rid) in enumerate(memory.unfolded.of(each.event, window, timezone)):
            if id(event) not in painted:
                painted[id(event)] = portraits.setdefault(
                    memory.painter.paint(each.entry, event, address=event.url in shared), len(portraits)
                )
            facets.append(facet(each, number, painted[id(event)], start, end, rid, timezone))
            if rid is None:
                old = left_behind(facets[-1], event)
            elif event is not each.event and rid != start:
                old = replace(facet(each, number, painted[id(event)], rid, None, rid, timezone), left=True)
            else:
                old = None
            if old is not None:
                left[old.order] = old
    times = Counter(each.portrait for each in facets if each.order[1] == 0)
    where = placed([(each.where, times[at]) for at, each in enumerate(portraits)])
    return (
        facets,
        left,
        tuple(
            each if there is each.where else replace(each, where=there)
            for each, there in zip(portraits, where, strict=True)
        ),
    )


def _pairs(statements: Sequence[Stated], keys: Iterable[tuple[str, str]]) -> set[tuple[int, int]]:
    """Return the pairs of statements that pairs of lasting keys name."""
    wanted = list(keys)
    if not wanted:
        return set()
    numbers = {key: each.number for each in statements for key in each.keys}
    found = {(numbers[a], numbers[b]) for a, b in wanted if a in numbers and b in numbers}
    return {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}


def _forced(pairs: Iterable[tuple[int, int]], facets: Sequence[Facet]) -> Iterable[tuple[Facet, Facet]]:
    """Yield the facets that a decision joins: of two series those of one day, else the nearest to the single event."""
    wanted = list(pairs)
    if not wanted:
        return
    of: Mapping[int, list[Facet]] = defaultdict(list)
    for each in facets:
        of[each.stated.number].append(each)
    for left, right in wanted:
        few, many = sorted((of[left], of[right]), key=len)
        for each in few:
            near = min(many, key=lambda other: (abs(other.start - each.start), other.order), default=None)
            if near is not None and (len(few) == 1 or near.day == each.day):
                yield (each, near) if each.order < near.order else (near, each)
