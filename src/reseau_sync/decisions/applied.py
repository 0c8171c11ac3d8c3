"""From what people wrote to what the merge takes: which entries each decision names."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reseau_sync.decisions.naming import LONGEST, start_of
from reseau_sync.decisions.values import Decision, DecisionFile, EventName
from reseau_sync.entry import Entry
from reseau_sync.merge import first_uid, lasting_key
from reseau_sync.model.network import Network
from reseau_sync.view import Decisions, Group
from reseau_sync.vocabulary.folding import fold

Named = tuple[frozenset[str], ...]
"""For each event of a decision, the lasting keys of the entries that it names."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What decisions come to among the entries there are.

    ``decisions`` is what the merge takes; ``named``: for each decision the lasting keys of its events, in their order;
    ``dangling``: those that name nothing any more, on one side at least.
    """

    decisions: Decisions = field(default_factory=Decisions)
    named: tuple[tuple[Decision, Named], ...] = ()
    dangling: tuple[Decision, ...] = ()

    def about(self, keys: Iterable[str]) -> tuple[Decision, ...]:
        """Return the decisions on events that any of the lasting keys names."""
        wanted = set(keys)
        return tuple(decision for decision, sides in self.named if any(side & wanted for side in sides))

    def put_off(self, left: Group, right: Group, today: dt.date) -> bool:
        """Say whether a person asked to be asked of the two groups later than ``today``."""
        a, b = ({lasting_key(member.entry) for member in each.members} for each in (left, right))
        return any(
            _is_of(sides, a, b)
            for decision, sides in self.named
            if decision.verdict == "later" and (decision.said.until is None or decision.said.until > today)
        )


def _is_of(sides: Named, a: set[str], b: set[str]) -> bool:
    return any(bool(one & a) and bool(other & b) for one, other in itertools.permutations(sides, 2))


def apply(
    file: DecisionFile, entries: Iterable[Entry], network: Network, uids: Mapping[tuple[str, str], str]
) -> Applied:
    """Return what the decisions come to among ``entries``; their order makes no difference.

    :param uids: by audience scope and lasting key, the UID under which each event was last published
    """
    if not file:
        return Applied()
    index = _Index(entries, network, uids)
    same: set[tuple[str, str]] = set()
    different: set[tuple[str, str]] = set()
    found: list[tuple[Decision, Named]] = []
    dangling: list[Decision] = []
    for decision in file.all():
        sides = tuple(index.find(each) for each in decision.events)
        found.append((decision, sides))
        if sum(bool(side) for side in sides) < 2:
            dangling.append(decision)
        pairs = {_pair(a, b) for one, other in itertools.combinations(sides, 2) for a in one for b in other if a != b}
        if decision.verdict == "same":
            same |= pairs
        elif decision.verdict == "not-same":
            different |= pairs
    return Applied(Decisions(frozenset(same), frozenset(different)), tuple(found), tuple(dangling))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


class _Index:
    """The entries by all that may name them."""

    def __init__(self, entries: Iterable[Entry], network: Network, uids: Mapping[tuple[str, str], str]) -> None:
        self._timezone = network.network.timezone
        self._keys: set[str] = set()
        self._by_first: dict[str, set[str]] = {}
        self._by_title: dict[str, list[Entry]] = {}
        for entry in entries:
            key = lasting_key(entry)
            self._keys.add(key)
            self._by_first.setdefault(first_uid(entry, network), set()).add(key)
            self._by_title.setdefault(fold(entry.event.title[:LONGEST]), []).append(entry)
        self._by_uid: dict[str, set[str]] = {}
        for (_, key), uid in uids.items():
            if key in self._keys:
                self._by_uid.setdefault(uid, set()).add(key)

    def find(self, name: EventName) -> frozenset[str]:
        """Return the lasting keys of the entries that ``name`` names: by what names most surely, and names any."""
        found = self._keys.intersection(name.keys)
        if not found and name.uid:
            found = self._by_uid.get(name.uid) or self._by_first.get(name.uid, set())
        return frozenset(found or self._by_content(name))

    def _by_content(self, name: EventName) -> set[str]:
        if name.title is None or name.start is None:
            return set()
        alike = [each for each in self._by_title.get(fold(name.title), ()) if self._says(each, name)]
        return {lasting_key(each) for each in alike}

    def _says(self, entry: Entry, name: EventName) -> bool:
        if name.calendars and entry.source not in name.calendars:
            return False
        place = entry.event.place.line() if entry.event.place is not None else ""
        if name.place is not None and fold(place[:LONGEST]) != fold(name.place):
            return False
        return start_of(entry.event, self._timezone) == name.start
