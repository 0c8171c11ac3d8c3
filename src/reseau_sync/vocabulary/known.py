"""The vocabulary of one network, built once: what is asked for every event must not be built for every event."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from reseau_sync.model.network import Network
from reseau_sync.vocabulary.organisations import Organisations
from reseau_sync.vocabulary.places import Places
from reseau_sync.vocabulary.services import Services


@dataclass(frozen=True, slots=True)
class Known:
    """The places, organisations and services that a network knows, ready to be found in text."""

    places: Places
    organisations: Organisations
    services: Services


def known(network: Network) -> Known:
    """Return the vocabulary of ``network``, the same each time it is asked for. Safe to share between threads."""
    return _known(_Same(network))


class _Same:
    """A network told from others by being itself: comparing two by what they say would cost more than it saves."""

    __slots__ = ("network",)

    def __init__(self, network: Network) -> None:
        self.network = network

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.network is other.network

    def __hash__(self) -> int:
        return id(self.network)


@functools.lru_cache(maxsize=8)
def _known(same: _Same) -> Known:
    network = same.network
    return Known(Places.of(network), Organisations.of(network), Services.of(network))
