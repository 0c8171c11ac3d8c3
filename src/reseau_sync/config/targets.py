"""Calendars that feeds are pushed into: each feed its own, and none that a source of the network reads.

What is the same is told by location, and by the calendar that ``options`` name there. Addresses that differ may still
lead to one calendar: then the mark in each object tells (ics/mark.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from reseau_sync.config.rows import Row, rows, table
from reseau_sync.errors import Words
from reseau_sync.model.faults import Fault, Keys, path_of
from reseau_sync.model.location import is_url
from reseau_sync.model.network import is_secret_table

Place: TypeAlias = tuple[str, str | None]
"""Where something is, in a form that can be compared, and which calendar there; ``None``: not said."""

_PORTS = {"http": 80, "https": 443}
_SPOKEN = {"webcal": "https", "webcals": "https", "caldav": "http", "caldavs": "https"}


def target_faults(data: Row) -> Iterator[Fault]:
    """Yield feeds that would be pushed where a source reads, or where another feed is pushed."""
    sources = _places(data, "sources")
    feeds: list[tuple[Place, Keys]] = []
    for place, keys in _places(data, "feeds"):
        reading = _standing(place, sources)
        if reading is not None:
            source = path_of(reading, data)
            words = Words(
                f"{source} lit cet agenda : le réseau se relirait lui-même ; versez dans un agenda à part",
                f"{source} reads this calendar: the network would read itself; push into a calendar of its own",
            )
            yield Fault((*keys, "location"), "feed-is-source", words)
        taken = _standing(place, feeds)
        if taken is not None:
            first = path_of(taken, data)
            words = Words(f"{first} est déjà versé dans cet agenda", f"{first} is pushed into this calendar already")
            yield Fault((*keys, "location"), "same-target", words)
        feeds.append((place, keys))


def _places(data: Row, name: str) -> list[tuple[Place, Keys]]:
    found: list[tuple[Place, Keys]] = []
    for index, row in rows(data, name):
        where = _where(row.get("location"))
        if where is not None:
            found.append(((where, _where(table(row, "options").get("calendar"))), (name, index)))
    return found


def _standing(place: Place, others: Iterable[tuple[Place, Keys]]) -> Keys | None:
    """Return who is at the same location, in the same calendar as far as both say which."""
    where, calendar = place
    for (other, its_calendar), keys in others:
        if other == where and (calendar == its_calendar or None in (calendar, its_calendar)):
            return keys
    return None


def _where(value: Any) -> str | None:
    if is_secret_table(value):
        return json.dumps(value, sort_keys=True, default=str)
    if not isinstance(value, str):
        return None
    return _address(value) if is_url(value) else value.strip().casefold()


def _address(location: str) -> str:
    """Return an address without credentials, default port and closing slash."""
    try:
        parts = urlsplit(location.strip())
        scheme = _SPOKEN.get(parts.scheme.lower(), parts.scheme.lower())
        port = parts.port or _PORTS.get(scheme, 0)
    except ValueError:
        return location.strip()
    return f"{scheme}://{parts.hostname or ''}:{port}{parts.path.rstrip('/')}?{parts.query}"
