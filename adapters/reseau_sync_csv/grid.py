"""A matrix: days along one side, sites or associations along the other, and in each cell what takes place there.

Days stand across (with half days or hours under them) or down the side; a title or a heading between rows tells the
week, or that it is a week that comes again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.model import Status
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Day, Days, Frame, Moment, Problem, Times, When, read_label, read_when, resolve
from reseau_sync_csv.dates.values import Rule, Weekdays
from reseau_sync_csv.drafts import Draft
from reseau_sync_csv.entries import Entry, entries_of, label_times, says_nothing
from reseau_sync_csv.headers import role_of
from reseau_sync_csv.marks import said
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.tidy import clean

_LABEL_ROLES = {
    "place": "place", "commune": "place", "organisation": "organisation", "time": "time", "services": "title",
    "title": "title", "activity": "title", "week": "week", "contact": "contact",
}  # fmt: skip


_HALVES = frozenset(("am", "pm", "m", "a m", "mat", "ap", "ap m", "apm", "s", "journee"))


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside or above a cell: a ``place``, an ``organisation``, a ``title``, or hours (``time``)."""

    kind: str
    text: str
    times: Times | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that cannot be read."""

    row: int
    column: int | None
    problem: CellError
    raw: str


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


def label_of(text: str, role: str | None, desk: Desk) -> Label:
    """Return what a heading that is no day is for."""
    times = label_times(text) if role in (None, "time") else None
    if times is not None:
        return Label("time", text, times if times.hours else replace(times, words=text))
    if len(parts_of_day(text)) == 1 and role not in ("place", "commune"):
        return Label("time", text, Times((), parts_of_day(text)[0]))
    kind = _LABEL_ROLES.get(role or "")
    if kind is None:
        kind = _recognised(text, desk)
    return Label(kind, text)


def _recognised(text: str, desk: Desk) -> str:
    if desk.organisations.exact(text):
        return "organisation"
    if desk.places.recognise(text) is not None:
        return "place"
    return "title" if desk.services.exact(text) else ""


@dataclass(slots=True)
class GridReader:
    """Reads the cells of one matrix.

    :param default: what a heading that nothing tells is: ``place`` or ``organisation``
    """

    desk: Desk
    frame: Frame
    label_problem: Problem | None = None
    default: str = "place"
    title: str = ""
    names: frozenset[str] = frozenset()
    _cache: dict[tuple[When, Frame], tuple[Moment, ...] | Problem] = field(default_factory=dict)

    def cell(
        self,
        row: int,
        column: int,
        text: str,
        day: When,
        labels: Sequence[Label],
        frame: Frame | None = None,
        remark: str = "",
    ) -> tuple[list[Draft], list[Refusal]]:
        """Return what one cell says, on a day and beside its labels. ``row`` and ``column`` count from 1.

        ``remark`` is what a column of remarks says of the whole row.
        """
        drafts: list[Draft] = []
        refused: list[Refusal] = []
        if says_nothing(text):
            return drafts, refused
        for entry in entries_of(text, self.desk, self.names):
            try:
                made = self._draft(row, column, entry, day, labels, frame or self.frame)
                drafts.append(replace(made, notes=(*made.notes, remark)))
            except _UnreadableErrorError as error:
                refused.append(Refusal(row, column, said(error.problem, error.text), text[:200]))
        return drafts, refused

    def _draft(self, row: int, column: int, entry: Entry, day: When, labels: Sequence[Label], frame: Frame) -> Draft:
        if entry.problem is not None:
            raise _UnreadableErrorError(entry.problem, entry.text)
        times = self._times(entry, day, labels)
        moments = self._moments(entry, day, times, frame)
        parts = {kind: [each.text for each in labels if (each.kind or self.default) == kind and each.text] for kind in
                 ("place", "organisation", "title", "contact")}  # fmt: skip
        title = entry.title
        if parts["title"] and not any(fold(each) in fold(title) for each in parts["title"]):
            title = " – ".join((*parts["title"], title))
        words = f"Horaire : {times.words}" if times.words else ""
        status = Status.CANCELLED if entry.cancelled else Status.TENTATIVE if entry.tentative else None
        return Draft(
            row,
            moments,
            title=title,
            column=column,
            place=", ".join(parts["place"]),
            organisation=", ".join(parts["organisation"]) or entry.organisation,
            contacts=(*parts["contact"], *filter(None, (entry.contact,))),
            notes=(words,),
            status=status,
        )

    def _times(self, entry: Entry, day: When, labels: Sequence[Label]) -> Times:
        """Return the hours of an entry: its own, else those of its column or its row."""
        if entry.times is not None and entry.times.hours:
            return entry.times
        around = [each.times for each in labels if each.times is not None]
        if day.times.hours or day.times.words:
            around.append(day.times)
        hours = [each for each in around if each.hours]
        if len(hours) > 1:
            raise _UnreadableErrorError(Problem("unparsed-time"), entry.text)
        words = next((each.words for each in around if each.words), "")
        own = entry.times.words if entry.times is not None else ""
        return Times(hours[0].hours if hours else (), "" if hours else own or words)

    def _moments(self, entry: Entry, day: When, times: Times, frame: Frame) -> tuple[Moment, ...]:
        when = replace(day, times=times)
        if entry.nth:
            return self._nth(entry, when, frame)
        if self.label_problem is not None and isinstance(day.what, Weekdays):
            raise _UnreadableErrorError(self.label_problem, self.title or entry.text)
        key = (when, frame)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = resolve(when, frame)
        if isinstance(found, Problem):
            raise _UnreadableErrorError(found, entry.text)
        if entry.weekdays and not entry.weekdays >= {each.start.weekday() for each in found}:
            raise _UnreadableErrorError(Problem("ambiguous-date"), entry.text)
        return found

    def _nth(self, entry: Entry, when: When, frame: Frame) -> tuple[Moment, ...]:
        """Return the moments of "1er vendredi : …" in the column of Fridays of a week that comes again."""
        text = entry.nth if "mois" in fold(entry.nth) else f"{entry.nth} du mois"
        found = read_when(text)
        rule = found[0].what if isinstance(found, tuple) else None
        own = when.what.weekdays if frame.weekly and isinstance(when.what, Weekdays) else None
        if isinstance(rule, Rule) and own is not None and rule.weekdays == own:
            made = resolve(When(rule, when.times), frame)
            if isinstance(made, tuple):
                return made
        raise _UnreadableErrorError(Problem("unparsed-recurrence"), entry.text)


class _UnreadableErrorError(Exception):
    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.text = text


# The two ways in which days lie.


@dataclass(frozen=True, slots=True)
class Across:
    """Days across: for each column its day (with its half day), and the columns of labels with their roles."""

    days: dict[int, When]
    labels: tuple[tuple[int, str | None], ...]
    other: dict[int, str] = field(default_factory=dict)


def across(cells: Sequence[str], below: Sequence[str] | None = None) -> Across | None:
    """Return how a row of days heads a matrix; ``below`` is the row under it, which may hold half days or hours."""
    days = {at: when for at, cell in enumerate(cells) if (when := day_in(clean(cell))) is not None} or _initials(cells)
    if len(days) < 2 or (min(days) == 0 and len(days) < 5):
        return None
    first, last = min(days), max(days)
    between = [cell for at, cell in enumerate(cells) if first < at < last and at not in days and clean(cell)]
    if between or not (len(days) >= 3 or first >= 1) or not _distinct(days):
        return None
    labels = tuple((at, role_of(clean(cells[at]))) for at in range(first))
    if any(role in ("title", "notes", "date", "when", "start_date") for _, role in labels) and len(days) < 3:
        return None
    halves = half_days(below, days) if below is not None else None
    other = {at: clean(cell) for at, cell in enumerate(cells) if at > last and clean(cell)}
    if halves is not None:
        return Across(halves, labels, {at: name for at, name in other.items() if at not in halves})
    whole = _filled(days)
    return Across({at: day for at, day in whole.items() if at not in other}, labels, other)


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


def heading(cells: Sequence[str], frame: Frame, base: Frame) -> tuple[Frame, Problem | None] | None:
    """Return what a row with one filled cell says of the days of the rows below, or ``None`` if it says nothing.

    It is read after the heading before it (``frame``), else after the title of the sheet (``base``).
    """
    filled = [clean(each) for each in cells if clean(each)]
    if len(filled) != 1:
        return None
    label = read_label(filled[0], frame)
    if label is not None and label.problem is not None:
        label = read_label(filled[0], base)
    if label is None:
        return None
    return replace(label.frame, slashed=frame.slashed, dashed=frame.dashed), label.problem


def labels_of(cells: Sequence[str], columns: Iterable[tuple[int, str | None]], desk: Desk) -> dict[int, Label]:
    """Return the labels of a row, by column."""
    return {at: label_of(text, role, desk) for at, role in columns if at < len(cells) and (text := clean(cells[at]))}
