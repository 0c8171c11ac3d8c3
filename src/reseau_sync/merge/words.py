"""Comparing words as people do: accents, case and punctuation aside."""

from __future__ import annotations

from reseau_sync.vocabulary.folding import fold

__all__ = ["folded", "same_words"]


def folded(text: str) -> str:
    """Return the text in the form in which two spellings of one name are equal."""
    return fold(text)


def same_words(left: str, right: str) -> bool:
    """Say whether two titles or places agree: equal but for accents and case, or the words of one all in the other."""
    a, b = set(fold(left).split()), set(fold(right).split())
    return a == b or bool(a and b and (a <= b or b <= a))
