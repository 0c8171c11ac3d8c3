"""What the guard may say of what vanished, where it is not known for sure how much that is."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.stateful.calendars import Content

HOLD_DAYS = 7
_FEW = 5
_SHRINK_LIMIT = 0.30
NOTHING: frozenset[Content] = frozenset()


@dataclass(frozen=True)
class Hold:
    """What is held for sure, what is held or has left its window, and between which days the hold began."""

    surely: frozenset[Content]
    perhaps: frozenset[Content]
    earliest: dt.date
    latest: dt.date

    def among(self, alive: frozenset[Content]) -> Hold | None:
        """Return what is left of the hold among what is alive."""
        surely, perhaps = self.surely & alive, self.perhaps & alive
        return Hold(surely, perhaps, self.earliest, self.latest) if surely | perhaps else None


@dataclass(frozen=True)
class Vanished:
    """What a good reading no longer states of what was alive and is still to come.

    ``followed``: those that may be stated in other words, of which at most ``newcomers`` are; ``left``: those that may
    have left the window. ``stated``: all that it states, also in other words; ``staying``: how much of that was ahead.
    """

    missing: frozenset[Content]
    followed: frozenset[Content]
    left: frozenset[Content]
    newcomers: int
    stated: frozenset[Content]
    staying: int


@dataclass(frozen=True)
class Judged:
    """What must be held, what must be let go, and the hold as far as it is known."""

    held: frozenset[Content]
    freed: frozenset[Content]
    hold: Hold | None


def judged(vanished: Vanished, hold: Hold | None, today: dt.date) -> Judged:
    """Judge what vanished under every reading of what is not known, and return what all agree on."""
    known = hold or Hold(NOTHING, NOTHING, today, today)
    groups = {
        "old": vanished.missing & known.surely,
        "either": vanished.missing & known.perhaps,
        "new": vanished.missing - known.surely - known.perhaps,
    }
    verdicts: dict[str, set[bool]] = {"old": set(), "new": set()}
    for over in {(today - day).days >= HOLD_DAYS for day in (known.earliest, known.latest)}:
        for old, new, returned, staying in _cases(vanished, groups, known):
            if old:
                kept = not over and (returned == 0 or is_suspect(old, returned))
                verdicts["old"].add(kept)
            if new:
                verdicts["new"].add(is_suspect(new, staying))
    verdicts["either"] = verdicts["old"] | verdicts["new"]
    held = frozenset().union(*(groups[each] for each in groups if verdicts[each] == {True})) - vanished.followed
    freed = frozenset().union(*(groups[each] for each in groups if verdicts[each] == {False})) - vanished.left
    anew = verdicts["new"] if groups["new"] or groups["either"] else {False}
    since = {
        "earliest": today if anew == {True} or hold is None else hold.earliest,
        "latest": today if True in anew or hold is None else hold.latest,
    }
    return Judged(held, freed, Hold(vanished.missing - vanished.left, vanished.missing & vanished.left, **since))


def _cases(
    vanished: Vanished, groups: dict[str, frozenset[Content]], hold: Hold
) -> Iterator[tuple[int, int, int, int]]:
    """Give every (held before, vanished now, held before and stated again, staying) that may be."""
    returned = len(vanished.stated & hold.surely), len(vanished.stated & hold.perhaps)
    span = {
        name: (range(len(group & vanished.followed) + 1), range(len(group & vanished.left) + 1))
        for name, group in (("old", groups["old"]), ("new", groups["new"] | groups["either"]))
    }
    for old_followed, old_left, new_followed, new_left, either, again in itertools.product(
        *span["old"], *span["new"], range(len(groups["either"]) + 1), range(returned[1] + 1)
    ):
        old = len(groups["old"]) - old_followed - old_left + either
        new = len(groups["new"]) + len(groups["either"]) - new_followed - new_left - either
        if old >= 0 and new >= 0 and old_followed + new_followed <= vanished.newcomers:
            staying = vanished.staying + old_followed + new_followed
            yield old, new, returned[0] + again + old_followed, staying


def is_suspect(missing: int, staying: int) -> bool:
    return missing > 0 and (staying == 0 or (missing >= _FEW and missing > _SHRINK_LIMIT * (missing + staying)))
