"""From entries to the bytes of a feed: what its audience may see, merged, filtered, worded, written. Pure.

This is where audience, merge and ics meet; none of them knows the others.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from reseau_sync.audience import PUBLIC_SCOPE, busy, closed, keyed_uid, opened, projected
from reseau_sync.entry import MAX_RAW, Entry, Rejected, recurrence_key
from reseau_sync.errors import ConfigError, Words
from reseau_sync.filtering import declared, matches, organisations_of
from reseau_sync.ics.feed import FeedHeader, render
from reseau_sync.merge import Combiner, Memory, Namer, Uids, Window, identify, lasting_key, merged_uid, name
from reseau_sync.model import EVENT, AnyEvent, Audience, OrganisationRef, Provenance, Status
from reseau_sync.model.network import FeedSpec, Language, Network
from reseau_sync.occurrences import unpublishable
from reseau_sync.view import Conflict, Decisions, Disagreement, Group, Member, Merged, Statement, View
from reseau_sync.vocabulary.folding import fold
from reseau_sync.wording import describe, titled, unconfirmed_since
from reseau_sync.wording import differing as difference_line

_FOR_PEOPLE = ("ical", "caldav")


def merged_for(
    feed: FeedSpec,
    network: Network,
    entries: Iterable[Entry],
    past: Uids,
    decisions: Decisions,
    window: Window | None = None,
    key: bytes | None = None,
    memory: Memory | None = None,
) -> tuple[Merged, ...]:
    """Return every merged event that the feed's readers may know of, whatever the feed's filter.

    Members are chosen before they are identified, and projected before they are combined (law 9 of the merge).

    :param key: what the public's UIDs are made with; asked for by public feeds alone
    :raises ConfigError: for a public feed without a key
    """
    given = list(entries)
    seen = [each for entry in given if (each := opened(entry, feed, network)) is not None]
    groups = identify(seen, network, past, decisions, window=window, memory=memory).groups
    veiled = [_alone(entry, each) for entry in given if (each := busy(entry, feed, network)) is not None]
    if veiled or feed.audience is Audience.PUBLIC:
        groups = name([*groups, *veiled], network, past, _namer(feed, key))
    combiner = Combiner(network)
    combined = (combiner.combine(_projected(group, feed, network)) for group in groups)
    return tuple(
        replace(each, event=event) for each in combined if (event := closed(each.event, feed, network)) is not None
    )


def _namer(feed: FeedSpec, key: bytes | None) -> Namer:
    """Return what makes the UIDs of a readership: for the public they tell nothing to who has not the key."""
    if feed.audience is not Audience.PUBLIC:
        return merged_uid
    if not key:
        raise ConfigError("no-key", NO_KEY)
    return functools.partial(keyed_uid, key, PUBLIC_SCOPE)


def _alone(entry: Entry, veiled: Entry) -> Group:
    """Return a group of one entry of which nothing but the times is told: it is identified with nothing."""
    return Group("", (Statement((Member(replace(veiled, lasting=lasting_key(entry))),)),))


def _projected(group: Group, feed: FeedSpec, network: Network) -> Group:
    """Return a group with its members as the feed's readers may know them; each keeps the key it is remembered by."""
    return replace(
        group,
        statements=tuple(_projected_statement(each, feed, network) for each in group.statements),
        guests=tuple(_projected_statement(each, feed, network) for each in group.guests),
    )


def _projected_statement(statement: Statement, feed: FeedSpec, network: Network) -> Statement:
    members = tuple(
        replace(each, entry=replace(projected(each.entry, feed, network), lasting=lasting_key(each.entry)))
        for each in statement.members
    )
    return replace(statement, members=members)


def view_of(feed: FeedSpec, network: Network, merged: Iterable[Merged]) -> View:
    """Return what a feed shows of the events that its readers may know of (:func:`merged_for`)."""
    shown: list[Merged] = []
    refused: list[Rejected] = []
    for each in merged:
        if not matches(each, feed.filter, network):
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


def unwritten(shown: Iterable[Merged], refused: Iterable[tuple[str, str, Words]]) -> tuple[Rejected, ...]:
    """Return what is said of events that the format of a feed cannot hold, given as (UID, code, why)."""
    by_uid = {merged.event.uid: merged for merged in shown}
    return tuple(_refusal(by_uid[uid], code, words) for uid, code, words in refused if uid in by_uid)


def _refusal(merged: Merged, code: str, why: Words | None = None) -> Rejected:
    entry = next(member.entry for member in merged.group.members if member.role == "winner")
    words = why or Words(
        "cette répétition donne plus de 5 000 dates par an, ou aucune : l’évènement n’est pas publié",
        "this recurrence gives more than 5,000 dates a year, or none: the event is not published",
    )
    raw = " ".join(merged.event.recurrence.rules)[:MAX_RAW] if merged.event.recurrence else ""
    return Rejected(entry.where, code, words, raw)


def worded(feed: FeedSpec, network: Network, events: Sequence[Merged]) -> list[AnyEvent]:
    """Return events as a feed states them: for people with titles and descriptions to read, for tables as they are."""
    if feed.format in _FOR_PEOPLE:
        return [_with_doubt(merged, _worded_whole(merged, feed, network), feed, network) for merged in events]
    return [merged.event for merged in events]


def _worded_whole(merged: Merged, feed: FeedSpec, network: Network) -> AnyEvent:
    return _worded(merged.event, _hosts_by_occurrence(merged, network), feed, network, merged.disagreements)


def _with_doubt(merged: Merged, event: AnyEvent, feed: FeedSpec, network: Network) -> AnyEvent:
    """Return what the public reads, with the day since which none of the calendars that state it could be read.

    To others the event's own description says so, which the public does not read.
    """
    statements = (*merged.group.statements, *merged.group.guests)
    days = [each.winner.unconfirmed for each in statements]
    known = [day for day in days if day is not None]
    if feed.audience is not Audience.PUBLIC or len(known) < len(days):
        return event
    said = unconfirmed_since(max(known), language_of(feed, network))
    overrides = tuple(_beginning(each, said) for each in event.overrides)
    return _beginning(event, said).model_copy(update={"overrides": overrides})


def _beginning(event: AnyEvent, said: str) -> AnyEvent:
    text = f"{said}\n\n{event.description}" if event.description else said
    return event.model_copy(update={"description": text})


def language_of(feed: FeedSpec, network: Network) -> Language:
    """Return the language of a feed's words."""
    return feed.language or network.network.language


def calendar_bytes(feed: FeedSpec, network: Network, events: Sequence[AnyEvent]) -> bytes:
    """Return the feed as iCalendar, of events that are already :func:`worded`."""
    info = network.network
    header = FeedHeader(
        feed.title or info.name,
        language_of(feed, network),
        info.timezone,
        address_of(feed, network),
        _colours(feed, network),
        kinds=True,
        machines=feed.audience is not Audience.PUBLIC,
    )
    return render(events, header)


def _colours(feed: FeedSpec, network: Network) -> dict[str, str]:
    """Return the colours of a feed, by kind, and by the id and the name of an organisation."""
    stated = {**network.network.color, **feed.color}
    names = {found.name: colour for id_, colour in stated.items() if (found := network.organisation(id_)) is not None}
    return {**names, **stated}


def address_of(feed: FeedSpec, network: Network) -> str | None:
    """Return where a feed that is a file is served, as far as reseau.toml says; not where its name is a secret."""
    base = feed.base_url or network.network.base_url
    if base is None or feed.path is None or feed.secret:
        return None
    return served_at(base, feed.path)


def served_at(base: str, path: str) -> str:
    """Return the address of a file: ``base_url`` is where the folder in which it stands is served."""
    return f"{base.rstrip('/')}/{quote(path.replace(chr(92), '/').rpartition('/')[2])}"


def json_lines(events: Sequence[AnyEvent]) -> bytes:
    """Return one event a line in the shared schema (schemas/event.schema.json), in the order of their UIDs."""
    in_order = sorted(events, key=lambda event: event.uid or "")
    return b"".join(EVENT.dump_json(event, exclude_none=True) + b"\n" for event in in_order)


def _hosts_by_occurrence(merged: Merged, network: Network) -> dict[str | None, list[str]]:
    """Return whose event it is (``None``), and whose an occurrence is that has contributors of its own."""
    joined = [recurrence_key(each.at) for each in (*merged.group.statements, *merged.group.guests) if each.at]
    return {at: _hosts(_stating(merged, at), network) for at in (None, *joined)}


def _stating(merged: Merged, at: str | None) -> Merged:
    """Return the event with those of its statements that are of the whole, or of the occurrence ``at``."""

    def some(statements: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(each for each in statements if each.at is None or recurrence_key(each.at) == at)

    group = merged.group
    return replace(merged, group=replace(group, statements=some(group.statements), guests=some(group.guests)))


def _hosts(merged: Merged, network: Network) -> list[str]:
    """Return the names of the organisations whose event it is, those too that other hubs know of."""
    ids = organisations_of(merged, network)
    names = {found.name for id_ in ids if (found := network.organisation(id_)) is not None}
    elsewhere = (each.organisation for each in merged.event.provenance if each.path)
    names |= {each for each in elsewhere if each and declared(OrganisationRef(name=each), network) is None}
    return sorted(names, key=lambda name: (fold(name), name))


def _worded(
    event: AnyEvent,
    hosts_by_occurrence: Mapping[str | None, Sequence[str]],
    feed: FeedSpec,
    network: Network,
    disagreements: Sequence[Disagreement] = (),
    at: str | None = None,
) -> AnyEvent:
    language = language_of(feed, network)
    hosts = hosts_by_occurrence.get(at, hosts_by_occurrence[None])
    named = feed.audience is not Audience.PUBLIC
    told = [each for each in disagreements if recurrence_key(each.at) == at and not _too_exact(each, feed)]
    notes = [_note(each, language, named=named) for each in told]
    travelling = tuple(_through(each, event, network) for each in event.provenance) if named else ()
    return event.model_copy(
        update={
            "title": titled(event, language, _prefix(event, hosts, feed)),
            "description": describe(event, hosts, language, [each for each in notes if each]),
            "description_html": None,
            "provenance": travelling,
            "status": Status.TENTATIVE if event.approximate and event.status is None else event.status,
            "overrides": tuple(
                _worded(
                    each.model_copy(update={"provenance": event.provenance}),
                    *(hosts_by_occurrence, feed, network, disagreements, recurrence_key(each.recurrence_id)),
                )
                for each in event.overrides
            ),
        }
    )


def _through(origin: Provenance, event: AnyEvent, network: Network) -> Provenance:
    """Return an origin as another hub is to read it: this one is the last on its path.

    Its source's UID stays at home: it is nobody else's affair, and tools that renumber theirs would change every feed.
    """
    path = (*origin.path, network.network.name)
    known = network.organisation(origin.organisation) if not origin.path else None
    organisation = known.name if known is not None else origin.organisation
    return Provenance(source=origin.source, organisation=organisation, key=origin.key or event.uid, path=path)


def _too_exact(disagreement: Disagreement, feed: FeedSpec) -> bool:
    """Say whether telling of it would tell the hours that the feed rounds."""
    return feed.rounding is not None and disagreement.code in ("time", "date", "stale")


def _note(disagreement: Disagreement, language: str, *, named: bool) -> str:
    """Return in what calendars differ in a line; without the names of the calendars where the feed is for everybody."""
    said = [(each.value, each.names if named else ()) for each in disagreement.said]
    return difference_line(disagreement.code, said, language)


def differing(merged: Merged) -> Iterator[Conflict]:
    """Yield in what the calendars that state an event differ, for the report; a stale copy is told by who found it."""
    for each in merged.disagreements:
        said = [(one.value, one.names) for one in each.said]
        fr, en = (difference_line(each.code, said, language) for language in ("fr", "en"))
        if fr and each.code != "stale":
            title = merged.event.title
            entries = tuple(dict.fromkeys(entry for one in each.said for entry in one.entries))
            yield Conflict(f"differs-{each.code}", entries, Words(f"« {title} » : {fr}", f"“{title}”: {en}"))


def _prefix(event: AnyEvent, hosts: Sequence[str], feed: FeedSpec) -> str:
    """Return what the feed wants before the title: whose event it is, or where, as far as that is known."""
    if feed.prefix == "organisation":
        return event.lead.name if event.lead else ", ".join(hosts)
    if feed.prefix == "site" and event.place is not None:
        place = event.place
        return place.venue or (place.text or "").partition(",")[0].strip() or place.commune or ""
    return ""


NO_KEY = Words(
    "un calendrier public demande une clé, dont sont faits ses identifiants",
    "a public feed asks for a key, of which its UIDs are made",
)
