"""A feed of ours read back: what it says of each event, and the stamps it says it with."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from reseau_sync.errors import SourceError
from reseau_sync.ics.component import Component
from reseau_sync.ics.lines import MalformedLineError, format_line, read_component
from reseau_sync.ics.mark import NAME
from reseau_sync.ics.split import split
from reseau_sync.ics.values import parse_stamp
from reseau_sync.ports import Item, Raw

_OCCURRENCE = re.compile(r"(?:\d+-)?(.+?)-\d{8}(?:T\d{6}Z?)?(?=@|$)")
_STAMPS = frozenset({"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "X-RESEAU-ORIGIN", "REFID", NAME})
"""What may differ between two versions that say the same: an origin is named after the UID."""


def series_uid(uid: str) -> str:
    """Return the UID of the series of which ``uid`` is an occurrence (forms/plain.py names them); else ``uid``."""
    return _OCCURRENCE.sub(r"\1", uid, count=1) if _OCCURRENCE.match(uid) else uid


@dataclass(frozen=True, slots=True)
class Published:
    """One event as a feed shows it: ``content`` without UID and stamps, ``headline`` title and start alone.

    ``at`` is its DTSTAMP (aware, UTC).
    """

    uid: str
    content: frozenset[str]
    headline: tuple[str, str]
    sequence: int
    at: dt.datetime


def published(data: bytes) -> dict[str, Published]:
    """Return the events of a feed by UID; none where the file is no feed that can be read.

    A series and the instances that stand beside it, each under a UID made of its own, are one event.
    """
    try:
        items = split(Raw("", data))
    except SourceError:
        return {}
    groups: dict[str, list[Component]] = {}
    for item in items:
        for part in _parts(item):
            groups.setdefault(series_uid(_value(part, "UID")), []).append(part)
    found = [each for uid, parts in groups.items() if (each := _published(uid, parts)) is not None]
    return {each.uid: each for each in found}


def _parts(item: Item) -> list[Component]:
    """Return the VEVENTs of one UID; none where one of them cannot be read."""
    try:
        parts = [read_component(part.data)[0] for part in item.parts]
    except MalformedLineError:
        return []
    return [part for part in parts if part.name == "VEVENT"]


def _published(uid: str, parts: list[Component]) -> Published | None:
    """Return an event of several VEVENTs: its master, failing that the first occurrence, gives the headline."""
    parts = sorted(parts, key=lambda part: (_value(part, "UID") != uid, _instance(part), _value(part, "DTSTART")))
    try:
        stamps = [parse_stamp(_value(part, "DTSTAMP")).local.replace(tzinfo=dt.UTC) for part in parts]
        sequence = max(int(_value(part, "SEQUENCE") or 0) for part in parts)
    except ValueError:
        return None
    content = frozenset(f"{_instance(part)}\n{line}" for part in parts for line in _lines(part))
    headline = (_value(parts[0], "SUMMARY"), _value(parts[0], "DTSTART"))
    return Published(uid, content, headline, sequence, max(stamps))


def _instance(part: Component) -> str:
    """Return which instance of a series a VEVENT is; empty for the series itself."""
    uid = _value(part, "UID")
    found = _OCCURRENCE.match(uid)
    return _value(part, "RECURRENCE-ID") or (uid[found.end(1) : found.end()] if found else "")


def _value(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value if line is not None else ""


def _lines(component: Component) -> list[str]:
    return [format_line(line) for line in component.properties if line.name not in _STAMPS]
