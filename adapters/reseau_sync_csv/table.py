"""Bytes to rows: encoding, separator, quotes and row numbers; nothing of what the cells mean (RFC 4180).

Rows are numbered as a spreadsheet numbers them: from 1, blank ones counted, a cell over several lines being one row.
What is broken costs its row: an opening quote that nothing closes does not swallow the rows below it.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reseau_sync.errors import Words
from reseau_sync_csv.problems import CellError, malformed

SEPARATORS = (";", ",", "\t", "|")
MAX_COLUMNS = 5_000
MAX_CELL = 1_000_000
"""A longer cell (in characters) costs its row: no calendar can use it, and every copy of it costs memory."""
MAX_OPEN_QUOTES = 50
"""After so many quotes that nothing closes, rows with quotes are given up: each costs a search to the end."""

_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_SEP_LINE = re.compile(r"sep=(.)\Z", re.IGNORECASE)
_OPEN = malformed(
    Words(
        "Des guillemets sont ouverts et jamais refermés sur cette ligne.",
        "Quotation marks are opened on this row and never closed.",
    ),
    Words(
        'Refermez les guillemets, ou doublez-les dans le texte ("").', 'Close them, or double them in the text ("").'
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, its cells (none where it is broken), what it looks like, and what is wrong with it."""

    number: int
    cells: tuple[str, ...] = ()
    raw: str = ""
    problem: CellError | None = None

    @property
    def blank(self) -> bool:
        """Say whether nothing is written in it."""
        return self.problem is None and not any(cell and not cell.isspace() for cell in self.cells)


def decode_text(data: bytes) -> str:
    """Return the text of a sheet: UTF-16 or UTF-8 where a mark says so, else UTF-8, else cp1252 line by line.

    UTF-8 comes first and no guess is made: text in cp1252 with accents is practically never valid UTF-8. A file in
    which both were pasted together is read line by line. Never fails: bytes that are nothing become U+FFFD.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_decode_line(line) for line in data.split(b"\n"))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def separator_of(text: str, score: Callable[[tuple[str, ...]], int]) -> str:
    """Return the separator with which the first row that is not blank scores highest; ``;`` wins a draw."""
    stated = _SEP_LINE.match(text[:6].split("\n")[0].rstrip("\r"))
    if stated and stated[1] in SEPARATORS:
        return stated[1]

    def fits(separator: str) -> int:
        first = next((row for row in rows(text, separator) if not row.blank), None)
        return score(first.cells) if first else 0

    return max(SEPARATORS, key=fits)


def is_separator_line(row: Row) -> bool:
    """Say whether a row is the ``sep=;`` by which some programs tell each other the separator."""
    return row.number == 1 and row.raw[:4].lower() == "sep=" and len(row.raw) <= 5


def rows(text: str, separator: str) -> Iterator[Row]:
    """Yield the rows of ``text``, in order; never fails, and looks at each character a bounded number of times."""
    number = position = opened = 0
    while position < len(text):
        number += 1
        found = _END.search(text, position)
        end, after = found.span() if found else (len(text), len(text))
        if text.find('"', position, end) < 0:
            yield _plain(number, text, position, end, separator)
        elif opened >= MAX_OPEN_QUOTES:
            yield Row(number, raw=_raw(text, position, end), problem=_OPEN)
        else:
            row, stop = _quoted(number, text, position, separator)
            opened += row.problem is _OPEN
            after = after if stop is None else stop
            yield row
        position = after


def _raw(text: str, start: int, end: int) -> str:
    return text[start : min(end, start + 200)]


def _plain(number: int, text: str, start: int, end: int, separator: str) -> Row:
    """Return a row without quotes."""
    raw = _raw(text, start, end)
    if text.count(separator, start, end) >= MAX_COLUMNS:
        return Row(number, raw=raw, problem=_too_wide())
    cells = tuple(text[start:end].split(separator))
    long = end - start > MAX_CELL and any(len(cell) > MAX_CELL for cell in cells)
    return Row(number, raw=raw, problem=_too_long()) if long else Row(number, cells, raw)


def _quoted(number: int, text: str, start: int, separator: str) -> tuple[Row, int | None]:
    """Return a row with quotes and where the next begins; ``None`` where its line alone is lost."""
    bare = _bare_cell(separator)
    cells: list[str] = []
    position = start
    while True:
        cell, position = _cell(text, position, separator, bare)
        if cell is None:
            return Row(number, raw=_raw(text, start, len(text)).split("\n")[0].rstrip("\r"), problem=_OPEN), None
        cells.append(cell)
        if position >= len(text) or text[position] != separator:
            break
        position += 1
        if len(cells) >= MAX_COLUMNS:
            return Row(number, raw=_raw(text, start, position), problem=_too_wide()), None
    raw = _raw(text, start, position)
    end = _END.match(text, position)
    stop = end.end() if end else position
    if any(len(cell) > MAX_CELL for cell in cells):
        return Row(number, raw=raw, problem=_too_long()), stop
    return Row(number, tuple(cells), raw), stop


def _cell(text: str, position: int, separator: str, bare: re.Pattern[str]) -> tuple[str | None, int]:
    """Return the cell at ``position`` and where it ends; ``None`` for a quote that is not closed where it should be."""
    if not text.startswith('"', position):
        return _bare(text, position, bare)
    found = _QUOTED.match(text, position)
    if found is None:
        return None, position
    end = found.end()
    if end == len(text) or text[end] in (separator, "\r", "\n"):
        return found[1].replace('""', '"'), end
    # "Jungle" de Calais;… was typed by hand: its quotes are part of the text, if they hide nothing.
    if any(mark in found[1] for mark in (separator, "\r", "\n")):
        return None, position
    return _bare(text, position, bare)


@functools.cache
def _bare_cell(separator: str) -> re.Pattern[str]:
    return re.compile(rf"[^{re.escape(separator)}\r\n]*+")


def _bare(text: str, position: int, bare: re.Pattern[str]) -> tuple[str, int]:
    found = bare.match(text, position)
    return (found[0], found.end()) if found else ("", position)


def _too_wide() -> CellError:
    return malformed(
        Words(f"Cette ligne a plus de {MAX_COLUMNS} colonnes.", f"This row has more than {MAX_COLUMNS} columns."),
        Words("Supprimez les colonnes vides à droite du tableau.", "Delete the empty columns right of the table."),
    )


def _too_long() -> CellError:
    return malformed(
        Words(
            f"Une cellule de cette ligne dépasse {MAX_CELL} caractères.",
            f"A cell of this row is longer than {MAX_CELL} characters.",
        ),
        Words("Raccourcissez le texte, ou mettez-le derrière un lien.", "Shorten the text, or put it behind a link."),
    )
