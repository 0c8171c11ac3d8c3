"""One step of the grammar: a pattern over the letters of atoms, and what is made of the atoms that it covers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from reseau_sync_csv.dates.words import Atom

Build = Callable[[Sequence[Atom]], Sequence[Atom] | None]


def codes(atoms: Sequence[Atom]) -> str:
    """Return the letters of ``atoms``, one each."""
    return "".join(each[0] for each in atoms)


def reduced(atoms: list[Atom], pattern: re.Pattern[str], build: Build) -> list[Atom]:
    """Return ``atoms`` with what ``build`` makes of each match of ``pattern``; ``None`` leaves a match as it is."""
    made: list[Atom] = []
    at = 0
    for found in pattern.finditer(codes(atoms)):
        start, end = found.span()
        new = build(atoms[start:end]) if end > start else None
        if new is not None:
            made += [*atoms[at:start], *new]
            at = end
    return [*made, *atoms[at:]] if at else atoms


def values(atoms: Sequence[Atom], letters: str) -> list[object]:
    """Return the values of the atoms whose letter is one of ``letters``, in their order."""
    return [value for code, value in atoms if code in letters]
