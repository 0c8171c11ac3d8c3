"""Groups of properties and the fields of the schema that they say.

A codec reads its group of properties into fields, and writes the fields as properties. Where writing does not give
back what was read (a parameter, a second SUMMARY, a DURATION, a broken value), decode.py carries the group as written;
encode.py writes it again for as long as it still says what the fields say. So nothing a source wrote is lost, and
the schema holds no form of iCalendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reseau_sync.errors import Words
from reseau_sync.ics import html
from reseau_sync.ics.component import ContentLine
from reseau_sync.ics.values import (
    Zones,
    escape,
    format_stamp,
    parse_stamp,
    parse_time,
    split_text,
    unescape,
)
from reseau_sync.model import (
    AnyEvent,
    Audience,
    Date,
    Status,
)
from reseau_sync.model.time import UTC, instant

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


def texts_codec(name: str, key: str, *, one_line: bool, lines_written: bool = False) -> Codec:
    """Return the codec of a property with several TEXTs: in one line with commas, or a line each.

    :param lines_written: both are read, and a line each is written: of a list in a property that they do not know some
        programs keep the first value alone (vobject, which Radicale is built on)
    """

    def decode(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
        parts = [part for line in lines for part in (split_text(line.value) if one_line else [line.value])]
        found = tuple(text for text in (unescape(part).strip() for part in parts) if text)
        return {key: found} if found else {}

    def encode(event: AnyEvent) -> Lines:
        values = [escape(value) for value in getattr(event, key, ())]
        joined = one_line and not lines_written and bool(values)
        return [ContentLine(name, (), value) for value in ([",".join(values)] if joined else values)]

    return Codec((name,), (key,), decode, encode)


def _decode_url(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    return {"url": lines[0].value.strip()} if lines and lines[0].value.strip() else {}


def _encode_url(event: AnyEvent) -> Lines:
    return [ContentLine("URL", (), "".join(event.url.split()))] if event.url else []


def _decode_classification(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
    said = [value for each in lines if (value := each.value.strip().upper())]
    # Once at most (RFC 5545, 3.8.1.3); of several, the one that closes is meant.
    found = next((value for value in said if value != "PUBLIC"), said[0] if said else None)
    return {"classification": found} if found else {}


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
    if not lines:
        return {}
    said = {each.value.strip().lower() for each in lines}
    # A word that we do not know, or none, can only have been meant to close the event: RFC 5545 says so of CLASS.
    if said - set(Audience):
        return {"audience": Audience.ORGANISATION}
    return {
        "audience": next(each for each in (Audience.ORGANISATION, Audience.NETWORK, Audience.PUBLIC) if each in said)
    }


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


DESCRIPTION = Codec(
    ("DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION"),
    ("description", "description_html"),
    _decode_description,
    _encode_description,
)
STATUS = Codec(("STATUS",), ("status",), _decode_status, _encode_status)
CLASSIFICATION = Codec(("CLASS",), ("classification",), _decode_classification, _encode_classification)
URL = Codec(("URL",), ("url",), _decode_url, _encode_url)
AUDIENCE = Codec(("X-RESEAU-AUDIENCE",), ("audience",), _decode_audience, _encode_audience)
