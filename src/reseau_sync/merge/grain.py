"""From clusters of facets to groups: which group is whose home, and which occurrence of a series another states.

The grain is the occurrence. Two series are one where another states all that the one has within the window; else what
they have in common is a guest in the group of the greater, and missing in its own ("elsewhere"). A single event has its
home in the group of the series whose occurrence it states.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.errors import Words
from reseau_sync.merge.evidence import shown
from reseau_sync.merge.facets import Facet, Stated
from reseau_sync.model.time import Time
from reseau_sync.view import Evidence, Group, Statement

Codes = Callable[[Facet, Facet], list[str]]
Score = Callable[[Facet, Facet], int]
Pairs = Collection[tuple[tuple[int, int], tuple[int, int]]]

DECIDED = Evidence("decision", 0, Words("quelqu’un a dit que c’est le même", "a person said that it is the same"))


@dataclass(frozen=True, slots=True)
class Homes:
    """The groups, not yet named, by the number of the statement that gives each its form; and where facets are shown.

    ``shown`` tells by the order of a facet the number of the group in which it is published.
    """

    groups: Mapping[int, Group]
    shown: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class _Hosted:
    """A facet that another hosts, and the one of its cluster that it looks most like."""

    own: Facet
    host: Facet
    like: Facet
    stale: bool = False
    decided: bool = False


@dataclass(slots=True)
class _Draft:
    """A group in the making, by the statement that gives it its form."""

    form: Statement
    joined: list[Statement] = field(default_factory=list)
    guests: list[Statement] = field(default_factory=list)
    elsewhere: list[Time] = field(default_factory=list)

    def group(self) -> Group:
        """Return the group, still without a UID."""
        return Group("", (self.form, *self.joined), tuple(self.guests), tuple(self.elsewhere))


def settled(
    statements: Sequence[Stated],
    facets: Sequence[Facet],
    clusters: Iterable[Sequence[Facet]],
    score: Score,
    codes: Codes,
    stale: Iterable[tuple[Facet, Facet]] = (),
    decided: Pairs = (),
) -> Homes:
    """Return the groups that clusters make: every statement has its home in exactly one.

    :param stale: copies that show an old time, each with the facet of its event as it is now
    :param decided: the orders of facets, the lesser first, of which people said that they are the same
    """
    counts = Counter(each.stated.number for each in facets)
    hosted = _hosted(clusters, counts, score, stale, decided)
    home = {each.number: _home(each, hosted[each.number], counts) for each in statements}
    drafts = {each.number: _Draft(each.statement) for each in statements if home[each.number] == each.number}
    for each in statements:
        mine = home[each.number]
        if mine != each.number:
            drafts[mine].joined.append(_joined(each, hosted[each.number], mine, counts, codes))
        for guest in hosted[each.number]:
            if guest.host.stated.number == mine:
                continue
            evidence = _evidence(guest, codes)
            visiting = replace(
                each.statement, at=guest.host.rid, of=guest.own.rid, stale=guest.stale, evidence=evidence
            )
            drafts[guest.host.stated.number].guests.append(visiting)
            if mine == each.number and guest.own.rid is not None:
                drafts[mine].elsewhere.append(guest.own.rid)
    where = {each.order: each.stated.number for each in facets}
    where |= {each.own.order: each.host.stated.number for found in hosted.values() for each in found}
    return Homes({number: draft.group() for number, draft in drafts.items()}, where)


def _hosted(
    clusters: Iterable[Sequence[Facet]],
    counts: Mapping[int, int],
    score: Score,
    stale: Iterable[tuple[Facet, Facet]],
    decided: Pairs,
) -> defaultdict[int, list[_Hosted]]:
    """Return for each statement its facets that another hosts."""
    found: defaultdict[int, list[_Hosted]] = defaultdict(list)
    hosts: dict[tuple[int, int], Facet] = {}
    for cluster in clusters:
        host = min(cluster, key=lambda each: _rank(each, counts))
        for each in cluster:
            hosts[each.order] = host
            if each is not host:
                others = [other for other in cluster if other is not each]
                said = [other for other in others if _orders(each, other) in decided]
                like = min(said or others, key=lambda other: (-score(*_ordered(each, other)), other.order))
                found[each.stated.number].append(_Hosted(each, host, like, decided=bool(said)))
    for copy, moved in stale:
        host = hosts.get(moved.order, moved)
        found[copy.stated.number].append(_Hosted(copy, host, moved, stale=True))
    return found


def _ordered(a: Facet, b: Facet) -> tuple[Facet, Facet]:
    return (a, b) if a.order < b.order else (b, a)


def _orders(a: Facet, b: Facet) -> tuple[tuple[int, int], tuple[int, int]]:
    left, right = _ordered(a, b)
    return left.order, right.order


def _rank(facet: Facet, counts: Mapping[int, int]) -> tuple[bool, int, int, int]:
    """Return who hosts: a series before an event, that of more occurrences, the first to begin."""
    series = facet.rid is not None
    return (not series, -counts[facet.stated.number] if series else 0, facet.stated.began, facet.stated.number)


def _home(each: Stated, hosted: Sequence[_Hosted], counts: Mapping[int, int]) -> int:
    """Return the number of the statement whose group is the home of ``each``: its own, unless all of it is hosted.

    A series that began before its host keeps its own group: what it had then would be lost.
    """
    if len(hosted) < counts[each.number] or not hosted:
        return each.number
    hosts = Counter(guest.host.stated.number for guest in hosted)
    best = min(hosts, key=lambda number: (-hosts[number], number))
    host = next(guest.host.stated for guest in hosted if guest.host.stated.number == best)
    if hosted[0].own.rid is not None and host.began > each.began:
        return each.number
    return best


def _joined(each: Stated, hosted: Sequence[_Hosted], home: int, counts: Mapping[int, int], codes: Codes) -> Statement:
    here = [guest for guest in hosted if guest.host.stated.number == home]
    there = here[0]
    series = there.own.rid is not None
    at = None if series else there.host.rid
    partial = series and len(here) < counts[home]
    return replace(each.statement, at=at, stale=there.stale, partial=partial, evidence=_evidence(there, codes))


def _visiting(each: Stated, guest: _Hosted, codes: Codes) -> Statement:
    at, of = guest.host.rid, guest.own.rid
    return replace(each.statement, at=at, of=of, stale=guest.stale, evidence=_evidence(guest, codes))


def _evidence(hosted: _Hosted, codes: Codes) -> tuple[Evidence, ...]:
    found = shown(codes(*_ordered(hosted.own, hosted.like)))
    return (DECIDED, *found) if hosted.decided else found
