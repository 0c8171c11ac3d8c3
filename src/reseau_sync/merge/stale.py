"""Stale copies: an entry that still shows the time from which its event was moved. Pure.

Two things tell an old time: an occurrence of a series that was moved stands elsewhere than its RECURRENCE-ID, and an
event may say so in words ("report du 13"). What another calendar still shows there is not a second event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reseau_sync.entry import Entry
from reseau_sync.errors import Words
from reseau_sync.merge.blocks import around, candidates
from reseau_sync.merge.evidence import SHIFTED
from reseau_sync.merge.facets import DAY, Facet
from reseau_sync.merge.portrait import Portrait
from reseau_sync.merge.rules import FUSED
from reseau_sync.model import AnyEvent
from reseau_sync.view import Conflict

_SAID = re.compile(
    r"(?:report|d[ée]plac|d[ée]cal|avanc)\w*\s+(?:du|de)\s+(?:\w+\s+)?(\d{1,2})\b"
    r"|(?:initialement|au\s+lieu)(?:\s+pr[ée]vue?s?)?\s+(?:du|le)\s+(?:\w+\s+)?(\d{1,2})\b",
    re.IGNORECASE,
)
_HINTS = ("report", "éplac", "eplac", "écal", "ecal", "avanc", "initialement", "lieu")
"""Without any of these no text says so, and it is not searched."""
_REACH = 31
_DAYS = 2
_HOURS = 2 * 3600
_CLOCK_CHANGE = 3600
_CROWD = 6
"""A word that more than so many events of a day share in a commune tells nothing."""
_MAX_TEXT = 600


def left_behind(facet: Facet, event: AnyEvent) -> Facet | None:
    """Return the facet of the day from which a single event says that it was moved, at its own hour."""
    found = _said(event.title) or _said((event.description or "")[:_MAX_TEXT])
    if found is None:
        return None
    wanted = int(found[1] or found[2])
    today = dt.date.fromordinal(facet.day)
    days = (today + dt.timedelta(days=shift) for shift in sorted(range(-_REACH, _REACH + 1), key=abs))
    day = next((each for each in days if each.day == wanted and each != today), None)
    if day is None:
        return None
    shift = (day - today).days
    end = None if facet.end is None else facet.end + shift * DAY
    return replace(facet, start=facet.start + shift * DAY, end=end, day=facet.day + shift, left=True)


def _said(text: str) -> re.Match[str] | None:
    plain = text.casefold()
    return _SAID.search(text) if any(hint in plain for hint in _HINTS) else None


def stale_copies(
    left: Mapping[tuple[int, int], Facet],
    facets: Sequence[Facet],
    portraits: Sequence[Portrait],
    alone: Callable[[Facet], bool],
    score: Callable[[Facet, Facet], int],
    apart: Callable[[Facet, Facet], bool],
) -> list[tuple[Facet, Facet]]:
    """Return the copies that stand where an event was left, each with the facet of that event as it is now.

    :param left: the old places, by the order of the facet that was moved
    """
    if not left:
        return []
    now = {each.order: each for each in facets}
    # An old place has an order of its own here: the facet that left it may stand near as it is now.
    olds = {(-1 - order[0], order[1]): (order, each) for order, each in left.items()}
    copies = [each for each in around(facets, left.values()) if alone(each)]
    standing = [*(replace(each, order=key) for key, (_, each) in olds.items()), *copies]
    best: dict[tuple[int, int], tuple[int, tuple[int, int]]] = {}
    for first, copy in candidates(standing, portraits):
        if first.order not in olds or copy.order in olds:
            continue
        order, old = olds[first.order]
        if apart(copy, now[order]) or _is_newer(copy, now[order]):
            continue
        weight = score(*sorted((copy, old), key=lambda each: each.order))
        if weight >= FUSED:
            best[copy.order] = min(best.get(copy.order, (0, order)), (-weight, order))
    return [(now[copy], now[order]) for copy, (_, order) in sorted(best.items())]


def behind(facets: Iterable[Facet], portraits: Sequence[Portrait]) -> Iterator[tuple[Facet, Facet]]:
    """Yield the single events that may be old copies of others: each with one that was changed after it was.

    They are of one title, word or topic in one commune, at one hour within two days or within two hours of one day.
    """
    blocks: defaultdict[tuple[Hashable, int], list[Facet]] = defaultdict(list)
    for each in facets:
        if each.rid is None and not each.all_day and _changed(each) is not None:
            for key in _keys(portraits[each.portrait]):
                blocks[key, each.day].append(each)
    telling = {at: here for at, here in blocks.items() if len(here) <= _CROWD}
    for (key, day), here in telling.items():
        for ahead in range(-_DAYS, _DAYS + 1):
            for moved in telling.get((key, day + ahead), ()):
                yield from ((copy, moved) for copy in here if _is_behind(copy, moved))


def _keys(portrait: Portrait) -> Iterator[Hashable]:
    for commune in portrait.where.known or ("",):
        yield from ((commune, "word", each) for each in portrait.words)
        yield from ((commune, "topic", each) for each in portrait.topics)
        yield from ((commune, "body", each) for each in portrait.bodies)
        yield from ((commune, "form", each) for each in portrait.common)


def _changed(facet: Facet) -> dt.datetime | None:
    return facet.stated.event.last_modified


def _is_behind(copy: Facet, moved: Facet) -> bool:
    """Say whether ``copy`` may be of the time before ``moved`` was changed."""
    between = abs(copy.start - moved.start)
    if copy.day == moved.day:
        near = SHIFTED < between <= _HOURS
    else:
        near = abs(between - abs(copy.day - moved.day) * DAY) <= _CLOCK_CHANGE
    if not near or copy.stated.entry.source == moved.stated.entry.source:
        return False
    before, after = _changed(copy), _changed(moved)
    return before is not None and after is not None and before < after


def _is_newer(copy: Facet, moved: Facet) -> bool:
    """Say whether the copy was last touched after the event was moved: then it may be right."""
    theirs, ours = copy.stated.event.last_modified, moved.stated.event.last_modified
    return theirs is not None and ours is not None and theirs > ours


def conflicts(copies: Iterable[tuple[Facet, Facet]]) -> list[Conflict]:
    """Return what a person should know of stale copies."""
    return [_conflict(copy.stated.entry, moved.stated.entry) for copy, moved in copies]


def _conflict(copy: Entry, moved: Entry) -> Conflict:
    title = copy.event.title
    return Conflict(
        "stale-copy",
        (copy, moved),
        Words(
            f"« {title} » ({copy.source}) montre encore l’ancienne date d’un évènement que {moved.source} a déplacé :"
            " il n’est pas publié à cette date",
            f"“{title}” ({copy.source}) still shows the old date of an event that {moved.source} has moved:"
            " it is not published there",
        ),
    )
