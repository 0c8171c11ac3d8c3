"""Where a rule begins and ends, told so that every engine reads it alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from reseau_sync.model import Date, Time
from reseau_sync.occurrences.blocks import slices
from reseau_sync.occurrences.plan import DAY, local_at, plan_for
from reseau_sync.occurrences.series import Rules

_YEAR = 366 * DAY
_REACHES = (_YEAR, 5 * _YEAR, 30 * _YEAR, 120 * _YEAR)
"""How far the first and the last occurrence of a rule are looked for, in turn."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A rule from its first occurrence that counts, in local seconds, to its end.

    ``first`` is ``None`` where all are excluded; ``text`` the COUNT or UNTIL, empty for a rule without end; ``single``:
    nothing comes after the first.
    """

    first: int | None
    text: str = ""
    single: bool = False


def ending(rules: Rules, excluded: Collection[int], form: Time, most: int) -> Ending | None:
    """Return how the rule begins and ends; ``None`` where its first or last occurrence cannot be found soon.

    :param excluded: the starts, in local seconds, that do not count
    :param form: DTSTART, whose form UNTIL takes
    :param most: how many starts may be looked through
    """
    start, rule = rules.frame.start, rules.rule
    found: list[int] = []
    for reach in _REACHES:
        found = rules.starts(start, start + reach, most)
        first = next((at for at in found if at not in excluded), None)
        if first is not None:
            break
    else:
        return Ending(None) if _is_over(rules, found) else None
    last = _last(rules, first, most) if rule.until is not None else None
    if rule.until is not None and last is None:
        return None
    if rule.count is not None:
        left = rule.count - found.index(first)
        if last is None or _reaches(rules, last, left, first, most):
            return Ending(first, f"COUNT={left}", single=left == 1)
    if last is None:
        return Ending(first)
    return Ending(first, f"UNTIL={_until(rules, last, form)}", single=last == first)


def _is_over(rules: Rules, found: list[int]) -> bool:
    """Say whether the rule ends within what was found."""
    if rules.rule.count is not None and len(found) == rules.rule.count:
        return True
    reached = rules.frame.start + _REACHES[-1]
    return rules.rule.until is not None and rules.end(reached) < reached


def _last(rules: Rules, first: int, most: int) -> int | None:
    """Return the last start that UNTIL allows (COUNT aside)."""
    plan, end = rules.plan, rules.end(1 << 62)
    for reach in _REACHES:
        lower = max(first, end - reach)
        found = [at for each in slices(plan, lower, end, None) for at in each.moments()][:most]
        if found:
            return found[-1]
        if lower == first:
            break
    return None


def _reaches(rules: Rules, last: int, left: int, first: int, most: int) -> bool:
    """Say whether COUNT ends the rule no later than UNTIL, where a rule states both."""
    counted = rules.starts(first, last + 1, most)
    return len(counted) >= left


def _until(rules: Rules, last: int, form: Time) -> str:
    """Return an UNTIL that ends the rule after its start ``last``: a day for days, else UTC.

    It is chosen so that it says the same to an engine that takes it for a local time, as FullCalendar does.
    """
    if isinstance(form, Date):
        return f"{local_at(last).date().isoformat().replace('-', '')}"
    instant = rules.frame.clock.instant
    latest = max(last, instant(last))
    following = _after(rules, last)
    moment = latest if following is None or latest < min(following, instant(following)) else instant(last)
    return f"{local_at(moment).isoformat().replace('-', '').replace(':', '')}Z"


def _after(rules: Rules, last: int) -> int | None:
    """Return the start that would follow ``last`` if the rule had no end; ``None`` where none does within a year."""
    start = local_at(rules.frame.start)
    endless = plan_for(replace(rules.rule, until=None, count=None), start, is_date=rules.frame.is_date)
    return next((at for each in slices(endless, last + 1, last + _YEAR, None) for at in each.moments()), None)
