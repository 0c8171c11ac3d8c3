"""A sheet as people write it, read: its layout is found, and each row becomes events or what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.model.event import AnyEvent
from reseau_sync.ports import Context
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import marks
from reseau_sync_csv.across import Across, day_in, joined, number_in, numbers_of, weeks_in
from reseau_sync_csv.blocks import (
    TOTAL,
    begun,
    header_again,
    numbered_day,
    remark_of,
    rows_above,
    take_week,
    turned,
    week_of,
)
from reseau_sync_csv.clocks import has_hours
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Frame, Problem, When, read_label, read_when
from reseau_sync_csv.down import DownLayout
from reseau_sync_csv.drafts import REFUSED, Draft, events_of
from reseau_sync_csv.ends import Asked
from reseau_sync_csv.entries import ANSWERS, is_prose
from reseau_sync_csv.evidence import continuous, has_loose_cells, is_of_habits, tells_apart, with_orders
from reseau_sync_csv.evidence import merging as merging_of
from reseau_sync_csv.grid import GridReader, Label, Refusal, heading, label_of, labels_of
from reseau_sync_csv.headers import DATE_ROLES, role_of
from reseau_sync_csv.layouts import MAX_HEADERS, GridLayout, Layout, ListLayout, is_too_wide, layout_of
from reseau_sync_csv.listing import ListReader
from reseau_sync_csv.naming import names_in
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.remarks import blank, verdict
from reseau_sync_csv.table import Row
from reseau_sync_csv.tidy import clean
from reseau_sync_csv.unread import UnreadError


@dataclass(slots=True)
class FreeSheet:
    """One sheet while it is read."""

    context: Context
    options: CsvOptions
    file: str | None
    desk: Desk
    header: int = 0
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def read(self, rows: Sequence[Row]) -> Decoded:
        """Return what the rows of a sheet say."""
        layout = layout_of(rows, self.desk, self.options.columns, self.options.layout)
        if layout is None:
            return self._refused(marks.too_wide(MAX_HEADERS) if is_too_wide(rows) else marks.no_layout(), rows)
        self.header = rows[layout.header].number if layout.header >= 0 else 0
        frame, title, problem = self._titles(rows[: rows_above(layout)])
        if isinstance(layout, ListLayout):
            self._read_list(layout, rows, frame, title)
        elif self._is_poll(layout, rows):
            return self._refused(marks.poll(), rows)
        elif isinstance(layout, GridLayout):
            self._read_across(layout, rows, self._grid(frame, title, problem, layout, rows))
        else:
            self._read_down(layout, rows, self._grid(frame, title, problem, layout, rows))
        if not (self.entries or self.rejected) and any(map(_says_something, rows[layout.start :])):
            return self._refused(marks.no_layout(), rows)
        return Decoded(tuple(self.entries), tuple(self.rejected))

    def _refused(self, problem: CellError, rows: Sequence[Row]) -> Decoded:
        raw = next((row.raw for row in rows if not row.blank), "")
        where = Where(self.context.source, file=self.file)
        return Decoded((), (Rejected(where, problem.code, problem.reason, raw, advice=problem.advice),))

    def _titles(self, above: Sequence[Row]) -> tuple[Frame, str, Problem | None]:
        """Return what the lines above the table say of the time that it covers, its title, and what they lack."""
        frame = Frame(reference=self.options.reference_date)
        title = ""
        problem: Problem | None = None
        for row in above:
            filled = [text for text in map(clean, row.cells) if text]
            if not filled or len(filled) > 4:
                continue
            title = title or filled[0]
            label = read_label(" ".join(filled), frame)
            if label is None:
                continue
            if label.problem is not None:
                problem = label.problem
                continue
            weekly = frame.weekly and not label.frame.is_week
            frame = replace(label.frame, weekly=label.frame.weekly or weekly)
            problem = None
        return frame, title[:200], problem

    # Lists.

    def _read_list(self, layout: ListLayout, rows: Sequence[Row], frame: Frame, title: str) -> None:
        head, data = layout.head, rows[layout.start :]
        dated = [at for at, role in enumerate(head.roles) if role in (*DATE_ROLES, "end_date", "end")]
        texts = [row.cells[at] for row in data for at in dated if at < len(row.cells)]
        frame = with_orders(frame, texts, head, self.options.dayfirst)
        if is_of_habits(data, head):
            frame = replace(frame, weekly=True)
        repeats, merging = merging_of(data, head)
        # Programs merge no cells: what they leave blank has no date.
        repeats = repeats or layout.tagged or head.has("timings", "uid", "end_date") or head.english
        asked = Asked(self.context.timezone, self.options.approximate == "span", continuous(head))
        reader = ListReader(
            head, frame, asked, title, frame, merged=not repeats, merging=merging and not repeats,
            loose=has_loose_cells(data, len(head.roles)), ids=tells_apart(data, head.at("uid")),
        )  # fmt: skip
        for row in data:
            try:
                drafts = reader.read(row)
            except UnreadError as error:
                self._reject(row, head.at(error.role) if error.role else None, error.problem)
            else:
                for draft in drafts:
                    self._state(draft, row)

    # Matrices.

    def _grid(
        self, frame: Frame, title: str, problem: Problem | None, layout: Layout, rows: Sequence[Row]
    ) -> GridReader:
        texts = [cell for row in rows[:2_000] for cell in row.cells if len(cell) < 40]
        frame = with_orders(frame, texts, None, self.options.dayfirst)
        names = self._label_texts(layout, rows)
        places = sum(self.desk.places.recognise(name) is not None for name in names)
        default = "place" if places or not names else "organisation" if self._are_organisations(names) else "place"
        return GridReader(self.desk, frame, problem, default, title, names_in(texts))

    def _are_organisations(self, names: Sequence[str]) -> bool:
        return any(self.desk.organisations.exact(name) is not None for name in names)

    @staticmethod
    def _label_texts(layout: Layout, rows: Sequence[Row]) -> list[str]:
        if isinstance(layout, DownLayout):
            return list(layout.heads.values())
        return [
            clean(row.cells[0]) for row in rows[layout.start : layout.start + 200] if row.cells and clean(row.cells[0])
        ]

    def _read_across(self, layout: GridLayout, rows: Sequence[Row], reader: GridReader) -> None:
        base = reader.frame
        shape = begun(layout.across, reader, base)
        numbered: dict[int, When] = {}
        labels: dict[int, Label] = {}
        fresh = True
        above: Sequence[str] = ()
        at = layout.start
        while at < len(rows):
            row = rows[at]
            at += 1
            if row.problem is not None:
                self._reject(row, None, row.problem)
                continue
            cells = [clean(cell) for cell in row.cells]
            again, used = header_again(cells, rows[at].cells if at < len(rows) else None, above)
            above = row.cells
            if weeks_in(cells):
                # The days under the names of weeks are in the next row; else nothing tells whose they are.
                shape, reader.label_problem = layout.across, Problem("ambiguous-date")
                continue
            both = joined(shape, again) if again is not None and fresh else None
            if both is not None:
                shape = both
                continue
            if again is not None:
                fresh = True
                shape, numbered, labels = begun(again, reader, base), {}, {}
                at += used
                continue
            if shape.hourly and (on_its_day := turned(shape, cells)) is not shape:
                if on_its_day is None:
                    self._reject(row, None, marks.said(Problem("ambiguous-date"), " ".join(filter(None, cells))))
                else:
                    shape, labels = on_its_day, {}
                continue
            title = heading(cells, reader.frame, base)
            if title is not None:
                reader.frame, reader.label_problem = title
                numbered = {}
                continue
            numbers = numbers_of(cells, shape.days)
            if numbers:
                numbered = {column: numbered_day(shape.days[column], number) for column, number in numbers.items()}
                continue
            fresh = fresh and not any(cells)
            labels = self._row_across(row, cells, shape, numbered, labels, reader)

    def _row_across(
        self,
        row: Row,
        cells: Sequence[str],
        shape: Across,
        numbered: dict[int, When],
        above: dict[int, Label],
        reader: GridReader,
    ) -> dict[int, Label]:
        """Read a row of a matrix, and return its labels, which the merged cells below it have as well."""
        labels = labels_of(cells, shape.labels, self.desk)
        filled = [at for at in shape.days if at < len(cells) and cells[at]]
        first = next(iter(labels.values()), None)
        if not filled or (first is not None and TOTAL.match(fold(first.text))):
            return labels or above
        if first is not None and role_of(first.text) in ("contact", "notes"):
            # Who is there, and remarks: no actions, but what they call off is.
            for at in (each for each in filled if verdict(cells[each])):
                self._reject(row, at, marks.doubtful(cells[at]))
            return above
        if first is None and above and len(filled) == 1 and is_prose(cells[filled[0]]):
            self._reject(row, filled[0], marks.shifted(cells[filled[0]]))
            return above
        if first is None or min(labels) > min(above, default=0):
            labels = {**above, **labels}
        frame = week_of(labels.values(), reader.frame)
        used = [each for each in labels.values() if each.kind != "week"]
        remark = remark_of(cells, shape)
        for at in filled:
            day = numbered.get(at) if numbered else shape.days[at]
            if remark and (verdict(remark) or (not shape.other and has_hours(remark))):
                self._reject(row, at, marks.doubtful(remark))
            elif day is not None:
                self._take(row, at, reader.cell(row.number, at + 1, cells[at], day, used, frame, remark))
        return labels

    def _undated(self, row: Row, text: str) -> None:
        """Report a row of a table without a day above it; a total needs none."""
        if not TOTAL.match(fold(text)):
            self._reject(row, 0, _no_day(text))

    def _read_down(self, layout: DownLayout, rows: Sequence[Row], reader: GridReader) -> None:
        heads = {at: label_of(name, role_of(name), self.desk) for at, name in layout.heads.items()}
        day: When | None = None
        base = reader.frame
        take_week(rows[layout.header].cells[:1], reader)
        start, under = self._second_heads(layout, rows)
        for row in rows[start:]:
            if row.problem is not None:
                self._reject(row, None, row.problem)
                continue
            cells = [clean(cell) for cell in row.cells]
            if not any(cells):
                day = None
                continue
            title = heading(cells, reader.frame, base) if day_in(cells[0]) is None else None
            if title is not None:
                reader.frame, reader.label_problem = title
                continue
            if layout.dated and len(cells) > 1:
                cells[0] = f"{cells[0]} {cells[1]}".strip()
            if cells[0]:
                day = (number_in(cells[0]) if layout.numbered else None) or day_in(cells[0])
            filled = [at for at in heads if at < len(cells) and cells[at]]
            if not filled or _repeats(cells, layout):
                continue
            if day is None or layout.weeks:
                self._undated(row, cells[0])
                continue
            labels = labels_of(cells, ((at, None) for at in layout.labels), self.desk)
            apart = {0, *layout.labels, *heads, *((1,) if layout.dated else ())}
            remark = ", ".join(cell for at, cell in enumerate(cells) if cell and at not in apart)
            for at in filled:
                around = [*labels.values(), heads[at], *under.get(at, ())]
                self._take(row, at, reader.cell(row.number, at + 1, cells[at], day, around, remark=remark))

    @staticmethod
    def _second_heads(layout: DownLayout, rows: Sequence[Row]) -> tuple[int, dict[int, tuple[Label, ...]]]:
        """Return where the rows of days begin, and what a second row of headers says is done in each column."""
        row = rows[layout.start] if layout.start < len(rows) else None
        cells = [clean(cell) for cell in row.cells] if row is not None and row.problem is None else []
        named = {at: text for at, text in enumerate(cells) if text}
        if len(named) < 2 or not set(named) <= set(layout.heads) or any(map(has_hours, named.values())):
            return layout.start, {}
        return layout.start + 1, {at: (Label("title", text),) for at, text in named.items()}

    @staticmethod
    def _is_poll(layout: Layout, rows: Sequence[Row]) -> bool:
        """Say whether all that a matrix says is yes and no: a poll, in which nothing is settled."""
        cells = [fold(clean(cell)) for row in rows[layout.start : layout.start + 60] for cell in row.cells[1:]]
        told = [cell for cell in cells if cell and not cell.isdecimal()]
        return len(told) >= 2 and sum(cell in ANSWERS for cell in told) * 10 >= len(told) * 8

    # What is stated, and what is not.

    def _take(self, row: Row, at: int, found: tuple[list[Draft], list[Refusal]]) -> None:
        drafts, refused = found
        for each in refused:
            self._reject(row, at, each.problem, each.raw)
        for draft in drafts:
            self._state(draft, row)

    def _state(self, draft: Draft, row: Row) -> None:
        try:
            events = events_of(draft, self.desk)
        except REFUSED:
            self._reject(row, None, marks.impossible(row.raw))
            return
        self.entries.extend(
            Entry.of(self.context.source, event, self._where(row, draft.column, event)) for event in events
        )

    def _where(self, row: Row, column: int | None = None, event: AnyEvent | None = None) -> Where:
        return Where(
            self.context.source, uid=event.uid if event else None, row=row.number, column=column, file=self.file,
            record=row.number - self.header if row.number > self.header else None,
        )  # fmt: skip

    def _reject(self, row: Row, at: int | None, problem: CellError, raw: str = "") -> None:
        cell = row.cells[at] if at is not None and at < len(row.cells) else ""
        where = self._where(row, None if at is None else at + 1)
        shown = (raw or cell or row.raw)[:200]
        self.rejected.append(Rejected(where, problem.code, problem.reason, shown, advice=problem.advice))


def _says_something(row: Row) -> bool:
    """Say whether a row is more than a heading: two cells, and a number in one of them."""
    filled = [cell for cell in map(clean, row.cells) if cell]
    return len(filled) > 1 and any(each.isdigit() for cell in filled for each in cell[:200])


def _repeats(cells: Sequence[str], layout: DownLayout) -> bool:
    return all(at < len(cells) and cells[at] == name for at, name in layout.heads.items())


def _no_day(text: str) -> CellError:
    found = read_when(text) if not blank(text) else Problem("no-date")
    return marks.said(found if isinstance(found, Problem) else Problem("ambiguous-date"), text)
