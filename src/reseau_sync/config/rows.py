"""Looking into data of any shape: what is not as expected is passed over, since its shape is told elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]


def rows(data: Row, table: str) -> Iterator[tuple[int, Row]]:
    """Yield the rows of ``[[table]]`` with their index from 0."""
    found = data.get(table)
    if isinstance(found, list | tuple):
        yield from ((index, row) for index, row in enumerate(found) if isinstance(row, Mapping))


def text(row: Row, key: str) -> str | None:
    """Return the text at ``key``, or ``None``."""
    found = row.get(key)
    return found if isinstance(found, str) else None


def texts(row: Row, key: str) -> list[tuple[int, str]]:
    """Return the texts in the list at ``key`` with their index; a lone text counts as a list of one."""
    found = row.get(key)
    if isinstance(found, str):
        return [(0, found)]
    if not isinstance(found, list | tuple):
        return []
    return [(index, each) for index, each in enumerate(found) if isinstance(each, str)]


def table(row: Row, key: str) -> Row:
    """Return the table at ``key``; an empty one where there is none."""
    found = row.get(key)
    return found if isinstance(found, Mapping) else {}


def ids(data: Row, name: str) -> set[str]:
    """Return the ids that the rows of ``[[name]]`` declare, whatever else is wrong with those rows."""
    return {found for _, row in rows(data, name) if (found := text(row, "id")) is not None}
