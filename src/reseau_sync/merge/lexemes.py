"""The words of a title as they are compared: what is left when organisations, communes, forms and dates are taken out.

Two words agree if they are one word, if one abbreviates the other ("distrib."), if one letter or two are mistyped, or
if one is made of the first letters of a run of the other title ("RJ" of "réseau jungles", "copil" of "comité de
pilotage"). All words are folded (vocabulary.folding).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from rapidfuzz import fuzz

from reseau_sync.vocabulary.concepts import SMALL_WORDS

_SHORTENED = 4
"""The beginning of a word stands for it from so many letters on."""
_MISTYPED = 6
"""Words of at least so many letters may differ by a letter."""
_ALIKE = 86.0
_LONGEST_ACRONYM = 6


@functools.lru_cache(maxsize=65_536)
def agree(left: str, right: str) -> bool:
    """Say whether two folded, stemmed words are one word to a reader."""
    left, right = _rooted(left), _rooted(right)
    if left == right:
        return True
    short, long = sorted((left, right), key=lambda each: (len(each), each))
    if len(short) >= _SHORTENED and len(long) > len(short) and long.startswith(short):
        return True
    if len(short) < _MISTYPED or short[:2] != long[:2] or len(long) - len(short) > 2:
        return False
    return fuzz.ratio(short, long) >= _ALIKE


def _rooted(word: str) -> str:
    """Return a word as English spells it where it ends in -ique: "logistique" and "logistics" are one."""
    return f"{word[:-4]}ic" if word.endswith("ique") else word


@functools.lru_cache(maxsize=65_536)
def abbreviates(word: str, run: tuple[str, ...]) -> bool:
    """Say whether ``word`` is made of the first letters of two words or more that follow each other in ``run``.

    Small words may be left out or not. Short words take one letter of each ("gt"); longer ones may take the beginnings
    of words ("copil").
    """
    if not 2 <= len(word) <= _LONGEST_ACRONYM or word.isdigit():
        return False
    syllables = len(word) >= 5
    return any(_spelled(word, 0, run, start, 0, syllables) for start in range(len(run)))


def _spelled(word: str, done: int, run: Sequence[str], position: int, used: int, syllables: bool) -> bool:
    if done == len(word):
        return used >= 2
    if position >= len(run):
        return False
    current = run[position]
    if used and current in SMALL_WORDS and _spelled(word, done, run, position + 1, used, syllables):
        return True
    longest = 3 if syllables else 1
    for length in range(1, min(longest, len(current), len(word) - done) + 1):
        if current[:length] != word[done : done + length]:
            break
        if _spelled(word, done + length, run, position + 1, used + 1, syllables):
            return True
    # A number in an acronym is written in full: "c4s" is "collectif (du) 4 septembre".
    return False


def shared(left: Sequence[str], left_run: tuple[str, ...], right: Sequence[str], right_run: tuple[str, ...]) -> int:
    """Return how many words of two titles agree: of the side where fewer do, so that a word counts once."""
    forth = sum(any(agree(a, b) for b in right) or abbreviates(a, right_run) for a in left)
    back = sum(any(agree(b, a) for a in left) or abbreviates(b, left_run) for b in right)
    if not forth or not back:  # an acronym on one side, its words (perhaps all forms) on the other
        return max(forth, back)
    return min(forth, back)
