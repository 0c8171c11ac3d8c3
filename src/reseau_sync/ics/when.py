"""The codecs of when: start, end, and how a series repeats (RFC 5545, 3.8.2 and 3.8.5)."""

from __future__ import annotations

from collections.abc import Sequence

from reseau_sync.ics.codec import Codec, Fields, Lines, Reading
from reseau_sync.ics.component import ContentLine
from reseau_sync.ics.values import (
    UnknownZoneError,
    add_duration,
    format_time,
    parse_duration,
    parse_period,
    parse_time,
    time_line,
)
from reseau_sync.model import AnyEvent, Date, Period, Recurrence, Time, ZonedTime
from reseau_sync.model.time import instant, zone_of
from reseau_sync.occurrences import check_rule


def read_time(line: ContentLine, reading: Reading) -> Time | None:
    """Read the date or time of ``line``; what cannot be read is reported, and ``None``."""
    try:
        return parse_time(line.value, line.parameter("TZID"), reading.zones)
    except UnknownZoneError as error:
        tzid = str(error)[:60]
        reading.refuse(
            line,
            "unknown-zone",
            f"le fuseau horaire « {tzid} » est inconnu et le fichier ne le définit pas : l’heure serait devinée",
            f"the time zone “{tzid}” is unknown and the file does not define it: the time would be a guess",
        )
    except ValueError:
        reading.refuse(
            line,
            "bad-date",
            f"{line.name} : « {line.value[:40]} » n’est pas une date",
            f"{line.name}: “{line.value[:40]}” is not a date",
        )
    return None


def _decode_start(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    start = read_time(lines[0], reading) if lines else None
    return {"start": start} if start is not None else {}


def _encode_start(event: AnyEvent) -> Lines:
    return [time_line("DTSTART", event.start)]


def _decode_recurrence_id(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    found = read_time(lines[0], reading) if lines else None
    if found is None:
        return {}
    later = (lines[0].parameter("RANGE") or "").upper() == "THISANDFUTURE"
    return {"recurrence_id": found} | ({"this_and_future": True} if later else {})


def _encode_recurrence_id(event: AnyEvent) -> Lines:
    if event.recurrence_id is None:
        return []
    line = time_line("RECURRENCE-ID", event.recurrence_id)
    if not event.this_and_future:
        return [line]
    return [ContentLine(line.name, (*line.parameters, ("RANGE", ("THISANDFUTURE",))), line.value)]


def _decode_end(lines: Lines, reading: Reading, so_far: Fields) -> Fields:
    start: Time | None = so_far.get("start")
    if not lines or start is None:
        return {}
    line = next((each for each in lines if each.name == "DTEND"), lines[0])
    if line.name == "DTEND":
        end = read_time(line, reading)
    else:
        try:
            end = add_duration(start, parse_duration(line.value))
        except ValueError:
            end = None
            reading.refuse(
                line,
                "bad-duration",
                f"la durée « {line.value[:40]} » ne se lit pas",
                f"the duration “{line.value[:40]}” cannot be read",
            )
    return _fitting_end(start, end, line, reading)


def _fitting_end(start: Time, end: Time | None, line: ContentLine, reading: Reading) -> Fields:
    if end is None:
        return {}
    if isinstance(start, ZonedTime) and isinstance(end, ZonedTime) and end.floating and not start.floating:
        end = end.model_copy(update={"zone": start.zone})  # an end without zone can only be meant in that of its start
    if isinstance(start, Date) and isinstance(end, Date) and start == end:
        return {}  # some programs write a one-day event so; without an end it lasts that day (RFC 5545, 3.6.1)
    if isinstance(start, Date) != isinstance(end, Date):
        reading.refuse(
            line,
            "end-mismatch",
            "le début et la fin ne sont pas de même forme (jour seul ou heure) : la fin est laissée de côté",
            "start and end are not of one form (a day or a time): the end is left out",
        )
        return {}
    if instant(end) < instant(start):
        reading.refuse(
            line,
            "end-before-start",
            "la fin précède le début : la fin est laissée de côté",
            "the end is before the start: the end is left out",
        )
        return {}
    return {"end": end}


def _encode_end(event: AnyEvent) -> Lines:
    return [time_line("DTEND", event.end)] if event.end is not None else []


def _decode_recurrence(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    rules: dict[str, list[str]] = {"RRULE": [], "EXRULE": []}
    times: dict[str, list[Time]] = {"RDATE": [], "EXDATE": []}
    periods: list[Period] = []
    for line in lines:
        if not line.value.strip():
            continue
        if line.name in rules:
            rules[line.name].extend(_rule(line, reading))
            continue
        for value in line.value.split(","):
            single = ContentLine(line.name, line.parameters, value, line.line)
            if "/" in value:
                periods.extend(_period(single, reading))
            elif value.strip():
                found = read_time(single, reading)
                times[line.name].extend([found] if found is not None else [])
    if not (rules["RRULE"] or rules["EXRULE"] or times["RDATE"] or times["EXDATE"] or periods):
        return {}
    recurrence = Recurrence(
        rules=tuple(rules["RRULE"]),
        exclusion_rules=tuple(rules["EXRULE"]),
        dates=tuple(times["RDATE"]),
        periods=tuple(periods),
        excluded=tuple(times["EXDATE"]),
    )
    return {"recurrence": recurrence}


def _rule(line: ContentLine, reading: Reading) -> list[str]:
    try:
        return [check_rule(line.value)]
    except ValueError as error:
        reading.refuse(
            line,
            "bad-rule",
            f"la répétition « {line.value[:80]} » ne se lit pas : seule la première date est montrée",
            f"the recurrence “{line.value[:80]}” cannot be read ({error}): only the first date is shown",
        )
        return []


def _period(line: ContentLine, reading: Reading) -> list[Period]:
    try:
        return [parse_period(line.value, line.parameter("TZID"), reading.zones)]
    except ValueError:
        reading.refuse(
            line,
            "bad-period",
            f"{line.name} : « {line.value[:60]} » n’est pas une période",
            f"{line.name}: “{line.value[:60]}” is not a period",
        )
        return []


def _encode_recurrence(event: AnyEvent) -> Lines:
    recurrence = event.recurrence
    if recurrence is None:
        return []
    lines = [ContentLine("RRULE", (), rule) for rule in recurrence.rules]
    lines += [ContentLine("EXRULE", (), rule) for rule in recurrence.exclusion_rules]
    lines += times_lines("RDATE", recurrence.dates)
    lines += [_period_line(period) for period in recurrence.periods]
    return lines + times_lines("EXDATE", recurrence.excluded)


def times_lines(name: str, times: Sequence[Time]) -> Lines:
    """Return the lines of RDATE or EXDATE: one for each run of times of one form and zone."""
    lines: Lines = []
    run: list[Time] = []
    for time in times:
        if run and (type(run[0]), zone_of(run[0])) != (type(time), zone_of(time)):
            lines.append(time_line(name, run[0], ",".join(map(format_time, run))))
            run = []
        run.append(time)
    if run:
        lines.append(time_line(name, run[0], ",".join(map(format_time, run))))
    return lines


def _period_line(period: Period) -> ContentLine:
    bare = time_line("RDATE", period.start)
    value = f"{format_time(period.start)}/{format_time(period.end)}"
    return ContentLine("RDATE", (("VALUE", ("PERIOD",)), *bare.parameters), value)


START = Codec(("DTSTART",), ("start",), _decode_start, _encode_start)
END = Codec(("DTEND", "DURATION"), ("end",), _decode_end, _encode_end)
RECURRENCE_ID = Codec(
    ("RECURRENCE-ID",), ("recurrence_id", "this_and_future"), _decode_recurrence_id, _encode_recurrence_id
)
RECURRENCE = Codec(("RRULE", "EXRULE", "RDATE", "EXDATE"), ("recurrence",), _decode_recurrence, _encode_recurrence)
