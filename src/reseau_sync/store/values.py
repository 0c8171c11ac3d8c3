"""What goes into the store and comes out of it beside :class:`reseau_sync.standing.Past`, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reseau_sync.entry import Decoded
from reseau_sync.ports import Item
from reseau_sync.standing import Standing


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run that saves: its aware instant (the run's ``now``) and the version of the program."""

    at: dt.datetime
    version: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run that changed what stands or what is published; ``at`` is in UTC.

    ``counts``: standings ``added``, ``changed``, ``withdrawn`` and ``removed``.
    """

    id: int
    at: dt.datetime
    version: str
    fingerprint: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One good reading of a source: all its items, each with what it means.

    ``decoder`` tells what decoding rested on beside the bytes (adapter, its version, options, the part of the network):
    a decoding is used again only under an equal one.
    """

    source: str
    decoder: str
    decoded: tuple[tuple[Item, Decoded], ...]

    def unlike(self) -> list[tuple[Item, Decoded]]:
        """Return the items without those that another one repeats, key and digest."""
        return list({(item.key, item.digest): (item, meaning) for item, meaning in self.decoded}.values())


@dataclass(frozen=True, slots=True)
class Version:
    """What stood of an event from the run ``since`` until the run ``until`` (``None``: it stands now).

    ``at`` and ``until_at`` are their instants in UTC; ``None`` where the run itself is forgotten.
    """

    source: str
    standing: Standing
    since: int
    at: dt.datetime | None
    until: int | None
    until_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Purged:
    """What was removed for ever: events, versions of them in the history, and old files that had been set aside."""

    events: int = 0
    versions: int = 0
    files: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything was removed."""
        return bool(self.events or self.versions or self.files)
