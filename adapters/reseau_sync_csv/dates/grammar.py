"""The grammar of when: text to values, or a :class:`Problem`; what is not understood whole is not understood.

The steps, each a pattern over the letters of :mod:`.words`: times (:mod:`.hours`), recurrences (:mod:`.rules`), days,
lists and ranges (:mod:`.days`), then what bounds a recurrence; what is left must be one of :data:`_WHOLE`. A word
that no step takes makes the whole a problem, whose code tells what it would have been.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from reseau_sync_csv.dates import days, rules
from reseau_sync_csv.dates.hours import times_of, with_hours
from reseau_sync_csv.dates.lexer import MAX_TEXT, atoms, normal, without_notes
from reseau_sync_csv.dates.reduction import codes, reduced
from reseau_sync_csv.dates.values import (
    Code,
    Days,
    NthWeekday,
    Problem,
    Rule,
    Span,
    Stretch,
    Times,
    Vague,
    Weekdays,
    What,
    When,
)
from reseau_sync_csv.dates.words import Atom

MAX_ATOMS = 120
_TIMES = "hpjU"
_STRETCH = re.compile(r"d?Y,?h,?(?:a|-|>|ia?)+Y,?h")
_WHOLE = re.compile(
    r"(?P<one>[hpjU]*[YbG][hpjU]*)|(?P<rule>[hpjU]*Q[hpjU]*)|(?P<several>(?:[YQb][hp]){2,})|(?P<stretch>T)"
)
_PLACE = re.compile(r"(?:D|[on]my?)[^?]*[cA][^?]*(?P<tail>,[?ldfa]*\?[?ldfa,]*)$")
_CUT = re.compile(r"[ad][lf,]*$|^,?a")
"""What begins or ends in the middle: "du 12/09/2010 au"."""
_LEFT_OVER = re.compile(r"[lfd,a()]")


@functools.lru_cache(maxsize=8_192)
def read_when(text: str) -> tuple[When, ...] | Problem:
    """Return what a text says of when: days, a range, a recurrence, with their times; several where it lists several.

    >>> read_when("samedi 18 septembre 2010 à 14h30")[0].what
    Days(days=(Day(day=18, month=9, year=2010, weekday=5, mark=''),))
    """
    if len(text) > MAX_TEXT:
        return Problem("no-date")
    bare = without_notes(normal(text))
    start = [each for each in atoms(bare) if each[0] not in "()"]
    if len(start) > MAX_ATOMS:
        return Problem("no-date")
    start = _without_place(start)
    if all(code == "?" for code, _ in start):  # nothing but unknown words: most cells of a sheet, told at once
        return Problem(_code(codes(start)))
    found = _reduced(start)
    wrong = next((value for code, value in found if code == "!"), None)
    if wrong is not None:
        repeats = wrong == "ambiguous-date" and set(codes(start)) & set("tWF")
        return Problem("unparsed-recurrence" if repeats else wrong)
    if _CUT.search(codes(found)) or (start and start[-1][0] == "," and start[-1][1] not in (",", ";")):
        return Problem(_code(codes(start)))
    left = [each for each in found if not _LEFT_OVER.fullmatch(each[0])]
    return _whole(left, found) or Problem(_code(codes(start)))


def _without_place(found: list[Atom]) -> list[Atom]:
    """Return atoms without what follows a day and an hour after a comma, if it holds nothing of a date: a place."""
    tail = _PLACE.search(codes(found))
    return found if tail is None else found[: tail.start("tail")]


def _reduced(found: list[Atom]) -> list[Atom]:
    for pattern, build in rules.EXCLUDED:
        found = reduced(found, pattern, build)
    found = with_hours(found)
    for pattern, build in rules.HEADS:
        found = reduced(found, pattern, build)
    found = rules.until_first(found)
    if _EACH_ITS_HOURS.fullmatch(codes(found)):
        return rules.each_weekly(found)
    for pattern, build in _DAYS:
        found = reduced(found, pattern, build)
    for pattern, build in rules.WITHIN:
        found = reduced(found, pattern, build)
    if "Q" in codes(found):
        found = rules.bounded(found)
    found = reduced(found, _SINCE, lambda each: [each[-1]])
    found = reduced(found, _BEFORE, lambda _: [("!", "ambiguous-date")])
    found = reduced(found, _STRETCH, _stretch)
    return reduced(found, _DASHED, lambda each: [each[0], each[-1]])


_EACH_ITS_HOURS = re.compile(r"[tl]*[Qb],?f*h(?:,+[tl]*[Qb],?f*h)+")
"""Weekdays, each with hours of its own: "mardi 14h-16h et jeudi 10h-12h"."""
_DASHED = re.compile(r"[YQ]-[hpj]")
_BEFORE = re.compile(r"[iB][ladf]*[YG]|Y,?\|[ldf]*Y?|s[ldf]*Y[hp]+|E[fd]*Y|s[fld]*G|R|k")
_SINCE = re.compile(r"s[ldf]*Y(?!,?[hp])")
_DAYS = (
    (days.SPAN, days.span),
    (days.OF_WEEKDAY, days.listed),
    (days.LIST, days.listed),
    (days.DAY, days.single),
    (days.VAGUE, days.vague),
)  # fmt: skip


def _stretch(each: Sequence[Atom]) -> list[Atom]:
    whats = [value for code, value in each if code == "Y"]
    hours = [value[0] for code, value in each if code == "h"]
    whole = all(isinstance(what, Days) and len(what.days) == 1 for what in whats)
    if not whole or any(hour.end is not None for hour in hours):
        return [("!", "ambiguous-date")]
    first, last = (what.days[0] for what in whats)
    both = days.completed((first, last))
    if both is None:
        return [("!", "ambiguous-date")]
    return [("T", Stretch(both[0], hours[0].start, both[1], hours[1].start))]


def _whole(left: Sequence[Atom], found: Sequence[Atom]) -> tuple[When, ...] | Problem | None:
    """Return what the reduced atoms state, if they are of a form that is whole."""
    shape = _WHOLE.fullmatch(codes(left))
    if shape is None:
        return None
    if shape["several"]:
        return _several(left)
    what = next(value for code, value in left if code in "YbGQT")
    times = Times() if shape["stretch"] else _times(left)
    if isinstance(times, Problem):
        return times
    if "inconnu" in times.words and not isinstance(what, (Rule, Weekdays)):
        return None
    if isinstance(what, Span) and "nuit" in times.words:
        return None
    if isinstance(what, Weekdays) and _is_habit(found):
        what = Rule("WEEKLY", what.weekdays)
    return (When(what, times),)


def _is_habit(found: Sequence[Atom]) -> bool:
    """Say whether an article makes weekdays a habit: "le mardi" is every one, "mardi" may be the next."""
    return bool(re.search(r"lb", codes(found)))


def _several(left: Sequence[Atom]) -> tuple[When, ...] | Problem:
    made: list[When] = []
    for at in range(0, len(left), 2):
        times = times_of(left[at + 1 : at + 2])
        if isinstance(times, Problem):
            return times
        made.append(When(left[at][1], times))
    return tuple(made)


def _times(left: Sequence[Atom]) -> Times | Problem:
    return times_of(sorted((each for each in left if each[0] in _TIMES), key=lambda each: _TIMES.index(each[0])))


def _code(letters: str) -> Code:
    """Return what a text that is not understood would have been."""
    if set(letters) & set("tWFPVrxzQO") or re.search(r"[un]J|uS|[oz]w|w.*S(?!n)", letters):
        return "unparsed-recurrence"
    if letters.count("w") > 1 and not set(letters) & set("Dmno"):
        return "unparsed-recurrence"
    return "ambiguous-date" if set(letters) & set("DmywoEvkRBis|nS") else "no-date"


__all__ = ["Days", "NthWeekday", "Problem", "Rule", "Span", "Vague", "Weekdays", "What", "When", "read_when"]
