"""Rows of a sheet that stayed where they were: told by the rows around them, never by their numbers.

Rows are inserted, struck out and sorted, so a number says nothing. But a row that stands between the same two rows as
one that is missing is most often that row, edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from reseau_sync.merge.likeness import Traits

_Gap: TypeAlias = tuple[int | None, int | None]
"""The settled pairs right above and right below, by their number; ``None`` at an end of the sheet."""


class Rows:
    """The rows of two readings, and which of them are settled. Entries without a row are in no gap."""

    def __init__(self, known: Sequence[Traits], stated: Sequence[Traits], settled: Iterable[tuple[Traits, Traits]]):
        before: dict[int, int] = {}
        now: dict[int, int] = {}
        for number, (one, other) in enumerate(settled):
            if _is_a_row(one) and _is_a_row(other):
                before[id(one)] = now[id(other)] = number
        live = [each for each in known if each.standing is not None and each.standing.state == "live"]
        self._before = _gaps(live, before)
        self._now = _gaps(stated, now)

    def in_place(self, before: Traits, now: Traits) -> bool:
        """Say whether two rows stand between the same two settled ones (or the same one and the end of the sheet)."""
        gap = self._before.get(id(before))
        return gap is not None and gap != (None, None) and gap == self._now.get(id(now))

    @staticmethod
    def are_of_a_list(before: Traits, now: Traits) -> bool:
        """Say whether both are rows of a list; what stands in a cell of a matrix has its day from where it stands."""
        return all(_is_a_row(each) and each.entry.where.column is None for each in (before, now))


def _is_a_row(each: Traits) -> bool:
    return each.entry.where.row is not None


def _gaps(entries: Iterable[Traits], settled: dict[int, int]) -> dict[int, _Gap]:
    """Return the gap of every row that is not settled."""
    files: defaultdict[str, list[Traits]] = defaultdict(list)
    for each in entries:
        if _is_a_row(each):
            files[each.entry.where.file or ""].append(each)
    found: dict[int, _Gap] = {}
    for rows in files.values():
        rows.sort(key=_position)
        above: int | None = None
        waiting: list[tuple[Traits, int | None]] = []
        for each in rows:
            number = settled.get(id(each))
            if number is None:
                waiting.append((each, above))
                continue
            found.update({id(one): (over, number) for one, over in waiting})
            waiting, above = [], number
        found.update({id(one): (over, None) for one, over in waiting})
    return found


def _position(each: Traits) -> tuple[object, ...]:
    where = each.entry.where
    return (where.row or 0, where.column or 0, each.order)
