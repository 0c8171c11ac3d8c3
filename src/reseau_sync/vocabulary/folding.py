"""Folding: two spellings of one name become one text, so that words are compared and never accents or hyphens."""

from __future__ import annotations

import functools
import re
import unicodedata

MAX_TEXT = 2_000
"""Recognition looks at no more characters of a text than this: names stand early, and hostile text is bounded."""

_CACHED = 200
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
_WORDS = {"st": "saint", "ste": "sainte"}
_MARKET = re.compile(r"\bmarch(?:é|e\u0301)s?\b|(?<=\b(?:du|au|le|un) )marches?\b", re.IGNORECASE)


def without_markets(text: str) -> str:
    """Return ``text`` with another word for a market: folded, "le marché" would read as "la marche", which is a march.

    The accent tells them apart, or where there is none the article.
    """
    return _MARKET.sub("halle", text)


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, its punctuation as single spaces, "St" and "Ste" in full.

    Stable: ``fold(fold(x)) == fold(x)``. ``fold("L’Écluse, St-Omer")`` is ``"l ecluse saint omer"``.
    """
    return _fold_cached(text) if len(text) <= _CACHED else _fold(text)


def _fold(text: str) -> str:
    plain = _lower(_lower(text))
    kept = "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return " ".join(_WORDS.get(word, word) for word in kept.split())


def _lower(text: str) -> str:
    # Case folding can give characters that decompose again (İ, ligatures), hence the two rounds in _fold.
    return unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold().translate(_LIGATURES)


@functools.lru_cache(maxsize=32_768)
def _fold_cached(text: str) -> str:
    return _fold(text)


def stem(word: str) -> str:
    """Return a folded word without the mark of its plural: ``douches`` and ``douche`` are one word."""
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word
