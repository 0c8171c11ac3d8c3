"""What could not be read, as a table for the association whose sheet it is: one row each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from reseau_sync.cli.show import column_letters, printable
from reseau_sync.entry import Rejected
from reseau_sync.errors import Words

_HEADERS = Words(
    "source;fichier;cellule;ligne;ce qui est écrit;ce qui ne va pas;ce qu'il faut écrire;code",
    "source;file;cell;row;what is written;what is wrong;what to write;code",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def findings_table(rejected: Iterable[Rejected], language: str, files: Mapping[str, str]) -> str:
    """Return the table as CSV with semicolons, in the order of sources, files and rows.

    ``files`` names the file of each source that is one. What is quoted comes from others: text that a spreadsheet
    would run gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADERS.to(language).split(";"))
    for each in sorted(rejected, key=_order):
        advice = each.advice.to(language) if each.advice else ""
        file = each.where.file or files.get(each.where.source, "")
        said = (each.raw, each.reason.to(language), advice, each.code)
        cells = (each.where.source, file, _cell(each), _row(each), *said)
        writer.writerow([_safe(printable(cell)) for cell in cells])
    return out.getvalue()


def write_findings(path: Path, rejected: Iterable[Rejected], language: str, files: Mapping[str, str]) -> None:
    """Write the table, with the mark by which Excel knows UTF-8.

    :raises OSError: where the file cannot be written
    """
    path.write_text(findings_table(rejected, language, files), encoding="utf-8-sig", newline="")


def _order(each: Rejected) -> tuple[str, str, int, int]:
    where = each.where
    return where.source, where.file or "", where.row or where.line or 0, where.column or 0


def _cell(each: Rejected) -> str:
    where = each.where
    return f"{column_letters(where.column)}{where.row}" if where.row and where.column else ""


def _row(each: Rejected) -> str:
    return str(each.where.row or each.where.line or "")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
