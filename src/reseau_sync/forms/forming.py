"""From the events of a feed to the plain events that are written, in the form that the feed has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from reseau_sync.errors import ConfigError, OccurrenceError, Words
from reseau_sync.forms.coarse import Rounding, delayed, rounded
from reseau_sync.forms.flat import flat
from reseau_sync.forms.full import full
from reseau_sync.model import AnyEvent, Status
from reseau_sync.model.network import Window
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import expand

MOST = 20_000
"""An event with more occurrences than that in a window is refused."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What form a feed has.

    ``today`` is the day from which the window counts, in the IANA zone ``timezone``; ``cancelled``: whether what is
    cancelled is shown at all; ``delay_days`` and ``rounding``: a flat feed tells occurrences so much later, or by the
    hour, half of a day or day alone. A ``window`` of ``None`` leaves a full feed unbounded; what has to be unfolded
    even there is unfolded in the default window.
    """

    flat: bool
    timezone: str
    today: dt.date | None = None
    window: Window | None = None
    cancelled: bool = True
    delay_days: int = 0
    rounding: Rounding | None = None

    def instants(self) -> tuple[dt.datetime, dt.datetime] | None:
        """Return the instants at which the window begins and ends; ``None`` where nobody said which day it is."""
        if self.today is None:
            return None
        window = self.window or Window()
        days = self.today - dt.timedelta(days=window.past), self.today + dt.timedelta(days=window.coming)
        first, last = (dt.datetime.combine(day, dt.time(), zone(self.timezone)).astimezone(dt.UTC) for day in days)
        return first, last


@dataclass(frozen=True, slots=True)
class Formed:
    """The events to write, none with overrides, each under its own UID; and what could not be unfolded (UID, code)."""

    events: tuple[AnyEvent, ...]
    refused: tuple[tuple[str, str], ...] = ()


def formed(events: Iterable[AnyEvent], shape: Shape) -> Formed:
    """Return the events in the form that ``shape`` says, in no order.

    :raises ConfigError: ``no-today`` where a window is to be counted and nobody said which day it is
    """
    window = shape.instants()
    if window is None and (shape.flat or shape.window is not None):
        raise ConfigError("no-today", _NO_TODAY, _SAY_TODAY)
    found: list[AnyEvent] = []
    refused: list[tuple[str, str]] = []
    for event in events:
        try:
            found += _one(event, shape, window)
        except OccurrenceError as error:
            refused.append((event.uid or "", error.code))
    if not shape.cancelled:
        found = [each for each in found if each.status is not Status.CANCELLED]
    return Formed(tuple(_coarse(found, shape)), tuple(refused))


def _coarse(found: list[AnyEvent], shape: Shape) -> list[AnyEvent]:
    if not shape.flat or shape.today is None:
        return found
    shown = delayed(found, shape.delay_days, shape.today, shape.timezone) if shape.delay_days else found
    return [rounded(each, shape.rounding, shape.timezone) for each in shown] if shape.rounding else shown


def _one(event: AnyEvent, shape: Shape, window: tuple[dt.datetime, dt.datetime] | None) -> list[AnyEvent]:
    if shape.flat and window is not None:
        return flat(event, window, shape.timezone, MOST)
    if shape.window is not None and window is not None and not expand(event, *window, day_zone=shape.timezone):
        return []
    return full(event, window, shape.timezone, MOST)


_NO_TODAY = Words(
    "ce flux montre une fenêtre de jours : il faut dire quel jour on est",
    "this feed shows a window of days: somebody must say which day it is",
)
_SAY_TODAY = Words("donnez today=… à render()", "give today=… to render()")
