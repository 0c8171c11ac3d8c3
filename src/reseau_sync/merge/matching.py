"""Which entries of a new reading are which standings of before: one to one, whatever the order of either.

First what says the same, then what has the same UID or (where UIDs have been seen to change) the same content, and
at last edited entries under a new UID, only where nothing else competes (kinship.py). Each step pairs blocks of equal
keys, so the cost grows with the number of entries, not of pairs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reseau_sync.entry import Entry
from reseau_sync.merge.kinship import undoubted
from reseau_sync.merge.likeness import Content, Traits, agree_on_most, have_something_in_common, traits
from reseau_sync.merge.moment import Moment
from reseau_sync.merge.uids import identifies_globally
from reseau_sync.standing import Standing

Pair: TypeAlias = tuple[Traits, Traits]
Key: TypeAlias = Callable[[Traits], Hashable | None]
Accept: TypeAlias = Callable[[Traits, Traits], bool]

MOST_ROUNDS = 5
"""A row that is settled is a neighbour by which others are told: edits are looked for again, so often at most."""

_RANK = {"live": 0, "kept": 1, "withdrawn": 2}


@dataclass(frozen=True, slots=True)
class Matching:
    """Who is who: pairs of (before, now), the standings that the reading does not state, the entries that are new."""

    pairs: tuple[Pair, ...]
    missing: tuple[Traits, ...]
    new: tuple[Traits, ...]
    reading: tuple[Traits, ...]


def match(previous: Iterable[Standing], reading: Iterable[Entry], moment: Moment, *, same_tool: bool) -> Matching:
    """Pair the standings of before with the entries of a reading.

    ``same_tool`` is false where the source's adapter or location changed: then UIDs are not expected to survive.
    """
    known = sorted((traits(each.entry, moment.timezone, each) for each in previous), key=_order_of_known)
    stated = sorted((traits(each, moment.timezone) for each in reading), key=lambda each: each.order)
    table = _Table(known, stated)
    table.pair(_digest)
    table.pair(lambda each: each.name and (each.name, each.content))
    if same_tool and uids_survive(known, stated):
        _by_uid(table, lambda before, _now: _is_unique(before))
        _by_content(table)  # a counter may have moved up: what says the same comes before what has the same number
        _by_uid(table, lambda before, now: _is_an_edit(before, now, moment))
    else:
        _by_content(table)
        _by_uid(table, lambda before, now: agree_on_most(before.content, now.content))
    for _ in range(MOST_ROUNDS):
        found = _edited(table, known, stated, moment)
        table.take(found)
        if not found:
            break
    return Matching(tuple(table.pairs), tuple(table.known), tuple(table.stated), tuple(stated))


def _edited(table: _Table, known: Sequence[Traits], stated: Sequence[Traits], moment: Moment) -> list[Pair]:
    """Return the edited entries under a new UID, looked for among those that are as open: none tells of another."""
    found: list[Pair] = []
    for openness in dict.fromkeys(map(_openness, [*known, *stated])):

        def of(side: Sequence[Traits], as_open: Hashable = openness) -> list[Traits]:
            return [each for each in side if _openness(each) == as_open]

        settled = [pair for pair in table.pairs if len(of(pair)) == len(pair)]
        found += undoubted(of(known), of(stated), settled, of(table.known), of(table.stated), moment)
    return found


def _openness(each: Traits) -> Hashable:
    """Return what the entry says of who may know of it. CLASS:PUBLIC says nothing."""
    event = each.entry.event
    return event.audience, event.classification if event.classification != "PUBLIC" else None


def uids_survive(known: Sequence[Traits], stated: Sequence[Traits]) -> bool:
    """Say whether UIDs name the same events in two readings: of what is unchanged in content, most kept its UID."""
    before, now = _uids_by_content(known), _uids_by_content(stated)
    kept = changed = 0
    for content in before.keys() & now.keys():
        common = sum((before[content] & now[content]).values())
        kept += common
        changed += min(before[content].total(), now[content].total()) - common
    return kept >= changed


def _uids_by_content(all_of_them: Sequence[Traits]) -> dict[Content, Counter[str]]:
    found: defaultdict[Content, Counter[str]] = defaultdict(Counter)
    for each in all_of_them:
        withdrawn = each.standing is not None and each.standing.state == "withdrawn"
        if each.name is not None and not withdrawn:
            found[each.content][each.name.uid] += 1
    return found


def _order_of_known(each: Traits) -> tuple[object, ...]:
    standing = each.standing
    return (_RANK[standing.state], *each.order, standing.lasting) if standing else each.order


class _Table:
    """Those who are not paired yet, each side in its stable order, and the pairs so far."""

    def __init__(self, known: Sequence[Traits], stated: Sequence[Traits]) -> None:
        self.known = list(known)
        self.stated = list(stated)
        self.pairs: list[Pair] = []

    def pair(self, key: Key, accept: Accept | None = None) -> None:
        """Pair those of equal keys in their order; a key of ``None`` pairs with nobody."""
        waiting: defaultdict[Hashable, list[Traits]] = defaultdict(list)
        for each in reversed(self.known):
            if (found := key(each)) is not None:
                waiting[found].append(each)
        pairs = []
        for now in self.stated:
            queue = waiting.get(key(now))
            if queue:
                before = queue.pop()
                if accept is None or accept(before, now):
                    pairs.append((before, now))
        self.take(pairs)

    def take(self, pairs: Sequence[Pair]) -> None:
        """Record pairs, and let nobody else have them."""
        taken = {id(each) for pair in pairs for each in pair}
        self.pairs += pairs
        self.known = [each for each in self.known if id(each) not in taken]
        self.stated = [each for each in self.stated if id(each) not in taken]


def _digest(each: Traits) -> Hashable | None:
    return each.entry.digest or None


def _by_content(table: _Table) -> None:
    # What is as open comes first: that something closed is gone is not to be seen in what is open (law 9).
    for openness in (_openness, lambda _: None):
        _by_shape(table, openness)
    table.pair(lambda each: (each.content, each.recurrence_id))
    # A tool that unfolds a series states its first instance where the series was.
    table.pair(lambda each: each.content)


def _by_shape(table: _Table, openness: Callable[[Traits], Hashable]) -> None:
    table.pair(lambda each: (each.shape, openness(each), each.entry.event.description))
    table.pair(lambda each: each.entry.event.lead and (each.shape, openness(each), each.entry.event.lead))
    table.pair(lambda each: (each.shape, openness(each)))


def _by_uid(table: _Table, accept: Accept) -> None:
    """Pair edited entries. Where a source gives one UID to several, those that agree on more come first."""
    table.pair(lambda each: each.name and (each.name, each.content.start), accept)
    table.pair(lambda each: each.name and (each.name, each.content.title, each.content.place), accept)
    table.pair(lambda each: each.name and (each.name, each.content.title), accept)
    table.pair(lambda each: each.name, accept)


def _is_an_edit(before: Traits, now: Traits, moment: Moment) -> bool:
    """Say whether two entries of one UID are one event, in a source whose UIDs survive: always, if the UID is unique.

    A UID that is not unique by its form may be a counter that the tool gives to somebody else.
    """
    if _is_unique(before):
        return True
    if before.content.start != now.content.start and not moment.is_ahead(before.entry.event):
        return False
    return have_something_in_common(before.content, now.content)


def _is_unique(each: Traits) -> bool:
    return each.name is None or identifies_globally(each.name.uid)
