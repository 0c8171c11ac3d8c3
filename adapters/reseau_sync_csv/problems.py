"""What can be wrong with a sheet, said to the person who filled it in: a code, a sentence, what to write instead."""

from __future__ import annotations

from reseau_sync.errors import Words

SHOWN = 80
"""At most so many characters of a cell stand in a sentence."""


class CellError(Exception):
    """A cell that cannot be understood. It never leaves this package: rows report it.

    :param code: a stable short word (``"unparsed-time"``)
    :param reason: what is wrong
    :param advice: what to write instead

    ``column`` is the field of the column it stands in, set by who reads the row.
    """

    def __init__(self, code: str, reason: Words, advice: Words | None = None) -> None:
        super().__init__(reason.fr)
        self.code = code
        self.reason = reason
        self.advice = advice
        self.column: str | None = None


def shown(text: str) -> str:
    """Return the start of a cell, fit to stand in a sentence."""
    line = " ".join(text[: SHOWN + 1].split())
    return line if len(text) <= SHOWN else f"{line[:SHOWN]}…"


def unparsed_time(text: str) -> CellError:
    """Return: this is no date or time."""
    return CellError(
        "unparsed-time",
        Words(f"« {shown(text)} » n'est ni une date ni une heure.", f"“{shown(text)}” is neither a date nor a time."),
        Words(
            "Écrivez 2010-09-14 ou 2010-09-14 14:30 (14/09/2010 14:30 va aussi : le jour, le mois, l'année).",
            "Write 2010-09-14 or 2010-09-14 14:30 (14/09/2010 14:30 will do: day, month, year).",
        ),
    )


def impossible_date(text: str) -> CellError:
    """Return: no calendar has this day."""
    return CellError(
        "no-date",
        Words(f"« {shown(text)} » : ce jour ou cette heure n'existe pas.", f"“{shown(text)}”: no such day or hour."),
        Words("Corrigez le jour, le mois ou l'heure.", "Correct the day, the month or the hour."),
    )


def unknown_zone(text: str) -> CellError:
    """Return: nobody knows this time zone."""
    return CellError(
        "unknown-zone",
        Words(f"Le fuseau « {shown(text)} » n'est pas connu.", f"The time zone “{shown(text)}” is not known."),
        Words(
            "Laissez vide, ou écrivez Europe/Paris, UTC ou UTC+01:00.",
            "Leave it empty, or Europe/Paris, UTC, UTC+01:00.",
        ),
    )


def no_date() -> CellError:
    """Return: the row says something, but not when."""
    return CellError(
        "no-date",
        Words("Cette ligne n'a pas de date.", "This row has no date."),
        Words(
            "Remplissez « début » (2010-09-14 14:30) ou « date approximative » (mi 2010-09).",
            "Fill in “start” (2010-09-14 14:30) or “approximate” (mid 2010-09).",
        ),
    )


def unparsed_recurrence(text: str) -> CellError:
    """Return: this is no rule of RFC 5545."""
    return CellError(
        "unparsed-recurrence",
        Words(f"« {shown(text)} » n'est pas une règle de récurrence.", f"“{shown(text)}” is not a recurrence rule."),
        Words(
            "Écrivez une règle RFC 5545, comme FREQ=WEEKLY;BYDAY=TU (chaque mardi).",
            "Write an RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=TU (every Tuesday).",
        ),
    )


def unknown_word(code: str, text: str, column: str, known: str) -> CellError:
    """Return: this column knows other words. ``known`` lists them."""
    return CellError(
        code,
        Words(
            f"« {shown(text)} » n'est pas un mot que la colonne « {column} » connaît.",
            f"“{shown(text)}” is not a word that the column “{column}” knows.",
        ),
        Words(f"Mots connus : {known}.", f"Known words: {known}."),
    )


def bad_value(text: str, column: str, wanted: Words) -> CellError:
    """Return: this value does not fit its column."""
    return CellError(
        "bad-value",
        Words(
            f"« {shown(text)} » ne convient pas à la colonne « {column} ».",
            f"“{shown(text)}” does not fit the column “{column}”.",
        ),
        wanted,
    )


def malformed(reason: Words, advice: Words | None = None) -> CellError:
    """Return: the row itself is broken."""
    return CellError("malformed-row", reason, advice)


def not_a_table(reason: Words, advice: Words | None = None) -> CellError:
    """Return: this file is no sheet in the plain form."""
    return CellError("not-a-table", reason, advice)
