"""Do two iCalendar files say the same?

Compared line by line, independently of the library's own reader, so that a fault of the reader cannot hide itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Line: TypeAlias = tuple[str, tuple[tuple[str, str], ...], str]

_FOLD = re.compile(rb"\r?\n[ \t]")
_PARAMETER = re.compile(r';([^=:;"]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPE = re.compile(r"\\(.)")
_IDLE_QUOTES = re.compile(r'"([^",;:]*)"')
_LINE_END = re.compile(r"\r?\n|\r")
_VALUE = re.compile(r"(?:\\.|[^,])+")
_LISTS = frozenset({"CATEGORIES", "EXDATE", "RDATE", "RESOURCES"})
_SHOWN = 20


@dataclass
class _Component:
    name: str
    lines: Counter[Line] = field(default_factory=Counter)
    inner: list[_Component] = field(default_factory=list)

    def first(self, name: str) -> str | None:
        return next((value for each, _, value in sorted(self.lines) if each == name), None)

    def key(self) -> str:
        """Name the component as a person would: by what identifies it."""
        named = (self.first(name) for name in ("UID", "RECURRENCE-ID", "TZID"))
        return " ".join((self.name, *(value for value in named if value is not None)))

    def rendering(self) -> str:
        """Return all that it says in one stable order: equal for components that say the same."""
        inner = sorted(each.rendering() for each in self.inner)
        return repr((self.name, sorted(self.lines.elements()), inner))


def assert_same_ics(left: bytes, right: bytes, *, ignore: Collection[str] = ("DTSTAMP", "PRODID")) -> None:
    """Hold two iCalendar files to saying the same (RFC 5545).

    Makes no difference: the order of components, properties, parameters, of the parts of an RRULE and of the values of
    EXDATE, RDATE, CATEGORIES and RESOURCES, and whether those stand on one line or several; folding, line ends, the
    letter case of names, quotes that nothing requires, ``\\N`` for ``\\n``; the properties named in ``ignore``
    (in upper case), at any depth.

    :raises AssertionError: naming each component that differs and its lines on one side only; or what is no calendar
    """
    ignored = frozenset(ignore)
    ours, theirs = _read(left, "left", ignored), _read(right, "right", ignored)
    differences = list(_differences(ours, theirs, ""))
    if differences:
        more = len(differences) - _SHOWN
        tail = [f"… and {more} more"] if more > 0 else []
        raise AssertionError("\n".join(["the calendars differ (- left, + right):", *differences[:_SHOWN], *tail]))


def _read(data: bytes, side: str, ignored: frozenset[str]) -> _Component:
    root = _Component("")
    stack = [root]
    for number, text in enumerate(_unfolded(data), 1):
        if not text.strip():
            continue
        name, parameters, value = _line(text, f"{side}, unfolded line {number}")
        if name == "BEGIN":
            stack.append(_Component(value.upper()))
            stack[-2].inner.append(stack[-1])
        elif name == "END":
            if stack[-1].name != value.upper():
                raise AssertionError(
                    f"{side}, unfolded line {number}: END:{value} closes {stack[-1].name or 'nothing'}"
                )
            stack.pop()
        elif name not in ignored:
            stack[-1].lines.update((name, parameters, each) for each in _values(name, value))
    if len(stack) > 1 or root.lines or not root.inner:
        raise AssertionError(f"{side} is not a whole calendar")
    return root


def _unfolded(data: bytes) -> list[str]:
    return _LINE_END.split(_FOLD.sub(b"", data).decode("utf-8", "surrogateescape").removeprefix("\ufeff"))


def _line(text: str, where: str) -> Line:
    name = re.match(r"[A-Za-z0-9-]+", text)
    if name is None:
        raise AssertionError(f"{where}: no property name in {text[:60]!r}")
    rest = name.end()
    parameters: list[tuple[str, str]] = []
    while found := _PARAMETER.match(text, rest):
        parameters.append((found[1].upper(), _IDLE_QUOTES.sub(r"\1", found[2])))
        rest = found.end()
    if text[rest : rest + 1] != ":":
        raise AssertionError(f"{where}: no value in {text[:60]!r}")
    value = _ESCAPE.sub(lambda escape: escape[0].replace("N", "n"), text[rest + 1 :])
    return name[0].upper(), tuple(sorted(parameters)), value


def _values(name: str, value: str) -> list[str]:
    if name in ("RRULE", "EXRULE"):
        parts = (part.partition("=") for part in value.upper().strip(";").split(";"))
        return [";".join(sorted(f"{key}={','.join(sorted(each.split(',')))}" for key, _, each in parts))]
    return (_VALUE.findall(value) or [""]) if name in _LISTS else [value]


def _differences(left: _Component, right: _Component, path: str) -> Iterator[str]:
    yield from (f"- {path}{_shown(line)}" for line in (left.lines - right.lines).elements())
    yield from (f"+ {path}{_shown(line)}" for line in (right.lines - left.lines).elements())
    ours, theirs = Counter(each.rendering() for each in left.inner), Counter(each.rendering() for each in right.inner)
    only_left, only_right = _beside(left.inner, ours - theirs), _beside(right.inner, theirs - ours)
    for component in only_left:
        other = next((each for each in only_right if each.key() == component.key()), None)
        if other is None:
            yield f"- {path}{component.key()}"
        else:
            only_right.remove(other)
            yield from _differences(component, other, f"{path}{component.key()}: ")
    yield from (f"+ {path}{component.key()}" for component in only_right)


def _beside(components: list[_Component], wanted: Counter[str]) -> list[_Component]:
    left = Counter(wanted)
    found: list[_Component] = []
    for each in components:
        rendering = each.rendering()
        if left[rendering] > 0:
            left[rendering] -= 1
            found.append(each)
    return found


def _shown(line: Line) -> str:
    name, parameters, value = line
    return f"{name}{''.join(f';{key}={each}' for key, each in parameters)}:{value}"
