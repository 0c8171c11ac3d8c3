"""What the rows of a list together show of how each is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import Day, Frame, Order, proven, read_when
from reseau_sync_csv.dates.values import Rule, Weekdays
from reseau_sync_csv.headers import DATE_ROLES, Head
from reseau_sync_csv.layouts import is_date
from reseau_sync_csv.table import Row
from reseau_sync_csv.tidy import clean

_PAIR = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-])")


def with_orders(frame: Frame, texts: Iterable[str], head: Head | None, dayfirst: bool | None) -> Frame:
    """Return the frame with the order of day and month that the dates of the sheet prove."""
    if dayfirst is not None:
        order: Order = "dmy" if dayfirst else "mdy"
        return replace(frame, slashed=order, dashed=order)
    pairs = [found for text in texts for found in _PAIR.finditer(text)]
    days = [Day(int(a), int(b), None, mark=mark) for a, mark, b, year in (found.groups() for found in pairs)
            if mark == "/" or year]  # fmt: skip
    english = head is not None and head.english
    slashed, dashed = (proven(days, mark, english=english) for mark in "/-")
    if head is not None and _is_events_calendar(head):
        # That program reads 05/06 as in the United States and 05-06 as in Europe, by definition.
        slashed = "mdy" if slashed == "unknown" else slashed
        dashed = "dmy" if dashed == "unknown" else dashed
    return replace(frame, slashed=slashed, dashed=dashed)


def _is_events_calendar(head: Head) -> bool:
    names = {fold(name) for name in head.names}
    return "event start date" in names or {"event name", "venue name", "start date"} <= names


def continuous(head: Head) -> bool:
    """Say whether each hour stands beside its day (start, hour, end, hour), as in exports of one long event."""
    order = [role for role in head.roles if role in ("start_date", "start_time", "end_date", "end_time")]
    return order == ["start_date", "start_time", "end_date", "end_time"]


def _date_cells(row: Row, head: Head) -> str:
    columns = (at for at, role in enumerate(head.roles) if role in DATE_ROLES and role != "start")
    return " ".join(clean(row.cells[at]) for at in columns if at < len(row.cells)).strip()


def merging(data: Sequence[Row], head: Head) -> tuple[bool, bool]:
    """Return whether dates are repeated on rows of the same day, and whether some rows leave them blank."""
    repeats = merging = False
    before = ""
    for row in data:
        if row.problem is not None or row.blank or sum(1 for cell in row.cells if not cell.isspace() and cell) < 2:
            before = ""
            continue
        text = _date_cells(row, head)
        repeats = repeats or (bool(text) and text == before and is_date(text))
        merging = merging or (not text and bool(before))
        before = text or before
    return repeats, merging


def is_of_habits(data: Sequence[Row], head: Head) -> bool:
    """Say whether a list is one of recurrences: then "mardi" among "du lundi au vendredi" is every one."""
    found = [read_when(text) for row in data[:500] if (text := _date_cells(row, head))]
    read = [each for each in found if isinstance(each, tuple)]
    # "mardi 14h-16h et jeudi 10h-12h" is a habit as "tous les mardis" is.
    habits = any(
        isinstance(each[0].what, Rule) or (len(each) > 1 and isinstance(each[0].what, Weekdays)) for each in read
    )
    return habits and all(isinstance(each[0].what, (Rule, Weekdays)) for each in read)


def has_loose_cells(data: Sequence[Row], width: int) -> bool:
    """Say whether cells beyond the headers are the habit of a sheet, not a slip of a row."""
    wide = sum(1 for row in data if any(cell.strip() for cell in row.cells[width:]))
    return wide * 3 >= max(len(data), 3) and wide >= 3


def tells_apart(data: Sequence[Row], at: int | None) -> bool:
    """Say whether what stands in a column of identifiers is never twice the same."""
    if at is None:
        return False
    ids = [row.cells[at].strip() for row in data if at < len(row.cells) and row.cells[at].strip()]
    return len(set(ids)) == len(ids)
