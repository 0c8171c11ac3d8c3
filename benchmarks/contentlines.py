"""A second, much smaller reader of content lines (RFC 5545, 3.1), written apart from the library's.

What measures the library must not rest on it: this one knows lines, parameters and blocks, and no meaning at all. It
refuses nothing: a line without a colon is no property, an END that ends nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BREAK = re.compile(rb"\r\n|\n|\r")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]+)\s*=((?:"[^"]*"|[^;:",]|,)*)')
_NAME = re.compile(r"\s*([A-Za-z0-9_.-]+)")
_CARET = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}


@dataclass(frozen=True, slots=True)
class Line:
    """One property: name and parameter names in upper case, quotes dropped; ``number`` of its first line, from 1."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    value: str
    number: int = field(default=0, compare=False)

    def parameter(self, name: str) -> str:
        """Return the parameter ``name`` (upper case), or an empty string."""
        return next((value for key, value in self.parameters if key == name), "")


@dataclass(slots=True)
class Block:
    """What stands between a BEGIN (line ``number``, from 1) and its END (line ``last``)."""

    name: str
    number: int
    last: int = 0
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def walk(self, name: str) -> Iterator[Block]:
        """Yield the blocks called ``name``, this one and those inside it at any depth, in their order."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            if block.name == name:
                yield block
            waiting.extend(reversed(block.blocks))

    def value(self, name: str) -> str:
        """Return the value of the first property called ``name``, stripped, or an empty string."""
        return next((line.value.strip() for line in self.lines if line.name == name), "")


def text_of(data: bytes) -> str:
    """Return the bytes as text: UTF-16 by its mark, UTF-8, else Windows-1252 and at last Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def unfold(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each content line with the number of its first line. Folds may fall inside a character."""
    number, current, started = 0, bytearray(), 1
    for number, raw in enumerate(_BREAK.split(data), start=1):
        if not raw:
            continue  # some writers leave empty lines, even inside a fold
        if raw[:1] in (b" ", b"\t") and current:
            current += raw[1:]
            continue
        if current:
            yield started, bytes(current)
        current, started = bytearray(raw), number
    if current:
        yield started, bytes(current)


def line_of(text: str, number: int = 0) -> Line | None:
    """Return the property that ``text`` spells, or ``None``."""
    name = _NAME.match(text)
    if name is None:
        return None
    at, parameters = name.end(), []
    while found := _PARAMETER.match(text, at):
        parameters.append((found[1].upper(), _plain(found[2])))
        at = found.end()
    rest = text[at:].lstrip()
    return Line(name[1].upper(), tuple(parameters), rest[1:], number) if rest.startswith(":") else None


def _plain(parameter: str) -> str:
    return re.sub(r"\^[nN'^]", lambda found: _CARET[found[0]], parameter.strip().replace('"', ""))


def blocks(data: bytes) -> Block:
    """Return a nameless block that holds everything."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = text_of(data).encode()
    root = Block("", 0)
    open_ones = [root]
    for number, raw in unfold(data):
        for block in open_ones:
            block.last = number
        line = line_of(text_of(raw), number)
        if line is None:
            continue
        if line.name == "BEGIN":
            block = Block(line.value.strip().upper(), number, number)
            open_ones[-1].blocks.append(block)
            open_ones.append(block)
        elif line.name == "END":
            _end(open_ones, line.value.strip().upper())
        else:
            open_ones[-1].lines.append(line)
    return root


def _end(open_ones: list[Block], name: str) -> None:
    """Close the innermost open block called ``name``, and what was left open inside it."""
    if any(block.name == name for block in open_ones[1:]):
        while open_ones.pop().name != name:
            pass
