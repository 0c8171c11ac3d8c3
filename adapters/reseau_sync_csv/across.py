"""The headers of a matrix with days across: a day for each column, with what stands under or above it.

Half days or hours may stand under the days, dates under their weekdays, and the names of two weeks above them; under a
title that names one day, hours alone head the columns.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import Day, Days, Frame, Problem, Times, When, day_of_title, read_label, read_when
from reseau_sync_csv.dates.values import Rule, Weekdays
from reseau_sync_csv.entries import label_times
from reseau_sync_csv.headers import role_of
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.tidy import clean

_WEEK = re.compile(r"\b(?:semaines?|sem|week|wk|s ?\d)")
_HALVES = frozenset(("am", "pm", "m", "a m", "mat", "ap", "ap m", "apm", "s", "journee"))


def day_in(text: str) -> When | None:
    """Return the day that a heading of a matrix names ("lundi 6", "mardi", "mer 8/09 matin"); ``None`` for no day."""
    if not text or len(text) > 60:
        return None
    found = read_when(text)
    if isinstance(found, Problem) or len(found) != 1:
        return None
    when = found[0]
    what = when.what
    if isinstance(what, Rule) and what == Rule("WEEKLY", what.weekdays) and len(what.weekdays) == 1:
        # "le lundi", "Lundis" head a column as "lundi" does.
        return replace(when, what=Weekdays(what.weekdays))
    if isinstance(what, Weekdays) and len(what.weekdays) == 1:
        return when
    if not isinstance(what, Days) or len(what.days) != 1:
        return None
    day = what.days[0]
    return when if day.month is not None or day.weekday is not None else None


def parts_of_day(text: str) -> list[str]:
    """Return the words for a part of the day in a heading."""
    return re.findall(r"\b(?:matin|matinee|apres midi|aprem|midi|soir|soiree|nuit)\b", fold(text))


def number_in(text: str) -> When | None:
    """Return the day of a number alone, which a month above it completes."""
    return When(Days((Day(int(text)),))) if text.isdecimal() and 1 <= int(text) <= 31 else None


@dataclass(frozen=True, slots=True)
class Across:
    """Days across: for each column its day (with its half day), and the columns of labels with their roles.

    ``weeks`` are the names of the weeks above the days of each column, where there are several; ``week`` is the one
    that stands beside the days; ``hourly`` says that the columns are hours of one day.
    """

    days: dict[int, When]
    labels: tuple[tuple[int, str | None], ...]
    other: dict[int, str] = field(default_factory=dict)
    weeks: dict[int, str] = field(default_factory=dict)
    week: str = ""
    hourly: bool = False


def across(
    cells: Sequence[str], below: Sequence[str] | None = None, above: Sequence[str] | None = None
) -> Across | None:
    """Return how a row of days heads a matrix.

    ``below`` is the row under it, which may hold half days or hours; ``above`` the one over it, which may name weeks.
    """
    days = {at: when for at, cell in enumerate(cells) if (when := day_in(clean(cell))) is not None} or _initials(cells)
    if len(days) < 2 or (min(days) == 0 and len(days) < 5):
        return None
    first, last = min(days), max(days)
    between = [cell for at, cell in enumerate(cells) if first < at < last and at not in days and clean(cell)]
    if between or not (len(days) >= 3 or first >= 1):
        return None
    weeks: dict[int, str] = {}
    if not _distinct(days):
        weeks = _weeks_of(days, weeks_in(above)) if above is not None else {}
        if not weeks:
            return None
    week = next((text for at in range(first) if names_week(text := clean(cells[at]))), "")
    labels = tuple((at, None if clean(cells[at]) == week else role_of(clean(cells[at]))) for at in range(first))
    if any(role in ("title", "notes", "date", "when", "start_date") for _, role in labels) and len(days) < 3:
        return None
    halves = half_days(below, days) if below is not None else None
    other = {at: clean(cell) for at, cell in enumerate(cells) if at > last and clean(cell)}
    if halves is not None:
        other = {at: name for at, name in other.items() if at not in halves}
        return Across(halves, labels, other, _over(halves, weeks), week)
    whole = {at: day for at, day in _filled(days).items() if at not in other}
    return Across(whole, labels, other, _over(whole, weeks), week)


# Several weeks side by side.


def names_week(text: str) -> bool:
    """Say whether a heading is the name of one week, be its year known or not."""
    label = read_label(text, Frame()) if text else None
    return label is not None and (label.frame.is_week or (label.problem is not None and bool(_WEEK.search(fold(text)))))


def weeks_in(cells: Sequence[str]) -> dict[int, str]:
    """Return the names of weeks in a row that holds two or more of them, and before them but headers of labels."""
    filled = {at: text for at, cell in enumerate(cells) if (text := clean(cell))}
    names = {at: text for at, text in filled.items() if at and names_week(text)}
    rest = {at: text for at, text in filled.items() if at not in names}
    headed = all(at < min(names, default=0) and role_of(text) for at, text in rest.items())
    return names if len(names) >= 2 and headed else {}


def _weeks_of(days: dict[int, When], names: dict[int, str]) -> dict[int, str]:
    """Return the week of each column of days; none where one begins elsewhere than at its name."""
    made: dict[int, str] = {}
    before = -1
    name = ""
    for at, when in sorted(days.items()):
        weekday = when.what.weekdays[0] if isinstance(when.what, Weekdays) else None
        if weekday is None or (at not in names and (not name or weekday <= before)):
            return {}
        name, before = names.get(at, name), weekday
        made[at] = name
    return made if len(set(made.values())) == len(names) else {}


def _over(columns: dict[int, When], weeks: dict[int, str]) -> dict[int, str]:
    """Return the week of every column, those of merged cells included."""
    starts = sorted(weeks)
    return {at: weeks[max(start for start in starts if start <= at)] for at in columns} if weeks else {}


def in_weeks(shape: Across, frame: Frame) -> tuple[Across, Problem | None]:
    """Return a matrix of several weeks with the date of each day, or what the name of a week lacks."""
    made: dict[int, When] = {}
    for at, when in shape.days.items():
        label = read_label(shape.weeks[at], frame)
        monday = label.frame.first if label is not None and label.frame.is_week else None
        if label is None or label.problem is not None or monday is None or not isinstance(when.what, Weekdays):
            return shape, (label.problem if label is not None else None) or Problem("ambiguous-date")
        weekday = when.what.weekdays[0]
        date = monday + dt.timedelta(days=(weekday - monday.weekday()) % 7)
        if label.frame.last is not None and date > label.frame.last:
            return shape, Problem("ambiguous-date")
        made[at] = replace(when, what=Days((Day(date.day, date.month, date.year, weekday),)))
    return replace(shape, days=made), None


# The hours of one day.


def hours_across(cells: Sequence[str], day: When | None) -> Across | None:
    """Return how a row of hours heads a matrix of one day: that beside them, else ``day``, which a title names."""
    texts = [clean(cell) for cell in cells]
    times = {at: found for at, text in enumerate(texts) if at and text and (found := label_times(text)) is not None}
    if len(times) < 2 or any(not found.hours for found in times.values()) or len(set(times.values())) < len(times):
        return None
    first = min(times)
    if any(text and at not in times for at, text in enumerate(texts) if at > first):
        return None
    own = [each for text in texts[:first] if (each := day_of_title(text)) is not None]
    named = own[0] if len(own) == 1 else day if not own else None
    if named is None or named.times.hours:
        return None
    labels = tuple((at, None if day_of_title(texts[at]) else role_of(texts[at])) for at in range(first))
    if any(role in ("title", "notes", "date", "when", "start_date", "weekday") for _, role in labels):
        return None
    return Across({at: replace(named, times=found) for at, found in times.items()}, labels, hourly=True)


def on_another_day(shape: Across, day: When) -> Across:
    """Return a matrix of the same hours on another day."""
    return replace(shape, days={at: replace(day, times=when.times) for at, when in shape.days.items()})


# The days themselves.


def joined(above: Across, below: Across) -> Across | None:
    """Return the days of two rows of headers, dates in one and their weekdays in the other; ``None`` for others."""
    made: dict[int, When] = {}
    for at, when in below.days.items():
        both = {type(each.what): each for each in (above.days.get(at), when) if each is not None}
        dated, named = both.get(Days), both.get(Weekdays)
        if dated is None or named is None or not isinstance(dated.what, Days) or not isinstance(named.what, Weekdays):
            return None
        day = replace(dated.what.days[0], weekday=named.what.weekdays[0])
        made[at] = replace(dated, what=Days((day,)), times=dated.times if dated.times.hours else named.times)
    return replace(above, days=made)


def _initials(cells: Sequence[str]) -> dict[int, When]:
    """Return the weekdays of a row that holds their initials, L M M J V at least."""
    letters = [fold(each)[:2].rstrip() if len(each.strip()) < 4 else "?" for each in cells]
    for first in range(len(letters) - 4):
        week = letters[first : first + 7]
        if [each[:1] for each in week[:5]] == ["l", "m", "m", "j", "v"]:
            length = 5 + (week[5:6] == ["s"]) + (week[5:7] == ["s", "d"])
            if sum(each in ("l", "m", "j", "v") for each in letters[first + length :]) > 2:
                return {}  # a second week, of which nothing tells which it is
            return {first + at: When(Weekdays((at,))) for at in range(length)}
    return {}


def _distinct(days: dict[int, When]) -> bool:
    named = [(when.what, when.times) for when in days.values()]
    return len(set(named)) == len(named)


def _filled(days: dict[int, When]) -> dict[int, When]:
    """Return the days with those of blank headers between them: a merged cell is over several columns."""
    made: dict[int, When] = {}
    day: When | None = None
    for at in range(min(days), max(days) + 1):
        day = days.get(at, day)
        if day is not None:
            made[at] = day
    starts = sorted(days)
    widths = {after - before for before, after in itertools.pairwise(starts)}
    if len(widths) == 1 and len(starts) > 2:
        # The last of equally wide days is as wide as the others.
        made.update((starts[-1] + step, days[starts[-1]]) for step in range(1, widths.pop()))
    return made


def _short_half(text: str) -> Times | None:
    """Return the half day of an abbreviation. "AM" is either in French: its letters are kept, no hour follows."""
    return Times((), text) if fold(text) in _HALVES else None


def half_days(below: Sequence[str], days: dict[int, When]) -> dict[int, When] | None:
    """Return the day of each column with the half day or hours of the row below; ``None`` if that holds none."""
    cells = [clean(each) for each in below]
    first = min(days)
    if any(cells[:first]) and not all(blank(each) or role_of(each) for each in cells[:first]):
        return None
    named = [(at, label_times(cell) or _short_half(cell)) for at, cell in enumerate(cells) if at >= first and cell]
    if len(named) < 2 or any(times is None for _, times in named):
        return None
    made: dict[int, When] = {}
    day: When | None = None
    times_at = dict(named)
    for at in range(first, len(cells)):
        day = days.get(at, day)
        times = times_at.get(at)
        if day is not None and times is not None:
            made[at] = replace(day, times=times if times.hours else replace(times, words=cells[at]))
    return made


def numbers_of(cells: Sequence[str], days: dict[int, When]) -> dict[int, int]:
    """Return the day numbers that a row of a month's calendar holds under its weekdays; none for any other row."""
    found = {at: clean(cells[at]) for at in days if at < len(cells) and clean(cells[at])}
    if len(found) < 1 or any(not text.isdecimal() or not 1 <= int(text) <= 31 for text in found.values()):
        return {}
    numbers = {at: int(text) for at, text in found.items()}
    ordered = [numbers[at] for at in sorted(numbers)]
    return numbers if all(b - a == 1 or b < a for a, b in itertools.pairwise(ordered)) else {}
