"""Law 4: of several versions of one event, the newest wins; never by DTSTAMP, never by the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.words import folded
from reseau_sync.model import Status
from reseau_sync.model.network import Network


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which version won, and the rule that told it from each of the others."""

    winner: Entry
    losers: tuple[tuple[Entry, str], ...]


def newest(versions: Sequence[Entry], network: Network) -> Verdict:
    """Return the newest of several versions of one identity.

    The rules in turn: SEQUENCE (absent is 0); LAST-MODIFIED, between those that state it; the calendar of the lead
    organisation; cancelled, if the lead states it or nobody leads; the digest of the content. Each rule keeps a set
    that depends on the versions alone, so the order in which they come makes no difference.
    """
    if len(versions) == 1:
        return Verdict(versions[0], ())
    led = leading(versions, network)
    rules: tuple[tuple[str, Callable[[list[Entry]], list[Entry]]], ...] = (
        ("sequence", lambda left: _greatest(left, lambda each: each.event.sequence or 0)),
        ("last-modified", _last_modified),
        ("lead", lambda left: [each for each in left if each in led] or left),
        ("cancelled", lambda left: [each for each in left if each.event.status is Status.CANCELLED] or left),
        ("digest", lambda left: _greatest(left, lambda each: each.digest)),
        ("source", lambda left: [min(left, key=place_key)]),
    )
    left = list(versions)
    losers: list[tuple[Entry, str]] = []
    for name, rule in rules:
        kept = rule(left)
        losers += [(each, name) for each in left if each not in kept]
        left = kept
    return Verdict(left[0], tuple(losers))


def place_key(entry: Entry) -> tuple[Any, ...]:
    """Return an order of entries that depends on nothing but what they say and where they stand."""
    where = entry.where
    instance = recurrence_key(entry.event.recurrence_id) or ""
    place = (where.file or "", where.line or 0, where.row or 0, where.column or 0)
    return (entry.source, entry.event.uid or "", instance, entry.digest, place)


def leading(versions: Sequence[Entry], network: Network) -> list[Entry]:
    """Return the versions that stand in the calendar of the event's lead organisation, as declared by the network."""
    leads = {lead for each in versions if (lead := lead_id(each, network)) is not None}
    if len(leads) != 1:
        return []
    (lead,) = leads
    return [each for each in versions if own_organisation(each, network) == lead]


def lead_id(entry: Entry, network: Network) -> str | None:
    """Return the id of the organisation that the entry names as lead, where the network declares it."""
    lead = entry.event.lead
    if lead is None:
        return None
    if lead.id is not None:
        return lead.id
    wanted = folded(lead.name)
    names = ((each.id, (each.name, *each.aliases)) for each in network.organisations)
    return next((id_ for id_, spelled in names if wanted in map(folded, spelled)), None)


def own_organisation(entry: Entry, network: Network) -> str | None:
    """Return the organisation whose own calendar the entry stands in; a coordination states what others do."""
    source = network.source(entry.source)
    return source.organisation if source is not None and source.role == "member" else None


def _greatest(left: list[Entry], key: Callable[[Entry], Any]) -> list[Entry]:
    top = max(map(key, left))
    return [each for each in left if key(each) == top]


def _last_modified(left: list[Entry]) -> list[Entry]:
    stated = [each.event.last_modified for each in left if each.event.last_modified is not None]
    if not stated:
        return left
    top = max(stated)
    return [each for each in left if each.event.last_modified in (None, top)]
