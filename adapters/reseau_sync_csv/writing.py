"""The options of what is written: which rows, in which dialect; and rows to bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reseau_sync.errors import EncodeError, Words
from reseau_sync.model.network import Language
from reseau_sync.ports import Context
from reseau_sync_csv.table import SEPARATORS

_ENDING = "\r\n"
_QUOTED = frozenset('"\r\n').union(SEPARATORS)
_PAST, _COMING, _PRINTED = 31, 400, 14
_DAY = dt.timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class CsvWriteOptions(BaseModel):
    """How a sheet is written.

    ``rows``: one for each ``event`` (series as series), for each ``occurrence`` in a window of days, or a ``rota``: a
    table to print, sites down and the days of a week across. ``separator`` and ``encoding`` are those with which
    French spreadsheets open a file by a double click; ``utf-8`` is without the mark. ``hxl`` adds the row of hashtags
    and the columns of a 4W table (who, what, where, when). ``language`` of headers and words: the feed's, where not
    stated. The window is ``days`` days from ``first`` on, in the network's zone (a rota: the whole weeks that hold
    them); where not stated it is that of the feed, and of a rota this week and the next. ``sites`` are rows that a rota
    always has, in this order, visited or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: Literal["event", "occurrence", "rota"] = "event"
    separator: Literal[";", ",", "\t", "tab"] = ";"
    encoding: Literal["utf-8-sig", "utf-8"] = "utf-8-sig"
    hxl: bool = False
    language: Language | None = None
    first: dt.date | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    sites: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _tags_go_with_columns(self) -> CsvWriteOptions:
        if self.hxl and self.rows == "rota":
            raise ValueError('hxl = true goes with rows = "event" and rows = "occurrence"')
        return self

    def language_in(self, context: Context) -> Language:
        """Return the language that is written."""
        return self.language or ("en" if context.language == "en" else "fr")

    def is_bounded(self, context: Context) -> bool:
        """Say whether somebody stated a window: a table of events then holds those that take place in it."""
        return self.first is not None or self.days is not None or context.days is not None

    def window(self, context: Context) -> tuple[dt.date, dt.date]:
        """Return the first day of the window, and the day after the last.

        :raises EncodeError: ``no-today`` where neither the options nor the context say when it is
        """
        printed = self.rows == "rota"
        if self.first is None and self.days is None and context.days is not None and not printed:
            return context.days
        first = self.first
        if first is None:
            if context.today is None:
                raise EncodeError("no-today", _NO_TODAY, _SAY_FIRST)
            first = _default_first(context.today, printed=printed, counted=self.days is not None)
        days = self.days or (_PRINTED if printed else _COMING + (0 if self.first else _PAST))
        if not _FIRST_YEAR <= first.year <= _LAST_YEAR:
            raise EncodeError("no-today", _NO_SUCH_DAYS, _SAY_FIRST)
        last = first + days * _DAY
        return _whole_weeks(first, last) if printed else (first, last)

    def bytes_of(self, rows: Iterable[Iterable[str]]) -> bytes:
        """Return rows of cells, guarded already, as a file (RFC 4180, with this separator)."""
        separator = "\t" if self.separator == "tab" else self.separator
        lines = [separator.join(map(_quoted, cells)) for cells in rows]
        return _ENDING.join([*lines, ""]).encode(self.encoding)


def _default_first(today: dt.date, *, printed: bool, counted: bool) -> dt.date:
    """Return where a window begins that nobody stated: this week, today, or as far back as feeds go."""
    if printed:
        return today - today.weekday() * _DAY
    return today if counted else today - _PAST * _DAY


def _whole_weeks(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """Return Monday of the first week and the Monday after the last (``last`` being the day after the last)."""
    final = last - _DAY
    return first - first.weekday() * _DAY, final + (7 - final.weekday()) * _DAY


def _quoted(cell: str) -> str:
    # Every separator counts: a file may be opened with another one than it was written with.
    return cell if _QUOTED.isdisjoint(cell) else '"' + cell.replace('"', '""') + '"'


_NO_TODAY = Words(
    "ces lignes montrent une fenêtre de jours : il faut dire lesquels",
    "these rows show a window of days: somebody must say which",
)
_NO_SUCH_DAYS = Words(
    f"cette fenêtre de jours est hors des années {_FIRST_YEAR} à {_LAST_YEAR}",
    f"this window of days is outside the years {_FIRST_YEAR} to {_LAST_YEAR}",
)
_SAY_FIRST = Words("donnez first (2010-09-06) et days (7)", "give first (2010-09-06) and days (7)")
