"""A title taken apart, once for all that bear it: its words, and the phrases of general French that it holds."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.vocabulary.concepts import (
    BODIES,
    CALENDAR_WORDS,
    FORMS,
    FORWARDED,
    ORDINALS,
    PREPARATIONS,
    SESSIONS,
    SHORT,
    SMALL_WORDS,
    TOPICS,
    Form,
    whole_word,
)
from reseau_sync.vocabulary.folding import fold, stem, without_markets
from reseau_sync.vocabulary.phrases import Hit

MAX_TITLE = 200
HAPPENINGS = frozenset({"remembrance", "film", "music", "exhibition", "stage", "game", "sale"})
"""Topics that are events: what prepares one of these is another event."""
_FORWARDED = re.compile(rf"^\s*(?:{'|'.join(sorted(FORWARDED))})\.?\s*:\s*", re.IGNORECASE)
_SEGMENTS = re.compile(r"[,;:()\[\]|\n\r\t·•→>–—«»!?]|\s-+\s|\.\s")
_PART = re.compile(r"\(?\b(\d{1,2})\s*/\s*(\d{1,2})\b\)?")
_CLOCK = re.compile(r"\b\d{1,2}\s*[hH:]\s*\d{0,2}\b")
_DATED = re.compile(r"\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b")
_DOTTED = re.compile(r"([^\W\d_]{3,})\.")
"""A word cut short."""
_ORDINAL = re.compile(r"(\d{1,2})(?:er|re|ere|e|eme|nd|nde)")
_ENGLISH = frozenset("for of at who and with by our".split())
"""Beside one of these, "the" is no tea."""
_STATUS_WORDS = frozenset(
    "annule annulee annules annulees reporte reportee report complet maintenu maintenue confirme confirmee".split()
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as words (folded, and stemmed), the segment that each stands in, and the phrases that were found.

    ``parts`` are numbers such as the 1 of "1/2".
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    segments: tuple[int, ...]
    parts: frozenset[str]
    forms: tuple[Hit[Form], ...]
    topics: tuple[Hit[str], ...]
    bodies: tuple[Hit[str], ...]
    preparing: tuple[Hit[bool], ...]


@functools.lru_cache(maxsize=16_384)
def taken_apart(title: str) -> Title:
    """Return a title taken apart; what programs put before a forwarded one is left out."""
    parts, text = _parts(without_markets(_FORWARDED.sub("", title[:MAX_TITLE])))
    words, segments = words_of(text)
    dotted = frozenset(fold(each) for each in _DOTTED.findall(text))
    english = "the" in words and _ENGLISH.intersection(words) and "thé" not in text.casefold()
    stems = tuple("" if english and each == "the" else whole_word(each, dotted=each in dotted) for each in words)
    return Title(
        text,
        tuple(words),
        stems,
        tuple(segments),
        parts,
        tuple(FORMS.find(stems)),
        tuple(TOPICS.find(stems)),
        tuple(BODIES.find(stems)),
        tuple(PREPARATIONS.find(stems)),
    )


def positions(hits: Iterable[Hit[Any]]) -> frozenset[int]:
    """Return where the words of phrases stand."""
    return frozenset(at for hit in hits for at in range(hit.start, hit.end))


def words_of(text: str) -> tuple[list[str], list[int]]:
    """Return the folded words of a text, and the segment (between commas, brackets, dashes) that each stands in."""
    words: list[str] = []
    segments: list[int] = []
    for number, segment in enumerate(_SEGMENTS.split(text)):
        found = fold(segment).split()
        words.extend(found)
        segments.extend([number] * len(found))
    return words, segments


def _parts(title: str) -> tuple[frozenset[str], str]:
    """Return "1/2" as a mark, and the title without it, dates and clock times."""
    title = _CLOCK.sub(" ", title)
    found = {str(int(one)) for one, of in _PART.findall(title) if 0 < int(one) <= int(of) <= 9}
    kept = _PART.sub(lambda each: " " if 0 < int(each[1]) <= int(each[2]) <= 9 else each[0], title)
    return frozenset(found), _DATED.sub(" ", kept)


def marks_of(
    words: Sequence[str], segments: Sequence[int], names: frozenset[int]
) -> tuple[frozenset[str], frozenset[int]]:
    """Return the numbers and letters that tell one of several, and where they and their nouns stand."""
    ends = {at for at in range(1, len(words)) if segments[at] != segments[at - 1]} | {len(words)}
    found: set[str] = set()
    spots: set[int] = set()
    for at, word in enumerate(words):
        if at in names:
            continue
        ordinal = _ORDINAL.fullmatch(word)
        value = ordinal[1] if ordinal else ORDINALS.get(word)
        if value is not None and at + 1 < len(words) and words[at + 1] in SESSIONS:
            found.add(str(int(value)))
            spots.update((at, at + 1))
        elif at and words[at - 1] in SESSIONS and _is_mark(word, last=at + 1 in ends):
            found.add(str(int(word)) if word.isdigit() else word)
            spots.update((at - 1, at))
    return frozenset(found), frozenset(spots)


def _is_mark(word: str, *, last: bool) -> bool:
    """Say whether a word after "groupe", "séance", … tells which; a letter only at the end (else it is "à" or "d'")."""
    return (word.isdigit() and len(word) <= 2) or (last and len(word) == 1 and "a" <= word <= "h")


def tells(word: str) -> bool:
    """Say whether a word carries a meaning of its own: no small word, no date, no number."""
    if word in SMALL_WORDS or word in CALENDAR_WORDS or word in _STATUS_WORDS:
        return False
    return len(word) > 1 and not word.isdigit()


def expanded(word: str) -> tuple[str, ...]:
    """Return the stems of a word, or of what it abbreviates."""
    full = SHORT.get(word)
    return tuple(stem(each) for each in full.split()) if full else (stem(word),)


def prepares_what(hits: Sequence[Hit[bool]], forms: Sequence[Hit[Form]], topics: Sequence[Hit[str]]) -> str:
    """Return ``"event"`` for the preparation of an event, ``"thing"`` for that of something else, or ``""``."""
    if any(hit.meanings[0] for hit in hits):
        return "event"
    if not hits:
        return ""
    after = [each for each in forms if each.start >= hits[0].end and each.meanings[0].id != "neutral"]
    happening = any(each.start >= hits[0].end and each.meanings[0] in HAPPENINGS for each in topics)
    return "event" if after or happening else "thing"
