"""Whether a series can be given to calendars that unfold it without bounds of their own."""

from __future__ import annotations

from reseau_sync.errors import OccurrenceError
from reseau_sync.model import AnyEvent
from reseau_sync.occurrences.blocks import slices
from reseau_sync.occurrences.days import LAST_DAY
from reseau_sync.occurrences.matching import Frame
from reseau_sync.occurrences.plan import DAY
from reseau_sync.occurrences.rule import SUB_DAILY, Rule
from reseau_sync.occurrences.series import Rules, rule_of

MOST_IN_A_YEAR = 5_000
YEAR = 366 * DAY
SEARCH = 400 * 365 * DAY + 97 * DAY
"""The Gregorian calendar repeats every 400 years: what a rule without INTERVAL does not give by then, it never does."""


def unpublishable(event: AnyEvent) -> str | None:
    """Return why the event cannot stand in a feed as a series, as a code, or ``None`` where it can.

    ``too-many-occurrences``: a rule gives more than :data:`MOST_IN_A_YEAR` starts in the first year in which it gives
    any (less what COUNT and UNTIL leave out), or none within :data:`SEARCH` of DTSTART. ``unreadable-rule`` and
    ``unsupported-rscale``: as :func:`reseau_sync.occurrences.expand` says.
    """
    recurrence = event.recurrence
    if recurrence is None or not (recurrence.rules or recurrence.exclusion_rules):
        return None
    try:
        rules = [rule_of(text) for text in (*recurrence.rules, *recurrence.exclusion_rules)]
        if len(rules) * 366 <= MOST_IN_A_YEAR and all(map(_plainly_fine, rules)):
            return None
        frame = Frame(event.start, "UTC")
        most = sum(_starts_in_a_year(Rules(text, frame)) for text in recurrence.rules)
        excluded = max((_starts_in_a_year(Rules(text, frame)) for text in recurrence.exclusion_rules), default=0)
    except OccurrenceError as error:
        return error.code
    return "too-many-occurrences" if max(most, excluded) > MOST_IN_A_YEAR else None


def _plainly_fine(rule: Rule) -> bool:
    """Return whether the rule gives at most one start a day, and surely gives some."""
    may_be_empty = rule.month_days or rule.year_days or rule.weeks or rule.positions
    by_ordinal = any(ordinal for ordinal, _ in rule.weekdays)
    phased = rule.months and (rule.interval > 1 or rule.frequency == "MONTHLY")
    times = rule.hours or rule.minutes or rule.seconds or rule.frequency in SUB_DAILY
    return not (may_be_empty or by_ordinal or phased or times)


def _starts_in_a_year(rules: Rules) -> int:
    """Return how many starts the rule gives in the year from its first one.

    :raises OccurrenceError: where it gives none within reach, and only looking on would tell a calendar so
    """
    start = rules.frame.start
    horizon = rules.end(start + SEARCH)
    ahead = slices(rules.plan, start, horizon, rules.rule.count)
    first = next(ahead, None)
    if first is None:
        return 0 if _ends_soon(rules, horizon) else MOST_IN_A_YEAR + 1
    upper = min(first.block.moment(first.first) + YEAR, horizon)
    return sum(each.last - each.first for each in slices(rules.plan, start, upper, rules.rule.count))


def _ends_soon(rules: Rules, horizon: int) -> bool:
    """Return whether a calendar that looks for a first start gives up by itself: at UNTIL, in few steps."""
    bounded = horizon < rules.frame.start + SEARCH and horizon < LAST_DAY * DAY
    return bounded and (rules.rule.frequency not in SUB_DAILY or horizon <= rules.frame.start + DAY)
