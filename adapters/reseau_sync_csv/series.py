"""Rows back into series: an exception (a row with ``instance``) goes under the event that it is an exception to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reseau_sync.entry import Entry, Where
from reseau_sync.model import AnyEvent


@dataclass(slots=True)
class Stated:
    """One event as its row states it, and the exceptions found for it."""

    event: AnyEvent
    where: Where
    overrides: list[AnyEvent] = field(default_factory=list)

    def whole(self) -> AnyEvent:
        """Return the event with its exceptions."""
        return self.event.model_copy(update={"overrides": tuple(self.overrides)}) if self.overrides else self.event


def entries_of(source: str, stated: Sequence[Stated]) -> tuple[Entry, ...]:
    """Return the entries of a sheet in its order, each exception under its master.

    The master is the nearest row above with the same identifier, else the first below. A row without identifier is an
    exception to the row above it, if that has none either and repeats. An exception without master stays by itself.
    """
    first: dict[str, Stated] = {}
    for each in stated:
        if each.event.uid is not None and each.event.recurrence_id is None:
            first.setdefault(each.event.uid, each)
    nearest: dict[str, Stated] = {}
    above: Stated | None = None
    kept: list[Stated] = []
    for each in stated:
        uid = each.event.uid
        if each.event.recurrence_id is None:
            above = each
            kept.append(each)
            if uid is not None:
                nearest[uid] = each
            continue
        master = _series_above(above) if uid is None else nearest.get(uid) or first.get(uid)
        if master is None:
            kept.append(each)
        else:
            master.overrides.append(each.event)
    return tuple(Entry.of(source, each.whole(), each.where) for each in kept)


def _series_above(above: Stated | None) -> Stated | None:
    return above if above and above.event.uid is None and above.event.recurrence is not None else None
