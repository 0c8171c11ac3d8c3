"""The outcome of a merge, as values: merged events with all their contributors, conflicts, health, and plans.

Nothing here knows a file, a clock or a format. The grain of identity is (UID, RECURRENCE-ID).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from reseau_sync.differences import Difference
from reseau_sync.entry import Entry, Rejected
from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Time


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
class Evidence:
    """One reason for or against two entries stating the same event.

    ``code`` names a row of the rule table (docs/design/matching.md); ``weight`` is what it adds to the score, in
    log-odds: positive speaks for one event, negative for two.
    """

    code: str
    weight: float
    words: Words


@dataclass(frozen=True, slots=True)
class Statement:
    """One event as one UID states it: its versions, the winning one first (law 4), and its part in a group.

    ``at``: it states no more than the occurrence of the group's series whose original start that is; ``of``: of its own
    series, only this occurrence is meant. Both ``None``: it states the whole. ``stale``: it still shows a time from
    which the event was moved, and is never published. ``partial``: a series that states some of the group's occurrences
    and not all: its repetition is not the group's. ``evidence``: what it was joined to the group on (``decision``
    where a person said so); empty for the first.
    """

    members: tuple[Member, ...]
    at: Time | None = None
    of: Time | None = None
    stale: bool = False
    partial: bool = False
    evidence: tuple[Evidence, ...] = ()

    @property
    def winner(self) -> Entry:
        """Return the version that won: of a series its master."""
        return self.members[0].entry


@dataclass(frozen=True, slots=True)
class Group:
    """The entries that state one event, in a stable order, and the UID under which it is published.

    ``statements`` are those whose home this group is, the first of which gives the group its form (the series, where
    there is one). ``guests`` are single occurrences of series that have their home in another group. ``elsewhere``
    are the original starts of this group's series that are published there, as a part of another group.
    """

    uid: str
    statements: tuple[Statement, ...]
    guests: tuple[Statement, ...] = ()
    elsewhere: tuple[Time, ...] = ()

    @property
    def members(self) -> tuple[Member, ...]:
        """Return every entry whose home this group is: each is a member of exactly one group."""
        return tuple(member for statement in self.statements for member in statement.members)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two groups, by UID, that are perhaps the same event: a person may say. ``left`` is less than ``right``.

    ``entries`` are the two that look most alike; ``score`` is the sum of the weights of the ``evidence``. ``at``: of
    each that repeats, the original start of the occurrence that was compared.
    """

    left: str
    right: str
    entries: tuple[Entry, Entry]
    score: float
    evidence: tuple[Evidence, ...] = ()
    at: tuple[Time | None, Time | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided of two events: that they are the ``same``, or that they are ``different``.

    Each is named by lasting keys (merge.naming.lasting_key) of entries of theirs; any key of a statement stands for all
    of it. A decision outranks every score; where two contradict each other, ``different`` holds.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a person should know: ``code`` (``uid-collision``, ``stale-copy``), the entries, and a sentence.

    A sink has no entries to name: its sentence names the event.
    """

    code: str
    entries: tuple[Entry, ...]
    reason: Words


@dataclass(frozen=True, slots=True)
class Identified:
    """Which entries state the same event, and which perhaps do."""

    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What some calendars say where others say otherwise: the value in words, the entries, and whose calendars."""

    value: Words
    entries: tuple[Entry, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something in which the calendars that state one event differ, and that a person must know.

    ``code``: ``time``, ``date``, ``place``, ``cancelled`` (said by some of them), ``withdrawn`` (some state it no
    longer), ``stale`` (an old time that some still show) or ``lead``. ``said``: each version, first the one that is
    published; ``at``: the original start of the occurrence of a series that it is about.
    """

    code: Literal["time", "date", "place", "cancelled", "withdrawn", "stale", "lead"]
    said: tuple[Said, ...]
    at: Time | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged event: what is published, the group it was made of, and in what its calendars differ.

    ``fields``: for an event that several UIDs state, the entries that each field was taken from; empty where all comes
    from the one statement. ``occurrences``: the same for each occurrence of a series that several state, by its
    RECURRENCE-ID.
    """

    event: AnyEvent
    group: Group
    fields: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    occurrences: Mapping[str, Mapping[str, tuple[Entry, ...]]] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()

    def taken_from(self, name: str) -> tuple[Entry, ...]:
        """Return the entries that state the field ``name`` as it is published; none where nobody states it."""
        if name in self.fields or len(self.group.statements) + len(self.group.guests) > 1:
            return self.fields.get(name, ())
        return (self.group.statements[0].winner,)


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
    """One thing that a sink would do. ``before`` is what the target must still hold for it (an ETag, a digest).

    ``about`` is what a person would see of it, where it concerns one event.
    """

    action: Literal["create", "update", "delete", "keep"]
    key: str
    reason: str
    data: bytes | None = None
    before: str | None = None
    about: Difference | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sink would do, as data: a dry run prints it, applying it does it.

    ``conflicts``: what of the events the target will not show as they are, or shows against a person's edit. ``note``:
    what the sink found while planning and wants to have when the plan is applied, as JSON. ``again``: the target is to
    be looked at by the next run, whether anything changed or not.
    """

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    note: str = field(default="", compare=False)
    again: bool = False

    @property
    def writes(self) -> tuple[Change, ...]:
        """Return the changes that would alter the target."""
        return tuple(change for change in self.changes if change.action != "keep")


Memory = Mapping[str, Any]
"""What a sink wants to remember between runs: plain JSON data, kept by the pipeline.

The key ``conflicts``, where a sink has it, holds those that stand, as :func:`told_in` reads them.
"""


def as_memory(conflicts: Iterable[Conflict]) -> list[dict[str, str]]:
    """Return conflicts of a target as a sink remembers them."""
    return [{"code": each.code, "fr": each.reason.fr, "en": each.reason.en} for each in conflicts]


def told_in(memory: Memory) -> tuple[Conflict, ...]:
    """Return the conflicts that stand in a target, as its sink remembers them."""
    return tuple(Conflict(each["code"], (), Words(each["fr"], each["en"])) for each in memory.get("conflicts", ()))
