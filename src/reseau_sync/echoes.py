"""What comes back: events of our own feed that a calendar states again, and those that several hubs relay. Pure.

A hub ignores what comes back to it (law 6 of the merge): an echo confirms nothing, outranks nothing and is published
once, where it came from. It is known by its path, by the mark of our own writing, by the UID that we gave it, or by the
words that we wrote below it (docs/design/provenance.md).
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reseau_sync.entry import Entry
from reseau_sync.ics.mark import is_echo
from reseau_sync.merge import first_uid, lasting_key
from reseau_sync.model import AnyEvent, Provenance
from reseau_sync.model.network import Network
from reseau_sync.model.time import instant
from reseau_sync.vocabulary.folding import fold
from reseau_sync.wording import named_below, untitled

How: TypeAlias = Literal["path", "mark", "uid", "words", "relay"]
OURS = "@reseau-sync"
_OCCURRENCE = re.compile(r"-\d{8}(?:T\d{6}Z?)?(?=@)")
Origin: TypeAlias = tuple[str, ...]
"""The first hub that had an event, its source there, its key."""
Spoken: TypeAlias = tuple[str, str, dt.datetime]
"""An organisation, a title and a start."""


@dataclass(frozen=True, slots=True)
class Echo:
    """An entry that only says again what is known from where it came.

    ``how`` it is known: by its ``path`` of hubs, the ``mark`` of our own writing, the ``uid`` that we gave it, the
    ``words`` that we wrote below it; ``relay``: another hub's copy of what is read at its source, or through a hub
    that is nearer to it.
    """

    entry: Entry
    how: How


@dataclass(frozen=True, slots=True)
class Heard:
    """What calendars say of themselves: the ``entries`` less the ``echoes``.

    ``linked``: pairs of entries, by lasting key, that two hubs have of one origin: the same event.
    """

    entries: tuple[Entry, ...]
    echoes: tuple[Echo, ...] = ()
    linked: frozenset[tuple[str, str]] = frozenset()


def heard(
    entries: Iterable[Entry], network: Network, uids: Collection[str] = (), withdrawn: Sequence[Entry] = ()
) -> Heard:
    """Return the entries less the echoes. The order of entries makes no difference.

    :param uids: under which events were published before, to whichever readers
    :param withdrawn: what calendars have stated and do so no longer: it does not come back through others either
    """
    return _Listener(tuple(entries), network, frozenset(uids), withdrawn).heard()


class _Listener:
    def __init__(
        self, entries: tuple[Entry, ...], network: Network, uids: frozenset[str], withdrawn: Sequence[Entry]
    ) -> None:
        self._entries = entries
        self._withdrawn = withdrawn
        self._network = network
        self._hub = network.network.name
        self._timezone = network.network.timezone
        self._ours = uids | self._first_uids() if any(map(_bears_a_hubs_uid, entries)) else uids
        self._nearest = self._nearest_hubs()
        self._spoken, self._spoken_before = frozenset[Spoken](), frozenset[Spoken]()
        if any(each.event.provenance or _words_below(each) for each in entries):
            self._spoken, self._spoken_before = self._by_organisation(entries), self._by_organisation(withdrawn)

    def heard(self) -> Heard:
        kept: list[Entry] = []
        echoes: list[Echo] = []
        for entry in self._entries:
            how = self._how(entry)
            if how is not None:
                echoes.append(Echo(entry, how))
            else:
                kept.append(entry)
        return Heard(tuple(kept), tuple(echoes), self._links(kept))

    def _how(self, entry: Entry) -> How | None:
        if is_echo(entry.event, self._hub):
            return "mark"
        origins = entry.event.provenance
        if origins:
            return self._relayed(entry, origins)
        if entry.event.uid is not None and series_uid(entry.event.uid) in self._ours:
            return "uid"
        # Anybody may write who leads; only we write in whose calendar an event stands.
        if self._said(entry) & self._spoken or self._said(entry, hosts_only=True) & self._spoken_before:
            return "words"
        return None

    def _relayed(self, entry: Entry, origins: Sequence[Provenance]) -> How | None:
        foreign = [each for each in origins if self._hub not in each.path]
        if not foreign:
            return "path"
        return "relay" if all(self._is_known(each, entry) for each in foreign) else None

    def _is_known(self, origin: Provenance, entry: Entry) -> bool:
        """Say whether an origin is read at its source, or comes through a hub nearer to it."""
        if origin.key is not None and self._nearest[_origin(origin)] != entry.source:
            return True
        spoken = (fold(origin.organisation or ""), fold(untitled(entry.event.title)), self._start(entry.event))
        return origin.organisation is not None and (spoken in self._spoken or spoken in self._spoken_before)

    def _nearest_hubs(self) -> dict[Origin, str]:
        """Return for each origin the source through which it comes by the fewest hubs."""
        nearest: dict[Origin, tuple[int, str]] = {}
        for entry in self._entries:
            for each in entry.event.provenance:
                if self._hub not in each.path:
                    origin, reached = _origin(each), (len(each.path), entry.source)
                    nearest[origin] = min(nearest.get(origin, reached), reached)
        return {origin: source for origin, (_, source) in nearest.items()}

    def _links(self, kept: Iterable[Entry]) -> frozenset[tuple[str, str]]:
        """Return the pairs of entries of different sources that share an origin and a start."""
        sharing: dict[tuple[Origin, dt.datetime], list[Entry]] = {}
        for entry in kept:
            for each in entry.event.provenance:
                if each.key is not None and self._hub not in each.path:
                    sharing.setdefault((_origin(each), self._start(entry.event)), []).append(entry)
        return frozenset(
            (min(keys), max(keys))
            for together in sharing.values()
            for a, b in itertools.combinations(together, 2)
            if a.source != b.source and (keys := (lasting_key(a), lasting_key(b)))
        )

    def _start(self, event: AnyEvent) -> dt.datetime:
        return instant(event.start, self._timezone)

    def _first_uids(self) -> frozenset[str]:
        """Return the UIDs that the entries' events have where nothing is remembered of them."""
        stated = (each for each in (*self._entries, *self._withdrawn) if not each.event.provenance)
        return frozenset(first_uid(each, self._network) for each in stated)

    def _by_organisation(self, entries: Iterable[Entry]) -> frozenset[Spoken]:
        """Return what stands in organisations' calendars, less what bears our words."""
        names = {each.id: {fold(name) for name in (each.name, *each.aliases)} for each in self._network.organisations}
        found: set[Spoken] = set()
        for entry in entries:
            source = self._network.source(entry.source)
            if source is None or entry.event.provenance or _words_below(entry):
                continue
            lead = entry.event.lead
            stating = names.get(source.organisation or "", set()) | ({fold(lead.name)} if lead is not None else set())
            found |= {(name, fold(untitled(entry.event.title)), self._start(entry.event)) for name in stating}
        return frozenset(found)

    def _said(self, entry: Entry, *, hosts_only: bool = False) -> frozenset[Spoken]:
        """Return what an entry with our words below it can be an echo of."""
        title, start = fold(untitled(entry.event.title)), self._start(entry.event)
        return frozenset((fold(name), title, start) for name in _words_below(entry, hosts_only=hosts_only))


def _words_below(entry: Entry, *, hosts_only: bool = False) -> tuple[str, ...]:
    return named_below(entry.event.description, hosts_only=hosts_only) if entry.event.description else ()


def _bears_a_hubs_uid(entry: Entry) -> bool:
    return entry.event.uid is not None and entry.event.uid.endswith(OURS)


def series_uid(uid: str) -> str:
    """Return the UID of the series that an occurrence was published apart from."""
    return _OCCURRENCE.sub("", uid)


def _origin(origin: Provenance) -> Origin:
    """Return what names an origin in any hub: the first hub that had it, its source there, its key."""
    return (*(origin.path[:1] or ("",)), origin.source, origin.key or "")
