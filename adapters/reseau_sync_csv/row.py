"""One row while it is read: its cells by field, and the problems that cost no event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from reseau_sync_csv.cells import NOTHING, unguarded
from reseau_sync_csv.problems import CellError

Value = TypeVar("Value")


class Cells:
    """The cells of one row by field, as texts without their guards; ``problems`` are those that cost no event."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw
        self.problems: list[CellError] = []
        self._texts = {field: unguarded(cell) for field, cell in raw.items()}

    def __getitem__(self, field: str) -> str | None:
        """Return the text of a column, ``None`` where it is empty or the sheet has no such column."""
        return self._texts.get(field)

    def read(self, field: str, reader: Callable[[str], Value]) -> Value | None:
        """Return what ``reader`` makes of a cell, ``None`` for an empty one.

        :raises CellError: that of the reader, with its column
        """
        text = self[field]
        if text is None:
            return None
        try:
            return reader(text)
        except CellError as error:
            error.column = field
            raise

    def lenient(self, field: str, reader: Callable[[str], Value], fallback: Value | None = None) -> Value | None:
        """Return what ``reader`` makes of a cell; where it cannot, note the problem and return ``fallback``."""
        try:
            return self.read(field, reader)
        except CellError as error:
            self.problems.append(error)
            return fallback

    def says_nothing(self, field: str) -> bool:
        """Say whether a cell states that there is nothing (a dash), which is more than being empty."""
        return self.raw.get(field, "").strip() == NOTHING
