"""The occurrences by which events are compared, each event unfolded once for all audiences that see it."""

from __future__ import annotations

from typing import TypeAlias

from reseau_sync.errors import OccurrenceError
from reseau_sync.merge.moment import is_series
from reseau_sync.merge.window import Window
from reseau_sync.model import AnyEvent
from reseau_sync.model.time import Time
from reseau_sync.occurrences import expand

MOST = 2_000
"""A series with more occurrences in the window than this is not compared: nobody writes it for people."""

Occurring: TypeAlias = tuple[AnyEvent, Time, Time | None, Time | None]
"""The event that states an occurrence, its start, end and original start."""


class Unfolded:
    """The series unfolded so far within the window last asked for.

    A series is known by its identity, and held, so that no other takes its place. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._kept: tuple[object, dict[int, tuple[AnyEvent, list[Occurring]]]] = None, {}
        self.unfolded = 0

    def of(self, event: AnyEvent, window: Window, timezone: str) -> list[Occurring]:
        """Return each occurrence to compare; none where the event cannot be unfolded."""
        if not is_series(event):
            return [(event, event.start, event.end, None)]
        within, known = self._kept
        if within != (window, timezone):
            known = {}
            self._kept = (window, timezone), known
        found = known.get(id(event))
        if found is None:
            found = known[id(event)] = event, _occurrences(event, window, timezone)
            self.unfolded += 1
        return found[1]


def _occurrences(event: AnyEvent, window: Window, timezone: str) -> list[Occurring]:
    try:
        found = expand(event, *window, day_zone=timezone, limit=MOST)
    except OccurrenceError:
        return []
    # A lone instance with siblings has no rule: what it says of itself is all that there is.
    return [(one.event, one.start, one.end, one.recurrence_id) for one in found]
