"""What is remembered of comparisons: portraits and unfolded series within a run; from run to run what pairs weighed.

A cache and nothing else: dropping it changes no outcome. A pair is known by the contents of its two portraits and by
the rules, so that a run weighs only pairs of which one has changed, and audiences that see the same share their work.
"""

from __future__ import annotations

import functools
import hashlib
import struct
from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter

from reseau_sync.merge.portrait import Painter, Portrait
from reseau_sync.merge.rules import PRIOR, RULES
from reseau_sync.merge.unfolded import Unfolded
from reseau_sync.merge.whereabouts import Whereabouts
from reseau_sync.model.network import Network
from reseau_sync.version import VERSION

_RULES = repr((VERSION, PRIOR, sorted((code, rule.weight) for code, rule in RULES.items()))).encode()


_shown = attrgetter(*(each.name for each in fields(Portrait) if each.name != "where"))
_lies = attrgetter(*(each.name for each in fields(Whereabouts)))


class Verdicts:
    """What pairs weigh, by a digest of the pair; ``weighed`` counts those that were not known."""

    def __init__(self, known: Mapping[int, int] | None = None) -> None:
        self._known = dict(known or {})
        self._used: dict[int, int] = {}
        self.weighed = 0

    def weight(self, pair: int, weigh: Callable[[], int]) -> int:
        """Return what is known of a pair, or what ``weigh`` finds."""
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = weigh()
            self.weighed += 1
        self._used[pair] = found
        return found

    def dump(self) -> bytes:
        """Return what was asked for since this was made: what the next run is to know."""
        pairs = sorted(self._used)
        count = len(pairs)
        return struct.pack(f"<Q{count}Q{count}i", count, *pairs, *(self._used[pair] for pair in pairs))

    @classmethod
    def load(cls, data: bytes) -> Verdicts:
        """Return what :meth:`dump` gave; nothing where the data is damaged."""
        count = int.from_bytes(data[:8], "little")
        if len(data) != 8 + 12 * count:
            return cls()
        _, *told = struct.unpack(f"<Q{count}Q{count}i", data)
        return cls(dict(zip(told[:count], told[count:], strict=True)))


class Memory:
    """What the comparisons of one network share. Safe to share between threads: two may both find the same."""

    def __init__(self, network: Network, verdicts: Verdicts | None = None) -> None:
        self.painter = Painter(network)
        self.unfolded = Unfolded()
        self.verdicts = verdicts or Verdicts()


@functools.lru_cache(maxsize=262_144)
def content_of(portrait: Portrait) -> bytes:
    """Return a digest of a portrait and of the rules by which it is weighed."""
    told = (*_shown(portrait), *_lies(portrait.where))
    plain = [sorted(value) if isinstance(value, frozenset) else value for value in told]
    return hashlib.blake2b(repr(plain).encode(errors="surrogatepass"), digest_size=8, key=_key()).digest()


@functools.cache
def _key() -> bytes:
    return hashlib.blake2b(_RULES, digest_size=16).digest()


def pair_of(left: bytes, right: bytes) -> int:
    """Return the digest of a pair of contents, whichever comes first."""
    return int.from_bytes(hashlib.blake2b(min(left, right) + max(left, right), digest_size=8).digest(), "little")
