"""The blocks of a matrix: what the headers of each, the names of weeks and the rows between say of its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.across import Across, across, day_in, hours_across, in_weeks, names_week, on_another_day
from reseau_sync_csv.dates import Day, Days, Frame, Times, When, day_of_title, read_label
from reseau_sync_csv.grid import GridReader, Label, heading
from reseau_sync_csv.layouts import GridLayout, Layout
from reseau_sync_csv.tidy import clean

TOTAL = re.compile(r"^(?:sous )?totaux?\b|^(?:sous )?total\b|^nombre\b|^nb\b")


def rows_above(layout: Layout) -> int:
    """Return how many rows stand above a table and its headers."""
    weeks = isinstance(layout, GridLayout) and bool(layout.across.weeks)
    return max(layout.header - weeks, 0)


def begun(shape: Across, reader: GridReader, base: Frame) -> Across:
    """Return a block of a matrix with what the names of weeks in its headers say; the reader takes up the rest."""
    if shape.weeks:
        shape, reader.label_problem = in_weeks(shape, base)
    elif shape.week and (found := heading([shape.week], reader.frame, base)) is not None:
        reader.frame, reader.label_problem = found
    return shape


def take_week(corner: Sequence[str], reader: GridReader) -> None:
    """Take up the name of the week that stands in the corner of a matrix."""
    found = heading(corner, reader.frame, reader.frame) if corner and names_week(clean(corner[0])) else None
    if found is not None:
        reader.frame, reader.label_problem = found


def turned(shape: Across, cells: Sequence[str]) -> Across | None:
    """Return the hours of one day on the day that a row names, ``None`` where it names one in another way."""
    filled = [cell for cell in cells if cell]
    again = hours_across(cells, replace(next(iter(shape.days.values())), times=Times()))
    if again is not None:
        return again
    day = day_of_title(filled[0]) if filled else None
    if day is not None and not day.times.hours and len(filled) == 1:
        return on_another_day(shape, day)
    return None if filled and (day is not None or day_in(filled[0]) is not None) else shape


def header_again(
    cells: Sequence[str], below: Sequence[str] | None, above: Sequence[str] | None
) -> tuple[Across | None, int]:
    """Return the days of a row that heads another block of a matrix, and how many rows of half days follow it."""
    bare = across(cells, above=above)
    if bare is None:
        return None, 0
    both = across(cells, below, above) if below is not None else None
    return (both, 1) if both is not None and both.days != bare.days else (bare, 0)


def remark_of(cells: Sequence[str], shape: Across) -> str:
    """Return what stands right of the days: remarks on the row, but not sums."""
    last = max(shape.days)
    told = (cell for at, cell in enumerate(cells) if at > last and not TOTAL.match(fold(shape.other.get(at, ""))))
    return ", ".join(text for text in told if any(each.isalpha() for each in text))


def numbered_day(day: When, number: int) -> When:
    """Return the day of a number that stands under a weekday."""
    weekday = day.what.weekdays[0] if not isinstance(day.what, Days) and hasattr(day.what, "weekdays") else None
    return replace(day, what=Days((Day(number, weekday=weekday),)))


def week_of(labels: Iterable[Label], frame: Frame) -> Frame:
    """Return the frame of the week that a label of a row names, else that of the rows above."""
    for each in labels:
        text = f"semaine {each.text}" if each.kind == "week" and each.text.isdecimal() else each.text
        label = read_label(text, frame) if each.kind in ("week", "") else None
        if label is not None and label.frame.is_week:
            return replace(label.frame, slashed=frame.slashed, dashed=frame.dashed)
    return frame
