"""A rota that we wrote, read back: each line of a cell is an event; a line that a person wrote is read as one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.model import KINDS, AnyEvent, Date, FixedTime, Place, ZonedTime
from reseau_sync.model.time import Time
from reseau_sync.model.zones import zone
from reseau_sync.ports import Context
from reseau_sync.vocabulary import kinds
from reseau_sync_csv.cells import NOTHING, read_service, unguarded
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Day, Days, Frame, When
from reseau_sync_csv.drafts import REFUSED, events_of
from reseau_sync_csv.grid import GridReader, Label
from reseau_sync_csv.marks import impossible
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.rota_lines import AGAIN, Line, read_line
from reseau_sync_csv.table import Row
from reseau_sync_csv.weeks import LANGUAGES, MONTHS, NOWHERE, header_of

_SUNDAY = re.compile(r"(?:Semaine|Week) \d{1,2} ?: .* (\d{1,2})(?:er)? (\w+) (\d{4})")
_DAY = dt.timedelta(days=1)


def week_of(cells: Sequence[str]) -> dt.date | None:
    """Return the Monday of the week that a row of headers is for, if it is one that we write."""
    found = _SUNDAY.fullmatch(cells[0].strip()) if len(cells) >= 8 else None
    if found is None:
        return None
    for language, months in enumerate(MONTHS):
        if found[2] in months:
            try:
                sunday = dt.date(int(found[3]), months.index(found[2]) + 1, int(found[1]))
                monday = sunday - 6 * _DAY
            except (ValueError, OverflowError):
                return None
            wanted = header_of(monday, LANGUAGES[language])
            return monday if [cell.strip() for cell in cells[:8]] == wanted and not any(cells[8:]) else None
    return None


def is_rota(rows: Iterable[Row], timezone: str) -> bool:
    """Say whether this is a rota as we write it: its header is ours, and so are most lines of its cells."""
    monday: dt.date | None = None
    ours = others = 0
    for row in rows:
        if row.blank:
            continue
        found = week_of(row.cells)
        if monday is None and found is None:
            return False
        if found is not None:
            monday = found
            continue
        for _, text in _lines(row):
            if read_line(text, dt.date(2010, 9, 6), zone(timezone)) is not None:
                ours += 1
            else:
                others += 1
    return monday is not None and ours >= others


def _lines(row: Row) -> Iterator[tuple[int, str]]:
    """Yield the lines of the cells of a row, each with its column (from 0), those that say nothing left out."""
    for at, cell in enumerate(row.cells[1:8], 1):
        text = unguarded(cell) or ""
        if text != NOTHING and cell.strip() != NOTHING:
            yield from ((at, line) for line in text.split("\n") if line.strip() and not line.startswith(AGAIN))


def read_rota(rows: Iterable[Row], context: Context, file: str | None) -> Decoded:
    """Return the events of a rota. Where a person wrote a line in other words, it is read as a cell of a matrix is."""
    reader = _Reader(context, file, Desk.of(context))
    for row in rows:
        reader.read(row)
    return Decoded(tuple(reader.entries), tuple(reader.rejected))


@dataclass(slots=True)
class _Reader:
    """Reads a rota, row by row."""

    context: Context
    file: str | None
    desk: Desk
    header: int = 0
    monday: dt.date = dt.date.min
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def read(self, row: Row) -> None:
        """Read the next row."""
        if row.problem is not None:
            self._reject(row, None, row.problem, row.raw)
            return
        monday = week_of(row.cells)
        if monday is not None:
            self.header = self.header or row.number
            self.monday = monday
            return
        label = (unguarded(row.cells[0]) or "") if row.cells else ""
        for at, text in _lines(row):
            day = self.monday + (at - 1) * _DAY
            line = read_line(text, day, zone(self.desk.timezone))
            if line is None:
                self._by_hand(row, at, text, day, label)
                continue
            try:
                self._state(row, at, self._event(line, label))
            except REFUSED:
                self._reject(row, at, impossible(text), text)

    def _event(self, line: Line, label: str) -> AnyEvent:
        hosts = tuple(self.desk.organisations.ref(each) for each in line.organisations)
        kind = kinds.recognise(line.title) or self.desk.default_kind or "event"
        return KINDS[kind](
            title=line.title,
            start=self._time(line.start),
            end=self._end(line),
            place=self._place(label),
            lead=hosts[0] if hosts else None,
            partners=hosts[1:],
            services=tuple(dict.fromkeys((*self.desk.services.recognise(line.title), *self._services(line)))),
            status=line.status,
        )

    def _services(self, line: Line) -> Iterator[str]:
        for name in line.services:
            yield from read_service(name, self.desk.services)

    def _place(self, label: str) -> Place | None:
        if not label or label in NOWHERE:
            return None
        return self.desk.places.fill(Place(text=label.removeprefix("\\")))

    def _time(self, value: dt.datetime | dt.date) -> Time:
        if not isinstance(value, dt.datetime):
            return Date(date=value)
        offset = value.utcoffset() or dt.timedelta()
        if value.tzinfo is zone(self.desk.timezone):
            return ZonedTime(local=value.replace(tzinfo=None), zone=self.desk.timezone, floating=True)
        return FixedTime(local=value.replace(tzinfo=None), offset=int(offset.total_seconds()))

    def _end(self, line: Line) -> Time | None:
        if line.end is None:
            return None
        return self._time(line.end if isinstance(line.end, dt.datetime) else line.end + _DAY)

    def _by_hand(self, row: Row, at: int, text: str, day: dt.date, label: str) -> None:
        when = When(Days((Day(day.day, day.month, day.year),)))
        labels = [] if not label or label in NOWHERE else [Label("place", label.removeprefix("\\"))]
        drafts, refused = GridReader(self.desk, Frame()).cell(row.number, at + 1, text, when, labels)
        for each in refused:
            self._reject(row, at, each.problem, each.raw)
        for draft in drafts:
            try:
                made = events_of(draft, self.desk)
            except REFUSED:
                self._reject(row, at, impossible(text), text)
            else:
                for event in made:
                    self._state(row, at, event)

    def _state(self, row: Row, at: int, event: AnyEvent) -> None:
        self.entries.append(Entry.of(self.context.source, event, self._where(row, at)))

    def _reject(self, row: Row, at: int | None, problem: CellError, raw: str) -> None:
        self.rejected.append(
            Rejected(self._where(row, at), problem.code, problem.reason, raw[:200], advice=problem.advice)
        )

    def _where(self, row: Row, at: int | None) -> Where:
        column = None if at is None else at + 1
        record = row.number - self.header or None
        return Where(self.context.source, row=row.number, column=column, file=self.file, record=record)
