"""Whether two calendars say the same of one event, in what matters to who goes there. Pure.

What is trivial is no difference: accents and case, abbreviations, a part that only one of them states.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re

from reseau_sync.model import AnyEvent, Place
from reseau_sync.model.time import Date, Time, instant, local_of
from reseau_sync.model.zones import zone
from reseau_sync.vocabulary.folding import fold, stem

DAY = dt.timedelta(days=1)
_IDLE = frozenset("au aux de des du en et la le les sur the at in of near pres chez cedex france rue street".split())
_SHORT = {"av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "pl": "place"}
_ELIDED = re.compile(r"\b[dl]['’]", re.IGNORECASE)  # a lone letter else is a name: "salle A", "salle D"
_TYPO = 0.85
_LONG = 6


def precision(event: AnyEvent) -> int:
    """Return how exactly the event says when it is: 0 about, 1 a day or days, 2 an hour."""
    if event.approximate is not None:
        return 0
    return 1 if isinstance(event.start, Date) else 2


def days_of(event: AnyEvent, timezone: str) -> tuple[dt.date, dt.date]:
    """Return the first day and the day after the last, in the IANA zone ``timezone``."""
    first = day_of(event.start, timezone)
    if isinstance(event.end, Date):
        return first, max(event.end.date, first + DAY)
    return first, first + DAY


def day_of(time: Time, timezone: str) -> dt.date:
    """Return the day of a time in the IANA zone ``timezone``."""
    return time.date if isinstance(time, Date) else clock(time, timezone).date()


def clock(time: Time, timezone: str) -> dt.datetime:
    """Return the time as a clock in the IANA zone ``timezone`` shows it."""
    return local_of(time) if isinstance(time, Date) else instant(time, timezone).astimezone(zone(timezone))


def refines(exact: AnyEvent, rough: AnyEvent, timezone: str) -> bool:
    """Say whether ``exact`` says the same time as ``rough``, but more exactly: an hour of the one day, a day of a span.

    An event of several whole days is not told more exactly by an hour of the first.
    """
    if precision(exact) <= precision(rough):
        return False
    first, last = days_of(rough, timezone)
    if rough.approximate is None and last - first > DAY:
        return False
    begins, ends = days_of(exact, timezone)
    return first <= begins and ends <= last


def same_place(left: Place, right: Place) -> bool:
    """Say whether two places can be one: each has no word of its own, or one says more than the other.

    Communes and sites that were recognised decide; numbers of the post say nothing that the commune does not.
    """
    if left.commune and right.commune and fold(left.commune) != fold(right.commune):
        return False
    if left.venue and right.venue and fold(left.venue) == fold(right.venue):
        return True
    a, b = _words(left), _words(right)
    return not (_left_over(a, b) and _left_over(b, a))


def says_more(fuller: Place, place: Place) -> bool:
    """Say whether ``fuller`` is the same place in more words."""
    return same_place(fuller, place) and len(_words(fuller)) > len(_words(place)) and _covers(fuller, place)


def _covers(fuller: Place, place: Place) -> bool:
    known = fold(fuller.commune or "").split()
    return not _left_over(_words(place), _words(fuller) | frozenset(known))


def _words(place: Place) -> frozenset[str]:
    return _words_of(place.line() or place.venue or "", place.commune or "")


@functools.lru_cache(maxsize=8_192)
def _words_of(line: str, commune: str) -> frozenset[str]:
    town = set(fold(commune).split())
    found = {_SHORT.get(word, word) for word in fold(_ELIDED.sub(" ", line)).split()}
    return frozenset(stem(word) for word in found - _IDLE - town if not (word.isdigit() and len(word) == 5))


def _left_over(words: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether a word has no counterpart among the others: itself, an abbreviation of it, a slip of the pen."""
    return any(not any(_alike(word, other) for other in others) for word in words)


@functools.lru_cache(maxsize=32_768)
def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    if word.isdigit() or other.isdigit():
        return False
    if len(short) >= 3 and long.startswith(short):
        return True
    return len(short) >= _LONG and difflib.SequenceMatcher(None, short, long).ratio() >= _TYPO
