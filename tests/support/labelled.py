"""Labelled sheets: one text file holds a sheet as somebody writes it, and what a careful reader understands of it.

Three parts, divided by lines of ``===``: settings, the sheet, the labels. Settings are ``word value`` lines:
``reference`` (the date given to the reader; none without it), ``encoding`` (utf-8), ``eol`` (LF), ``about``. In the
sheet, ``\\uXXXX`` and ``\\xHH`` stand for characters that no editor shows.

A label is ``ROW[,COLUMN]: READING [| READING]…``, rows and columns counted from 1 as a spreadsheet does (0: the file):
the first reading is the right one, the others will do. A reading is ``!code`` (reported so; ``!*`` whatever the
reason), ``none`` (nothing, or an error), or an event::

    2024-10-01T20:00/23:00      hours of one day                2024-10-01      all day
    2024-10-01T22:00/+02:00     …ending the next day            2024-10-12/14   all day, last day included
    … FREQ=WEEKLY;BYDAY=TU -2024-10-08 open cancelled "Title"

``open`` marks a rule whose first day the sheet does not say. A row without a label must yield nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr

FOLDER = Path(__file__).parents[1] / "csv" / "sheets"
HORIZON = dt.timedelta(days=730)

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Label:
    """What may be made of one row or cell: events, or the codes of errors; nothing at all where ``none``."""

    place: str
    events: tuple[Event, ...] = ()
    errors: frozenset[str] = frozenset()
    none: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sheet, the reference date that its reader is given, and its labels."""

    name: str
    data: bytes
    reference: str | None
    labels: tuple[Label, ...]


def labelled(path: Path) -> Labelled:
    """Return the sheet and the labels of a file."""
    settings_text, sheet, labels = re.split(r"^===\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings = dict(line.split(" ", 1) for line in settings_text.splitlines() if " " in line)
    text = re.sub(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", lambda found: chr(int(found[1] or found[2], 16)), sheet)
    text = text.replace("\n", {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}[settings.get("eol", "LF")])
    return Labelled(
        name=path.stem,
        data=text.encode(settings.get("encoding", "utf-8")),
        reference=settings.get("reference"),
        labels=tuple(_label(line) for line in labels.splitlines() if line.strip() and not line.startswith("#")),
    )


def _label(line: str) -> Label:
    place, _, rest = line.partition(": ")
    readings = [each.strip() for each in rest.split(" | ")]
    errors = {each[1:] for each in readings if each.startswith("!")} | ({"*"} if "none" in readings else set())
    events = tuple(_event(each) for each in readings if not each.startswith("!") and each != "none")
    return Label(place, events, frozenset(errors), "none" in readings)


def _event(text: str) -> Event:
    title = re.search(r'"(.*)"$', text)
    moment, *words = re.sub(r'"(.*)"$', "", text).split()
    start, _, end = moment.partition("/")
    day, _, clock = start.partition("T")
    return {
        "start": start,
        "end": _end(day, clock, end),
        "all_day": not clock,
        "rrule": next((each for each in words if each.startswith("FREQ=")), None),
        "exdates": [each[1:] for each in words if re.fullmatch(r"-\d{4}-\d\d-\d\d", each)],
        "status": "CANCELLED" if "cancelled" in words else "CONFIRMED",
        "open": "open" in words,
        "title": title[1] if title else None,
    }


def _end(day: str, clock: str, end: str) -> str | None:
    if not end:
        return None
    if end.startswith("+"):
        return f"{dt.date.fromisoformat(day) + dt.timedelta(days=1)}T{end[1:]}"
    if clock:
        return end if "T" in end else f"{day}T{end}"
    return day[: -len(end)] + end


# What was read, compared with what is meant.


def differences(sheet: Labelled, predictions: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with predictions in the form of score.py: one line for each row or cell."""
    cells = any("," in label.place for label in sheet.labels)
    events: dict[str, list[Event]] = defaultdict(list)
    codes: dict[str, set[str]] = defaultdict(set)
    for each in predictions:
        place = (each.get("cell") if cells else None) or str(each["row"])
        if "error" in each:
            codes[place].add(each["error"])
        else:
            events[place].append(each)
    labels: dict[str, list[Label]] = defaultdict(list)
    for label in sheet.labels:
        labels[label.place].append(label)
    for place in dict.fromkeys((*labels, *events, *codes)):
        # An error of a row is one of each of its cells.
        found = codes.get(place) or codes.get(place.partition(",")[0], set())
        if not _fits(labels.get(place, []), events.get(place, []), found):
            wrong = "SILENTLY WRONG" if events.get(place) and not found else "refused" if found else "lost"
            yield f"{sheet.name} [{place}] {wrong}: {events.get(place)} {found or ''}"


def _fits(labels: list[Label], events: list[Event], codes: set[str]) -> bool:
    if codes and not events:
        return any(label.errors & (codes | {"*"}) for label in labels)
    if codes or not labels:
        return not codes and not events
    if not events:
        return all(label.none for label in labels)
    return any(_same(chosen, events) for chosen in itertools.product(*(_choices(label) for label in labels)))


def _choices(label: Label) -> tuple[Event | None, ...]:
    return (*label.events, *((None,) if label.none else ()))


def _same(chosen: Iterable[Event | None], events: list[Event]) -> bool:
    meant = [each for each in chosen if each is not None]
    starts = [dt.datetime.fromisoformat(each["start"]) for each in (*meant, *events)]
    first = max(starts) if any(each["open"] for each in meant) else min(starts)
    until = max(starts) + HORIZON
    titles = {each["title"] for each in meant if each["title"]}
    return Counter(each for event in meant for each in _occurrences(event, first, until)) == Counter(
        each for event in events for each in _occurrences(event, first, until)
    ) and titles <= {each["title"] for each in events}


def _occurrences(event: Event, first: dt.datetime, until: dt.datetime) -> Iterator[tuple[str, str, bool]]:
    start = dt.datetime.fromisoformat(event["start"])
    end = dt.datetime.fromisoformat(event["end"]) if event["end"] else None
    cancelled = event["status"] == "CANCELLED"
    length = end - start if end else None
    for at in _starts(event, start, until):
        if at.date().isoformat() in event["exdates"] or at < first:
            continue
        if event["all_day"]:
            for step in range((length.days if length else 0) + 1):
                yield (at + dt.timedelta(days=step)).date().isoformat(), "day", cancelled
        else:
            yield at.isoformat(), (at + length).isoformat() if length else "", cancelled


def _starts(event: Event, start: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    if not event["rrule"]:
        return [start]
    # The labels and the reader both write the last moment of a rule in UTC: its day is what counts here.
    rule = re.sub(r"UNTIL=(\d{8})T\d{6}Z", _local_until, event["rrule"])
    return list(rrulestr(rule, dtstart=start).between(start, until, inc=True))


def _local_until(found: re.Match[str]) -> str:
    last = dt.datetime.fromisoformat(found[0][6:]).replace(tzinfo=None) + dt.timedelta(hours=1)
    return f"UNTIL={last:%Y%m%dT235959}"
