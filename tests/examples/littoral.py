"""The example network as its files say it, read with parsers that are not ours."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrule, rruleset, rrulestr

from reseau_sync.model.network import Network, SourceSpec

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "littoral"
SOURCES = FOLDER / "sources"
PARIS = ZoneInfo("Europe/Paris")
Row = dict[str, str]


@functools.cache
def network() -> Network:
    return Network.model_validate(tomllib.loads((FOLDER / "reseau.toml").read_text(encoding="utf-8")))


def files(source: SourceSpec) -> tuple[Path, ...]:
    """The files of one source, a folder's in the order of their names."""
    assert isinstance(source.location, str)
    path = FOLDER / source.location
    return tuple(sorted(path.iterdir())) if path.is_dir() else (path,)


def files_ending_in(suffix: str) -> tuple[Path, ...]:
    return tuple(sorted(SOURCES.rglob(f"*{suffix}")))


@functools.cache
def calendar(name: str) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical((SOURCES / name).read_bytes())


@functools.cache
def rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return tuple(csv.DictReader(handle, delimiter=";", strict=True))


def events(path: Path) -> list[Any]:
    """The VEVENTs of a file, as icalendar gives them: untyped, since a property's type depends on its name."""
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def stated(source: SourceSpec) -> int:
    """How many events a source states: its VEVENTs that have no RECURRENCE-ID and cancel nothing, or its rows."""
    return sum(_stated(path) for path in files(source))


def _stated(path: Path) -> int:
    if path.suffix == ".csv":
        return len(rows(path))
    whole = icalendar.Calendar.from_ical(path.read_bytes())
    return 0 if whole.get("METHOD") == "CANCEL" else sum("RECURRENCE-ID" not in each for each in whole.walk("VEVENT"))


def starts(name: str, summary: str, first: dt.date, last: dt.date) -> list[dt.datetime]:
    """The local starts, in Paris, of the occurrences between two days whose title contains ``summary``."""
    found = recurring_ical_events.of(calendar(name)).between(first, last + dt.timedelta(days=1))
    return sorted(_paris(each["DTSTART"].dt) for each in found if summary in str(each["SUMMARY"]))


def _paris(when: dt.date) -> dt.datetime:
    if not isinstance(when, dt.datetime):
        return dt.datetime.combine(when, dt.time(), PARIS)
    return when.astimezone(PARIS) if when.tzinfo else when.replace(tzinfo=PARIS)


def day_first(text: str) -> dt.datetime:
    """A date of a sheet, as a computer writes it (2010-09-14 14:30) or as a French spreadsheet does (14/09/2010)."""
    day, _, time = text.partition(" ")
    if "/" in day:
        day = "-".join(reversed(day.split("/")))
    return dt.datetime.fromisoformat(f"{day} {time or '00:00'}")


def row_starts(row: Row) -> Iterator[dt.datetime]:
    """The starts of a row's series, without end."""
    start = day_first(row["début"])
    series = rruleset()
    rule = rrulestr(row["récurrence"], dtstart=start)
    assert isinstance(rule, rrule)
    series.rrule(rule)
    for each in row.get("dates exclues", "").split(" ; "):
        if each:
            series.exdate(day_first(each))
    return iter(series)
