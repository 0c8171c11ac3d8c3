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
_STAMPS = frozenset({"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "X-RESEAU-ORIGIN", NAME})
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
    """Return the events of a feed by UID; none where the file is no feed that can be read."""
    try:
        items = split(Raw("", data))
    except SourceError:
        return {}
    found = [each for item in items if (each := _published(item)) is not None]
    return {each.uid: each for each in found}


def _published(item: Item) -> Published | None:
    parts: list[Component] = []
    for part in item.parts:
        try:
            parts.append(read_component(part.data)[0])
        except MalformedLineError:
            return None
    master = next((part for part in parts if part.name == "VEVENT" and not part.first("RECURRENCE-ID")), None)
    if master is None:
        return None
    try:
        at = parse_stamp(_value(master, "DTSTAMP")).local.replace(tzinfo=dt.UTC)
        sequence = int(_value(master, "SEQUENCE") or 0)
    except ValueError:
        return None
    content = frozenset(f"{_value(part, 'RECURRENCE-ID')}\n{line}" for part in parts for line in _lines(part))
    headline = (_value(master, "SUMMARY"), _value(master, "DTSTART"))
    return Published(_value(master, "UID"), content, headline, sequence, at)


def _value(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value if line is not None else ""


def _lines(component: Component) -> list[str]:
    return [format_line(line) for line in component.properties if line.name not in _STAMPS]
