"""Lasting keys: how an event is named within its source from its first reading on, whatever becomes of its UID."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.likeness import Traits
from reseau_sync.merge.uids import identifies_globally
from reseau_sync.standing import Standing

REST = "/rest"
"""What is added to a series' key for the part that was withdrawn when the series was cut."""


def name_new(new: Iterable[Traits], taken: Collection[str], today: dt.date) -> list[Standing]:
    """Return the standings of new entries, each under a key of its own.

    A key is made of the source, the UID (else the content) and the RECURRENCE-ID; where it is taken, a number is added.
    """
    used = set(taken)
    numbers: Counter[str] = Counter()
    found = []
    for each in sorted(new, key=lambda one: one.order):
        base = key = _key(each)
        while key in used or f"{key}{REST}" in used:
            numbers[base] += 1
            key = f"{base}.{numbers[base] + 1}"
        used.add(key)
        found.append(Standing(each.entry, key, since=today))
    return found


def apart(standings: Sequence[Standing]) -> list[Standing]:
    """Return the standings, less the UIDs of those whose UID names another event now.

    A counter (``1``, ``2``, …) names other events in each reading; what stands from before under the same number would
    else be taken for an older version of one of them.
    """
    now = {_name(each): each.lasting for each in standings if each.state == "live"}
    return [_unnamed(each) if each.state != "live" and _has_lost_its_name(each, now) else each for each in standings]


def _name(standing: Standing) -> tuple[str | None, str | None]:
    event = standing.entry.event
    return event.uid, recurrence_key(event.recurrence_id)


def _has_lost_its_name(standing: Standing, now: Mapping[tuple[str | None, str | None], str]) -> bool:
    uid = standing.entry.event.uid
    if uid is None or identifies_globally(uid):
        return False
    return now.get(_name(standing), standing.lasting).removesuffix(REST) != standing.lasting.removesuffix(REST)


def _unnamed(standing: Standing) -> Standing:
    entry = standing.entry
    return replace(standing, entry=Entry.of(entry.source, entry.event.model_copy(update={"uid": None}), entry.where))


def _key(new: Traits) -> str:
    title, start, place = new.content
    named = ("uid", new.name.uid) if new.name is not None else ("content", title, str(start), place)
    state = hashlib.blake2b(digest_size=16, person=b"lasting")
    for piece in (new.entry.source, *named, new.recurrence_id or ""):
        data = piece.encode(errors="surrogatepass")
        state.update(len(data).to_bytes(4, "big") + data)
    return state.hexdigest()
