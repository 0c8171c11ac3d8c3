"""Times of day: ``14h30``, ``de 14 à 16h``, ``8h-10h et 18h-20h``, ``9h du matin``, ``2-4 pm``, ``en soirée``.

::

    time    = c | A | C                        C alone may be a length ("2 heures"), and is then no time
    range   = time (à | - | > | / | jusqu'à) time  |  n (à | -) time  |  time (à | -) n
    hours   = range ((, | /) range)*  |  [à partir de | vers | à] time
    part    = matin | après-midi | soir… (no clock time), or together with hours, which must agree with it

An end before the start is the next day if that is at most 12 hours on. Anything else is a :class:`Problem`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence

from reseau_sync_csv.dates.lexer import MAX_TEXT, atoms, normal, without_notes
from reseau_sync_csv.dates.reduction import codes, reduced
from reseau_sync_csv.dates.values import Hours, Problem, Times
from reseau_sync_csv.dates.words import Atom

DAY = 24 * 60
LONGEST_NIGHT = 12 * 60
UNPARSED = Problem("unparsed-time")
_WRONG: Atom = ("!", "unparsed-time")

_DAILY = re.compile(r"tl?p")
_RANGE = re.compile(r"d?f*[cCA](?:a|-|>|/|ia?)f?[cCA]")
_RANGE_PART = re.compile(r"d?f*[cC](?:a|-|>|ia?)f?[cC]d+l?p")
_FROM_NUMBER = re.compile(r"(?:(?<![wlonyD,a/-])|(?<=f)|(?<=[cA][,/])(?=n-)|(?<=[wDy])(?=n-)|^)d?n(?:a|-|>|ia?)[cCA]")
_TO_NUMBER = re.compile(r"d?[cCA](?:a|-|>)n(?![mnod/,yD-])")
_UNTIL = re.compile(r"[iB]f*[al]*f*[cCAh]")
_SINGLE = re.compile(r"[safdl]*[cA]")
_LASTING = re.compile(r"[safdl]*C")
_CLOCK_PART = re.compile(r"[saf]*[cCA]f*d?l?p")
_HOURS_PART = re.compile(r"hf*d?l?p|[fadl]*p,?h")
_SEVERAL = re.compile(r"h(?:[,/]?h)+")
_CHOICE = re.compile(r"h\|h?")
_PART = re.compile(r"f*vd?l?j|(?:f*vd?l?)?(?:[fadl]*p)(?:,(?:vd?l?)?[fadl]*p)*")
_SERIAL = re.compile(r"0[.,]\d{1,17}")
_POINT = re.compile(r"(\d{1,2})\.([0-5]\d)")
_POINTS = re.compile(r"\d{1,2}\.(?:00|15|30|45)(?: ?[-–à] ?\d{1,2}\.(?:00|15|30|45))")
"""Hours with points on both sides; other minutes may be months."""


@functools.lru_cache(maxsize=8_192)
def read_times(text: str, *, edge: bool = False) -> Times | Problem:
    """Return what a cell that holds times says; a blank one says nothing: no hours, no words.

    :param edge: whether it holds one end of hours whose other end is in another cell: "2h" is no length there, and
        "minuit" no riddle

    >>> read_times("14h-16h30")
    Times(hours=(Hours(start=840, end=990),), words='', tentative=False)
    """
    if len(text) > MAX_TEXT:
        return UNPARSED
    serial = serial_minutes(text.strip())
    if serial is not None:
        return Times((Hours(serial),))
    bare = text.strip()
    text = _POINT.sub(r"\1:\2", bare) if _POINT.fullmatch(bare) or _POINTS.fullmatch(bare) else text
    start = [each for each in atoms(without_notes(normal(text))) if each[0] not in "()"]
    found = with_hours([_edge(each) for each in start] if edge else start)
    if codes(found).endswith(("a", "d")):
        return UNPARSED
    return times_of([each for each in found if each[0] not in "adl,f"])


def _edge(atom: Atom) -> Atom:
    return ("c", atom[1] % DAY) if atom[0] in "cC" else atom


def serial_minutes(text: str) -> int | None:
    """Return the minutes that a spreadsheet's fraction of a day stands for (``0,583333`` is 14:00), or ``None``."""
    if not _SERIAL.fullmatch(text):
        return None
    minutes = float(text.replace(",", ".")) * DAY
    whole = round(minutes)
    return whole if abs(minutes - whole) < 0.02 and 0 < whole < DAY else None


def times_of(found: Sequence[Atom]) -> Times | Problem:
    """Return the times that reduced atoms state, if they are nothing but times."""
    letters = codes(found)
    if not letters:
        return Times()
    if not re.fullmatch(r"h?[pj]*U*|U+h?", letters) or ("h" in letters and set(letters) & set("jp")):
        return UNPARSED
    hours = next((value for code, value in found if code == "h"), ())
    words = " ".join(str(value) for code, value in found if code in "pU")
    return Times(hours, words, tentative="U" in letters)


def with_hours(found: list[Atom]) -> list[Atom]:
    """Return atoms with their times reduced: ``h`` holds Hours, ``p`` words, ``j`` a whole day, ``!`` what is wrong."""
    found = reduced(found, _DAILY, lambda each: [("t", "daily"), each[-1]])
    for pattern, build in _STEPS:
        found = reduced(found, pattern, build)
    return found


def between(start: int, end: int) -> Hours | None:
    """Return the hours from ``start`` to ``end``, the next day where need be; ``None`` for what nobody means."""
    end = DAY if end == 0 else end
    if start == end or start >= DAY:
        return None
    if end > start:
        return Hours(start, end)
    return Hours(start, end + DAY) if end + DAY - start <= LONGEST_NIGHT else None


def _hours(start: int, end: int) -> list[Atom]:
    found = between(start, end)
    return [_WRONG] if found is None else [("h", (found,))]


def _range(each: Sequence[Atom]) -> list[Atom]:
    clocks = [atom for atom in each if atom[0] in "cCA"]
    (first, start), (second, end) = clocks
    if first == second == "C":
        return [_WRONG]
    return _hours(start, end)


def _from_number(each: Sequence[Atom]) -> list[Atom]:
    code, end = each[-1]
    hour = int(next(value for letter, value in each if letter == "n"))
    if hour > 24 or code == "C" or (code == "A" and end == 0):
        return [_WRONG]
    if code == "A" and hour <= 12 and (hour % 12 + 12) * 60 < end:
        hour = hour % 12 + 12
    return _hours(hour * 60, end)


def _to_number(each: Sequence[Atom]) -> list[Atom] | None:
    hour = int(each[-1][1])
    code, start = next(atom for atom in each if atom[0] in "cCA")
    if hour > 24 or code == "A":
        return [_WRONG]
    return _hours(start, hour * 60)


def _range_part(each: Sequence[Atom]) -> list[Atom]:
    """``de 2h à 4h de l'après-midi``, ``22h à 4h du matin``: the word is of the end, and of the start if it fits."""
    start, end = (value for code, value in each if code in "cCA")
    _, low, high = each[-1][1]
    shift = next((add for add in (0, DAY // 2) if low * 60 <= end + add < high * 60 and end + add <= DAY), None)
    if shift is None:
        return [_WRONG]
    return _hours(start + shift if start + shift < end + shift else start, end + shift)


def _single(each: Sequence[Atom]) -> list[Atom]:
    minutes = each[-1][1]
    return [_WRONG] if minutes >= DAY else [("h", (Hours(minutes),))]


def _clock_part(each: Sequence[Atom]) -> list[Atom]:
    """``8h du soir`` is 20:00, ``9h du matin`` 9:00."""
    minutes = next(value for code, value in each if code in "cCA")
    _, low, high = each[-1][1]
    for shift in (0, 12 * 60):
        if low * 60 <= minutes + shift < high * 60 and minutes + shift < DAY:
            return [("h", (Hours(minutes + shift),))]
    return [_WRONG]


def _hours_part(each: Sequence[Atom]) -> list[Atom]:
    """``matin 9h-12h``: the clock is right as it stands, or the two do not agree."""
    hours = next(value for code, value in each if code == "h")
    _, low, high = next(value for code, value in each if code == "p")
    fits = all(low * 60 <= one.start < high * 60 for one in hours)
    return [("h", hours)] if fits else [_WRONG]


def _several(each: Sequence[Atom]) -> list[Atom]:
    hours = tuple(one for code, value in each if code == "h" for one in value)
    ordered = all(before.end is not None and before.end <= after.start for before, after in itertools.pairwise(hours))
    return [("h", hours)] if ordered and hours[-1].end is not None else [_WRONG]


def _part(each: Sequence[Atom]) -> list[Atom]:
    return [("p", " et ".join(str(value[0]) for code, value in each if code == "p") or "fin de journée")]


_STEPS = (
    (_RANGE_PART, _range_part),
    (_RANGE, _range),
    (_FROM_NUMBER, _from_number),
    (_TO_NUMBER, _to_number),
    (_CLOCK_PART, _clock_part),
    (_UNTIL, lambda _: [_WRONG]),
    (_SINGLE, _single),
    (_LASTING, lambda _: [_WRONG]),
    (_SEVERAL, _several),
    (_HOURS_PART, _hours_part),
    (_CHOICE, lambda _: [_WRONG]),
    (_PART, _part),
)
