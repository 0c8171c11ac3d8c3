"""Which IANA zone a TZID spells. Never a guess: what several zones share, or nobody defined, is ``None``."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator

from reseau_sync.ics.windows_displays import displayed_zone, folded, windows_zone
from reseau_sync.model.zones import iana_key, zone

MAX_NAME = 255
"""A longer TZID is no name."""

_UTC = re.compile(r"z|(?:utc|gmt)(?:\s?[+-]?0{1,2}(?::?00)?)?|\(utc\)|coordinated universal time", re.IGNORECASE)
_DISPLAYED = re.compile(r"\((?:UTC|GMT)\s?(?:([+-])(\d{1,2})[:.]?(\d\d))?\)\s*(.*\S)", re.IGNORECASE)
_SEASON = re.compile(r"\s*\((?:heure d['’](?:été|hiver)|standard|daylight|sommerzeit)\)$", re.IGNORECASE)
_VENDOR = re.compile(r"/|tzone://|(?:posix|right)/", re.IGNORECASE)
_SAMPLED_YEARS = range(1990, 2031)

# Notes names zones of its own; calendars that define this one give the time of Brussels, the tz database's CET.
_NOTES = {"western/central europe": "Europe/Brussels"}


@functools.lru_cache(maxsize=4096)
def iana_of(tzid: str) -> str | None:
    """Return the IANA id that ``tzid`` spells, or ``None``.

    Understood: IANA ids, letter case aside (links stay what they are); Windows names and the texts under which Windows
    shows them, if the offset written there was that zone's; ids behind a vendor's prefix (RFC 5545, 3.8.3.1: a leading
    solidus); ids with ``_``, ``-`` or spaces for ``/`` and ``_``; the ways to write UTC.
    """
    name = tzid.replace("\\,", ",").strip(" \t\"'")
    if not name or len(name) > MAX_NAME:
        return None
    for reading in (iana_key, _utc, windows_zone, _prefixed, _respelled, _displayed):
        found = reading(name)
        if found:
            return found
    return _NOTES.get(folded(name))


def _utc(name: str) -> str | None:
    return "UTC" if _UTC.fullmatch(name) else None


def _prefixed(name: str) -> str | None:
    if not _VENDOR.match(name):
        return None
    parts = name.split("/")
    for index in range(1, len(parts) - 1):
        found = iana_key("/".join(parts[index:]))
        if found:
            return found
    # A last part alone is too short to be sure of, but for these.
    if parts[-2].casefold() == "systemv":
        return iana_key(parts[-1])
    return _utc(parts[-1]) or windows_zone(parts[-1])


def _respelled(name: str) -> str | None:
    return next((found for found in map(iana_key, _spellings(name)) if found), None)


def _spellings(name: str) -> Iterator[str]:
    spaced = name.replace(" ", "_")
    yield spaced
    for mark in "_-":
        for count in (1, 2):
            yield spaced.replace(mark, "/", count)


def _displayed(name: str) -> str | None:
    found = _DISPLAYED.fullmatch(name)
    text = _SEASON.sub("", found[4] if found else name)
    if found and not found[1] and _UTC.fullmatch(text):
        return "UTC"
    key = displayed_zone(text)
    if not key or not found:
        return key
    offset = (int(found[2]) * 60 + int(found[3])) * (-60 if found[1] == "-" else 60) if found[1] else 0
    return key if offset in _standard_offsets(key) else None


@functools.cache
def _standard_offsets(key: str) -> frozenset[int]:
    """Return the offsets, in seconds, that were the standard time of a zone at some time in the sampled years."""
    info = zone(key)
    found = set()
    for year in _SAMPLED_YEARS:
        halves = [dt.datetime(year, month, 15, 12, tzinfo=dt.UTC).astimezone(info).utcoffset() for month in (1, 7)]
        found.add(min(int(each.total_seconds()) for each in halves if each is not None))
    return frozenset(found)
