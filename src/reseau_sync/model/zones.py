"""IANA zones, from the pinned ``tzdata`` package, so that every machine tells the same time.

``zoneinfo.ZoneInfo(key)`` prefers the operating system's files, which differ from machine to machine: the same
calendar would give other bytes there (law 8 of the merge).
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_KEY = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


@functools.cache
def iana_keys() -> frozenset[str]:
    """Return every zone id of the pinned tz database, links included."""
    text = importlib.resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(text.split())


@functools.cache
def _folded() -> dict[str, str]:
    return {key.casefold(): key for key in iana_keys()}


def iana_key(name: str) -> str | None:
    """Return the IANA id that ``name`` spells (letter case aside), or ``None``."""
    return _folded().get(name.casefold())


def zone_file(key: str) -> bytes:
    """Return the compiled file (TZif, RFC 9636) of the IANA zone ``key``.

    :raises zoneinfo.ZoneInfoNotFoundError: (a ``KeyError``) for a name that is not in the pinned tz database
    """
    if not _KEY.fullmatch(key) or key not in iana_keys():
        raise ZoneInfoNotFoundError(key)
    return importlib.resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()


@functools.cache
def zone(key: str) -> ZoneInfo:
    """Return the IANA zone ``key``.

    :raises zoneinfo.ZoneInfoNotFoundError: (a ``KeyError``) for a name that is not in the pinned tz database
    """
    return ZoneInfo.from_file(io.BytesIO(zone_file(key)), key=key)
