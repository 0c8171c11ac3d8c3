"""A lost state, recovered from the feeds last published: UIDs, SEQUENCE and stamps. Pure.

Subscribers' programs know events by these; without them every event would look deleted and created anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from reseau_sync.ics.published import Published, published
from reseau_sync.standing import Past, Stamp


def recovered(past: Past, scope: str, feed: str, fresh: bytes, before: bytes, stamps: Mapping[str, Stamp]) -> Past:
    """Return ``past`` with the UIDs, and the stamps in one feed, under which its events were last published.

    :param scope: the feed's readership
    :param fresh: the feed as it is rendered with nothing remembered
    :param before: the feed as it was last published
    :param stamps: what ``fresh`` was stamped with, by UID
    """
    old, new = published(before), published(fresh)
    pairs = _same(new, old, lambda each: each.content)
    left = {uid: each for uid, each in new.items() if uid not in pairs}
    free = {uid: each for uid, each in old.items() if uid not in pairs.values()}
    edited = {**{uid: uid for uid in left.keys() & free.keys()}, **_same(left, free, lambda each: each.headline)}
    uids = dict(past.uids)
    for (each_scope, key), uid in past.uids.items():
        if each_scope == scope:
            uids[each_scope, key] = {**pairs, **edited}.get(uid, uid)
    known = {
        (feed, old_uid): Stamp(stamps[uid].digest if uid in pairs else "", old[old_uid].sequence, old[old_uid].at)
        for uid, old_uid in {**pairs, **edited}.items()
        if uid in stamps
    }
    return replace(past, uids=uids, stamps={**_of_other_feeds(past.stamps, feed), **known})


def _same(
    new: Mapping[str, Published], old: Mapping[str, Published], tell: Callable[[Published], Hashable]
) -> dict[str, str]:
    """Return new UID -> old UID where exactly one event on each side says the same."""
    counts = Counter(tell(each) for each in new.values()), Counter(tell(each) for each in old.values())
    by_key = {tell(each): uid for uid, each in old.items() if counts[1][tell(each)] == 1}
    return {uid: by_key[tell(each)] for uid, each in new.items() if counts[0][tell(each)] == 1 and tell(each) in by_key}


def _of_other_feeds(stamps: Mapping[tuple[str, str], Stamp], feed: str) -> dict[tuple[str, str], Stamp]:
    return {key: stamp for key, stamp in stamps.items() if key[0] != feed}
