"""What two statements of an event have in common, when their UIDs do not say whether they state the same one.

Exact keys (content, shape, name) serve blocks, so that nothing is compared pair by pair; ``alike_titles`` is the only
comparison of letters. Instants are whole seconds, as in :mod:`reseau_sync.occurrences.clock`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, NamedTuple

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.words import folded, same_words
from reseau_sync.model import AnyEvent, Place, Recurrence
from reseau_sync.model.time import Date
from reseau_sync.occurrences.clock import instant_of
from reseau_sync.standing import Standing
from reseau_sync.vocabulary.folding import MAX_TEXT, stem

DAY = 86_400
MONTH = 31 * DAY
"""A UID alone carries no further than this where UIDs have been seen to change."""

_SMALL_WORDS = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"))
_SAME_LETTERS = 0.85


class Content(NamedTuple):
    """What a person knows an event by: title and place without accents and case, and the instant of its start."""

    title: str
    start: int
    place: str


class Name(NamedTuple):
    """The grain of identity in iCalendar: UID and RECURRENCE-ID (RFC 5545, 3.8.4.4)."""

    uid: str
    recurrence_id: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """One entry as it is compared; ``standing`` is what it is known as from before, if it is.

    ``order`` depends on nothing but what the entry says and where it stands, never on the order of reading.
    """

    entry: Entry
    content: Content
    name: Name | None
    recurrence_id: str | None
    duration: int
    order: tuple[Any, ...]
    standing: Standing | None = None

    @property
    def recurrence(self) -> Recurrence | None:
        """Return how the event repeats."""
        return self.entry.event.recurrence

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return the content with what tells two events of one title, start and place apart."""
        return (self.content, self.duration, self.recurrence_id, self.recurrence)


def traits(entry: Entry, timezone: str, standing: Standing | None = None) -> Traits:
    """Return how ``entry`` is compared; dates are days of the IANA zone ``timezone``."""
    event = entry.event
    instance = recurrence_key(event.recurrence_id)
    start, end = span(event, timezone)
    return Traits(
        entry,
        Content(folded(event.title[:MAX_TEXT]), start, folded(_line(event.place)[:MAX_TEXT])),
        None if event.uid is None else Name(event.uid, instance),
        instance,
        end - start,
        _order(entry, instance),
        standing,
    )


def span(event: AnyEvent, timezone: str) -> tuple[int, int]:
    """Return the instants of DTSTART and of the (exclusive) end; a date without end lasts a day (RFC 5545, 3.6.1)."""
    start = instant_of(event.start, timezone)
    end = start if event.end is None else instant_of(event.end, timezone)
    if end > start:
        return start, end
    return start, start + DAY if isinstance(event.start, Date) else start


def _line(place: Place | None) -> str:
    return place.line() if place is not None else ""


def _order(entry: Entry, instance: str | None) -> tuple[Any, ...]:
    where = entry.where
    place = (where.file or "", where.line or 0, where.row or 0, where.column or 0, where.record or 0)
    # Of two that look alike, the first row of before is the first of now: a digest says nothing of that.
    return (entry.event.uid or "", instance or "", place, entry.digest)


def alike_titles(left: str, right: str) -> bool:
    """Say whether two folded titles are one title before and after a correction.

    They share most of their words, or nearly all their letters. Numbers and single letters are names, not words:
    "séance 3" is no correction of "séance 4".
    """
    a, b = _words(left), _words(right)
    if not a or not b or _marks(a) != _marks(b):
        return False
    if 2 * len(a & b) > len(a | b):
        return True
    first, second = sorted((left, right))
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME_LETTERS


def share_a_word(left: str, right: str) -> bool:
    """Say whether two folded titles have a word in common that says something."""
    return bool(_words(left) & _words(right))


def one_within_the_other(left: str, right: str) -> bool:
    """Say whether a folded title is the other with words added ("eau", "eau et recharge"); numbers are names."""
    a, b = _words(left), _words(right)
    return bool(a and b) and (a <= b or b <= a) and _marks(a) == _marks(b)


def _words(title: str) -> frozenset[str]:
    return frozenset(stem(word) for word in title.split() if word not in _SMALL_WORDS)


def _marks(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if len(word) == 1 or any(letter.isdigit() for letter in word))


def have_something_in_common(left: Content, right: Content) -> bool:
    """Say whether title, place or start agree; two empty titles or places say nothing."""
    if left.start == right.start:
        return True
    places = bool(left.place and right.place) and same_words(left.place, right.place)
    return places or _titles_agree(left.title, right.title)


def agree_on_most(left: Content, right: Content) -> bool:
    """Say whether title and month agree, or start and place: what a UID needs beside it where UIDs change."""
    if left.start == right.start and left.place and left.place == right.place:
        return True
    return abs(left.start - right.start) <= MONTH and _titles_agree(left.title, right.title)


def _titles_agree(left: str, right: str) -> bool:
    return bool(left and right) and (left == right or same_words(left, right) or alike_titles(left, right))
