"""A sheet in the plain form, read: one row per event, the columns of the Table Schema. Pure and total."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from reseau_sync.entry import Decoded, Rejected, Where, recurrence_key
from reseau_sync.errors import Words
from reseau_sync.model import KINDS, AnyEvent, Status
from reseau_sync.ports import Context
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.columns import BY_FIELD, COLUMNS, Column, Layout, score
from reseau_sync_csv.problems import CellError, malformed, not_a_table, shown
from reseau_sync_csv.repeats import read_recurrence
from reseau_sync_csv.row import Cells
from reseau_sync_csv.series import Stated, entries_of
from reseau_sync_csv.table import Row, decode_text, is_separator_line, rows, separator_of
from reseau_sync_csv.when import read_instance, read_when, tentative
from reseau_sync_csv.where import read_place

MAX_ROWS = 50_000
"""A sheet with more rows (blank ones aside) is refused before any is read: it is no planning, and would fill memory."""

_SHOWN_HEADERS = 10
ARCHIVE = b"PK\x03\x04"
_SIMPLE = tuple(column for column in COLUMNS if column.codec is not None and column.field != "kind")


def read_sheet(data: bytes, context: Context, file: str | None = None) -> Decoded:
    """Return the events of a sheet, and what could not be understood, each with its row, column and advice.

    A file that is no table in the plain form is one Rejected with code ``not-a-table``. Raises nothing.
    """
    sheet = _Sheet(context, file)
    if data.startswith(ARCHIVE):
        return Decoded((), (sheet.refused(workbook()),))
    text = decode_text(data)
    separator = separator_of(text, score)
    lines = rows(text, separator)
    header = next((row for row in lines if not row.blank and not is_separator_line(row)), None)
    if header is None:
        return Decoded((), (sheet.refused(empty()),))
    layout = Layout.of(header.cells)
    if layout.missing():
        broken = header.problem
        problem = not_a_table(broken.reason, broken.advice) if broken else _lacks(layout)
        return Decoded((), (sheet.refused(problem, header),))
    if _too_many_rows(text, separator):
        return Decoded((), (sheet.refused(too_many()),))
    return sheet.read(header, layout, lines)


@dataclass(slots=True)
class _Sheet:
    """One sheet while it is read."""

    context: Context
    file: str | None

    def refused(self, problem: CellError, row: Row | None = None) -> Rejected:
        """Return the refusal of the whole file."""
        return Rejected(
            Where(self.context.source, file=self.file), problem.code, problem.reason, row.raw if row else "",
            advice=problem.advice,
        )  # fmt: skip

    def read(self, header: Row, layout: Layout, lines: Iterator[Row]) -> Decoded:
        """Return what the rows below the header state; a row of hashtags (HXL) under it is no event."""
        reader = RowReader(Desk.of(self.context), layout)
        stated: list[Stated] = []
        filled = (row for row in lines if not row.blank)
        first = next(filled, None)
        tagged = first is not None and is_tag_row(first.cells)
        unread = _unread_headers(layout, derived=not tagged)
        rejected = [self._rejected(header, header, each, "skipped") for each in unread]
        below = () if first is None or tagged else (first,)
        for row in itertools.chain(below, filled):
            event, fatal, lenient = reader.read(row)
            rejected.extend(self._rejected(header, row, each, "property", event, reader) for each in lenient)
            if fatal is not None:
                rejected.append(self._rejected(header, row, fatal, "event", None, reader))
            elif event is not None:
                stated.append(Stated(event, self._where(header, row, event)))
        return Decoded(entries_of(self.context.source, stated), tuple(rejected))

    def _where(self, header: Row, row: Row, event: AnyEvent | None, uid: str | None = None) -> Where:
        return Where(
            self.context.source,
            uid=event.uid if event else uid,
            recurrence_id=recurrence_key(event.recurrence_id) if event else None,
            row=row.number,
            file=self.file,
            record=row.number - header.number or None,
        )

    def _rejected(
        self,
        header: Row,
        row: Row,
        problem: CellError,
        scope: Any,
        event: AnyEvent | None = None,
        reader: RowReader | None = None,
    ) -> Rejected:
        index = reader.layout.positions.get(problem.column or "") if reader else None
        where = self._where(header, row, event, reader.uid(row) if reader else None)
        where = where if index is None else replace(where, column=index + 1)
        cell = row.cells[index] if index is not None and index < len(row.cells) else ""
        return Rejected(where, problem.code, problem.reason, (cell or row.raw)[:200], scope, problem.advice)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of one sheet."""

    desk: Desk
    layout: Layout

    def cells(self, row: Row) -> Cells:
        """Return the cells of a row by field; those that a short row lacks are empty."""
        count = len(row.cells)
        return Cells({field: row.cells[at] for field, at in self.layout.positions.items() if at < count})

    def uid(self, row: Row) -> str | None:
        """Return the UID that a row states, whatever else is wrong with it."""
        return self.cells(row)["uid"]

    def read(self, row: Row) -> tuple[AnyEvent | None, CellError | None, list[CellError]]:
        """Return the event of a row (none for one without content), what cost it, and what cost a property only."""
        if row.problem is not None:
            return None, row.problem, []
        if any(cell.strip() for cell in row.cells[self.layout.width :]):
            return None, _too_many_cells(), []
        cells = self.cells(row)
        if not any(cells[field] for field in self.layout.positions):
            return None, None, []
        try:
            return self._event(cells), None, cells.problems
        except CellError as error:
            return None, error, []

    def _event(self, cells: Cells) -> AnyEvent:
        when, zone = read_when(cells, self.desk)
        kind = self._simple(cells, BY_FIELD["kind"]) or self.desk.default_kind or _implied_kind(cells)
        values = {**when, **read_instance(cells, zone, self.desk), "place": read_place(cells, self.desk)}
        values["recurrence"] = read_recurrence(cells, zone, self.desk)
        for column in _SIMPLE:
            value = self._simple(cells, column)
            if value is None:
                continue
            if column.kinds and kind not in column.kinds:
                cells.problems.append(_not_for(kind, column))
            else:
                values[column.field] = value
        if when["approximate"] is not None:
            values["status"] = _settled(values.get("status"), cells)
        return _validated(kind, values)

    def _simple(self, cells: Cells, column: Column) -> Any:
        codec = column.codec
        if codec is None or cells[column.field] is None:
            return None
        if column.costs_event:
            return cells.read(column.field, lambda text: codec.read(text, column.header, self.desk))
        return cells.lenient(column.field, lambda text: codec.read(text, column.header, self.desk), column.fallback)


def _too_many_rows(text: str, separator: str) -> bool:
    if text.count("\n") + text.count("\r") <= MAX_ROWS:
        return False
    written = (row for row in rows(text, separator) if not row.blank)
    return next(itertools.islice(written, MAX_ROWS + 1, None), None) is not None


def _implied_kind(cells: Cells) -> str:
    """Return the one kind whose own columns are filled in (a counterpart: a delegation), else a plain event."""
    implied = {kind for column in _SIMPLE if column.kinds and cells[column.field] for kind in column.kinds}
    return implied.pop() if len(implied) == 1 else "event"


def _validated(kind: str, values: dict[str, Any]) -> AnyEvent:
    try:
        return KINDS[kind](**values)
    except ValidationError as error:
        # Each cell was right by itself, and yet the schema refuses the whole.
        told = "; ".join(each["msg"] for each in error.errors())
        raise malformed(
            Words(f"Cette ligne ne fait pas un évènement : {shown(told)}", f"This row makes no event: {shown(told)}")
        ) from error


def _settled(status: Status | None, cells: Cells) -> Status:
    if status is Status.CONFIRMED:
        problem = CellError(
            "approximate-is-tentative",
            Words("Une date approximative n'est pas confirmée.", "An approximate date is not confirmed."),
            Words("Écrivez « provisoire », ou la date précise.", "Write “tentative”, or the exact date."),
        )
        problem.column = "status"
        cells.problems.append(problem)
    return tentative(status)


def _not_for(kind: str, column: Column) -> CellError:
    problem = CellError(
        "not-for-this-kind",
        Words(f"La colonne « {column.header} » ne vaut pas pour ce type.", f"A {kind} has no “{column.english}”."),
        Words("Corrigez le type, ou videz la cellule.", "Correct the type, or empty the cell."),
    )
    problem.column = column.field
    return problem


_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)


def is_tag_row(cells: Sequence[str]) -> bool:
    """Say whether a row holds hashtags alone (HXL 1.1), blank cells aside."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_TAG.fullmatch(cell) for cell in said)


def _unread_headers(layout: Layout, *, derived: bool) -> Iterator[CellError]:
    """Yield what is said of the headers that are not read: one sentence for all of each sort.

    ``derived``: whether this is no 4W form, so that its further columns say something of their own.
    """
    unknown = sorted((*layout.unknown, *layout.derived)) if derived else layout.unknown
    for code, found, fr, en in (
        ("unknown-column", unknown, "Colonnes non lues", "Columns not read"),
        (
            "repeated-column",
            layout.repeated,
            "Colonnes en double, la première compte",
            "Columns twice, the first counts",
        ),
    ):
        if found:
            names = ", ".join(f"{shown(name)} ({index + 1})" for index, name in found[:_SHOWN_HEADERS])
            more = "…" if len(found) > _SHOWN_HEADERS else ""
            yield CellError(code, Words(f"{fr} : {names}{more}", f"{en}: {names}{more}"))


def _lacks(layout: Layout) -> CellError:
    fr = " et ".join(f"« {column.header} »" for column in layout.missing())
    en = " and ".join(f"“{column.english}”" for column in layout.missing())
    return not_a_table(
        Words(f"La première ligne ne nomme pas la colonne {fr}.", f"The first row does not name the column {en}."),
        Words(
            "La première ligne doit nommer les colonnes ; il faut au moins « titre » et « début ».",
            "The first row must name the columns; at least “title” and “start” are needed.",
        ),
    )


def empty() -> CellError:
    """Return: there is nothing in the file."""
    return not_a_table(Words("Ce fichier est vide.", "This file is empty."))


def workbook() -> CellError:
    """Return: this is the file of a spreadsheet program itself."""
    return not_a_table(
        Words(
            "C'est un classeur (xlsx, ods) et non un fichier CSV.", "This is a workbook (xlsx, ods), not a CSV file."
        ),
        Words("Enregistrez la feuille au format CSV.", "Save the sheet as CSV."),
    )


def too_many() -> CellError:
    """Return: no planning has so many rows."""
    return CellError(
        "too-many-rows",
        Words(f"Ce fichier a plus de {MAX_ROWS} lignes.", f"This file has more than {MAX_ROWS} rows."),
        Words("Partagez-le en plusieurs fichiers.", "Split it into several files."),
    )


def _too_many_cells() -> CellError:
    return malformed(
        Words("Cette ligne a plus de cellules que l'en-tête.", "This row has more cells than the header."),
        Words(
            "Mettez entre guillemets un texte qui contient le séparateur.",
            "Put a text that holds the separator in quotation marks.",
        ),
    )
