"""Unfolding one event into its occurrences within a window (RFC 5545, 3.8.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from reseau_sync.model import AnyEvent, Recurrence
from reseau_sync.model.time import Date, Time, local_of, same_form
from reseau_sync.occurrences.blocks import too_many
from reseau_sync.occurrences.clock import AROUND, CLOCK_CHANGE, instant_of, instant_seconds
from reseau_sync.occurrences.placing import Variants, replacements
from reseau_sync.occurrences.plan import DAY, local_at, seconds_of
from reseau_sync.occurrences.series import Series

Span: TypeAlias = tuple[int, int]
"""The instants at which an occurrence starts and ends."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence: when it is, and the event that states it (the override that applies, else the master).

    ``end`` is exclusive, ``None`` where the event states none. ``recurrence_id`` is the original start in the
    master's form (RFC 5545, 3.8.4.4), ``None`` for an event that does not recur.
    """

    start: Time
    end: Time | None
    event: AnyEvent
    recurrence_id: Time | None


def expand(
    event: AnyEvent,
    after: dt.datetime,
    before: dt.datetime,
    *,
    day_zone: str = "Europe/Paris",
    limit: int = 100_000,
) -> tuple[Occurrence, ...]:
    """Return the occurrences of ``event`` that overlap [after, before), sorted by their instants.

    One without duration counts at its instant; a date lasts from midnight to midnight in the IANA zone ``day_zone``,
    one day where it states no end. Cancelled overrides are returned: the caller reads ``status``.

    :param after: an aware datetime, as is ``before``
    :param limit: how many occurrences there may be
    :raises OccurrenceError: ``too-many-occurrences`` where there are more, or they cannot be reached in bounded time;
        ``unreadable-rule`` or ``unsupported-rscale`` for a rule that cannot be unfolded
    :raises ValueError: for a window of naive datetimes
    """
    window = instant_seconds(after), instant_seconds(before)
    if window[0] >= window[1]:
        return ()
    if event.recurrence is None and not event.overrides:
        found = Occurrence(event.start, event.end, event, event.recurrence_id)
        return (found,) if _overlaps(_span(found, day_zone), window) else ()
    inside = [
        (span, each)
        for span, each in _Unfolding(event, window, day_zone, limit).occurrences()
        if _overlaps(span, window)
    ]
    if len(inside) > limit:
        raise too_many()
    return tuple(each for _, each in sorted(inside, key=lambda pair: pair[0]))


def _span(occurrence: Occurrence, day_zone: str, known: int | None = None) -> Span:
    """Return when the occurrence is; ``known`` is the instant of its start, where somebody found it already."""
    start = instant_of(occurrence.start, day_zone) if known is None else known
    end = start if occurrence.end is None else instant_of(occurrence.end, day_zone)
    if end > start:
        return start, end
    if isinstance(occurrence.start, Date):
        following = same_form(occurrence.start, local_at(seconds_of(local_of(occurrence.start)) + DAY))
        return start, instant_of(following, day_zone)
    return start, start


def _overlaps(span: Span, window: Span) -> bool:
    return span[0] < window[1] and (span[1] > window[0] or span[0] >= window[0])


class _Unfolding:
    """One series and one window."""

    def __init__(self, event: AnyEvent, window: Span, day_zone: str, limit: int) -> None:
        self._event = event
        self._day_zone = day_zone
        self._series = Series(event.start, event.recurrence or Recurrence(), day_zone, limit)
        self._clock = self._series.frame.clock
        self._variants = Variants(event, self._series)
        self._window = window
        self._stated_ends = dict(self._series.ends)
        if event.end is not None:
            self._stated_ends.setdefault(self._series.frame.start, event.end)

    def occurrences(self) -> Iterator[tuple[Span, Occurrence]]:
        """Yield all occurrences that may overlap the window, and when they are, in no order."""
        replaced = replacements(self._event, self._series)
        for original, override in replaced.items():
            yield self._overridden(override, self._original_time(original))
        for override in self._event.overrides:
            if override.recurrence_id is None:
                yield self._overridden(override, None)
        last = None
        for start in self._series.originals(*self._reach()).starts:
            instant = self._clock.instant(start)
            if start not in replaced and instant != last:  # a skipped time and a real one can be the same instant
                yield self._occurrence(start, instant)
            last = instant

    def _reach(self) -> Span:
        """Return the local window in which original starts may lie that show in the window."""
        lower, upper = self._clock.bounds(*self._window)
        later, earlier = self._variants.reach()
        later = max([later, *(self._period_length(start) for start in self._series.ends)])
        slack = CLOCK_CHANGE if later or earlier else 0
        if self._series.excluded:
            slack = AROUND  # what they name may lie just outside, and what lies inside must not be taken for it
        return lower - later - slack, upper + earlier + slack

    def _period_length(self, start: int) -> int:
        return instant_of(self._series.ends[start], self._day_zone) - self._clock.instant(start)

    def _occurrence(self, original: int, instant: int) -> tuple[Span, Occurrence]:
        variant = self._variants.of(original)
        start = variant.start(original)
        unmoved = variant.since is None
        stated = self._stated_ends.get(original) if unmoved else None
        end = stated or variant.length.end_from(start)
        found = Occurrence(start, end, variant.event, start if unmoved else self._original_time(original))
        return _span(found, self._day_zone, instant if unmoved else None), found

    def _overridden(self, override: AnyEvent, original: Time | None) -> tuple[Span, Occurrence]:
        found = Occurrence(override.start, override.end, override, original)
        return _span(found, self._day_zone), found

    def _original_time(self, original: int) -> Time:
        return same_form(self._event.start, local_at(original))
