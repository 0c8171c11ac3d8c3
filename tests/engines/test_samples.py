"""The engines, and our own expansion, on small calendars whose meaning was worked out by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import pytest

from reseau_sync.ics import read, write
from reseau_sync.ports import Context

from .compare import differences
from .constructs import CONSTRUCTS, series_of
from .deviations import OURS, READING, Ledger
from .engines import Engine, EngineFailedError, Occ
from .ours import ours
from .samples import AFTER, BEFORE, SAMPLES, Sample


def test_our_expansion_gives_what_rfc_5545_says_but_for_its_known_deviations() -> None:
    ledger = Ledger(READING, OURS)
    for sample in SAMPLES:
        decoded = read(sample.calendar(), Context("sample", timezone="UTC"))
        found = ours([entry.event for entry in decoded.entries], AFTER, BEFORE)
        _enter(sample, found, sample.calendar(), ledger)

    assert ledger.unexplained[:20] == []
    assert ledger.surprises() == []


@pytest.mark.engines
def test_an_engine_gives_what_rfc_5545_says_but_for_its_known_deviations(engine: Engine) -> None:
    ledger = Ledger(READING, engine.name)
    for sample in SAMPLES:
        calendar = sample.calendar()
        _enter(sample, engine.read(calendar, AFTER, BEFORE).occurrences, calendar, ledger)

    assert ledger.unexplained[:20] == []
    assert ledger.surprises() == []


@pytest.mark.engines
def test_what_we_write_of_a_sample_reads_as_the_sample_does(engine: Engine) -> None:
    ledger = Ledger(READING, engine.name)
    for sample in SAMPLES:
        decoded = read(sample.calendar(), Context("sample", timezone="UTC"))
        calendar = write([entry.event for entry in decoded.entries])
        _enter(sample, engine.read(calendar, AFTER, BEFORE).occurrences, calendar, ledger)

    assert ledger.unexplained[:20] == []


def _enter(sample: Sample, found: Iterable[Occ], calendar: bytes, ledger: Ledger) -> None:
    for uid, difference in differences(sample.occurrences(), found, "UTC").items():
        ledger.enter(sample.name, series_of(calendar).get(uid), difference)


def test_every_row_of_deviations_names_a_construct_that_some_sample_has() -> None:
    shown = {
        name
        for sample in SAMPLES
        for name in CONSTRUCTS
        for series in series_of(sample.calendar()).values()
        if CONSTRUCTS[name](series)
    }

    assert {row.construct for row in READING} <= shown


def test_times_of_unknown_zones_are_compared_by_the_clock_on_the_wall() -> None:
    known = Occ("a", "2026-10-06T16:00:00Z", "2026-10-06T17:00:00Z", "2026-10-06T18:00:00", "2026-10-06T19:00:00")
    unknown = Occ("a", *(2 * ("2026-10-06T18:00:00", "2026-10-06T19:00:00")), unresolved=True)
    moved = Occ("a", *(2 * ("2026-10-06T17:00:00", "2026-10-06T19:00:00")), unresolved=True)

    assert differences([known], [unknown]) == {}
    assert differences([known], [moved]).keys() == {"a"}


def test_an_occurrence_that_is_shown_twice_is_a_difference() -> None:
    once = Occ("a", *(2 * ("2026-10-06", "2026-10-07")))

    assert differences([once], [once, once])["a"].extra.total() == 1


@pytest.mark.engines
def test_an_engine_answers_after_a_file_that_it_could_not_read(engine: Engine) -> None:
    with contextlib.suppress(EngineFailedError):
        assert engine.read(b"<html>nothing of the kind</html>", AFTER, BEFORE).occurrences == ()

    assert len(engine.read(SAMPLES[0].calendar(), AFTER, BEFORE).occurrences) == 1
