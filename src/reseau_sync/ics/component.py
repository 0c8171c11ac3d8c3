"""Content lines and components of iCalendar, as written: before any meaning (RFC 5545, 3.1 and 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Parameters: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Parameters in their order, names in upper case, values unquoted (RFC 6868 decoded)."""


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One unfolded content line: name in upper case, parameters, the raw value (escapes kept), and its line number."""

    name: str
    parameters: Parameters
    value: str
    line: int = 0

    def parameter(self, name: str) -> str | None:
        """Return the first value of the parameter ``name`` (upper case), or ``None``."""
        for each, values in self.parameters:
            if each == name and values:
                return values[0]
        return None


@dataclass(slots=True)
class Component:
    """One component: its name in upper case, the line of its BEGIN, its properties and its components, in order."""

    name: str
    line: int = 0
    properties: list[ContentLine] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[ContentLine]:
        """Return the properties called ``name`` (upper case)."""
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> ContentLine | None:
        """Return the first property called ``name`` (upper case), or ``None``."""
        return next((each for each in self.properties if each.name == name), None)

    def inner(self, name: str) -> Iterator[Component]:
        """Yield the components called ``name`` (upper case) directly inside this one."""
        return (each for each in self.components if each.name == name)
