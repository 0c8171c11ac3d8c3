"""Groups of properties and the fields of the schema that they say.

A codec reads its group of properties into fields, and writes the fields as properties. Where writing does not give
back what was read (a parameter, a second SUMMARY, a DURATION, a broken value), decode.py carries the group as written;
encode.py writes it again for as long as it still says what the fields say. So nothing a source wrote is lost, and
the schema holds no form of iCalendar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reseau_sync.errors import Words
from reseau_sync.ics import html
from reseau_sync.ics.component import ContentLine
from reseau_sync.ics.values import (
    UnknownZoneError,
    Zones,
    add_duration,
    escape,
    format_stamp,
    format_time,
    parse_duration,
    parse_period,
    parse_stamp,
    parse_time,
    split_text,
    time_line,
    unescape,
)
from reseau_sync.model import (
    AnyEvent,
    Audience,
    Date,
    Period,
    Recurrence,
    Status,
    Time,
    ZonedTime,
)
from reseau_sync.model.time import UTC, instant, zone_of
from reseau_sync.occurrences import check_rule

Fields: TypeAlias = dict[str, Any]
Lines: TypeAlias = list[ContentLine]


@dataclass(slots=True)
class Reading:
    """What reading one VEVENT rests on, and what it could not read: (line, code, words)."""

    zones: Zones
    refused: list[tuple[ContentLine, str, Words]] = field(default_factory=list)

    def refuse(self, line: ContentLine, code: str, fr: str, en: str) -> None:
        """Report that ``line`` cannot be understood."""
        self.refused.append((line, code, Words(fr, en)))


@dataclass(frozen=True, slots=True)
class Codec:
    """One group of properties: their names, the fields they say, how they are read and how they are written.

    ``decode`` gets the lines of the group, and the fields decoded so far (an end needs its start).
    """

    names: tuple[str, ...]
    fields: tuple[str, ...]
    decode: Callable[[Lines, Reading, Fields], Fields]
    encode: Callable[[AnyEvent], Lines]


# Text ----------------------------------------------------------------------------------------------------------------


def text_codec(name: str, key: str) -> Codec:
    """Return the codec of a property that is one TEXT (the first, where a source repeats it)."""

    def decode(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
        return {key: unescape(lines[0].value)} if lines and lines[0].value else {}

    def encode(event: AnyEvent) -> Lines:
        value = getattr(event, key, None)
        return [ContentLine(name, (), escape(value))] if value else []

    return Codec((name,), (key,), decode, encode)


def texts_codec(name: str, key: str, *, one_line: bool) -> Codec:
    """Return the codec of a property with several TEXTs: in one line with commas, or a line each."""

    def decode(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
        parts = [part for line in lines for part in (split_text(line.value) if one_line else [line.value])]
        found = tuple(text for text in (unescape(part).strip() for part in parts) if text)
        return {key: found} if found else {}

    def encode(event: AnyEvent) -> Lines:
        values = [escape(value) for value in getattr(event, key, ())]
        return [ContentLine(name, (), value) for value in ([",".join(values)] if one_line and values else values)]

    return Codec((name,), (key,), decode, encode)


def _decode_url(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    return {"url": lines[0].value.strip()} if lines and lines[0].value.strip() else {}


def _encode_url(event: AnyEvent) -> Lines:
    return [ContentLine("URL", (), "".join(event.url.split()))] if event.url else []


def _decode_classification(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    value = lines[0].value.strip().upper() if lines else ""
    return {"classification": value} if value else {}


def _encode_classification(event: AnyEvent) -> Lines:
    return [ContentLine("CLASS", (), escape(event.classification))] if event.classification else []


def _decode_description(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    fields: Fields = {}
    plain = next((line for line in lines if line.name == "DESCRIPTION"), None)
    rich = next((line for line in lines if line.name != "DESCRIPTION" and html.is_html_line(line)), None)
    if rich is not None and rich.value:
        fields["description_html"] = unescape(rich.value)
    if plain is not None and plain.value:
        text = unescape(plain.value)
        if html.looks_like_html(text):
            fields.setdefault("description_html", text)
            text = html.to_text(text)
        fields["description"] = text
    return fields


def _encode_description(event: AnyEvent) -> Lines:
    lines = [ContentLine("DESCRIPTION", (), escape(event.description))] if event.description else []
    if event.description_html:
        lines.append(ContentLine("X-ALT-DESC", (("FMTTYPE", ("text/html",)),), escape(event.description_html)))
    return lines


# Words of a closed list and numbers ----------------------------------------------------------------------------------


def _decode_status(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    value = lines[0].value.strip().lower() if lines else ""
    if not value:
        return {}
    if value == "canceled":
        value = "cancelled"
    if value not in set(Status):
        reading.refuse(
            lines[0],
            "bad-status",
            f"l’état « {value[:40]} » n’existe pas : l’évènement est montré comme confirmé",
            f"there is no status “{value[:40]}”: the event is shown as confirmed",
        )
        return {}
    return {"status": Status(value)}


def _encode_status(event: AnyEvent) -> Lines:
    return [ContentLine("STATUS", (), event.status.upper())] if event.status else []


def _decode_audience(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    if not lines or not lines[0].value.strip():
        return {}
    value = lines[0].value.strip().lower()
    # A word that we do not know can only have been meant to close the event: RFC 5545 says so of CLASS.
    return {"audience": Audience(value) if value in set(Audience) else Audience.ORGANISATION}


def _encode_audience(event: AnyEvent) -> Lines:
    return [ContentLine("X-RESEAU-AUDIENCE", (), event.audience.upper())] if event.audience else []


def number_codec(name: str, key: str) -> Codec:
    """Return the codec of a property that is one non-negative INTEGER."""

    def decode(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
        if not lines:
            return {}
        value = lines[0].value.strip()
        if not (value.isascii() and value.isdigit() and len(value) <= 12):
            reading.refuse(
                lines[0],
                "bad-number",
                f"{name} : « {value[:40]} » n’est pas un nombre entier",
                f"{name}: “{value[:40]}” is not a whole number",
            )
            return {}
        return {key: int(value)}

    def encode(event: AnyEvent) -> Lines:
        value = getattr(event, key, None)
        return [ContentLine(name, (), str(value))] if value is not None else []

    return Codec((name,), (key,), decode, encode)


def stamp_codec(name: str, key: str) -> Codec:
    """Return the codec of an instant in UTC; one written without zone is read as UTC, as RFC 5545 wants it written."""

    def decode(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
        if not lines or not lines[0].value.strip():
            return {}
        try:
            time = parse_time(lines[0].value, lines[0].parameter("TZID"), reading.zones)
            if not lines[0].parameter("TZID") and parse_stamp(lines[0].value).offset is None:
                return {key: time.local.replace(tzinfo=UTC)} if not isinstance(time, Date) else {key: instant(time)}
            return {key: instant(time)}
        except ValueError:
            reading.refuse(
                lines[0],
                "bad-stamp",
                f"{name} : « {lines[0].value[:40]} » n’est pas une date",
                f"{name}: “{lines[0].value[:40]}” is not a date",
            )
            return {}

    def encode(event: AnyEvent) -> Lines:
        value = getattr(event, key)
        return [ContentLine(name, (), format_stamp(value))] if value is not None else []

    return Codec((name,), (key,), decode, encode)


# When ----------------------------------------------------------------------------------------------------------------


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


# Recurrence ----------------------------------------------------------------------------------------------------------


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


CODECS: tuple[Codec, ...] = (
    text_codec("UID", "uid"),
    stamp_codec("DTSTAMP", "stamp"),
    Codec(("DTSTART",), ("start",), _decode_start, _encode_start),
    Codec(("DTEND", "DURATION"), ("end",), _decode_end, _encode_end),
    Codec(("RECURRENCE-ID",), ("recurrence_id", "this_and_future"), _decode_recurrence_id, _encode_recurrence_id),
    Codec(("RRULE", "EXRULE", "RDATE", "EXDATE"), ("recurrence",), _decode_recurrence, _encode_recurrence),
    text_codec("SUMMARY", "title"),
    Codec(
        ("DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION"),
        ("description", "description_html"),
        _decode_description,
        _encode_description,
    ),
    Codec(("STATUS",), ("status",), _decode_status, _encode_status),
    Codec(("CLASS",), ("classification",), _decode_classification, _encode_classification),
    texts_codec("CATEGORIES", "categories", one_line=True),
    texts_codec("CONTACT", "contacts", one_line=False),
    Codec(("URL",), ("url",), _decode_url, _encode_url),
    number_codec("SEQUENCE", "sequence"),
    stamp_codec("CREATED", "created"),
    stamp_codec("LAST-MODIFIED", "last_modified"),
    Codec(("X-RESEAU-AUDIENCE",), ("audience",), _decode_audience, _encode_audience),
    text_codec("X-RESEAU-THEME", "theme"),
    texts_codec("X-RESEAU-SERVICE", "services", one_line=True),
    texts_codec("X-RESEAU-NEED", "needs", one_line=True),
    number_codec("X-RESEAU-CAPACITY", "capacity"),
    text_codec("X-RESEAU-AGENDA", "agenda"),
    text_codec("X-RESEAU-MINUTES", "minutes"),
    text_codec("X-RESEAU-OUTCOME", "outcome"),
    texts_codec("X-RESEAU-LANGUAGE", "languages", one_line=True),
    texts_codec("X-RESEAU-COMPETENCE", "competences", one_line=True),
)
"""Every group but those of network.py; decoded in this order, since an end needs its start."""
