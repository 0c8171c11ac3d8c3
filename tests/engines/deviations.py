"""Where an engine is known to read a construct its own way: what we write is right, and this engine shows it otherwise.

An event of a series in which the construct holds may differ in that engine. Each row must be needed: the tests
fail when no difference rests on it alone any more (the engine was mended: strike the row out).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .compare import Difference
from .constructs import CONSTRUCTS, Series


@dataclass(frozen=True, slots=True)
class Deviation:
    """One row: this engine reads this construct (see constructs.py) its own way."""

    engine: str
    construct: str
    reason: str


READING: tuple[Deviation, ...] = (
    Deviation("libical", "RDATE", "shifts an RDATE by the zone's offset, and shows twice one that the rule gives"),
    Deviation("ical.js", "RDATE", "leaves DTSTART out of a series without RRULE; shows twice what the rule gives"),
    Deviation("libical", "RDATE;VALUE=PERIOD", "leaves periods out"),
    Deviation("ical.js", "RDATE;VALUE=PERIOD", "cannot expand the series at all"),
    Deviation("libical", "RANGE=THISANDFUTURE", "knows nothing of it: the override is of one occurrence"),
)
"""How the engines read what we write, against RFC 5545."""


@dataclass(slots=True)
class Ledger:
    """What was compared with one engine: differences that no row explains, and the rows that some difference needs."""

    rows: tuple[Deviation, ...]
    engine: str
    unexplained: list[str] = field(default_factory=list)
    needed: set[Deviation] = field(default_factory=set)

    def enter(self, name: str, series: Series | None, difference: Difference | str) -> None:
        """Note a difference in ``name`` (for people: a file and a UID)."""
        rows = [row for row in self._of_engine() if series is not None and CONSTRUCTS[row.construct](series)]
        if not rows:
            self.unexplained.append(f"{name}: {difference}")
        elif len(rows) == 1:
            self.needed.add(rows[0])

    def surprises(self) -> list[Deviation]:
        """Return the rows of this engine on which no difference rests alone."""
        return [row for row in self._of_engine() if row not in self.needed]

    def _of_engine(self) -> Iterable[Deviation]:
        return (row for row in self.rows if row.engine == self.engine)
