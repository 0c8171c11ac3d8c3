"""The word that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from reseau_sync.errors import Words
from reseau_sync.model.location import redact

MAX_WORD = 64
"""Longer words are compared by their beginning: comparing takes the square of the length."""
MAX_KNOWN = 2000
"""No more words are compared: a real network knows fewer."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that looks most like ``word``, letter case aside, or ``None``."""
    folded = {each.casefold(): each for each in sorted(known)[:MAX_KNOWN]}
    found = difflib.get_close_matches(word[:MAX_WORD].casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> Words:
    """Return the end of a sentence that proposes the nearest known word; empty where none is near."""
    found = nearest(word, known)
    return Words(f" ; vouliez-vous dire « {found} » ?", f"; did you mean “{found}”?") if found else Words("", "")


def quoted(word: str) -> Words:
    """Return a word between quotation marks, an address in it redacted."""
    shown = redact(word)
    return Words(f"« {shown} »", f"“{shown}”")


def listed(names: Iterable[str]) -> str:
    """Return names as one list, for either language."""
    return ", ".join(names)
