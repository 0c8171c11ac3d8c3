"""The text of a calendar file, looked at line by line before it is published (RFC 5545, 3.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reseau_sync.errors import Words

LONGEST = 75
"""At most so many octets on a line, its end not counted."""

_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"[A-Z0-9-]+")
_DEFINED = re.compile(r"^TZID:(.*?)\r?$", re.MULTILINE)
_NAMED = re.compile(
    r"^(?:DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID);(?:[A-Z-]+=[^:;]*;)*TZID=(\"[^\"]*\"|[^;:]*)", re.MULTILINE
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a feed must not be published: a stable code, where (a line or a UID), and a sentence."""

    code: str
    place: str
    words: Words


def event_blocks(data: bytes) -> list[bytes]:
    """Return the VEVENTs of a file as their bytes."""
    return _EVENT.findall(data)


def without(data: bytes, blocks: frozenset[bytes]) -> bytes:
    """Return the file without the VEVENTs in ``blocks``."""
    return _EVENT.sub(lambda found: b"" if found[0] in blocks else found[0], data)


def text_fault(data: bytes, allowed: Mapping[str, frozenset[str]]) -> Fault | None:
    """Return the first thing that is wrong with the lines of a calendar file, or ``None``.

    :param allowed: the components that it may hold, and the properties that each of them may have
    """
    return _form_fault(data) or _structure_fault(data, allowed)


def allowance_fault(data: bytes, allowed: Mapping[str, frozenset[str]]) -> Fault | None:
    """Return the first line of calendars, one after the other, that must not stand there, or ``None``.

    Their form is not looked at: an object of a calendar on a server has one UID for a series and its instances.
    """
    faults = _line_faults(data.replace(b"\r\n ", b"").decode(errors="replace"), allowed)
    return next((each for each in faults if each.code in ("not-allowed", "bad-line")), None)


def _form_fault(data: bytes) -> Fault | None:
    if not data.startswith(b"BEGIN:VCALENDAR\r\n") or not data.endswith(b"\r\nEND:VCALENDAR\r\n"):
        return _fault("not-whole", 1, "le fichier n’est pas un calendrier entier", "the file is no whole calendar")
    if data.count(b"\r") != data.count(b"\r\n") or data.count(b"\n") != data.count(b"\r\n"):
        return _fault("line-ends", 1, "une ligne ne finit pas par CRLF", "a line does not end in CRLF")
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if len(line) > LONGEST:
            return _fault("too-long", number, "une ligne dépasse 75 octets", "a line is longer than 75 octets")
        if line[:1] == b" " and line[1:2] and line[1] & 0xC0 == 0x80:
            return _fault("folded-inside", number, "une ligne est pliée dans un caractère", "folded inside a character")
    return None


def _structure_fault(data: bytes, allowed: Mapping[str, frozenset[str]]) -> Fault | None:
    try:
        text = data.replace(b"\r\n ", b"").decode()
    except UnicodeDecodeError:
        return _fault("not-utf-8", 1, "le fichier n’est pas en UTF-8", "the file is not in UTF-8")
    return next(_line_faults(text, allowed), None) or _zone_fault(text)


def _zone_fault(text: str) -> Fault | None:
    """Return the first TZID that no VTIMEZONE defines; a calendar's own zones may bear any name."""
    defined = {_plain(each) for each in _DEFINED.findall(text)}
    unknown = next((each for each in _NAMED.findall(text) if _plain(each.strip('"')) not in defined), None)
    if unknown is None:
        return None
    return Fault("no-zone", unknown, Words("un fuseau n’a pas de VTIMEZONE", "a zone is without VTIMEZONE"))


def _plain(tzid: str) -> str:
    """Return the name of a zone without the escapes of TEXT and of parameters (RFC 6868)."""
    return re.sub(r"\\([\\;,])", r"\1", tzid).replace("^'", '"').replace("^^", "^")


def _line_faults(text: str, allowed: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Yield what is wrong with unfolded lines: names, nesting, UIDs that are missing or used twice."""
    within: list[str] = []
    uids: set[str] = set()
    for number, line in enumerate(text.split("\r\n")[:-1], 1):
        name, value = _name_and_value(line)
        if _CONTROL.search(line) or not _NAME.fullmatch(name):
            yield _fault("bad-line", number, "une ligne ne se lit pas", "a line cannot be read")
        elif name == "BEGIN":
            within.append(value)
            if value not in allowed:
                yield _not_allowed(value, number)
        elif name == "END":
            if not within or within.pop() != value:
                yield _fault("bad-nesting", number, "BEGIN et END ne vont pas ensemble", "BEGIN and END do not match")
        elif name not in allowed.get(within[-1] if within else "", ()):
            yield _not_allowed(name, number)
        elif name == "UID" and within[-1] == "VEVENT":
            if value in uids:
                yield Fault(
                    "same-uid", value, Words(f"deux évènements ont l’UID {value}", f"two events have UID {value}")
                )
            uids.add(value)


def _name_and_value(line: str) -> tuple[str, str]:
    end = min((at for at in (line.find(":"), line.find(";")) if at >= 0), default=len(line))
    return line[:end], line[end + 1 :]


def _not_allowed(name: str, number: int) -> Fault:
    shown = name[:40] if _NAME.fullmatch(name) else "?"
    return _fault(
        "not-allowed", number, f"« {shown} » n’est pas pour ces lecteurs", f"“{shown}” is not for these readers"
    )


def _fault(code: str, line: int, fr: str, en: str) -> Fault:
    return Fault(code, str(line), Words(f"ligne {line}, {fr}", f"line {line}, {en}"))
