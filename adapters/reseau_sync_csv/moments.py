"""When a row of a list is: the texts of its date and time columns, read together."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import (
    Frame,
    Hours,
    Moment,
    Problem,
    Times,
    When,
    read_label,
    read_times,
    read_when,
    resolve,
)
from reseau_sync_csv.dates.lexer import with_century
from reseau_sync_csv.dates.values import Rule, Span, Weekdays
from reseau_sync_csv.dates.words import WEEKDAYS
from reseau_sync_csv.ends import Asked, Cells, ended, is_all_day, is_time, when_of_serial
from reseau_sync_csv.marks import said
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.stamps import read_serial, read_stamps
from reseau_sync_csv.unread import UnreadError

_UNPARSED = Problem("unparsed-time")
_ONCE = frozenset(
    ("non", "no", "ponctuel", "ponctuelle", "unique", "une fois", "une seule fois", "aucune", "none", "once")
)
_HABITS = {
    "hebdomadaire": "toutes les semaines", "hebdo": "toutes les semaines", "weekly": "toutes les semaines",
    "chaque semaine": "toutes les semaines", "toutes les semaines": "toutes les semaines",
    "every week": "toutes les semaines", "quotidien": "tous les jours", "daily": "tous les jours",
    "quotidienne": "tous les jours", "bihebdomadaire": "?", "biweekly": "?",
}  # fmt: skip
_DURATION = re.compile(
    r"(?P<h>\d{1,2})\s*(?:h|heures?|hours?|hrs?)\s*(?P<m>\d{2})?|(?P<h2>\d{1,2}):(?P<m2>\d{2})"
    r"|(?P<min>\d{1,3})\s*(?:min|mn|minutes?)"
)
_SHORT_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}")


def date_text(cells: Cells) -> str:
    """Return what the columns of the date say together: ``lundi 12 septembre 2010`` out of four of them."""
    main = next(
        (cells[role] for role in ("when", "date", "start_date", "timings") if not blank(cells.get(role, ""))), ""
    )
    if not main and not blank(cells.get("start", "")) and not is_time(cells["start"]):
        main = cells["start"]
    month, year, weekday = (cells.get(role, "").strip() for role in ("month", "year", "weekday"))
    if month.isdecimal() and 1 <= int(month) <= 12 and main:
        main, month = f"{main}/{month}", ""
    if year and _SHORT_DATE.fullmatch(main.strip()):
        main, year = f"{main.strip()}/{year}", ""
    if blank(weekday) or _names_weekday(main):
        weekday = ""
    return " ".join(part for part in (weekday, main.strip(), month, year) if part)


def _names_weekday(text: str) -> bool:
    return any(word in WEEKDAYS for word in fold(text).split()[:2])


def moments_of(cells: Cells, text: str, frame: Frame, asked: Asked) -> tuple[Moment, ...]:
    """Return the moments of a row whose date columns say ``text``.

    :raises UnreadError: for what cannot be read, with the role of its cell
    """
    stamped = _stamped(cells, text, asked)
    if stamped is not None:
        return stamped
    role = _date_role(cells)
    text = _every_week(cells, frame) or text
    if role in ("date", "start_date") and {"time", "start_time"}.intersection(cells):
        text = with_century(text)
    whens = _whens(_with_rule(cells, text), role, text)
    if not blank(cells.get("week", "")):
        label = read_label(f"semaine {cells['week']}" if cells["week"].strip().isdecimal() else cells["week"], frame)
        frame = label.frame if label is not None else frame
    times = None if is_all_day(cells) else _times(cells)
    whens = [_timed(when, times, role) for when in whens]
    if any(isinstance(when.what, Rule) for when in whens) and _bounds_rule(cells):
        cells = {**cells, "end_date": ""}
    whens = [ended(when, cells, frame, asked) for when in whens]
    made: list[Moment] = []
    for when in whens:
        found = resolve(when, frame, approximate=asked.approximate)
        if isinstance(found, Problem):
            raise UnreadError(role, said(found, text))
        made.extend(found)
    return tuple(made)


def _date_role(cells: Cells) -> str:
    roles = ("when", "date", "start_date", "start", "timings", "weekday", "month")
    return next((role for role in roles if not blank(cells.get(role, ""))), "date")


def _whens(text: str, role: str, raw: str) -> list[When]:
    serial = read_serial(text)
    if serial is not None:
        return [when_of_serial(serial)]
    found = Problem("no-date") if text.startswith(("=", "#")) else read_when(text)
    if isinstance(found, Problem):
        raise UnreadError(role, said(found, raw))
    return list(found)


def _every_week(cells: Cells, frame: Frame) -> str:
    """Return in words that a weekday beside a first and a last day more than a week apart is each such day between.

    :raises UnreadError: without hours it may as well be one long event
    """
    weekday, first, last = (cells.get(role, "").strip() for role in ("weekday", "start_date", "end_date"))
    if any(map(blank, (weekday, first, last))):
        return ""
    span = read_when(f"du {first} au {last}")
    found = resolve(span[0], frame) if isinstance(span, tuple) and isinstance(span[0].what, Span) else None
    if not isinstance(found, tuple) or found[0].end is None:
        return ""
    start, end = found[0].start, found[0].end
    if (end - start).days < 7:
        return ""
    if blank(cells.get("time", "")) and blank(cells.get("start_time", "")):
        raise UnreadError("weekday", said(Problem("unparsed-recurrence"), f"{weekday} {first} {last}"))
    days = re.sub(r"^(?:tous les|chaque|les|le)\s+", "", weekday, flags=re.IGNORECASE)
    return f"tous les {days} du {first} au {last}"


def _bounds_rule(cells: Cells) -> bool:
    """Say whether a last day is that of a recurrence, which a column of weekdays or of the rhythm states."""
    return any(not blank(cells.get(role, "")) for role in ("weekday", "rule"))


def _with_rule(cells: Cells, text: str) -> str:
    """Return the text of the date with what columns of the rhythm and of its bounds add."""
    rule, since, until = (cells.get(role, "").strip() for role in ("rule", "since", "until"))
    bound = f" jusqu'au {until}" if not blank(until) else ""
    if blank(rule) or fold(rule) in _ONCE:
        start = f" à partir du {since}" if not blank(since) else ""
        found = read_when(text) if start or bound else None
        if isinstance(found, tuple) and isinstance(found[0].what, Weekdays):
            text = f"tous les {text}"
        return f"{text}{start}{bound}"
    if not bound and not blank(cells.get("end_date", "")):
        bound = f" jusqu'au {cells['end_date'].strip()}"
    habit = _HABITS.get(fold(rule), rule)
    text = text or since
    return f"{habit} à partir du {text}{bound}" if text else f"{habit}{bound}"


# Times of day in columns of their own.


def _times(cells: Cells) -> Times | None:
    """Return the times that the columns of hours state; ``None`` where they are empty.

    :raises UnreadError: for what is no time
    """
    both = _cell_times(cells, "time")
    dated = any(not blank(cells.get(role, "")) for role in ("when", "date", "start_date", "weekday"))
    start_role = "start_time" if "start_time" in cells else "start"
    end_role = "end_time" if "end_time" in cells else "end"
    ended = end_role == "end_time" or is_time(cells.get("end", ""))
    edge = ended and not blank(cells.get(end_role, "")) and fold(cells.get(start_role, "")) not in ("minuit", "24h")
    starts = _cell_times(cells, start_role, edge=edge) if start_role == "start_time" or dated else None
    ends = _cell_times(cells, end_role, edge=True) if ended else None
    if starts is None and both is not None and ends is not None and not (both.hours and both.hours[0].end):
        starts, both = both, None
    if both is not None and (starts is not None or ends is not None):
        raise UnreadError("time", said(_UNPARSED, f"{cells['time']} {cells.get(start_role, '')}"))
    found = both or _from_to(starts, ends, cells, (start_role, end_role))
    return _lasting(found, cells)


def _cell_times(cells: Cells, role: str, *, edge: bool = False) -> Times | None:
    text = cells.get(role, "")
    if blank(text):
        return None
    serial = read_serial(text)
    if serial is not None and isinstance(serial.start, dt.datetime):
        return Times((Hours(serial.start.hour * 60 + serial.start.minute),))
    found = read_times(text, edge=edge)
    if isinstance(found, Problem):
        raise UnreadError(role, said(found, text))
    return replace(found, words=text.strip()) if found.words else found


def _from_to(starts: Times | None, ends: Times | None, cells: Cells, roles: tuple[str, str]) -> Times | None:
    if ends is None or (not ends.hours and starts is None):
        return starts or ends
    if starts is None:
        raise UnreadError(roles[1], said(_UNPARSED, cells[roles[1]]))
    if not starts.hours and not ends.hours:
        return starts
    if len(starts.hours) != 1 or len(ends.hours) > 1 or starts.hours[0].end is not None:
        raise UnreadError(roles[0], said(_UNPARSED, f"{cells[roles[0]]} {cells[roles[1]]}"))
    if not ends.hours:
        return replace(starts, words=ends.words)
    if ends.hours[0].end is not None:
        raise UnreadError(roles[1], said(_UNPARSED, cells[roles[1]]))
    return Times((Hours(starts.hours[0].start, ends.hours[0].start),), starts.words, starts.tentative)


def _lasting(times: Times | None, cells: Cells) -> Times | None:
    """Return times with the end that a column of the length gives them."""
    text = cells.get("duration", "")
    if times is None or blank(text) or len(times.hours) != 1 or times.hours[0].end is not None:
        return times
    found = _DURATION.fullmatch(fold_spaces(text))
    if found is None:
        raise UnreadError("duration", said(_UNPARSED, text))
    minutes = int(found["h"] or found["h2"] or 0) * 60 + int(found["m"] or found["m2"] or found["min"] or 0)
    start = times.hours[0].start
    if not 0 < minutes <= 24 * 60:
        raise UnreadError("duration", said(_UNPARSED, text))
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
        raise UnreadError("time" if role != "time" else role, said(_UNPARSED, ""))
    hours = times.hours or when.times.hours
    words = times.words or when.times.words
    return replace(when, times=Times(hours, words, times.tentative or when.times.tentative))


# Dates as programs write them.


def _stamped(cells: Cells, text: str, asked: Asked) -> tuple[Moment, ...] | None:
    """Return the moments of machine-written times; ``None`` where the date is written in another way."""
    source = cells.get("timings", "").strip() or text
    found = read_stamps(source, asked.timezone)
    if found is None:
        return None
    role = _date_role(cells)
    if isinstance(found, Problem):
        raise UnreadError(role, said(found, source))
    end_text = cells.get("end", "") or cells.get("end_date", "")
    end = read_stamps(end_text, asked.timezone) if not blank(end_text) else None
    if len(found) != 1 or found[0].end is not None or blank(end_text):
        return found
    if not isinstance(end, tuple) or len(end) != 1 or not isinstance(end[0].start, dt.datetime):
        raise UnreadError("end_date", said(Problem("ambiguous-date"), end_text))
    start = found[0].start
    if isinstance(start, dt.datetime) and end[0].start < start:
        raise UnreadError("end_date", said(Problem("ambiguous-date"), end_text))
    return (replace(found[0], end=end[0].start),)
