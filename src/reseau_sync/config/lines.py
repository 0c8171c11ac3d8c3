"""The line of a key in a TOML text, or nothing: a wrong line is worse than none.

tomllib keeps no lines. So the key is searched where its table is written, each find is replaced by a word that stands
nowhere else, and the text is parsed again: the line is right if, and only if, that word then is a key of the very
table that the fault is in. Tables in strings, inline tables and comments cannot mislead that.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from reseau_sync.model.faults import Keys

_HEADER = re.compile(r"^[ \t]*\[(\[?)[ \t]*([^\[\]\n#]{1,200}?)[ \t]*\]", re.MULTILINE)
_MAX_TRIES = 4
_MAX_PARSED = 4 << 20
"""So many characters are parsed again in all for one file; a file of usual size needs far less."""


class Locator:
    """Finds lines in one text, which parses to ``data``."""

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        self._text = text
        self._data = data
        self._headers = [(each.start(), bool(each[1]), each[2]) for each in _HEADER.finditer(text)]
        self._left = _MAX_PARSED
        self._mark = "zz"
        while self._mark in text:
            self._mark += "z"

    def line(self, keys: Keys) -> int | None:
        """Return the line (from 1) on which the key at ``keys`` is written, that of its table where there is no such
        key, or ``None`` where it is not certain.
        """
        while keys and isinstance(keys[-1], int) and len(keys) > 2:
            keys = keys[:-1]  # A value in a list: the line of the list's key.
        if not keys:
            return None
        if isinstance(keys[-1], int) or not _is_written(self._data, keys):
            return self._line_of_table(keys if isinstance(keys[-1], int) else keys[:-1])
        return self._line_of_key(keys)

    def _line_of_key(self, keys: Keys) -> int | None:
        start, end = self._span(keys)
        name = re.escape(str(keys[-1]))
        token = re.compile(rf"(?<![\w-])(?:\"{name}\"|'{name}'|{name})(?![\w-])(?=[ \t]*[=.\]])")
        for tries, found in enumerate(token.finditer(self._text, start, end)):
            if tries == _MAX_TRIES:
                break
            changed = self._text[: found.start()] + self._mark + self._text[found.end() :]
            if self._is_marked(changed, keys[:-1]):
                return self._number(found.start())
        return None

    def _line_of_table(self, keys: Keys) -> int | None:
        if not keys:
            return None
        start, _ = self._span((*keys, self._mark))
        stop = self._text.find("\n", start)
        if stop < 0 or not _HEADER.match(self._text, start):
            return None
        changed = f"{self._text[:stop]}\n{self._mark} = 1\n{self._text[stop:]}"
        return self._number(start) if self._is_marked(changed, keys) else None

    def _span(self, keys: Keys) -> tuple[int, int]:
        """Return where the table that holds the key is likely to be written. Only a guess: finds are verified."""
        if len(keys) == 1:
            return 0, len(self._text)
        table, index = str(keys[0]), keys[1]
        own = [start for start, _, name in self._headers if name == table]
        number = index if isinstance(index, int) else 0
        if number >= len(own):
            return 0, len(self._text)
        start = own[number]
        return start, self._end(start, table)

    def _end(self, start: int, table: str) -> int:
        after = (at for at, _, name in self._headers if at > start and not name.startswith(f"{table}."))
        return next(after, len(self._text))

    def _is_marked(self, changed: str, keys: Keys) -> bool:
        self._left -= len(changed)
        if self._left < 0:
            return False
        try:
            node: Any = tomllib.loads(changed + "\n")
        except (ValueError, RecursionError):
            return False
        for key in keys:
            if not _is_written(node, (key,)):
                return False
            node = node[key]
        return isinstance(node, Mapping) and self._mark in node

    def _number(self, position: int) -> int:
        return self._text.count("\n", 0, position) + 1


def _steps(data: Any, keys: Keys) -> Iterator[bool]:
    for key in keys:
        held = key in data if isinstance(data, Mapping) else isinstance(data, list) and isinstance(key, int)
        held = held and (not isinstance(key, int) or key < len(data))
        yield held
        if not held:
            return
        data = data[key]


def _is_written(data: Any, keys: Keys) -> bool:
    return all(_steps(data, keys))
