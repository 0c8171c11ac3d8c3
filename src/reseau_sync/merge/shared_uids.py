"""Which entries state the same event by their UID. Entries under different UIDs are compared in identity.py.

Within one source a UID always identifies. Across sources it does only if it is globally unique by its form and the
entries agree (title or place, and start within 31 days); else it is a collision: two events, reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from reseau_sync.entry import Entry, Where
from reseau_sync.errors import Words
from reseau_sync.merge.revision import place_key
from reseau_sync.merge.series import occurs_at
from reseau_sync.merge.uids import identifies_globally
from reseau_sync.merge.words import same_words
from reseau_sync.model.network import Network
from reseau_sync.model.time import instant
from reseau_sync.view import Conflict

APART = dt.timedelta(days=31)
"""Two versions of one event start within so much of each other; an annual event under one UID is not a version."""


def by_uid(entries: Iterable[Entry], network: Network) -> tuple[list[list[Entry]], list[Conflict]]:
    """Return the entries of each identity, as far as UIDs tell, and the collisions.

    Every entry is in exactly one list. The order of entries makes no difference.
    """
    clusters: list[list[Entry]] = []
    collisions: list[Conflict] = []
    stated_under: dict[str, list[Entry]] = {}
    for entry in sorted(_once(entries), key=place_key):
        uid = f"\0{entry.source}\0{entry.digest}" if entry.event.uid is None else entry.event.uid
        stated_under.setdefault(uid, []).append(entry)
    for uid, stated in stated_under.items():
        found = _clusters(uid, stated, network)
        clusters += found
        if len({cluster[0].source for cluster in found}) > 1:
            collisions.append(_collision(uid, [cluster[0] for cluster in found]))
    return clusters, collisions


def _once(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Return the entries, each once: of those that differ in DTSTAMP alone always the same one."""
    once: dict[tuple[str, str, Where], Entry] = {}
    for entry in entries:
        known = once.setdefault((entry.source, entry.digest, entry.where), entry)
        if known.event != entry.event and known.event.model_dump_json() < entry.event.model_dump_json():
            once[entry.source, entry.digest, entry.where] = entry
    return once.values()


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
