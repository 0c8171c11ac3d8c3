"""A matrix: days along one side, sites or associations along the other, and in each cell what takes place there.

Days stand across (with half days or hours under them) or down the side; a title or a heading between rows tells the
week, or that it is a week that comes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.model import Status
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.across import parts_of_day
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Frame, Moment, Problem, Times, When, read_label, read_when, resolve
from reseau_sync_csv.dates.values import Rule, Weekdays
from reseau_sync_csv.drafts import Draft
from reseau_sync_csv.entries import Entry, entries_of, label_times, says_nothing
from reseau_sync_csv.marks import said
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.tidy import clean

_LABEL_ROLES = {
    "place": "place", "commune": "place", "organisation": "organisation", "time": "time", "services": "title",
    "title": "title", "activity": "title", "week": "week", "contact": "contact",
}  # fmt: skip


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
