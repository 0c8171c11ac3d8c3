"""From bytes to content lines, and back (RFC 5545, 3.1; RFC 6868 for parameter values).

icalendar reads whole calendars; here one broken line must cost that line alone and be named by its number, bytes that
are not UTF-8 must keep their letters, and nothing written may be lost: docs/design/icalendar.md has what was measured.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from reseau_sync.ics.component import Component, ContentLine, Parameters

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]+)\s*=\s*((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_PARAMETER_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_CARETS = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}
_CARET = re.compile(r"\^[nN'^]")
_NEEDS_QUOTES = re.compile(r"[:;,]")

MAX_DEPTH = 16
"""Components inside components beyond this depth are no calendar that a person made."""


class MalformedLineError(ValueError):
    """A line that is not ``name[;parameters]:value``."""


def to_utf8(data: bytes) -> bytes:
    """Return the bytes without byte order mark; UTF-16 (told by its mark) becomes UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace").encode()
    return data


def physical_lines(data: bytes) -> list[bytes]:
    """Split at CRLF or LF; at lone CR only where the data holds no LF at all (old Macintosh files)."""
    if b"\n" in data:
        return data.split(b"\n")
    return data.split(b"\r")


def logical_lines(physical: Iterable[bytes], first: int = 1) -> Iterator[tuple[int, bytes]]:
    """Yield (number of its first physical line, unfolded bytes) for each logical line that is not blank.

    Unfolding is done on bytes, since some programs fold inside a UTF-8 sequence.
    """
    pieces: list[bytes] = []
    start = first
    for number, line in enumerate(physical, first):
        stripped = line.rstrip(b"\r")
        if not stripped:
            continue  # some programs put a blank line inside a fold
        if stripped[:1] in (b" ", b"\t") and pieces:
            pieces.append(stripped[1:])
            continue
        if pieces:
            yield start, b"".join(pieces)
        pieces = [stripped] if stripped.strip() else []
        start = number
    if pieces:
        yield start, b"".join(pieces)


def to_text(line: bytes) -> str:
    """Decode one line: UTF-8, else Windows-1252, else Latin-1. Never a statistical guess, never U+FFFD."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def parse_line(text: str, number: int = 0) -> ContentLine:
    """Read one unfolded content line.

    :raises MalformedLineError: if it has no name or no colon
    """
    head, colon, value = text.partition(":")
    if not colon:
        raise MalformedLineError(text)
    if ";" not in head:
        name = head.strip()
        if not _NAME.fullmatch(name):
            raise MalformedLineError(text)
        return ContentLine(name.upper(), (), value, number)
    return _parse_with_parameters(text, number)


def _parse_with_parameters(text: str, number: int) -> ContentLine:
    name, _, _ = text.partition(";")
    position = len(name)
    if not _NAME.fullmatch(name.strip()):
        raise MalformedLineError(text)
    parameters: list[tuple[str, tuple[str, ...]]] = []
    while position < len(text) and text[position] == ";":
        found = _PARAMETER.match(text, position)
        if found:
            parameters.append((found[1].upper(), _parameter_values(found[2])))
            position = found.end()
        else:
            position = _after_bad_parameter(text, position)
    if position >= len(text) or text[position] != ":":
        raise MalformedLineError(text)
    return ContentLine(name.strip().upper(), tuple(parameters), text[position + 1 :], number)


def _after_bad_parameter(text: str, position: int) -> int:
    """Skip a parameter that has no ``=``, such as ``SUMMARY;ENCODING:…``; what it said nobody defined."""
    found = re.compile(r";[^:;=\"]*").match(text, position)
    if not found:
        raise MalformedLineError(text)
    return found.end()


def _parameter_values(text: str) -> tuple[str, ...]:
    if "," not in text and not text.startswith('"'):
        return (_uncaret(text),)
    return tuple(_uncaret(quoted or plain) for quoted, plain in _PARAMETER_VALUE.findall(text)) or ("",)


def _uncaret(value: str) -> str:
    return _CARET.sub(lambda found: _CARETS[found[0]], value) if "^" in value else value


def parse_component(data: bytes, line: int = 1) -> Component:
    """Read the one component that ``data`` holds, however its insides are broken; see :func:`read_component`.

    :raises MalformedLineError: if it does not start with BEGIN
    """
    return read_component(data, line)[0]


def read_component(data: bytes, line: int = 1) -> tuple[Component, list[tuple[int, str]]]:
    """Read one component, and the lines (number, text) inside that could not be read.

    An inner component that is never ended, or lies too deep, is among the unread; what stands around it is kept.

    :raises MalformedLineError: if it does not start with BEGIN
    """
    unread: list[tuple[int, str]] = []
    stack: list[Component] = []
    for number, raw in logical_lines(physical_lines(data), line):
        text = to_text(raw)
        try:
            content = parse_line(text, number)
        except MalformedLineError:
            unread.append((number, text))
            continue
        if content.name == "BEGIN":
            stack.append(Component(content.value.strip().upper(), number))
        elif content.name == "END":
            if _ended(stack, content, unread):
                return stack[0], unread
        elif stack:
            stack[-1].properties.append(content)
    if not stack:
        raise MalformedLineError(unread[0][1] if unread else "")
    unread.append((stack[0].line, f"BEGIN:{stack[0].name}"))
    return stack[0], unread


def _ended(stack: list[Component], content: ContentLine, unread: list[tuple[int, str]]) -> bool:
    """Close the component that ``content`` ends; return whether it is the outermost."""
    name = content.value.strip().upper()
    depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].name == name), None)
    if depth is None:
        unread.append((content.line, f"END:{name}"))
        return False
    unread.extend((unclosed.line, f"BEGIN:{unclosed.name}") for unclosed in stack[depth + 1 :])
    del stack[depth + 1 :]
    if depth == 0:
        return True
    closed = stack.pop()
    if depth < MAX_DEPTH:
        stack[-1].components.append(closed)
    else:
        unread.append((closed.line, f"BEGIN:{closed.name}"))
    return False


def format_line(line: ContentLine) -> str:
    """Return the content line as text, unfolded."""
    if not line.parameters:
        return f"{line.name}:{line.value}"
    return f"{line.name}{format_parameters(line.parameters)}:{line.value}"


def format_parameters(parameters: Parameters) -> str:
    """Return ``;NAME=value,value`` for each parameter, quoted and with carets (RFC 6868) where needed."""
    return "".join(f";{name}={','.join(_quoted(value) for value in values)}" for name, values in parameters)


def _quoted(value: str) -> str:
    if "^" in value or '"' in value or "\n" in value:
        value = value.replace("^", "^^").replace('"', "^'").replace("\n", "^n")
    return f'"{value}"' if _NEEDS_QUOTES.search(value) else value


def fold(text: str) -> bytes:
    """Return the line folded at 75 octets, never inside a UTF-8 sequence, with its CRLF (RFC 5545, 3.1).

    Nor before blanks alone: some readers (vobject, and Radicale by it) take such a line for an empty one, and lose it.
    """
    data = text.encode(errors="replace")
    if len(data) <= 75:
        return data + b"\r\n"
    pieces: list[bytes] = []
    start, room = 0, 75
    while len(data) - start > room:
        end = start + room
        if data[end : end + 74].isspace():
            solid = len(data[start:end].rstrip())
            end = start + solid - 1 if solid > 4 else end
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, 74
    pieces.append(data[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def format_component(component: Component) -> Iterator[str]:
    """Yield the unfolded lines of a component, from BEGIN to END."""
    yield f"BEGIN:{component.name}"
    for each in component.properties:
        yield format_line(each)
    for inner in component.components:
        yield from format_component(inner)
    yield f"END:{component.name}"
