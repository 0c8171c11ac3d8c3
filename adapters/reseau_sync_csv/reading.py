"""Bytes of a sheet to events: in the plain form where its header is that, else as people write sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from reseau_sync.entry import Decoded, Rejected, Where
from reseau_sync.ports import Context
from reseau_sync_csv import marks, plain
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.columns import Layout, score
from reseau_sync_csv.free import FreeSheet
from reseau_sync_csv.layouts import SAMPLE, separator_for
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.rota_reading import is_rota, read_rota, week_of
from reseau_sync_csv.table import Row, decode_text, is_separator_line, rows, separator_of

_PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL)
_OTHER = re.compile(r"\s*(?:BEGIN:V|\{\s*\"|%PDF-)", re.IGNORECASE)
_TELLING = frozenset(
    [
        "recurrence_id",
        "rules",
        "exclusion_rules",
        "dates",
        "excluded",
        "approximate",
        "zone",
        "classification",
        "description_html",
        "insee",
    ]
)
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?\Z")
_WEEK = re.compile(r"\s*\"?(?:Semaine|Week) \d")
_PROBED = 50
MAX_LINES = 1_000_000
"""A file of more lines is refused, blank or not, before each of them is looked at."""


def read_any(data: bytes, context: Context, file: str | None, options: CsvOptions) -> Decoded:
    """Return the events of a sheet and what could not be understood, each with its row, column and advice.

    Pure; raises nothing, whatever the bytes. A file that is no table is one Rejected with code ``not-a-table``.
    """
    if data.startswith(plain.ARCHIVE):
        return plain.read_sheet(data, context, file)
    text = decode_text(data)
    if (problem := _unfit(text)) is not None:
        return _refused(problem, context, file, text)
    ours = options.layout == "auto" and not options.columns
    if options.layout == "plain" or (ours and is_plain(text)):
        return plain.read_sheet(data, context, file)
    if ours and (printed := _printed(text, context.timezone)):
        return read_rota(printed, context, file)
    if _PAGE.match(text[:4_000]) or _OTHER.match(text[:100]):
        problem = marks.web_page() if _PAGE.match(text[:4_000]) else marks.no_layout()
        return _refused(problem, context, file, text)
    table: list[Row] = []
    filled = 0
    for row in rows(text, separator_for(text, options.columns)):
        filled += not row.blank
        if filled > plain.MAX_ROWS + SAMPLE:
            return _refused(plain.too_many(), context, file, text)
        # A gap says no more by being long, and a sheet that was filled by mistake has blank rows without end.
        if not (row.blank and table and table[-1].blank):
            table.append(row)
    if table and is_separator_line(table[0]):
        table[0] = Row(1, ("",))
    return FreeSheet(context, options, file, Desk.of(context)).read(table)


def _unfit(text: str) -> CellError | None:
    """Return why a text is no sheet at all, before any row of it is looked at."""
    if not text.strip("\x00\ufeff \t\r\n"):
        return plain.empty()
    return plain.too_many() if text.count("\n") > MAX_LINES or text.count("\r") > MAX_LINES else None


def _printed(text: str, timezone: str) -> list[Row]:
    """Return the rows of a rota as we print it; none where this is no such rota."""
    if not _WEEK.match(text[:100]):
        return []
    separator = separator_of(text, lambda cells: 0 if week_of(cells) is None else 1)
    found = list(islice(rows(text, separator), plain.MAX_ROWS))
    return found if len(found) < plain.MAX_ROWS and is_rota(found, timezone) else []


def _refused(problem: CellError, context: Context, file: str | None, text: str) -> Decoded:
    where = Where(context.source, file=file)
    return Decoded((), (Rejected(where, problem.code, problem.reason, text[:200], advice=problem.advice),))


def is_plain(text: str) -> bool:
    """Say whether the first row is a header of the plain form, and what stands under it can be meant so.

    Headers that only the plain form has tell; so do an identifier and all dates in ISO form. A header such as
    "Titre;Début;Fin" over dates as people write them is not enough: the plain form reads no such dates.
    """
    separator = separator_of(text, score)
    lines = rows(text, separator)
    header = next((row for row in islice(lines, _PROBED) if not row.blank and not is_separator_line(row)), None)
    if header is None:
        return False
    layout = Layout.of(header.cells)
    if layout.missing() or layout.repeated:
        return False
    known = len(layout.positions)
    if _TELLING.intersection(layout.positions) and known * 2 > layout.width:
        return True
    return known * 3 >= layout.width * 2 and _are_iso(lines, layout)


def _are_iso(lines: Iterable[Row], layout: Layout) -> bool:
    columns = [layout.positions[field] for field in ("start", "end") if field in layout.positions]
    found = False
    for row in islice(lines, _PROBED):
        for at in columns:
            cell = row.cells[at].strip() if at < len(row.cells) else ""
            if cell and not _ISO.match(cell):
                return False
            found = found or bool(cell)
    return found
