"""What a person took out of every feed, and what the public is not shown again. Pure.

A retraction names an event by the UID of one feed, or a source. It holds for the event wherever it is stated: another
calendar's copy of it does not bring it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from reseau_sync.audience import audience_of
from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.merge import lasting_key
from reseau_sync.model import Audience, Status
from reseau_sync.model.network import Network
from reseau_sync.standing import Past
from reseau_sync.view import Decisions

RETRACTED = "retracted"
"""The scope under which the keys of what was retracted are remembered, whoever knew of it."""


def retracted_keys(
    entries: Sequence[Entry], past: Past, network: Network, now: dt.datetime, decisions: Decisions | None = None
) -> dict[tuple[str, str], str]:
    """Return the keys of every entry that states a retracted event, to be remembered: scope and key, and its UID.

    :param decisions: what people said of pairs of events: a copy that they named one with it goes along
    """
    known = {each: uid for each, uid in past.uids.items() if uid in past.retracted}
    if not known:
        return {}
    by_key = {key: uid for (_, key), uid in known.items()}
    for group in merge_calendars(network, entries, decisions=decisions, now=now).identified.groups:
        keys = {lasting_key(member.entry) for member in group.members}
        for uid in sorted({by_key[key] for key in keys if key in by_key}):
            known |= {(RETRACTED, key): uid for key in keys if key not in by_key}
    return known


def not_retracted(
    entries: Iterable[Entry], past: Past, retracted: Mapping[tuple[str, str], str] | Collection[tuple[str, str]]
) -> list[Entry]:
    """Return the entries that no person took out of every feed, by source or by event."""
    keys = {key for _, key in retracted}
    return [each for each in entries if each.source not in past.retracted and lasting_key(each) not in keys]


def still_public(earlier: Iterable[Entry], now: Iterable[Entry], network: Network) -> list[Entry]:
    """Return the earlier entries that the public may be shown: those that stand now, and are still for everybody.

    A series, of which an occurrence may have been closed or called off since, is shown as it is now.
    """
    present = {(each.source, lasting_key(each)): each for each in now}
    found: list[Entry] = []
    for entry in earlier:
        stands = present.get((entry.source, lasting_key(entry)))
        if stands is None or audience_of(stands, network) is not Audience.PUBLIC:
            continue
        changed = stands.event.status is Status.CANCELLED or _is_part_or_series(stands) or _is_part_or_series(entry)
        found.append(stands if changed else entry)
    return found


def _is_part_or_series(entry: Entry) -> bool:
    event = entry.event
    return event.recurrence is not None or bool(event.overrides) or event.recurrence_id is not None
