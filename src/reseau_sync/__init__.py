"""reseau-sync: one merged calendar out of those that associations keep, each in its own tool.

The names below are the library; they load when used (PEP 562), so that importing the package costs nothing::

    from reseau_sync import Feed, Network, NetworkInfo, Organisation, Source, merge_calendars, read

* ``Network``, ``NetworkInfo``, ``Organisation``, ``Place``, ``Source``, ``Feed``: what a ``reseau.toml`` declares
* ``load(path)``: the network that a ``reseau.toml`` declares
* ``read(data, network, source)``: one calendar's bytes, understood
* ``follow(reading, network, source, before=…, now=…)``: a source that is read again and again; its events keep a key
* ``merge_calendars(network, entries)``: the merge; ``.render(feed)`` gives a feed as bytes
* ``Event``, ``Meeting``, ``Intervention``, ``Delegation``, ``PublicAction``, ``Service``: the shared schema
* ``Entry``, ``Rejected``: one event as one source states it, and what could not be understood
* ``ReseauError``: the root of every error raised on purpose
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reseau_sync.config import load
    from reseau_sync.embedding import MergedCalendar, merge_calendars, read
    from reseau_sync.entry import Decoded, Entry, Rejected
    from reseau_sync.errors import ReseauError
    from reseau_sync.explaining import Explanation, explained
    from reseau_sync.following import Followed, follow
    from reseau_sync.model import (
        Audience,
        Date,
        Delegation,
        Event,
        FixedTime,
        Intervention,
        Meeting,
        PublicAction,
        Recurrence,
        Service,
        Status,
        ZonedTime,
    )
    from reseau_sync.model.network import FeedSpec as Feed
    from reseau_sync.model.network import Network, NetworkInfo, Organisation
    from reseau_sync.model.network import PlaceSpec as Place
    from reseau_sync.model.network import SourceSpec as Source

__all__ = [
    "Audience",
    "Date",
    "Decoded",
    "Delegation",
    "Entry",
    "Event",
    "Explanation",
    "Feed",
    "FixedTime",
    "Followed",
    "Intervention",
    "Meeting",
    "MergedCalendar",
    "Network",
    "NetworkInfo",
    "Organisation",
    "Place",
    "PublicAction",
    "Recurrence",
    "Rejected",
    "ReseauError",
    "Service",
    "Source",
    "Status",
    "ZonedTime",
    "explained",
    "follow",
    "load",
    "merge_calendars",
    "read",
]

_HOMES = {
    **dict.fromkeys(("Decoded", "Entry", "Rejected"), "entry"),
    **dict.fromkeys(("Network", "NetworkInfo", "Organisation", "Feed", "Place", "Source"), "model.network"),
    **dict.fromkeys(("MergedCalendar", "merge_calendars", "read"), "embedding"),
    **dict.fromkeys(("Followed", "follow"), "following"),
    **dict.fromkeys(("Explanation", "explained"), "explaining"),
    "ReseauError": "errors",
    "load": "config",
}
_NAMED_THERE = {"Feed": "FeedSpec", "Place": "PlaceSpec", "Source": "SourceSpec"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(f"{__name__}.{_HOMES.get(name, 'model')}")
    value = getattr(home, _NAMED_THERE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
