"""Every real calendar, written faithfully, shows in each engine the occurrences that the original shows there."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from reseau_sync.entry import Decoded
from reseau_sync.errors import OccurrenceError, SourceError
from reseau_sync.ics import read, write
from reseau_sync.model import AnyEvent
from reseau_sync.ports import Context

from .compare import differences
from .constructs import CONSTRUCTS, Series, series_of
from .deviations import CONVERTING, READING, Ledger
from .engines import Engine, EngineFailedError, Occ, Reading
from .ours import ours

TWO_YEARS = dt.timedelta(days=731)
ZONE = "Europe/Paris"
"""The zone of the network, in which floating times are read: the copy says so in X-WR-TIMEZONE."""
TOO_FINE = re.compile(rb"FREQ=(SECONDLY|MINUTELY)")
"""Rules of which two years are a million occurrences: engines take minutes, or give up."""

GAP = re.compile(rb"\r?\n\r?\n[ \t]")
"""An empty line inside a fold: we read over it, the engines do not, and see another file."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A real file and our faithful copy of it; ``left_out`` are the UIDs of which something was rejected or skipped."""

    name: str
    original: Path
    copy: bytes
    series: dict[str, Series]
    events: tuple[AnyEvent, ...]
    left_out: frozenset[str]

    def first_day(self) -> dt.date | None:
        """Return the day of the first DTSTART that the file states."""
        days = (_day(line.value) for series in self.series.values() for line in series.lines("DTSTART"))
        return min((day for day in days if day is not None), default=None)


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value.strip()[:8])
    except ValueError:
        return None


@cache
def pairs(corpus: Path) -> tuple[Pair, ...]:
    """Return the readable files of the corpus, each with its copy."""
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(pair for row in csv.DictReader(rows) for pair in _pair(row["file"], corpus / row["file"]))


def _pair(name: str, path: Path) -> Iterator[Pair]:
    data = path.read_bytes()
    if TOO_FINE.search(data) or GAP.search(data):
        return
    try:
        decoded = read(data, Context(name, timezone=ZONE))
    except SourceError:
        return
    events = tuple(entry.event for entry in decoded.entries)
    yield Pair(name, path, write(events), series_of(data), events, _left_out(decoded))


def _left_out(decoded: Decoded) -> frozenset[str]:
    return frozenset((each.where.uid or "").strip() for each in decoded.rejected)


@pytest.mark.shared
@pytest.mark.engines
@pytest.mark.slow
def test_a_copy_shows_what_the_original_shows(engine: Engine, corpus: Path) -> None:
    ledger = Ledger(CONVERTING, engine.name)
    compared = 0
    for pair in pairs(corpus):
        compared += _compare(engine, pair, ledger)

    assert ledger.unexplained[:20] == []
    assert ledger.surprises() == []
    assert compared > 800


def _compare(engine: Engine, pair: Pair, ledger: Ledger) -> int:
    """Compare one file; return how many were compared (none where the engine cannot read the original)."""
    first = pair.first_day()
    if first is None or not dt.date.min + TWO_YEARS < first < dt.date.max - 2 * TWO_YEARS:
        return 0
    try:
        before = engine.read(pair.original, first, first + TWO_YEARS)
    except EngineFailedError:
        return 0
    try:
        after = engine.read(pair.copy, first, first + TWO_YEARS)
    except EngineFailedError as failure:
        ledger.enter(pair.name, None, str(failure))
        return 1
    unreadable = before.failed.keys() | pair.left_out
    shown = _under_old_uids(after, pair)
    for uid, difference in differences(before.occurrences, shown, ZONE).items():
        if uid not in unreadable:
            ledger.enter(f"{pair.name} {uid}", pair.series.get(uid), difference)
            _must_be_ours(pair, uid, [occ for occ in shown if occ.uid == uid], first, ledger)
    return 1


def _must_be_ours(pair: Pair, uid: str, shown: list[Occ], first: dt.date, ledger: Ledger) -> None:
    """Where the copy is not read as the original, it must be read as what we understood: the engine was mended."""
    series = pair.series.get(uid)
    if series is None or any(CONSTRUCTS[row.construct](series) for row in READING if row.engine == ledger.engine):
        return
    try:
        expected = ours((event for event in pair.events if (event.uid or "").strip() == uid), first, first + TWO_YEARS)
    except OccurrenceError:
        return
    for difference in differences(expected, shown, ZONE).values():
        ledger.unexplained.append(f"{pair.name} {uid}: the copy is not read as we mean it: {difference}")


def _under_old_uids(reading: Reading, pair: Pair) -> list[Occ]:
    """Put the events that had no UID back under none: a calendar must name them, so the copy does."""
    return [
        occ
        if occ.uid in pair.series
        else Occ("", occ.start, occ.end, occ.wall_start, occ.wall_end, occ.summary, occ.cancelled, occ.unresolved)
        for occ in reading.occurrences
    ]
