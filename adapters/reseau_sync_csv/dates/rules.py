"""Recurrences in words, as steps of the grammar.

::

    head     = (tous les | chaque) weekdays | les weekdays(s) | du weekday au weekday | tous les jours (sauf …)
             | (1er, 2e … dernier) weekdays (du mois | de chaque mois) | le n (du mois | de chaque mois)
             | un weekday sur deux | tous les 15 jours [le weekday] | toutes les n semaines [le weekday]
    bounds   = à partir de (day | month) | jusqu'à day | du day au day | de month [à month]
    except   = sauf (weekdays | days | months)

A fortnight without a first day, school holidays, "une fois par mois", even weeks: unparsed-recurrence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reseau_sync_csv.dates.days import NTH, nth
from reseau_sync_csv.dates.reduction import Build, codes
from reseau_sync_csv.dates.values import Day, Days, Month, Rule, Span, Vague, Weekdays
from reseau_sync_csv.dates.words import Atom

_WRONG: Atom = ("!", "unparsed-recurrence")
_ALONE = r"(?!,?l?(?:[onD]|m[on]))"
_LIST = rf"[wWE]{_ALONE}(?:[,/]+(?:et)?l?[wWE]{_ALONE})*"
_RANGE = rf"d?l?w(?:a|-|>)+l?w{_ALONE}"
_MONTHLY = r"(?:f*(?:d[tl]*|t)O)"
_ORDINALS = r"[oz](?:[,/]+l?[oz])*"


def _weekdays(each: Sequence[Atom]) -> tuple[int, ...]:
    found: set[int] = set()
    for code, value in each:
        if code in "wW":
            found.update(value)
        elif code == "E":
            found.update((5, 6))
    return tuple(sorted(found))


def _weekly(each: Sequence[Atom]) -> list[Atom]:
    return [("Q", Rule("WEEKLY", _weekdays(each)))]


def _range(each: Sequence[Atom]) -> list[Atom]:
    first, last = (value[0] for code, value in each if code == "w")
    days = tuple(sorted((first + step) % 7 for step in range((last - first) % 7 + 1)))
    # "lundi-vendredi" is a range; "mardi-jeudi" may as well be two days.
    clear = "-" not in codes(each) or len(days) == 2 or (first, last) == (1, 5) or (first == 0 and last >= 4)
    return [_WRONG] if first == last or not clear else [("Q", Rule("WEEKLY", days))]


def _bare(each: Sequence[Atom]) -> list[Atom]:
    habit = ("l", "le") in each or ("l", "les") in each or ("l", "on") in each or any(code == "W" for code, _ in each)
    days = _weekdays(each)
    if habit:
        return [("Q", Rule("WEEKLY", days))]
    return [("E", "weekend")] if codes(each) == "E" else [("b", Weekdays(days))]


def _daily(_: Sequence[Atom]) -> list[Atom]:
    return [("Q", Rule("DAILY"))]


def _daily_word(each: Sequence[Atom]) -> list[Atom] | None:
    return [("Q", Rule("DAILY"))] if each[0][1] == "daily" else None


def _nth_weekday(each: Sequence[Atom]) -> list[Atom]:
    ordinals = tuple(value if code == "o" else -1 for code, value in each if code in "oz")
    right = all(-1 <= each <= 5 and each for each in ordinals)
    if "t" in codes(each) and not any(code == "O" for code, _ in each) and not set(ordinals) <= {1, -1}:
        # "every second Tuesday" is every other one more often than that of the month.
        right = False
    return [("Q", Rule("MONTHLY", _weekdays(each), ordinals))] if right else [_WRONG]


def _monthdays(each: Sequence[Atom]) -> list[Atom]:
    days = tuple(value for code, value in each if code in "on")
    if any(code == "z" for code, _ in each):
        days = (-1,)
    right = all(each == -1 or 1 <= each <= 31 for each in days)
    return [("Q", Rule("MONTHLY", monthdays=days))] if right else [_WRONG]


def _fortnight(each: Sequence[Atom]) -> list[Atom]:
    """``un samedi sur deux``, ``tous les 15 jours le jeudi``, ``toutes les 3 semaines``."""
    letters = codes(each)
    numbers = [int(value) for code, value in each if code in "un" and str(value).isdecimal()]
    days = _weekdays(each)
    if "J" in letters and "r" not in letters:
        weeks = {7: 1, 14: 2, 15: 2, 21: 3, 28: 4}.get(numbers[-1])
        return [_WRONG] if weeks is None else [("Q", Rule("WEEKLY", days, interval=weeks))]
    every = numbers[-1]
    if not 2 <= every <= 12 or ("r" in letters and numbers[0] != 1):
        return [_WRONG]
    if "J" in letters:
        return [("Q", Rule("DAILY", interval=every))]
    return [("Q", Rule("WEEKLY", days, interval=every))]


def _excluded_weekdays(each: Sequence[Atom]) -> list[Atom]:
    return [("X", _weekdays(each))]


EXCLUDED: tuple[tuple[re.Pattern[str], Build], ...] = ((re.compile(rf"x[ldf]*{_LIST}"), _excluded_weekdays),)
HEADS: tuple[tuple[re.Pattern[str], Build], ...] = (
    (re.compile(rf"[tl]*{_ORDINALS}l?{_LIST}{_MONTHLY}"), _nth_weekday),
    (re.compile(rf"(?:tl?|l?)(?:(?<=t)|(?<=tl))?{_ORDINALS}l?W(?!{_MONTHLY}|d?m)"), _nth_weekday),
    (re.compile(rf"tl?{_ORDINALS}l?w(?!d?m)"), _nth_weekday),
    (re.compile(r"l?o(?:[,/]+l?[oz])+l?w(?!d?m|,?l?[onD])"), _nth_weekday),
    (re.compile(rf"[tl]*zJ{_MONTHLY}"), _monthdays),
    (re.compile(rf"[tl]*[on](?:[,/]+l?[on])*{_MONTHLY}"), _monthdays),
    (re.compile(rf"l?[un]{_LIST}r[un]"), _fortnight),
    (re.compile(r"l?[un][SJ]r[un](?:,?l?[wW](?!,?l?[onD]))?"), _fortnight),
    (re.compile(rf"(?:(?:f*l?{_LIST}),?)?tl?[un][JS](?:,?f*l?[wW](?:,l?[wW])*{_ALONE})?"), _fortnight),
    (re.compile(rf"tl?[un][wW]{_ALONE}"), _fortnight),
    (re.compile(r"tl?J"), _daily),
    (re.compile(rf"tl?S,?f*l?{_LIST}|l?{_LIST},?tl?S"), _weekly),
    (re.compile(r"tl?S"), lambda _: [("Q", Rule("WEEKLY"))]),
    (re.compile(rf"tl?{_RANGE}"), _range),
    (re.compile(rf"tl?{_LIST}(?:[,/]+tl?{_LIST})*"), _weekly),
    (re.compile(r"t(?=[^lwWonu]|$)"), _daily_word),
    (NTH, nth),
    (re.compile(_RANGE), _range),
    (re.compile(rf"(?<![Dmy])f*l?{_LIST}"), _bare),
)


def _in_span_weekly(each: Sequence[Atom]) -> list[Atom] | None:
    """``du 3/09 au 17/12 le mardi``: every one of that time."""
    span = each[0][1]
    return [each[0], ("Q", Rule("WEEKLY", each[-1][1].weekdays))] if isinstance(span, Span) else None


_EXCEPT_UNTIL = re.compile(r",?x[^id]*(?P<until>,?i[lad]*w?[Donmy]+)$")
WITHIN: tuple[tuple[re.Pattern[str], Build], ...] = ((re.compile(r"Y,?l+b"), _in_span_weekly),)


def each_weekly(found: Sequence[Atom]) -> list[Atom]:
    """Return weekdays and their hours, several of each; "tous les" before the first holds for those that follow."""
    made: list[Atom] = []
    seen: set[int] = set()
    habit = any(code == "Q" for code, _ in found)
    for code, value in found:
        if code in "Qb":
            rule = value if isinstance(value, Rule) else Rule("WEEKLY", value.weekdays)
            if rule != Rule("WEEKLY", rule.weekdays) or not rule.weekdays or seen.intersection(rule.weekdays):
                return [_WRONG]
            seen.update(rule.weekdays)
            made.append(("Q", rule) if habit else ("b", value))
        elif code == "h":
            made.append((code, value))
    return made


def until_first(found: list[Atom]) -> list[Atom]:
    """Return atoms with "jusqu'au" before "sauf": "sauf le 10 et le 24 jusqu'au 15/12" excludes no range of days."""
    match = _EXCEPT_UNTIL.search(codes(found))
    if match is None:
        return found
    edge, until = match.start(), match.start("until")
    return [*found[:edge], *found[until:], *found[edge:until]]


def bounded(found: list[Atom]) -> list[Atom]:
    """Return atoms in which what bounds the one rule, and what is left out of it, is part of it."""
    rule = next(value for code, value in found if code == "Q")
    times = [each for each in found if each[0] in "hpjU"]
    rest = [each for each in found if each[0] not in "hpjU"]
    if codes(rest).count("Q") != 1:
        return [_WRONG]
    for pattern, read in _TAILS:
        match = pattern.search(codes(rest))
        if match:
            made = read(rule, rest[match.start() : match.end()])
            if made is None:
                return [_WRONG]
            rule = made
            rest[match.start() : match.end()] = []
    left = [each for each in rest if each[0] not in "Qlfda,()"]
    counted = rule.interval > 1 or (rule.freq == "WEEKLY" and not rule.weekdays)
    if left or (counted and not isinstance(rule.first, Day)):
        return [_WRONG]
    return [("Q", rule), *times]


def _from_day(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    what = each[-1][1]
    if isinstance(what, Span):
        return replace(rule, first=what.first, last=what.last)
    return replace(rule, first=what.days[0]) if isinstance(what, Days) and len(what.days) == 1 else None


def _until_day(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    what = each[-1][1]
    return replace(rule, last=what.days[0]) if isinstance(what, Days) and len(what.days) == 1 else None


def _in_span(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    what = each[-1][1]
    return replace(rule, first=what.first, last=what.last) if isinstance(what, Span) else None


def _from_month(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    month = _vague_month(each[-1][1])
    return None if month is None else replace(rule, first=month)


def _until_month(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    """``jusqu'à fin juin``: to its last day; "jusqu'en juin" does not say whether June is meant."""
    vague = each[-1][1]
    return replace(rule, last=vague.month) if isinstance(vague, Vague) and vague.part == "late" else None


def _in_months(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    months = [_vague_month(value) for code, value in each if code == "G"]
    first, last = months[0], months[-1]
    if first is None or last is None or rule.first is not None:
        return None
    if first.month > last.month and last.year is None:
        # "de septembre à juin": of one school year, or of each.
        return None
    if first.year is None and last.year is not None:
        first = Month(first.month, last.year - (first.month > last.month))
    together = "," not in codes(each) or (last.month - first.month) % 12 == len(months) - 1
    return replace(rule, first=first, last=last) if together else None


def _vague_month(value: object) -> Month | None:
    return value.month if isinstance(value, Vague) and value.part is None else None


def _without_months(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    months = [_vague_month(value) for code, value in each if code == "G"]
    numbers = [month.month for month in months if month is not None and month.year is None]
    if len(numbers) != len(months):
        return None
    if "-" in codes(each) or "a" in codes(each)[2:]:
        numbers = [(numbers[0] + step - 1) % 12 + 1 for step in range((numbers[-1] - numbers[0]) % 12 + 1)]
    return replace(rule, months_off=tuple(sorted({*rule.months_off, *numbers})))


def _without_weekdays(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    off = set(each[-1][1])
    days = set(rule.weekdays or range(7)) - off
    if rule.freq == "MONTHLY" or not days or (rule.weekdays and not off <= set(rule.weekdays)):
        return None
    return replace(rule, freq="WEEKLY", weekdays=tuple(sorted(days)))


def _without_days(rule: Rule, each: Sequence[Atom]) -> Rule | None:
    what = each[-1][1]
    if isinstance(what, Span):
        return replace(rule, excluded=(*rule.excluded, what))
    return replace(rule, excluded=(*rule.excluded, *what.days)) if isinstance(what, Days) else None


_TAILS = (
    (re.compile(r",?X"), _without_weekdays),
    (re.compile(r",?x[ldfa]*G(?:[,a-]l?G)*"), _without_months),
    (re.compile(r",?x[ldfa]*Y"), _without_days),
    (re.compile(r",?s[ldf]*Y"), _from_day),
    (re.compile(r",?s[ldf]*G"), _from_month),
    (re.compile(r",?i[lad]*Y"), _until_day),
    (re.compile(r",?[id]a?[lad]*G(?<=i.G|iaG)|,?i[lad]*G"), _until_month),
    (re.compile(r",?d?Y"), _in_span),
    (re.compile(r",?f*[dl]*G(?:[,a-][dl]*G)*"), _in_months),
)
