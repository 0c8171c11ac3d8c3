"""Events of ``valid`` files that the library rejects all the same, and why that is right: an argued table.

A row says by what in the event it is recognised (never by a file's name), and with which code it is rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contentlines import Block


@dataclass(frozen=True, slots=True)
class Row:
    """One exception: events that ``match`` may be rejected with ``code``, for ``reason``."""

    match: Callable[[Block], bool]
    code: str
    reason: str


EXCEPTIONS: tuple[Row, ...] = ()


def covering(event: Block, code: str) -> list[Row]:
    """Return the rows that cover that ``event`` is rejected with ``code``."""
    return [row for row in EXCEPTIONS if row.code == code and row.match(event)]
