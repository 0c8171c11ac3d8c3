"""Which entries state the same event: here by UID. Comparing entries under different UIDs is not built yet.

Within one source a UID always identifies. Across sources it does only if it is globally unique by its form and the
entries agree (title or place, and start within 31 days); else it is a collision: two events, reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from reseau_sync.entry import Entry
from reseau_sync.errors import Words
from reseau_sync.merge.naming import Uids, name
from reseau_sync.merge.revision import place_key
from reseau_sync.merge.series import assemble, occurs_at
from reseau_sync.merge.uids import identifies_globally
from reseau_sync.merge.window import Window
from reseau_sync.merge.words import same_words
from reseau_sync.model.network import Network
from reseau_sync.model.time import instant
from reseau_sync.view import Conflict, Decisions, Group, Identified, Statement

_NOTHING: Uids = MappingProxyType({})
_UNDECIDED = Decisions()
APART = dt.timedelta(days=31)
"""Two versions of one event start within so much of each other; an annual event under one UID is not a version."""


def identify(
    entries: Iterable[Entry],
    network: Network,
    past: Uids = _NOTHING,
    decisions: Decisions = _UNDECIDED,
    *,
    window: Window | None = None,
) -> Identified:
    """Return the groups of entries that state one event each, the collisions, and what is perhaps the same.

    Every entry has its home in exactly one group. The order of entries makes no difference.

    :param past: under which UID each entry's event was last published, so that it keeps it
    :param decisions: what people said of pairs of events; it outranks every score
    :param window: two aware instants between which series are compared, occurrence by occurrence
        (:func:`~reseau_sync.merge.window.window_of`); without one, the year around the median start of the entries
    """
    clusters: list[list[Entry]] = []
    collisions: list[Conflict] = []
    by_uid: dict[str, list[Entry]] = {}
    once = {(entry.source, entry.digest, entry.where): entry for entry in entries}
    for entry in sorted(once.values(), key=place_key):
        if entry.event.uid is None:
            by_uid.setdefault(f"\0{entry.source}\0{entry.digest}", []).append(entry)
        else:
            by_uid.setdefault(entry.event.uid, []).append(entry)
    for uid, stated in by_uid.items():
        found = _clusters(uid, stated, network)
        clusters += found
        if len({cluster[0].source for cluster in found}) > 1:
            collisions.append(_collision(uid, [cluster[0] for cluster in found]))
    del decisions, window  # entries under different UIDs are not compared yet
    statements = [Statement(tuple(members)) for cluster in clusters for members in assemble(cluster, network)]
    groups = [Group("", (each,)) for each in statements]
    return Identified(name(groups, network, past), tuple(collisions))


def _clusters(uid: str, stated: Sequence[Entry], network: Network) -> list[list[Entry]]:
    """Return the entries of one UID, those together that are versions of one event."""
    units = _units(stated)
    if len(units) == 1 or not identifies_globally(uid):
        return units
    clusters: list[list[Entry]] = []
    for unit in units:
        agreeing = [each for each in clusters if _any_agree(each, unit, network)]
        merged = [entry for each in agreeing for entry in each] + unit
        clusters = [each for each in clusters if each not in agreeing] + [merged]
    return [sorted(each, key=place_key) for each in clusters]


def _units(stated: Sequence[Entry]) -> list[list[Entry]]:
    """Return the entries of one UID by what it identifies within one source.

    There it identifies always; but events that the source states no longer are told apart by what is remembered of
    them, from each other and from what it now states under the same UID. An instance goes with the series there.
    """
    units: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in stated:
        if not entry.apart:
            units.setdefault((entry.source, None), []).append(entry)
    for entry in stated:
        if entry.apart and entry.event.recurrence_id is None:
            units.setdefault((entry.source, entry.lasting), []).append(entry)
    for entry in stated:
        if entry.apart and entry.event.recurrence_id is not None:
            own = next((unit for (source, _), unit in units.items() if source == entry.source), None)
            if own is None:
                units[entry.source, None] = [entry]
            else:
                own.append(entry)
    return list(units.values())


def _any_agree(left: Sequence[Entry], right: Sequence[Entry], network: Network) -> bool:
    return any(a.source != b.source and agree(a, b, network.network.timezone) for a in left for b in right)


def agree(left: Entry, right: Entry, timezone: str) -> bool:
    """Say whether two entries of one UID can be versions of one event, or parts of one series."""
    a, b = left.event, right.event
    titles = same_words(a.title, b.title)
    places = a.place is not None and b.place is not None and same_words(a.place.line(), b.place.line())
    if not (titles or places):
        return False
    if (a.recurrence_id is None) == (b.recurrence_id is None):
        return abs(instant(a.start, timezone) - instant(b.start, timezone)) <= APART
    master, part = (a, b) if a.recurrence_id is None else (b, a)
    return part.recurrence_id is not None and occurs_at(master, part.recurrence_id, timezone)


def _collision(uid: str, entries: Sequence[Entry]) -> Conflict:
    names = ", ".join(sorted({entry.source for entry in entries}))
    shown = uid if len(uid) <= 60 else f"{uid[:60]}…"
    return Conflict(
        "uid-collision",
        tuple(entries),
        Words(
            f"l’identifiant « {shown} » sert à des évènements différents ({names}) : ils restent séparés",
            f"the UID “{shown}” is used for different events ({names}): they stay apart",
        ),
    )
