"""From the bytes of a whole calendar file to its items: the VEVENTs of one UID together, each decodable alone.

Only BEGIN, END and UID lines are looked at. A file that is cut, empty, a web page or no calendar at all is refused
whole: its events must never look deleted. What is broken inside costs one item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reseau_sync.errors import SourceError, Words
from reseau_sync.ics.lines import logical_lines, physical_lines, to_text, to_utf8
from reseau_sync.ics.values import unescape
from reseau_sync.ports import Item, Part, Raw, digest_of

MAX_LINE = 16 * 1024 * 1024
"""Bytes in one line, folds aside: an attachment written into an event, at most."""
MAX_OPEN = 64
"""Components open at once; more is no calendar."""

_GOES_ON = (b" ", b"\t", b"\r", b"")
"""What a line starts with that may belong to the one before: a fold, or the blank line that some put inside a fold."""
_NO_CALENDAR = "-"
_ENVELOPE = (b"METHOD", b"X-WR-TIMEZONE")
_DTSTAMP = re.compile(
    rb"^DTSTAMP:(?!0000)(?:"  # a day that there is: what is no date is to be seen and reported
    rb"\d{4}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    rb"|\d\d(?:0[48]|[2468][048]|[13579][26])0229"  # 2000 was one too: that day is looked at
    rb")T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ\r?\n(?![ \t\r])",
    re.MULTILINE,
)
_TOP = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})


@dataclass(slots=True)
class _Block:
    """One component of a calendar, by the lines it lies in (from 0, the end excluded)."""

    name: str
    start: int
    end: int = -1
    uid: str | None = None


@dataclass(slots=True)
class _Calendar:
    """One VCALENDAR: its blocks, and the lines of its own that decoding needs."""

    blocks: list[_Block] = field(default_factory=list)
    own: list[bytes] = field(default_factory=list)


def split(raw: Raw) -> tuple[Item, ...]:
    """Return the items of a calendar file, in the order of their first lines.

    :raises SourceError: ``empty``, ``html``, ``nul-bytes``, ``not-a-calendar``, ``truncated``, ``too-deep``,
        ``line-too-long``
    """
    data = to_utf8(raw.data)
    _refuse_what_is_no_calendar(data)
    physical = physical_lines(data)
    longest = max(map(len, physical))
    if longest > MAX_LINE:
        raise SourceError("line-too-long", *_LINE_TOO_LONG)
    calendars = _Scanner(physical).scan()
    if not calendars:
        raise SourceError("not-a-calendar", *_NOT_A_CALENDAR)
    items: list[Item] = []
    taken: dict[str, int] = {}
    for calendar in calendars:
        items += _items(calendar, physical, raw.name, taken)
    return tuple(items)


def _refuse_what_is_no_calendar(data: bytes) -> None:
    start = data[:2048].lstrip().lower()
    if not data.strip():
        raise SourceError("empty", *_EMPTY)
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise SourceError("html", *_HTML)
    if b"BEGIN:VCALENDAR" not in data[:1_000_000].upper():
        raise SourceError("not-a-calendar", *_NOT_A_CALENDAR)
    if b"\0" in data:
        raise SourceError("nul-bytes", *_NUL)


class _Scanner:
    """Walks the lines once and notes where calendars and their components begin and end."""

    def __init__(self, physical: list[bytes]) -> None:
        self.physical = physical
        self.calendars: list[_Calendar] = []
        self.open: list[str] = []
        self.block: _Block | None = None

    def scan(self) -> list[_Calendar]:
        """Return the calendars.

        :raises SourceError: where a calendar is not ended, or components are too deep
        """
        for index, line in enumerate(self.physical):
            first = line[:1]
            if first in b"BbEe" and first:
                self.structure(index, line)
            elif first in b"UuMmXx" and first:
                self.named(index, line)
        if self.open:
            raise SourceError("truncated", *_TRUNCATED)
        return self.calendars

    def structure(self, index: int, line: bytes) -> None:
        """Take note of a line that may be BEGIN or END."""
        head = line[:6].upper()
        if head == b"BEGIN:":
            self.begin(index, self.name(index, 6))
        elif head[:4] == b"END:":
            self.end(index, self.name(index, 4))

    def name(self, index: int, start: int) -> str:
        """Return the component's name, which may be folded."""
        return to_text(self.logical(index)[start:]).strip().upper()

    def logical(self, index: int) -> bytes:
        """Return the logical line that starts at ``index``."""
        end = index + 1
        while end < len(self.physical) and self.physical[end][:1] in _GOES_ON:
            end += 1
        found = next(logical_lines(self.physical[index:end]), None)
        return found[1] if found else b""

    def begin(self, index: int, name: str) -> None:
        """Open a component; one that cannot lie in the open one ends that one unfinished."""
        if name == "VCALENDAR":
            if self.open:
                raise SourceError("truncated", *_TRUNCATED)
            self.calendars.append(_Calendar())
            self.open = [name]
        else:
            if name in _TOP and self.block is not None:
                self.close(index)
            if not self.open:  # outside any calendar, in a file that has one: some programs write so
                self.calendars.append(_Calendar())
                self.open = [_NO_CALENDAR]
            if len(self.open) == 1:
                self.block = _Block(name, index)
                self.calendars[-1].blocks.append(self.block)
            self.open.append(name)
            if len(self.open) > MAX_OPEN:
                raise SourceError("too-deep", *_TOO_DEEP)

    def end(self, index: int, name: str) -> None:
        """Close a component, and what was left open inside it; an END of nothing is passed over."""
        if name not in self.open:
            return
        while self.open[-1] != name:
            self.open.pop()
        self.open.pop()
        if not self.open:
            self.close(index)
            self.open = []
        elif len(self.open) == 1:
            self.close(index + 1)
            if self.open == [_NO_CALENDAR]:
                self.open = []

    def close(self, end: int) -> None:
        """End the open block before line ``end``."""
        if self.block is not None:
            self.block.end = end
            self.block = None
        del self.open[1:]

    def named(self, index: int, line: bytes) -> None:
        """Take note of the UID of a component, and of the calendar's own lines."""
        depth = len(self.open)
        if depth == 2 and self.block is not None and self.block.uid is None and line[:3].upper() == b"UID":
            text = to_text(self.logical(index))
            if text[3:4] in (":", ";"):
                self.block.uid = unescape(text.partition(":")[2]) or None
        elif depth == 1 and line.upper().startswith(_ENVELOPE):
            self.calendars[-1].own.append(self.logical(index))


def _items(calendar: _Calendar, physical: list[bytes], name: str, taken: dict[str, int]) -> list[Item]:
    zones = [_bytes(block, physical) for block in calendar.blocks if block.name == "VTIMEZONE"]
    envelope = b"\n".join([*calendar.own, *zones])
    groups: dict[tuple[str, str], list[Part]] = {}
    order: list[tuple[str, str, list[Part]]] = []
    for block in calendar.blocks:
        if block.name == "VTIMEZONE":
            continue
        part = Part(block.start + 1, _bytes(block, physical))
        if block.name != "VEVENT" or block.uid is None:
            order.append((block.name, f"@{digest_of(part.data)}", [part]))
        elif (block.name, block.uid) in groups:
            groups[block.name, block.uid].append(part)
        else:
            groups[block.name, block.uid] = [part]
            order.append((block.name, block.uid, groups[block.name, block.uid]))
    found: list[Item] = []
    for kind, key, parts in order:
        digest = digest_of(kind.encode(), envelope, *(_without_dtstamp(part.data) for part in parts))
        found.append(
            Item(_unique(f"{name}/{key}" if name else key, taken), tuple(parts), envelope, name or None, digest)
        )
    return found


def _unique(key: str, taken: dict[str, int]) -> str:
    taken[key] = taken.get(key, 0) + 1
    return key if taken[key] == 1 else f"{key}#{taken[key]}"


def _bytes(block: _Block, physical: list[bytes]) -> bytes:
    return b"\n".join(physical[block.start : block.end])


def _without_dtstamp(data: bytes) -> bytes:
    """Return the block without its DTSTAMP, which many tools rewrite at each export; one that is broken stays."""
    return _DTSTAMP.sub(b"", data)


_SEND_AGAIN = Words(
    "Rien n’est retiré du calendrier. Réessayez plus tard, ou demandez à l’association un nouvel export.",
    "Nothing is taken out of the calendar. Try again later, or ask the association for a new export.",
)
_CHECK_ADDRESS = Words(
    "Vérifiez l’adresse ou le chemin : il faut celui de l’export iCal (.ics) de l’agenda.",
    "Check the address or path: it must be that of the calendar's iCal export (.ics).",
)
_EMPTY = (
    Words("le calendrier est vide : pas un octet n’a été reçu", "the calendar is empty: not one byte came"),
    _SEND_AGAIN,
)
_HTML = (
    Words(
        "c’est une page web, non un calendrier ; peut-être une page de connexion",
        "this is a web page, not a calendar; perhaps a login page",
    ),
    _CHECK_ADDRESS,
)
_NOT_A_CALENDAR = (
    Words("ce n’est pas un calendrier iCal (BEGIN:VCALENDAR manque)", "this is no iCal calendar (no BEGIN:VCALENDAR)"),
    _CHECK_ADDRESS,
)
_NUL = (
    Words("le fichier contient des octets nuls : il est abîmé", "the file holds NUL bytes: it is damaged"),
    _SEND_AGAIN,
)
_TRUNCATED = (
    Words("le calendrier est coupé : END:VCALENDAR manque", "the calendar is cut: END:VCALENDAR is missing"),
    _SEND_AGAIN,
)
_TOO_DEEP = (
    Words(
        f"plus de {MAX_OPEN} composants sont ouverts les uns dans les autres : ce n’est pas un calendrier",
        f"more than {MAX_OPEN} components lie inside each other: this is no calendar",
    ),
    _CHECK_ADDRESS,
)
_LINE_TOO_LONG = (
    Words("une ligne dépasse 16 Mo : ce n’est pas un calendrier", "a line is over 16 MB: this is no calendar"),
    _CHECK_ADDRESS,
)
