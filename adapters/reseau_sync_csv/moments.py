"""When a row of a list is: the texts of its date and time columns, read together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reseau_sync_csv.dates import (
    Day,
    Days,
    Frame,
    Hours,
    Moment,
    Problem,
    Span,
    Times,
    When,
    date_of,
    read_label,
    read_times,
    read_when,
    resolve,
)
from reseau_sync_csv.dates.hours import between
from reseau_sync_csv.dates.values import Stretch
from reseau_sync_csv.dates.words import WEEKDAYS
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.marks import said
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.stamps import read_serial, read_stamps
from reseau_sync.vocabulary.folding import fold

Cells = Mapping[str, str]
_UNPARSED = Problem("unparsed-time")
_ONCE = frozenset("non no ponctuel ponctuelle unique une fois aucune none once".split()) | {"une fois", "une seule fois"}
_HABITS = {
    "hebdomadaire": "toutes les semaines", "hebdo": "toutes les semaines", "weekly": "toutes les semaines",
    "chaque semaine": "toutes les semaines", "toutes les semaines": "toutes les semaines",
    "every week": "toutes les semaines", "quotidien": "tous les jours", "daily": "tous les jours",
    "quotidienne": "tous les jours", "bihebdomadaire": "?", "biweekly": "?",
}  # fmt: skip
_DURATION = re.compile(
    r"(?:(?P<h>\d{1,2})\s*(?:h|heures?|hours?|hrs?)\s*(?P<m>\d{2})?|(?P<h2>\d{1,2}):(?P<m2>\d{2})|(?P<min>\d{1,3})\s*(?:min|mn|minutes?))"
)
_SHORT_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}")


class Unread(Exception):
    """What of a row cannot be read: the role of the cell, and why. It never leaves the package."""

    def __init__(self, role: str, problem: CellError) -> None:
        super().__init__(problem.code)
        self.role = role
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Asked:
    """How the dates of a sheet are to be read."""

    timezone: str
    approximate: bool = False
    continuous: bool = True
    """Whether hours that stand beside a first and a last day are those of one long event, not of every day."""


def date_text(cells: Cells) -> str:
    """Return what the columns of the date say together: ``lundi 12 septembre 2010`` out of four of them."""
    main = next((cells[role] for role in ("when", "date", "start_date", "timings") if not blank(cells.get(role, ""))), "")
    if not main and not blank(cells.get("start", "")) and not _is_time(cells["start"]):
        main = cells["start"]
    month, year, weekday = (cells.get(role, "").strip() for role in ("month", "year", "weekday"))
    if month.isdigit() and 1 <= int(month) <= 12 and main:
        main, month = f"{main}/{month}", ""
    if year and _SHORT_DATE.fullmatch(main.strip()):
        main, year = f"{main.strip()}/{year}", ""
    if blank(weekday) or _names_weekday(main):
        weekday = ""
    return " ".join(part for part in (weekday, main.strip(), month, year) if part)


def _names_weekday(text: str) -> bool:
    return any(word in WEEKDAYS for word in fold(text).split()[:2])


def _is_time(text: str) -> bool:
    found = read_times(text)
    return isinstance(found, Times) and bool(found.hours or found.words)


def moments_of(cells: Cells, text: str, frame: Frame, asked: Asked) -> tuple[Moment, ...]:
    """Return the moments of a row whose date columns say ``text``.

    :raises Unread: for what cannot be read, with the role of its cell
    """
    stamped = _stamped(cells, text, asked)
    if stamped is not None:
        return stamped
    role = _date_role(cells)
    whens = _whens(_with_rule(cells, text), role, text)
    if not blank(cells.get("week", "")):
        label = read_label(f"semaine {cells['week']}" if cells["week"].strip().isdigit() else cells["week"], frame)
        frame = label.frame if label is not None else frame
    times = None if _all_day(cells) else _times(cells)
    whens = [_timed(when, times, role) for when in whens]
    whens = [_ended(when, cells, frame, asked) for when in whens]
    made: list[Moment] = []
    for when in whens:
        found = resolve(when, frame, approximate=asked.approximate)
        if isinstance(found, Problem):
            raise Unread(role, said(found, text))
        made.extend(found)
    return tuple(made)


def _date_role(cells: Cells) -> str:
    roles = ("when", "date", "start_date", "start", "timings", "weekday", "month")
    return next((role for role in roles if not blank(cells.get(role, ""))), "date")


def _all_day(cells: Cells) -> bool:
    return fold(cells.get("all_day", "")) in ("oui", "vrai", "true", "x", "yes", "1", "o", "y")


def _whens(text: str, role: str, raw: str) -> list[When]:
    serial = read_serial(text)
    if serial is not None:
        return [_of_serial(serial)]
    found = read_when(text)
    if isinstance(found, Problem):
        raise Unread(role, said(found, raw))
    return list(found)


def _of_serial(moment: Moment) -> When:
    start = moment.start
    hours = (Hours(start.hour * 60 + start.minute),) if isinstance(start, dt.datetime) else ()
    return When(Days((Day(start.day, start.month, start.year),)), Times(hours))


def _with_rule(cells: Cells, text: str) -> str:
    """Return the text of the date with what a column of the rhythm adds."""
    rule = cells.get("rule", "").strip()
    until = cells.get("until", "").strip()
    if blank(rule) or fold(rule) in _ONCE:
        return text
    habit = _HABITS.get(fold(rule), rule)
    bound = f" jusqu'au {until}" if not blank(until) else ""
    return f"{habit} à partir du {text}{bound}" if text else f"{habit}{bound}"


# Times of day in columns of their own.


def _times(cells: Cells) -> Times | None:
    """Return the times that the columns of hours state; ``None`` where they are empty.

    :raises Unread: for what is no time
    """
    both = _cell_times(cells, "time")
    dated = any(not blank(cells.get(role, "")) for role in ("when", "date", "start_date", "weekday"))
    start_role = "start_time" if "start_time" in cells else "start"
    end_role = "end_time" if "end_time" in cells else "end"
    starts = _cell_times(cells, start_role) if start_role == "start_time" or dated else None
    ends = _cell_times(cells, end_role) if end_role == "end_time" or _is_time(cells.get("end", "")) else None
    if starts is None and both is not None and ends is not None and not (both.hours and both.hours[0].end):
        starts, both = both, None
    if both is not None and (starts is not None or ends is not None):
        raise Unread("time", said(_UNPARSED, f"{cells['time']} {cells.get(start_role, '')}"))
    found = both or _from_to(starts, ends, cells, (start_role, end_role))
    return _lasting(found, cells)


def _cell_times(cells: Cells, role: str) -> Times | None:
    text = cells.get(role, "")
    if blank(text):
        return None
    serial = read_serial(text)
    if serial is not None and isinstance(serial.start, dt.datetime):
        return Times((Hours(serial.start.hour * 60 + serial.start.minute),))
    found = read_times(text)
    if isinstance(found, Problem):
        raise Unread(role, said(found, text))
    return replace(found, words=text.strip()) if found.words else found


def _from_to(starts: Times | None, ends: Times | None, cells: Cells, roles: tuple[str, str]) -> Times | None:
    if ends is None or (not ends.hours and starts is None):
        return starts or ends
    if starts is None:
        raise Unread(roles[1], said(_UNPARSED, cells[roles[1]]))
    if not starts.hours and not ends.hours:
        return starts
    if len(starts.hours) != 1 or len(ends.hours) > 1 or starts.hours[0].end is not None:
        raise Unread(roles[0], said(_UNPARSED, f"{cells[roles[0]]} {cells[roles[1]]}"))
    if not ends.hours:
        return replace(starts, words=ends.words)
    if ends.hours[0].end is not None:
        raise Unread(roles[1], said(_UNPARSED, cells[roles[1]]))
    return Times((Hours(starts.hours[0].start, ends.hours[0].start),), starts.words, starts.tentative)


def _lasting(times: Times | None, cells: Cells) -> Times | None:
    """Return times with the end that a column of the length gives them."""
    text = cells.get("duration", "")
    if times is None or blank(text) or len(times.hours) != 1 or times.hours[0].end is not None:
        return times
    found = _DURATION.fullmatch(fold_spaces(text))
    if found is None:
        raise Unread("duration", said(_UNPARSED, text))
    minutes = int(found["h"] or found["h2"] or 0) * 60 + int(found["m"] or found["m2"] or found["min"] or 0)
    start = times.hours[0].start
    if not 0 < minutes <= 24 * 60:
        raise Unread("duration", said(_UNPARSED, text))
    # Beyond midnight is said by the length itself: what `between` refuses is not in doubt here.
    return replace(times, hours=(Hours(start, start + minutes),))


def fold_spaces(text: str) -> str:
    """Return a text in lower case, its white space single."""
    return " ".join(text.lower().split())


def _timed(when: When, times: Times | None, role: str) -> When:
    """Return ``when`` with the times of the other columns, which may not contradict its own."""
    if times is None:
        return when
    if when.times.hours and times.hours and when.times.hours != times.hours:
        raise Unread("time" if role != "time" else role, said(_UNPARSED, ""))
    hours = times.hours or when.times.hours
    words = times.words or when.times.words
    return replace(when, times=Times(hours, words, times.tentative or when.times.tentative))


# Ends.


def _ended(when: When, cells: Cells, frame: Frame, asked: Asked) -> When:
    """Return ``when`` with the last day that a column gives, and with hours that can be."""
    end = cells.get("end_date", "")
    if blank(end) and not blank(cells.get("end", "")) and not _is_time(cells["end"]):
        end = cells["end"]
    if blank(end):
        return replace(when, times=_checked(when.times, cells))
    last, last_times = _last_day(end)
    if not isinstance(when.what, Days) or len(when.what.days) != 1:
        raise Unread("end_date", said(Problem("ambiguous-date"), end))
    first = when.what.days[0]
    found = resolve(When(Span(first, last)), frame)
    if isinstance(found, Problem):
        raise Unread("end_date", said(found, end))
    start = found[0].start
    until = found[0].end or start
    days = (_day(until) - _day(start)).days
    if _all_day(cells) or not (when.times.hours or last_times):
        return _whole_days(when, cells, start, until)
    return _hourly(when, (first, last), days, last_times, cells, asked)


def _day(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _last_day(text: str) -> tuple[Day, tuple[Hours, ...]]:
    serial = read_serial(text)
    if serial is not None:
        when: tuple[When, ...] | Problem = (_of_serial(serial),)
    else:
        when = read_when(text)
    if isinstance(when, tuple) and len(when) == 1:
        what = when[0].what
        if isinstance(what, Days) and len(what.days) == 1:
            return what.days[0], when[0].times.hours
    raise Unread("end_date", said(when if isinstance(when, Problem) else Problem("ambiguous-date"), text))


def _whole_days(when: When, cells: Cells, start: dt.date, until: dt.date) -> When:
    """Return a span of days. Outlook ends a whole day at midnight of the day after it."""
    midnight = _all_day(cells) and cells.get("end_time", "").strip()[:5] in ("00:00", "0:00", "0:00:")
    last = _day(until) - dt.timedelta(days=1) if midnight and _day(until) > _day(start) else _day(until)
    first = _day(start)
    span = Span(Day(first.day, first.month, first.year), Day(last.day, last.month, last.year))
    return When(span, Times((), when.times.words, when.times.tentative))


def _hourly(
    when: When, ends: tuple[Day, Day], days: int, last: tuple[Hours, ...], cells: Cells, asked: Asked
) -> When:
    hours = when.times.hours
    if len(hours) > 1 or len(last) > 1 or not hours:
        raise Unread("end_date", said(_UNPARSED, cells.get("end_date", "") or cells.get("end", "")))
    stop = last[0].start if last else hours[0].end
    if days == 0:
        return replace(when, times=_checked(replace(when.times, hours=(Hours(hours[0].start, stop),)), cells))
    if last or (asked.continuous and "time" not in cells):
        if stop is None:
            raise Unread("end_date", said(_UNPARSED, cells.get("end_date", "") or cells.get("end", "")))
        return When(Stretch(ends[0], hours[0].start, ends[1], stop % (24 * 60) if stop > 24 * 60 else stop))
    if stop is not None and days == 1 and stop <= hours[0].start:
        return When(Stretch(ends[0], hours[0].start, ends[1], stop))
    if "time" not in cells:
        raise Unread("end_date", said(Problem("ambiguous-date"), cells.get("end_date", "") or cells.get("end", "")))
    return When(Span(*ends), _checked(when.times, cells))


def _checked(times: Times, cells: Cells) -> Times:
    """Return times whose ends are after their starts, on the next day where need be."""
    made: list[Hours] = []
    for hours in times.hours:
        if hours.end is None or hours.end == hours.start:
            made.append(Hours(hours.start))
            continue
        right = hours if hours.start < hours.end else between(hours.start, hours.end)
        if right is None:
            role = next((each for each in ("end_time", "end", "time") if cells.get(each)), "time")
            raise Unread(role, said(_UNPARSED, cells.get(role, "")))
        made.append(right)
    return replace(times, hours=tuple(made))


# Dates as programs write them.


def _stamped(cells: Cells, text: str, asked: Asked) -> tuple[Moment, ...] | None:
    """Return the moments of machine-written times; ``None`` where the date is written in another way."""
    source = cells.get("timings", "").strip() or text
    found = read_stamps(source, asked.timezone)
    if found is None:
        return None
    role = _date_role(cells)
    if isinstance(found, Problem):
        raise Unread(role, said(found, source))
    end_text = cells.get("end", "") or cells.get("end_date", "")
    end = read_stamps(end_text, asked.timezone) if not blank(end_text) else None
    if len(found) != 1 or found[0].end is not None or blank(end_text):
        return found
    if not isinstance(end, tuple) or len(end) != 1 or not isinstance(end[0].start, dt.datetime):
        raise Unread("end_date", said(Problem("ambiguous-date"), end_text))
    start = found[0].start
    if isinstance(start, dt.datetime) and end[0].start < start:
        raise Unread("end_date", said(Problem("ambiguous-date"), end_text))
    return (replace(found[0], end=end[0].start),)


def on_day(day: Day, like: Moment, frame: Frame) -> Moment | None:
    """Return a moment on another day, which comes after it, at the same hours; ``None`` where that is not certain."""
    before = _day(like.start)
    if day.month is None:
        day = replace(day, month=before.month, year=before.year)
    date = date_of(day, frame, after=before)
    if isinstance(date, Problem) or date <= before or like.rule or (date - before).days > 120:
        return None
    shift = date - before
    end = None if like.end is None else like.end + shift
    return replace(like, start=like.start + shift, end=end)

