"""Machine-written dates in cells: ISO 8601 with a T, with offsets, intervals and lists of them, and serial numbers.

OpenAgenda's ``timings`` hold ``2021-09-12T14:00:00+02:00/2021-09-12T18:00:00+02:00``, several to a cell, or the same
as JSON (``{"begin": …, "end": …}``). Times with an offset are converted to the zone of the sheet.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

from reseau_sync.model.zones import zone
from reseau_sync_csv.dates import Moment, Problem

MAX_STAMPS = 4_000
_STAMP = re.compile(
    r"(?<!\d)(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s?([Zz]|[+-]\d{2}:?\d{2})?(?![\d:])"
)
_JUNK = re.compile(r"\b(?:begin|end|start|from|to)\b|[\s/|;,\[\]{}\"':→-]")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local, and it is what spreadsheets count from
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_050
"""1990 to 2099: other numbers of five digits are no dates of a plan."""


def read_stamps(text: str, timezone: str) -> tuple[Moment, ...] | Problem | None:
    """Return the moments that machine-written times state; ``None`` where a cell holds anything else.

    Two stamps joined by ``/`` (or as begin and end) are an interval; otherwise each is a start without an end.
    """
    head = text[:30]
    if "T" not in head and "t" not in head:
        return None
    found = list(_STAMP.finditer(text))
    if not found or len(found) > MAX_STAMPS or _JUNK.sub("", _STAMP.sub("", text)):
        return None
    times = [_local(each, timezone) for each in found]
    if any(time is None for time in times):
        return Problem("no-date")
    return _paired([time for time in times if time is not None], text, found)


def _paired(times: list[dt.datetime], text: str, found: list[re.Match[str]]) -> tuple[Moment, ...] | Problem:
    if len(times) == 1:
        return (Moment(times[0]),)
    between = [text[before.end() : after.start()] for before, after in itertools.pairwise(found)]
    if len(times) % 2 or not all(_joins(each) for each in between[::2]):
        return Problem("ambiguous-date")
    made = [Moment(start, end) for start, end in zip(times[::2], times[1::2], strict=True)]
    if any(isinstance(each.end, dt.datetime) and each.end < times[2 * at] for at, each in enumerate(made)):
        return Problem("ambiguous-date")
    return tuple(made)


def _joins(between: str) -> bool:
    return "/" in between or "→" in between or "end" in between or between.strip() in ("-", "")


def _local(found: re.Match[str], timezone: str) -> dt.datetime | None:
    day, clock, seconds, offset = found.groups()
    try:
        local = dt.datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}")
        if offset is None:
            return local
        text = "+00:00" if offset in "Zz" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
        aware = dt.datetime.fromisoformat(f"{local.isoformat()}{text}")
        return aware.astimezone(zone(timezone)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def read_serial(text: str) -> Moment | None:
    """Return the day, and the time if there is a fraction, that a spreadsheet's serial number stands for."""
    found = _SERIAL.fullmatch(text.strip())
    if found is None or not FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
        return None
    day = _EPOCH + dt.timedelta(days=int(found[1]))
    if not found[2]:
        return Moment(day.date())
    minutes = round(float(f"0.{found[2]}") * 1440)
    return Moment(day + dt.timedelta(minutes=minutes)) if minutes else Moment(day.date())
