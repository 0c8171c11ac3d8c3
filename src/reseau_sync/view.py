"""The outcome of a merge, as values: merged events with all their contributors, conflicts, health, and plans.

Nothing here knows a file, a clock or a format. The grain of identity is (UID, RECURRENCE-ID).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from reseau_sync.entry import Entry, Rejected
from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent


@dataclass(frozen=True, slots=True)
class Member:
    """One entry in a group, and what became of it.

    ``winner``: what is published rests on it; ``copy``: says the same as another; ``superseded``: an older version of
    the same event; ``reason`` names the rule that decided.
    """

    entry: Entry
    role: Literal["winner", "copy", "superseded"] = "winner"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The entries that state one event, in a stable order, and the UID under which it is published."""

    uid: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a person should know: ``code`` (``uid-collision``, ``version``), the entries, and a sentence."""

    code: str
    entries: tuple[Entry, ...]
    reason: Words


@dataclass(frozen=True, slots=True)
class Identified:
    """Which entries state the same event."""

    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged event: what is published, and the group it was made of."""

    event: AnyEvent
    group: Group


@dataclass(frozen=True, slots=True)
class View:
    """What one feed shows: its merged events in a stable order, and what it could not show, with the reason."""

    events: tuple[Merged, ...]
    refused: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How reading one source went.

    ``state``: ``ok``, ``failed`` or ``held``; seconds are for people, never compared.
    """

    source: str
    state: Literal["ok", "failed", "held"] = "ok"
    events: int = 0
    rejected: int = 0
    skipped: int = 0
    code: str | None = None
    reason: Words | None = None
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a sink would do. ``before`` is what the target must still hold for it (an ETag, a digest)."""

    action: Literal["create", "update", "delete", "keep"]
    key: str
    reason: str
    data: bytes | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sink would do, as data: a dry run prints it, applying it does it."""

    changes: tuple[Change, ...] = ()

    @property
    def writes(self) -> tuple[Change, ...]:
        """Return the changes that would alter the target."""
        return tuple(change for change in self.changes if change.action != "keep")


Memory = Mapping[str, Any]
"""What a sink wants to remember between runs: plain JSON data, kept by the pipeline."""
