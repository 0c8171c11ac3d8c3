"""What is particular about a series, told from its content lines alone: never from a file's name.

A construct is a predicate on a :class:`Series`. Several may hold of one series.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from dateutil.rrule import rrulestr
from dateutil.tz import tzical

from contentlines import Block, Line, blocks
from reseau_sync.ics.zone_names import iana_of
from reseau_sync.model.zones import iana_key, zone

YEAR = 366


@dataclass(frozen=True, slots=True)
class Series:
    """All VEVENTs of one UID in a file, and what the file says around them."""

    events: tuple[Block, ...]
    calendars: tuple[Block, ...]
    file: Block

    def lines(self, name: str) -> Iterator[Line]:
        """Yield the properties called ``name`` of all the events."""
        return (line for event in self.events for line in event.lines if line.name == name)

    def has(self, name: str) -> bool:
        """Say whether an event of the series has the property ``name``."""
        return any(True for _ in self.lines(name))

    def masters(self) -> list[Block]:
        """Return the events without RECURRENCE-ID."""
        return [event for event in self.events if not event.value("RECURRENCE-ID")]

    def overrides(self) -> list[Block]:
        """Return the events with RECURRENCE-ID."""
        return [event for event in self.events if event.value("RECURRENCE-ID")]


def uid_of(event: Block) -> str:
    """Return the UID as engines show it, without the escapes of TEXT."""
    return re.sub(r"\\([\\;,])", r"\1", event.value("UID"))


def series_of(calendar: bytes) -> dict[str, Series]:
    """Return the series of a file by UID; events without UID are together under the empty one."""
    root = blocks(calendar)
    events: defaultdict[str, list[Block]] = defaultdict(list)
    calendars: defaultdict[str, list[Block]] = defaultdict(list)
    for each in root.walk("VCALENDAR"):
        for event in each.walk("VEVENT"):
            events[uid_of(event)].append(event)
            calendars[uid_of(event)].append(each)
    return {uid: Series(tuple(found), tuple(calendars[uid]), root) for uid, found in events.items()}


Construct: TypeAlias = Callable[[Series], bool]


def _rdate(series: Series) -> bool:
    return series.has("RDATE") and not _rdate_period(series)


def _rdate_period(series: Series) -> bool:
    return any("/" in line.value for line in series.lines("RDATE"))


def _range(series: Series) -> bool:
    return any(line.parameter("RANGE") for line in series.lines("RECURRENCE-ID"))


def _exrule(series: Series) -> bool:
    return series.has("EXRULE")


def _several_rules(series: Series) -> bool:
    return any(sum(line.name == "RRULE" for line in event.lines) > 1 for event in series.events)


def _is_day(line: Line | None) -> bool:
    return line is not None and re.fullmatch(r"\d{8}", line.value.strip()) is not None


def _first(event: Block, name: str) -> Line | None:
    return next((line for line in event.lines if line.name == name), None)


def _day_against_time(name: str) -> Construct:
    def holds(series: Series) -> bool:
        starts = {_is_day(_first(event, "DTSTART")) for event in series.masters()}
        return any({_is_day(line)} != starts for line in series.lines(name))

    return holds


def _yearly_29_february(series: Series) -> bool:
    return any(
        re.search(r"FREQ=YEARLY", event.value("RRULE")) and event.value("DTSTART")[4:8] == "0229"
        for event in series.events
    )


_SIMPLE_DAY = re.compile(r"[+-]?\d*([A-Z]{2})$")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _start_outside_rule(series: Series) -> bool:
    """DTSTART is not what the rule gives, by its weekday, day of the month or month alone."""
    return any(_is_outside(event) for event in series.masters())


def _is_outside(event: Block) -> bool:
    rule = dict(part.split("=", 1) for part in event.value("RRULE").upper().split(";") if "=" in part)
    start = event.value("DTSTART")[:8]
    if not rule or not re.fullmatch(r"\d{8}", start):
        return False
    day = dt.date.fromisoformat(start)
    weekdays = {found[1] for each in rule.get("BYDAY", "").split(",") if (found := _SIMPLE_DAY.match(each))}
    return (
        bool(weekdays and _DAYS[day.weekday()] not in weekdays)
        or _numbers_miss(rule.get("BYMONTH", ""), day.month)
        or ("-" not in rule.get("BYMONTHDAY", "") and _numbers_miss(rule.get("BYMONTHDAY", ""), day.day))
    )


def _numbers_miss(listed: str, number: int) -> bool:
    numbers = [int(each) for each in listed.split(",") if each.lstrip("+").isdigit()]
    return bool(numbers) and number not in numbers


def _override_outside(series: Series) -> bool:
    """An override names a time that neither DTSTART, RRULE nor RDATE gives."""
    named = [_wall(line) for line in series.lines("RECURRENCE-ID")]
    return bool(series.masters()) and any(
        each is not None and not any(_gives(master, each) for master in series.masters()) for each in named
    )


def _gives(master: Block, wall: dt.datetime) -> bool:
    start = _wall(_first(master, "DTSTART"))
    if start is None or wall == start:
        return True
    if any(f"{wall:%Y%m%d}" in line.value for line in master.lines if line.name == "RDATE"):
        return True
    try:
        rule = rrulestr(re.sub(r"(?<=T\d{6})Z", "", master.value("RRULE")), dtstart=start, ignoretz=True)
        return bool(wall in rule)
    except (ValueError, TypeError):
        return False


def _wall(line: Line | None) -> dt.datetime | None:
    """Return the local time of a property, a date as its midnight, UTC as it is."""
    if line is None or not re.fullmatch(r"\d{8}(T\d{6}Z?)?", line.value.strip()):
        return None
    try:
        return dt.datetime.fromisoformat(line.value.strip().removesuffix("Z"))
    except ValueError:
        return None


def _skipped_or_doubled(series: Series) -> bool:
    """The local time of the start (or of the end) is one that a clock change of the next years skips or doubles."""
    return any(
        _changes_between(event, overlap=False) or (_first(event, "DTSTART") and _is_finer_than_a_day(event))
        for event in series.events
    )


def _is_finer_than_a_day(event: Block) -> bool:
    return re.search(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BYHOUR=[0-9]+,", event.value("RRULE")) is not None


def _over_a_clock_change(series: Series) -> bool:
    """A series with DTEND whose occurrences may last over a clock change."""
    return any(
        _changes_between(event, overlap=True)
        for event in series.masters()
        if event.value("DTEND") and (event.value("RRULE") or event.value("RDATE"))
    )


def _changes_between(event: Block, *, overlap: bool) -> bool:
    line, end = _first(event, "DTSTART"), _first(event, "DTEND")
    key = iana_key(line.parameter("TZID")) if line else None
    start = _local(line)
    if key is None or start is None:
        return False
    stop = _local(end) or start
    length = stop - start if overlap else dt.timedelta()
    days = [dt.timedelta(days=day) for day in range(YEAR + YEAR if event.value("RRULE") or event.value("RDATE") else 1)]
    return any(_changes(key, moment + day, length) for day in days for moment in {start, start if overlap else stop})


def _changes(key: str, start: dt.datetime, length: dt.timedelta) -> bool:
    first, last = start.replace(tzinfo=zone(key)), (start + length).replace(tzinfo=zone(key), fold=1)
    return first.utcoffset() != last.utcoffset()


def _local(line: Line | None) -> dt.datetime | None:
    return None if line is None or "T" not in line.value or line.value.strip().endswith("Z") else _wall(line)


ZONED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})


def _tzids(series: Series) -> set[str]:
    lines = (line for event in series.events for line in event.lines if line.name in ZONED)
    return {line.parameter("TZID") for line in lines} - {""}


def _vtimezones(series: Series) -> dict[str, Block]:
    return {
        block.value("TZID"): block for each in series.calendars for block in each.blocks if block.name == "VTIMEZONE"
    }


def _without_vtimezone(series: Series) -> bool:
    return bool(_tzids(series) - _vtimezones(series).keys())


def _unlike_iana(series: Series) -> bool:
    """A VTIMEZONE named after a zone that it contradicts (rules of other years), or that begins after the event."""
    zones = _vtimezones(series)
    starts = [wall for line in series.lines("DTSTART") if (wall := _wall(line)) is not None]
    return any(_is_unlike(zones[tzid], tzid, min(starts)) for tzid in _tzids(series) & zones.keys() if starts)


def _is_unlike(block: Block, tzid: str, start: dt.datetime) -> bool:
    begins = [wall for part in block.blocks if (wall := _wall(_first(part, "DTSTART"))) is not None]
    if not begins or min(begins) > start:
        return True
    try:
        stated = tzical(io.StringIO(_text(block))).get()
    except (ValueError, IndexError):
        return True
    key = iana_of(tzid)
    return key is not None and any(
        moment.replace(tzinfo=stated).utcoffset() != moment.replace(tzinfo=zone(key)).utcoffset()
        for moment in (start + dt.timedelta(days=day) for day in range(731))
    )


def _text(block: Block) -> str:
    said = "".join(f"{line.name}:{line.value}\n" for line in block.lines)
    return f"BEGIN:{block.name}\n{said}{''.join(map(_text, block.blocks))}END:{block.name}\n"


def _zone(line: Line) -> str:
    return "" if line.value.strip().endswith("Z") else line.parameter("TZID")


def _in_another_zone(name: str) -> Construct:
    """The property is stated in another zone than DTSTART, and not in UTC."""

    def holds(series: Series) -> bool:
        starts = {_zone(start) for each in series.masters() if (start := _first(each, "DTSTART"))}
        return any(_zone(line) and {_zone(line)} != starts for line in series.lines(name))

    return holds


def _yearly_days_without_month(series: Series) -> bool:
    rules = [line.value.upper() for line in series.lines("RRULE")]
    return any("FREQ=YEARLY" in rule and "BYMONTHDAY=" in rule and "BYMONTH=" not in rule for rule in rules)


def _several_masters(series: Series) -> bool:
    return len(series.masters()) > 1


def _zones_differ(series: Series) -> bool:
    return any(_kind(_first(event, "DTEND"), _first(event, "DTSTART")) for event in series.events)


def _kind(end: Line | None, start: Line | None) -> bool:
    if end is None or start is None:
        return False
    return (end.parameter("TZID"), end.value.strip().endswith("Z"), "T" in end.value) != (
        start.parameter("TZID"),
        start.value.strip().endswith("Z"),
        "T" in start.value,
    )


def _zone_without_need(series: Series) -> bool:
    """A TZID on a day, or on a time in UTC."""
    lines = (line for name in ZONED for line in series.lines(name))
    return any(line.parameter("TZID") and (_is_day(line) or line.value.strip().endswith("Z")) for line in lines)


def _date_with_time(series: Series) -> bool:
    return any(
        line.parameter("VALUE").upper() == ("DATE" if "T" in line.value else "DATE-TIME")
        for name in ZONED
        for line in series.lines(name)
    )


def _rule_says(pattern: str) -> Construct:
    return lambda series: any(re.search(pattern, line.value.upper()) for line in series.lines("RRULE"))


def _timed_without_end(series: Series) -> bool:
    return any(not _is_day(_first(event, "DTSTART")) and not event.value("DTEND") for event in series.events)


def _seconds(series: Series) -> bool:
    lines = (line for name in ("DTSTART", "DTEND") for line in series.lines(name))
    return any("T" in line.value and line.value.strip().rstrip("Z")[-2:] != "00" for line in lines)


def _days_on_end(series: Series) -> bool:
    """A series of days of which each occurrence lasts several."""
    return any(
        event.value("RRULE") and start is not None and end is not None and (end - start).days > 1
        for event in series.masters()
        if _is_day(_first(event, "DTSTART"))
        for start, end in [(_wall(_first(event, "DTSTART")), _wall(_first(event, "DTEND")))]
    )


def _repeats_abroad(series: Series) -> bool:
    """The series repeats by a clock that is not that of Paris."""
    return any(
        event.value("RRULE") and start is not None and not _is_day(start) and _zone(start) != "Europe/Paris"
        for event in series.masters()
        if (start := _first(event, "DTSTART")) is not None
    )


def _in_the_hour_shown_twice(series: Series) -> bool:
    """An event begins or ends in the hour that the clock of Paris shows twice."""
    return any(_is_shown_twice(line) for name in ("DTSTART", "DTEND") for line in series.lines(name))


def _is_shown_twice(line: Line) -> bool:
    wall = _wall(line)
    clock = iana_key("UTC" if line.value.strip().endswith("Z") else _zone(line) or "Europe/Paris")
    if wall is None or clock is None or _is_day(line):
        return False
    there = wall.replace(tzinfo=zone(clock)).astimezone(zone("Europe/Paris"))
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


CONSTRUCTS: dict[str, Construct] = {
    "a time without an end": _timed_without_end,
    "a series by another clock than the user's": _repeats_abroad,
    "seconds": _seconds,
    "the hour that the user's clock shows twice": _in_the_hour_shown_twice,
    "a series of several days on end": _days_on_end,
    "BYSETPOS": _rule_says("BYSETPOS="),
    "BYWEEKNO": _rule_says("BYWEEKNO="),
    "numbered weekdays of a year": _rule_says(r"FREQ=YEARLY(?!.*BYMONTH=).*BYDAY=[+-]?\d"),
    "RSCALE": _rule_says("RSCALE=|SKIP="),
    "RDATE": _rdate,
    "RDATE;VALUE=PERIOD": _rdate_period,
    "RANGE=THISANDFUTURE": _range,
    "EXRULE": _exrule,
    "several RRULEs": _several_rules,
    "EXDATE by day for timed": _day_against_time("EXDATE"),
    "29 February every year": _yearly_29_february,
    "DTSTART not in RRULE": _start_outside_rule,
    "RECURRENCE-ID not in the series": _override_outside,
    "a local time skipped or doubled": _skipped_or_doubled,
    "DTEND over a clock change": _over_a_clock_change,
    "TZID without VTIMEZONE": _without_vtimezone,
    "VTIMEZONE unlike its IANA zone": _unlike_iana,
    "EXDATE in another zone": _in_another_zone("EXDATE"),
    "RECURRENCE-ID in another zone": _in_another_zone("RECURRENCE-ID"),
    "BYMONTHDAY every year without BYMONTH": _yearly_days_without_month,
    "several masters of one UID": _several_masters,
    "DTSTART and DTEND in other zones": _zones_differ,
    "VALUE that the value belies": _date_with_time,
    "TZID on a day or on UTC": _zone_without_need,
}
