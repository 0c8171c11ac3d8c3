"""One line in a cell of a rota: ``14h-16h30 · Douches · Entraide des Dunes + Soins sans rivage``; both ways.

When, what, and who, with a dot between them; what a name holds of the marks that part a line is written with a
backslash before it. A line that begins with ``…`` says again what began on a day before, and is not read.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reseau_sync.model import Status
from reseau_sync_csv.codecs import Desk

DOT = " · "
AGAIN = "… "
_AND = " + "
_CANCELLED = ("ANNULÉ", "CANCELLED")
_TENTATIVE = ("à confirmer", "to be confirmed")
_ALL_DAY = ("journée", "all day")
_SINCE = ("depuis le", "since")
_UNTIL = ("jusqu'au", "until")
_CLOCK = r"(?:\d{1,2}h(?:\d{2})?|\d{2}:\d{2}:\d{2})(?: UTC[+-]\d{2}:\d{2}(?::\d{2})?| UTC)?"
_DAY = r"\d{2}/\d{2}/\d{4}"
_WHEN = re.compile(
    rf"(?:(?:{'|'.join(_SINCE)}) (?P<since>{_DAY}) )?"
    rf"(?:(?P<all>{'|'.join(_ALL_DAY)})|(?P<start>{_CLOCK})(?:-(?P<end>{_CLOCK}))?)"
    rf"(?: (?:{'|'.join(_UNTIL)}) (?P<until>{_DAY})(?: (?P<until_clock>{_CLOCK}))?)?"
)
_PARTS = re.compile(r"(\d{1,2})(?:h(\d{2})?|:(\d{2}):(\d{2}))(?: UTC(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?)?")
_SERVICES = re.compile(r"(.*) \[([^\[\]]+)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
_ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. ``services`` are those that the title does not name, by their names.

    ``start`` and ``end`` are aware instants, or days where it is of whole days; the last day is then included.
    ``end`` is ``None`` where none is stated.
    """

    start: dt.datetime | dt.date
    end: dt.datetime | dt.date | None
    title: str
    organisations: tuple[str, ...] = ()
    status: Status | None = None
    services: tuple[str, ...] = ()


def line_text(line: Line, day: dt.date, zone: ZoneInfo, desk: Desk) -> str:
    """Return a line as :func:`read_line` reads it in the column of ``day``."""
    parts = [desk.word(_CANCELLED)] if line.status is Status.CANCELLED else []
    parts += [_when_text(line, day, zone, desk), _what(line)]
    if line.organisations:
        parts.append(_AND.join(_escaped(each) or "\\e" for each in line.organisations))
    if line.status is Status.TENTATIVE:
        parts.append(f"({desk.word(_TENTATIVE)})")
    return DOT.join(parts)


def again_text(line: Line) -> str:
    """Return a line that says again, on a later day, what still goes on."""
    who = (_AND.join(_escaped(each) for each in line.organisations),) if line.organisations else ()
    return AGAIN + DOT.join((_what(line), *who))


def read_line(text: str, day: dt.date, zone: ZoneInfo) -> Line | None:
    """Return what a line says in the column of ``day``; ``None`` for one in any other form."""
    parts = text.split(DOT)
    status = None
    if parts[0] in _CANCELLED:
        status, parts = Status.CANCELLED, parts[1:]
    if len(parts) > 2 and parts[-1] in [f"({each})" for each in _TENTATIVE]:
        status, parts = Status.TENTATIVE, parts[:-1]
    found = _WHEN.fullmatch(parts[0]) if len(parts) in (2, 3) else None
    if found is None:
        return None
    try:
        times = _read_when(found, day, zone)
    except (ValueError, OverflowError):
        return None
    who = parts[2].split(_AND) if len(parts) > 2 else []
    if times is None or _ends_early(*times):
        return None
    bracket = _SERVICES.fullmatch(parts[1])
    title, services = (bracket[1], tuple(bracket[2].split(", "))) if bracket else (parts[1], ())
    return Line(*times, _unescaped(title), tuple(_unescaped(each) for each in who), status, services)


# When.


def _when_text(line: Line, day: dt.date, zone: ZoneInfo, desk: Desk) -> str:
    start, end = line.start, line.end
    if not isinstance(start, dt.datetime):
        since = f"{desk.word(_SINCE)} {_day_text(start)} " if start != day else ""
        until = f" {desk.word(_UNTIL)} {_day_text(end)}" if end is not None and end != start else ""
        return f"{since}{desk.word(_ALL_DAY)}{until}"
    first = start.astimezone(zone).date()
    since = f"{desk.word(_SINCE)} {_day_text(first)} " if first != day else ""
    text = since + _clock_text(start, zone)
    if not isinstance(end, dt.datetime):
        return text
    last = end.astimezone(zone)
    if start < end and _next(first, start.astimezone(zone), last.date(), last):
        return f"{text}-{_clock_text(end, zone)}"
    return f"{text} {desk.word(_UNTIL)} {_day_text(last.date())} {_clock_text(end, zone)}"


def _next(first: dt.date, start: dt.datetime, last: dt.date, end: dt.datetime) -> bool:
    """Say whether an hour alone tells the end: later the same day, or not later the day after."""
    if last == first:
        return end.replace(tzinfo=None) > start.replace(tzinfo=None)
    return last == first + _ONE and end.time() <= start.time() and end.time() != start.time()


def _clock_text(moment: dt.datetime, zone: ZoneInfo) -> str:
    """Return the hour on the clock of ``zone``, with its offset where the clock shows that hour twice, or hides it."""
    local = moment.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local.hour}h{local:%M}".removesuffix("00")
    if local.replace(fold=0).utcoffset() == local.utcoffset():
        return clock
    return f"{clock} {_offset_text(local)}"


def _offset_text(local: dt.datetime) -> str:
    offset = int((local.utcoffset() or dt.timedelta()).total_seconds())
    if not offset:
        return "UTC"
    minutes, seconds = divmod(abs(offset), 60)
    rest = f":{seconds:02}" if seconds else ""
    return f"UTC{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{rest}"


def _day_text(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _read_day(text: str) -> dt.date:
    day, month, year = text.split("/")
    return dt.date(int(year), int(month), int(day))


def _read_when(
    found: re.Match[str], day: dt.date, zone: ZoneInfo
) -> tuple[dt.datetime | dt.date, dt.datetime | dt.date | None] | None:
    first = _read_day(found["since"]) if found["since"] else day
    until = _read_day(found["until"]) if found["until"] else None
    if found["all"]:
        return None if found["until_clock"] else (first, until)
    start = _at(first, found["start"], zone)
    if found["end"]:
        end = _at(first, found["end"], zone)
        if end.replace(tzinfo=None) <= start.replace(tzinfo=None):
            end = _at(first + _ONE, found["end"], zone)
        return None if until else (start, end)
    if until is None:
        return start, None
    return (start, _at(until, found["until_clock"], zone)) if found["until_clock"] else None


def _ends_early(start: dt.date, end: dt.date | None) -> bool:
    return end is not None and end < start


def _at(day: dt.date, clock: str, zone: ZoneInfo) -> dt.datetime:
    found = _PARTS.fullmatch(clock)
    if found is None:
        raise ValueError(clock)
    hour, minute, colon, second, sign, *offset = found.groups()
    local = dt.datetime.combine(day, dt.time(int(hour), int(minute or colon or 0), int(second or 0)))
    if "UTC" not in clock:
        return local.replace(tzinfo=zone)
    hours, minutes, seconds = (int(each or 0) for each in offset)
    shift = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return local.replace(tzinfo=dt.timezone(-shift if sign == "-" else shift))


# What and who.


def _what(line: Line) -> str:
    """Return the title, and in brackets the services that it does not name."""
    title = _escaped(line.title) or "\\e"
    if line.services:
        return f"{title} [{', '.join(line.services)}]"
    return re.sub(r"\[(?=[^\[\]]*\]\Z)", r"\\[", title)


def _escaped(text: str) -> str:
    marked = text.replace("\\", "\\\\").replace("·", "\\·")
    marked = re.sub(r"(?<= )\+(?= )", r"\\+", marked)
    lines = marked.replace("\r", "\\u000d").replace("\n", "\\u000a")
    ended = re.sub(r"\A\s|\s\Z", _as_code, lines)
    return f"\\{ended}" if ended.startswith(("(", AGAIN.strip())) else ended


def _as_code(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _unescaped(text: str) -> str:
    return "" if text == "\\e" else _ESCAPED.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code.startswith("u") and len(code) == 5 else code
