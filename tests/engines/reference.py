"""What icalendar and recurring_ical_events show of calendar files, as JSON lines (protocol: engines.py).

Run as a program, so that whoever asks can stop it: some rules take it minutes. Each UID is expanded alone, since one
bad series would otherwise hide the others.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import icalendar
import recurring_ical_events


def _normal(time: dt.date) -> str:
    if not isinstance(time, dt.datetime):
        return time.isoformat()
    if time.tzinfo is None:
        return time.isoformat(timespec="seconds")
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _wall(time: dt.date) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S") if isinstance(time, dt.datetime) else time.isoformat()


def _is_unresolved(event: Any) -> bool:
    start = event["DTSTART"]
    return "TZID" in start.params and isinstance(start.dt, dt.datetime) and start.dt.tzinfo is None


def _occurrence(event: Any) -> dict[str, Any]:
    return {
        "uid": str(event.get("UID", "")),
        "start": _normal(event.start),
        "end": _normal(event.end),
        "wall_start": _wall(event.start),
        "wall_end": _wall(event.end),
        "summary": str(event.get("SUMMARY", "")),
        "cancelled": str(event.get("STATUS", "")).upper() == "CANCELLED",
        "unresolved": _is_unresolved(event),
    }


def _series(calendar: Any) -> Iterator[tuple[str, Any]]:
    """Yield each UID with a calendar of its events and all the zones; events without UID one by one."""
    groups: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    zones = [each for each in calendar.subcomponents if each.name == "VTIMEZONE"]
    for number, event in enumerate(each for each in calendar.subcomponents if each.name == "VEVENT"):
        uid = str(event.get("UID", ""))
        groups[uid, 0 if uid else number].append(event)
    for (uid, _), events in groups.items():
        alone = icalendar.Calendar()
        alone.update(calendar)
        alone.subcomponents = [*zones, *events]
        yield uid, alone


def _read(path: str, after: dt.date, before: dt.date) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        calendars = icalendar.Calendar.from_ical(file.read(), multiple=True)
    for calendar in calendars:
        for uid, alone in _series(calendar):
            try:
                found = recurring_ical_events.of(alone, components=["VEVENT"]).between(after, before)
                yield from [_occurrence(event) for event in found]
            except Exception as error:  # whatever it raises, it is this engine's answer for this UID
                yield {"failed": uid, "error": f"{type(error).__name__}: {error}"}


def _answer(request: str) -> Iterator[dict[str, Any]]:
    path, after, before = request.rstrip("\n").split("\t")
    try:
        yield from _read(path, dt.date.fromisoformat(after), dt.date.fromisoformat(before))
        yield {"done": True}
    except Exception as error:  # whatever it raises, it is this engine's answer for this file
        yield {"done": True, "error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer one request a line until the input ends."""
    warnings.simplefilter("ignore")
    for request in sys.stdin:
        for said in _answer(request):
            sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
