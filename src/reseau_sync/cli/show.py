"""How things are shown on a terminal: tables, rejected items, problems."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import click

from reseau_sync.cli.journal import as_json
from reseau_sync.entry import Rejected
from reseau_sync.errors import Words
from reseau_sync.view import SourceHealth

WIDEST = 60
"""At most so many columns for one cell."""

_HEADERS = Words("source évènements rejetés ignorés secondes état", "source events rejected skipped seconds state")
_STATES = {
    "ok": Words("lue", "read"),
    "failed": Words("EN PANNE", "FAILED"),
    "held": Words("retenue", "held"),
}
FEED_STATES = {
    "written": Words("écrit", "written"),
    "unchanged": Words("inchangé", "unchanged"),
    "would-write": Words("serait écrit", "would be written"),
    "refused": Words("REFUSÉ, l’ancien reste", "REFUSED, the one before stands"),
    "missing": Words("ABSENT", "MISSING"),
    "paused": Words("SUSPENDU", "HELD"),
}
"""What became of a feed."""


def printable(text: str) -> str:
    """Return text that cannot play with the terminal: control characters become spaces."""
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co") else each for each in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned columns."""
    cells = [[_cut(printable(cell)) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def sources_table(healths: Iterable[SourceHealth], language: str) -> str:
    """Return the table of sources: how many events, rejected and skipped, how long, and how it went."""
    rows = [_HEADERS.to(language).split()]
    for each in healths:
        counts = [str(each.events), str(each.rejected), str(each.skipped), f"{each.seconds:.2f}"]
        rows.append([each.source, *counts, _STATES[each.state].to(language)])
    return table(rows)


def matched(fused: int, awaiting: int, echoes: int = 0) -> list[Words]:
    """Return what is said of events that several calendars state: nothing where there is nothing to say."""
    lines = []
    if fused:
        lines.append(
            Words(
                f"{fused} évènement(s) réunis de plusieurs agendas.", f"{fused} event(s) fused from several calendars."
            )
        )
    if awaiting:
        lines.append(
            Words(
                f"{awaiting} rapprochement(s) à confirmer : reseau-sync review",
                f"{awaiting} pair(s) to confirm: reseau-sync review",
            )
        )
    if echoes:
        lines.append(
            Words(
                f"{echoes} évènement(s) de nos propres calendriers, revenus par un agenda lu : comptés une fois.",
                f"{echoes} event(s) of our own feeds came back through a calendar: counted once.",
            )
        )
    return lines


def place(rejected: Rejected, language: str) -> str:
    """Return where a rejected item stands, as a person looks for it."""
    where = rejected.where
    names = {"file": Words("fichier", "file"), "line": Words("ligne", "line"), "row": Words("ligne", "row")}
    said = [f"{name.to(language)} {value}" for key, name in names.items() if (value := getattr(where, key)) is not None]
    if where.row is not None and where.column is not None:
        said.append(f"{Words('cellule', 'cell').to(language)} {column_letters(where.column)}{where.row}")
    return ", ".join(said) or (where.uid or "")


def column_letters(number: int) -> str:
    """Return the letters by which a spreadsheet names a column that counts from 1: A, Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def finding(rejected: Rejected, language: str) -> str:
    """Return a rejected item in a few lines: source, place, text, why, and what to write instead."""
    lines = [f"{rejected.where.source}, {place(rejected, language)} [{rejected.code}]"]
    if rejected.raw:
        lines.append(f"    {_cut(printable(rejected.raw))}")
    lines.append(f"    {printable(rejected.reason.to(language))}")
    if rejected.advice:
        lines.append(f"    → {printable(rejected.advice.to(language))}")
    return "\n".join(lines)


def problem(text: str) -> None:
    """Say on stderr that something is wrong; in the log where stderr is the log's."""
    if as_json():
        from reseau_sync.logs import LOGGER

        LOGGER.warning("%s", text, extra={"event": "said"})
    else:
        click.echo(text, err=True)
