"""From entries to the bytes of a feed: what its audience may see, merged, filtered, worded, written. Pure.

This is where audience, merge and ics meet; none of them knows the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reseau_sync.audience import visible
from reseau_sync.entry import MAX_RAW, Entry, Rejected, recurrence_key
from reseau_sync.errors import Words
from reseau_sync.ics.feed import FeedHeader, render
from reseau_sync.merge import Combiner, Uids, Window, identify
from reseau_sync.model import EVENT, AnyEvent, Audience, OrganisationRef, Status
from reseau_sync.model.network import FeedFilter, FeedSpec, Network
from reseau_sync.occurrences import unpublishable
from reseau_sync.view import Decisions, Disagreement, Merged, View
from reseau_sync.vocabulary.folding import fold
from reseau_sync.wording import describe, differing, titled

_FOR_PEOPLE = ("ical", "caldav")


def merged_for(
    feed: FeedSpec,
    network: Network,
    entries: Iterable[Entry],
    past: Uids,
    decisions: Decisions,
    window: Window | None = None,
) -> tuple[Merged, ...]:
    """Return every merged event that the feed's readers may know of, whatever the feed's filter.

    Members are chosen and projected before they are merged (law 9 of the merge).
    """
    seen = [each for entry in entries if (each := visible(entry, feed, network)) is not None]
    combiner = Combiner(network)
    groups = identify(seen, network, past, decisions, window=window).groups
    return tuple(combiner.combine(group) for group in groups)


def view_of(feed: FeedSpec, network: Network, merged: Iterable[Merged]) -> View:
    """Return what a feed shows of the events that its readers may know of (:func:`merged_for`)."""
    shown: list[Merged] = []
    refused: list[Rejected] = []
    for each in merged:
        if not matches(each.event, feed.filter, network):
            continue
        code = unpublishable(each.event)
        if code is None:
            shown.append(each)
        else:
            refused.append(_refusal(each, code))
    return View(tuple(shown), tuple(refused))


def refusals(shown: Iterable[Merged], refused: Iterable[tuple[str, str]]) -> tuple[Rejected, ...]:
    """Return what is said of events that could not be unfolded, given as (UID, code)."""
    by_uid = {merged.event.uid: merged for merged in shown}
    return tuple(_refusal(by_uid[uid], code) for uid, code in refused if uid in by_uid)


def _refusal(merged: Merged, code: str) -> Rejected:
    entry = next(member.entry for member in merged.group.members if member.role == "winner")
    words = Words(
        "cette répétition donne plus de 5 000 dates par an, ou aucune : l’évènement n’est pas publié",
        "this recurrence gives more than 5,000 dates a year, or none: the event is not published",
    )
    raw = " ".join(merged.event.recurrence.rules)[:MAX_RAW] if merged.event.recurrence else ""
    return Rejected(entry.where, code, words, raw)


def matches(event: AnyEvent, wanted: FeedFilter, network: Network) -> bool:
    """Say whether an event passes a filter: each key that is given, by any of its values."""
    commune = fold(event.place.commune) if event.place and event.place.commune else ""
    tests = (
        (wanted.kind, event.kind in wanted.kind),
        (wanted.organisation, bool(organisations_of(event, network) & set(wanted.organisation))),
        (wanted.commune, commune in {fold(each) for each in wanted.commune}),
        (wanted.service, bool(set(event.services) & set(wanted.service))),
    )
    return all(passed for keys, passed in tests if keys)


def organisations_of(event: AnyEvent, network: Network) -> set[str]:
    """Return the ids of the organisations whose event it is: named by it, or whose own calendars state it."""
    named = [each for each in (event.lead, *event.partners) if each is not None]
    found = {id_ for each in named if (id_ := declared(each, network)) is not None}
    for origin in event.provenance:
        source = network.source(origin.source)
        if source is not None and source.role == "member" and source.organisation is not None:
            found.add(source.organisation)
    return found


def declared(organisation: OrganisationRef, network: Network) -> str | None:
    """Return the id under which the network declares an organisation that an event names."""
    if organisation.id is not None:
        return organisation.id
    wanted = fold(organisation.name)
    for each in network.organisations:
        if wanted in {fold(name) for name in (each.name, *each.aliases)}:
            return each.id
    return None


def worded(feed: FeedSpec, network: Network, events: Sequence[Merged]) -> list[AnyEvent]:
    """Return events as a feed states them: for people with titles and descriptions to read, for tables as they are."""
    if feed.format in _FOR_PEOPLE:
        return [_worded(merged.event, feed, network, merged.disagreements) for merged in events]
    return [merged.event for merged in events]


def language_of(feed: FeedSpec, network: Network) -> str:
    """Return the language of a feed's words."""
    return feed.language or network.network.language


def calendar_bytes(feed: FeedSpec, network: Network, events: Sequence[AnyEvent]) -> bytes:
    """Return the feed as iCalendar, of events that are already :func:`worded`."""
    info = network.network
    return render(events, FeedHeader(feed.title or info.name, language_of(feed, network), info.timezone))


def json_lines(events: Sequence[AnyEvent]) -> bytes:
    """Return one event a line in the shared schema (schemas/event.schema.json), in the order of their UIDs."""
    in_order = sorted(events, key=lambda event: event.uid or "")
    return b"".join(EVENT.dump_json(event, exclude_none=True) + b"\n" for event in in_order)


def _worded(
    event: AnyEvent, feed: FeedSpec, network: Network, disagreements: Sequence[Disagreement] = (), at: str | None = None
) -> AnyEvent:
    language = language_of(feed, network)
    named = feed.audience is not Audience.PUBLIC
    notes = [_note(each, language, named=named) for each in disagreements if recurrence_key(each.at) == at]
    hosts = [
        organisation.name
        for id_ in sorted(organisations_of(event, network))
        if (organisation := network.organisation(id_)) is not None
    ]
    return event.model_copy(
        update={
            "title": titled(event, language, _prefix(event, hosts, feed)),
            "description": describe(event, hosts, language, [each for each in notes if each]),
            "description_html": None,
            "status": Status.TENTATIVE if event.approximate and event.status is None else event.status,
            "overrides": tuple(
                _worded(each, feed, network, disagreements, recurrence_key(each.recurrence_id))
                for each in event.overrides
            ),
        }
    )


def _note(disagreement: Disagreement, language: str, *, named: bool) -> str:
    """Return in what calendars differ in a line; without the names of the calendars where the feed is for everybody."""
    said = [(each.value, each.names if named else ()) for each in disagreement.said]
    return differing(disagreement.code, said, language)


def _prefix(event: AnyEvent, hosts: Sequence[str], feed: FeedSpec) -> str:
    """Return what the feed wants before the title: whose event it is, or where, as far as that is known."""
    if feed.prefix == "organisation":
        return event.lead.name if event.lead else ", ".join(hosts)
    if feed.prefix == "site" and event.place is not None:
        place = event.place
        return place.venue or (place.text or "").partition(",")[0].strip() or place.commune or ""
    return ""
