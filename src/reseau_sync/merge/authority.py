"""Whose word counts first where several calendars state one event (docs/design/combining.md). Pure.

The lead organisation's own calendar, then the coordinator's, then the fullest, then a stable order. What another hub
relays counts as the word of the organisation that it comes from: so hubs that read each other agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.entry import Entry
from reseau_sync.merge.revision import own_organisation, place_key
from reseau_sync.model import AnyEvent, OrganisationRef, Provenance
from reseau_sync.model.network import Network
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.organisations import Organisations

_SAYS_NOTHING = frozenset(
    {
        *("uid", "recurrence_id", "this_and_future", "kind", "overrides", "audience", "classification", "sequence"),
        *("created", "last_modified", "stamp", "provenance", "other_properties", "other_components", "start"),
        "status",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """One statement of an event, put together: the entry that won in it, and what it says with its overrides.

    ``partial``: as a series it states only some occurrences of the event (view.Statement).
    """

    entry: Entry
    event: AnyEvent
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """The parts in the order of their authority, and the organisation that leads the event, where one can be told."""

    parts: tuple[Part, ...]
    lead: str | None


class Authority:
    """The order of authority in one network. Safe to share between threads."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._names = {fold(name): each.id for each in network.organisations for name in (*each.aliases, each.name)}
        self._organisations = Organisations.of(network)

    def ranked(self, parts: Iterable[Part]) -> Ranked:
        """Return the parts of one event in the order of their authority; the order in which they come is no matter."""
        stated = sorted(parts, key=lambda each: place_key(each.entry))
        lead = self._lead(stated)
        return Ranked(tuple(sorted(stated, key=lambda each: self._rank(each, lead))), lead)

    def is_leads(self, part: Part, lead: str | None) -> bool:
        """Say whether the part stands in the own calendar of the organisation ``lead``."""
        return lead is not None and self._own(part.entry) == lead

    def name(self, entry: Entry) -> str:
        """Return what people call the calendar that an entry stands in: its organisation, else the source's id."""
        origins = {each.organisation for each in relayed(entry, self._network) if each.organisation}
        if origins:
            return ", ".join(sorted(origins))
        source = self._network.source(entry.source)
        organisation = self._network.organisation(source.organisation) if source is not None else None
        return organisation.name if organisation is not None else entry.source

    def declared(self, organisation: OrganisationRef) -> str | None:
        """Return the id under which the network declares an organisation that an event names."""
        return organisation.id or self._names.get(fold(organisation.name))

    def coordinates(self, part: Part) -> bool:
        """Say whether the part is the word of a coordination, and not one that another hub relays."""
        source = self._network.source(part.entry.source)
        return source is not None and source.role == "coordination" and not part.entry.event.provenance

    def _rank(self, part: Part, lead: str | None) -> tuple[Any, ...]:
        return (
            not self.is_leads(part, lead),
            not self.coordinates(part),
            -_fullness(part.event),
            fold(self.name(part.entry)),
            place_key(part.entry),
        )

    def _own(self, entry: Entry) -> str | None:
        """Return the organisation whose own calendar states an entry, through another hub or not."""
        if not entry.event.provenance:
            return own_organisation(entry, self._network)
        names = {each.organisation for each in relayed(entry, self._network)}
        name = names.pop() if len(names) == 1 else None
        return self._names.get(fold(name)) if name else None

    def _lead(self, parts: Sequence[Part]) -> str | None:
        """Return the organisation that leads: named as such, else named in others' titles, else the only one to say so.

        Each only where there is just one: of two that are named, neither leads.
        """
        own = {org for each in parts if (org := self._own(each.entry)) is not None}
        named = {self.declared(each.event.lead) for each in parts if each.event.lead is not None}
        if named:
            return named.pop() if len(named) == 1 else None
        titled = {
            organisation.id
            for each in parts
            for organisation in self._organisations.recognise(each.event.title)
            if organisation.id in own and organisation.id != self._own(each.entry)
        }
        if titled:
            return titled.pop() if len(titled) == 1 else None
        return own.pop() if len(own) == 1 else None


def relayed(entry: Entry, network: Network) -> tuple[Provenance, ...]:
    """Return the origins that an entry of another hub has not from here."""
    return tuple(each for each in entry.event.provenance if network.network.name not in each.path)


def _fullness(event: AnyEvent) -> int:
    """Return how many fields the event states."""
    return sum(bool(getattr(event, name)) for name in type(event).model_fields if name not in _SAYS_NOTHING)
