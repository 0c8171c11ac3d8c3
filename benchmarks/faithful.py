"""What a faithful copy of a calendar lost, told apart from the library by the content lines of both (contentlines.py).

Not lost: how a TZID is spelled, how TEXT is escaped, in which order or on how many lines a list stands, an HTML
description beside its text, and what the library rejected and said so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from contentlines import Block, Line, blocks

Fact: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...], str]
"""The path of components inside the event, the property's name, its parameters, and one value."""

LISTS = frozenset({"CATEGORIES", "EXDATE", "RDATE", "RESOURCES"})
STRUCTURED = frozenset({"REQUEST-STATUS", *LISTS})
HTML = frozenset({"X-ALT-DESC", "STYLED-DESCRIPTION"})
DATES = frozenset({"CREATED", "DTEND", "DTSTAMP", "DTSTART", "EXDATE", "LAST-MODIFIED", "RDATE", "RECURRENCE-ID"})
_ESCAPE = re.compile(r"\\([\\;,nN:\"])")
_COMMA = re.compile(r"(?<!\\),")


@dataclass(slots=True)
class Loss:
    """What the copy does not have: whole events (by UID and line), and properties of events that are there."""

    events: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)


def events_of(data: bytes) -> list[Block]:
    """Return the VEVENTs of a file, at any depth."""
    return list(blocks(data).walk("VEVENT"))


def loss(original: list[Block], copy: list[Block], rejected_lines: Collection[int]) -> Loss:
    """Return what of ``original`` is not in ``copy``; properties on ``rejected_lines`` do not count."""
    candidates: defaultdict[tuple[str, str], list[Counter[Fact]]] = defaultdict(list)
    known = {_key(event) for event in original}
    for event in copy:
        key = _key(event)
        candidates[key if key in known else ("", key[1])].append(facts(event, ()))
    lost = Loss()
    for event in original:
        _compare(event, candidates[_key(event)], rejected_lines, lost)
    return lost


def _compare(event: Block, candidates: list[Counter[Fact]], rejected_lines: Collection[int], lost: Loss) -> None:
    """Take the most alike of ``candidates`` for the copy of ``event``, and note what it lacks."""
    wanted = facts(event, rejected_lines)
    if not candidates:
        lost.events.append(f"{event.value('UID') or '(no UID)'} (line {event.number})")
        return
    best = min(candidates, key=lambda found: ((wanted - found).total(), (found - wanted).total()))
    candidates.remove(best)
    for fact in (wanted - best).elements():
        if not _is_kept_otherwise(fact, best):
            path, name, parameters, value = fact
            said = "".join(f";{key}={text}" for key, text in parameters)
            lost.properties.append(f"{path}{name}{said}:{value[:100]!r} (event on line {event.number})")


def _is_kept_otherwise(fact: Fact, copy: Counter[Fact]) -> bool:
    """Say whether the copy has the text of an HTML description, or beside it the HTML that stood in its place."""
    _, name, _, value = fact
    if name in HTML:
        return any(each[1] == "DESCRIPTION" for each in copy)
    return name == "DESCRIPTION" and any(each[1] in HTML and each[3] == value for each in copy)


def _key(event: Block) -> tuple[str, str]:
    return _text(event.value("UID")).strip(), event.value("RECURRENCE-ID")


def facts(block: Block, rejected_lines: Collection[int], path: str = "") -> Counter[Fact]:
    """Return all that a VEVENT says, and the components inside it."""
    found: Counter[Fact] = Counter()
    for line in block.lines:
        if line.number not in rejected_lines and (line.name != "UID" or line.value.strip()):
            found.update(_facts(line, path))
    for inner in block.blocks:
        found.update(facts(inner, rejected_lines, f"{path}{inner.name}/"))
    return found


def _facts(line: Line, path: str) -> Iterator[Fact]:
    kept = tuple(sorted((name, value) for name, value in line.parameters if not _says_nothing(line.name, name, value)))
    if line.name not in LISTS:
        yield path, line.name, kept, _value(line.name, line.value)
        return
    for item in _COMMA.split(line.value):
        yield path, line.name, kept, _text(item).strip()


def _says_nothing(name: str, parameter: str, value: str) -> bool:
    """Say whether a parameter adds nothing: TZID is a spelling, and a VALUE that the value itself or the name tells."""
    if parameter == "TZID":
        return True
    told = {"DATE", "DATE-TIME", "PERIOD"} if name in DATES else {"URI"} if name == "URL" else {"TEXT"}
    return parameter == "VALUE" and value.upper() in told


def _value(name: str, value: str) -> str:
    # In structured values a comma or semicolon separates, and an escaped one does not: these are not the same.
    return value.strip() if name in STRUCTURED else _text(value).strip()


def _text(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
