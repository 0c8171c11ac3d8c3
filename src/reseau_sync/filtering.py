"""Which of the events that a feed's readers may know of the feed shows. Pure.

A filter looks at merged events as these readers know them, and at the calendars that state them: nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reseau_sync.model import AnyEvent, OrganisationRef
from reseau_sync.model.network import FeedFilter, Network
from reseau_sync.view import Merged
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.known import known


def matches(merged: Merged, wanted: FeedFilter, network: Network) -> bool:
    """Say whether a merged event passes a filter: each key that is given, by any of its values."""
    event = merged.event
    tests: tuple[tuple[tuple[str, ...], Callable[[], bool]], ...] = (
        (wanted.kind, lambda: event.kind in wanted.kind),
        (wanted.organisation, lambda: bool(organisations_of(merged, network) & set(wanted.organisation))),
        (wanted.collective, lambda: bool(organisations_of(merged, network) & members_of(wanted.collective, network))),
        (wanted.commune, lambda: _commune(event) in {fold(each) for each in wanted.commune}),
        (wanted.site, lambda: _is_at(event, wanted.site, network)),
        (wanted.service, lambda: bool(set(event.services) & set(wanted.service))),
        (wanted.text, lambda: _says(event, wanted.text)),
    )
    return all(test() for values, test in tests if values)


def organisations_of(merged: Merged, network: Network) -> set[str]:
    """Return the ids of the organisations whose event it is: named by it, or whose own calendars state it.

    A calendar that coordinates speaks of others' events; where it names nobody, of its own organisation's.
    """
    named = [each for each in (merged.event.lead, *merged.event.partners) if each is not None]
    found = {own for each in named if (own := declared(each, network)) is not None}
    origins = [each.organisation for each in merged.event.provenance if each.path and each.organisation]
    found |= {own for name in origins if (own := declared(OrganisationRef(name=name), network)) is not None}
    statements = (*merged.group.statements, *merged.group.guests)
    entries = [member.entry for statement in statements for member in statement.members]
    for id_ in {each.source for each in entries if not each.event.provenance}:
        source = network.source(id_)
        if source is not None and source.organisation is not None and (source.role == "member" or not named):
            found.add(source.organisation)
    return found


def declared(organisation: OrganisationRef, network: Network) -> str | None:
    """Return the id under which the network declares an organisation that an event names."""
    if organisation.id is not None:
        return organisation.id
    found = known(network).organisations.exact(organisation.name)
    return found.id if found is not None else None


def members_of(collectives: Iterable[str], network: Network) -> set[str]:
    """Return the ids of collectives, of their members, and of the members of these."""
    found: set[str] = set()
    to_do = list(collectives)
    while to_do:
        each = to_do.pop()
        organisation = network.organisation(each)
        if each not in found and organisation is not None:
            found.add(each)
            to_do.extend(organisation.members)
    return found


def _commune(event: AnyEvent) -> str:
    return fold(event.place.commune) if event.place and event.place.commune else ""


def _is_at(event: AnyEvent, sites: Iterable[str], network: Network) -> bool:
    """Say whether the event is at one of the sites: named by its venue, or recognised in its place as written."""
    if event.place is None:
        return False
    found = {fold(event.place.venue)} if event.place.venue else set()
    match = known(network).places.recognise(event.place.line())
    found |= {fold(match.name)} if match is not None else set()
    return any({fold(site), *_names_of(site, network)} & found for site in sites)


def _names_of(site: str, network: Network) -> set[str]:
    """Return the names of the declared place that is called ``site``, folded."""
    for each in network.places:
        names = {fold(name) for name in (each.name, *each.aliases)}
        if fold(site) in names:
            return names
    return set()


def _says(event: AnyEvent, phrases: Iterable[str]) -> bool:
    """Say whether the title or description holds one of the phrases, as whole words, accents and case aside."""
    said = f" {fold(event.title)} | {fold(event.description or '')} "
    return any(f" {fold(phrase)} " in said for phrase in phrases)
