"""UIDs of merged events: lasting ones, from what `past` remembers of their members.

A merged event keeps its UID while members come and go. Its first UID is a hash of the network and its founding member;
`past` remembers under which UID each member was last published.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.revision import place_key
from reseau_sync.merge.uids import merged_uid
from reseau_sync.model.network import Network
from reseau_sync.view import Group, Member

Uids = Mapping[str, str]
"""Lasting key of an entry -> the UID under which the event that it states was last published."""

Namer: TypeAlias = Callable[[Sequence[str]], str]
"""Makes a first UID of what tells one event from another: the network, the founding source, its key, an attempt."""


def lasting_key(entry: Entry) -> str:
    """Return what names the event within its source: what is remembered, else its UID, else its content."""
    if entry.lasting is not None:
        return entry.lasting
    instance = recurrence_key(entry.event.recurrence_id) or ""
    return f"{entry.source}\n{entry.event.uid or chr(0) + entry.digest}\n{instance}"


def name(unnamed_groups: Sequence[Group], network: Network, past: Uids, namer: Namer = merged_uid) -> tuple[Group, ...]:
    """Return the groups, each under its UID; neither their UIDs so far nor the order in which they come matter.

    A group takes the UID that its members remember. Where two groups remember one UID (an event came apart), the group
    of the member that founded it keeps it; where one group remembers two (events became one), it takes the one that
    its first member remembers: the one that it would have had, had it been one from the beginning. What its founder
    took along into such a group is nobody's: else it would matter when they became one.

    :param namer: what makes first UIDs; a readership may have one of its own
    """
    waiting = sorted(unnamed_groups, key=lambda group: place_key(_founder(group.members)))
    named: dict[str, Group] = {}
    unnamed: list[Group] = []
    claims: dict[str, list[Group]] = {}
    for group in waiting:
        remembered = _remembered(group, past)
        if remembered is not None:
            claims.setdefault(remembered, []).append(group)
        else:
            unnamed.append(group)

    @functools.cache
    def founded() -> frozenset[str]:
        return frozenset(first_uid(member.entry, network, namer) for group in waiting for member in group.members)

    for uid, claimants in sorted(claims.items()):
        keeper = next((each for each in claimants if _founded(uid, each.members, network, namer)), None)
        if keeper is None and uid not in founded():
            keeper = claimants[0]
        if keeper is not None:
            named[uid] = keeper
        unnamed += [each for each in claimants if each is not keeper]
    for group in unnamed:
        named[_free(group.members, network, named, namer)] = group
    return tuple(replace(group, uid=uid) for uid, group in sorted(named.items()))


def _remembered(group: Group, past: Uids) -> str | None:
    entries = sorted((member.entry for member in group.members), key=place_key)
    return next((past[key] for entry in entries if (key := lasting_key(entry)) in past), None)


def _founder(members: Sequence[Member]) -> Entry:
    return min((member.entry for member in members), key=place_key)


def first_uid(entry: Entry, network: Network, namer: Namer = merged_uid, attempt: int = 0) -> str:
    """Return the UID of the event that an entry founds; a higher ``attempt`` where another event has taken it."""
    return namer((network.network.name, entry.source, lasting_key(entry), str(attempt) if attempt else ""))


def _founded(uid: str, members: Sequence[Member], network: Network, namer: Namer) -> bool:
    return any(first_uid(member.entry, network, namer) == uid for member in members)


def _free(members: Sequence[Member], network: Network, taken: Mapping[str, object], namer: Namer) -> str:
    attempt = 0
    while (uid := first_uid(_founder(members), network, namer, attempt)) in taken:
        attempt += 1
    return uid
