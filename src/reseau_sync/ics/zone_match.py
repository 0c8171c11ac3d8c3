"""Which IANA zone a VTIMEZONE describes, whatever it is called: the one whose clocks stand alike."""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reseau_sync.ics.iana_changes import LAST_YEAR, iana_changes
from reseau_sync.ics.observances import ReadZone
from reseau_sync.model.time import CustomZone, zone_changes
from reseau_sync.model.zones import iana_keys

MAIN_ZONES = (
    "Europe/Paris",
    "Europe/London",
    "Europe/Athens",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Halifax",
    "America/Sao_Paulo",
    "Asia/Jerusalem",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Pacific/Auckland",
)
"""Of zones whose clocks stand alike, these are taken first."""

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local times are counted from it
_FIRST_YEAR = 1970
_SINCE = (2000, 2008)
_WEEK = 7 * 86_400
_FEWEST = 4  # changes that make a likeness more than chance


@dataclass(frozen=True, slots=True)
class Clocks:
    """Offsets over time: the first one, then the instants (seconds since 1970) from which another rules."""

    first: int
    instants: tuple[int, ...]
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, first: int, changes: Iterable[tuple[int, int]]) -> Clocks:
        """Return the clocks that ``changes``, (instant, offset after) in order, describe."""
        told: dict[int, int] = {}
        current = first
        for instant, offset in changes:
            if offset != current:
                told[instant] = current = offset
        return cls(first, tuple(told), tuple(told.values()))

    def at(self, instant: int) -> int:
        """Return the offset at ``instant``."""
        index = bisect.bisect_right(self.instants, instant)
        return self.offsets[index - 1] if index else self.first

    def between(self, start: int, end: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return the offset at ``start``, and the changes after it up to ``end``."""
        low, high = bisect.bisect_right(self.instants, start), bisect.bisect_right(self.instants, end)
        return self.at(start), tuple(zip(self.instants[low:high], self.offsets[low:high], strict=True))


def agrees(read: ReadZone, key: str) -> bool:
    """Say whether the IANA zone ``key`` may be what a VTIMEZONE of that name means.

    It may, unless the two plainly contradict each other: programs leave stale VTIMEZONEs in calendars, but one that was
    never true, in winter and summer of any one year, is of another place. One without a lasting rule speaks only for
    the weeks around its changes. One that tells a single offset and leaves summer time out may still mean a zone that
    has that offset in winter.
    """
    own, known = _custom(read.zone), _iana(key)
    if not read.endless and _some_change_is_known(read.zone, known):
        return True
    since = max(_FIRST_YEAR, min(_year(own.instants[0]), LAST_YEAR) if own.instants else _FIRST_YEAR)
    for year in range(since, LAST_YEAR + 1):
        halves = [calendar.timegm((year, month, 15, 12, 0, 0)) for month in (1, 7)]
        mine, theirs = [own.at(each) for each in halves], [known.at(each) for each in halves]
        if mine == theirs or (not own.instants and own.first == min(theirs)):
            return True
    return False


def _some_change_is_known(custom: CustomZone, known: Clocks) -> bool:
    return any(
        known.at(instant - _WEEK) == before and known.at(instant + _WEEK) == after
        for instant, before, after in _changes(custom)
    )


def matching(read: ReadZone, hints: Sequence[str]) -> str | None:
    """Return the IANA zone whose clocks stand as the VTIMEZONE says over all the years that it speaks for.

    Tried on the longest time first: from its first onset, since 2000, since 2008 (programs write today's rule as if it
    had always been so); up to 2037, or to its last change if it tells no rule that goes on. Of several zones, the first
    of ``hints``, then of :data:`MAIN_ZONES`, then of the alphabet. An offset that never changes is no zone's own, so
    only UTC is recognised.
    """
    return _matching(read.zone, read.endless, tuple(hints))


@functools.lru_cache(maxsize=512)
def _matching(custom: CustomZone, endless: bool, hints: tuple[str, ...]) -> str | None:
    own = _custom(custom)
    if not own.instants:
        return "UTC" if own.first == 0 else None
    for start, end in _windows(own, endless):
        wanted = own.between(start, end)
        if len(wanted[1]) < _FEWEST:
            continue
        found = next((key for key in _candidates(hints) if _iana(key).between(start, end) == wanted), None)
        if found:
            return found
    return None


def _windows(own: Clocks, endless: bool) -> Iterator[tuple[int, int]]:
    first = max(calendar.timegm((_FIRST_YEAR, 1, 1, 0, 0, 0)), own.instants[0])
    starts = [first, *(start for year in _SINCE if (start := calendar.timegm((year, 1, 1, 0, 0, 0))) > first)]
    last = calendar.timegm((LAST_YEAR + 1, 1, 1, 0, 0, 0)) - 1
    for start in starts:
        yield start, last
        if not endless:
            yield start, own.instants[-1]


def _candidates(hints: tuple[str, ...]) -> Iterator[str]:
    yield from hints
    yield from MAIN_ZONES
    yield from _every_zone()


@functools.cache
def _every_zone() -> tuple[str, ...]:
    # Ids without a place (EST5EDT, Etc/GMT-1) are there for old programs.
    return tuple(sorted(key for key in iana_keys() if "/" in key and not key.startswith(("Etc/", "US/", "SystemV/"))))


@functools.lru_cache(maxsize=256)
def _custom(custom: CustomZone) -> Clocks:
    changes = _changes(custom)
    offsets = {after for _, _, after in changes}
    # An offset that is told by a single onset is taken to have stood before it too.
    first = changes[0][1] if len(offsets) > 1 else changes[0][2]
    return Clocks.of(first, [(instant, after) for instant, _, after in changes])


def _changes(custom: CustomZone) -> list[tuple[int, int, int]]:
    """Return (instant, offset before, offset after) of each change of a custom zone, in order."""
    return [
        (int((local - _EPOCH).total_seconds()) - before, before, after) for local, before, after in zone_changes(custom)
    ]


@functools.lru_cache(maxsize=1024)
def _iana(key: str) -> Clocks:
    data = iana_changes(key)
    return Clocks.of(data.first.offset, [(each.instant, each.after) for each in data.changes])


def _year(instant: int) -> int:
    return (_EPOCH + dt.timedelta(seconds=instant)).year
