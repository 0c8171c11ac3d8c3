"""Are two readings of a calendar the same?"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from reseau_sync.model.zones import zone

from .engines import Occ

Shown: TypeAlias = tuple[str, str, bool]
"""Start, end (exclusive) and whether cancelled: what must be the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one side shows of a UID and the other does not."""

    missing: Counter[Shown]
    extra: Counter[Shown]

    def __str__(self) -> str:
        """Return a few of them, for the message of a failed test."""
        said = [f"missing {shown}" for shown in sorted(self.missing.elements())[:3]]
        said += [f"extra {shown}" for shown in sorted(self.extra.elements())[:3]]
        return f"{sum(self.missing.values())} missing, {sum(self.extra.values())} extra: " + "; ".join(said)


def differences(
    expected: Iterable[Occ], found: Iterable[Occ], floating_zone: str | None = None
) -> dict[str, Difference]:
    """Return, for each UID that is not shown alike, how.

    Where one side does not know a zone, both are compared by their local times. ``floating_zone`` (IANA) is the zone
    in which floating times are read; ``None`` keeps floating times and instants apart.
    """
    left, right = _by_uid(expected), _by_uid(found)
    differing: dict[str, Difference] = {}
    for uid in sorted(left.keys() | right.keys()):
        by_wall = any(occ.unresolved for occ in (*left[uid], *right[uid]))
        before = Counter(_shown(occ, by_wall, floating_zone) for occ in left[uid])
        after = Counter(_shown(occ, by_wall, floating_zone) for occ in right[uid])
        if before != after:
            differing[uid] = Difference(before - after, after - before)
    return differing


def _by_uid(occurrences: Iterable[Occ]) -> defaultdict[str, list[Occ]]:
    groups: defaultdict[str, list[Occ]] = defaultdict(list)
    for occ in occurrences:
        groups[occ.uid].append(occ)
    return groups


def _shown(occ: Occ, by_wall: bool, floating_zone: str | None) -> Shown:
    if by_wall:
        return occ.wall_start, occ.wall_end, occ.cancelled
    return _instant(occ.start, floating_zone), _instant(occ.end, floating_zone), occ.cancelled


def _instant(text: str, floating_zone: str | None) -> str:
    if floating_zone is None or len(text) == len("2026-10-01") or text.endswith("Z"):
        return text
    local = dt.datetime.fromisoformat(text).replace(tzinfo=zone(floating_zone))
    return f"{local.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
