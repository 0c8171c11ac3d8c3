"""One event out of a group: the winning version, with the overrides that count, under the merged UID.

Nothing is invented: every field is the winner's, and ``provenance`` names every entry that states the event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from reseau_sync.entry import Entry
from reseau_sync.merge.revision import place_key
from reseau_sync.model import AnyEvent, Provenance
from reseau_sync.model.network import Network
from reseau_sync.model.time import instant
from reseau_sync.view import Group, Merged


def combine(group: Group, network: Network) -> Merged:
    """Return the merged event of a group. A lone instance of a series that nobody states is an event of its own."""
    winners = [member.entry for member in group.members if member.role == "winner"]
    master = winners[0].event
    overrides = {_at(override, network): override for override in master.overrides}
    for entry in winners[1:]:
        overrides[_at(entry.event, network)] = entry.event
    in_order = [override for _, override in sorted(overrides.items(), key=lambda each: each[0])]
    event = master.model_copy(
        update={
            "uid": group.uid,
            "recurrence_id": None,
            "this_and_future": False,
            "overrides": tuple(each.model_copy(update={"uid": group.uid}) for each in in_order),
            "provenance": tuple(_provenance((member.entry for member in group.members), network)),
        }
    )
    return Merged(event, group)


def _at(event: AnyEvent, network: Network) -> dt.datetime:
    return instant(event.recurrence_id or event.start, network.network.timezone)


def _provenance(entries: Iterable[Entry], network: Network) -> list[Provenance]:
    named: list[Provenance] = []
    for entry in sorted(entries, key=place_key):
        source = network.source(entry.source)
        said = entry.provenance(source.organisation if source else None)
        if said not in named:
            named.append(said)
    return named
