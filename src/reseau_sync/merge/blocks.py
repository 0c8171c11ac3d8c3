"""Which facets are compared: those near each other in time and place, never all pairs.

Near in time: starts within half an hour, or one for the whole day on which the other is. Near in place: a commune in
common, or one of them names none. Where a neighbourhood is dense, only those are compared that share a telling word, an
organisation, an institution, a topic or the title, so that the cost of a facet is bounded whatever a day holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

from reseau_sync.merge.evidence import SHIFTED
from reseau_sync.merge.facets import Facet
from reseau_sync.merge.portrait import Portrait

DENSE = 40
"""A neighbourhood of more facets than this is divided by what they share."""
NEXT = 6
"""In one that nothing divides, each is compared with so many that follow it."""

Pair = tuple[Facet, Facet]


def candidates(facets: Sequence[Facet], portraits: Sequence[Portrait]) -> Iterator[Pair]:
    """Yield each pair of facets worth comparing, once, the lesser first."""
    once: set[tuple[Facet, Facet]] = set()
    for pair in _near(facets, portraits):
        left, right = pair
        if left.stated is right.stated:
            continue
        if right.order < left.order:
            pair = right, left
        if pair not in once:
            once.add(pair)
            yield pair


def around(facets: Iterable[Facet], places: Collection[Facet]) -> list[Facet]:
    """Return the facets of the days of ``places`` that may stand in a neighbourhood with one of these.

    All who share one with a place are kept, so that a dense one is divided as it would be among all facets.
    """
    days = {each.day for each in places}
    that_day = [each for each in facets if each.day in days]
    whole = {each.day for each in (*that_day, *places) if each.all_day}
    hours = {each.start // SHIFTED + step for each in places for step in (-1, 0, 1)}
    return [each for each in that_day if each.day in whole or each.start // SHIFTED in hours]


def _near(facets: Sequence[Facet], portraits: Sequence[Portrait]) -> Iterator[Pair]:
    timed = [each for each in facets if not each.all_day]
    hours = _blocks(timed, portraits, lambda each: each.start // SHIFTED)
    for (bucket, commune), here in hours.items():
        following = hours.get((bucket + 1, commune), [])
        yield from _within(here, following, portraits)
        if commune:
            yield from _across(here, [*hours.get((bucket, ""), ()), *hours.get((bucket + 1, ""), ())], portraits)
            yield from _across(hours.get((bucket - 1, ""), []), here, portraits)
    whole = _blocks([each for each in facets if each.all_day], portraits, lambda each: each.day)
    if not whole:
        return
    days = {day for day, _ in whole}
    on_the_day = _blocks([each for each in timed if each.day in days], portraits, lambda each: each.day)
    for (day, commune), here in whole.items():
        yield from _within(here, [], portraits)
        for place in {commune, ""} if commune else {each for at, each in (*on_the_day, *whole) if at == day}:
            yield from _across(here, [*on_the_day.get((day, place), ()), *_others(whole, day, place, here)], portraits)


def _others(blocks: dict[tuple[int, str], list[Facet]], day: int, place: str, here: list[Facet]) -> list[Facet]:
    found = blocks.get((day, place), [])
    return [] if found is here else found


def _blocks(
    facets: Iterable[Facet], portraits: Sequence[Portrait], time: Callable[[Facet], int]
) -> dict[tuple[int, str], list[Facet]]:
    """Return facets by time and commune; what names no commune is under ``""``."""
    found: defaultdict[tuple[int, str], list[Facet]] = defaultdict(list)
    for each in facets:
        for commune in portraits[each.portrait].where.known or ("",):
            found[time(each), commune].append(each)
    return dict(found)


def _in_reach(a: Facet, b: Facet) -> bool:
    return a.all_day or b.all_day or abs(a.start - b.start) <= SHIFTED


def _within(here: Sequence[Facet], following: Sequence[Facet], portraits: Sequence[Portrait]) -> Iterator[Pair]:
    if len(here) + len(following) > DENSE:
        yield from _divided([*here, *following], portraits)
        return
    for at, left in enumerate(here):
        yield from ((left, right) for right in here[at + 1 :])
        yield from ((left, right) for right in following if _in_reach(left, right))


def _across(here: Sequence[Facet], there: Sequence[Facet], portraits: Sequence[Portrait]) -> Iterator[Pair]:
    if len(here) + len(there) > DENSE:
        yield from _divided([*here, *there], portraits)
        return
    yield from ((left, right) for left in here for right in there if _in_reach(left, right))


def _divided(crowd: Sequence[Facet], portraits: Sequence[Portrait]) -> Iterator[Pair]:
    """Yield the pairs of a dense neighbourhood that share something; of a crowd that shares it, the nearest ones."""
    shares: defaultdict[Hashable, list[Facet]] = defaultdict(list)
    for each in crowd:
        for key in _keys(portraits[each.portrait]):
            shares[key].append(each)
    for sharing in shares.values():
        if len(sharing) <= DENSE:
            reach = len(sharing)
        else:
            reach = NEXT
            sharing.sort(key=lambda each: (portraits[each.portrait].title, each.start, each.order))
        for at, left in enumerate(sharing):
            yield from ((left, right) for right in sharing[at + 1 : at + 1 + reach] if _in_reach(left, right))


def _keys(portrait: Portrait) -> Iterator[Hashable]:
    if portrait.title:
        yield "title", portrait.title
    yield from (("word", each) for each in portrait.words)
    yield from (("actor", each) for each in portrait.actors)
    yield from (("body", each) for each in portrait.bodies)
    yield from (("topic", each) for each in portrait.topics)
