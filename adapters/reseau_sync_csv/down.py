"""A matrix with days down its side: where it begins, what heads its columns, and what stands beside its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reseau_sync_csv.across import day_in, names_week, number_in, parts_of_day
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Times, read_times
from reseau_sync_csv.headers import role_of
from reseau_sync_csv.table import Row
from reseau_sync_csv.tidy import clean

_SAMPLE = 60
"""So many rows tell what stands down the side."""
_BESIDE = frozenset(("place", "commune", "organisation"))
_LISTED = frozenset(("activity", "services", "contact", "notes", "status", "cancelled", "organisation"))
"""What no heading of a matrix with days down its side is called."""


@dataclass(frozen=True, slots=True)
class DownLayout:
    """A matrix with days down the first column: its headings by column, and the columns of labels beside the days."""

    heads: Mapping[int, str]
    labels: tuple[int, ...]
    start: int
    header: int
    numbered: bool = False
    dated: bool = False
    weeks: bool = False


def is_time(text: str) -> bool:
    """Say whether a cell holds hours and nothing else."""
    found = read_times(text) if text else None
    return isinstance(found, Times) and bool(found.hours)


def down(sheet: Sequence[Row], at: int, desk: Desk) -> DownLayout | None:
    """Return the matrix that the row at ``at`` heads, ``None`` where the rows below have no days at their side."""
    names = [clean(cell) for cell in sheet[at].cells]
    if day_in(names[0]) is not None:
        return None
    below = [[clean(cell) for cell in row.cells] for row in sheet[at + 1 : at + 1 + _SAMPLE] if row.problem is None]
    below = [cells for cells in below if any(cells)]
    firsts = [cells[0] for cells in below if cells and cells[0]]
    days = sum(day_in(each) is not None for each in firsts)
    numbered = False
    if days < 2 or days * 10 < len(firsts) * 6:
        numbered = role_of(names[0]) == "date" and _counts_up(firsts)
        if not numbered:
            return None
    dated = len(names) > 2 and role_of(names[1]) == "date" and all(each[:1].isdecimal() for each in column_of(below, 1))
    first = 2 if dated else 1
    halves = first < len(names) and bool(parts_of_day(names[first]))
    labels = (first,) if len(names) > first + 1 and not halves and _are_times(column_of(below, first)) else ()
    heads = {column: name for column, name in enumerate(names) if column >= first + len(labels) and name}
    parts = [column for column, name in heads.items() if len(parts_of_day(name)) == 1 or is_time(name)]
    if len(parts) >= 2:
        # Beside half days or hours, a place is one of the row.
        beside = tuple(column for column in heads if column not in parts and role_of(heads[column]) in _BESIDE)
        heads = {column: name for column, name in heads.items() if column in parts or role_of(name) is None}
        labels = (*labels, *beside)
    others = [] if len(parts) >= 2 else [column for column in heads if _all_times(column_of(below, column))]
    known = [name for name in heads.values() if desk.places.recognise(name) or desk.organisations.exact(name)]
    roles = [role_of(name) for name in heads.values()]
    listed = sum(role in _LISTED for role in roles)
    if (
        not heads
        or (others and not known)
        or listed > 1
        or any(role in ("title", "activity", "date") for role in roles)
    ):
        return None
    return DownLayout(heads, labels, at + 1, at, numbered, dated, weeks=_is_week_column(names[0]))


def _is_week_column(name: str) -> bool:
    """Say whether the first column holds weeks; the name of one week heads the days of it."""
    return role_of(name) == "week" and not names_week(name)


def _counts_up(firsts: Sequence[str]) -> bool:
    numbers = [int(each) for each in firsts if number_in(each) is not None]
    return len(numbers) >= 3 and numbers == sorted(set(numbers)) and len(numbers) * 10 >= len(firsts) * 8


def column_of(table: Iterable[Sequence[str]], at: int) -> list[str]:
    """Return what is filled in of a column."""
    return [cells[at] for cells in table if at < len(cells) and cells[at]]


def _are_times(cells: Sequence[str]) -> bool:
    found = [read_times(cell) for cell in cells]
    times = sum(isinstance(each, Times) and bool(each.hours or each.words) for each in found)
    return bool(cells) and times * 10 >= len(cells) * 7


def _all_times(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and all(is_time(cell) for cell in cells)
