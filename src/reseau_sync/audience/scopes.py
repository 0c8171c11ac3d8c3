"""What tells readerships apart, and the UIDs under which the public knows events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from reseau_sync.model import Audience
from reseau_sync.model.network import FeedSpec

PUBLIC_SCOPE = str(Audience.PUBLIC)
LONGEST_KEY = 64
"""What BLAKE2b takes as a key, in bytes."""


def scope_of(feed: FeedSpec) -> str:
    """Return what tells two readerships apart: feeds of one scope know the same of every entry."""
    return f"{feed.audience}:{feed.organisation}" if feed.organisation else str(feed.audience)


def keyed_uid(key: bytes, scope: str, pieces: Sequence[str]) -> str:
    """Return a UID that only who has the key can make, or tell from which source and UID it was made.

    It names an event in one scope: the UIDs of an event in two scopes cannot be linked (BLAKE2b, keyed; 128 bits).

    :param key: of any length; what is longer than a key may be is hashed first
    """
    short = key if len(key) <= LONGEST_KEY else hashlib.blake2b(key).digest()
    state = hashlib.blake2b(key=short, digest_size=16, person=b"reseau-uid-keyed")
    for piece in (scope, *pieces):
        data = piece.encode(errors="surrogatepass")
        state.update(len(data).to_bytes(4, "big") + data)
    return f"{state.hexdigest()}@reseau-sync"
