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


OURS = "reseau-sync"
"""Our own expansion is held to the same samples as an engine, and its deviations are rows like theirs."""

READING: tuple[Deviation, ...] = (
    Deviation(OURS, "a local time skipped or doubled", "reckons ends by the wall clock: before the start, or none"),
    Deviation("reference", "EXRULE", "knows nothing of it (RFC 5545 dropped it)"),
    Deviation("reference", "a local time skipped or doubled", "reckons ends by the wall clock: before the start"),
    Deviation("reference", "several masters of one UID", "shows the one with the highest SEQUENCE alone"),
    Deviation("reference", "BYMONTHDAY every year without BYMONTH", "takes the days of every month"),
    Deviation("reference", "BYWEEKNO", "takes all days of the week, not DTSTART's weekday"),
    Deviation("reference", "RSCALE", "knows nothing of SKIP"),
    Deviation("libical", "BYWEEKNO", "finds nothing without BYDAY"),
    Deviation("libical", "RECURRENCE-ID in another zone", "knows the occurrence by its instant alone"),
    Deviation("libical", "EXDATE in another zone", "knows the occurrence by its instant alone"),
    Deviation("libical", "RDATE", "shifts an RDATE by the zone's offset, and shows twice one that the rule gives"),
    Deviation("libical", "RDATE;VALUE=PERIOD", "leaves periods out"),
    Deviation("libical", "RANGE=THISANDFUTURE", "knows nothing of it: the override is of one occurrence"),
    Deviation("libical", "EXRULE", "counts a COUNT of the exclusions its own way"),
    Deviation("libical", "several masters of one UID", "our program for it lets an override replace in all of them"),
    Deviation("libical", "several RRULEs", "shows DTSTART once for each rule"),
    Deviation("libical", "DTSTART not in RRULE", "leaves DTSTART out"),
    Deviation("libical", "a local time skipped or doubled", "takes the second of two, and keeps the shift of a skip"),
    Deviation("libical", "DTEND over a clock change", "takes the length of the first occurrence, in seconds"),
    Deviation("ical.js", "BYMONTHDAY every year without BYMONTH", "takes the days of every month"),
    Deviation("ical.js", "BYWEEKNO", "finds nothing without BYDAY"),
    Deviation("ical.js", "numbered weekdays of a year", "takes every such weekday"),
    Deviation("ical.js", "EXDATE in another zone", "knows the occurrence by its instant alone"),
    Deviation("ical.js", "several masters of one UID", "gives all overrides to the last in the file"),
    Deviation("ical.js", "RDATE", "leaves DTSTART out of a series without RRULE; shows twice what the rule gives"),
    Deviation("ical.js", "RDATE;VALUE=PERIOD", "cannot expand the series at all"),
    Deviation("ical.js", "EXRULE", "knows nothing of it (RFC 5545 dropped it)"),
    Deviation("ical.js", "several RRULEs", "shows DTSTART once for each rule, and loses the last of one"),
    Deviation("ical.js", "29 February every year", "shows it on 1 March in other years"),
    Deviation("ical.js", "DTSTART not in RRULE", "leaves DTSTART out"),
    Deviation("ical.js", "RECURRENCE-ID not in the series", "shows an override only in the place of an occurrence"),
    Deviation("ical.js", "a local time skipped or doubled", "takes the time before the gap, and the second of two"),
)
"""How the engines read what we write, against RFC 5545."""


CONVERTING: tuple[Deviation, ...] = (
    Deviation("reference", "several masters of one UID", "takes one by its place in the file"),
    Deviation("reference", "VTIMEZONE unlike its IANA zone", "reads the stale rules; the copy has the zone's own"),
    Deviation("reference", "DTSTART and DTEND in other zones", "reads a floating end in the zone of the calendar"),
    Deviation("reference", "TZID on a day or on UTC", "takes the day for midnight, and UTC for local time"),
    Deviation("libical", "several masters of one UID", "our program for it lets an override replace in all of them"),
    Deviation("reference", "TZID without VTIMEZONE", "reads the time as floating; the copy defines the zone"),
    Deviation("libical", "VTIMEZONE unlike its IANA zone", "reads the stale rules; the copy has the zone's own"),
    Deviation("ical.js", "TZID without VTIMEZONE", "reads the time as floating; the copy defines the zone"),
    Deviation("ical.js", "VTIMEZONE unlike its IANA zone", "reads the stale rules; the copy has the zone's own"),
    Deviation("ical.js", "several masters of one UID", "gives all overrides to the last in the file"),
    Deviation("ical.js", "DTSTART and DTEND in other zones", "reckons the length in the wrong zone"),
    Deviation("ical.js", "VALUE that the value belies", "reads a day; the copy says the time as such"),
)
"""Where an engine reads our faithful copy otherwise than the original, which it misreads and the copy mends."""


FLAT: tuple[Deviation, ...] = (
    Deviation("khal", "a time without an end", "gives it an hour, where RFC 5545 (3.6.1) gives it none"),
    Deviation("calcurse", "seconds", "counts whole minutes"),
    Deviation("calcurse", "the hour that the user's clock shows twice", "knows times by the clock of the wall alone"),
)
"""How subscribers' programs read a flat feed."""

FULL: tuple[Deviation, ...] = (
    *FLAT,
    Deviation("libical", "DTEND over a clock change", "takes the length of the first occurrence, in seconds"),
    Deviation("khal", "DTEND over a clock change", "takes the length of the first occurrence, in seconds"),
    Deviation("calcurse", "DTEND over a clock change", "takes the length of the first occurrence, in seconds"),
    Deviation("calcurse", "BYSETPOS", "knows nothing of it"),
    Deviation("calcurse", "a series of several days on end", "refuses it"),
    Deviation("calcurse", "a series by another clock than the user's", "repeats it by the user's clock"),
)
"""How they read a full one."""


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
