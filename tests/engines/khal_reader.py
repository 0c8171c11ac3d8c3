"""What khal shows of calendar files, as JSON lines (protocol: engines.py).

As khal does with an .ics file: it is split by UID, each part goes into khal's database, and what lies in the window is
asked of the database. khal's user is in Paris.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytz
from khal.icalendar import cal_from_ics, split_ics
from khal.khalendar.backend import SQLiteDb

PARIS = pytz.timezone("Europe/Paris")
LOCALE: Any = {"local_timezone": PARIS, "default_timezone": PARIS}
Variants = dict[str, tuple[Any, bool]]


def _normal(time: dt.date, floating: bool) -> str:
    if not isinstance(time, dt.datetime):
        return time.isoformat()
    return f"{time:%Y-%m-%dT%H:%M:%S}{'' if floating else 'Z'}"


def _variants(item: str) -> dict[str, Any]:
    """The VEVENTs of one UID by what the database calls them: PROTO, else the instant of the RECURRENCE-ID."""
    found: dict[str, Any] = {}
    for event in cal_from_ics(item).walk("VEVENT"):
        rid = event.get("RECURRENCE-ID")
        found["PROTO" if rid is None else _ref(rid.dt)] = event
    return found


def _ref(time: dt.date) -> str:
    if not isinstance(time, dt.datetime):
        time = dt.datetime.combine(time, dt.time())
    aware = time if time.tzinfo else time.replace(tzinfo=dt.UTC)
    return str(int(aware.timestamp()))


def _occurrence(row: tuple[Any, ...], known: dict[str, dict[str, Any]], floating: bool) -> dict[str, Any]:
    item, href, start, end, ref, *_ = row
    if href not in known:
        known[href] = _variants(item)
    event = known[href].get(ref) or known[href]["PROTO"]
    zone = getattr(event["DTSTART"].dt, "tzinfo", None)
    if isinstance(start, dt.datetime):
        walls = [each.astimezone(zone) if zone and each.tzinfo else each for each in (start, end)]
        wall_start, wall_end = (f"{each:%Y-%m-%dT%H:%M:%S}" for each in walls)
    else:
        wall_start, wall_end = start.isoformat(), end.isoformat()
    return {
        "uid": str(event.get("UID", "")),
        "start": _normal(start, floating),
        "end": _normal(end, floating),
        "wall_start": wall_start,
        "wall_end": wall_end,
        "summary": str(event.get("SUMMARY", "")),
        "cancelled": str(event.get("STATUS", "")).upper() == "CANCELLED",
    }


def _read(path: str, after: dt.date, before: dt.date) -> Iterator[dict[str, Any]]:
    database = SQLiteDb(["c"], ":memory:", LOCALE)
    with open(path, encoding="utf-8", errors="replace") as file:
        parts = split_ics(file.read(), default_timezone=PARIS)
    with database.at_once():
        for number, part in enumerate(parts):
            try:
                database.update(part, str(number), "", calendar="c")
            except Exception as error:  # whatever it raises, it is khal's answer for this UID
                uid = next((str(each["UID"]) for each in cal_from_ics(part).walk("VEVENT")), "")
                yield {"failed": uid, "error": f"{type(error).__name__}: {error}"}
    first, last = dt.datetime.combine(after, dt.time()), dt.datetime.combine(before, dt.time())
    known: dict[str, dict[str, Any]] = {}
    for row in database.get_localized(PARIS.localize(first), PARIS.localize(last)):
        yield _occurrence(row, known, floating=False)
    for row in database.get_floating(first, last):
        yield _occurrence(row, known, floating=True)


def _answer(request: str) -> Iterator[dict[str, Any]]:
    path, after, before = request.rstrip("\n").split("\t")
    try:
        yield from _read(path, dt.date.fromisoformat(after), dt.date.fromisoformat(before))
        yield {"done": True}
    except Exception as error:  # whatever it raises, it is khal's answer for this file
        yield {"done": True, "error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer one request a line until the input ends."""
    warnings.simplefilter("ignore")
    logging.disable()
    for request in sys.stdin:
        for said in _answer(request):
            sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
