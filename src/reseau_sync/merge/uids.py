"""When a UID identifies an event beyond its own source, and the UIDs of merged events.

RFC 5545 (3.8.4.7) wants UIDs globally unique; RFC 7986 (5.3) wants UUIDs. Tools write ``1@localhost`` all the same.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence

_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?<![0-9a-z])[0-9a-f]{16,}(?![0-9a-z])", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![0-9a-z])[0-9a-z_]{13,}(?![0-9a-z])", re.IGNORECASE)
_DOMAIN = re.compile(r"@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z][a-z0-9-]*[a-z0-9])$", re.IGNORECASE)
_NO_DOMAINS = frozenset({"local", "localdomain", "localhost", "lan", "home", "internal", "invalid", "test", "arpa"})


def identifies_globally(uid: str) -> bool:
    """Say whether ``uid`` is globally unique by its form: a UUID, at least 64 random bits, or a real domain."""
    if _UUID.search(uid):
        return True
    domain = _DOMAIN.search(uid)
    if domain and domain[1].lower() not in _NO_DOMAINS:
        return True
    return any(_looks_random(found[0]) for pattern in (_HEX, _TOKEN) for found in pattern.finditer(uid))


def _looks_random(token: str) -> bool:
    """Say whether a run of characters is no word and no date: letters and digits, mixed all along it."""
    digits = sum(each.isdigit() for each in token)
    changes = sum(a.isdigit() != b.isdigit() for a, b in itertools.pairwise(token))
    return digits >= 3 and len(token) - digits >= 3 and changes >= 4


def merged_uid(pieces: Sequence[str]) -> str:
    """Return the UID of a merged event, made of the network, the founding source, and its UID or content key.

    128 bits, so that a hub further on may trust it; nothing of the source's own UID can be read in it.
    """
    state = hashlib.blake2b(digest_size=16, person=b"reseau-uid")
    for piece in pieces:
        data = piece.encode(errors="surrogatepass")
        state.update(len(data).to_bytes(4, "big") + data)
    return f"{state.hexdigest()}@reseau-sync"
